"""What the parent of a worker hears of its children: each job as it ends, and when enough have been done.

Knows no broker and no job; an answer is a text with a line for each job that was run.
"""

import ast
from collections.abc import Callable


class Ear:
    """Counts the jobs of one worker, and tells of each."""

    def __init__(self, max_jobs: int | None, tell: Callable[[str], None] | None) -> None:
        self.max_jobs = max_jobs
        self.done = 0
        self._tell = tell
        self._under_way: set[str] = set()

    def may_begin(self, bell: str) -> bool:
        """Return whether one more bell may be answered, each of which may be one more job; remember that it is."""
        if self.max_jobs and self.done + len(self._under_way) >= self.max_jobs:
            return False
        self._under_way.add(bell)
        return True

    def ended(self, bell: str, answer_repr: str | None) -> bool:
        """Hear what came of `bell`, None for a process that died; return whether as many jobs were done as wanted."""
        self._under_way.discard(bell)
        for line in lines(answer_repr):
            self.done += 1
            if self._tell:
                self._tell(line)
        return bool(self.max_jobs and self.done >= self.max_jobs)


def lines(answer_repr: str | None) -> list[str]:
    """Return the lines of an answer, of which the parent gets the `repr`, shortened when it is very long."""
    if answer_repr is None or answer_repr == "None":
        return []
    try:
        said = str(ast.literal_eval(answer_repr))
    except (ValueError, SyntaxError):
        said = answer_repr
    return said.splitlines()
