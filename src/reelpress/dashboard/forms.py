"""The few forms of the dashboard. Tokens go in and never come out: their fields are never filled."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.timezone import get_current_timezone_name
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from reelpress.dashboard.components import platform
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.pipeline import flow
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.registry import platform_names
from reelpress.publishing.remote_ids import HINT
from reelpress.video.languages import LANGUAGES

FORMATS = (
    ("tiktok", "TikTok · 9:16"),
    ("reel", "Reel · 9:16"),
    ("short", "Short · 9:16"),
    ("youtube", "YouTube · 16:9"),
    ("square", "Square · 1:1"),
)


class MakeVideoForm(forms.Form):
    """Which format, in which language, and whether it is published afterwards."""

    format = forms.ChoiceField(choices=FORMATS, widget=UnfoldAdminSelectWidget)
    language = forms.ChoiceField(
        choices=(("", "As the post"), *LANGUAGES.items()),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="Another one is translated by the language model.",
    )
    publish = forms.BooleanField(required=False, label="Publish afterwards", widget=UnfoldBooleanWidget)


class ImportAddressForm(forms.Form):
    """Where posts are."""

    url = forms.URLField(
        label="Address", max_length=1000, assume_scheme="https", widget=UnfoldAdminTextInputWidget({"type": "url"}),
        help_text="An RSS or Atom feed, a post, or a Markdown file on the web.",
    )  # fmt: skip


def ahead(at: datetime) -> datetime:
    """Return `at`; refuse it as an answer when it is past."""
    if at <= clock.now():
        raise forms.ValidationError("That time is past.")
    return at


class ImportFileForm(forms.Form):
    """A post in a file."""

    file = forms.FileField(
        max_length=255, widget=UnfoldAdminFileFieldWidget({"accept": ".md,.markdown,.mdx,.html,.htm"})
    )


class AnyText(forms.CharField):
    """Text as it is: a NUL byte in it is left out by the import, which says so."""

    def run_validators(self, value: str) -> None:
        """Look at it as if it had no NUL byte."""
        super().run_validators(value.replace("\0", ""))


class ImportTextForm(forms.Form):
    """A post as text; no kind means whichever it looks like."""

    text = AnyText(label="Markdown or HTML", strip=False, widget=UnfoldAdminTextareaWidget({"rows": 12}))
    kind = forms.ChoiceField(
        required=False,
        label="Kind",
        choices=(("", "As it looks"), ("markdown", "Markdown"), ("html", "HTML")),
        widget=UnfoldAdminSelectWidget,
    )


class PublishForm(forms.Form):
    """As what, to which platforms, and when."""

    variant = forms.ChoiceField(
        required=False,
        label="As",
        choices=(("", "A video, its newest one"), ("text", "A text"), ("picture", "A text with its first picture")),
        widget=UnfoldAdminSelectWidget,
    )
    platforms = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="None chosen means all of them.",
    )
    at = forms.DateTimeField(
        required=False, label="Not before", widget=UnfoldAdminTextInputWidget({"type": "datetime-local"})
    )
    in_slots = forms.BooleanField(
        required=False,
        label="In the next free slot",
        widget=UnfoldBooleanWidget,
        help_text="Of each account that has posting slots; the others get it at once.",
    )

    def __init__(self, *args: Any, platforms: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["platforms"].choices = [(name, platform(name)) for name in platforms]  # type: ignore[attr-defined]
        self.fields["at"].help_text = f"In {get_current_timezone_name()}. Leave empty for now."

    def clean_at(self) -> datetime | None:
        """Refuse what is past: it would go out at once, to all accounts."""
        at: datetime | None = self.cleaned_data["at"]
        return at and ahead(at)

    def clean(self) -> dict[str, Any]:
        """Refuse two answers to one question."""
        given = self.cleaned_data
        if given.get("at") and given.get("in_slots"):
            raise forms.ValidationError("Choose a time or the next free slot, not both.")
        return given


class PlanForm(forms.Form):
    """When one publication goes out."""

    at = forms.DateTimeField(label="Goes out", widget=UnfoldAdminTextInputWidget({"type": "datetime-local"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = f"In {get_current_timezone_name()}."

    def clean_at(self) -> datetime:
        """Refuse what is past."""
        return ahead(self.cleaned_data["at"])


class SlotsForm(forms.Form):
    """The times of the week at which an account posts, and how often in a day at most."""

    slots = forms.CharField(
        required=False, max_length=2000, label="Posting slots", widget=UnfoldAdminTextInputWidget,
        help_text="Like mon-fri 09:00, 18:30; sat 10:00. What is published by itself waits for the next free one.",
    )  # fmt: skip
    time_zone = forms.CharField(
        required=False, max_length=64, label="Time zone", widget=UnfoldAdminTextInputWidget,
        help_text="Like Europe/Vienna; ours when empty.",
    )  # fmt: skip
    posts_per_day = forms.IntegerField(
        required=False, min_value=1, label="At most so many posts in 24 hours", widget=UnfoldAdminIntegerFieldWidget,
        help_text="As many as the platform allows when empty. What goes over waits until there is room.",
    )  # fmt: skip


class TokenForm(forms.Form):
    """New tokens of an account; write only."""

    token = forms.CharField(
        label="Access token", max_length=8000, strip=True, widget=UnfoldAdminPasswordWidget({"autocomplete": "off"})
    )
    refresh_token = forms.CharField(
        required=False, max_length=8000, strip=True, widget=UnfoldAdminPasswordWidget({"autocomplete": "off"})
    )
    expires_at = forms.DateTimeField(
        required=False,
        label="Token ends",
        widget=UnfoldAdminTextInputWidget({"type": "datetime-local"}),
        help_text="If the platform says when.",
    )


class AccountForm(TokenForm):
    """A new account: where, what you call it, and its tokens."""

    platform = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    name = forms.CharField(max_length=120, strip=True, widget=UnfoldAdminTextInputWidget, help_text="What you call it.")
    remote_id = forms.CharField(
        required=False, max_length=200, label="Remote id", widget=UnfoldAdminTextInputWidget,
        help_text=HINT,
    )  # fmt: skip
    field_order = ("platform", "name", "remote_id", "token", "refresh_token", "expires_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["platform"].choices = [(name, platform(name)) for name in platform_names()]  # type: ignore[attr-defined]


def connected_platforms() -> list[str]:
    """Return the platforms with a working account."""
    return sorted({account.platform for account in flow.chosen_accounts()})


def connected(platform: str, name: str) -> bool:
    """Return whether there is such an account already."""
    same = Account.objects.filter(platform=platform, name=name)
    return same.exclude(status=Account.Status.REMOVED).exists()


def valid(form: forms.Form) -> dict[str, Any]:
    """Return what was filled in; raise `BadInput` with the first thing that is wrong."""
    if form.is_valid():
        return form.cleaned_data
    field, errors = next(iter(form.errors.items()))
    label = "" if field == NON_FIELD_ERRORS else f"{form.fields[field].label or field.capitalize()}: "
    raise BadInput(f"{label}{errors[0]}")


def priority_of(text: str) -> int:
    """Return a priority that a person typed, with its sign; raise `BadInput`."""
    digits = text.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise BadInput(f"{text[:20] or 'Nothing'} is no priority.", todo="Give a whole number.")
    return int(text)
