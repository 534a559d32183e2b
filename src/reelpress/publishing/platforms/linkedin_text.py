"""LinkedIn's "little text": what of a post must stand behind a backslash, so that it is shown as it is. Pure."""

import re

RESERVED = r"\|{}@[]()<>#*_~"
HASHTAG = re.compile(r"(?<!\S)#\w*[^\W\d_]\w*")
TITLE_CHARACTERS = 200


def escaped(text: str) -> str:
    """Return `text` for a post: hashtags stay hashtags, every other reserved character is only a character.

    An unescaped bracket would cut the post off there, without a word.
    """
    done, at = "", 0
    for tag in HASHTAG.finditer(text):
        done += _behind(text[at : tag.start()]) + tag[0]
        at = tag.end()
    return done + _behind(text[at:])


def heading(text: str) -> str:
    """Return the first line of `text`, for the title of a video."""
    return text.strip().partition("\n")[0][:TITLE_CHARACTERS]


def _behind(text: str) -> str:
    return "".join(f"\\{character}" if character in RESERVED else character for character in text)
