"""How long the server takes for each page of the large database, and how many statements it sends for it."""

import time
from statistics import median

from benchmarks.tables import percentile

TIMES = 15
GOAL_MS, GOAL_QUERIES = 150, 15


def look(browser, url, wanted):
    """Ask for every page, one warm-up and then `TIMES` times; return the table and what misses a goal."""
    rows, faults = [], []
    for name, address in asked(wanted):
        times, work, queries, size = measured(address)
        middle = median(times)
        good = middle < GOAL_MS and queries <= GOAL_QUERIES
        figures = (middle, min(times), percentile(times, 0.95), median(work), queries, size / 1024)
        rows.append((name, *(f"{figure:.0f}" for figure in figures), "yes" if good else "NO"))
        faults += [] if good else [f"{name}: {middle:.0f} ms, {queries} queries"]
    goal = f"< {GOAL_MS} ms, <= {GOAL_QUERIES} queries"
    head = ("page", "ms, median", "at best", "p95", "ms of processor", "queries", "KB", goal)
    return (f"Server time of {TIMES} requests, signed in, workers running", head, rows), faults


def asked(wanted):
    """Every page that is looked at, and what only scripts and pagers ask for."""
    from benchmarks.screens_pages import JOBS, OPENED, pages
    from reelpress.jobs.models import Job

    opened = {name for name, *_ in OPENED}
    found = [(name, address) for name, address in pages() if name not in opened]
    deep = Job.objects.order_by("pk").values_list("pk", flat=True)[0] + Job.objects.count() // 10
    newest = list(Job.objects.order_by("-pk").values_list("pk", flat=True)[:50])
    found += [("jobs, deep", f"{JOBS}?before={deep}"), ("jobs, tab failed, deep", f"{JOBS}?tab=failed&before={deep}")]
    ids = ",".join(map(str, newest))
    found.append(("refresh of the job list", f"/admin/jobs/live/?ids={ids}&newest={newest[0]}"))
    words = [word for word in wanted.page.split(",") if word]
    return [one for one in found if not words or any(word in one[0] for word in words)]


def measured(address):
    """Milliseconds of each request and of the processor for it, statements of one, and bytes of its answer."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    if "login" not in address:
        client.force_login(get_user_model().objects.get(username="ada"))
    times, work, sent = [], [], []

    def counted(execute, *statement):
        sent.append(statement[0])
        return execute(*statement)

    for _ in range(TIMES + 1):
        sent.clear()
        with connection.execute_wrapper(counted):
            before, began = time.process_time(), time.perf_counter()
            answer = client.get(address)
            body = answer.getvalue()
            times.append((time.perf_counter() - began) * 1000)
            work.append((time.process_time() - before) * 1000)
        if answer.status_code not in (200, 404):
            raise RuntimeError(f"{address} answered {answer.status_code}")
    return times[1:], work[1:], len(sent), len(body)
