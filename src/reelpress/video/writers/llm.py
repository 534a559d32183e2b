"""Has a language model write the script, and lets through only what the post says. Knows no database.

The post is data to the model and the model's answer is data to us: whatever either of them says, what comes out is a
storyboard whose scenes cite the post, or a `Failure` that says what was wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reelpress.lib.errors import Failure
from reelpress.video.storyboard import MOST_SCENES, Scene, Storyboard
from reelpress.video.writers import extractive, words
from reelpress.video.writers.base import Source
from reelpress.video.writers.llm_client import Chat, Endpoint
from reelpress.video.writers.llm_passages import condensed, passages
from reelpress.video.writers.llm_prompt import SCHEMA, limits, messages_for, with_findings
from reelpress.video.writers.llm_scenes import Ground, Judged, drafts_in, judge
from reelpress.video.writers.outline import outline

VERSION = "llm-1"  # changes whenever the same answer would become another storyboard
_FEWEST = 3  # scenes, the opening among them, that are worth a video
_MOST_LOST = 1 / 4  # of the scenes, how many may be left out
_LONGEST_SHARE, _SHORTEST_SHARE = 1.4, 0.45
Log = Callable[[str], None]


class Ungrounded(Failure):
    """What the model wrote is not of the post, also after it was told what is wrong."""


def write(source: Source, endpoint: Endpoint, log: Log) -> Storyboard:
    """Return the storyboard that the model wrote of a post; raise a `Failure` that says why there is none."""
    plain = extractive.write(source)
    if not plain.scenes:
        return plain  # nothing in it could be told: not worth asking
    last = plain.scenes[-1] if plain.scenes[-1].kind == "end" else None
    told = words.count(last.narration) if last else 0
    post = outline(source)
    every = passages(post)
    kept = condensed(every, endpoint.input_tokens)
    if len(kept) < len(every):
        log(f"The post is long: the language model reads {len(kept)} of its {len(every)} passages, the weightiest.")
    ground = Ground.of(post, every, kept)
    messages = messages_for(source, kept, told=told)
    chat = Chat(endpoint)
    log(f"Writing the script from the post with {endpoint.model}.")
    answer = chat.ask(messages, SCHEMA, "storyboard")
    judged = _judged(answer, ground)
    findings = _findings(judged, source, told)
    if findings:
        told_back = words.clip("; ".join(findings), 600)
        log(f"The script had {len(findings)} faults, which {endpoint.model} is told: {told_back}")
        answer = chat.ask(with_findings(messages, answer, findings), SCHEMA, "storyboard")
        judged = _judged(answer, ground)
    scenes = _kept(judged, _findings(judged, source, told), log)
    return replace(plain, scenes=(*scenes, *([last] if last else [])))


def _judged(answer: Mapping[str, Any], ground: Ground) -> list[Judged]:
    """Return the scenes of an answer with what is wrong with each; saying a thing twice is wrong, too."""
    found: list[Judged] = []
    for draft in drafts_in(answer):
        one = judge(draft, ground)
        if any(one.scene.narration == other.scene.narration for other in found):
            one = Judged(one.scene, (*one.findings, "it says what was said before"))
        found.append(one)
    return found


def _findings(judged: Sequence[Judged], source: Source, told: int) -> list[str]:
    """Return everything that is wrong with a script, scene by scene and as a whole."""
    found = [f"Scene {at}: {finding}" for at, one in enumerate(judged, start=1) for finding in one.findings]
    return found + _as_a_whole([one.scene for one in judged], source, told)


def _as_a_whole(scenes: Sequence[Scene], source: Source, told: int) -> list[str]:
    if len(scenes) < 2:
        return ["There are fewer than 2 scenes"]
    found = []
    if len(scenes) >= MOST_SCENES:
        found.append(f"There are {len(scenes)} scenes, far too many")
    if scenes[0].kind != "title":
        found.append("The first scene is not of kind title")
    least, most = limits(max(10, source.target_seconds))
    total = told + sum(words.count(scene.narration) for scene in scenes)
    there = sum(words.count(block.text) for block in source.blocks if block.kind != "code")
    if total > most * _LONGEST_SHARE:
        found.append(f"The narration has {total} words, {most} at most")
    if total < min(least, there) * _SHORTEST_SHARE:
        found.append(f"The narration has {total} words only, at least {least} are wanted")
    return found


def _kept(judged: Sequence[Judged], findings: Sequence[str], log: Log) -> list[Scene]:
    """Return the scenes to tell: all, or all but a few that are wrong; raise `Ungrounded` when too many are."""
    if not findings:
        return [one.scene for one in judged]
    good = [one.scene for one in judged if not one.findings]
    lost = len(judged) - len(good)
    whole = [finding for finding in findings if not finding.startswith("Scene ")]
    opens = bool(good) and bool(judged) and not judged[0].findings and good[0].kind == "title"
    if not whole and opens and 0 < lost <= len(judged) * _MOST_LOST and len(good) >= _FEWEST:
        log(f"Left out {lost} of {len(judged)} scenes of the language model: {words.clip('; '.join(findings), 400)}")
        return good
    raise Ungrounded(
        "What the language model wrote does not hold, also after it was told why: "
        f"{words.clip('; '.join(findings), 500)}."
    )
