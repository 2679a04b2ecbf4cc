"""Runs docent, and says how it ended."""

import os
import shutil
import subprocess
from dataclasses import dataclass

# What a build may find in its environment. Its threads are few, so that a run is the same each time.
ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "RAYON_NUM_THREADS": "1"}

# How docent speaks of a mistake that is its own, never a portal's.
BUG = "docent has made a mistake of its own"

# No build takes so long, whatever is done to it; one that does hangs.
PATIENCE = 120


@dataclass
class Answer:
    """How a run ended. A code below zero is the signal that ended it."""

    code: int
    out: str
    err: str

    def __str__(self):
        return f"exit code {self.code}, stdout {self.out[-300:]!r}, stderr {self.err[-600:]!r}"


@dataclass(frozen=True)
class Docent:
    """The program under test."""

    path: str

    def build(self, portal, public, options=(), *, before=(), environment=ENVIRONMENT, **more):
        """Publishes a portal into a folder; `before` is a program that starts docent in its own way."""
        command = [*before, self.path, "build", "--root", str(portal), "--output-dir", str(public), "--as-of", "2027-03-22", *options]
        return run(command, environment, **more)


def run(command, environment=ENVIRONMENT, **more):
    """Runs a command to its end, with nothing on its standard input."""
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False, **more
    )
    return answer(done.returncode, done.stdout, done.stderr)


def why_not_traced():
    """Why calls cannot be followed here; None if they can. Some machines have strace and do not let it look at a program."""
    if not shutil.which("strace"):
        return "there is no strace (apt-get install strace)"
    tried = run(["strace", "-f", "-o", "/dev/null", "--inject", "chdir:error=EIO", "true"])
    return None if tried.code == 0 else f"strace may not follow a program here: {tried.err}"


def start(docent, portal, public):
    """Begins a build that goes on while other things happen."""
    command = [docent.path, "build", "--root", str(portal), "--output-dir", str(public), "--as-of", "2027-03-22"]
    return subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process):
    """Waits for a build that was started."""
    out, err = process.communicate(timeout=PATIENCE)
    return answer(process.returncode, out, err)


def answer(code, out, err):
    """Messages are wrapped for a terminal; here each is one line."""
    return Answer(code, out.decode(errors="replace"), " ".join(err.decode(errors="replace").split()))
