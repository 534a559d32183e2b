"""The first scene: the title on screen, and the words of the post that make somebody stay. Pure."""

import re
from dataclasses import dataclass, replace

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.outline import Line, Outline, plain
from reelpress.video.writers.phrasing import MOST_WORDS, shortened

_LOOKED_AT = 8  # sentences from the top that may open the video
_GOOD = 0.8  # a sentence that is worth less does not open it; the title does
_ROOM, _HOOK_WORDS = 28, 18
_BEHIND = 0.6  # what standing behind the lead costs
_SUBTITLE = 110
_DULL = re.compile(
    r"\b(?:happy|pleased|excited|thrilled|proud|delighted|glad) (?:to|that)\b|\bannounc|\bwelcome\b|"
    r"^(?:hi|hello|hey|dear)\b|"
    r"\b(?:today|recently|last (?:week|month|year)|this (?:post|article))\b|\bI(?:'|’)ve been\b|"
    r"\bplease\b|\bis a programming language\b|\bwe (?:hope|plan|want|would)\b",
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
    beside = post.of_block[hook[0].block] if hook else []
    passed = [line for line in beside if line.place < hook[0].place or _DULL.search(line.source)]
    used = frozenset(line.source for line in [*passed, *hook]) | {title}
    scene = Scene(
        "title", narration, title=words.clip(title, 140), text=_subtitle(post, narration), source=source, why=why
    )
    return Opening(scene, used)


def _hook(post: Outline) -> list[Line]:
    """Return the sentences that open the video: the best of the first ones and what follows it."""
    best, worth = None, _GOOD
    for late, line in _top(post):
        brief = replace(line, alone=shortened(line.alone, _HOOK_WORDS) or line.alone)
        if line.alone and (value := _worth(brief.alone, post.title) - late) > worth:
            best, worth = brief, value
    if best is None:
        return []
    hook, total = [best], words.count(best.alone)
    if best.alone not in (best.source, best.after) and words.count(best.source) > _HOOK_WORDS:
        return hook  # what would follow follows from what was cut off
    for line in post.of_block[best.block][best.place + 1 :]:
        total += words.count(line.after)
        if not line.after or _DULL.search(line.after) or total > _ROOM or total - words.count(line.after) >= 16:
            break
        hook.append(line)
    return hook


def _top(post: Outline) -> list[tuple[float, Line]]:
    """Return the sentences that stand first, of the lead and of the parts behind it, and what that costs each."""
    lead = [line for line in post.lines if line.section == post.lines[0].section][:_LOOKED_AT]
    behind = [
        line for line in post.lines if line.section != post.lines[0].section and post.sections[line.section].weight == 1
    ]
    seen: dict[int, Line] = {}
    for line in behind:
        if line.place == 0:
            seen.setdefault(line.section, line)
    ranked = [(place * 0.35, line) for place, line in enumerate(lead)]
    return ranked + [(_BEHIND + place * 0.2, line) for place, line in enumerate(list(seen.values())[:2])]


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
