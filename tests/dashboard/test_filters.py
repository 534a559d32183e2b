"""Filters are links that write into the search line, keep what stands there, and begin at the first page."""

from urllib.parse import parse_qs

import pytest
from django.test import RequestFactory

from reelpress.dashboard.filters import FILTERS, asked
from tests.factories import a_job, a_user

LIST = "/admin/jobs/job/"


def links(client, **query):
    """The links of the filters, by filter and title, each as the parts of its address."""
    specs = client.get(LIST, query).context["cl"]
    return {
        (spec.name, choice["display"]): parse_qs(choice["query_string"].lstrip("?"))
        for spec in specs.filter_specs
        for choice in spec.choices(specs)
    }


def test_a_filter_adds_to_the_line_and_keeps_the_tab(boss):
    a_job()
    found = links(boss, tab="failed", q="type:video-generation full", before="7")

    assert found["queue", "video"] == {"tab": ["failed"], "q": ["type:video-generation full queue:video"]}
    assert found["type", "All"] == {"tab": ["failed"], "q": ["full"]}


def test_a_name_with_a_space_is_quoted(boss):
    a_user(username="mira k")

    assert links(boss)["user", "mira k"] == {"q": ['user:"mira k"']}


@pytest.mark.parametrize("line", ["", "status:failed", "status:failed status:cancelled"])
def test_a_filter_shows_what_is_chosen(boss, line):
    changelist = boss.get(LIST, {"q": line}).context["cl"]
    spec = next(spec for spec in changelist.filter_specs if spec.name == "status")
    chosen = [choice["display"] for choice in spec.choices(changelist) if choice["selected"]]

    assert chosen == {"": ["All"], "status:failed": ["Failed"]}.get(line, [])


def test_every_offered_link_leads_to_a_search_without_a_slip(boss):
    a_user(username='strange "name')
    for (name, title), parts in links(boss).items():
        search = asked(RequestFactory().get(LIST, {"q": parts.get("q", [""])[0]}))
        assert search.problems == (), (name, title)
    assert {name for name, _ in links(boss)} == {one.name for one in FILTERS}


def test_addresses_from_before_the_search_line_still_narrow():
    request = RequestFactory().get(LIST, {"queue": "video", "status": "failed", "q": "full"})

    assert str(asked(request)) == "full status:failed queue:video"
