"""Writes the script of a video out of the post's own sentences: nothing is added, nothing is asked of a model.

Pure and deterministic; never fails: what cannot be told is left out, a short post makes a short video.
"""

from collections.abc import Iterator
from dataclasses import replace

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import MOST_SCENES, Scene, Storyboard
from reelpress.video.writers import opening, words
from reelpress.video.writers.bare import bare_scenes
from reelpress.video.writers.base import Source
from reelpress.video.writers.choosing import Room, choose
from reelpress.video.writers.essence import shown
from reelpress.video.writers.following import followed
from reelpress.video.writers.ideas import Idea, statements
from reelpress.video.writers.outline import Outline, is_courtesy, outline
from reelpress.video.writers.own_pictures import opening_picture, with_own_picture
from reelpress.video.writers.pace import SCENE_PAUSE, seconds_of, seconds_said
from reelpress.video.writers.phrasing import MOST_WORDS
from reelpress.video.writers.pieces import pieces
from reelpress.video.writers.tongues.registry import tongue_of

_LEAST, _MOST = 0.95, 1.06  # parts of the target; the middle is what the estimate may miss on both sides
_ENOUGH, _LEAST_ENOUGH = 0.88, 0.8
_CHOOSY, _GENEROUS = 0.12, (0.15, 0.0)  # of the best idea, what is not worth a scene
_SECONDS_A_SCENE = 7
_GENEROUS_WORDS = 36  # in one sentence, where a post has too few that are shorter
_LONGEST_TITLE, _LONGEST_SOURCE = 500, 4_000


def write(source: Source) -> Storyboard:
    """Return the storyboard of a post; one without scenes when the post holds nothing that can be told."""
    post = outline(source)
    best = _written(post, list(_ideas(post)), _CHOOSY)
    if not best.scenes or seconds_of(best) >= source.target_seconds * _ENOUGH:
        return best
    # Too little for the time: longer sentences, single rows of lists and what stands aside are welcome now.
    post = outline(source, most_words=_GENEROUS_WORDS, generous=True)
    ideas = list(_ideas(post))
    for poor in _GENEROUS:
        more = _written(post, ideas, poor)
        best = more if seconds_of(more) > seconds_of(best) else best
        if seconds_of(best) >= source.target_seconds * _LEAST_ENOUGH:
            break
    return best


def _written(post: Outline, ideas: list[Idea], poor: float) -> Storyboard:
    source = post.source
    first = opening.title_scene(post)
    if first is None:
        return _board(source, ())
    last = _end(post, first.scene)
    told = seconds_said(first.scene.narration, source.language) + seconds_said(last.narration, source.language)
    room = _room(source.target_seconds, told + 2 * SCENE_PAUSE, poor)
    hook = first.scene.narration
    chosen = choose(ideas, room, {*first.used, *sentences(hook)}, hook)
    chosen = with_own_picture(post, followed(post, first, chosen, room))
    if chosen or not (first.named or hook == words.closed(words.clip_words(first.scene.title, MOST_WORDS))):
        head = first.scene if chosen else opening_picture(post, first.scene)
        return _board(source, (head, *(idea.scene for idea in chosen), last))
    bare = bare_scenes(post, hook, room.most)
    if bare and bare[0].narration == hook:
        return _board(source, (*bare, last))  # its code or picture under its title is all there is
    return _board(source, (first.scene, *bare, last))


def _ideas(post: Outline) -> Iterator[Idea]:
    """Yield what can be told; thanks and greetings never are, nor what stands aside while there is anything else."""
    ideas = [idea for idea in (*statements(post), *pieces(post)) if not is_courtesy(idea.scene.narration, post.tongue)]
    matter = [idea for idea in ideas if post.sections[idea.section].weight == 1]
    yield from matter or ideas


def _board(source: Source, scenes: tuple[Scene, ...]) -> Storyboard:
    title = words.clip(source.title, _LONGEST_TITLE)
    tongue = tongue_of(source.language)
    held = tuple(shown(replace(scene, source=scene.source[:_LONGEST_SOURCE]), tongue) for scene in scenes)
    return Storyboard(title, held, source.language, source.url, source.author, seed=title)


def _room(seconds: int, told: float, poor: float) -> Room:
    """Return the room between the first scene and the last, which take `told` seconds."""
    seconds = max(10, seconds)
    scenes = min(MOST_SCENES - 2, max(1, seconds // _SECONDS_A_SCENE - 1))
    least, most = (max(0.0, seconds * part - told) for part in (_LEAST, _MOST))
    return Room(scenes, least, most, poor)


def _end(post: Outline, first: Scene) -> Scene:
    """Return the closing scene; the address that it shows is the storyboard's own."""
    words_on_card = post.tongue.read_on
    title = post.title
    return Scene(
        "end",
        _farewell(post, first),
        title=words_on_card,
        text=title,
        source=title or first.source,
        why="It says where the rest can be read.",
    )


def _farewell(post: Outline, first: Scene) -> str:
    """Return the last words; they name the post when its title is short and has not just been said."""
    title, colon = post.title, post.tongue.colon
    front = title.partition(colon)[0]
    named = next(iter(sentences(front if words.count(front) > 1 else title)), "")
    speakable = words.has_letters(named) and colon not in named and words.count(named) <= 14
    if speakable and words.likeness(title, first.narration) < 0.8:
        return words.closed(f"{post.tongue.read_on}{colon}{named}")
    return words.closed(post.tongue.read_on)
