"""The development server while files are saved again and again, well and badly, and where the system cannot tell of it."""

import json
import queue
import re
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from program import ENVIRONMENT, PATIENCE, why_not_traced
from sites import Ground

EDITS, MANY_EDITS = 60, 2_000
# A portal of so many pages, and how often it is edited.
PAGES, PAGE_EDITS = 1_000, 1_000
# How many files a program writes at once, and how often each.
STORM, GUSTS = 50, 20
# What a server may have more of after hundreds of builds than after the first ones; in kB.
GROWTH = 60_000


def run(ground: Ground, report, slow):
    with Server(ground, "served") as server:
        heal(server, MANY_EDITS if slow else EDITS, report)
        storm(server, report)
    if slow:
        with Server(ground, "large", pages=PAGES) as server:
            heal(server, PAGE_EDITS, report)
    if why := why_not_traced():
        return report.skip("a server without events", why)
    refused = {"inotify_init1:error=EMFILE": "refused at once", "inotify_add_watch:error=ENOSPC:when=2+": "refused for the folders"}
    # The sixth folder is made while the server runs.
    refused["inotify_add_watch:error=ENOSPC:when=6+"] = "refused for a new folder"
    for rule, what in refused.items():
        without_events(ground, rule, what, report)


class Server:
    """A server of a portal of its own, with what it says and what it tells browsers."""

    def __init__(self, ground, name, before=(), pages=0):
        self.portal = ground.folder / name
        (self.portal / "content").mkdir(parents=True)
        for number in range(pages):
            (self.portal / "content" / f"page-{number}.md").write_text(text("steady").replace("Home", f"Page {number}"))
        (self.portal / "docent.yaml").write_text("title: Example training office\ndescription: What the office offers\n")
        self.page = self.portal / "content" / "_index.md"
        self.page.write_text(text("first"))
        command = [*before, ground.docent.path, "serve", "--root", str(self.portal), "--port", "0"]
        self.process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.said, self.events = [], queue.Queue()
        for stream in (self.process.stdout, self.process.stderr):
            follow(stream, self.said.append)

    def __enter__(self):
        self.address = self.heard(r"http://[^ /]+/")
        stream = urllib.request.urlopen(f"{self.address}_docent/events", timeout=PATIENCE)
        follow(stream, lambda line: line.startswith("data: ") and self.events.put(json.loads(line[6:])))
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def heard(self, pattern):
        """What fits in all that was said; waited for, if it has not been said yet."""
        for _ in range(PATIENCE * 50):
            if found := re.search(pattern, "\n".join(self.said)):
                return found[0]
            time.sleep(0.02)
        raise TimeoutError(f"nobody said {pattern}: {self.said}")

    def told(self, fits):
        """Waits for an event that fits; those that do not are passed over."""
        while not fits(self.events.get(timeout=PATIENCE)):
            pass

    def shows(self, words, path=""):
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                return words in answer.read().decode()
        except urllib.error.HTTPError as error:
            # A page that is not there yet.
            return error.close()

    def memory(self):
        """What the server has in memory, in kB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


def follow(stream, take):
    def read():
        for line in stream:
            take(line.decode(errors="replace").rstrip())

    threading.Thread(target=read, daemon=True).start()


def text(word, error=""):
    return f"---\ntitle: Home of the office\n{error}---\nThe word is {word}.\n"


def heal(server, edits, report):
    """A bad edit and its correction, in each of the ways in which editors save."""
    waited, memory = [], 0
    for turn in range(edits):
        save(server.page, text(f"wrong-{turn}", f"wrong_{turn}: 1\n"), turn)
        server.told(lambda event: any(f"wrong_{turn}`" in problem["message"] for problem in event["problems"]))
        began = time.monotonic()
        save(server.page, text(f"right-{turn}"), turn // 4)
        while not server.shows(f"right-{turn}."):
            server.events.get(timeout=PATIENCE)
        waited.append(time.monotonic() - began)
        report.count("edits that heal")
        memory = server.memory() if turn == edits // 4 else memory
    waited.sort()
    report.require(server.memory() - memory < GROWTH, "memory", f"{memory} kB became {server.memory()} kB")
    print(f"memory after {edits // 4:,} and {edits:,} edits: {memory // 1024} MB and {server.memory() // 1024} MB")
    print(f"healed in {waited[len(waited) // 2]:.2f} s (half of the edits), {waited[len(waited) * 95 // 100]:.2f} s (95 of 100)")


def storm(server, report):
    """A program writes many files many times, and folders come and go meanwhile: the last of it is what is shown."""
    folder = server.portal / "content" / "storm"
    for gust in range(GUSTS):
        folder.mkdir(exist_ok=True)
        for number in range(STORM):
            save(folder / f"page-{number}.md", text(f"gust-{gust}").replace("Home", f"Page {number}"), 0)
        if gust % 5 == 2:
            shutil.rmtree(folder)
    for number in range(STORM):
        while not server.shows(f"gust-{GUSTS - 1}.", f"storm/page-{number}/"):
            server.events.get(timeout=PATIENCE)
    report.count("files written in a storm of events", GUSTS * STORM)


def save(page, words, way):
    """Into the file, beside it and moved over it, after emptying it, after deleting it."""
    if way % 4 == 1:
        beside = page.with_name(f"{page.name}~")
        beside.write_text(words)
        beside.rename(page)
        return
    if way % 4 == 2:
        open(page, "wb").close()
    if way % 4 == 3:
        page.unlink()
    with open(page, "a" if way % 4 == 2 else "w") as file:
        file.write(words)


def without_events(ground, rule, what, report):
    """The server says so, and looks for itself."""
    before = ["strace", "-f", "-qqq", "-I", "waiting", "-e", "trace=inotify_init1,inotify_add_watch", "-o", "/dev/null", "--inject", rule]
    with Server(ground, f"blind-{what}", before) as server:
        for number in range(6):
            folder = server.portal / "content" / f"folder-{number}"
            folder.mkdir()
            (folder / "_index.md").write_text(text("new").replace("Home", f"Folder {number}"))
        said = server.heard("changes cannot be watched for.*every second instead")
        report.require(server.said.count(said) == 1, what, "said more than once")
        for turn in range(3):
            save(server.page, text(f"seen-{turn}"), turn)
            while not server.shows(f"seen-{turn}."):
                server.events.get(timeout=PATIENCE)
        report.count("servers without events")
