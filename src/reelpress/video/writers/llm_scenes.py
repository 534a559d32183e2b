"""From what a model wrote to scenes whose sources are in the post; what is wrong is said, not mended. Pure.

Code, charts and pictures are never the model's: it cites their passage, and the post's own are shown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.llm_facts import Facts, folded, is_near
from reelpress.video.writers.llm_passages import Passage
from reelpress.video.writers.llm_prompt import KINDS
from reelpress.video.writers.outline import Outline
from reelpress.video.writers.pace import seconds_said
from reelpress.video.writers.pieces import pieces

MOST_SECONDS, MOST_HOOK_SECONDS = 20, 11
_LONGEST_SOURCE = 4000
_NEARBY = 2  # passages on either side of a cited one that still count as its surroundings
_BLOCK_OF = {"code": "code", "chart": "table", "image": "image"}
_MOST_DRAFTS = 60


@dataclass(frozen=True)
class Draft:
    """One scene as the model wrote it, every field of the type that it should have."""

    kind: str
    cites: tuple[int, ...]
    narration: str
    title: str
    text: str
    items: tuple[str, ...]
    number: str
    attribution: str
    why: str


@dataclass(frozen=True)
class Judged:
    """A scene, and what is wrong with it."""

    scene: Scene
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """The post that scenes must stand on; `seen` are the passages that the model was shown, by number."""

    facts: Facts
    every: Mapping[int, Passage]
    seen: frozenset[int]
    shown: Mapping[tuple[str, int], Scene]  # by kind and block: what the post itself shows

    @classmethod
    def of(cls, post: Outline, every: Sequence[Passage], kept: Sequence[Passage]) -> "Ground":
        """Return the ground of a post of which the model saw `kept`."""
        shown: dict[tuple[str, int], Scene] = {}
        for idea in pieces(post):
            shown.setdefault((idea.scene.kind, idea.block), idea.scene)
        return cls(
            Facts.of(post.source),
            {passage.number: passage for passage in every},
            frozenset(passage.number for passage in kept),
            shown,
        )

    def around(self, cites: Sequence[int]) -> str:
        """Return the cited passages with those beside them."""
        near = {number + step for number in cites for step in range(-_NEARBY, _NEARBY + 1)}
        return "\n".join(self.every[number].text for number in sorted(near) if number in self.every)


def drafts_in(answer: Mapping[str, Any]) -> list[Draft]:
    """Return the scenes of a model's answer, whatever it put into their fields."""
    found = answer.get("scenes")
    rows = found if isinstance(found, list) else []
    return [_draft(row) for row in rows[:_MOST_DRAFTS] if isinstance(row, Mapping)]


def _draft(row: Mapping[str, Any]) -> Draft:
    def text(name: str, most: int) -> str:
        value = row.get(name)
        return " ".join(value.split())[:most] if isinstance(value, str) else ""

    cites = row.get("cites")
    numbers = [re.sub(r"[^\d]", "", str(cite))[:9] for cite in (cites if isinstance(cites, list) else [cites])[:20]]
    items = row.get("items")
    rows = items[:12] if isinstance(items, list) else []
    return Draft(
        kind=text("kind", 20).lower(),
        cites=tuple(dict.fromkeys(int(number) for number in numbers if number)),
        narration=text("narration", 2000),
        title=text("title", 300),
        text=text("text", 2000),
        items=tuple(" ".join(item.split())[:300] for item in rows if isinstance(item, str) and item.strip()),
        number=text("number", 60),
        attribution=text("attribution", 120),
        why=text("why", 300),
    )


def judge(draft: Draft, ground: Ground) -> Judged:
    """Return the scene of a draft with everything that is wrong with it."""
    cited = [ground.every[number] for number in draft.cites if number in ground.seen]
    findings = list(_citations(draft, ground))
    scene = _scene(draft, cited)
    if not findings:
        scene, wrong = _of_its_kind(draft, scene, cited, ground)
        findings += wrong
    findings += _said(draft, scene, ground)
    return Judged(scene, tuple(dict.fromkeys(findings)))


def _citations(draft: Draft, ground: Ground) -> Iterator[str]:
    if draft.kind not in KINDS:
        yield f"its kind {draft.kind!r} is none of {', '.join(KINDS)}"
    if not draft.cites:
        yield "it cites no passage"
    strange = [str(number) for number in draft.cites if number not in ground.seen]
    if strange:
        yield f"there is no passage {', '.join(strange)}"


def _scene(draft: Draft, cited: Sequence[Passage]) -> Scene:
    source = ""
    last: Passage | None = None
    for passage in sorted(cited, key=lambda one: one.number):
        follows = last is not None and (passage.number, passage.block) == (last.number + 1, last.block)
        source += (" " if follows else "\n\n" if source else "") + passage.text
        last = passage
    return Scene(
        kind=draft.kind,
        narration=words.closed(draft.narration),
        title=words.clip(draft.title, 80),
        text=words.clip(draft.text, 220),
        source=source[:_LONGEST_SOURCE],
        why=draft.why or "The language model found it worth telling.",
    )


def _of_its_kind(draft: Draft, scene: Scene, cited: Sequence[Passage], ground: Ground) -> tuple[Scene, list[str]]:
    """Return the scene with what its kind shows, and what is wrong with that."""
    if draft.kind in _BLOCK_OF:
        own = next(
            (ground.shown[draft.kind, one.block] for one in cited if (draft.kind, one.block) in ground.shown), None
        )
        if own is None:
            return scene, [f"it cites no {_BLOCK_OF[draft.kind]} that can be shown; tell it as text"]
        return replace(own, narration=scene.narration, title=scene.title or own.title, why=scene.why), []
    text = "\n".join(passage.text for passage in cited)
    match draft.kind:
        case "quote":
            return _quote(draft, scene, cited, ground)
        case "number":
            wrong = not draft.number or folded(draft.number) not in folded(text)
            finding = f"its number {draft.number!r} is not in the cited passages word for word"
            return replace(scene, number=draft.number), [finding] if wrong else []
        case "list":
            rows = [item for item in draft.items if words.has_letters(item)]
            wrong = not 2 <= len(rows) <= 8
            near = ground.around(draft.cites)  # a list may be cited by the sentence that announces it
            strange = [item for item in rows if not is_near(item, near)]
            found = ["a list has 2 to 6 items"] if wrong else []
            found += [f"its item {words.clip(item, 50)!r} is not in the cited passages" for item in strange]
            return replace(scene, items=tuple(rows), text=""), found
    if not scene.text and not scene.title:
        return scene, ["nothing would stand on screen; give it a text"]
    return scene, []


def _quote(draft: Draft, scene: Scene, cited: Sequence[Passage], ground: Ground) -> tuple[Scene, list[str]]:
    quoted = draft.text.strip('"“”„«» ')
    source = folded("\n".join(passage.text for passage in cited))
    parts = [folded(part) for part in re.split(r"…|\.\.\.", quoted) if part.strip()]
    found = []
    if not parts or not all(part.strip('". ') in source for part in parts):
        found.append("its quote is not in the cited passages word for word")
    if draft.attribution and folded(draft.attribution) not in ground.facts.folded:
        found.append(f"{draft.attribution!r} is not named in the post")
    return replace(scene, text=quoted, attribution=draft.attribution), found


def _said(draft: Draft, scene: Scene, ground: Ground) -> Iterator[str]:
    """Yield what is wrong with what a scene says and shows of the model's own words."""
    said = draft.narration
    if not words.has_letters(said):
        yield "it says nothing"
        return
    most = MOST_HOOK_SECONDS if draft.kind == "title" else MOST_SECONDS
    if (seconds := seconds_said(said, ground.facts.language)) > most:
        yield f"it takes about {seconds:.0f} seconds to say, {most} at most"
    for text in (said, draft.title, *_shown(draft)):
        yield from ground.facts.findings(text)
    if not ground.facts.holds(said):
        yield "most of what it says is not in the post"
    elif draft.kind != "title" and draft.cites and not is_near(said, ground.around(draft.cites)):
        yield "what it says is not in the passages that it cites"
    if not ground.facts.touches(draft.title):
        yield f"its title {words.clip(draft.title, 50)!r} is not of the post"
    if scene.text and not ground.facts.holds(scene.text):
        yield "most of what it shows is not in the post"


def _shown(draft: Draft) -> tuple[str, ...]:
    """Return the model's own words that stand on screen besides the title."""
    if draft.kind in _BLOCK_OF or draft.kind == "quote":
        return ()  # the post's own, or compared with it word for word
    return draft.items if draft.kind == "list" else (draft.text,)
