"""A post's file -> its front matter as a mapping, and its body. Knows no key of it and no file.

YAML between `---` lines (Jekyll, Hugo, Ghost), TOML between `+++` lines (Zola, Hugo), or none.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

LIMIT = 64 * 1024
MOST_ALIASES = 16
_KEY = re.compile(r"\s*[\"']?[\w.-]+[\"']?\s*[:=]")
# A dotted key of thousands of parts costs TOML's reader the square of them.
_LONG_KEY = re.compile(r"""(?<![\w."'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){50}""")
_IN_WORDS = {  # what the library says of the two faults that are made most
    "mapping values are not allowed here": "a text that holds a colon must stand in quotes",
    "found character '\\t' that cannot start any token": "it is indented by a tab, where only spaces may stand",
}
_CLOSINGS = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.M),
}


class Broken(ValueError):
    """Front matter that cannot be read; the text says why, as the second half of a sentence."""


class _Loader(yaml.BaseLoader):
    """Builds text, lists and mappings only: "1.10", "no" and "2024-01-05" stay what the author wrote.

    The few aliases that it allows cannot grow into more than their number.
    """

    aliases = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            self.aliases += 1
            if self.aliases > MOST_ALIASES:
                raise Broken(f"uses more than {MOST_ALIASES} YAML aliases")
        return super().compose_node(parent, index)


def split(text: str) -> tuple[Mapping[str, Any], str]:
    """Return the front matter of `text` ({} when it has none) and the body behind it; raise `Broken`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.lstrip("\n").partition("\n")
    fence = first.rstrip()
    if fence not in _CLOSINGS:
        return {}, text
    closing = _CLOSINGS[fence].search(rest, 0, LIMIT + len(fence))
    if closing is None:
        return _unclosed(fence, text, rest)
    head, body = rest[: closing.start()], rest[closing.end() :]
    # A rule above and a rule below a paragraph is Markdown as well.
    if fence == "---" and head.strip() and not any(_KEY.match(line) for line in head.split("\n")):
        if re.match(r"\s*[-\[{&*!]", head):
            raise Broken("is not a list of keys and values")
        return {}, text
    return _mapping(_yaml(head) if fence == "---" else _toml(head)), body


def _unclosed(fence: str, text: str, rest: str) -> tuple[Mapping[str, Any], str]:
    if fence == "---" and not _KEY.match(rest):
        return {}, text  # a rule as the first line, no front matter
    if _CLOSINGS[fence].search(rest):
        raise Broken(f"is longer than {LIMIT // 1024} KB")
    raise Broken(f"begins with {fence} and never ends")


def _mapping(data: Any) -> Mapping[str, Any]:
    if data is None or data == "":
        return {}
    if not isinstance(data, dict):
        raise Broken("is not a list of keys and values")
    return {key: value for key, value in data.items() if isinstance(key, str)}


def _yaml(text: str) -> Any:
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 2}" if error.problem_mark else ""
        problem = str(error.problem or error.context)
        raise Broken(f"is not valid YAML{where}: {_IN_WORDS.get(problem, problem)}") from None
    except yaml.reader.ReaderError as error:
        raise Broken(f"holds a character that YAML does not allow (U+{_code(error):04X})") from None
    except RecursionError:
        raise Broken("is nested too deeply") from None
    finally:
        if loader is not None:
            loader.dispose()


def _code(error: yaml.reader.ReaderError) -> int:
    return error.character if isinstance(error.character, int) else ord(error.character)


def _toml(text: str) -> Any:
    if _LONG_KEY.search(text):
        raise Broken("is nested too deeply")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Broken(f"is not valid TOML: {_counted_in_file(str(error))}") from None
    except RecursionError:
        raise Broken("is nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise Broken(f"is not valid TOML: {error}") from None


def _counted_in_file(message: str) -> str:
    """Return `message` with its line counted from the start of the file, where the opening line is the first."""
    return re.sub(r"line (\d+)", lambda match: f"line {int(match[1]) + 1}", message)
