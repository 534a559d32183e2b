"""Who narrates here: the narrators' setup from the settings, and the dictionary of this blog.

The one file that knows both Django and the narrators; loads no voice.
"""

from django.conf import settings
from django.db.models import Q

from reelpress.video.models import Pronunciation
from reelpress.video.narrators.base import Setup, primary
from reelpress.video.narrators.dictionary import Pairs
from reelpress.video.narrators.registry import chain
from reelpress.video.narrators.speaker import Speaker


def setup() -> Setup:
    """Return what the settings say about narrators."""
    return Setup.from_dict({"voices": settings.VOICES, **settings.SPEECH})


def speakers(narrator: str, language: str) -> list[Speaker]:
    """Return who may narrate, the first choice first; raise `Failure` when nobody can.

    `narrator` is what the video says: a name, name:voice, or "" for the chain of REELPRESS_NARRATORS.
    """
    ours, pairs = setup(), pronunciations(language)
    return [Speaker(name, language, pairs, ours) for name in chain(narrator, language, ours)]


def pronunciations(language: str) -> Pairs:
    """Return the dictionary for `language`: its own entries before those for every language."""
    rows = Pronunciation.objects.filter(Q(language="") | Q(language__istartswith=primary(language)))
    fitting = [row for row in rows if not row.language or primary(row.language) == primary(language)]
    fitting.sort(key=lambda row: (not row.language, row.word))
    return tuple((row.word, row.spoken) for row in fitting)
