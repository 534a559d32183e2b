"""What `reelpress check` asks about the settings: those that stop no start, and yet will not do what was meant."""

from pathlib import Path

from reelpress.cli import database
from reelpress.cli.findings import Finding
from reelpress.config.env import unknown_names
from reelpress.lib.errors import BadInput

SHORTEST_KEY = 32  # characters; ours have 64


def settings() -> Finding:
    """Ask whether the settings can be used."""
    database.start()
    from django.conf import settings as loaded

    from reelpress.jobs.registry import UnknownJobType, job_type, with_options

    for name, changes in loaded.JOB_OVERRIDES.items():
        try:
            with_options(job_type(name), changes)
        except (UnknownJobType, ValueError, TypeError, AttributeError) as error:
            return Finding("settings", False, f"REELPRESS_JOBS: {error}", "Correct or unset REELPRESS_JOBS.")
    return Finding("settings", True, f"home {loaded.HOME}, queue mode {loaded.QUEUE_MODE}")


def names() -> Finding:
    """Ask whether every variable that begins as ours do is a setting; a slip of the finger would do nothing."""
    strange = unknown_names("REELPRESS_")
    if not strange:
        return Finding("names", True, "each REELPRESS_ variable that is set is a setting")
    todo = [f"Did you mean {near} by {name}?" if near else f"Unset {name}." for name, near in strange.items()]
    said = f"{', '.join(strange)}: no such setting, so it does nothing"
    return Finding("names", True, said, f"{' '.join(todo)} All settings: docs/settings.md.")


def secret_key() -> Finding:
    """Ask whether the key that seals tokens can be guessed."""
    from django.conf import settings as loaded

    many = len(loaded.SECRET_KEYS)
    length = len(loaded.SECRET_KEYS[0])
    if length >= SHORTEST_KEY:
        return Finding("secret key", True, f"{many} key{'s' if many > 1 else ''}")
    return Finding(
        "secret key",
        True,
        f"REELPRESS_SECRET_KEY has {length} characters, so it may be guessed",
        f"Put a random one of {SHORTEST_KEY} or more in front, with a comma; the old one still opens what it sealed.",
    )


def template() -> Finding:
    """Ask whether there is the template of videos that name none."""
    from django.conf import settings as loaded

    from reelpress.video.branding import template_named

    try:
        return Finding("template", True, template_named().name)
    except BadInput as error:
        said = f"REELPRESS_TEMPLATE is {loaded.TEMPLATE!r}, which is no template; videos that name none cannot be made"
        return Finding("template", False, said, f"{error.explanation.todo} Or unset REELPRESS_TEMPLATE.".strip())


def folders() -> Finding:
    """Ask whether the folders that were named are there; those in the home need not be."""
    from django.conf import settings as loaded

    named = {"REELPRESS_MUSIC": Path(loaded.MUSIC), "REELPRESS_VOICES": Path(loaded.VOICES)}
    usual = {loaded.HOME / "music", loaded.HOME / "voices"}
    gone = [f"{name} is {path}" for name, path in named.items() if path not in usual and not path.is_dir()]
    if gone:
        return Finding("folders", False, f"{'; '.join(gone)}: no such folder", "Make it, or correct the setting.")
    return Finding("folders", True, f"music {loaded.MUSIC}, voices {loaded.VOICES}")
