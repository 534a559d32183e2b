"""What a demanding editor would strike: ideas told twice, thoughts that hang in the air, talk about the telling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.content.blocks import Block
from reelpress.video.writers import words
from reelpress.video.writers.base import Source
from reelpress.video.writers.charting import chart_of
from reelpress.video.writers.extractive import write
from reelpress.video.writers.phrasing import leans
from tests.video.telling import POST, only, post_in, told

RAIN = "Rain falls on the just and the unjust.\n\n"


def narrations(body: str, title: str = "Rain", **more: object) -> list[str]:
    return [scene.narration for scene in told(body, title=title, **more).scenes]  # type: ignore[arg-type]


def test_what_opens_the_video_is_not_told_again_in_other_words() -> None:
    body = "The new linker is now the default linker of the whole tool chain on every server.\n\n"
    body += "## The new linker is the default linker\n\n```toml\nlinker = 'new'\n```\n\n"
    body += "Builds got twice as fast for most.\n"
    said = narrations(body, title="Version nine")
    assert sum("default linker" in one for one in said) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "We believe there to be about five hundred gardens that suffer from this rain.",
        "When asked about the rain at night, the answers were much less clear.",
        "The gardeners do not yet have a clear answer for why.",
        "What did come through clearly was the love that people have for rain.",
    ],
)
def test_a_sentence_that_hangs_on_one_that_is_not_said_is_not_told(sentence: str) -> None:
    assert leans(sentence)
    body = f"{RAIN}The river rose by a metre in one night. Click here for a map.\n\n## Gardens\n\nHello. {sentence}\n"
    assert sentence not in narrations(body)


def test_a_short_post_goes_on_where_it_goes_on() -> None:
    body = "We received many reports of letters that ask our readers for their passwords.\n\n"
    body += "These letters are false and come from an address that is not ours at all.\n\n"
    said = narrations(f"{body}Nobody broke into the house of our readers.", title="False letters")
    assert said[0].startswith("We received many reports")
    assert said[1] == "These letters are false and come from an address that is not ours at all."


def test_nothing_goes_on_from_what_is_not_said_right_before_it() -> None:
    body = (
        f"{RAIN}## Letters\n\nSee the map below for all the letters.\n\nThese letters are false and not ours at all.\n"
    )
    assert not [one for one in narrations(body) if one.startswith("These")]


def test_talk_about_the_tutorial_is_no_reason_to_show_code() -> None:
    body = f"{POST}\n\n## Pump\n\nWe'll use the old pump to start us out:\n\n```sh\n$ pump --start\n```\n"
    assert "We'll use" not in told(body).narration


def test_an_example_is_told_without_its_announcement() -> None:
    said = "To give a small example, the old pump of the village now runs for the whole night without any oil."
    assert any(one.startswith("The old pump of the village") for one in narrations(f"{RAIN}{said}\n"))


def test_a_list_under_half_a_sentence_is_called_by_its_subject() -> None:
    body = f"{RAIN}The new keepers of the dam are:\n\n- Ada Marsh\n- Kurt Weiland\n- Marta Sousa\n"
    scene = only(told(body, title="Who keeps the dam"), "list")
    assert scene.title == "The new keepers of the dam"
    assert scene.narration == "The new keepers of the dam are: Ada Marsh, Kurt Weiland, Marta Sousa."


def test_a_picture_is_called_by_its_heading_when_its_description_only_adds_what_it_is() -> None:
    body = f"{RAIN}## Dam door\n\nThe door of the dam opened at night.\n\n![Dam Door Screenshot](a.png)\n"
    scene = only(told(body, title="Rain", images={"a.png": "posts/a.png"}), "image")
    assert scene.title == "Dam door"


def test_before_and_after_stand_beside_each_other() -> None:
    scene = only(write(post_in("fr")), "chart")
    assert (scene.title, scene.items) == ("Durée en minutes", ("Avant|40", "Après|9"))


def table(*rows: tuple[str, ...]) -> Block:
    return Block("table", "\n".join(" ".join(row) for row in rows), rows=rows)


@pytest.mark.parametrize(
    ("rows", "items"),
    [
        ([("Queue", "Jobs"), ("A", "4,200"), ("B", "900")], ("A|4,200", "B|900")),
        ([("Queue", "Jobs", "ms"), ("A", "4200", "12"), ("B", "900", "80")], ("A|4200", "B|900")),
        ([("", "2023", "2024"), ("Clicks", "9", "12"), ("Pages", "9000", "7000")], ("2023|9", "2024|12")),
        ([("Queue", "Jobs"), ("A", "many"), ("B", "900")], None),
        ([("Queue", "Jobs")], None),
        ([("Measure", "Before", "After"), ("Hits", "900", "85"), ("Errors", "80", "11")], ("Before|900", "After|85")),
    ],
)
def test_a_chart_compares_what_is_of_one_kind(rows: list[tuple[str, ...]], items: tuple[str, ...] | None) -> None:
    chart = chart_of(table(*rows))
    assert (chart.items if chart else None) == items


CELLS = st.one_of(st.text(max_size=8), st.sampled_from(["12", "1,000", "3.5 ms", "٣", "1 000", "~5%", "", "-"]))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5).map(tuple), max_size=7))
def test_any_table_is_a_chart_of_its_own_cells_or_none(rows: list[tuple[str, ...]]) -> None:
    chart = chart_of(table(*rows))
    cells = {cell for row in rows for cell in row}
    for item in chart.items if chart else ():
        label, _bar, figure = item.rpartition("|")
        assert label in cells
        assert figure in cells


def test_a_summary_that_is_called_tldr_is_told_and_its_figure_opens_the_video() -> None:
    body = (
        "**TL;DR** A move in March broke the old pump; the town was dry for 47 minutes and we lost about $212,000.\n\n"
    )
    first = told(
        f"{body}## Why\n\nNobody had looked at the old pump for a year.\n", title="How we lost the pump"
    ).scenes[0]
    assert first.narration.startswith("A move in March broke the old pump; the town was dry")
    assert first.narration.endswith("$212,000.")


def test_what_came_of_it_later_is_told_where_the_post_begins() -> None:
    later = "Twelve months later, the town has water again and pays half of what it paid before."
    lead = "Last January we tore every pipe out of the ground.\n\n"
    assert later in narrations(f"{lead}The mayor was not amused at all.\n\n{later}", title="Pipes")
    assert later not in narrations(f"{lead}## Mayor\n\nClick here for the map.\n\n{later}", title="Pipes")


def test_mine_is_told_behind_what_it_is_one_of() -> None:
    body = f"{RAIN}## Dough\n\nA dough that lives in the cold is slow. Mine took 14 hours until it was twice as high.\n"
    assert not [one for one in narrations(body) if one.startswith("Mine")]


def test_of_two_figures_none_is_shown_as_the_point() -> None:
    body = f"{RAIN}## Search\n\nTo look through 100,000 notes now takes 11 ms on a small computer.\n"
    assert "number" not in [scene.kind for scene in told(body, title="Rain").scenes]


def test_an_item_that_begins_with_a_figure_shows_it_large() -> None:
    items = [
        f"{figure} of all callers asked for {what} that they could have had for years without any call."
        for figure, what in (("31%", "an old thing"), ("12%", "a new thing"), ("9%", "no thing"))
    ]
    body = "Nobody likes to wait on the line.\n\n## Calls\n\n" + "\n".join(f"- {item}" for item in items)
    scenes = [scene for scene in told(body, title="Lines").scenes if scene.kind == "number"]
    assert [scene.number for scene in scenes] == ["31%", "12%", "9%"][: len(scenes)]
    assert scenes
    assert all(scene.text.startswith("of all callers asked for") for scene in scenes)


def test_the_first_scene_is_short() -> None:
    body = "For six months every loaf that I baked came out flat. I blamed the flour and the oven and the long winter. "
    first = told(f"{body}Nobody had told me that the dough was far too cold for it.\n", title="Bread").scenes[0]
    assert words.count(first.narration) <= 24


def test_a_table_beside_a_sentence_that_opens_the_video_is_shown_all_the_same() -> None:
    body = "Around 47% of all loaves are flat because of the water.\n\n"
    body += "| Water | Height |\n|--|--|\n| Little | 11 |\n| Much | 4 |\n"
    board = told(body, title="Loaves")
    assert board.scenes[0].narration.startswith("Around 47%")
    assert only(board, "chart").narration == "Height: Little 11, Much 4."


def test_a_source_without_a_block_makes_no_scene() -> None:
    assert write(Source("")).scenes == ()
