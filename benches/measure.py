"""Runs a program once, and says how long it took, how much work it was and how much memory it held."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """What one run took. Times in seconds; `cpu` is user and system time of the program and of all that it started."""

    wall: float
    cpu: float
    # The most memory that one process held at a time, in bytes. Below the 15 MB or so of Python nothing can be told apart:
    # the kernel counts what the process was before it became the program.
    peak: int


class Slow(Exception):
    """It was stopped because it took longer than it may."""


class Failed(Exception):
    """It ended with an error; the last lines of what it said."""


def run(command, limit, cwd=None, env=None):
    """Runs a command to its end, at most `limit` seconds."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                                   stdout=said, stderr=said, start_new_session=True)
        late = threading.Event()
        timer = threading.Timer(limit, lambda: (late.set(), stop(process.pid)))
        timer.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            stop(process.pid)
            raise
        finally:
            wall = time.perf_counter() - start
            timer.cancel()
        # Popen is told, so that it does not wait for a process that has been waited for.
        process.returncode = os.waitstatus_to_exitcode(status)
        if late.is_set():
            raise Slow(f"> {limit} s")
        if process.returncode:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise Failed(f"exit code {process.returncode}: {' / '.join(lines[-3:])}")
        return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def stop(session):
    """Ends a process and all that it started."""
    try:
        os.killpg(session, signal.SIGKILL)
    except ProcessLookupError:
        pass


def end_in_order():
    """A request to end is an error like any other: what was started is stopped, and what was written aside is removed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by request"))
