"""Code in a window: large enough to be read, wrapped with a mark, cut between lines, never through a character."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from reelpress.video.visuals.clusters import clusters
from reelpress.video.visuals.code_lines import CODE, GOES_ON, Box, Line, set_lines, text_of
from reelpress.video.visuals.lettering import draw_line
from reelpress.video.visuals.typeset import ELLIPSIS, width_of

INK, FAINT = (200, 210, 230), (120, 120, 140)
TALL = Box(868, 800, 34, 58)
CALL = 'pod, err := podClient.Create(ctx, testPod, metav1.CreateOptions{}) // "and check"'


def lines_of(*texts: str) -> list[Line]:
    return [[(text, INK)] if text else [] for text in texts]


def shown(lines: list[Line]) -> list[str]:
    return [text_of(line) for line in lines]


def unwrapped(rows: list[str]) -> str:
    """The letters of a wrapped line, without marks, indents and the spaces at which it was broken."""
    return "".join(row.replace(GOES_ON, "") for row in rows).replace(" ", "")


def test_short_code_is_drawn_large() -> None:
    size, rows = set_lines(lines_of("gem 'jekyll', '~> 4.0'"), TALL, FAINT, goes_on=False)
    assert size >= 56 and shown(rows) == ["gem 'jekyll', '~> 4.0'"]


def test_the_longest_line_sets_the_size_while_that_can_be_read() -> None:
    texts = ["if ok {", "    return errors.New(pod)", "}"]
    size, rows = set_lines(lines_of(*texts), TALL, FAINT, goes_on=False)
    assert TALL.smallest <= size < TALL.largest and shown(rows) == texts
    assert width_of(texts[1], CODE, size) <= TALL.width < width_of(texts[1], CODE, size + 1)


def test_a_longer_line_goes_on_below_with_a_mark_after_a_token() -> None:
    size, rows = set_lines(lines_of("if ok {", f"    {CALL}", "}"), TALL, FAINT, goes_on=False)
    found = shown(rows)
    assert size >= TALL.smallest
    broken = found[1:-1]
    assert len(broken) > 1 and all(row.lstrip().startswith(GOES_ON) for row in broken[1:])
    assert unwrapped(broken) == CALL.replace(" ", "")
    ends = zip(broken, (row.replace(GOES_ON, "").lstrip() for row in broken[1:]), strict=False)
    assert not any(row[-1].isalnum() and following[0].isalnum() for row, following in ends), broken


def test_lines_are_not_broken_for_larger_type_and_break_before_a_comment() -> None:
    texts = [
        "def charge_order(order):",
        "    payments.charge(",
        "        amount=order.total,",
        '        key=f"order-{order.id}",  # the same on every attempt',
        "    )",
    ]
    size, rows = set_lines(lines_of(*texts), TALL, FAINT, goes_on=False)
    broken = [texts[3].partition("  # ")[0], "    ↪ # the same on every attempt"]
    assert [row.rstrip() for row in shown(rows)] == [*texts[:3], *broken, texts[4]]
    assert size > TALL.smallest


def test_a_name_is_broken_before_its_dot_and_a_string_not_at_all() -> None:
    line = 'assert payments.charges_for(order).only("one of the two") == 1'
    _, rows = set_lines(lines_of(line), replace(TALL, width=700), FAINT, goes_on=False)
    assert [row.strip() for row in shown(rows)] == [
        "assert payments.charges_for(order)", '↪ .only("one of the two") == 1',
    ]  # fmt: skip


def test_a_chain_of_calls_is_broken_outside_of_their_brackets() -> None:
    line = "podClient := f.ClientSet.CoreV1().Pods(f.Namespace.Name)"
    _, rows = set_lines(lines_of(line), TALL, FAINT, goes_on=False)
    assert [row.strip() for row in shown(rows)] == [
        "podClient := f.ClientSet.CoreV1()", "↪ .Pods(f.Namespace.Name)",
    ]  # fmt: skip


def test_no_row_begins_with_a_comma_or_a_bracket_that_closes() -> None:
    line = "ginkgo.DeferCleanup(framework.IgnoreNotFound(podClient.Delete), pod.Name)"
    for wide in range(300, 860, 20):
        _, rows = set_lines(lines_of(line), replace(TALL, width=wide), FAINT, goes_on=False)
        assert not any(row.replace(GOES_ON, "")[:1] in ",)" for row in shown(rows)), shown(rows)


def test_code_that_is_too_long_is_cut_between_two_lines() -> None:
    texts = [f"line_{number} = {number}" for number in range(60)]
    size, rows = set_lines(lines_of(*texts), TALL, FAINT, goes_on=False)
    found = shown(rows)
    assert size == TALL.smallest and found[-1] == ELLIPSIS and found[:-1] == texts[: len(found) - 1]
    assert len(found) == TALL.rows(size)


def test_code_whose_source_goes_on_says_so() -> None:
    _, rows = set_lines(lines_of("one", "two"), TALL, FAINT, goes_on=True)
    assert shown(rows) == ["one", "two", ELLIPSIS]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("ab(),.\u00e9🚀 _", max_size=90), min_size=1, max_size=12))
def test_no_row_is_wider_than_its_window_and_no_character_is_cut(texts: list[str]) -> None:
    size, rows = set_lines(lines_of(*texts), TALL, FAINT, goes_on=False)
    whole = {cluster for text in texts for cluster in clusters(text)} | set(GOES_ON) | {ELLIPSIS}
    for row in shown(rows):
        assert width_of(row.rstrip(), CODE, size) <= TALL.width
        assert set(clusters(row)) <= whole
    assert len(rows) <= TALL.rows(size)


def test_characters_of_code_are_not_joined_into_others() -> None:
    for joined, apart in (("~>", "~ >"), ("!=", "! ="), ("->", "- >")):
        image = Image.new("RGBA", (200, 100), (255, 255, 255, 0))
        spaced = image.copy()
        draw_line(image, 10, 80, joined, CODE, 60, (255, 255, 255))
        first = draw_line(spaced, 10, 80, apart[0], CODE, 60, (255, 255, 255))
        draw_line(spaced, first, 80, apart[-1], CODE, 60, (255, 255, 255))
        assert ImageChops.difference(image.getchannel("A"), spaced.getchannel("A")).getbbox() is None, joined
