"""Looks at what docent is made of: licences, sources, banned crates, how many there are, and what their build scripts could do.

usage: check.py        (in the root of the repository; needs cargo and Python 3.11)

The lists are those of deny.toml, which cargo-deny reads; here `cargo metadata` and Python's own library are enough.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

# Crates in the program on Linux, without those that only help to compile it.
MOST_CRATES = 149
# What a build script would need to load something from a network.
CLIENTS = {"attohttpc", "curl", "curl-sys", "git2", "http_req", "hyper", "isahc", "minreq", "reqwest", "surf", "ureq"}


def metadata():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--all-features"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def linked():
    """The crates that are linked into the program on Linux. `cargo metadata` would add what only the tests switch on in them."""
    command = ["cargo", "tree", "--locked", "--all-features", "--target", "x86_64-unknown-linux-gnu", "--edges", "normal,no-proc-macro"]
    lines = subprocess.run([*command, "--prefix", "none", "--no-dedupe"], check=True, capture_output=True, text=True).stdout.splitlines()
    # The first line is docent itself.
    return set(lines[1:])


def is_allowed(expression, allowed):
    """Whether an expression of SPDX (annex D of its specification) can be met by the licences that are allowed."""
    text = re.sub(r"\s*/\s*", " OR ", expression)
    words = re.findall(r"\(|\)|[^\s()]+(?: WITH [^\s()]+)?", text)
    python = {"OR": "or", "AND": "and", "(": "(", ")": ")"}
    return eval(" ".join(python.get(word, str(word in allowed)) for word in words), {"__builtins__": {}})


def closure(start, nodes, kinds):
    """The crates that are reached from `start` over dependencies of these kinds."""
    seen, todo = set(), list(start)
    while todo:
        crate = todo.pop()
        if crate in seen:
            continue
        seen.add(crate)
        todo += [dep["pkg"] for dep in nodes[crate]["deps"] if any(kind["kind"] in kinds for kind in dep["dep_kinds"])]
    return seen


def main():
    data = metadata()
    rules = tomllib.loads(Path("deny.toml").read_text())
    packages = {package["id"]: package for package in data["packages"]}
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    root = data["resolve"]["root"]
    has = lambda crate, kind: any(kind in target["kind"] for target in packages[crate]["targets"])
    name = lambda crate: f"{packages[crate]['name']} {packages[crate]['version']}"

    problems = []
    allowed = set(rules["licenses"]["allow"])
    banned = {ban["crate"] for ban in rules["bans"]["deny"]}
    used = closure([root], nodes, {None, "build"}) - {root}
    for crate, package in packages.items():
        if crate != root and not (package["source"] or "").startswith("registry+https://github.com/rust-lang/crates.io-index"):
            problems.append(f"{name(crate)} does not come from crates.io: {package['source']}")
        if package["name"] in banned and crate in used:
            problems.append(f"{name(crate)} is banned by deny.toml")
    for crate in used:
        if not is_allowed(packages[crate]["license"] or "none", allowed):
            problems.append(f"{name(crate)} has a licence that deny.toml does not allow: {packages[crate]['license']}")

    scripts = {crate for crate in used if has(crate, "custom-build")}
    for crate in scripts:
        helpers = [dep["pkg"] for dep in nodes[crate]["deps"] if any(kind["kind"] == "build" for kind in dep["dep_kinds"])]
        clients = {packages[helper]["name"] for helper in closure(helpers, nodes, {None})} & CLIENTS
        if clients:
            problems.append(f"the build script of {name(crate)} could load something: it uses {', '.join(sorted(clients))}")
    fuzz = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", "fuzz/Cargo.toml"]
    if subprocess.run(fuzz, capture_output=True).returncode:
        problems.append("fuzz/Cargo.lock does not fit Cargo.toml: `cargo metadata --manifest-path fuzz/Cargo.toml` mends it")
    number = len(linked())
    if number > MOST_CRATES:
        problems.append(f"docent is made of {number} crates; {MOST_CRATES} is the most")

    print(f"{number} crates in docent on Linux; {len(used)} on all systems with those that help to compile it, {len(scripts)} with a build script")
    for problem in sorted(problems):
        print(f"!! {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
