"""Kills, starves and obstructs docent, and looks at what it published: the whole old site or the whole new one.

usage: run.py [--slow] DOCENT [PART ...]

DOCENT is the program, such as target/debug/docent. The parts are crashes, hardships, rivals, refusals, variations
and serving; all of them, unless some are named. Python's own library is enough; `crashes` needs strace, and some others need root.
What cannot be shown on a machine is skipped in a loud line. `--slow` tries every error that fits a call, not one, and
thousands of edits, also of a large portal.
"""

import sys
import tempfile
import time
from pathlib import Path

import crashes
import hardships
import refusals
import rivals
import serving
import variations
from program import Docent, why_not_traced
from report import Report
from sites import Ground

PARTS = {
    "crashes": crashes,
    "hardships": hardships,
    "rivals": rivals,
    "refusals": refusals,
    "variations": variations,
    "serving": serving,
}


def main(arguments):
    slow = "--slow" in arguments
    program, *names = [argument for argument in arguments if argument != "--slow"]
    report = Report()
    for name in names or PARTS:
        if name == "crashes" and (why := why_not_traced()):
            report.skip("a crash and an error at every call", why)
            continue
        run(name, Docent(str(Path(program).resolve())), report, slow)
    for what, number in report.tried.items():
        print(f"{number:>9,}  {what}")
    for problem in report.problems[:40]:
        print(f"!! {problem}")
    skipped = f", {len(report.skipped)} skipped" if report.skipped else ""
    print(f"{len(report.problems)} problems{skipped}")
    return 1 if report.problems else 0


def run(name, docent, report, slow):
    """One part, in a folder of its own."""
    began, before = time.monotonic(), len(report.problems)
    with tempfile.TemporaryDirectory(prefix="docent-faults-") as folder:
        PARTS[name].run(Ground(docent, folder), report, slow)
    print(f"{name}: {len(report.problems) - before} problems, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
