"""The dictionary of the blog: its list and its form."""

import pytest

from reelpress.video.models import Pronunciation
from reelpress.video.voices import pronunciations
from tests.dashboard.conftest import signed_in, somebody

LIST = "/admin/video/pronunciation/"


def test_a_word_is_added_changed_and_removed(boss):
    added = boss.post(f"{LIST}add/", {"word": "  nginx ", "spoken": "engine  x", "language": "English"})

    assert added.status_code == 302
    row = Pronunciation.objects.get()
    assert (row.word, row.spoken, row.language) == ("nginx", "engine x", "en")
    boss.post(f"{LIST}{row.pk}/change/", {"word": "nginx", "spoken": "engine ex", "language": ""})
    assert pronunciations("de") == (("nginx", "engine ex"),)
    boss.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert not Pronunciation.objects.exists()


def test_the_list_says_where_a_word_holds_and_hides_nothing_hostile(boss):
    Pronunciation.objects.create(word="<b>IT</b>", spoken="eye tee", language="pt-BR")
    page = boss.get(LIST).content.decode()

    assert "Portuguese (BR)" in page and "&lt;b&gt;IT" in page


@pytest.mark.parametrize("wrong", [{"word": " "}, {"spoken": ""}, {"language": "klingon!"}, {"word": "twice"}])
def test_what_cannot_be_used_is_refused_beside_its_field(boss, wrong):
    Pronunciation.objects.create(word="twice", spoken="two times")
    answer = boss.post(f"{LIST}add/", {"word": "a", "spoken": "b", "language": ""} | wrong)

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "error" in answer.content.decode()
    assert Pronunciation.objects.count() == 1


@pytest.mark.django_db
def test_only_those_who_may_see_the_dictionary():
    assert signed_in(somebody()).get(LIST).status_code == 403
