"""The language of a text is told from a sentence of it, and not told where it cannot be."""

from pathlib import Path

import pytest

from reelpress.content.sources import front_matter, languages

POSTS = Path(__file__).parents[1] / "video" / "posts"
LINES = {
    "en": "Why our database was slow for three long weeks of March",
    "de": "Warum unsere Datenbank drei Wochen lang langsam war",
    "es": "Por qué nuestra base de datos fue lenta durante tres semanas",
    "fr": "Pourquoi notre base de données était lente pendant trois semaines",
    "pt": "Por que nosso banco de dados ficou lento por três semanas",
    "it": "Perché il nostro database è stato lento per tre settimane",
    "nl": "Waarom onze database drie weken lang langzaam was geweest",
    "sv": "Varför vår databas var långsam i tre veckor och vad vi gjorde",
}


@pytest.mark.parametrize("path", sorted(POSTS.glob("*.md")), ids=lambda path: path.stem)
def test_the_language_of_a_post_is_told_from_its_words(path):
    _, body = front_matter.split(path.read_text(encoding="utf-8"))
    assert languages.guess(body) == path.stem


@pytest.mark.parametrize(("language", "line"), LINES.items())
def test_one_line_is_enough(language, line):
    assert languages.guess(line) == language


@pytest.mark.parametrize(
    "text", ["", "short", "12 345 678 " * 20, "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod"]
)
def test_what_does_not_tell_is_not_guessed(text):
    assert languages.guess(text) == ""
