"""The repository as the house tests see it: every module with its syntax tree. A checker takes modules, so that a
test can plant one and see that the checker finds what is wrong with it.
"""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "reelpress"


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the package (or to tests/), with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self):
        return ast.parse(self.text, filename=self.path)

    @property
    def room(self):
        """The first folder, or "" for the files that lie beside the rooms."""
        return self.path.split("/")[0] if "/" in self.path else ""

    @property
    def name(self):
        """The dotted name, as an import spells it."""
        return "reelpress." + self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def imports(self):
        """Every imported name with its line, wherever the import stands: `from a import b` is `a.b`."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(alias.name, node.lineno) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                start = "." * node.level + (node.module or "")
                found += [(f"{start}.{alias.name}", node.lineno) for alias in node.names]
        return found

    @cached_property
    def calls(self):
        """Every dotted name that is used, with its line: `os.environ`, `datetime.now`."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                found.append((ast.unparse(node), node.lineno))
        return found


def assert_none(found):
    """Fail with every line of `found`, if there is one."""
    found = list(found)
    assert not found, "\n" + "\n".join(found)


def below(name, *tops):
    """Return whether the dotted `name` is one of `tops` or lies in one."""
    return any(name == top or name.startswith(top + ".") for top in tops)


@cache
def modules(folder=PACKAGE):
    """Every module below `folder`, migrations left out."""
    files = sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)
    return tuple(Module(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")) for path in files)


@cache
def repository_files():
    """Every file that belongs to the repository, or would with the next `git add`."""
    command = ("git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z")
    names = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())
