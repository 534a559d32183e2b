"""Writes the script of a video out of the post's own sentences: nothing is added, nothing is asked of a model.

Pure and deterministic; never fails: what cannot be told is left out, a short post makes a short video.
"""

from dataclasses import replace

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import MOST_SCENES, Scene, Storyboard
from reelpress.video.writers import opening, words
from reelpress.video.writers.bare import bare_scenes
from reelpress.video.writers.base import Source
from reelpress.video.writers.choosing import Room, choose
from reelpress.video.writers.ideas import statements
from reelpress.video.writers.outline import Outline, is_courtesy, outline
from reelpress.video.writers.phrasing import MOST_WORDS
from reelpress.video.writers.pieces import pieces

_WORDS_A_SECOND = (130 / 60, 160 / 60)
_SECONDS_A_SCENE = 7
_LONGEST_TITLE, _LONGEST_SOURCE = 500, 4_000
# The only words that are not the post's.
_READ_ON = {
    "en": "Read the whole post",
    "de": "Den ganzen Beitrag lesen",
    "fr": "Lire l’article en entier",
    "es": "Lee el artículo completo",
    "it": "Leggi l’articolo completo",
    "pt": "Leia o artigo completo",
    "nl": "Lees het hele artikel",
    "sv": "Läs hela inlägget",
    "da": "Læs hele indlægget",
    "pl": "Przeczytaj cały wpis",
    "ru": "Читать статью полностью",
    "ja": "記事の全文を読む",
    "zh": "阅读全文",
    "ko": "전체 글 읽기",
}


def write(source: Source) -> Storyboard:
    """Return the storyboard of a post; one without scenes when the post holds nothing that can be told."""
    post = outline(source)
    first = opening.title_scene(post)
    if first is None:
        return _board(source, ())
    last = _end(post, first.scene)
    told = words.count(first.scene.narration) + words.count(last.narration)
    ideas = [*statements(post), *pieces(post)]
    ideas = [idea for idea in ideas if not is_courtesy(idea.scene.narration)] or ideas
    room = _room(source.target_seconds, told)
    chosen = choose(ideas, room, {*first.used, *sentences(first.scene.narration)})
    if chosen or first.scene.narration != words.closed(words.clip_words(post.title, MOST_WORDS)):
        return _board(source, (first.scene, *(idea.scene for idea in chosen), last))
    bare = bare_scenes(post, first.scene.narration, room.most_words)
    if bare and bare[0].narration == first.scene.narration:
        return _board(source, (*bare, last))  # its code or picture under its title is all there is
    return _board(source, (first.scene, *bare, last))


def _board(source: Source, scenes: tuple[Scene, ...]) -> Storyboard:
    title = words.clip(source.title, _LONGEST_TITLE)
    held = tuple(replace(scene, source=scene.source[:_LONGEST_SOURCE]) for scene in scenes)
    return Storyboard(title, held, source.language, source.url, source.author, seed=title)


def _room(seconds: int, told: int) -> Room:
    """Return the room between the first scene and the last, which say `told` words."""
    seconds = max(10, seconds)
    least, most = (round(seconds * rate) for rate in _WORDS_A_SECOND)
    scenes = min(MOST_SCENES - 2, max(1, seconds // _SECONDS_A_SCENE - 1))
    return Room(scenes, max(0, least - told + 6), max(0, most - told))


def _end(post: Outline, first: Scene) -> Scene:
    """Return the closing scene; the address that it shows is the storyboard's own."""
    language = post.source.language.lower().partition("-")[0]
    words_on_card = _READ_ON.get(language, _READ_ON["en"])
    title = post.title
    return Scene(
        "end",
        _farewell(words_on_card, title, first),
        title=words_on_card,
        text=words.clip(title, 90),
        source=title or first.source,
        why="It says where the rest can be read.",
    )


def _farewell(words_on_card: str, title: str, first: Scene) -> str:
    """Return the last words; they name the post when its title is short and has not just been said."""
    front = title.partition(": ")[0]
    named = front if words.count(front) > 1 else title
    speakable = words.has_letters(named) and ": " not in named and words.count(named) <= 14
    if speakable and words.likeness(title, first.narration) < 0.8:
        return words.closed(f"{words_on_card}: {named}")
    return words.closed(words_on_card)
