"""HTML of a feed, a page or the clipboard -> Markdown. Nothing that a browser would run or that only steers stays.

Runs in a program of its own, as it takes in what strangers wrote.  Knows no feed and no page.
"""

import re
from collections.abc import Iterable
from itertools import islice

import html_to_markdown
from lxml import etree
from lxml import html as lxml_html

from reelpress.content.sources import links

MOST_CHARACTERS = 5_000_000
_DROPPED = {"script", "style", "noscript", "svg", "iframe", "template", "object", "embed", "audio", "video", "canvas"}
_DROPPED |= {"math", "form", "nav", "button", "input", "select", "textarea", "dialog", "head", "link", "meta", "base"}
_DROPPED |= {"title", "map", "applet", "frame", "frameset"}
_CARDS = re.compile(
    r"(?:^|\s)(?:kg-(?:bookmark|button|signup|file|audio|video|embed|nft|product)-card|kg-bookmark-container|sharedaddy"
    r"|jp-relatedposts|wp-block-buttons?|subscription-widget\S*|subscribe-widget|addtoany\S*|post-navigation|share-buttons?"
    r"|sr-only|screen-reader-text|visually-hidden|footnote-backref|reversefootnote)(?:\s|$)"
)
_ANCHORS = re.compile(r"(?:^|\s)(?:heading-anchor|headerlink|header-anchor|anchorjs-link)(?:\s|$)")
_NUMBERS = re.compile(r"(?:^|\s)(?:line-?numbers?|gutter|lnt|ln)(?:\s|$)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LAZY = ("data-src", "data-lazy-src", "data-lazy", "data-original", "data-actualsrc", "data-cfsrc")
_PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:1x1|blank|spacer|pixel|transparent|placeholder|lazy(?:-?load)?|loading|loader|gr[ae]y|clear|empty)"
    r"(?:[-_.]\w{1,20})?\.(?:gif|png|svg|jpe?g|webp)(?:\?|$)",
    re.I,
)
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush:|src)[-\s]*([\w+#.-]+)|(?<=sourceCode )(\w+)")
_NO_LANGUAGE = frozenset({"plaintext", "none", "text", "plain"})
_NUMBERED = re.compile(r"(?:^|\s)(?:lntable|rouge-table|highlighttable|code-table)(?:\s|$)")
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]+|[0-9]+);?")
_OPTIONS = html_to_markdown.ConversionOptions(
    escape_asterisks=True,
    escape_underscores=True,
    escape_misc=True,
    bullets="-",
    autolinks=False,
    compact_tables=True,
    extract_metadata=False,
    include_blockquote_citations=False,
    expand_abbreviations=False,
    inline_data_media="drop_element",
    highlight_style="none",
    hidden_content="reachable",
)


def to_markdown(markup: str, *, base: str = "", title: str = "") -> str:
    """Return the Markdown of `markup`; refs become whole below `base`; a heading that repeats `title` goes."""
    root = parsed(markup)
    if root is None:
        return ""
    clean(root, base)
    return written(root, title=title)


def with_sound_references(text: str) -> str:
    """Return `text` with U+FFFD for whatever is referred to (`&#xD800;`) and is no character: libraries break at it."""
    return _REFERENCE.sub(_sound, text)


def _sound(reference: re.Match[str]) -> str:
    digits, is_hex = reference[1].lstrip("xX"), reference[1][0] in "xX"
    number = int(digits[-9:], 16 if is_hex else 10) if len(digits.lstrip("0")) < 9 else 0x110000
    return reference[0] if number < 0x110000 and not _IMPOSSIBLE.match(chr(number)) else "&#xFFFD;"


def parsed(markup: str) -> lxml_html.HtmlElement | None:
    """Return the tree of an HTML text, or None when there is nothing in it."""
    text = _IMPOSSIBLE.sub("", with_sound_references(markup[:MOST_CHARACTERS]))
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)
    if not text.strip():
        return None
    try:
        return lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def clean(root: lxml_html.HtmlElement, base: str) -> None:
    """Take out of a tree whatever is no content, and make the addresses in it whole."""
    etree.strip_tags(root, "noscript")  # for the readers that we are, what stands there is the content
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or _goes(element):
            _drop(element)
        elif element.tag == "img":
            _settle_image(element, base)
        elif element.tag == "figcaption":
            _settle_caption(element)
        elif element.tag == "a":
            _settle_link(element, base)
        elif element.tag == "pre":
            _settle_code(element)
        elif element.tag == "table" and _NUMBERED.search(element.get("class") or ""):
            _keep_code_only(element)


def written(root: lxml_html.HtmlElement, *, title: str = "") -> str:
    """Return a clean tree as Markdown."""
    text = lxml_html.tostring(root, encoding="unicode")
    try:
        found = html_to_markdown.convert(text, _OPTIONS).content or ""
    except html_to_markdown.ConversionError:  # one that gives up on a text must not take the words with it
        found = "\n\n".join(_paragraphs(root.itertext()))
    return _without_title(found.strip(), title) + "\n"


def _goes(element: lxml_html.HtmlElement) -> bool:
    if element.tag in _DROPPED or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return element.getparent() is not None
    classes = element.get("class") or ""
    if not classes or element.tag in ("html", "body", "pre"):
        return False
    if _NUMBERS.search(classes) and _holds_numbers_alone(element):
        return True
    if _ANCHORS.search(classes) and _only_points(element):
        return True
    return bool(_CARDS.search(classes))


def _holds_numbers_alone(element: lxml_html.HtmlElement) -> bool:
    """Return whether an element is the margin of a listing; themes give whole articles such classes, too."""
    return element.find(".//img") is None and all(re.fullmatch(r"[\d\s]*", text) for text in element.itertext())


def _only_points(anchor: lxml_html.HtmlElement) -> bool:
    """Return whether a heading stays when its anchor goes; there are themes whose anchor is the heading."""
    if anchor.tag in _HEADINGS or next(anchor.iter(*_HEADINGS), None) is not None:
        return False
    if not any(re.search(r"\w", text) for text in anchor.itertext()):
        return True
    around = next(anchor.iterancestors(*_HEADINGS), anchor.getparent())
    return around is None or any(
        re.search(r"\w", text) and anchor is not holder and anchor not in holder.iterancestors()
        for node in islice(around.iter(), 200)
        for text, holder in (
            (node.text if isinstance(node.tag, str) else None, node),
            (node.tail if node is not around else None, node.getparent()),
        )
        if text and holder is not None
    )


def _drop(element: lxml_html.HtmlElement) -> None:
    """Remove an element and what is in it; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _settle_image(image: lxml_html.HtmlElement, base: str) -> None:
    """Give an image the address that it really has: pages that load lazily keep it aside."""
    ref = next((ref for ref in _candidates(image) if ref and not ref.lower().startswith("data:")), "")
    whole = links.absolute(ref, base) if base else ref
    if not whole or whole.lower().startswith("data:"):
        _drop(image)
        return
    alt, title = image.get("alt") or "", image.get("title") or ""
    image.attrib.clear()
    image.set("src", whole)
    image.set("alt", " ".join((alt or title).split()))


def _candidates(image: lxml_html.HtmlElement) -> list[str]:
    """Return the addresses that an image gives, the likeliest first: what is kept aside is never the placeholder."""
    aside = [(image.get(name) or "").strip() for name in _LAZY]
    aside = [ref for ref in aside if re.search(r"[./]", ref) and ref[0] not in "{["]  # and no options of a script
    own = (image.get("src") or "").strip()
    sizes, sizes_aside = (_largest(image.get(name) or "") for name in ("srcset", "data-srcset"))
    others = [sizes, (image.get("data-orig-file") or "").strip()]
    return [*aside, sizes_aside, *([*others, own] if _PLACEHOLDER.search(own[-200:]) else [own, *others])]


def _settle_caption(caption: lxml_html.HtmlElement) -> None:
    """Make the caption of the only picture of a figure its description, when it has none."""
    parent = caption.getparent()
    images = list(parent.iter("img")) if parent is not None and parent.tag == "figure" else []
    words = " ".join(str(caption.text_content()).split())
    if len(images) == 1 and words and images[0].get("alt", "").strip() in ("", words):
        images[0].set("alt", words)
        _drop(caption)


def _largest(srcset: str) -> str:
    """Return the widest picture of a srcset."""
    widest, found = -1.0, ""
    for part in re.split(r",\s+", srcset[:20_000]):
        ref, _, size = part.strip().partition(" ")
        number = re.match(r"[\d.]{1,8}", size.strip())
        width = float(number[0]) if number and number[0].count(".") < 2 and number[0] != "." else 0.0
        if ref and width > widest:
            widest, found = width, ref
    return found


def _settle_link(link: lxml_html.HtmlElement, base: str) -> None:
    href = (link.get("href") or "").strip()
    whole = links.absolute(href, base) if base and not href.startswith("#") else ""
    link.attrib.clear()
    if whole:
        link.set("href", whole)
    else:
        link.tag = "span"


def _settle_code(block: lxml_html.HtmlElement) -> None:
    """Make a block of code plain: its text, and the language that it or what wraps it names."""
    inside = next(iter(block.iter("code")), None)
    around = [node for node in (inside, block, block.getparent(), _grandparent(block)) if node is not None]
    language = next(filter(None, map(_language, around)), "")
    for line_break in list(block.iter("br")):
        line_break.tail = "\n" + (line_break.tail or "")
    text = "".join(block.itertext())
    tail = block.tail
    block.clear()
    block.tail = tail
    code = etree.SubElement(block, "code")
    code.text = text
    if language:
        code.set("class", f"language-{language}")


def _keep_code_only(table: lxml_html.HtmlElement) -> None:
    """Turn a table of line numbers and lines into the lines."""
    lines = list(table.iter("pre"))[-1:]
    tail = table.tail
    for child in list(table):
        table.remove(child)
    table.tag, table.text, table.tail = "div", None, tail
    table.extend(lines)


def _grandparent(element: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    parent = element.getparent()
    return parent.getparent() if parent is not None else None


def _language(element: lxml_html.HtmlElement) -> str:
    given = element.get("data-lang") or element.get("data-language") or ""
    match = _LANGUAGE.search(element.get("class") or "")
    found = (given or (match[1] or match[2] if match else "")).lower()
    return found if re.fullmatch(r"[\w+#.-]{1,30}", found) and found not in _NO_LANGUAGE else ""


def _without_title(text: str, title: str) -> str:
    """Return `text` without a first heading that only repeats the title."""
    first, _, rest = text.partition("\n")
    same = re.sub(r"\W+", "", first.lstrip("# ")).casefold() == re.sub(r"\W+", "", title).casefold()
    return rest.lstrip("\n") if title and first.startswith("#") and same else text


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [line for line in (" ".join(text.split()) for text in texts) if line]


def decoded(body: bytes, content_type: str) -> str:
    """Return the text of an HTML answer, in the encoding that its head or itself names, else UTF-8."""
    said = re.search(r"charset=[\"']?([\w.:-]{1,40})", content_type, re.I)
    inside = re.search(rb"<meta[^>]{0,200}?charset=[\"']?([\w.:-]{1,40})", body[:4096], re.I)
    names = [said[1] if said else "", inside[1].decode("ascii", "replace") if inside else "", "utf-8"]
    if body[:3] == b"\xef\xbb\xbf" or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        names = ["utf-8-sig" if body[:1] == b"\xef" else "utf-16"]
    for name in filter(None, names):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")
