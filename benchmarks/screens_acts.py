"""What a person does in the large database while workers run: each action is pressed and its effect seen."""

import time

from benchmarks import screens_story
from benchmarks.screens_pages import JOBS

PATIENCE = 60


def look(browser, url, wanted):
    """Do everything once; return a table of what was done and how long it took to be seen, and what went wrong."""
    rows, faults = [], []
    for act in ACTS:
        page = screens_story.sign_in(browser, url)
        wrong = []
        page.on("pageerror", lambda error, wrong=wrong: wrong.append(f"script: {error}"))
        page.on("dialog", lambda dialog: dialog.accept())
        began = time.monotonic()
        try:
            act(page)
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {str(error)[:300]}")
        page.context.close()
        rows.append((act.__doc__.rstrip("."), f"{time.monotonic() - began:.1f}", "; ".join(wrong) or "done"))
        faults += [f"{act.__doc__}: {one}" for one in wrong]
        print(*rows[-1], sep=" | ", flush=True)
    return ("What a person does, workers running", ("action", "s", "result"), rows), faults


def until(what, seconds=PATIENCE):
    """Wait until `what()` is true."""
    from reelpress.lib import clock

    if not clock.wait_until(what, seconds=seconds, every=0.1):
        raise AssertionError(f"it was not so within {seconds} s")


def newest(**wanted):
    from reelpress.jobs.models import Job

    return Job.objects.filter(**wanted).latest("pk")


def again(job):
    job.refresh_from_db()
    return job


def press(page, job, name):
    """Open the page of a job and press one of its buttons."""
    page.goto(f"{JOBS}{job.pk}/change/")
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def retry_one(page):
    """Retry a failed job on its page."""
    job = newest(status="failed", type="post-import")
    attempts = job.attempts
    press(page, job, "Retry")
    until(lambda: again(job).attempts > attempts or job.status != "failed")


def cancel_one(page):
    """Cancel a scheduled job in the list."""
    job = newest(status="pending")
    page.goto(f"{JOBS}?tab=scheduled")
    page.locator("tbody", has=page.locator(f'[data-copy="{job.public_id}"]')).get_by_role(
        "button", name="Cancel"
    ).click()
    until(lambda: again(job).status == "cancelled")


def delete_one(page):
    """Delete a finished job on its page."""
    from reelpress.jobs.models import Job

    job = newest(status="cancelled", user__isnull=True)
    press(page, job, "Delete")
    until(lambda: not Job.objects.filter(pk=job.pk).exists())


def do_selected(page, tab, jobs, action):
    page.goto(f"{JOBS}?tab={tab}&q=" + " ".join(f"id:{job.public_id}" for job in jobs))
    for job in jobs:
        page.locator(f'input.action-select[value="{job.pk}"]').check()
    page.locator('select[name="action"]').select_option(action)
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_load_state()


def some(status, n=3, **wanted):
    from reelpress.jobs.models import Job

    return list(Job.objects.filter(status=status, **wanted).order_by("-pk")[:n])


def retry_selected(page):
    """Retry a selection."""
    jobs = some("failed", type="post-import", attempts=3)
    do_selected(page, "failed", jobs, "retry_selected")
    until(lambda: all(again(job).attempts > 3 or job.status != "failed" for job in jobs))


def cancel_selected(page):
    """Cancel a selection."""
    jobs = some("pending")
    do_selected(page, "scheduled", jobs, "cancel_selected")
    until(lambda: all(again(job).status == "cancelled" for job in jobs))


def run_selected(page):
    """Run a selection now."""
    jobs = some("pending", type="post-import")
    do_selected(page, "scheduled", jobs, "run_now_selected")
    until(lambda: all(again(job).attempts > 0 for job in jobs))


def raise_selected(page):
    """Move a selection to the front."""
    jobs = some("pending")
    do_selected(page, "scheduled", jobs, "move_up_selected")
    until(lambda: all(again(job).priority == 100 for job in jobs))


def delete_selected(page):
    """Delete a selection."""
    from reelpress.jobs.models import Job

    jobs = some("completed", type="post-import")
    do_selected(page, "completed", jobs, "delete_chosen")
    until(lambda: not Job.objects.filter(pk__in=[job.pk for job in jobs]).exists())


def all_matching(page, verb, line, label, tab="all"):
    """Go by the menu of the search line, press the button, wait for the end of the job that does it."""
    page.goto(f"{JOBS}?tab={tab}&q={line}")
    page.get_by_text("All matching").click()
    page.locator(f'a[href*="verb={verb}"]').click()
    if verb == "priority":
        page.locator('input[name="priority"]').fill("7")
    page.get_by_role("button", name=label).first.click()
    page.wait_for_url("**/change/")
    job = newest(type__contains="bulk")
    until(lambda: again(job).is_final)
    if job.status != "completed":
        raise AssertionError(f"the job was {job.status}: {job.error_message}")


def count(**wanted):
    from reelpress.jobs.models import Job

    return Job.objects.filter(**wanted).count()


def retry_all(page):
    """Retry all that match."""
    line = "type:post-import"
    all_matching(page, "retry", line, "Retry", tab="failed")
    until(lambda: count(type="post-import", status="failed", attempts=3) == 0)


def run_all(page):
    """Run all that match now."""
    line = "type:post-import"
    all_matching(page, "run-now", line, "Run now", tab="scheduled")
    until(lambda: count(type="post-import", status="pending", attempts=0) == 0)


def raise_all(page):
    """Give all that match a priority."""
    waiting = count(type="telegram-publish", status="pending")
    all_matching(page, "priority", "type:telegram-publish", "priority", tab="scheduled")
    until(lambda: count(type="telegram-publish", status="pending", priority=7) == waiting)


def cancel_all(page):
    """Cancel all that match."""
    all_matching(page, "cancel", "type:telegram-publish", "Cancel", tab="scheduled")
    until(lambda: count(type="telegram-publish", status="pending") == 0)


def delete_all(page):
    """Delete all that match."""
    all_matching(page, "delete", "type:telegram-publish", "Delete", tab="cancelled")
    until(lambda: count(type="telegram-publish", status="cancelled") == 0)


def pause_and_resume(page):
    """Pause a queue, see a new job wait, resume it, see it run."""
    from reelpress.jobs.models import Queue
    from reelpress.pipeline import flow

    page.goto("/admin/jobs/queues/")
    row = page.locator("tr", has=page.get_by_role("link", name="default", exact=True))
    row.get_by_role("button", name="Pause").click()
    until(lambda: Queue.objects.filter(name="default", paused_at__isnull=False).exists())
    job = flow.import_address(f"http://127.0.0.1:9/{time.monotonic_ns()}.xml")
    page.wait_for_timeout(3000)
    held = again(job).attempts == 0
    row.get_by_role("button", name="Resume").click()
    until(lambda: again(job).attempts > 0)
    if not held:
        raise AssertionError("it ran although the queue was paused")


def page_through(page):
    """Go twenty pages down the list and all the way back up."""
    page.goto(JOBS)
    first = page.locator("[data-copy]").first.inner_text()
    seen = set()
    for _ in range(20):
        ids = page.locator("#result_list [data-copy]").all_inner_texts()
        if seen & set(ids):
            raise AssertionError("a job was shown on two pages")
        seen |= set(ids)
        page.get_by_role("link", name="Older").click()
        page.wait_for_load_state()
    for _ in range(20):
        page.get_by_role("link", name="Newer", exact=True).click()
        page.wait_for_load_state()
    if len(seen) != 1000 or page.locator("[data-copy]").first.inner_text() != first:
        raise AssertionError(f"{len(seen)} jobs were seen")


def refresh_keeps(page):
    """Stay on a list while a job runs: ticks, place, focus and an open menu are kept, and what is new is counted."""
    from reelpress.pipeline import flow

    page.goto(JOBS)
    page.evaluate("window.untouched = true")
    boxes = page.locator("input.action-select")
    boxes.nth(5).check()
    boxes.nth(9).check()
    page.get_by_text("Help", exact=True).click()
    page.evaluate("window.scrollTo(0, 500)")
    boxes.nth(9).focus()
    before = page.evaluate("[window.scrollY, document.activeElement.value]")
    for _ in range(3):
        flow.import_address(f"http://127.0.0.1:9/{time.monotonic_ns()}.xml")
    page.locator("#live-newer", has_text="3 newer jobs").wait_for(timeout=20_000)
    after = page.evaluate("[window.scrollY, document.activeElement.value]")
    kept = page.locator("input.action-select:checked").count() == 2 and page.evaluate("window.untouched === true")
    opened = page.locator(".rp-searchhelp[open]").count() == 1
    if not (before == after and kept and opened):
        raise AssertionError(f"place and focus {before} -> {after}, ticks kept {kept}, menu open {opened}")
    page.locator("#live-newer a").click()
    page.wait_for_load_state()


def search_by_all(page):
    """Search by every key of the search line."""
    from reelpress.jobs.models import Batch

    job = newest(status="failed", user__isnull=False, subject_id__isnull=False)
    batch = Batch.objects.filter(jobs__isnull=False).latest("pk")
    subject = f"{job.subject_type.model}:{job.subject_id}"
    lines = (f"status:{job.status}", f"type:{job.type}", f"queue:{job.queue}", f"id:{job.public_id[:6]}", "error:quota",
             f"subject:{subject}", f"reason:{job.error_group}", f"user:{job.user.username}", f"worker:{job.worker}",
             f"batch:{batch.public_id}", "before:1d", "after:60d", job.public_id)  # fmt: skip
    for line in lines:
        page.goto(JOBS)
        page.keyboard.press("/")
        page.keyboard.type(line)
        page.keyboard.press("Escape")  # what is suggested
        page.locator("#job-search").press("Enter")
        page.wait_for_url("**q=**")
        if not page.locator("#result_list [data-copy]").count():
            raise AssertionError(f"{line} finds nothing")


ACTS = (search_by_all, page_through, refresh_keeps, retry_one, cancel_one, delete_one, retry_selected, cancel_selected,
        run_selected, raise_selected, delete_selected, retry_all, run_all, raise_all, cancel_all, delete_all,
        pause_and_resume)  # fmt: skip
