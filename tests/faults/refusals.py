"""Folders into which no site may be published, and portals with errors, of which none is."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from program import ENVIRONMENT
from sites import Ground, files

MARKED = Path(__file__).resolve().parents[1] / "portal" / "marked"
KINDS_OF_ERROR = 60
# What a case of tests/portal/marked is not about, as tests/portal/marked.rs adds it.
CONFIG = """title: Example portal of a county
languages: [en]
timezone: America/New_York
vocabularies:
  audiences: [{id: parents, label: Parents}]
  regions: [{id: north, label: North}]
"""


def run(ground: Ground, report, slow):
    unsafe_targets(ground, report)
    errors(ground, report)


def unsafe_targets(ground, report):
    """Each is refused for its reason, and nothing anywhere is touched."""
    place = ground.folder / "unsafe"
    portal, home = place / "portal", place / "home"
    shutil.copytree(ground.folder / "new-portal", portal)
    for folder in ("portal/data", "portal/themes", "home", "repository/.git", "other", "elsewhere"):
        (place / folder).mkdir(parents=True)
    (place / "other" / "letter.txt").write_text("dear")
    (place / "file").write_text("text")
    (place / "link").symlink_to(place / "elsewhere")
    os.mkfifo(place / "pipe")
    targets = {
        "/": "root of the file system",
        home: "your home folder",
        place: "own files are inside it",
        portal: "folder of the portal itself",
        portal / "content": "`content/` holds",
        portal / "content" / "site": "`content/` holds",
        portal / "data": "`data/` holds",
        portal / "static" / "kept": "`static/` holds",
        portal / "themes" / "civic": "`themes/` holds",
        place / "repository": "it is a repository",
        place / "repository" / ".git" / "site": "it is a repository",
        place / "other": "docent did not make it",
        place / "file": "not a folder",
        place / "link": "it is a link",
        place / "pipe": "not a folder",
        place / "file" / "site": "Not a directory",
    }
    before = files(place)
    for target, reason in targets.items():
        answer = ground.docent.build(portal, target, environment={**ENVIRONMENT, "HOME": str(home)})
        report.count("unsafe targets")
        report.require(answer.code == 2 and reason in answer.err, f"target {target}", str(answer))
        report.require(files(place) == before, f"target {target}", "something was touched")


def errors(ground, report):
    """A portal with an error is not published; the live site is not touched, not even for a moment."""
    cases = [case for case in sorted(MARKED.iterdir()) if not case.name.startswith("fine-")]
    site = ground.live("errors")
    before = files(site.public.parent)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = list(pool.map(lambda case: refused(ground, case, site.public, report), cases))
    report.require(files(site.public.parent) == before, "errors", "the live site is not as it was")
    kinds = set().union(*found)
    report.count("kinds of problem that keep a site from being published", len(kinds))
    report.require(len(kinds) >= KINDS_OF_ERROR, "kinds of error", f"{len(kinds)} are fewer than {KINDS_OF_ERROR}")


def refused(ground, case, public, report):
    """The codes of the errors for which a case is not published; where it has none, warnings count as errors."""
    portal = ground.folder / f"case-{case.name}"
    shutil.copytree(case, portal)
    complete(portal)
    texts = b"".join(file.read_bytes() for file in case.rglob("*") if file.is_file())
    if b"error[" not in texts and b"warning[" not in texts:
        return set()
    options = ["--format", "json", *([] if b"error[" in texts else ["--strict"])]
    answer = ground.docent.build(portal, public, options)
    report.count("portals with errors")
    report.require(answer.code == 1 and "Nothing was published" in answer.err, case.name, str(answer))
    return error_codes(answer.out)


def complete(portal):
    if not (portal / "docent.yaml").exists():
        (portal / "docent.yaml").write_text(CONFIG)
    if not (portal / "content" / "_index.md").exists():
        (portal / "content").mkdir(exist_ok=True)
        (portal / "content" / "_index.md").write_text("---\ntitle: Home\n---\n")


def error_codes(text):
    """The codes of the errors in what `--format json` prints."""
    problems = json.loads(text)["diagnostics"] if text.strip() else []
    return {problem["code"] for problem in problems if problem["severity"] == "error"}
