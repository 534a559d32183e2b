"""The pages that show what was posted. Everything that came from outside is escaped; no scripts."""

from html import escape
from pathlib import PurePosixPath

from reelpress.demo.store import Row, Store
from reelpress.lib.text import duration

STYLE = """
:root{color-scheme:light dark;--ground:#f4f2ee;--card:#fff;--ink:#1c1b1a;--soft:#6b6660;--line:#e4dfd8;--mark:#b3401f}
@media(prefers-color-scheme:dark){:root{--ground:#161514;--card:#211f1d;--ink:#f1ede8;--soft:#a8a199;--line:#38342f;
--mark:#ff9b7a}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.5 Inter,system-ui,sans-serif}
header{padding:2.5rem 1.25rem 1rem;max-width:76rem;margin:auto}h1{margin:0;font-size:1.9rem;letter-spacing:-.02em}
header p{margin:.25rem 0 0;color:var(--soft)}a{color:var(--mark)}
main{max-width:76rem;margin:auto;padding:1rem 1.25rem 4rem;display:grid;gap:1.25rem;
grid-template-columns:repeat(auto-fill,minmax(20rem,1fr))}
article{background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:hidden;display:flex;
flex-direction:column}video,.photo{width:100%;max-height:34rem;background:#000;display:block;object-fit:contain}
.in{padding:1rem 1.1rem 1.2rem;display:flex;flex-direction:column;gap:.6rem}
.top{display:flex;justify-content:space-between;gap:1rem;font-size:.85rem;color:var(--soft)}
.badge{font-weight:650;color:var(--mark)}h2{margin:0;font-size:1.1rem;line-height:1.3;overflow-wrap:anywhere}
h2 a{color:inherit;text-decoration:none}h2 a:hover{text-decoration:underline}
.text{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.95rem;max-height:16rem;overflow:auto}
.tags{color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}
dl{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:0;font-size:.9rem}dl div{display:flex;gap:.4rem}
dt{color:var(--soft)}dd{margin:0;font-variant-numeric:tabular-nums}
code{font-size:.72rem;color:var(--soft);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.none{grid-column:1/-1;padding:4rem 1rem;text-align:center;
border:1px dashed var(--line);border-radius:14px;color:var(--soft)}
"""
NAMES = {
    "youtube": "YouTube",
    "instagram": "Instagram",
    "twitter": "X",
    "facebook": "Facebook",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "telegram": "Telegram",
}
UNCOUNTED = ("telegram",)  # bots are told no numbers


def index(store: Store) -> str:
    """Return the page of everything that was posted."""
    rows = store.live()
    cards = "".join(_card(store, row) for row in rows)
    none = '<p class="none">Nothing was posted yet. What you publish to this demo network appears here.</p>'
    return _page("Demo network", f"{len(rows)} posts; nothing here left this machine.", cards or none)


def single(store: Store, row: Row) -> str:
    """Return the page of one post."""
    title = row["title"] or f"{_name(row)}: {row['place']}"
    return _page(title, '<a href="/">All posts of the demo network</a>', _card(store, row), raw_note=True)


def missing() -> str:
    """Return the page for an address where nothing is."""
    return _page("Nothing here", '<a href="/">All posts of the demo network</a>', "", raw_note=True)


def link(row: Row) -> str:
    """Return where a post is shown, as the platform would have it: path and query."""
    return str(row.get("link", "/"))


def _card(store: Store, row: Row) -> str:
    numbers = store.numbers(row) if row["platform"] not in UNCOUNTED else {}
    facts = {name: f"{value:,}" for name, value in numbers.items()} | {"size": f"{row['bytes'] / 1e6:.1f} MB"}
    figures = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    title = f'<h2><a href="{escape(link(row))}">{escape(row["title"])}</a></h2>' if row["title"] else ""
    tags = f'<div class="tags">Tags: {escape(", ".join(row["tags"]))}</div>' if row["tags"] else ""
    privacy = f" · {escape(row['privacy'])}" if row["privacy"] else ""
    age = duration(store.age_seconds(row))
    return (
        f'<article>{_media(store, row)}<div class="in">'
        f'<div class="top"><span><span class="badge">{escape(_name(row))}</span> · '
        f'{escape(row["place"])}{privacy}</span><a href="{escape(link(row))}">{age} ago</a></div>'
        f'{title}<p class="text" tabindex="0">{escape(row["text"])}</p>{tags}<dl>{figures}</dl>'
        f"<code>sha256 {escape(row['sha256'])}</code></div></article>"
    )


def _name(row: Row) -> str:
    return NAMES.get(row["platform"], str(row["platform"]))


def _media(store: Store, row: Row) -> str:
    if not row["file"]:
        return ""
    address = f"/demo/files/{escape(row['file'])}"
    name = escape(row.get("alt") or row["title"] or row["place"])
    if PurePosixPath(row["file"]).suffix != ".mp4":
        return f'<img class="photo" src="{address}" alt="{name}">'
    thumbnail = store.thumbnails.get(row["id"], "")
    poster = f' poster="/demo/files/{escape(thumbnail)}"' if thumbnail else ""
    return f'<video controls preload="metadata" playsinline{poster} src="{address}" aria-label="{name}"></video>'


def _page(title: str, note: str, content: str, *, raw_note: bool = False) -> str:
    said = note if raw_note else escape(note)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><header><h1>{escape(title)}</h1><p>{said}</p></header><main>{content}</main></body></html>"
    )
