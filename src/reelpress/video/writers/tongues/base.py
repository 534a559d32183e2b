"""What the extractive writer must know of a language, as data: every list is words or patterns. Knows no language.

Patterns are alternatives of a regular expression, matched without regard to capitals; where the script has spaces they
match whole words only.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

Patterns = tuple[str, ...]
NEVER = re.compile(r"(?!)")
# Signs that Python counts as no part of a word stand inside of Indic words: \b would cut through them.
_BEFORE = r"(?:(?<![^\W_])(?<![\u0900-\u0963\u0966-\u0dff]))"
_AFTER = r"(?:(?![^\W_])(?![\u0900-\u0963\u0966-\u0dff]))"


@lru_cache(maxsize=256)
def whole_word(patterns: Patterns) -> re.Pattern[str]:
    """Return a pattern that is matched with `fullmatch` against one word."""
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else NEVER


@dataclass(frozen=True)
class Tongue:
    """One language. What a list is empty of is not recognised: the writer then takes every sentence for a whole one."""

    code: str
    spaced: bool = True
    drops_subject: bool = False  # "Necesitan ...": who does is said by the sentence before
    stop: str = ""  # words that carry no meaning
    connectives: Patterns = ()  # tie a sentence to the one before it; trimmed from its start
    announces: Patterns = ()  # "we are happy to announce that": trimmed, the news follows
    dangling: Patterns = ()  # begin a sentence that means nothing without the one before it
    leans: Patterns = ()  # anywhere: the sentence may lean on another
    later: Patterns = ()  # "two months later": after what is said where the post begins
    points: Patterns = ()  # anywhere: it points to what a listener cannot see or do
    courtesies: Patterns = ()  # anywhere: thanks and greetings, kind in a post, padding in a minute
    greetings: Patterns = ()  # at the start, trimmed: "Hi everyone,"
    dull: Patterns = ()  # anywhere: about the telling and not about the matter
    grips: Patterns = ()  # words that make one stay
    asides: Patterns = ()  # headings of parts that are no part of the matter
    sets_up: Patterns = ()  # at the start: a setting, of which something must come
    counts: Patterns = ()  # words for two, three ... many, in the order of the numbers from two
    promises: Patterns = ()  # anywhere: "there are two reasons" and nothing of them yet
    waiting: Patterns = ()  # begin a clause that says nothing yet: "if", "when"
    conditions: Patterns = ()  # of these, those without which what follows is not true: "if", "in most cases"
    turns: Patterns = ()  # in what is cut off, these would turn the meaning round
    hangs: Patterns = ()  # cannot end a sentence
    breaks: Patterns = ()  # words before which, behind a comma, a sentence may end
    says: Patterns = ()  # verbs of "Ada said it well:"
    pronouns: Patterns = ()  # no opening speaks of "them"
    verbs: Patterns = ()  # words that are a verb wherever they stand: "is", "can"
    verb_forms: Patterns = ()  # words that look like a verb: "allows", "-ed"; none of them begins with a capital
    relatives: Patterns = ()  # words behind which a verb is that of a clause inside: "that", "which"
    subjects: Patterns = ()  # words behind which a verb must come: "we", "nobody"
    joints: Patterns = ()  # words before which a phrase on screen may end: "without", "because"
    adds: Patterns = ()  # of the joints, those before which a thought is whole: "because", "instead of"
    binds: Patterns = ()  # words before which no thought is whole, even behind a comma: "that", "whether"
    parts: Patterns = ()  # behind a figure: what follows is what it is a part of
    negates: Patterns = ()  # words behind which no phrase may begin: it would say the opposite
    first_person: Patterns = ()  # "I", "my": in a quote, somebody else than the narrator
    comma: str = ", "  # between the things that are counted up
    colon: str = ": "
    gap: str = " "  # between sentences
    stop_mark: str = "."
    read_on: str = "Read the whole post"
    more: str = "… +{}"

    @cached_property
    def stop_words(self) -> frozenset[str]:
        return frozenset(self.stop.split())

    def _start(self, patterns: Patterns, behind: str = "") -> re.Pattern[str]:
        if not patterns:
            return NEVER
        return re.compile(f"(?:{'|'.join(patterns)}){behind or self._after}", re.IGNORECASE)

    def _anywhere(self, patterns: Patterns) -> re.Pattern[str]:
        if not patterns:
            return NEVER
        before = _BEFORE if self.spaced else ""
        return re.compile(f"{before}(?:{'|'.join(patterns)}){self._after}", re.IGNORECASE)

    @property
    def _after(self) -> str:
        return _AFTER if self.spaced else ""

    @cached_property
    def connective(self) -> re.Pattern[str]:
        return self._start(self.connectives, r"\s*[,:،，：]?\s*" if not self.spaced else r"[,:،]?\s+")

    @cached_property
    def announcement(self) -> re.Pattern[str]:
        return self._start(self.announces, r"[,，،]?\s*")

    @cached_property
    def greeting(self) -> re.Pattern[str]:
        return self._start(self.greetings, r"[,!:，！،]\s*")

    @cached_property
    def dangles(self) -> re.Pattern[str]:
        return self._start(self.dangling)

    @cached_property
    def leaning(self) -> re.Pattern[str]:
        return self._anywhere(self.leans)

    @cached_property
    def time_later(self) -> re.Pattern[str]:
        return self._start(self.later)

    @cached_property
    def pointing(self) -> re.Pattern[str]:
        return self._anywhere(self.points)

    @cached_property
    def courtesy(self) -> re.Pattern[str]:
        return self._anywhere(self.courtesies)

    @cached_property
    def dullness(self) -> re.Pattern[str]:
        return self._anywhere(self.dull)

    @cached_property
    def gripping(self) -> re.Pattern[str]:
        return self._anywhere(self.grips)

    @cached_property
    def aside(self) -> re.Pattern[str]:
        return re.compile("|".join(self.asides), re.IGNORECASE) if self.asides else NEVER

    @cached_property
    def condition(self) -> re.Pattern[str]:
        return self._start(self.conditions)

    @cached_property
    def setting(self) -> re.Pattern[str]:
        return self._start(self.sets_up)

    @cached_property
    def promise(self) -> re.Pattern[str]:
        return self._anywhere(self.promises)

    @cached_property
    def waits(self) -> re.Pattern[str]:
        return self._start(self.waiting)

    @cached_property
    def turning(self) -> re.Pattern[str]:
        return self._anywhere(self.turns)

    @cached_property
    def hanging(self) -> re.Pattern[str]:
        if not self.hangs:
            return re.compile(r"[,،，、]$")
        before = _BEFORE if self.spaced else ""
        return re.compile(rf"[,،，、]$|{before}(?:{'|'.join(self.hangs)})$", re.IGNORECASE)

    @cached_property
    def clause(self) -> re.Pattern[str]:
        """Where a sentence may end early: at strong marks, and behind commas that a new clause follows."""
        marks = r"[;؛；]\s*|\s+[—–]\s+|—+|[:：]\s+|：" if self.spaced else r"[；;]|——|："
        if not self.breaks:
            return re.compile(marks)
        words = "|".join(self.breaks)
        comma = rf"[,،]\s+(?=(?:{words}){_AFTER})" if self.spaced else rf"[，,](?=(?:{words}))"
        return re.compile(f"{marks}|{comma}", re.IGNORECASE)

    @cached_property
    def said_by(self) -> re.Pattern[str]:
        """The sentence "As wrote Ada Lovelace:" with `who`."""
        if not self.says or not self.spaced:
            return NEVER
        return re.compile(
            rf"(?:[^,:;.!?]{{0,24}}\s)?(?:{'|'.join(self.says)})\s+(?P<who>[^,:;.!?]{{2,60}})[:：]", re.IGNORECASE
        )

    @cached_property
    def said(self) -> re.Pattern[str]:
        """The sentence "Ada Lovelace wrote:" with `who`."""
        if not self.says:
            return NEVER
        verbs = "|".join(self.says)
        return re.compile(
            rf"(?P<who>[^,:;.!?]{{2,60}}?)\s+(?:{verbs})"
            if self.spaced
            else rf"(?P<who>[^，：。！？]{{2,20}}?)(?:{verbs})",
            re.IGNORECASE,
        )

    @cached_property
    def pronoun(self) -> re.Pattern[str]:
        return self._anywhere(self.pronouns)

    @cached_property
    def joint(self) -> re.Pattern[str]:
        return self._start(self.joints)

    @cached_property
    def addition(self) -> re.Pattern[str]:
        return self._start(self.adds)

    @cached_property
    def binding(self) -> re.Pattern[str]:
        return self._start(self.binds)

    @cached_property
    def subordinate(self) -> re.Pattern[str]:
        """How a clause begins that only adds to the one before it."""
        return self._start(self.breaks)

    @cached_property
    def part(self) -> re.Pattern[str]:
        return self._start(self.parts, r"\s+" if self.spaced else "")

    @cached_property
    def speaks_of_itself(self) -> re.Pattern[str]:
        return self._anywhere(self.first_person)

    @cached_property
    def counted(self) -> tuple[re.Pattern[str], ...]:
        """The words for two, three, four ..., in this order."""
        return tuple(self._anywhere((word,)) for word in self.counts)
