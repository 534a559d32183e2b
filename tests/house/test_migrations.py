"""The tables are what the models say."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("Run `reelpress manage makemigrations`:\n" + capsys.readouterr().out)


@pytest.mark.django_db
def test_a_planted_change_of_a_model_is_seen(monkeypatch, capsys):
    monkeypatch.setattr(apps.get_model("content", "Post")._meta.get_field("slug"), "max_length", 7)

    with pytest.raises(SystemExit):
        call_command("makemigrations", check=True, dry_run=True)
    assert "slug" in capsys.readouterr().out


def test_every_model_lives_in_a_room_that_has_tables():
    ours = [model for model in apps.get_models() if model.__module__.startswith("reelpress.")]

    assert {model._meta.app_label for model in ours} == {"jobs", "content", "video", "publishing", "metrics"}
    assert all(issubclass(model, models.Model) for model in ours)
