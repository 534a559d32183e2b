"""Which tongue a post is in, by the tag of its language. Cheap to import."""

from functools import cache

from reelpress.video.writers.tongues.arabic import ARABIC
from reelpress.video.writers.tongues.base import Tongue
from reelpress.video.writers.tongues.chinese import CHINESE
from reelpress.video.writers.tongues.english import ENGLISH
from reelpress.video.writers.tongues.french import FRENCH
from reelpress.video.writers.tongues.german import GERMAN
from reelpress.video.writers.tongues.hindi import HINDI
from reelpress.video.writers.tongues.portuguese import PORTUGUESE
from reelpress.video.writers.tongues.spanish import SPANISH

TONGUES = {tongue.code: tongue for tongue in (ENGLISH, SPANISH, GERMAN, FRENCH, PORTUGUESE, ARABIC, HINDI, CHINESE)}
# Languages of which only the last card is known.
_READ_ON = {
    "it": "Leggi l’articolo completo",
    "nl": "Lees het hele artikel",
    "sv": "Läs hela inlägget",
    "da": "Læs hele indlægget",
    "pl": "Przeczytaj cały wpis",
    "ru": "Читать статью полностью",
    "ja": "記事の全文を読む",
    "ko": "전체 글 읽기",
}
_UNSPACED = ("ja", "th", "lo", "km", "my")


@cache
def tongue_of(language: str) -> Tongue:
    """Return what is known of `language` ("de-AT"); of an unknown one that it has words, or not, and its last card."""
    code = language.replace("_", "-").lower().partition("-")[0] or ENGLISH.code
    known = TONGUES.get(code)
    read_on = _READ_ON.get(code, ENGLISH.read_on)
    return known or Tongue(code, spaced=code not in _UNSPACED, read_on=read_on)


@cache
def stop_words() -> frozenset[str]:
    """Return the words of all known languages that carry no meaning: posts mix languages."""
    return frozenset().union(*(tongue.stop_words for tongue in TONGUES.values()))
