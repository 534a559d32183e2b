"""Has a language model write the script, and lets through only what the post says. Knows no database.

The post is data to the model and the model's answer is data to us: whatever either of them says, what comes out is a
storyboard whose scenes cite the post, or a `Failure` that says what was wrong.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reelpress.lib.errors import Failure
from reelpress.video.audit import audit
from reelpress.video.storyboard import MOST_SCENES, Scene, Storyboard
from reelpress.video.writers import extractive, words
from reelpress.video.writers.base import Source
from reelpress.video.writers.essence import shown
from reelpress.video.writers.llm_client import Chat, Endpoint
from reelpress.video.writers.llm_passages import condensed, passages
from reelpress.video.writers.llm_prompt import SCHEMA, messages_for, with_findings
from reelpress.video.writers.llm_scenes import Ground, Judged, drafts_in, judge
from reelpress.video.writers.outline import outline
from reelpress.video.writers.pace import seconds_of
from reelpress.video.writers.tongues.registry import tongue_of

VERSION = "llm-2"  # changes whenever the same answer would become another storyboard
_FEWEST = 3  # scenes, the opening among them, that are worth a video
_MOST_LOST = 1 / 4  # of the scenes, how many may be left out
_LONGEST_SHARE, _SHORTEST_SHARE = 1.4, 0.5
_NEW_WORDS = 0.6  # of the words of a scene, how many may be in another form than in the post, or join the others
_JUDGED_HERE = ("shown",)  # by the stems of words: a title is short, and may put one word into another form
_BETTER = ("length", "hook")  # rules whose breach is told back and no reason to refuse a script
Log = Callable[[str], None]


class Ungrounded(Failure):
    """What the model wrote is not of the post, also after it was told what is wrong."""


def write(source: Source, endpoint: Endpoint, log: Log) -> Storyboard:
    """Return the storyboard that the model wrote of a post; raise a `Failure` that says why there is none."""
    plain = extractive.write(source)
    if not plain.scenes:
        return plain  # nothing in it could be told: not worth asking
    post = outline(source)
    every = passages(post)
    kept = condensed(every, endpoint.input_tokens)
    if len(kept) < len(every):
        log(f"The post is long: the language model reads {len(kept)} of its {len(every)} passages, the weightiest.")
    desk = Desk(source, plain, Ground.of(post, every, kept))
    messages = messages_for(source, kept, told=seconds_of(desk.board_of(())))
    chat = Chat(endpoint)
    log(f"Writing the script from the post with {endpoint.model}.")
    answer = chat.ask(messages, SCHEMA, "storyboard")
    script = desk.judge(answer)
    if script.findings:
        told_back = words.clip("; ".join(script.findings), 600)
        log(f"The script had {len(script.findings)} faults, which {endpoint.model} is told: {told_back}")
        script = desk.judge(chat.ask(with_findings(messages, answer, script.findings), SCHEMA, "storyboard"))
    return desk.board_of(_kept(script, log))


@dataclass(frozen=True)
class Script:
    """The scenes of an answer, each with what is wrong with it, what the whole lacks, and what could be better."""

    judged: tuple[Judged, ...]
    whole: tuple[str, ...]
    better: tuple[str, ...]

    @property
    def faults(self) -> list[str]:
        """What it must not have."""
        found = [f"Scene {at}: {finding}" for at, one in enumerate(self.judged, start=1) for finding in one.findings]
        return [*found, *self.whole]

    @property
    def findings(self) -> list[str]:
        """Everything that the model is told."""
        return [*self.faults, *self.better]


@dataclass(frozen=True)
class Desk:
    """Where the answers of one model about one post are judged."""

    source: Source
    plain: Storyboard
    ground: Ground

    @property
    def last(self) -> tuple[Scene, ...]:
        """The closing scene, which is never the model's."""
        return self.plain.scenes[-1:] if self.plain.scenes[-1].kind == "end" else ()

    def board_of(self, scenes: Sequence[Scene]) -> Storyboard:
        """Return the storyboard of `scenes`, short on screen and closed as every video is."""
        tongue = tongue_of(self.source.language)
        return replace(self.plain, scenes=(*(shown(scene, tongue, reworded=True) for scene in scenes), *self.last))

    def judge(self, answer: Mapping[str, Any]) -> Script:
        """Return the script in an answer with everything that is wrong with it."""
        judged = [judge(draft, self.ground) for draft in drafts_in(answer)]
        if len(judged) < _FEWEST - 1:
            return Script(tuple(judged), ("There are fewer than 2 scenes",), ())
        board = self.board_of([one.scene for one in judged])
        better: list[str] = []
        for finding in audit(board, self.source, new_words=_NEW_WORDS):
            if finding.note or finding.rule in _JUDGED_HERE or finding.scene > len(judged):
                continue
            if finding.rule in _BETTER or not finding.scene:
                better.append(str(finding).rstrip("."))
            else:
                one = judged[finding.scene - 1]
                judged[finding.scene - 1] = Judged(one.scene, (*one.findings, finding.sentence.rstrip(".")))
        return Script(tuple(judged), tuple(self._as_a_whole(board)), tuple(better))

    def _as_a_whole(self, board: Storyboard) -> Iterator[str]:
        if len(board.scenes) >= MOST_SCENES:
            yield f"There are {len(board.scenes)} scenes, far too many"
        if board.scenes[0].kind != "title":
            yield "The first scene is not of kind title"
        seconds, target = seconds_of(board), max(10, self.source.target_seconds)
        longest = max(target, seconds_of(self.plain))
        shortest = min(target, seconds_of(self.plain))
        if not shortest * _SHORTEST_SHARE <= seconds <= longest * _LONGEST_SHARE:
            yield f"It lasts about {seconds:.0f} seconds, {target} are wanted"


def _kept(script: Script, log: Log) -> list[Scene]:
    """Return the scenes to tell: all, or all but a few that are wrong; raise `Ungrounded` when too many are."""
    good = [one.scene for one in script.judged if not one.findings]
    lost = len(script.judged) - len(good)
    opens = bool(good) and not script.judged[0].findings
    few = lost <= len(script.judged) * _MOST_LOST and len(good) >= _FEWEST
    if script.whole or not opens or (lost and not few):
        raise Ungrounded(
            "What the language model wrote does not hold, also after it was told why: "
            f"{words.clip('; '.join(script.faults), 500)}."
        )
    if lost:
        told = words.clip("; ".join(script.faults), 400)
        log(f"Left out {lost} of {len(script.judged)} scenes of the language model: {told}")
    return good
