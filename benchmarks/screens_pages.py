"""Every page of the dashboard in light and dark, on a desk and on a phone: what is wrong with it."""

from tests.browser import looking

from benchmarks import screens_story

JOBS = "/admin/jobs/job/"
TABS = ("all", "pending", "scheduled", "processing", "completed", "failed", "cancelled", "video", "social")


# What opens on a page: its name, where it is, what is pressed at which width.
OPENED = (
    ("menu of the person", "/admin/", "[x-on\\:click*=openUserLinks]", 1440),
    ("side bar", "/admin/", "[aria-label='Side bar']:visible", 390),
    ("filters of jobs", JOBS, "text=Filters", 1440),
    ("filters of posts", "/admin/content/post/", "text=Filters", 1440),
    ("help of the search", JOBS, "text=Help", 1440),
    ("themes", "/admin/login/", "[x-on\\:click*=openTheme]", 1440),
)


def pages():
    """Every page as (name, address); rows are chosen so that each has something to show."""
    yield from (("login", "/admin/login/"), ("home", "/admin/"))
    yield from ((name, address) for name, address, _, _ in OPENED)
    yield from ((f"home {span}", f"/admin/?last={span}") for span in ("1h", "24h", "7d", "90d"))
    yield from _jobs()
    yield from _making()
    yield from _publishing()
    yield from _people()


def _jobs():
    from reelpress.jobs.models import Batch, Job

    yield from ((f"jobs, tab {name}", f"{JOBS}?tab={name}") for name in TABS)
    failed = Job.objects.failed().latest("pk")
    batch = Batch.objects.latest("pk").public_id
    words = (f"id:{failed.public_id}", "type:video-generation", "queue:social", "status:failed error:quota",
             "user:mira", "worker:press-1", f"batch:{batch}", f"reason:{failed.error_group}", "subject:queues",
             "after:7d before:1h", "status:nonsense", "nothing-of-this-name")  # fmt: skip
    for line in words:
        yield f"jobs, {line.replace(failed.public_id, 'ID').replace(batch, 'ID')}", f"{JOBS}?q={line}"
    for state in ("completed", "failed", "cancelled", "pending"):
        yield f"job, {state}", f"{JOBS}{Job.objects.filter(status=state).latest('pk').pk}/change/"
    yield from ((f"all matching, {verb}", f"/admin/jobs/all/?verb={verb}&tab=failed") for verb in
                ("retry", "cancel", "run-now", "priority", "delete"))  # fmt: skip
    for name in ("failures", "queues", "workers", "batches", "schedule", "audit"):
        yield name, f"/admin/jobs/{name}/"


def _making():
    from reelpress.content.models import Post
    from reelpress.video.models import Template, Video

    post = Post.objects.filter(videos__isnull=False, publications__isnull=False).latest("pk").pk
    real = Video.objects.filter(status="ready", storyboard__has_key="scenes").earliest("pk").pk
    own = Template.objects.latest("pk").name
    yield from (("posts", "/admin/content/post/"), ("posts, search", "/admin/content/post/?q=workers"))
    yield from (("post", f"/admin/content/post/{post}/change/"), ("preview", f"/admin/content/post/{post}/preview/"))
    yield from (("import", "/admin/content/import/"), ("videos", "/admin/video/video/"))
    yield from (
        ("video", f"/admin/video/video/{real}/change/"),
        ("storyboard", f"/admin/video/video/{real}/storyboard/"),
    )
    yield from (("templates", "/admin/video/templates/"), ("template", f"/admin/video/templates/{own}/"))
    yield from (("pronunciation", "/admin/video/pronunciation/"), ("new word", "/admin/video/pronunciation/add/"))


def _publishing():
    from reelpress.publishing.models import Account, Publication

    room = "/admin/publishing"
    yield from (("accounts", f"{room}/account/"), ("connect", f"{room}/account/connect/"))
    yield "account", f"{room}/account/{Account.objects.earliest('pk').pk}/change/"
    yield from (("calendar", f"{room}/calendar/"), ("publications", f"{room}/publication/"))
    for state in ("published", "scheduled", "draft", "failed", "unconfirmed"):
        one = Publication.objects.filter(status=state).order_by("pk").last()
        if one:
            yield f"publication, {state}", f"{room}/publication/{one.pk}/change/"


def _people():
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.earliest("pk").pk
    room = "/admin/auth"
    yield from (("users", f"{room}/user/"), ("user", f"{room}/user/{user}/change/"), ("new user", f"{room}/user/add/"))
    yield from (("password of a user", f"{room}/user/{user}/password/"), ("groups", f"{room}/group/"))
    yield from (("new group", f"{room}/group/add/"), ("own password", "/admin/password_change/"))
    yield from (("delete user", f"{room}/user/{user}/delete/"), ("not found", "/admin/jobs/job/999999999/change/"))


def look(browser, url, wanted):
    """Open every page and look; return the table and the faults."""
    rows, faults = [], []
    words = [word for word in wanted.page.split(",") if word]
    for name, address in pages():
        if words and not any(word in name for word in words):
            continue
        found = list(dict.fromkeys(faults_of(browser, url, name, address)))
        rows.append((name, *(str(sum(kind in fault for fault in found)) for kind in ("(critical)", "(serious)")),
                     str(sum("(critical)" not in fault and "(serious)" not in fault for fault in found))))  # fmt: skip
        faults += [f"{name}: {fault}" for fault in found]
        print(f"{name}: {len(found)} faults", *found, sep="\n   ", flush=True)
    return (
        "Every page, light and dark, 1440 and 390 px",
        ("page", "critical", "serious", "other faults"),
        rows,
    ), faults


def faults_of(browser, url, name, address):
    """Everything that is wrong with one page."""
    page = screens_story.sign_in(browser, url)
    if "login" in address:
        page.context.clear_cookies()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("request", lambda asked: wrong.append(f"outside: {asked.url}") if _outside(asked.url, url) else None)
    try:
        answer = page.goto(address)
        expected = 404 if name == "not found" else 200
        if answer.status != expected:
            return [f"the page answered {answer.status}"]
        opened = [(what, width) for known, _, what, width in OPENED if known == name]
        for what, width in opened:
            page.set_viewport_size({"width": width, "height": looking.HEIGHT})
            page.locator(what).first.focus()
            page.keyboard.press("Enter")
        wrong += looking.faults(page, [look for look in looking.LOOKS if not opened or look[0] == opened[0][1]])
        wrong += [] if opened else looking.tabbed(page)[1]
    finally:
        page.context.close()
    return [one for one in wrong if expected == 200 or "status of 404" not in one]


def _outside(asked, url):
    return not asked.startswith((url, "data:", "blob:"))
