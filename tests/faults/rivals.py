"""Two builds into one folder, and readers while it is built again and again."""

import fcntl
import os
import threading

import program
from sites import Ground

ROUNDS, REBUILDS = 50, 200


def run(ground: Ground, report, slow):
    at_once(ground, report)
    behind_a_lock(ground, report)
    visitors(ground, report, REBUILDS * (5 if slow else 1))


def at_once(ground, report):
    """Both start together. One wins; the other waits its turn or explains itself."""
    site = ground.live("rivals")
    for turn in range(ROUNDS):
        portals = (site.old_portal, site.new_portal) if turn % 2 else (site.new_portal, site.old_portal)
        started = [program.start(ground.docent, portal, site.public) for portal in portals]
        answers = [program.finish(process) for process in started]
        where = f"round {turn}"
        report.count("two builds at once")
        report.require(any(answer.code == 0 for answer in answers), where, f"nobody won: {answers}")
        for answer in answers:
            waited = answer.code == 2 and "another build" in answer.err and "is as it was" in answer.err
            report.require(answer.code == 0 or waited, where, str(answer))
        report.require(site.state() in ("old", "new"), where, f"the site is {site.state()}")
        report.require(not site.leftovers(), where, f"left: {site.leftovers()}")


def behind_a_lock(ground, report):
    """A build that takes too long for another to wait is named."""
    site = ground.live("behind")
    lock = site.public.parent / ".public.lock"
    with open(lock, "w") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        holder.write(f"{os.getpid()}\n")
        holder.flush()
        answer = site.rebuild()
    report.count("a build behind a lock")
    told = f"process {os.getpid()}" in answer.err and str(lock) in answer.err
    report.require(answer.code == 2 and told and site.state() == "old", "behind a lock", str(answer))
    trouble = site.heal()
    report.require(trouble is None, "behind a lock", trouble)


def visitors(ground, report, rebuilds):
    """Every file that both editions have is there at every moment, whole and of one of them."""
    site = ground.live("visited")
    old = contents(site.public)
    site.rebuild()
    new = contents(site.public)
    known = {name: {old[name], new[name]} for name in old.keys() & new.keys()}
    done = threading.Event()
    readers = [threading.Thread(target=read, args=(site.public, known, done, report)) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(rebuilds):
        answer = ground.docent.build(site.new_portal if turn % 2 else site.old_portal, site.public)
        report.count("rebuilds under the eyes of readers")
        report.require(answer.code == 0 and "changed" in answer.out, f"rebuild {turn}", str(answer))
    done.set()
    for reader in readers:
        reader.join()


def contents(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def read(folder, known, done, report):
    while not done.is_set():
        for name, expected in known.items():
            try:
                with open(folder / name, "rb") as file:
                    found = file.read()
            except OSError as error:
                found = error
            report.count("reads by visitors")
            report.require(found in expected, f"a reader of {name}", f"found {found!r:.80}")
