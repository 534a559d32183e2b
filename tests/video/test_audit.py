"""What the audit finds, each planted once in a storyboard that is otherwise without fault."""

from dataclasses import replace

import pytest

from reelpress.content.cleaning import parse
from reelpress.video.audit import Finding, audit, is_short
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.writers.base import Source
from reelpress.video.writers.extractive import write
from tests.video.telling import POST

SOURCE = Source("Why your queries are slow", blocks=parse(POST), target_seconds=45)
BOARD = write(SOURCE)


def planted(scene: int = 1, **changes: object) -> list[Finding]:
    """Return what is found when one scene is changed."""
    scenes = list(BOARD.scenes)
    scenes[scene] = replace(scenes[scene], **changes)  # type: ignore[arg-type]
    return audit(replace(BOARD, scenes=tuple(scenes)), SOURCE)


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def test_a_script_of_the_posts_own_words_is_without_fault() -> None:
    assert [str(finding) for finding in audit(BOARD, SOURCE) if not finding.note] == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"narration": "…"}, "empty"),
        ({"why": " "}, "why"),
        ({"source": ""}, "source"),
        ({"source": "The post never said this."}, "source"),
        ({"narration": "Read on at https://example.org/tuning."}, "address"),
        ({"narration": "A slow query rarely looks"}, "cut"),
        ({"narration": "A slow query rarely looks slow on a lap."}, "spoken"),
        ({"narration": "A slow query costs 500 dollars."}, "spoken"),
        ({"text": "Elephants never forget"}, "shown"),
        ({"kind": "text", "text": "The table looks slow on a laptop."}, "pieced"),
        ({"title": "Measure before you gue"}, "shown"),
        ({"number": "48%"}, "shown"),
        ({"items": ("Read the plan", "Feed the cat")}, "shown"),
        ({"attribution": "Ada Lovelace"}, "shown"),
    ],
)
def test_what_the_post_does_not_say_is_found(changes: dict[str, object], rule: str) -> None:
    assert rule in rules(planted(**changes))


def test_what_is_said_twice_is_found() -> None:
    assert "repeated" in rules(planted(2, narration=BOARD.scenes[1].narration, source=BOARD.scenes[1].source))


def test_a_video_without_an_end_card_is_found() -> None:
    assert "end" in rules(audit(replace(BOARD, scenes=BOARD.scenes[:-1]), SOURCE))


@pytest.mark.parametrize(
    "narration", ["Why your queries are slow.", "However, this is an average.", "Thanks to all of you."]
)
def test_a_weak_beginning_is_found(narration: str) -> None:
    long = replace(SOURCE, blocks=SOURCE.blocks * 4)
    first = replace(BOARD.scenes[0], narration=narration)
    assert "hook" in rules(audit(replace(BOARD, scenes=(first, *BOARD.scenes[1:])), long))


def test_a_video_that_is_too_long_is_found() -> None:
    found = audit(BOARD, replace(SOURCE, target_seconds=20))
    assert "length" in rules(found)
    assert str(found[-1]).endswith("20 are wanted.")


def test_a_short_post_is_only_noted() -> None:
    source = Source("Rain", blocks=parse("Rain falls on the just and the unjust."))
    assert is_short(source)
    found = audit(write(source), source)
    assert rules(found) == {"short"}
    assert all(finding.note for finding in found)


def test_a_storyboard_without_scenes_is_found() -> None:
    assert rules(audit(Storyboard("", ()), SOURCE)) == {"empty"}


def test_a_writer_that_words_anew_may_use_some_words_but_no_figures_of_its_own() -> None:
    source = Source("Rain", blocks=parse("Rain fell for 12 days on the village, and the river rose by a metre."))
    own = Scene("title", "Rain fell nonstop for 12 days.", title="Rain", source="12 days", why="News.")
    end = write(source).scenes[-1]

    def found(scene: Scene) -> set[str]:
        return rules(audit(Storyboard("Rain", (scene, end)), source, new_words=0.3))

    assert "spoken" not in found(own)
    assert "spoken" in found(replace(own, narration="Rain fell nonstop for 13 days."))
    assert "spoken" in found(replace(own, narration="Elephants dance nightly under purple moons."))


def test_findings_are_sentences() -> None:
    assert str(Finding("why", 3, "it does not say why it is there.")) == "Scene 3: it does not say why it is there."
    assert str(Finding("end", 0, "There is no end.")) == "There is no end."
