"""`reelpress check`: looks at everything this installation needs, and says what is wrong and how to mend it.

Every question is one small function with a finding for an answer; a question that breaks is a finding too.
"""

import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from reelpress.cli import check_settings, database, output
from reelpress.cli.errors import FAILED, leave
from reelpress.cli.findings import Finding, ask, show
from reelpress.cli.options import Json
from reelpress.lib import clock, proc

LEAST_MEGABYTES = 1024  # a video with its artefacts takes some hundred
EXPIRES_SOON_DAYS = 3
PROGRAM_SECONDS = 20


def check(
    online: Annotated[
        bool, typer.Option("--online", help="Also ask the services that the settings name whether they answer.")
    ] = False,
    json: Json = False,
) -> None:
    """Look at settings, database, queue server, fonts, ffmpeg, voices, disk and accounts; exit code 1 on a problem.

    A warning is no problem: it works, but hardly as it was meant.

    Example: reelpress check
    """
    findings = [ask("settings", check_settings.settings)]
    if findings[0].ok:
        questions = {**QUESTIONS, **(ONLINE if online else {})}
        findings += [ask(name, question) for name, question in questions.items()]
    if json:
        output.show_json([asdict(finding) for finding in findings])
    else:
        show(findings)
    if not all(finding.ok for finding in findings):
        leave(FAILED)


def database_() -> Finding:
    """Ask whether the database answers and is up to date."""
    database.ready()
    from django.db import connection

    place = connection.settings_dict["NAME"]
    return Finding("database", True, f"{connection.display_name} {place}, up to date")


def queue_server() -> Finding:
    """Ask whether the queue server answers, or can be started."""
    from django.conf import settings as loaded

    if loaded.QUEUE_MODE != "celery":
        return Finding("queue server", True, f"not needed: the queue mode is {loaded.QUEUE_MODE}")
    from reelpress.jobs import broker, embedded

    ours = not loaded.BROKER_URL
    if ours:
        program = embedded.server_program()
        if not embedded.socket_path().exists():
            return Finding("queue server", True, f"{program.name} is here; `reelpress up` starts it")
    try:
        broker.bells_in("default")
    except broker.UNREACHABLE:
        todo = "Start `reelpress up`." if ours else "Start it, or correct REDIS_URL or BROKER_URL."
        return Finding("queue server", False, "It does not answer.", todo)
    return Finding("queue server", True, "answers")


def workers() -> Finding:
    """Ask who works now; nobody is no problem, jobs wait."""
    from reelpress.jobs.workers import alive

    count = alive().count()
    return Finding("workers", True, f"{count} running" if count else "none running; `reelpress up` starts them")


def fonts() -> Finding:
    """Ask whether the fonts that cards and captions need are installed."""
    from reelpress.video.visuals.coverage import IDEOGRAPHS, PACKAGES, SPARES

    wanted = (*PACKAGES.values(), SPARES, IDEOGRAPHS)
    missing = [name.replace("_", "-") for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        return Finding("fonts", False, f"{', '.join(missing)} missing", f"pip install {' '.join(missing)}")
    return Finding(
        "fonts", True, "Inter, JetBrains Mono and those of templates; Noto for other scripts; emoji in colour"
    )


def ffmpeg() -> Finding:
    """Ask whether ffmpeg runs."""
    import imageio_ffmpeg

    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        return Finding("ffmpeg", False, str(error), "pip install --force-reinstall imageio-ffmpeg")
    said = proc.run([program, "-version"], timeout=PROGRAM_SECONDS, name="ffmpeg").stdout
    return Finding("ffmpeg", True, " ".join(said.split()[:3]))


def encoder() -> Finding:
    """Ask whether the H.264 encoder is there."""
    import av

    if "libx264" not in av.codecs_available:
        return Finding("encoder", False, "PyAV has no libx264", "pip install --force-reinstall av")
    return Finding("encoder", True, f"PyAV {av.__version__} with libx264")


def voices() -> Finding:
    """Ask which narrators can be used here, in the order in which they are asked, and what the others lack."""
    from reelpress.video.narrators import registry
    from reelpress.video.voices import setup

    ours = setup()
    lacks = {name: registry.lacks(name, ours) for name in dict.fromkeys((*ours.order, *registry.NARRATORS))}
    speaking = [name for name in ours.order if not lacks[name]]
    if not speaking:
        return Finding("voices", False, f"none of {', '.join(ours.order)} can be used", lacks[ours.order[0]])
    told = [f"{', '.join(speaking)} narrate{'s' if len(speaking) == 1 else ''}, the first that knows the language"]
    told += [
        f"{name} could, if REELPRESS_NARRATORS named it" for name in lacks if not lacks[name] and name not in speaking
    ]
    told += [f"{name} lacks: {lack.rstrip('.')}" for name, lack in lacks.items() if lack]
    return Finding("voices", True, "; ".join(told))


def writer() -> Finding:
    """Ask who writes scripts and whether there is a language model; it is not asked."""
    from django.conf import settings as loaded

    from reelpress.video.writing import endpoint

    model = endpoint()
    if model is None:
        detail = "extractive; no language model is set, so nothing is translated"
    else:
        detail = f"{loaded.WRITER}; language model {model.model}, with{'' if model.key else 'out'} a key"
    stock = "stock photos of Pexels" if loaded.STOCK == "fill" else "no stock photos"
    return Finding("writer", True, f"{detail}; {stock}")


def language_model() -> Finding:
    """Ask the language model's server which models it has; nothing is paid for that."""
    from reelpress.video.writers.llm_client import models_at
    from reelpress.video.writing import endpoint

    model = endpoint()
    if model is None:
        return Finding("language model", True, "none is set; REELPRESS_LLM_URL and REELPRESS_LLM_MODEL name one")
    names = models_at(model)
    # Ollama lists small:latest and answers to small.
    if names and not {model.model, f"{model.model}:latest"} & set(names):
        detail = f"It answers, and has no {model.model}, but {', '.join(names[:5])}."
        return Finding("language model", False, detail, "Correct REELPRESS_LLM_MODEL.")
    return Finding("language model", True, f"answers{f', and has {model.model}' if names else ''}")


def disk() -> Finding:
    """Ask whether there is room for videos."""
    from django.conf import settings as loaded

    free = shutil.disk_usage(loaded.HOME).free >> 20
    detail = f"{free / 1024:.1f} GB free"
    if free >= LEAST_MEGABYTES:
        return Finding("disk", True, detail)
    detail += f", a video with what it is made of may take {LEAST_MEGABYTES / 1024:.0f} GB"
    return Finding("disk", False, detail, "Free some space or set REELPRESS_HOME to a larger disk.")


def accounts() -> Finding:
    """Ask whether the accounts can be published to, today and in the next days."""
    from reelpress.publishing.models import Account

    connected = list(Account.objects.exclude(status=Account.Status.REMOVED).order_by("pk"))
    if not connected:
        return Finding("accounts", True, "none connected yet; `reelpress account add` connects one")
    broken = [account for account in connected if account.status != Account.Status.ACTIVE]
    if broken:
        names = ", ".join(f"{account} (id {account.pk})" for account in broken)
        return Finding(
            "accounts", False, f"to be reconnected: {names}", "Connect them again, then `reelpress account check`."
        )
    now = clock.now()
    ending = [
        account for account in connected
        if account.expires_at and not account.refresh_token_sealed
        and (account.expires_at - now).total_seconds() < EXPIRES_SOON_DAYS * 86_400
    ]  # fmt: skip
    if ending:
        names = ", ".join(f"{account} (id {account.pk})" for account in ending)
        return Finding("accounts", False, f"tokens end within {EXPIRES_SOON_DAYS} days: {names}", "Connect them again.")
    return Finding("accounts", True, f"{len(connected)} active")


def notifications() -> Finding:
    """Ask whether each target of notices can be used; nothing is sent."""
    from reelpress.notifications import delivery
    from reelpress.pipeline.notices import targets

    found = targets()
    wrong = [f"{target.shown}: {problem}" for target in found if (problem := delivery.problem(target))]
    if wrong:
        return Finding("notifications", False, "; ".join(wrong), "Correct REELPRESS_NOTIFY. See docs/notifications.md.")
    if not found:
        return Finding("notifications", True, "no targets; REELPRESS_NOTIFY and REELPRESS_WEBHOOKS name them")
    many = f"{len(found)} target{'s' if len(found) > 1 else ''}"
    return Finding("notifications", True, f"{many}: {', '.join(target.shown for target in found)}")


QUESTIONS: dict[str, Callable[[], Finding]] = {
    "names": check_settings.names,
    "secret key": check_settings.secret_key,
    "folders": check_settings.folders,
    "database": database_,
    "template": check_settings.template,
    "queue server": queue_server,
    "workers": workers,
    "fonts": fonts,
    "ffmpeg": ffmpeg,
    "encoder": encoder,
    "voices": voices,
    "writer": writer,
    "disk": disk,
    "accounts": accounts,
    "notifications": notifications,
}
ONLINE: dict[str, Callable[[], Finding]] = {"language model": language_model}
