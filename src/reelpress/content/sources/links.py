"""Addresses of posts: made whole, and compared. Pure; connects to nothing.

Two addresses name one post when they are equal without scheme, `www.`, port 80 or 443, fragment, a slash or
`index.html` at the end of the path, and without the parameters that only say where a reader came from.
"""

import contextlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from reelpress.lib import files

MOST_CHARACTERS = 1000
_TRACKING = re.compile(
    r"(?:utm_|mtm_|pk_|piwik_|hsa_|_hs|mc_|oly_|vero_|at_|ga_)\w*|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid"
    r"|igshid|igsh|twclid|ttclid|li_fat_id|mkt_tok|ref|ref_src|ref_url|referrer|source|s_cid|cmpid|ncid|wt_mc|spm|trk"
    r"|_ga|_gl|cmp",
    re.I,
)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.I)


def is_web(address: str) -> bool:
    """Return whether `address` is one of http or https that can be asked for."""
    try:
        parts = urlsplit(address)
        _ = parts.port
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and len(address) <= MOST_CHARACTERS
    except ValueError:
        return False


def absolute(ref: str, base: str) -> str:
    """Return `ref`, as it stands on the page `base`, as a whole http(s) address; "" when it is none."""
    try:
        joined = urljoin(base, ref.strip())
        parts = urlsplit(joined)
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
        whole = urlunsplit((parts.scheme.lower(), parts.netloc, path, query, parts.fragment))
    except ValueError:
        return ""
    return whole if is_web(whole) and not re.search(r"\s", whole) else ""


def clean(address: str) -> str:
    """Return an address without its fragment and without what only says where a reader came from."""
    if not is_web(address):
        return ""
    parts = urlsplit(address)
    kept = [part for part in parts.query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0])]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), ""))


def plain(address: str) -> str:
    """Return `address` as it is compared: equal for all spellings of one post's address; "" for no address."""
    if not is_web(address):
        return ""
    parts = urlsplit(address.strip())
    host = (parts.hostname or "").lower().rstrip(".").removeprefix("www.")
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode() if not host.isascii() else host
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = _INDEX.sub("/", quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")).rstrip("/")
    given = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    kept = sorted((name, value) for name, value in given if not _TRACKING.fullmatch(name))
    return f"{host}{port}{path}" + (f"?{urlencode(kept)}" if kept else "")


def key(address: str) -> str:
    """Return what names the post at `address`, in 32 characters; "" for no address."""
    found = plain(address)
    return files.digest(found) if found else ""


def without_user(address: str) -> str:
    """Return `address` without the user name and password that it may hold."""
    return re.sub(r"^([a-z][a-z0-9+.-]*://)[^/?#]*@", r"\1", address.strip(), flags=re.I)


def site(address: str) -> str:
    """Return the site that `address` belongs to, as it is compared; "" for no address."""
    return plain(address).partition("/")[0].partition("?")[0]


def last_part(address: str) -> str:
    """Return the last word of the path, without its ending: what a post is called in its address."""
    parts = [unquote(part) for part in urlsplit(address).path.split("/") if part] if is_web(address) else []
    if parts and re.fullmatch(r"index\.\w+", parts[-1]):
        parts.pop()
    return re.sub(r"\.(?:html?|php|aspx?|md|markdown)$", "", parts[-1]) if parts else ""
