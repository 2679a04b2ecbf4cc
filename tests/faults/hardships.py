"""Builds on machines that have too little of something, or do not give it."""

import os
import resource
import shutil
import subprocess

from program import BUG, ENVIRONMENT
from sites import Ground, digest

NOBODY = "65534"


def run(ground: Ground, report, slow):
    full_disk(ground, report)
    few_descriptors(ground, report, slow)
    small_files(ground, report)
    read_only(ground, report)
    without_network(ground, report)
    without_home(ground, report)
    full_output(ground, report)


def judge(site, answer, where, report):
    """Published, or explained with the old site in place."""
    report.count(where)
    if answer.code == 0:
        report.require(site.state() == "new", where, f"the site is {site.state()}: {answer}")
    else:
        report.require(site.state() == "old", where, f"the site is {site.state()}: {answer}")
        # A source that the system does not let docent read is an error of the portal like any other.
        explained = answer.err.strip() if answer.code == 2 else answer.code == 1 and "[unreadable-file]" in answer.err
        report.require(explained, where, f"no word of it: {answer}")
    report.require(BUG not in answer.err and "panicked" not in answer.err, where, str(answer))


def full_disk(ground, report):
    """A disk of its own, filled but for some kilobytes or some names."""
    if os.geteuid() != 0:
        return report.skip("a full disk", "only root can mount one")
    for option, leave in [("size=4m", 0), ("size=4m", 8), ("size=4m", 64), ("size=4m", 160), ("nr_inodes=150", None), ("nr_inodes=200", None)]:
        disk = ground.folder / "disk"
        disk.mkdir()
        try:
            subprocess.run(["mount", "-t", "tmpfs", "-o", option, "tmpfs", str(disk)], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            disk.rmdir()
            return report.skip("a full disk", "this machine mounts none")
        try:
            fill_and_build(ground, disk, option, leave, report)
        finally:
            subprocess.run(["umount", str(disk)], check=True)
            disk.rmdir()


def fill_and_build(ground, disk, option, leave, report):
    site = ground.live("disk", disk)
    filler = disk / "filler"
    if leave is not None:
        free = shutil.disk_usage(disk).free
        with open(filler, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(free - leave * 1024, 1))
    where = f"disk full: {option}, {leave} KiB left" if leave is not None else f"disk full: {option}"
    answer = site.rebuild()
    judge(site, answer, where, report)
    report.require(answer.code == 2 and "No space left" in answer.err, where, f"it does not say what is missing: {answer}")
    filler.unlink(missing_ok=True)
    trouble = site.heal()
    report.require(trouble is None, where, trouble)


def few_descriptors(ground, report, slow):
    """From too few to begin with to enough."""
    site = ground.live("descriptors")
    ended = set()
    for number in range(3, 40, 1 if slow else 3):
        answer = site.rebuild(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (number, number)))
        if answer.code == 127:
            continue  # The system could not load the program.
        judge(site, answer, f"{number} open files", report)
        ended.add(answer.code)
        trouble = site.heal()
        report.require(trouble is None, f"{number} open files", trouble)
    report.require(ended >= {0}, "few open files", "no number is enough")


def small_files(ground, report):
    """No file may be larger than this."""
    site = ground.live("small-files")
    for size in (0, 1, 512, 4096):
        answer = site.rebuild(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        where = f"files of at most {size} bytes"
        judge(site, answer, where, report)
        report.require(answer.code == 2 and "File too large" in answer.err, where, str(answer))
        trouble = site.heal()
        report.require(trouble is None, where, trouble)


def read_only(ground, report):
    """The folder above the site belongs to someone else."""
    site = ground.live("read-only")
    if os.geteuid() != 0:
        site.public.parent.chmod(0o555)
        before = ()
    elif shutil.which("setpriv"):
        open_to_all(ground.folder)
        before = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    else:
        return report.skip("a read-only folder", "root may write everywhere, and there is no setpriv")
    site.public.chmod(0o755)
    site.old = digest(site.public)
    answer = site.rebuild(before=before)
    judge(site, answer, "a read-only folder", report)
    told = "Permission denied" in answer.err and "parent" in answer.err
    report.require(answer.code == 2 and told, "a read-only folder", str(answer))
    site.public.parent.chmod(0o755)


def open_to_all(folder):
    """Lets another user read the portals: the folders above were made for this one alone."""
    for above in [folder, *folder.parents]:
        mode = above.stat().st_mode & 0o7777
        if not mode & 0o001 and above.stat().st_uid == os.geteuid():
            above.chmod(mode | 0o055)


def without_network(ground, report):
    if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode != 0:
        return report.skip("no network", "unshare -n is not allowed here")
    answer = ground.live("no-network")
    done = answer.rebuild(before=["unshare", "-n"])
    judge(answer, done, "no network", report)
    report.require(done.code == 0, "no network", str(done))


def without_home(ground, report):
    """No home, no user, no place for temporary files."""
    site = ground.live("no-home")
    for variables in ({"RAYON_NUM_THREADS": "1"}, {"HOME": ""}, {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"}):
        answer = site.rebuild(environment=variables)
        judge(site, answer, "no home", report)
        report.require(answer.code == 0, f"with no more than {variables}", str(answer))
        site.heal()


def full_output(ground, report):
    """The site is published, and there is no room to say so."""
    site = ground.live("full-output")
    with open("/dev/full", "wb") as full:
        command = [ground.docent.path, "build", "--root", str(site.new_portal), "--output-dir", str(site.public), "--as-of", "2027-03-22"]
        done = subprocess.run(command, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False)
    report.count("a full output")
    said = done.stderr.decode(errors="replace")
    report.require(done.returncode == 2 and "No space left" in said, "a full output", f"{done.returncode}, {said!r}")
    report.require(site.state() == "new", "a full output", f"the site is {site.state()}")
