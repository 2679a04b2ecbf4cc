"""The same files give the same bytes: whoever builds them, where, when and in what order they lie on the disk."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hardships import NOBODY, open_to_all
from program import ENVIRONMENT
from sites import Ground

ROOT = Path(__file__).resolve().parents[2]
# All of the demonstration portal that a build reads.
SOURCES = ("docent.yaml", "urls.lock", "content", "data", "static", "themes")


def run(ground: Ground, report, slow):
    place = ground.folder / "variations"
    place.mkdir()
    copy(place / "portal")
    reference = build(ground, place, "reference", report)
    report.require(len(reference) > 100, "the reference", f"only {len(reference)} files")
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for name, found in pool.map(lambda case: (case[0], build(ground, place, case[0], report, **case[1])), variations(place, report)):
            same(name, reference, found, report)


def variations(place, report):
    """What is different in each build: the nine that are promised."""
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles", ":/nowhere"):
        yield "time zone", {"variables": {"TZ": zone}}
    for locale in ("tr_TR.UTF-8", "de_DE@euro", "C"):
        yield "locale", {"variables": {"LC_ALL": locale, "LANG": locale, "LANGUAGE": locale}}
    if shutil.which("faketime"):
        for moment in ("2001-09-09 01:46:40", "2038-01-19 03:14:08"):
            yield "clock", {"before": ("faketime", moment)}
    else:
        report.skip("another clock", "there is no faketime")
    copy(place / "a folder" / "Größe & Maß")
    yield "path", {"portal": place / "a folder" / "Größe & Maß"}
    for threads in ("1", "7", "32"):
        yield "threads", {"variables": {"RAYON_NUM_THREADS": threads}, "options": ("--jobs", threads)}
    copy(place / "backwards", backwards=True)
    yield "order of files", {"portal": place / "backwards"}
    for mask in (0o000, 0o077):
        yield "umask", {"mask": mask}
    for seconds in (0, 4_000_000_000):
        copy(place / f"time-{seconds}")
        for file in place.joinpath(f"time-{seconds}").rglob("*"):
            os.utime(file, (seconds, seconds))
        yield "times of files", {"portal": place / f"time-{seconds}"}
    if os.geteuid() == 0 and shutil.which("setpriv"):
        open_to_all(place)
        yield "user", {"before": ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")}
    else:
        report.skip("another user", "only root can become one")


def copy(folder, backwards=False):
    """The demonstration portal once more, its files made in this order or in the other."""
    sources = [file for name in SOURCES for file in [ROOT / name, *ROOT.joinpath(name).rglob("*")] if file.is_file()]
    for file in sorted(sources, reverse=backwards):
        place = folder / file.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def build(ground, place, name, report, portal=None, before=(), variables=None, options=(), mask=0o022):
    """The paths and bytes of a site; published into a new folder that everyone may write to."""
    out = Path(tempfile.mkdtemp(dir=place))
    out.chmod(0o777)
    environment = {**ENVIRONMENT, **(variables or {})}
    answer = ground.docent.build(
        portal or place / "portal", out / "public", options, before=before, environment=environment, umask=mask
    )
    report.count("variations" if name != "reference" else "references")
    report.require(answer.code == 0, name, str(answer))
    files = {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}
    shutil.rmtree(out)
    return files


def same(name, reference, found, report):
    for path in sorted(reference.keys() | found.keys()):
        report.require(reference.get(path) == found.get(path), f"another {name}", f"{path} is not the same")
