"""Who may import whom, and which doors to the world exist once. Imports inside functions count too."""

import pytest

from tests.house.source import Module, assert_none, below, modules

# A room imports itself, the rooms named here, and nothing else of Reelpress.
MAY_IMPORT = {
    "lib": (),
    "demo": ("lib",),
    "config": (),
    "jobs": ("lib",),
    "notifications": ("lib",),
    "content": ("lib",),
    "video": ("lib", "content"),
    "publishing": ("lib", "content", "video"),
    "metrics": ("lib", "content", "video", "publishing"),
    "pipeline": ("lib", "jobs", "notifications", "content", "video", "publishing", "metrics"),
    "dashboard": ("lib", "jobs", "notifications", "content", "video", "publishing", "metrics", "pipeline"),
    "cli": ("lib", "config", "jobs", "notifications", "content", "video", "publishing", "metrics", "pipeline"),
    "": ("cli",),  # python -m reelpress
}

# Plain Python: Django is neither imported here nor by anything that is imported from here.
PLAIN = (
    "lib/",
    "notifications/",
    "demo/",
    "content/sources/",
    "content/cleaning.py",
    "video/narrators/",
    "video/writers/",
    "video/visuals/",
    "video/renderer/",
    "video/storyboard.py",
    "video/timeline.py",
    "video/captions.py",
    "publishing/platforms/",
    "jobs/states.py",
    "metrics/series.py",
)

# What may be imported in one place only.
ONE_DOOR = {
    "celery": ("jobs/broker.py",),
    "kombu": ("jobs/broker.py",),
    "billiard": ("jobs/broker.py",),
    "apprise": ("notifications/chat.py",),
    "httpx": ("lib/http.py",),
    "httpcore": ("lib/http.py",),
    "requests": (),
    "aiohttp": (),
    "urllib.request": (),
    "http.client": (),
    "subprocess": ("lib/proc.py",),
    "multiprocessing": (),
    "time": ("lib/clock.py",),
    "typer": ("cli/",),
    "click": ("cli/",),
    "rich": ("cli/",),
    "unfold": ("dashboard/",),
    "django.contrib.admin": ("dashboard/", "config/urls.py"),
    "django.dispatch": (),
    "django.db.models.signals": (),
    "os.environ": ("config/env.py",),
    "os.getenv": ("config/env.py",),
    "django.utils.timezone.now": (),
}

# What may be used in one place only, by the end of its dotted name.
ONE_USER = {
    "os.environ": ("config/env.py",),
    "os.getenv": ("config/env.py",),
    "os.putenv": ("config/env.py",),
    "os.system": (),
    "os.popen": (),
    "os.fork": (),
    "os.execv": (),
    "os.execve": (),
    "os.execvp": (),
    "os.posix_spawn": (),
    "datetime.now": ("lib/clock.py",),
    "datetime.utcnow": (),
    "datetime.today": (),
    "date.today": (),
    "timezone.now": (),
}

# (path, what it uses): why it may.
EXCEPTIONS = {
    ("cli/up.py", "os.execv"): "`queue server` becomes the server: a process is replaced, none is started.",
}

BANNED_NAMES = ("utils", "util", "helpers", "helper", "manager", "managers", "misc", "common")


def wrong_rooms(module):
    """Name each import of a room that lies above or beside."""
    allowed = {*MAY_IMPORT.get(module.room, ()), module.room, "__version__"}
    for name, line in module.imports:
        if name.startswith("."):
            yield f"{module.path}:{line} imports relatively"
        elif below(name, "reelpress") and name.split(".")[1] not in allowed:
            yield f"{module.path}:{line} imports {name}; {module.room or 'it'} may import {sorted(allowed)}"


def wrong_doors(module):
    """Name each use of what only another file may use."""
    named = [
        (name, line, top, homes) for name, line in module.imports for top, homes in ONE_DOOR.items() if below(name, top)
    ]
    for name, line in module.calls:
        named += [(name, line, end, homes) for end, homes in ONE_USER.items() if f".{name}".endswith(f".{end}")]
    for _name, line, what, homes in named:
        if not module.path.startswith(homes or ("-",)) and (module.path, what) not in EXCEPTIONS:
            yield f"{module.path}:{line} uses {what}, which only {' or '.join(homes) or 'nobody'} may"


def ways_to_django(module, others):
    """Name the way from a plain module to Django, through whatever it imports."""
    known = {other.name: other for other in others}
    seen, paths = set(), [(module, (module.path,))]
    while paths:
        here, way = paths.pop()
        for name, _line in here.imports:
            if below(name, "django"):
                yield " -> ".join((*way, name))
            following = known.get(name) or known.get(name.rpartition(".")[0])
            if following and following.name not in seen:
                seen.add(following.name)
                paths.append((following, (*way, following.path)))


def wrong_names(module):
    """Name the parts of a path that say nothing about what is inside."""
    words = module.path.removesuffix(".py").split("/")
    return [f"{module.path} says nothing: {word}" for word in words if word in BANNED_NAMES]


def test_every_room_has_its_line_in_the_table():
    assert {module.room for module in modules()} <= set(MAY_IMPORT)


def test_a_room_imports_only_the_rooms_below_it():
    assert_none(wrong for module in modules() for wrong in wrong_rooms(module))


def test_each_door_to_the_world_is_used_by_its_own_file_only():
    assert_none(wrong for module in modules() for wrong in wrong_doors(module))


def test_plain_folders_reach_no_django():
    plain = [module for module in modules() if module.path.startswith(PLAIN)]

    assert plain
    assert_none(way for module in plain for way in ways_to_django(module, modules()))


def test_no_file_has_a_name_that_says_nothing():
    assert_none(wrong for module in modules() for wrong in wrong_names(module))


def test_every_exception_is_still_needed():
    used = {(module.path, end) for module in modules() for name, _ in module.calls for end in ONE_USER if name == end}

    assert set(EXCEPTIONS) <= used


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("lib/text.py", "import reelpress.jobs.models"),
        ("jobs/executor.py", "from reelpress.video import services"),
        ("jobs/executor.py", "def run():\n    from reelpress.content.models import Post"),
        ("content/services.py", "from reelpress import jobs"),
        ("video/services.py", "from reelpress.publishing.models import Account"),
        ("publishing/services.py", "from reelpress.jobs.enqueue import enqueue"),
        ("metrics/services.py", "from reelpress.pipeline import flow"),
        ("pipeline/flow.py", "from reelpress.dashboard import components"),
        ("dashboard/urls.py", "from reelpress.cli import app"),
        ("demo/server.py", "from reelpress.publishing.platforms import youtube"),
        ("content/services.py", "from . import models"),
    ],
)
def test_a_planted_wrong_import_is_seen(path, source):
    assert len(list(wrong_rooms(Module(path, source)))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("jobs/executor.py", "def ring():\n    import celery"),
        ("video/services.py", "from subprocess import run"),
        ("publishing/platforms/youtube.py", "import httpx"),
        ("publishing/platforms/youtube.py", "from urllib import request"),
        ("jobs/keeper.py", "from time import sleep"),
        ("jobs/models.py", "from django.utils.timezone import now"),
        ("jobs/models.py", "from django.utils import timezone\nwhen = timezone.now()"),
        ("cli/post.py", "import datetime\nwhen = datetime.datetime.now()"),
        ("cli/post.py", "import os\nhome = os.environ['HOME']"),
        ("lib/files.py", "from os import environ"),
        ("video/services.py", "import os\nos.system('ffmpeg')"),
        ("content/models.py", "from django.contrib import admin"),
        ("pipeline/flow.py", "import typer"),
    ],
)
def test_a_planted_second_door_is_seen(path, source):
    assert len(list(wrong_doors(Module(path, source)))) == 1


def test_a_planted_way_to_django_is_seen_through_other_files():
    start = Module("video/renderer/draw.py", "from reelpress.video import places")
    middle = Module("video/places.py", "def root():\n    from django.conf import settings")

    assert list(ways_to_django(start, [start, middle])) == [
        "video/renderer/draw.py -> video/places.py -> django.conf.settings"
    ]


def test_a_planted_empty_name_is_seen():
    assert wrong_names(Module("video/utils.py", "")) and wrong_names(Module("helpers/text.py", ""))
    assert not wrong_names(Module("cli/manage.py", ""))
