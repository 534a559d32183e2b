"""The templates' pages: copying a shipped one, changing one's own with pictures of what is typed, and who may."""

import io
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from reelpress.dashboard.template_form import values_of
from reelpress.video import branding, preview
from reelpress.video.models import Template as Row
from reelpress.video.templates import TEMPLATES
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_user, a_video
from tests.video.test_bed import a_song, a_wav

LIST = "/admin/video/templates/"


@pytest.fixture
def own(db):
    return branding.copy_template("bold")


@pytest.fixture
def drawn(monkeypatch):
    """The looks that pictures were asked of; drawing itself is tested where it lives."""
    asked = []

    def still(look, *, width):
        asked.append(look)
        return b"\xff\xd8picture"

    monkeypatch.setattr(preview, "still", still)
    return asked


def given(template, **changes):
    """What a browser sends: switched-off boxes are not sent at all."""
    values = {**values_of(template), **changes}
    return {name: value for name, value in values.items() if value is not False and value is not None}


def test_the_list_shows_every_template_and_changes_nothing(boss, own):
    answer = boss.get(LIST)

    assert answer.status_code == 200
    for name in (*TEMPLATES, own.name):
        assert f"/admin/video/templates/{name}/still/0/" in answer.content.decode()
    assert f'href="/admin/video/templates/{own.name}/"' in answer.content.decode()
    assert 'href="/admin/video/templates/bold/"' not in answer.content.decode()


def test_a_copy_gets_a_free_name_and_its_form_opens(boss):
    first = boss.post(f"{LIST}lights/copy/")
    second = boss.post(f"{LIST}lights/copy/")

    assert (first.url, second.url) == (f"{LIST}lights-2/", f"{LIST}lights-3/")
    assert boss.get(first.url).status_code == 200
    assert branding.template_named("lights-2").palettes == TEMPLATES["lights"].palettes


def test_what_the_form_shows_is_what_it_saves(boss, own):
    assert boss.post(f"{LIST}{own.name}/", given(own)).status_code == 302
    assert branding.template_named(own.name) == own


def test_a_change_is_saved(boss, own):
    sent = given(own, label="Mine", accent="#ff0000", caption_place=40, spoken="none", outro_code=False, vary=False)
    boss.post(f"{LIST}{own.name}/", sent)

    saved = branding.template_named(own.name)
    assert (saved.label, saved.palettes[0].accent, saved.captions.place) == ("Mine", "#ff0000", 40)
    assert (saved.captions.spoken, saved.outro.code, len(saved.palettes)) == ("none", False, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "red"),
        ("ink", "#fff;}"),
        ("caption_size", "9999"),
        ("heading_font", "../inter"),
        ("ground", "lava"),
        ("label", ""),
        ("music", "../../etc/passwd"),
        ("music", "absent.mp3"),
        ("intro_label", "a" * 61),
        ("ink", "#ffd60b"),  # on yellow: nobody could read it
    ],
)
def test_a_value_that_cannot_be_used_is_refused_and_nothing_is_saved(boss, own, field, value):
    answer = boss.post(f"{LIST}{own.name}/", given(own, **{field: value}))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert branding.template_named(own.name) == own


def test_a_picture_shows_what_is_typed_and_stores_nothing(boss, own, drawn):
    answer = boss.post(f"{LIST}{own.name}/typed/0/", given(own, accent="#123456", format="square"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert drawn[0].template.palettes[0].accent == "#123456"
    assert (drawn[0].width, drawn[0].height) == (1080, 1080)
    assert branding.template_named(own.name) == own


def test_a_wrong_value_in_a_preview_is_a_sentence(boss, own, drawn):
    answer = boss.post(f"{LIST}{own.name}/typed/0/", given(own, accent="red"))

    assert answer.status_code == 422
    assert "accent" in answer.content.decode().lower() and not drawn


@pytest.mark.parametrize("address", ["typed/99/", "typed/0/?x"])
def test_a_picture_that_does_not_exist_is_not_drawn(boss, own, drawn, address):
    sent = given(own, format="tiktok" if "99" in address else "poster")
    assert boss.post(f"{LIST}{own.name}/{address}", sent).status_code == 404
    assert not drawn


def test_a_stored_template_is_drawn_in_any_format(boss, own, drawn):
    assert boss.get(f"{LIST}{own.name}/still/3/?format=youtube").status_code == 200
    assert (drawn[0].width, drawn[0].kind, drawn[0].template) == (1920, "end", own)
    assert boss.get(f"{LIST}nothing/still/0/").status_code == 404


@pytest.mark.slow
def test_a_picture_is_really_drawn(boss, own):
    answer = boss.post(f"{LIST}{own.name}/typed/0/", given(own))

    assert Image.open(io.BytesIO(answer.content)).size[0] == 360


# --- Logo -------------------------------------------------------------------------------------------------
def upload(name, content):
    file = io.BytesIO(content)
    file.name = name
    return file


def png(size=(60, 40)):
    out = io.BytesIO()
    Image.new("RGBA", size, (200, 30, 60, 255)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.slow
def test_a_logo_is_checked_kept_and_removed(boss, own):
    boss.post(f"{LIST}{own.name}/", given(own) | {"logo": upload("logo.png", png())})
    logo = branding.template_named(own.name).logo
    assert (settings.MEDIA_ROOT / logo.path).is_file() and logo.digest

    boss.post(f"{LIST}{own.name}/", given(own, no_logo="on"))
    assert branding.template_named(own.name).logo.path == ""


@pytest.mark.slow
def test_a_file_that_is_no_picture_is_refused(boss, own):
    logos = settings.MEDIA_ROOT / branding.LOGOS
    before = set(logos.glob("*"))
    answer = boss.post(f"{LIST}{own.name}/", given(own) | {"logo": upload("logo.png", b"#!/bin/sh\nrm -rf /")})

    assert "logo.png" in str(answer.context["form"].errors)
    assert branding.template_named(own.name).logo.path == ""
    assert set(logos.glob("*")) == before, "nothing of it is left"


def test_a_huge_logo_is_refused(boss, own, monkeypatch):
    monkeypatch.setattr(branding, "MOST_LOGO_BYTES", 100)
    answer = boss.post(f"{LIST}{own.name}/", given(own) | {"logo": upload("logo.png", png((400, 400)))})
    assert "larger" in str(answer.context["form"].errors)


# --- Music ------------------------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path, settings):
    settings.MUSIC = str(tmp_path / "music")
    settings.ARTEFACTS = tmp_path / "artefacts"
    (tmp_path / "music").mkdir()
    return tmp_path / "music"


def choices_of(client, template):
    return dict(client.get(f"{LIST}{template.name}/").context["form"].fields["music"].choices)


def test_music_is_chosen_from_what_is_there(boss, own, folder):
    (folder / "song.mp3").write_bytes(b"sound")
    assert list(choices_of(boss, own)) == ["", "calm", "song.mp3"]

    assert boss.post(f"{LIST}{own.name}/", given(own, music="calm")).status_code == 302
    assert branding.template_named(own.name).music == "calm"
    boss.post(f"{LIST}{own.name}/", given(own, music=""))
    assert branding.template_named(own.name).music == ""


def test_music_that_was_deleted_is_shown_as_that_and_hinders_no_other_change(boss, own, folder, drawn):
    branding.save_template(replace(own, music="gone.mp3"))
    assert choices_of(boss, own)["gone.mp3"] == "gone.mp3 (not in the music folder)"

    kept = given(own, music="gone.mp3", label="Mine")
    assert boss.post(f"{LIST}{own.name}/typed/0/", kept).status_code == 200
    assert boss.post(f"{LIST}{own.name}/", kept).status_code == 302
    assert branding.template_named(own.name).label == "Mine"


@pytest.mark.slow
def test_a_file_that_is_no_music_is_refused_with_its_name_and_a_song_is_kept_ready(boss, own, folder):
    (folder / "broken.mp3").write_bytes(b"#!/bin/sh\nrm -rf /" * 99)
    a_wav(folder / "song.wav", a_song(3))

    answer = boss.post(f"{LIST}{own.name}/", given(own, music="broken.mp3"))
    assert "The music broken.mp3 cannot be read" in str(answer.context["form"].errors)
    assert branding.template_named(own.name).music == ""

    assert boss.post(f"{LIST}{own.name}/", given(own, music="song.wav")).status_code == 302
    assert branding.template_named(own.name).music == "song.wav"
    assert len(list((folder.parent / "artefacts" / "beds").rglob("*.npy"))) == 1


# --- Who may ----------------------------------------------------------------------------------------------
def test_removing_gives_its_videos_the_template_of_the_blog(boss, own):
    video = a_video(template=own.name)
    assert boss.post(f"{LIST}{own.name}/remove/").url == LIST
    video.refresh_from_db()
    assert video.template == "" and not Row.objects.exists()


def test_a_shipped_template_can_be_neither_changed_nor_removed(boss):
    assert boss.get(f"{LIST}lights/").status_code == 404
    assert boss.post(f"{LIST}lights/remove/").status_code == 404


def test_who_may_only_see_can_press_nothing(viewer, own, drawn):
    assert viewer.get(LIST).status_code == 200
    assert "copy/" not in viewer.get(LIST).content.decode()
    assert viewer.get(f"{LIST}{own.name}/").status_code == 403
    for button in ("copy/", "remove/", "typed/0/"):
        assert viewer.post(f"{LIST}{own.name}/{button}", given(own)).status_code == 403


def test_who_may_see_no_template_sees_none(own):
    browser = signed_in(somebody("view_job"))
    assert browser.get(LIST).status_code == 403
    assert browser.get(f"{LIST}{own.name}/still/0/").status_code == 403


def test_buttons_need_a_token_and_a_press(own):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(a_user(username="boss"))
    for button in ("copy/", "remove/", "typed/0/"):
        assert browser.post(f"{LIST}{own.name}/{button}", given(own)).status_code == 403
        assert browser.get(f"{LIST}{own.name}/{button}").status_code == 405


def test_a_template_that_cannot_be_read_breaks_no_list(boss, own):
    Row.objects.create(name="torn", data={"colours": "none"})
    html = boss.get(LIST).content.decode()

    assert own.label in html and "torn" not in html


def test_a_box_to_tick_stands_beside_its_words(boss, own):
    html = boss.get(f"{LIST}{own.name}/").content.decode()

    assert html.count("tp-field tp-check") == 5
