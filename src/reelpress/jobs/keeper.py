"""The keeper: a thread that keeps the lease alive and ends the work when it must end.

Every 0.4 s it reads the cancel flag and the deadline, every five seconds it writes the heartbeat.  To end a job it has
the main thread raise `Cancelled`, `TimedOut` or `ShuttingDown` by a signal; what does not end within the grace is
judged by the keeper and killed with its process.  Knows no handler.
"""

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType

import psutil
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.db.models.functions import Now

from reelpress.jobs import transitions
from reelpress.jobs.models import Job
from reelpress.jobs.outcomes import Cancelled, ClaimLost, ShuttingDown, Stop, TimedOut, judge
from reelpress.jobs.transitions import mine
from reelpress.lib import clock

log = logging.getLogger(__name__)
LOOK_EVERY = 0.4
BEAT_EVERY = 5.0
CANCEL_GRACE = 0.9  # a person waits for it; the other ends get REELPRESS_GRACE
PRESS_EVERY = 3.0
SIGNAL = signal.SIGUSR2  # SIGUSR1 is taken by billiard's soft time limit


class Keeper:
    """Watches over one run. One at a time in a process may end its main thread."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.armed = threading.current_thread() is threading.main_thread()
        self.verdict: type[Stop] | None = None
        self.asked_at: float | None = None
        self.shutting_down_at: float | None = None
        self._pressed_at: float | None = None
        self.peak_memory_mb = 0
        self._deadline = clock.monotonic() + job.timeout_seconds
        self._beaten = clock.monotonic()
        self._done = threading.Event()
        self.ended = threading.Event()

    def run(self) -> None:
        """Watch until the work is over; the body of the thread."""
        try:
            while not self._done.wait(LOOK_EVERY):
                self._measure()
                self._guarded(self._look)
                self._press()
        except BaseException:
            log.exception("the keeper of %s broke", self.job)
            if self.armed:
                # Nobody could end this job any more: better no process than one that cannot be stopped.
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            try:
                connection.close()
            finally:
                self.ended.set()

    def _guarded(self, ask: Callable[[], object]) -> None:
        """Call `ask`; a database that is away is no reason to stop watching."""
        try:
            ask()
        except DatabaseTrouble as error:  # also InterfaceError, which is no DatabaseError
            log.warning("keeper of %s cannot reach the database: %s", self.job, error)
            connection.close()

    def finish(self) -> None:
        """Disarm and end the thread."""
        self.armed = False
        self._done.set()

    def _look(self) -> None:
        now = clock.monotonic()
        if now >= self._deadline:  # before any question that a database may not answer
            self._end(TimedOut)
        if self.shutting_down_at is not None and now >= self.shutting_down_at + settings.JOB_GRACE_SECONDS:
            self._end(ShuttingDown)
        if now - self._beaten >= BEAT_EVERY:
            if not mine(self.job).update(heartbeat_at=Now()):
                self._end(ClaimLost)
                return
            self._beaten = now
        if mine(self.job).filter(cancel_requested_at__isnull=False).exists():
            self._end(Cancelled)

    def _end(self, how: type[Stop]) -> None:
        if self.verdict is None:
            self.verdict = how
            self.asked_at = clock.monotonic()

    def _press(self) -> None:
        """Ask the main thread to end, again and again; after the grace kill this process."""
        if self.verdict is None or self.asked_at is None or self._done.is_set() or not self.armed:
            return
        if clock.monotonic() - self.asked_at > self._grace():
            log.warning("%s did not end within its grace; its process is killed", self.job)
            self._guarded(self._judge)
            if self._done.is_set():  # it ended after all, while its end was being written
                return
            # Programs started through lib/proc.py die with us by the kernel's hand.
            os.kill(os.getpid(), signal.SIGKILL)
        if self._pressed_at is None or clock.monotonic() - self._pressed_at >= PRESS_EVERY:
            # Not at once again: a second blow would hit the handler while it cleans up.
            self._pressed_at = clock.monotonic()
            signal.pthread_kill(threading.main_thread().ident or 0, SIGNAL)

    def _grace(self) -> float:
        return CANCEL_GRACE if self.verdict is Cancelled else float(settings.JOB_GRACE_SECONDS)

    def _judge(self) -> None:
        """Record the end that the handler would not come to; with the process gone, nothing else is left to say."""
        if self.verdict is not None and self.verdict is not ClaimLost:
            verdict = judge(self.verdict(), transitions.standing(self.job))
            transitions.conclude(self.job, verdict, peak_memory_mb=self.peak_memory_mb or None)

    def _measure(self) -> None:
        with contextlib.suppress(psutil.Error):
            me = psutil.Process()
            family = [me, *me.children(recursive=True)]
            self.peak_memory_mb = max(self.peak_memory_mb, sum(_memory(p) for p in family) >> 20)


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


_current: list[Keeper] = []
_stopping_at: list[float] = []  # when this process was told, between two jobs, that its worker stops


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    """Raise the verdict in the main thread; a signal without one means that the worker shuts down."""
    keeper = _current[-1] if _current else None
    if keeper is not None and keeper.verdict is not None:
        if keeper.armed:
            raise keeper.verdict
        return
    if not _stopping_at:
        _stopping_at.append(clock.monotonic())
    if keeper is not None and keeper.shutting_down_at is None:
        keeper.shutting_down_at = clock.monotonic()


def is_stopping() -> bool:
    """Return whether this process was told that its worker stops."""
    return bool(_stopping_at)


def install() -> None:
    """Install the signal handler; only the main thread can."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(SIGNAL) is not _on_signal:
        signal.signal(SIGNAL, _on_signal)


class _Watcher(threading.Thread):
    """The thread in which one keeper after the other runs: to start a thread costs more than a short job."""

    def __init__(self) -> None:
        super().__init__(name="keeper", daemon=True)
        self.process = os.getpid()  # threads do not survive a fork
        self.keepers: SimpleQueue[Keeper] = SimpleQueue()

    def run(self) -> None:
        """Run keepers until the process ends."""
        while True:
            self.keepers.get().run()


_watchers: list[_Watcher] = []


def _watch(keeper: Keeper) -> None:
    if len(_current) > 1 or not keeper.armed:
        # A job within a job, or beside one: the watcher is with another.
        threading.Thread(target=keeper.run, name="keeper of another", daemon=True).start()
        return
    if not _watchers or _watchers[0].process != os.getpid() or not _watchers[0].is_alive():
        _watchers[:] = [_Watcher()]
        _watchers[0].start()
    _watchers[0].keepers.put(keeper)


@contextmanager
def keeping(job: Job) -> Iterator[Keeper]:
    """Keep `job` alive, cancellable and on time while the block runs."""
    install()
    keeper = Keeper(job)
    if _stopping_at:
        keeper.shutting_down_at = _stopping_at[0]
    _current.append(keeper)
    _watch(keeper)
    try:
        yield keeper
    finally:
        _part_with(keeper)


def _part_with(keeper: Keeper) -> None:
    """End the keeping, also when its last press arrives in the middle of this."""
    try:
        keeper.finish()
        if not keeper.ended.wait(timeout=5):
            _watchers.clear()  # it hangs in the database; the next keeper gets a thread of its own
        # Not before: a last press of this keeper must not be taken for the end of the worker.
        if keeper in _current:
            _current.remove(keeper)
    except Stop:
        _part_with(keeper)
        raise
