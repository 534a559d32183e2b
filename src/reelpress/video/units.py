"""Which two words a line break must not part: a figure and its unit, a name and its version. Pure."""

import re

_NUMBER = re.compile(r"[(\[\"'“„«¿¡]*[~≈<>+\-−±$€£¥₹]?\d[\d.,'’٫٬:/–-]*\d|[(\[\"'“„«¿¡]*[~≈<>+\-−±$€£¥₹]?\d")
_UNIT = re.compile(
    r"(?:[%‰°٪€$£¥₹℃]|°[CF]|[kMGTP]?i?[Bb](?:/s|ps|it)?|[munµk]?[smgWVAJ]|[cmk]m[²³]?|[kM]?Hz|[kMG]W|kWh|km/h|ml|cl|dl|l|ha|px|fps|x|×|"
    r"[hd]|min|sec|hrs?|k|bn|mn|pp|"
    r"Mio|Mrd|Tsd|Tausend|Millionen|Milliarden|Prozent|Sekunden?|Minuten?|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?|Uhr|"
    r"thousand|million|billion|percent|per|times|(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|years?|"
    r"mil(?:lones|hões|hão|lón)?|(?:mille|millions?|milliards?)|por|pour|segundos?|minutos?|horas?|días?|dias?|"
    r"semanas?|meses|años|anos|secondes?|heures?|jours?|semaines?|mois|ans|"
    r"euros?|dollars?|dólares|Euro|Dollar|AM|PM|a\.m|p\.m|"
    r"مليون|مليار|ألف|آلاف|بالمئة|بالمائة|دقيقة|ساعة|يوم[اً]*|"
    r"लाख|करोड़|हज़ार|प्रतिशत|मिनट|घंटे|दिन|साल)(?!\w)"
)
_BEFORE = re.compile(
    r"[(\[\"'“„«]*(?:v|ver|version|nr|no|№|#|§|art|kap|chap|fig|tier|€|\$|£|¥|₹|~|≈|<|>|ca)\.?", re.IGNORECASE
)
_VERSION = re.compile(r"v?\d+(?:\.\d+)+\W*")
_NAME = re.compile(r"[(\[\"'“„«]*[^\W\d_a-z]\w*")


def belong_together(first: str, second: str) -> bool:
    """Return whether no line may end between the two: "2,5" and "Mio.", "v" and "3.2", "Rust" and "1.90"."""
    first, second = first.strip(), second.strip()
    if _NUMBER.fullmatch(first):
        return _UNIT.match(second) is not None
    if not second[:1].isdigit() and not _VERSION.fullmatch(second):
        return False
    return bool(_BEFORE.fullmatch(first) or (_VERSION.fullmatch(second) and _NAME.fullmatch(first)))


def shortens(word: str) -> bool:
    """Return whether the stop behind `word` is that of a unit cut short, as in "Mio.", and ends no sentence."""
    return word in ("Mio.", "Mrd.", "Tsd.", "ca.", "min.", "approx.")
