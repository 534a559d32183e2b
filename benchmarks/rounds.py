"""One round of one contender: start its workers, warm them up, measure, stop them. Knows none by name.

To measure a drain, the workers are stopped in their tracks (SIGSTOP) while the jobs are enqueued: warm, and idle.
"""

import json
import os
import signal
import subprocess
import time
from contextlib import ExitStack, contextmanager

import psutil

from benchmarks.marks import Marks
from benchmarks.places import ROOT

START_SECONDS = 60
SECONDS_A_JOB = 0.2  # slower is stuck
WARM_UP = 60


class Stuck(RuntimeError):
    """Jobs did not start in any time that makes sense."""


class Round:
    """A contender with its workers running; measures when told to."""

    def __init__(self, client, marks, workers):
        self._client = client
        self._marks = marks
        self._workers = workers
        self._sent = 0

    def _ask(self, **wanted):
        answer = _ask(self._client, **wanted)
        self._sent += wanted["n"]
        return answer

    def _wait(self, jobs):
        if not self._marks.wait(self._sent, START_SECONDS + jobs * SECONDS_A_JOB):
            raise Stuck(f"{self._sent - self._marks.count()} of {self._sent} jobs did not start")

    def warm_up(self):
        """Run jobs until both processes have loaded all they need."""
        for n in (4, WARM_UP):
            self._ask(do="send", n=n)
            self._wait(n)
        time.sleep(0.5)  # the last are still being recorded

    @contextmanager
    def frozen(self):
        """Stop every worker process while the block runs."""
        family = [one for worker in self._workers for one in _family(worker)]
        _signal(family, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(family, signal.SIGCONT)

    def drain(self, n):
        """Enqueue `n` jobs while nobody works, then let the workers at them."""
        first = self._marks.count()
        with self.frozen():
            sent = self._ask(do="send", n=n)
        self._wait(n)
        return {"drain": _rate(self._marks.since(first)), "dispatch": sent["calls"]}

    def sustained(self, n):
        """Enqueue `n` jobs while the workers run."""
        first = self._marks.count()
        sent = self._ask(do="send", n=n)
        self._wait(n)
        ended = max(at for _, at in self._marks.since(first))
        return {"sustained": n / (ended - sent["began"]) * 1e9, "dispatch_busy": sent["calls"]}

    def pick_up(self, n):
        """Enqueue `n` jobs one by one, each for an idle worker."""
        time.sleep(0.5)
        answer = self._ask(do="pick_up", n=n)
        if answer["lost"]:
            raise Stuck("a job for an idle worker did not start")
        return {"pick_up": answer["waits"]}

    def extra_starts(self):
        """How many jobs started more than once."""
        return self._marks.count() - len({number for number, _ in self._marks.since(0)})


def _rate(marks):
    times = sorted(at for _, at in marks)
    return (len(times) - 1) / (times[-1] - times[0]) * 1e9


def _family(worker):
    try:
        me = psutil.Process(worker.pid)
        return [me, *me.children(recursive=True)]
    except psutil.Error:
        return []


def _signal(processes, number):
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.Error:
            continue


def _ask(client, **wanted):
    client.stdin.write(json.dumps(wanted) + "\n")
    client.stdin.flush()
    return _answer(client)


def _answer(client):
    line = client.stdout.readline()
    if not line:
        raise Stuck("the side that enqueues ended; see its log")
    return json.loads(line)


@contextmanager
def running(contender, *, socket, folder, database_url="", **env):
    """Run the workers (and the clock, if it has one) and the enqueuing side of `contender`; give its `Round`."""
    name = "".join(letter if letter.isalnum() else "-" for letter in contender.name)
    marks, log = folder / f"{name}.marks", folder / f"{name}.log"
    marks.unlink(missing_ok=True)
    facts = {"BENCH_SOCKET": str(socket), "BENCH_MARKS": str(marks), "BROKER_URL": f"redis+socket://{socket}"}
    env = {**os.environ, **contender.env, **facts, "DATABASE_URL": database_url, "PYTHONPATH": str(ROOT), **env}
    with ExitStack() as stack:
        out = stack.enter_context(log.open("a"))
        worker = _start(stack, [part.format(socket=socket) for part in contender.worker], env, out)
        if contender.clock:
            _start(stack, contender.clock, env, out)
        client = _start(
            stack, (contender.python, "-m", f"benchmarks.contenders.{contender.client}"), env, out, talks=True
        )  # fmt: skip
        try:
            _answer(client)
            round_ = Round(client, Marks(marks), [worker])
            round_.warm_up()
            yield round_
        except Stuck as stuck:
            raise Stuck(f"{contender.name}: {stuck}\n{log.read_text()[-2000:]}") from None


def _start(stack, command, env, out, *, talks=False):
    from reelpress.lib import proc

    pipes = (
        {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE} if talks else {"stdin": subprocess.DEVNULL, "stdout": out}
    )
    process = subprocess.Popen(
        list(command), **pipes, stderr=out, text=True, cwd=ROOT, env=env, start_new_session=True,
        preexec_fn=proc.die_with_parent,
    )  # fmt: skip
    stack.callback(_end, process)
    return process


def _end(process):
    """Stop a process and all it started."""
    family = _family(process)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _signal(family, signal.SIGKILL)
