"""`reelpress demo`: the whole way on one post with the real parts, on a home of its own; then it ends.

Knows the order of the show; each act is a verb of the pipeline.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from reelpress.cli import database, output, stack, stopping, up
from reelpress.cli.output import say
from reelpress.cli.places import writable
from reelpress.config.env import child_env, set_value
from reelpress.config.home import CHECKOUT, home_folder
from reelpress.lib import clock, files
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.text import duration

LIMIT_SECONDS = 1200
LEFT_MEGABYTES = 50  # more than the demo leaves
ACCOUNTS = {
    "youtube": ("Demo channel", ""),
    "instagram": ("Demo press", "17841400000000001"),
    "twitter": ("Demo account", ""),
    "facebook": ("Demo page", ""),
    "linkedin": ("Demo person", "urn:li:person:demo"),
    "tiktok": ("Demo creator", ""),
    "telegram": ("Demo news", "@demo_news"),
}


@dataclass(frozen=True)
class Act:
    """One thing that happened, and how long it took."""

    what: str
    seconds: float
    result: str


def demo(
    post: Annotated[
        Path | None, typer.Argument(metavar="POST", help="A Markdown post of yours; without it, a bundled one.")
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the video, captions and thumbnail are left.")
    ] = Path("demo-output"),
) -> None:
    """Go the whole way on one post: import, video, publish to a demo network, numbers back; then end.

    Example: reelpress demo my-post.md --out demo-output
    """
    begun = clock.monotonic()
    source = (post or bundled_post()).expanduser().absolute()
    if not source.exists():
        raise BadInput(f"There is no file {source}.", todo="Give the path of a Markdown post.")
    out = _folder(out)
    home, acts, network = home_folder() / "demo", list[Act](), stack.free_port()
    with stopping.as_ctrl_c(), stack.alone(home.with_name("demo.lock"), home / "run"):
        _fresh_home(home, network)
        database.start()
        _check(source)
        database.ready()
        wanted = [*stack.programs(port=None), up.demo_program(network)]
        say("Starting the queue server, two workers, the clock and the demo network ...")
        with stack.running(wanted, env=child_env()) as supervisor:
            stack.wait_until_ready(supervisor, workers=2, port=None)
            started = clock.monotonic() - begun
            acts.append(Act("services started", started, "queue server, 2 workers, clock, demo network"))
            _perform(source, out, acts)
    acts.append(Act("all of it", clock.monotonic() - begun, "everything that was started is stopped"))
    say()
    output.show_table(
        ["what", "took", "result"], [(act.what, duration(act.seconds), act.result) for act in acts], empty=""
    )


def bundled_post() -> Path:
    """Return a post that comes along: the first in `examples`."""
    for folder in (CHECKOUT / "examples", Path(__file__).parent.parent / "examples"):
        found = sorted([*folder.glob("*.md"), *folder.glob("*/index.md")])
        if found:
            return found[0]
    raise Failure("No bundled post was found.", todo="Give one: reelpress demo my-post.md", permanent=True)


def _folder(out: Path) -> Path:
    """Return the folder to leave everything in; refused before a minute of work and not after it."""
    folder = writable(out, option="--out")
    free = shutil.disk_usage(folder).free >> 20
    if free < LEFT_MEGABYTES:
        raise BadInput(
            f"The disk of {folder} has {free} MB left; this needs {LEFT_MEGABYTES} MB.",
            todo="Free some space, or choose another folder with --out.",
        )
    return folder


def _check(source: Path) -> None:
    """Raise a failure for a post that cannot be used, and for a disk that is full, before anything is started."""
    from django.conf import settings

    from reelpress.content.sources import markdown
    from reelpress.video.making import LEAST_FREE_MEGABYTES

    markdown.read(source, max_megabytes=settings.MAX_POST_MEGABYTES)
    files.require_space(settings.ARTEFACTS, megabytes=LEAST_FREE_MEGABYTES)


def _fresh_home(home: Path, network: int) -> None:
    """Point this process and its children at an empty home of the demo's own and at the demo network."""
    shutil.rmtree(home, ignore_errors=True)
    set_value("REELPRESS_HOME", str(home))
    for name in ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "REELPRESS_JOBS"):
        set_value(name, "")
    set_value("REELPRESS_STAGGER", json.dumps(dict.fromkeys(ACCOUNTS, 0)))  # real accounts would wait for each other
    set_value("REELPRESS_QUEUE", "celery")
    for name, url in up.demo_addresses(network).items():
        set_value(name, url)


def _perform(source: Path, out: Path, acts: list[Act]) -> None:
    from reelpress.content import services as content
    from reelpress.pipeline import flow
    from reelpress.publishing import services as publishing

    started = clock.monotonic()
    found = content.import_path(source)
    post = found[0].post
    if len(found) > 1:
        say(f"There are {len(found)} posts; the demo takes the first.")
    acts.append(Act("post imported", clock.monotonic() - started, f"{post.slug}: {post.title}"))
    for platform, (name, remote_id) in ACCOUNTS.items():
        publishing.add_account(platform, name=name, token="1001:demo-token", remote_id=remote_id)
    started = clock.monotonic()
    job = flow.generate_video(post, "tiktok")
    say(f"Making the video of “{post.title}” as job {job.public_id}")
    _watch(job)
    acts.append(_video_act(job, out, clock.monotonic() - started))
    started = clock.monotonic()
    _wait_for_publications(post)
    _publication_acts(post, acts, clock.monotonic() - started)
    started = clock.monotonic()
    _read_metrics(post)
    _metric_acts(post, acts, clock.monotonic() - started)


def _watch(job: Any) -> None:
    """Show the progress of `job` until it is final; raise `Failure` when it did not complete.

    A try that failed is the end: in everyday use it waits for the next one, which a demo cannot.
    """
    deadline = clock.monotonic() + LIMIT_SECONDS
    with output.progress("rendering") as listen:
        while True:
            job.refresh_from_db()
            listen(job.progress, job.message or job.status)
            if job.is_final:
                break
            if job.status == "pending" and job.error_message and job.run_after > clock.now():
                raise Failure(job.error_message)
            if clock.monotonic() > deadline:
                raise Failure(f"Job {job.public_id} did not end within {LIMIT_SECONDS // 60} minutes.")
            clock.sleep(0.2)
    if job.status != "completed":
        raise Failure(job.error_message or f"Job {job.public_id} was {job.status}.")


def _video_act(job: Any, out: Path, seconds: float) -> Act:
    from reelpress.video.models import Video

    video = Video.objects.get(pk=job.args["video_id"])
    for made, name in (
        (video.path, "video.mp4"),
        (video.srt_path, "video.srt"),
        (video.thumbnail_path, "thumbnail.jpg"),
    ):
        files.copy(made, out / name)
    shape = f"{video.width}x{video.height}, {video.seconds:.1f} s, {video.seconds / max(seconds, 0.1):.1f}x real time"
    return Act("video made", seconds, f"{out / 'video.mp4'} ({shape})")


def _wait_for_publications(post: Any) -> None:
    wanted = len(ACCOUNTS)

    def settled() -> bool:
        return bool(post.publications.filter(status__in=("published", "failed", "unconfirmed")).count() >= wanted)

    if not clock.wait_until(settled, seconds=180, every=0.2):
        raise Failure("The publications did not settle within three minutes.", todo="See the logs in the demo's home.")


def _publication_acts(post: Any, acts: list[Act], seconds: float) -> None:
    from reelpress.publishing.platforms.registry import shown

    for publication in post.publications.select_related("account"):
        if publication.status != "published":
            raise Failure(f"{publication.account} is {publication.status}: {publication.error}")
        posted = f"post {publication.remote_id} on the demo network, which ended with the demo"
        acts.append(Act(f"published to {shown(publication.account.platform)}", seconds, posted))


def _read_metrics(post: Any) -> None:
    """Have the numbers read at once; in everyday use that happens an hour after publishing, then daily."""
    from reelpress.pipeline import flow

    jobs = flow.update_metrics(days=1)

    def done() -> bool:
        for job in jobs:
            job.refresh_from_db()
        return all(job.is_final for job in jobs)

    if not clock.wait_until(done, seconds=60, every=0.2):
        raise Failure("The numbers were not read within a minute.")
    for job in jobs:
        if job.status != "completed":
            raise Failure(job.error_message)


def _metric_acts(post: Any, acts: list[Act], seconds: float) -> None:
    from reelpress.publishing.platforms.registry import shown

    for publication in post.publications.select_related("account"):
        reading = publication.readings.first()
        note = (reading and reading.note) or "this platform gives none"
        said = [f"{name} {value}" for name in ("views", "likes", "comments", "shares")
                if reading and (value := getattr(reading, name)) is not None]  # fmt: skip
        acts.append(Act(f"numbers from {shown(publication.account.platform)}", seconds, ", ".join(said) or note))
