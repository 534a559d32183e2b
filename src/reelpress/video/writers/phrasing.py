"""One sentence of a post -> how it can be spoken, or that it cannot. Pure; adds no word.

A listener cannot scroll: what points elsewhere ("as shown below"), hangs on a sentence that is not said
("However, this ...") or is code in disguise is trimmed where that leaves a whole sentence, else not said.
"""

import re
from dataclasses import dataclass

from reelpress.video.writers import words

MOST_WORDS = 28
LEAST_WORDS = 4
_LONGEST = 700  # characters; a longer sentence is looked at no further
_UNSAYABLE = re.compile(
    r"https?:|www\.|\b[\w.-]+\.(?:com|org|net|html?|md|py|ya?ml|json|toml|lock)\b|[\w.+-]+@[\w-]+\.|::|->|=>|==|&&|"
    r"\w\(\)|[{}\\|<>=`^~*_#$@]|\[|\]|\b\w+/\w+/|\S\./|(?:^|\s)--?[a-z]|(?:^|\s)[./]\w",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"\$(?=\d)|(?<=\s)#(?=\d)|\bx86_64\b(?![-_])|(?<=[CF])#(?=\W)")
_POINTS = (
    r"below|above|as shown|shown here|the following|as follows|following \w+(?: \w+)?[:.]|click|see also|"
    r"see (?:the|our|\w+ for)|check (?:it|them|out|the)|read (?:more|on|about|the)|learn more|"
    r"more (?:information|details|info) (?:can|is|are|on|about|in)|can be found|you(?:'|’)?ll find|you can find|"
    r"find (?:it|them|out|more)|(?:this|the|my|our|last|previous|next|earlier) (?:\w+ )?(?:post|article|"
    r"section|chapter|"
    r"blog|series|part|page|paragraph|tutorial|figure|table|chart|image|diagram|picture|screenshot|snippet|listing|"
    r"example|announcement|graph|list|text|sentences?|rows?)\b(?!s?\s+of\b)|(?:this|next) (?:issue|thread|"
    r"talk|video)|"
    r"mentioned|(?:stay|keep) tuned|let(?:'|’)s (?:take a look|look|see|start|dive|get)|(?:take|have) a look|"
    r"look(?:ing)? at|strap in|for (?:details|more)|refer to|footnotes?|sidebar|read again|"
    r"(?:is|are|available|described|documented|linked|found|discussed|listed|explained|in|from|over|"
    r"news) here|here(?:'|’)s|"
    r"(?:we|i)(?:'|’)ll (?:see|look|discuss|cover|show|explain|describe|talk|go)|like so|"
    r"(?:will|going to) (?:discuss|cover|explore|walk|show you|look|dive)|"
    r"as (?:discussed|noted|described|explained|said|we saw|you can see)|if you(?:'|’)?(?:d|"
    r" would) like to|thank you|"
    r"thanks (?:to|so)|sign up|subscribe|join us|happy \w+ing|tl;?dr|pull requests?|release notes|"
    r"let (?:us|me) know|please (?:report|note|gently|open|file)|(?:open|file) an issue|reach out"
)
_POINTS_ELSEWHERE = re.compile(rf"\b(?:{_POINTS})\b", re.IGNORECASE)
_CONNECTIVE = re.compile(
    r"(?:(?:however|therefore|thus|hence|additionally|furthermore|moreover|also|finally|lastly|"
    r"consequently|meanwhile|"
    r"nevertheless|nonetheless|besides|likewise|similarly|in addition|as a result|in fact|of course|"
    r"in short|that said|"
    r"in other words|in particular|as a bonus|for example|for instance|to be clear|as always|"
    r"as we(?:['’]ve| have) seen|on the other hand|"
    r"unfortunately|fortunately|luckily|sadly|again|then|still|yet|now|well|ok|okay|by the way|plus|indeed|"
    r"instead|otherwise|first(?:ly)?|second(?:ly)?|third(?:ly)?|next|overall|note|nb|ps|p\.s\.|tip|"
    r"warning|update|edit)[,:]\s+|"
    r"(?:and|but|so|or|yet|also|note that|please note that|it is worth noting that|of course),?\s+)",
    re.IGNORECASE,
)
# "We are happy to announce that X": the news is X.
_ANNOUNCES = re.compile(
    r"(?:on behalf of [^,]{1,160}, )?(?:we|i|the (?:[\w.]+ ){1,3}team)\s?(?:are|am|is|[’']re|[’']m) (?:\w+ )?"
    r"(?:happy|pleased|excited|thrilled|proud|delighted|glad) to (?:announce|share|report|say|tell you) that\s+",
    re.IGNORECASE,
)
# Trimmed, these would turn the meaning round.
_KEEPS_MEANING = frozenset(("otherwise", "instead", "or", "likewise", "similarly", "for", "again"))
_DANGLING = re.compile(
    r"(?:this|these|that|those|it|its|it['’]s|they|they['’]re|they['’]ve|their|theirs|them|he|she|his|her|hers|him|"
    r"such|both|neither|either|another|others?|here|there(?:fore)?|then|too|again|or|nor|and|but|so|yet|"
    r"because|though|although \w+ (?:is|was) not|"
    r"same|former|latter|otherwise|instead|likewise|similarly|rather|hence|thus|which|who|whose|whereas|also|"
    r"that['’]s|there['’]s (?:also|another)|if (?:so|not|it|they|this|that)|when (?:it|they|this|that)|"
    r"as (?:such|it|they|this|a result)|even (?:so|then)|not (?:so|only|all of (?:them|these))|"
    r"the (?:same|former|latter|other|others|second|third|next(?! time)|last|first|result|rest|above|resulting|"
    r"remaining|idea|answer|reason|difference|problem here|interesting case|only (?:difference|exception))|"
    r"one (?:of (?:them|these|those)|reason|example|way|such|more|is|was)|(?:some|many|most|all|none|each|"
    r"any|several|few|two|three) "
    r"(?:of (?:them|these|those|which)|others?|such)|(?:in|on|at|for|to|by|with|from|after|before|without|"
    r"under|during|through|of|"
    r"despite|beyond|like|since|until|given|unlike|besides|alongside|using) (?:this|that|these|those|it|"
    r"them|which|such|both cases|doing so|"
    r"the same|the latter|the former|other words)|"
    r"(?:to|by) (?:do|doing|solve|fix|address|avoid|achieve|help with|make) (?:this|that|so|it|these)|"
    r"doing (?:so|this|that)|"
    r"in (?:contrast|comparison|response|turn)|as well|more(?:over)?[,:]|similar|alternatively|"
    r"(?:[a-z]+ly),? (?:this|it|they|these))\b",
    re.IGNORECASE,
)
_PRONOUN_SOON = re.compile(
    r"^(?:\S+\s){1,3}(?:this|these|those|them)\b(?! (?:year|week|month|day|morning))", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\([^()]*\)|\s*（[^（）]*）")
_STANZA = re.compile(r"\s+([,.;:!?])")
_BY_THE_WAY = re.compile(r", (?:by the way|of course|as always)(?=[.!?])", re.IGNORECASE)
_LEANS = re.compile(
    r"\b(?:this|these|those|such|the same|both|either|neither)\b|^(?:\S+\s+){0,4}(?:also|they|them|their|"
    r"he|she|his|her)\b|\balso\b|\bthere\W*$|^(?:\S+\s+){1,5}again\W*$|^for (?:example|instance)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r";\s+(?!however|but|otherwise|unless|though)|\s+[—–]\s+|—|:\s+|\s+(?=(?:because|so that)\b)|"
    r",\s+(?=(?:which|because|so that|as well as|where|including|such as|giving|meaning|thanks to|instead of|with|"
    r"[a-z]{3,}ing|how to|(?:[a-z]+ly )?(?:known|called|named|based|made|used))\s)|"
    r",\s+(?=(?:and|so) (?:we|you|it|they|the|this|that|i|he|she|a|an|your|our|there)\s)",
    re.IGNORECASE,
)
_TURNS = re.compile(r"\b(?:but|however|although|though|unless|except|whether|until|yet)\b", re.IGNORECASE)
# A colon behind these promises what was cut off: "starts with a simple guarantee".
_PROMISES = re.compile(
    r"\b(?:an?|one|two|three|four|five|six|seven|some|several|many|few|following|same|\d+)(?: (?!of\b)[\w-]+){1,3}$",
    re.IGNORECASE,
)
# What cannot end a sentence: it waits for what was cut off.
_HANGS = re.compile(
    r"(?:,|\b(?:and|or|is|are|was|were|be|been|not|just|only|mainly|mostly|partly|maybe|that|to|of|as|"
    r"than|the|an?|it is|"
    r"for example|for instance))$|\bwhether\b[^,]*$|n['’]t\b[^,]*$|\b(?:not|never|no)\b[^,]*$",
    re.IGNORECASE,
)
_OPENS_WITH_A_CLAUSE = re.compile(
    r"(?:if|when|while|although|though|since|as|because|after|before|unless|once|whenever|until|even|"
    r"given|to|by|with|"
    r"in|for|on|at|during|from|despite|not only|whether|rather|instead)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Phrase:
    """How a sentence is said: `alone` where nothing was said before it, `after` right behind the one before it.

    Either is empty when it cannot be said that way.
    """

    alone: str
    after: str


UNSAID = Phrase("", "")


def phrase(sentence: str) -> Phrase:
    """Return how `sentence` can be said."""
    sentence = sentence.strip()
    if (
        not 2 <= len(sentence) <= _LONGEST
        or not words.is_closed(sentence)
        or sentence.rstrip(')"”’').endswith(("…", "..."))
    ):
        return UNSAID
    plain = _STANZA.sub(r"\1", _BY_THE_WAY.sub("", _ASIDE.sub("", sentence))).strip()
    if not _can_be_said(plain):
        plain = _sayable_part(plain)
    if not plain:
        return UNSAID
    after = shortened(plain)
    alone = shortened(_without_connective(plain))
    if not alone or _DANGLING.match(alone) or _PRONOUN_SOON.match(alone) or not _starts_well(alone):
        alone = ""
    return Phrase(alone, after if _starts_well(after) else "")


def leans(text: str) -> bool:
    """Return whether `text` may lean on something that was said before it."""
    return bool(_LEANS.search(text))


def _can_be_said(text: str) -> bool:
    if words.count(text) < LEAST_WORDS or not words.is_closed(text):
        return False
    if _UNSAYABLE.search(_HARMLESS.sub("", text)) or _POINTS_ELSEWHERE.search(text):
        return False
    if any(text.count(opening) != text.count(closing) for opening, closing in ("()", "“”", "«»", "「」", "（）")):
        return False
    return text.count('"') % 2 == 0


def _sayable_part(text: str) -> str:
    """Return the first clauses of `text` when what cannot be said stands only behind them; else nothing."""
    heads = [
        words.closed(text[: match.start()])
        for match in _CLAUSE.finditer(text)
        if _is_whole(text[: match.start()], match.group(), text[match.end() :])
    ]
    return next((head for head in reversed(heads) if _can_be_said(head) and words.count(head) <= MOST_WORDS), "")


def _starts_well(text: str) -> bool:
    first = text.lstrip("\"“«'‘¿¡「『")[:1]
    return bool(first) and (first.isdecimal() or (first.isalpha() and not first.islower()))


def _without_connective(text: str) -> str:
    """Return `text` without what ties it to the sentence before it, or only announces what it says."""
    match = _ANNOUNCES.match(text) or _CONNECTIVE.match(text)
    while match and match.group().split()[0].strip(",:").lower() not in _KEEPS_MEANING:
        rest = text[match.end() :]
        text = rest[:1].upper() + rest[1:]
        match = _CONNECTIVE.match(text)
    return text


def shortened(text: str, most: int = MOST_WORDS) -> str:
    """Return `text` when it is short enough to be said, else its first clauses if they are a sentence, else nothing."""
    if words.count(text) <= most:
        return text
    best = ""
    for match in _CLAUSE.finditer(text):
        head = text[: match.start()]
        if words.count(head) > most:
            break
        if _is_whole(head, match.group(), text[match.end() :]):
            best = head
    return f"{best}?" if best and text.endswith("?") else words.closed(best)


def _is_whole(head: str, mark: str, tail: str) -> bool:
    """Return whether `head` can stand as a sentence and still says what the whole one said."""
    if words.count(head) < 8 or head.count('"') % 2 or head.count("“") != head.count("”"):
        return False
    if ("—" in mark or "–" in mark) and (re.search("[—–]", head) or re.search(r"\s*[—–]", tail)):
        return False
    if _TURNS.search(tail[:80]) or _HANGS.search(head):
        return False
    if ":" in mark and _PROMISES.search(head):
        return False
    if _OPENS_WITH_A_CLAUSE.match(head):
        _, comma, rest = head.partition(", ")
        return bool(comma) and words.count(rest) >= 5
    return True
