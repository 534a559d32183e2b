"""`reelpress check` on settings that stop no start, and yet will not do what was meant."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_variable_that_is_no_setting_is_a_warning_with_the_nearest_name(run, monkeypatch):
    monkeypatch.setenv("REELPRESS_TEMPLAET", "bold")
    monkeypatch.setenv("REELPRESS_ZZZ_QQQ", "1")
    monkeypatch.setenv("REELPRESS_EMPTY", "")
    said = run("check")
    assert said.code == 0
    assert "warning  REELPRESS_TEMPLAET, REELPRESS_ZZZ_QQQ: no such setting, so it does nothing\n" in said.out
    assert "\nnames: Did you mean REELPRESS_TEMPLATE by REELPRESS_TEMPLAET? " in said.out
    assert "Unset REELPRESS_ZZZ_QQQ." in said.out and "REELPRESS_EMPTY" not in said.out


def test_the_file_of_a_setting_is_a_setting(run, monkeypatch):
    monkeypatch.setenv("REELPRESS_LLM_KEY_FILE", "/run/secrets/key")
    assert "\nnames: " not in run("check").out


def test_a_short_secret_key_is_a_warning_that_tells_how_to_change_it(run, settings):
    settings.SECRET_KEYS = ["short"]
    said = run("check")
    assert said.code == 0 and "has 5 characters, so it may be guessed" in said.out
    assert "\nsecret key: Put a random one of 32 or more in front" in said.out


def test_a_template_that_does_not_exist_is_a_problem_with_the_choices(run, settings):
    settings.TEMPLATE = "zzz"
    said = run("check")
    assert said.code == 1 and "REELPRESS_TEMPLATE is 'zzz', which is no template" in said.out
    assert "\ntemplate: Choose one of lights, editorial, bold. Or unset REELPRESS_TEMPLATE." in said.out


@pytest.mark.parametrize("name", ["MUSIC", "VOICES"])
def test_a_named_folder_that_is_not_there_is_a_problem(run, settings, name):
    setattr(settings, name, "/nonexist")
    said = run("check")
    assert said.code == 1 and f"REELPRESS_{name} is /nonexist: no such folder" in said.out


def test_the_list_of_music_says_that_its_folder_is_not_there(run, settings):
    assert run("video", "music").err == ""
    settings.MUSIC = "/nonexist"
    said = run("video", "music")
    assert said.code == 0 and "REELPRESS_MUSIC is /nonexist, and there is no such folder." in said.err
