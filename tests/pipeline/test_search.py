"""The search line: whatever is typed is read without fail, written back the same, and never widened by a slip."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.pipeline.search import LONGEST, MEANINGS, MOST_TERMS, Search, Term, moment, parse

values = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs", "Cc"]), max_size=12)
lines = st.lists(
    st.one_of(st.text(max_size=12), st.builds("{}:{}".format, st.sampled_from([*MEANINGS, "https"]), values)),
    max_size=8,
).map(" ".join)


@given(lines)
def test_what_is_written_back_means_the_same(line):
    search = parse(line)

    assert parse(str(search)).terms == search.terms


@given(st.sampled_from(["type", "queue", "error", "user", "worker", "subject"]), values.filter(str.strip), lines)
def test_a_filter_sets_its_own_term_and_keeps_the_others(name, value, line):
    before = parse(line)
    value = " ".join(value.split())
    after = before.having(name, value)

    assert after.values(name) == (value,)
    assert [term for term in after.terms if term.name != name] == [term for term in before.terms if term.name != name]
    assert after.having(name, "").values(name) == ()


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("", []),
        ("type:video-generation", [("type", "video-generation")]),
        ('error:"disk is full" QUEUE:video', [("error", "disk is full"), ("queue", "video")]),
        ("JABCDE2345", [("id", "jabcde2345")]),
        ('"jam"', [("", "jam")]),
        ("https://blog.example/x", [("", "https://blog.example/x")]),
        ("subject:post:12", [("subject", "post:12")]),
        ('"never closed', [("", "never"), ("", "closed")]),
        ("Status:FAILED status:failed", [("status", "failed")]),
    ],
)
def test_a_line_is_read_as(line, terms):
    assert parse(line) == Search(tuple(Term(*term) for term in terms))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("status:faild", "No status is named faild. There are waiting, pending"),
        ("before:yesterday", "yesterday is no time. Write 2026-11-24, "),
        ('queue:"" type:x', "queue: needs a value"),
        ("x" * (LONGEST + 1), "characters at most"),
        (" ".join(map(str, range(MOST_TERMS + 1))), "terms at most"),
    ],
)
def test_a_slip_is_explained(line, said):
    assert said in parse(line).problems[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("7d", timedelta(days=7)),
        ("30m", timedelta(minutes=30)),
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T18:30", datetime(2026, 11, 24, 18, 30, tzinfo=UTC)),
        ("2026-11-24T18:30+02:00", datetime(2026, 11, 24, 16, 30, tzinfo=UTC)),
        ("0001-01-01T00:00+02:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_is_a_day_an_hour_or_an_age(text, meant):
    assert moment(text) == meant
