"""Charts say in words what they draw, and draw nothing of which there is too little."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from reelpress.dashboard.charts import HEIGHT, WIDTH, growth

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def days(*values):
    return [(START + timedelta(days=place), value) for place, value in enumerate(values)]


def test_a_growth_is_a_sentence_for_those_who_do_not_see_it():
    svg = ElementTree.fromstring(growth(days(3, 1200), what="views"))
    assert svg.get("aria-label") == "views from 3 on 01 Nov to 1,200 on 02 Nov"


def test_one_moment_is_no_growth():
    assert growth(days(5), what="views") == "" == growth([], what="views")


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=50))
def test_every_point_lies_inside(values):
    svg = ElementTree.fromstring(growth(days(*values), what="views"))
    places = [tuple(map(float, pair.split(","))) for pair in svg.find("polyline").get("points").split()]
    assert len(places) == len(values)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)


def test_what_is_counted_is_only_text():
    assert "<script>" not in growth(days(1, 2), what="<script>")
