"""One sentence of a post -> how it can be spoken, or that it cannot. Pure; adds no word.

A listener cannot scroll: what points elsewhere ("as shown below"), hangs on a sentence that is not said
("However, this ...") or is code in disguise is trimmed where that leaves a whole sentence, else not said.
What is peculiar to a language stands in `tongues`.
"""

import re
from dataclasses import dataclass

from reelpress.video.writers import words
from reelpress.video.writers.tongues.base import Tongue, whole_word
from reelpress.video.writers.tongues.english import ENGLISH

MOST_WORDS = 28
LEAST_WORDS = 4
_LONGEST = 700  # characters; a longer sentence is looked at no further
_UNSAYABLE = re.compile(
    r"https?:|www\.|\b[\w.-]+\.(?:com|org|net|html?|md|py|ya?ml|json|toml|lock)\b|[\w.+-]+@[\w-]+\.|::|->|=>|==|&&|"
    r"\w\(\)|[{}\\|<>=`^~*_#$@]|\[|\]|\b\w+/\w+/|\S\./|(?:^|\s)--?[a-z]|(?:^|\s)[./]\w",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"(?<=[a-z\d])_(?=[a-z\d])|\$(?=\d)|(?<=\s)#(?=\d)|\bx86_64\b(?![-_])|(?<=[CF])#(?=\W)")
_COMMAND = re.compile(
    r"^(?:\$\s|sudo |cargo |npm |pip |git |kubectl |docker |brew |apt(?:-get)? |bundle |gem |curl )\S+"
)
_KEEPS_MEANING = frozenset(  # trimmed, these would turn the meaning round
    ("otherwise", "instead", "or", "likewise", "similarly", "for", "again")
)
_ASIDE = re.compile(r"\s*\([^()]*\)|\s*（[^（）]*）")
_PREFIX = re.compile(r"\s*\([^\W\d_]{1,5}\)")
_STANZA = re.compile(r"\s+([,.;:!?])(?!\S)")
_FRENCH_STANZA = re.compile(r"\s+([,.])(?!\S)")  # before the others a space belongs
_BY_THE_WAY = re.compile(r", (?:by the way|of course|as always)(?=[.!?])", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“„«「].+[\"”“»」][.!?。]?")
_PAIRS = (("(", ")"), ("“", "”"), ("«", "»"), ("「", "」"), ("（", "）"))


@dataclass(frozen=True)
class Phrase:
    """How a sentence is said: `alone` where nothing was said before it, `after` right behind the one before it.

    Either is empty when it cannot be said that way.
    """

    alone: str
    after: str


UNSAID = Phrase("", "")


def phrase(sentence: str, tongue: Tongue = ENGLISH, most: int = MOST_WORDS) -> Phrase:
    """Return how `sentence` can be said in at most `most` words."""
    sentence = sentence.strip()
    if (
        not 2 <= len(sentence) <= _LONGEST
        or not words.is_closed(sentence)
        or sentence.rstrip(')"”’').endswith(("…", "..."))
    ):
        return UNSAID
    stanza = _FRENCH_STANZA if tongue.code == "fr" else _STANZA
    plain = stanza.sub(r"\1", _BY_THE_WAY.sub("", _ASIDE.sub(_gap, sentence))).strip()
    greeting = tongue.greeting.match(plain)
    plain = _capital(plain[greeting.end() :]) if greeting else plain
    if not _can_be_said(plain, tongue):
        plain = _sayable_part(plain, tongue)
    if not plain:
        return UNSAID
    after = shortened(plain, most, tongue)
    alone = shortened(_without_connective(plain, tongue), most, tongue)
    if _QUOTED.fullmatch(plain):
        return Phrase("", after if starts_well(after) else "")  # somebody's words, and not the narrator's
    if not alone or tongue.dangles.match(alone) or not starts_well(alone):
        alone = ""
    return Phrase(alone, after if starts_well(after) else "")


def leans(text: str, tongue: Tongue = ENGLISH) -> bool:
    """Return whether `text` may lean on something that was said before it."""
    return bool(tongue.leaning.search(text))


def _can_be_said(text: str, tongue: Tongue) -> bool:
    if words.count(text) < LEAST_WORDS or not words.is_closed(text) or _COMMAND.match(text):
        return False
    if _UNSAYABLE.search(_HARMLESS.sub("", text)) or tongue.pointing.search(text):
        return False
    return is_paired(text)


def is_paired(text: str) -> bool:
    """Return whether every quotation mark and bracket that opens in `text` also closes."""
    if "„" in text and text.count("„") == text.count("“") + text.count("”"):
        return text.count("(") == text.count(")")
    if any(text.count(opening) != text.count(closing) for opening, closing in _PAIRS):
        return False
    return text.count('"') % 2 == 0


def _sayable_part(text: str, tongue: Tongue) -> str:
    """Return the first clauses of `text` when what cannot be said stands only behind them; else nothing."""
    heads = [
        words.closed(text[: match.start()])
        for match in tongue.clause.finditer(text)
        if _is_whole(text[: match.start()], match.group(), text[match.end() :], tongue)
    ]
    fitting = (head for head in reversed(heads) if _can_be_said(head, tongue) and words.count(head) <= MOST_WORDS)
    return next(fitting, "")


def starts_well(text: str) -> bool:
    """Return whether `text` begins as a sentence does, in scripts that have capitals with one."""
    first = text.lstrip("\"“„«'‘¿¡「『 ")[:1]
    return bool(first) and (first.isdecimal() or (first.isalpha() and not first.islower()))


def _gap(aside: re.Match[str]) -> str:
    """Return what is left of an aside: its letters in "(re)build", a space where words would grow together."""
    said = aside.group()
    if _PREFIX.fullmatch(said) and aside.string[aside.end() :][:1].isalpha():
        return said.replace("(", "").replace(")", "")
    before, behind = aside.string[: aside.start()][-1:], aside.string[aside.end() :][:1]
    return " " if before.isalnum() and behind.isalnum() and aside.group().lstrip()[:1] == "(" else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _without_connective(text: str, tongue: Tongue) -> str:
    """Return `text` without what ties it to the sentence before it, or only announces what it says."""
    match = tongue.announcement.match(text) or tongue.connective.match(text)
    while match and match.end() and match.group().split()[0].strip(",:").lower() not in _KEEPS_MEANING:
        rest = text[match.end() :].lstrip(" ,，،")
        # "Deshalb enthielt jede Datei": without its first word a German clause has its verb in front.
        if not rest or (
            tongue.code == "de" and not match.group().lower().rstrip().endswith((",", "und", "aber", "doch", "denn"))
        ):
            return text
        text = _capital(rest)
        match = tongue.connective.match(text)
    return text


def shortened(text: str, most: int = MOST_WORDS, tongue: Tongue = ENGLISH) -> str:
    """Return `text` when it is short enough to be said, else its first clauses if they are a sentence, else nothing."""
    if words.count(text) <= most:
        return text
    best = ""
    for match in tongue.clause.finditer(text):
        head = text[: match.start()]
        if words.count(head) > most:
            break
        if _is_whole(head, match.group(), text[match.end() :], tongue):
            best = head
    return f"{best}?" if best and text.endswith("?") else words.closed(best)


def _is_whole(head: str, mark: str, tail: str, tongue: Tongue) -> bool:
    """Return whether `head` can stand as a sentence and still says what the whole one said."""
    if words.count(head) < 8 or not is_paired(head):
        return False
    if ("—" in mark or "–" in mark) and (re.search("[—–]", head) or re.search(r"\s*[—–]", tail)):
        return False
    if tongue.turning.search(tail[:80]) or tongue.hanging.search(head) or _NEGATES.search(head):
        return False
    if _only_begins(head, tongue):
        return False
    if (":" in mark or "：" in mark) and (_PROMISES.search(head) or tongue.promise.search(head + ".")):
        return False
    if tongue.waits.match(head):
        _, comma, rest = head.partition("，" if not tongue.spaced else ", ")
        return bool(comma) and words.count(rest) >= 5
    return True


def _only_begins(head: str, tongue: Tongue) -> bool:
    """Return whether `head` ends in the subject of a clause whose verb was cut off: "..., and the longest one"."""
    begun = _BEGUN.fullmatch(head)
    if begun is None or not tongue.verbs:
        return False
    known = whole_word((*tongue.verbs, *tongue.verb_forms))
    return not any(known.fullmatch(word) for word in begun["clause"].split())


_BEGUN = re.compile(
    r"(?:(?!, ).)*, (?:and|but|or|so|und|aber|y|pero|et|mais|e|mas) (?P<clause>(?:(?!, ).)*)", re.IGNORECASE
)
# Behind "not", "whether" and their kin the end of a clause matters more than its beginning.
_NEGATES = re.compile(r"\bwhether\b[^,]*$|n['’]t\b[^,]*$|\b(?:not|never|no)\b[^,]*$", re.IGNORECASE)
# A colon behind these promises what was cut off: "starts with a simple guarantee", "there are two reasons".
_PROMISES = re.compile(
    r"\b(?:an?|one|two|three|four|five|six|seven|some|several|many|few|following|same|\d+)(?: (?!of\b)[\w-]+){1,3}$|"
    r"\b(?:zwei|drei|eine?|einige|dos|tres|una?|unos|deux|trois|une?|des|dois|duas|três|uma?)(?: [\w-]+){1,2}$",
    re.IGNORECASE,
)
