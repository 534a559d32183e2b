"""How long things may be: what does not fit on a screen or two is two things."""

import ast

from tests.house.source import PACKAGE, ROOT, Module, assert_none, modules

MODULE = 300
LONG_MODULES = {"models.py": 400, "settings.py": 400}
FUNCTION = 40
CLASS = 200
HANDLER = 15  # a job handler in pipeline/steps.py: load, call one service, name the next
TEMPLATE = 120
TEST_FILE = 400

# path, or path:name -> why it may be longer.
EXCEPTIONS: dict[str, str] = {}


def lines(node):
    """How many lines a definition takes, its decorators left out."""
    return node.end_lineno - node.lineno + 1


def too_long(path, text, limit):
    """Name a file that has more than `limit` lines."""
    found = len(text.splitlines())
    if found > limit and path not in EXCEPTIONS:
        yield f"{path} has {found} lines, {limit} at most"


def too_long_inside(module):
    """Name each function and class of a module that is too long."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            limit = CLASS
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            limit = HANDLER if module.path == "pipeline/steps.py" and is_handler(node) else FUNCTION
        else:
            continue
        if lines(node) > limit and f"{module.path}:{node.name}" not in EXCEPTIONS:
            yield f"{module.path}:{node.lineno} {node.name} has {lines(node)} lines, {limit} at most"


def is_handler(node):
    """Whether a function is registered with @job(...)."""
    return any(isinstance(one, ast.Call) and ast.unparse(one.func) == "job" for one in node.decorator_list)


def test_modules_fit():
    limits = [(module, LONG_MODULES.get(module.path.split("/")[-1], MODULE)) for module in modules()]

    assert_none(wrong for module, limit in limits for wrong in too_long(module.path, module.text, limit))


def test_functions_and_classes_fit():
    assert_none(wrong for module in modules() for wrong in too_long_inside(module))


def test_templates_fit():
    templates = [(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in PACKAGE.rglob("*.html")]

    assert_none(wrong for path, text in templates for wrong in too_long(path, text, TEMPLATE))


def test_test_files_fit():
    tests = modules(ROOT / "tests")

    assert_none(wrong for module in tests for wrong in too_long("tests/" + module.path, module.text, TEST_FILE))


def test_a_planted_long_file_is_seen():
    assert list(too_long("video/long.py", "x = 1\n" * 301, MODULE)) == ["video/long.py has 301 lines, 300 at most"]
    assert list(too_long("video/fits.py", "x = 1\n" * 300, MODULE)) == []


def test_a_planted_long_function_is_seen_and_one_line_less_is_not():
    def source(body):
        return Module("video/long.py", "class Room:\n    def long(self):\n" + "        x = 1\n" * body)

    assert list(too_long_inside(source(40))) == ["video/long.py:2 long has 41 lines, 40 at most"]
    assert list(too_long_inside(source(39))) == []


def test_a_planted_long_class_is_seen():
    module = Module("video/long.py", "class Long:\n" + "    x = 1\n" * 200)

    assert list(too_long_inside(module)) == ["video/long.py:1 Long has 201 lines, 200 at most"]


def test_a_planted_long_handler_is_seen_where_handlers_live_only():
    source = '@job("video-generation", queue="video")\ndef make(run):\n' + "    x = 1\n" * 15

    assert list(too_long_inside(Module("pipeline/steps.py", source))) == [
        "pipeline/steps.py:2 make has 16 lines, 15 at most"
    ]
    assert list(too_long_inside(Module("pipeline/other.py", source))) == []
