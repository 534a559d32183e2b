"""Which narrators there are, what each lacks here, and who speaks a language. Cheap: a voice is loaded only to speak.

Knows no Django: what is installed and configured comes as a `Setup`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reelpress.lib.errors import BadInput, Failure
from reelpress.video.languages import language_name
from reelpress.video.narrators import voices
from reelpress.video.narrators.base import Narrator, Setup, primary

# Changes whenever the same sound would be timed or cut into words differently.
TIMING = 2


@dataclass(frozen=True)
class Entry:
    """One narrator as the registry knows it; each function is given the setup, the voice and the language."""

    about: str
    languages: str  # in words
    lacks: Callable[[Setup, str, str], str]  # what is missing to use it at all; "" for nothing
    speaks: Callable[[Setup, str, str], bool]
    version: Callable[[Setup, str, str], str]  # changes whenever the same text would sound differently
    load: Callable[[Setup, str, str], Narrator]


def _hibari(setup: Setup, voice: str, language: str) -> Narrator:
    from reelpress.video.narrators.hibari import HibariNarrator

    return HibariNarrator()


def _piper(setup: Setup, voice: str, language: str) -> Narrator:
    from reelpress.video.narrators.piper import PiperNarrator

    return PiperNarrator(setup, voice, language)


def _speech(setup: Setup, voice: str, language: str) -> Narrator:
    from reelpress.video.narrators.speech import SpeechNarrator

    return SpeechNarrator(setup, voice, language)


def _elevenlabs(setup: Setup, voice: str, language: str) -> Narrator:
    from reelpress.video.narrators.elevenlabs import ElevenLabsNarrator

    return ElevenLabsNarrator(setup, voice, language)


def _espeak(setup: Setup, voice: str, language: str) -> Narrator:
    from reelpress.video.narrators.espeak import EspeakNarrator

    return EspeakNarrator(voice, language)


NARRATORS: dict[str, Entry] = {
    "hibari": Entry(
        "Comes along, works offline, natural.",
        "English",
        voices.hibari_lacks,
        lambda setup, voice, language: primary(language) == "en",
        lambda setup, voice, language: "hibari-0.2.1-heart-4",
        _hibari,
    ),
    "piper": Entry(
        "Offline, natural; a program and voices of your own.",
        "those of its voices",
        voices.piper_lacks,
        lambda setup, voice, language: voices.piper_voice(setup, voice, language) is not None,
        voices.piper_version,
        _piper,
    ),
    "openai": Entry(
        "Any service that speaks OpenAI's speech API, also one of your own.",
        "those of the service",
        voices.speech_lacks,
        lambda setup, voice, language: not setup.speech_languages or primary(language) in setup.speech_languages,
        lambda setup, voice, language: (
            f"openai-1 {setup.speech_url} {setup.speech_model} {voice or setup.speech_voice}"
        ),
        _speech,
    ),
    "elevenlabs": Entry(
        "The service ElevenLabs, with exact word times.",
        "those of the model",
        voices.elevenlabs_lacks,
        voices.elevenlabs_speaks,
        lambda setup, voice, language: f"elevenlabs-1 {setup.elevenlabs_model} {voice or setup.elevenlabs_voice}",
        _elevenlabs,
    ),
    "espeak": Entry(
        "Offline, any of its hundred languages; sounds robotic.",
        "over a hundred",
        voices.espeak_lacks,
        lambda setup, voice, language: voices.espeak_voice(language) != "",
        lambda setup, voice, language: f"espeak-1 {voice or voices.espeak_voice(language)}",
        _espeak,
    ),
}


def narrator_version(narrator: str, language: str = "en", setup: Setup | None = None) -> str:
    """Return what names the voice and its timing, without loading it; raise `BadInput` for no such narrator."""
    setup = setup or Setup()
    name, voice = _parted(narrator or setup.order[0])
    return f"{NARRATORS[name].version(setup, voice, language)} {TIMING}"


def get_narrator(narrator: str, language: str = "en", setup: Setup | None = None) -> Narrator:
    """Load and return `narrator`, given as a name or name:voice; raise `Failure`."""
    name, voice = _parted(narrator)
    return NARRATORS[name].load(setup or Setup(), voice, language)


def resolve(narrator: str, language: str, setup: Setup | None = None) -> str:
    """Return who speaks: `narrator` itself, for "" the first of the chain that can; raise `Failure` when nobody can."""
    return chain(narrator, language, setup)[0]


def chain(narrator: str, language: str, setup: Setup | None = None) -> list[str]:
    """Return who may speak, the first choice first; a narrator that somebody chose has no stand-in."""
    setup = setup or Setup()
    if narrator:
        problem = unfit(narrator, language, setup)
        if problem:
            choose = f"{problem[1]} Or choose" if problem[1] else "Choose"
            raise Failure(
                problem[0],
                means="The video cannot be narrated with the voice that was chosen for it.",
                todo=f"{choose} another narrator, or none, so that the first that can is taken.",
                permanent=True,
            )
        return [narrator]
    able = [name for name in setup.order if not unfit(name, language, setup)]
    if not able:
        raise Failure(
            f"No narrator here speaks {language_name(primary(language))}.",
            means="The video cannot be narrated.",
            todo=_what_would_help(language, setup),
            permanent=True,
        )
    return able


def unfit(narrator: str, language: str, setup: Setup) -> tuple[str, str] | None:
    """Return why `narrator` cannot speak `language` here, and what to do; None when it can."""
    name, voice = _parted(narrator)
    entry = NARRATORS[name]
    lack = entry.lacks(setup, voice, language)
    if lack:
        return f"The narrator {narrator} cannot be used here.", lack
    if not entry.speaks(setup, voice, language):
        known = f"The narrator {narrator} speaks {entry.languages}, not {language_name(primary(language))}."
        return known, "Give it a voice for that language (docs/narrators.md)." if name == "piper" else ""
    return None


def lacks(narrator: str, setup: Setup) -> str:
    """Return what `narrator` lacks to be used at all, in whichever language; "" for nothing."""
    name, voice = _parted(narrator)
    return NARRATORS[name].lacks(setup, voice, "")


def _parted(narrator: str) -> tuple[str, str]:
    name, _, voice = narrator.partition(":")
    if name not in NARRATORS:
        raise BadInput(
            f"There is no narrator {name[:40]!r}.",
            todo=f"Choose one of {', '.join(NARRATORS)}, with :VOICE after it for a voice.",
        )
    return name, voice


def _what_would_help(language: str, setup: Setup) -> str:
    """Say what to install or set so that somebody speaks the language."""
    ways = []
    if voices.espeak_voice(language) and "espeak" in setup.order:
        ways.append("install espeak-ng (robotic, but at once: apt install espeak-ng)")
    if "piper" in setup.order:
        ways.append("install piper-tts and put a voice of that language into the folder of REELPRESS_VOICES")
    ways.append(
        "set REELPRESS_SPEECH_URL or REELPRESS_ELEVENLABS_KEY and put openai or elevenlabs into REELPRESS_NARRATORS"
    )
    ways[0] = ways[0][0].upper() + ways[0][1:]
    return f"{', or '.join(ways)}. See docs/narrators.md."
