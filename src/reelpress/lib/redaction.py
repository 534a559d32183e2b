"""Takes secrets out of text: those that are named, and what looks like one. Knows no platform."""

import json
import re
from collections.abc import Sequence
from urllib.parse import quote, quote_plus

HIDDEN = "***"
_NAMES = r"(?:access_token|refresh_token|id_token|client_secret|token|password|api_key|upload_id|code_verifier)"
_PATTERNS = (
    (re.compile(r"(/bot)\d+(?::|%3A)[\w%-]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Bearer|OAuth|Basic)\s+[\w.~+/=:-]{4,}", re.I), rf"\1 {HIDDEN}"),
    (re.compile(rf'("{_NAMES}"\s*:\s*")[^"]*', re.I), rf"\1{HIDDEN}"),
    (re.compile(rf"(\b{_NAMES}=)[^&\s\"']+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"([?&]code=)[^&\s\"']+", re.I), rf"\1{HIDDEN}"),
)


def redact(text: str, secrets: Sequence[str] = ()) -> str:
    """Return `text` without any of `secrets` (as they are, quoted or escaped) and without what looks like one."""
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def _forms(secret: str) -> tuple[str, ...]:
    escaped = json.dumps(secret)[1:-1]
    return (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), escaped, escaped.replace("/", "\\/"))
