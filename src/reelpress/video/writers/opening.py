"""The first scene: the title on screen, and the words of the post that make somebody stay. Pure."""

import re
from dataclasses import dataclass

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.outline import Line, Outline, plain
from reelpress.video.writers.phrasing import MOST_WORDS

_LOOKED_AT = 8  # sentences from the top that may open the video
_GOOD = 1.0  # a sentence that is worth less does not open it; the title does
_ROOM = 28
_SUBTITLE = 110
_DULL = re.compile(
    r"\b(?:happy|pleased|excited|thrilled|proud|delighted|glad) (?:to|that)\b|\bannounc|\bwelcome\b|"
    r"^(?:hi|hello|hey|dear)\b|"
    r"\b(?:today|recently|last (?:week|month|year)|this (?:post|article))\b|\bI(?:'|’)ve been\b|"
    r"\bplease\b|\bprogramming language\b|\bwe (?:hope|plan|want|would)\b",
    re.IGNORECASE,
)
_GRIPS = re.compile(
    r"\b(?:you|your|never|every|nobody|everyone|most|why|how|wrong|slow|fail\w*|best|worst|only)\b|\?$|\d+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Opening:
    """The first scene and the sentences of the post that it has used."""

    scene: Scene
    used: frozenset[str]


def title_scene(post: Outline) -> Opening | None:
    """Return the first scene; None when the post holds nothing at all that can be said."""
    title = post.title or _stand_in(post)
    if not title:
        return None
    hook = _hook(post)
    if hook:
        narration = hook[0].alone + "".join(line.joint + line.after for line in hook[1:])
        source = hook[0].source + "".join(line.joint + line.source for line in hook[1:])
        why = "It opens with the post's own words."
    else:
        narration, source, why = words.closed(words.clip_words(title, MOST_WORDS)), title, "It is the post's title."
    # What stands before the opening words is not told after them.
    passed = [line for line in post.of_block[hook[0].block] if line.place < hook[0].place] if hook else []
    used = frozenset(line.source for line in [*passed, *hook]) | {title}
    scene = Scene(
        "title", narration, title=words.clip(title, 140), text=_subtitle(post, narration), source=source, why=why
    )
    return Opening(scene, used)


def _hook(post: Outline) -> list[Line]:
    """Return the sentences that open the video: the best of the first ones and what follows it."""
    top = [line for line in post.lines if line.section == post.lines[0].section][:_LOOKED_AT]
    best, worth = None, _GOOD
    for index, line in enumerate(top):
        if line.alone and (value := _worth(line.alone, post.title) - index * 0.35) > worth:
            best, worth = line, value
    if best is None:
        return []
    hook, total = [best], words.count(best.alone)
    for line in post.of_block[best.block][best.place + 1 :]:
        total += words.count(line.after)
        if not line.after or total > _ROOM or total - words.count(line.after) >= 16:
            break
        hook.append(line)
    return hook


def _worth(text: str, title: str) -> float:
    long = words.count(text)
    worth = 1.6 - max(0, long - 10) * 0.06
    worth += min(2, len(_GRIPS.findall(text))) * 0.2
    worth += 0.3 * words.likeness(text, title)
    return worth - (0.9 if _DULL.search(text) else 0.0)


def _subtitle(post: Outline, narration: str) -> str:
    """Return the post's summary in short; nothing when it is long or being said at the same time."""
    summary = plain(post.source.summary)
    for text in (summary, next(iter(sentences(summary)), "")):
        if text and len(text) <= _SUBTITLE and words.likeness(text, post.title) < 0.9:
            return text
    return ""


def _stand_in(post: Outline) -> str:
    """Return what a post without a title is called by: its first heading, else the first words that it holds."""
    blocks = [
        *(b for b in post.source.blocks if b.kind == "heading"),
        *(b for b in post.source.blocks if b.kind != "code"),
    ]
    for block in [*blocks, *post.source.blocks]:
        text = plain(block.text[:2000])
        if text:
            return next((said for said in sentences(text) if words.has_letters(said)), text)
    return plain(post.source.summary)
