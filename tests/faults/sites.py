"""Portals to publish, and what stands in a published folder."""

import functools
import hashlib
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from program import Answer, Docent

# Files that stay, change, go and come between the two editions; each in a folder with five others.
KEPT, CHANGED, REMOVED, ADDED = 10, 45, 40, 45


def write_portal(folder, edition):
    """A small portal in one of its two editions, `old` and `new`."""
    texts = {"docent.yaml": "title: Example training office\ndescription: What the office offers\ntimezone: America/New_York\n"}
    texts["content/_index.md"] = f"---\ntitle: Home of the office\n---\nThe {edition} edition.\n"
    for number in range(KEPT):
        texts[path("kept", number)] = f"kept {number}\n"
    for number in range(CHANGED):
        texts[path("changed", number)] = f"{edition} {number}\n" * 40
    group, count = ("removed", REMOVED) if edition == "old" else ("added", ADDED)
    for number in range(count):
        texts[path(group, number)] = f"{group} {number}\n"
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def path(group, number):
    return f"static/{group}/{number // 5}/{number}.txt"


def files(folder):
    """Every path below a folder, with its kind, its mode and its bytes."""
    found = {}
    for parent, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            entry = Path(parent, name)
            found[str(entry.relative_to(folder))] = content(entry)
    return found


def content(entry):
    mode = entry.lstat().st_mode
    if stat.S_ISREG(mode):
        return oct(mode), hashlib.sha256(entry.read_bytes()).hexdigest()
    return oct(mode), os.readlink(entry) if stat.S_ISLNK(mode) else ""


def digest(folder):
    """One word for a published folder and all that is in it, its own mode too; `missing` if there is none."""
    folder = Path(folder)
    if not folder.is_dir():
        return "missing"
    told = [oct(folder.stat().st_mode), *sorted(files(folder).items())]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@dataclass
class Live:
    """A site that is live in its old edition, and what it becomes with the next build."""

    docent: Docent
    old_portal: Path
    new_portal: Path
    public: Path
    old: str
    new: str

    def state(self):
        """What a reader sees: `old`, `new`, or what is neither."""
        seen = digest(self.public)
        return {self.old: "old", self.new: "new"}.get(seen, seen)

    def rebuild(self, **how):
        """Publishes the new edition over the live site."""
        return self.docent.build(self.new_portal, self.public, **how)

    def heal(self):
        """Publishes the old edition as on any other day; says what is not as it should be then."""
        answer = self.docent.build(self.old_portal, self.public)
        if answer.code != 0:
            return f"the next build fails: {answer}"
        if self.state() != "old":
            return f"after the next build the site is {self.state()}"
        return f"the next build leaves {self.leftovers()}" if self.leftovers() else None

    def leftovers(self):
        """What a build left beside the folder."""
        return sorted(name for name in os.listdir(self.public.parent) if name.startswith(f".{self.public.name}."))


@dataclass
class First:
    """A place for a site that has never been published."""

    docent: Docent
    portal: Path
    public: Path
    whole: str
    none: str

    def state(self):
        """What a reader sees: `none`, the `whole` site, or what is neither."""
        seen = digest(self.public)
        return {self.none: "none", self.whole: "whole"}.get(seen, seen)

    def publish(self, **how):
        """Publishes the site for the first time."""
        return self.docent.build(self.portal, self.public, **how)

    def leftovers(self):
        """What a build left beside the folder."""
        return sorted(name for name in os.listdir(self.public.parent) if name != self.public.name)


class Ground:
    """A folder with both editions of the portal; each site on it is live on its own."""

    def __init__(self, docent, folder):
        self.docent = docent
        self.folder = Path(folder).resolve()
        for edition in ("old", "new"):
            write_portal(self.folder / f"{edition}-portal", edition)
        measured = self.live("measured")
        answer = measured.rebuild()
        if answer.code != 0:
            raise SystemExit(f"the fixture is not built: {answer}")
        self.old, self.new = measured.old, digest(measured.public)
        if self.old == self.new:
            raise SystemExit("the two editions are the same")

    def live(self, name, parent=None):
        """A new folder with the old edition in it, in the mode that a web server's group needs."""
        place = Path(parent or self.folder / name)
        place.mkdir(exist_ok=True)
        public = place / "public"
        public.mkdir()
        public.chmod(0o750)
        portals = self.folder / "old-portal", self.folder / "new-portal"
        answer: Answer = self.docent.build(portals[0], public)
        if answer.code != 0:
            raise SystemExit(f"the fixture is not built: {answer}")
        return Live(self.docent, *portals, public, digest(public), getattr(self, "new", ""))

    def first(self, name, folder):
        """A place without a site: no folder, or an empty one in the mode that the site keeps."""
        place = self.folder / name.replace(" ", "-")
        place.mkdir()
        public = place / "public"
        if folder == "an empty folder":
            public.mkdir()
            public.chmod(0o750)
        # Without a folder, its mode is that of any new one.
        whole = self.new if public.exists() else self.whole_of_no_folder()
        return First(self.docent, self.folder / "new-portal", public, whole, digest(public))

    @functools.cache
    def whole_of_no_folder(self):
        """The new edition where no folder was before it."""
        place = self.folder / "measured-first"
        place.mkdir()
        answer = self.docent.build(self.folder / "new-portal", place / "public")
        if answer.code != 0:
            raise SystemExit(f"the fixture is not built: {answer}")
        return digest(place / "public")

    def remove(self, live):
        """Makes room for the next."""
        shutil.rmtree(live.public.parent, ignore_errors=True)
