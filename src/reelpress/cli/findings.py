"""What `reelpress check` answers: one finding a question, shown as rows and as what to do. Asks nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass

from reelpress.cli import output
from reelpress.cli.errors import SEE_CHECK, UNFINISHED, explain


@dataclass(frozen=True)
class Finding:
    """The answer to one question; `todo` says how to mend what is not ok, or what had better be done when it is."""

    name: str
    ok: bool
    detail: str
    todo: str = ""

    @property
    def state(self) -> str:
        """How it stands, in one word."""
        if not self.ok:
            return "problem"
        return "warning" if self.todo else "ok"


def ask(name: str, question: Callable[[], Finding]) -> Finding:
    """Return the finding of `question`; one that breaks is a finding too."""
    try:
        return question()
    except (Exception, SystemExit) as error:
        known = explain(error)
        if known is None:
            return Finding(name, False, f"{type(error).__name__}: {error}", "Set REELPRESS_DEBUG=1 and report this.")
        explanation, _ = known
        means = "" if explanation.means == UNFINISHED else explanation.means
        detail = " ".join(part for part in (explanation.happened, means) if part)
        return Finding(name, False, detail, explanation.todo.removesuffix(SEE_CHECK))


def show(findings: list[Finding]) -> None:
    """Write a row for each finding, then what is to be done."""
    rows = [(finding.name, finding.state, finding.detail) for finding in findings]
    output.show_table(("what", "state", "detail"), rows, empty="")
    for finding in findings:
        if finding.todo:
            output.say()
            output.say(f"{finding.name}: {output.printable(finding.todo)}")
