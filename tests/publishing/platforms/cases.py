"""What the contract has to know of each platform: one description a platform, in `case_NAME.py` beside this file.

A new platform adds such a file with a `CASE`; everything in `contract.py` is then asked of it too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reelpress.publishing.platforms.errors import ErrorClass

Call = tuple[str, str]  # method, and what its path contains


@dataclass(frozen=True)
class Refusal:
    """An answer that is no success, and what it must come to. `at`: the call that gets it; else the first one."""

    status: int
    body: Mapping[str, Any]
    error_class: ErrorClass
    headers: Mapping[str, str] = field(default_factory=dict)
    retry_after: float | None = None  # what the platform asks for, where it does
    at: Call | None = None


@dataclass(frozen=True)
class Case:
    """One platform: its calls, what it can tell, how it says no."""

    first: Call  # the first call of a publication
    commit: Call  # the call that makes the post visible
    commit_skip: int  # how many calls look like it before
    carries: Call  # the calls with the bytes
    cuts: tuple[tuple[int, int], ...]  # where these break off: how many pass before, and after how many bytes
    tells: bool  # whether it can say "it is there" afterwards
    dead: Refusal  # what it answers to an access token that ended
    pause: Refusal  # what it answers to too many calls
    refusals: tuple[Refusal, ...] = ()  # one of each kind that its documents name
    renewal: Call | None = None  # the call that renews a token; None: there is no such thing
    use_up_the_day: Callable[[Any], None] | None = None  # takes the press; None: there is no cap
    describes: bool = False  # whether a picture may be described to those who cannot see it
    deletes: bool = True  # whether there is a call that takes a post down
