"""What must not be shown: values whose key or form says that they are secret. Plain Python; knows no screen."""

import re
from typing import Any

HIDDEN = "••••••"
SECRET_KEY = re.compile(
    r"token|secret|passw|api_?key|private_?key|access_?key|credential|authori[sz]ation|cookie|signature|session_?key",
    re.IGNORECASE,
)
SECRET_VALUE = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
# As programs write them: password=…, access_token: '…', "client_secret": "…". A sentence about a token names no value.
SECRET_NAMED = re.compile(
    r"""((?:token|secret|passw(?:or)?d|api_?key|private_?key|access_?key)(?:["']\s*[:=]\s*|=)["']?)[^\s"'&,;<>(){}\[\]]+""",
    re.IGNORECASE,
)
SECRET_QUERY = re.compile(r"(?i)([?&](?:access_token|token|key|api_key|signature|sig|secret)=)[^&\s]+")


def redact(value: Any, key: str = "") -> Any:
    """Return `value` with everything that looks secret replaced, however deep it lies."""
    if key and SECRET_KEY.search(key) and value not in (None, "", [], {}):
        return HIDDEN
    if isinstance(value, dict):
        return {str(name): redact(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact(inner) for inner in value]
    if isinstance(value, str):
        return redact_text(value)
    return value


def redact_text(text: str) -> str:
    """Return `text` without bearer tokens, passwords in addresses, and values that are named as secret."""
    text = SECRET_NAMED.sub(rf"\g<1>{HIDDEN}", SECRET_VALUE.sub(HIDDEN, text))
    return SECRET_QUERY.sub(rf"\g<1>{HIDDEN}", text)
