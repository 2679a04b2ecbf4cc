"""A rebuild over a live site is killed at, and is refused, every call by which it changes a file.

Whatever happens, the folder is the whole old site or the whole new one, the exit code and the message tell which, and
the next build finds nothing in its way.
"""

import hashlib
import itertools
import os
import queue
import tempfile
from concurrent.futures import ThreadPoolExecutor

import calls
from program import BUG
from sites import Ground

KILLS, FAILURES = 250, 290
# A first publication changes files more often than this; so many of its calls are tried unless all are.
FIRST_CALLS = 120

# What a system may answer. A call that is not named here fails as if the disk were broken.
ERRORS = {
    "openat": ["EACCES", "ENOSPC", "EMFILE", "EIO", "EROFS"],
    "write": ["ENOSPC", "EIO", "EDQUOT", "EFBIG"],
    "mkdir": ["ENOSPC", "EACCES", "EROFS", "EMLINK"],
    "linkat": ["EIO", "EPERM", "EMLINK", "EXDEV", "ENOSPC"],
    "renameat2": ["EIO", "EACCES", "ENOSPC", "EBUSY", "EXDEV"],
    "chmod": ["EPERM", "EIO", "EROFS"],
    "unlink": ["EIO", "EACCES", "EBUSY", "EROFS"],
    "rmdir": ["EIO", "EACCES", "EBUSY", "ENOTEMPTY"],
    "flock": ["ENOLCK", "EIO"],
    "syncfs": ["EIO", "ENOSPC"],
}


def run(ground: Ground, report, slow):
    """Every call once; with `slow`, every answer that fits each call."""
    live = ground.live("traced")
    found = trace(ground, live, report)
    sites = queue.SimpleQueue()
    workers = os.cpu_count() or 1
    for number in range(workers):
        sites.put(ground.live(f"site-{number}"))
    cases = [(kill, call, "") for call in found] + [(fail, call, error) for call, error in failures(found, slow)]
    cases += [(end, call, signal) for call, signal in zip(found[:: 1 if slow else 6], itertools.cycle(["TERM", "INT"]))]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda case: disturb(case, live, sites, report), cases))
    report.require(report.tried.get("kills", 0) >= KILLS, "kills", f"fewer than {KILLS}")
    report.require(report.tried.get("failures", 0) >= FAILURES, "failures", f"fewer than {FAILURES}")
    without_exchange(ground, report)
    first_publication(ground, report, slow)
    threads(ground, report)
    own_mistakes(ground, report)


def trace(ground, live, report):
    """The calls of an undisturbed rebuild."""
    file, before = calls.traced(ground.folder)
    with file:
        answer = live.rebuild(before=before)
        text = file.read().decode(errors="replace")
    report.require(answer.code == 0 and live.state() == "new", "an undisturbed rebuild", str(answer))
    report.require(live.heal() is None, "an undisturbed rebuild", "the old edition does not come back")
    return calls.changing(text, live.public.parent)


def failures(found, slow):
    """Each call with an answer, the answers in turn; or with all of them."""
    turns = {name: itertools.cycle(errors) for name, errors in ERRORS.items()}
    for call in found:
        errors = ERRORS.get(call.name, ["EIO"])
        for error in errors if slow else [next(turns[call.name]) if call.name in turns else errors[0]]:
            yield call, error


def disturb(case, traced, sites, report):
    """One case on a site of its own, which lives on with the next case."""
    act, call, error = case
    site = sites.get()
    here = calls.Call(call.name, call.path.replace(str(traced.public.parent), str(site.public.parent), 1), call.turn)
    try:
        act(site, here, error, report)
        trouble = site.heal()
        report.require(trouble is None, f"{call} {error or 'killed'}", trouble)
    finally:
        sites.put(site)


def kill(site, call, _, report):
    answer = site.rebuild(before=calls.disturbed(call, "signal=KILL"))
    where = f"killed at {call}"
    report.count("kills")
    report.require(answer.code == -9, where, f"the build was not killed: {answer}")
    report.require(site.state() in ("old", "new"), where, f"the site is {site.state()}")


def fail(site, call, error, report):
    answer = site.rebuild(before=calls.disturbed(call, f"error={error}"))
    where = f"{error} at {call}"
    report.count("failures")
    judge(site, answer, where, report)


def end(site, call, signal, report):
    """Asked to end, a build clears its stage away, unless the new site is in place already."""
    answer = site.rebuild(before=calls.disturbed(call, f"signal={signal}"))
    where = f"SIG{signal} at {call}"
    report.count("requests to end")
    judge(site, answer, where, report)
    report.require(answer.code == 0 or "stopped" in answer.err, where, f"no word of it: {answer}")
    report.require(not site.leftovers(), where, f"left: {site.leftovers()}")


def judge(site, answer, where, report):
    """A build that failed says so and leaves the old site; one that did not has published the new one."""
    expected = "new" if answer.code == 0 else "old"
    report.require(site.state() == expected, where, f"the site is {site.state()}: {answer}")
    unchanged = "is as it was" in answer.err
    said = "Built " in answer.out and not unchanged if answer.code == 0 else unchanged
    report.require(answer.code in (0, 2) and said, where, f"no word of it: {answer}")
    report.require(BUG not in answer.err, where, str(answer))
    # An empty lock that could not be deleted is in nobody's way.
    left = [name for name in site.leftovers() if not name.endswith(".lock")]
    told = "could not be cleared away" in answer.err
    report.require(answer.code != 0 or not left or told, where, f"left without a word: {left}, {answer}")


def without_exchange(ground, report):
    """Where two folders cannot be exchanged, there are two renames, and for an instant no folder; it is told."""
    site = ground.live("renames")
    answer = site.rebuild(before=renaming("EINVAL"))
    judge(site, answer, "two renames", report)
    report.require("for an instant" in answer.err, "two renames", f"no word of it: {answer}")
    for error, turn, how in itertools.product(("EINVAL", "ENOSYS"), (1, 2), ("signal=KILL", "error=EIO")):
        site = ground.live(f"renames-{error}-{turn}-{how[:5]}")
        answer = site.rebuild(before=renaming(error, "--inject", f"rename:{how}:when={turn}"))
        where = f"{how} at rename {turn} after {error} at the exchange"
        report.count("renames where folders cannot be exchanged")
        if how == "signal=KILL":
            between = ["missing"] if turn == 2 else []
            report.require(site.state() in ["old", *between], where, f"the site is {site.state()}")
        else:
            judge(site, answer, where, report)
        trouble = site.heal()
        report.require(trouble is None, where, trouble)


def first_publication(ground, report, slow):
    """Killed before there ever was a site, a build leaves none or the whole one: to no folder, and to an empty one."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for folder in ("no folder", "an empty folder"):
            site = ground.first(f"first-traced {folder}", folder)
            file, before = calls.traced(ground.folder)
            with file:
                answer = site.publish(before=before)
                found = calls.changing(file.read().decode(errors="replace"), site.public.parent)
            report.require(answer.code == 0 and site.state() == "whole", f"a first publication to {folder}", str(answer))
            report.require(len(found) >= FIRST_CALLS, f"a first publication to {folder}", f"changes files {len(found)} times")
            cases = found if slow else found[:: max(1, len(found) // FIRST_CALLS)]
            list(pool.map(lambda call: kill_first(ground, folder, site, call, report), cases))


def kill_first(ground, folder, traced, call, report):
    """One kill at a place of its own."""
    name = hashlib.sha256(f"{folder} {call}".encode()).hexdigest()[:16]
    site = ground.first(f"first-{name}", folder)
    here = calls.Call(call.name, call.path.replace(str(traced.public.parent), str(site.public.parent), 1), call.turn)
    answer = site.publish(before=calls.disturbed(here, "signal=KILL"))
    where = f"a first publication to {folder}, killed at {call}"
    report.count("kills of a first publication")
    report.require(answer.code == -9, where, f"the build was not killed: {answer}")
    report.require(site.state() in ("none", "whole"), where, f"the site is {site.state()}")
    again = site.publish()
    report.require(again.code == 0 and site.state() == "whole", where, f"the next build leaves the site {site.state()}: {again}")
    report.require(not site.leftovers(), where, f"the next build leaves {site.leftovers()}")
    ground.remove(site)


def threads(ground, report):
    """`--jobs` bounds reading, building and publishing alike: four threads are three more than one."""
    begun = {}
    for jobs in ("1", "4"):
        site = ground.live(f"threads-{jobs}")
        trace = tempfile.NamedTemporaryFile(dir=ground.folder, prefix="trace-")
        with trace:
            before = ["strace", "-f", "-qqq", "-e", "trace=clone,clone3", "-o", trace.name]
            answer = site.rebuild(options=("--jobs", jobs), before=before)
            begun[jobs] = sum("CLONE_THREAD" in line and "resumed" not in line for line in trace.read().decode().splitlines())
        report.require(answer.code == 0 and site.state() == "new", f"--jobs {jobs}", str(answer))
    report.count("numbers of threads")
    report.require(begun["4"] - begun["1"] == 3, "--jobs", f"threads begun: {begun}")


def own_mistakes(ground, report):
    """A panic of the program: Rust's library has one where a folder that was read cannot be closed."""
    site = ground.live("mistake")
    for folder in (site.new_portal / "content", site.new_portal / "static", site.new_portal / "static" / "kept"):
        trace = ["strace", "-f", "-qqq", "-P", str(folder), "-e", "trace=close", "-o", "/dev/null"]
        answer = site.rebuild(before=[*trace, "--inject", "close:error=EIO"])
        where = f"{folder.name} cannot be closed"
        report.count("panics")
        report.require(answer.code == 2 and BUG in answer.err and "Please report" in answer.err, where, str(answer))
        report.require("panicked" not in answer.err and site.state() == "old", where, f"the site is {site.state()}: {answer}")
        trouble = site.heal()
        report.require(trouble is None, where, trouble)


def renaming(error, *more):
    """A system that answers so where two folders are to be exchanged."""
    trace = ["strace", "-f", "-qqq", "-e", "trace=rename,renameat2", "-o", "/dev/null"]
    return [*trace, "--inject", f"renameat2:error={error}", *more]
