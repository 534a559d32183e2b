"""Typed readers for environment variables: nonsense stops the start with a sentence. Knows no setting by name."""

import json
import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HIDDEN = ("SECRET", "TOKEN", "PASSWORD", "KEY", "URL")
_asked: set[str] = set()  # every name that was read, which tells a setting from a slip of the finger


class BadSetting(SystemExit):
    """An environment variable holds something that cannot be used."""

    def __init__(self, name: str, value: str, wanted: str, *, hidden: bool = False) -> None:
        shown = "***" if hidden or any(word in name for word in HIDDEN) else repr(value)
        shown = shown if value else "not set"
        super().__init__(f"{name} is {shown}, but must be {wanted}. Correct or unset it. See docs/settings.md.")


def env_str(name: str, default: str = "", *, choices: tuple[str, ...] = ()) -> str:
    """Return the variable, or the text of the file that NAME_FILE points to, or `default`."""
    _asked.add(name)
    value = os.environ.get(name)
    file = os.environ.get(f"{name}_FILE")
    if value is None and file:
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE", file, f"a readable file ({error.strerror})") from None
    if value is None or value == "":
        return default
    if choices and value not in choices:
        raise BadSetting(name, value, "one of " + ", ".join(choices))
    return value


def env_bool(name: str, default: bool) -> bool:
    """Return True or False; anything but 1/true/yes/on and 0/false/no/off is refused."""
    value = env_str(name).lower()
    if not value:
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise BadSetting(name, value, "true or false")


def env_int(name: str, default: int, *, least: int = 0, most: int = 999_999_999) -> int:
    """Return a whole number from `least` to `most`."""
    value = env_str(name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,18}", value) or not least <= int(value) <= most:
        raise BadSetting(name, value, f"a whole number from {least} to {most}")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of the variable, without blanks."""
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_choices(name: str, default: str, choices: tuple[str, ...], *, more: str = "") -> list[str]:
    """Return the comma-separated parts of the variable; each must be one of `choices`.

    With `more`, the name of something, each may go on after a colon, and at least one must be there.
    """
    found = env_list(name, default)
    wanted = (
        "a list, with commas, of " + ", ".join(choices) + (f", each with :{more} after it if you like" * bool(more))
    )
    for part in found:
        if (part.partition(":")[0] if more else part) not in choices:
            raise BadSetting(name, part, wanted)
    if more and not found:
        raise BadSetting(name, env_str(name), wanted)
    return found


def env_addresses(name: str, schemes: tuple[str, ...] = ()) -> list[str]:
    """Return addresses of any scheme, or of `schemes`, apart by blanks or commas; what is refused is not shown.

    A comma or blank parts two addresses only where a scheme follows, as some addresses hold commas.
    """
    value = env_str(name)
    found = [part.strip(", \t\r\n") for part in re.split(r"[\s,]+(?=[a-z][a-z0-9+.-]*://)", value, flags=re.I)]
    found = [part for part in found if part]
    if not all(_is_address(part, schemes) for part in found):
        kinds = " or ".join(f"{one}://" for one in schemes) or "a scheme, like slack:// or mailto://"
        wanted = f"addresses with blanks or commas between, each beginning with {kinds}"
        raise BadSetting(name, value, wanted, hidden=True)
    return found


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    scheme, mark, rest = text.partition("://")
    if not mark or not scheme.isalnum() or not rest.strip("/?#") or not text.isprintable() or " " in text:
        return False
    return not schemes or (scheme.lower() in schemes and _is_web_address(text))


def _is_web_address(address: str) -> bool:
    return has_port_or_none(address) and bool(urlsplit(address).hostname)


def env_json(name: str) -> dict[str, Any]:
    """Return a JSON object."""
    value = env_str(name)
    if not value:
        return {}
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadSetting(name, value, 'a JSON object such as {"video-generation": {"timeout": 1200}}')
    return found


def env_seconds(name: str, choices: tuple[str, ...]) -> dict[str, int]:
    """Return a JSON object of whole seconds, each by one of the names in `choices`."""
    found = env_json(name)
    if not all(key in choices and type(seconds) is int and seconds >= 0 for key, seconds in found.items()):
        wanted = f'a JSON object of whole seconds such as {{"{choices[0]}": 0}}, with the names {", ".join(choices)}'
        raise BadSetting(name, env_str(name), wanted)
    return found


def env_counts(name: str) -> dict[str, int]:
    """Return a JSON object of names and whole numbers from 1."""
    found = env_json(name)
    if not all(type(n) is int and n >= 1 for n in found.values()):
        raise BadSetting(name, env_str(name), 'a JSON object of whole numbers from 1 such as {"account": 2}')
    return found


def env_url(name: str, schemes: tuple[str, ...] = ("http", "https"), default: str = "") -> str:
    """Return an address that begins with one of `schemes` and whose port is a number; else `default`."""
    value = env_str(name, default)
    if value and not (value.startswith(tuple(f"{scheme}://" for scheme in schemes)) and has_port_or_none(value)):
        raise BadSetting(name, value, f"an address that begins with {', '.join(f'{one}://' for one in schemes)}")
    if value and set(schemes) <= {"http", "https"} and not _is_address(value, schemes):
        raise BadSetting(name, value, "an address with a host, like https://press.example.org")
    return value


def has_port_or_none(address: str) -> bool:
    """Return whether `address` names no port, or one that can be."""
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def env_job_options(name: str, queues: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return options per job type; see docs/settings.md."""
    found = env_json(name)
    for kind, options in found.items():
        if not isinstance(options, dict) or not all(_is_option(key, value, queues) for key, value in options.items()):
            wanted = "queue (one of them), max_attempts, timeout (whole numbers from 1) and backoff (a list of seconds)"
            raise BadSetting(name, json.dumps({kind: options}), f"an object of job types with {wanted}")
    return found


def _is_option(key: str, value: Any, queues: tuple[str, ...]) -> bool:
    match key:
        case "queue":
            return value in queues
        case "max_attempts" | "timeout":
            return type(value) is int and value >= 1
        case "backoff":
            return isinstance(value, list) and all(type(wait) is int and wait >= 0 for wait in value)
    return False


def env_time_zone(name: str, default: str) -> str:
    """Return the name of a time zone that this machine knows."""
    value = env_str(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise BadSetting(name, value, "the name of a time zone such as Europe/Berlin") from None
    return value


def set_default(name: str, value: str) -> None:
    """Set the variable for this process and its children, unless it is set."""
    os.environ.setdefault(name, value)


def child_env(**changes: str) -> dict[str, str]:
    """Return a copy of the environment with `changes`, for a program that we start."""
    return {**os.environ, **changes}


def supervised() -> bool:
    """Return whether Supervisor started this process; it says so in the environment."""
    return bool(os.environ.get("SUPERVISOR_ENABLED"))


def set_value(name: str, value: str) -> None:
    """Set the variable for this process and its children."""
    os.environ[name] = value


def unknown_names(prefix: str) -> dict[str, str]:
    """Return the variables that begin with `prefix`, hold something and were never read, each with its nearest name."""
    known = {*_asked, *(f"{name}_FILE" for name in _asked)}
    ends = sorted(name.removeprefix(prefix) for name in known if name.startswith(prefix))
    strange = sorted(name for name, value in os.environ.items() if name.startswith(prefix) and value)
    near = {name: get_close_matches(name.removeprefix(prefix), ends, 1) for name in strange if name not in known}
    return {name: f"{prefix}{ends[0]}" if ends else "" for name, ends in near.items()}
