"""The dictionary of the blog: how its words are said. The one list of the dashboard whose rows are edited by a form."""

from django import forms
from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from reelpress.lib.errors import BadInput
from reelpress.video.languages import language_name, language_tag
from reelpress.video.models import Pronunciation


class PronunciationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A word, how it is said, and where that holds."""

    class Meta:
        model = Pronunciation
        fields = ("word", "spoken", "language")
        widgets = {name: UnfoldAdminTextInputWidget() for name in fields}
        labels = {"word": "Word", "spoken": "Is said as", "language": "In the language"}
        help_texts = {
            "word": "In small letters it fits any case; with a capital it fits exactly: “IT” is not “it”.",
            "spoken": "Written as it sounds: “nginx” is said as “engine x”. Captions show the word as it is written.",
            "language": "Its tag, such as en or pt-BR. Empty: in every language.",
        }

    def clean_word(self) -> str:
        return " ".join(str(self.cleaned_data["word"]).split())

    def clean_spoken(self) -> str:
        return " ".join(str(self.cleaned_data["spoken"]).split())

    def clean_language(self) -> str:
        try:
            return language_tag(str(self.cleaned_data["language"] or ""))
        except BadInput as wrong:
            raise forms.ValidationError(str(wrong.explanation.happened)) from None


@admin.register(Pronunciation)
class PronunciationAdmin(ModelAdmin):  # type: ignore[misc]
    form = PronunciationForm
    list_display = ("word", "spoken", "where")
    list_filter = ("language",)
    search_fields = ("word", "spoken")
    search_help_text = "Search by word or how it is said"
    list_per_page = 50
    list_fullwidth = True

    @admin.display(description="In the language")
    def where(self, row: Pronunciation) -> str:
        return language_name(row.language) if row.language else "Every language"
