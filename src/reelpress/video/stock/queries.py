"""Which scenes could have a photo, and by which words it is searched. Pure."""

import re
from collections import Counter
from collections.abc import Sequence

from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.writers import words

MOST_PHOTOS = 3
_MOST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TECHNICAL = re.compile(r"[a-z][A-Z]|[A-Z]{2}|_")


def places(board: Storyboard) -> list[int]:
    """Return the indices of the scenes that may get a photo: only words on them, never two in a row."""
    found: list[int] = []
    for index, scene in enumerate(board.scenes):
        if not (index and _is_bare(scene) and query_of(board, scene)):
            continue
        beside = board.scenes[index - 1 : index + 2]
        if len(found) < MOST_PHOTOS and not any(one.picture for one in beside) and index - 1 not in found:
            found.append(index)
    return found


def _is_bare(scene: Scene) -> bool:
    return scene.kind == "text" and not (scene.picture or scene.code or scene.items or scene.number)


def query_of(board: Storyboard, scene: Scene) -> str:
    """Return what is searched for a scene: its words that the video says most often, in their order."""
    said = Counter(words.tokens(" ".join([board.title, board.title, board.narration])))
    shown = scene.title or scene.text
    found = _candidates(f"{shown} {scene.narration}")
    best = sorted(found, key=lambda word: (-_worth(word, said, shown), found.index(word)))[:_MOST_WORDS]
    return " ".join(word for word in found if word in best)


def _candidates(text: str) -> list[str]:
    """Return the words that mean something to a photographer: no identifiers, nothing short."""
    found = [word for token in text.split() if not _TECHNICAL.search(token) for word in _WORD.findall(token)]
    kept = [word for word in found if len(word) > 3 or not word.isascii()]
    return list(dict.fromkeys(word.casefold() for word in kept if words.tokens(word)))


def _worth(word: str, said: Counter[str], shown: str) -> float:
    tokens: Sequence[str] = words.tokens(word)
    return max(said[token] for token in tokens) + (0.5 if word in shown.casefold() else 0.0)
