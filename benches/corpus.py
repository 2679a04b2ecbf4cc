#!/usr/bin/env python3
"""Writes a portal of any size: pages in sections, links, tables, topics, contacts, classes, videos, questions.

usage: corpus.py PAGES FOLDER [SEED] [--peer docent|hugo|eleventy|cobalt|mdbook]

The words are made up and follow Zipf's law, so that an index of them grows as one of real text does. The same arguments
give the same bytes. Every program gets the same pages and the same data in the layout that it expects, with the templates and
settings of benches/peers; what it has no means for (data in mdBook, lists of pages in Cobalt) is written out as Markdown.
"""

import argparse
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

SECTIONS = ["guides", "tutorials", "reference", "news", "resources-2"]
TOPICS = ["training", "health", "safety", "policy", "funding", "community"]
GROUP = 50
PEERS = Path(__file__).resolve().parent / "peers"
# The pages that show data, by the name of the data.
SHOWN = {"contacts": "Contacts", "training": "Schedule", "videos": "Videos", "faqs": "Questions"}


def vocabulary(size=20000):
    rng = random.Random("words")
    syllables = [a + b for a in "b c d f g l m n p r s t v st tr pl gr sh".split() for b in "a e i o u ea ou".split()]
    words = {}
    while len(words) < size:
        word = "".join(rng.choice(syllables) for _ in range(rng.choice([1, 2, 2, 3]))) + rng.choice(["", "", "n", "s", "r", "ing", "ed", "ment"])
        words[word] = None
    return "the of and to a in is for it on with as by at from this that are be or".split() + list(words)


WORDS = vocabulary()
WEIGHTS = [1 / (rank + 2.7) for rank in range(len(WORDS))]
for at in range(1, len(WEIGHTS)):
    WEIGHTS[at] += WEIGHTS[at - 1]


class Writer(random.Random):
    def words(self, count):
        return self.choices(WORDS, cum_weights=WEIGHTS, k=count)

    def sentence(self, count=None):
        return " ".join(self.words(count or self.randint(8, 22))).capitalize() + "."

    def title(self):
        return " ".join(word for word in self.words(12) if len(word) > 3)[:60].strip().capitalize() or "Untitled"

    def paragraph(self, link):
        text = " ".join(self.sentence() for _ in range(self.randint(2, 5)))
        return text + (f" See [{' '.join(self.words(3))}]({link()})." if self.random() < 0.4 else "")


@dataclass(frozen=True)
class Place:
    """Where a page stands: its section, its group of fifty pages, its name."""

    section: str
    group: str
    name: str

    @property
    def path(self):
        return f"{self.section}/{self.group}/{self.name}"


def place(at):
    group = at // GROUP
    return Place(SECTIONS[group % len(SECTIONS)], f"group-{group // len(SECTIONS):04d}", f"page-{at:05d}")


@dataclass(frozen=True)
class Page:
    """What an editor wrote."""

    place: Place
    title: str
    description: str
    date: str
    topics: list
    body: str

    def fields(self, *more):
        """The front matter, with what a layout needs beside it."""
        lines = [f'title: "{self.title}"', f'description: "{self.description}"', f"date: {self.date}", f"topics: [{', '.join(self.topics)}]", *more]
        return front_matter(*lines)


def front_matter(*lines):
    return "\n".join(["---", *lines, "---"]) + "\n"


class Portal:
    """The same portal for every program; `link` writes the address of a place as the program wants it."""

    def __init__(self, pages, seed):
        self.count, self.seed = pages, seed

    def page(self, at, link):
        rng = Writer(f"{self.seed}:{at}")
        link = lambda to=link: to(place(rng.randrange(self.count)))
        title, description = rng.title(), rng.sentence(12)
        topics = sorted(set(rng.choices(TOPICS, k=2)))
        parts = [rng.paragraph(link)]
        for section in range(6):
            parts.append(f"## {rng.title()}")
            parts += [rng.paragraph(link) for _ in range(rng.randint(1, 2))]
            if section == 2:
                parts.append("\n".join(f"- {rng.sentence(8)}" for _ in range(5)))
            if section == 4:
                rows = [" | ".join(rng.words(3)) for _ in range(5)]
                parts.append(f"| {rows[0]} |\n| --- | --- | --- |\n" + "\n".join(f"| {row} |" for row in rows[1:]))
        date = f"{2015 + at % 10}-{at % 12 + 1:02d}-{at % 28 + 1:02d}"
        return Page(place(at), title, description, date, topics, "\n\n".join(parts) + "\n")

    def pages(self, link):
        return (self.page(at, link) for at in range(self.count))

    def groups(self):
        """Each section with its groups, in the order of their first pages."""
        groups = {}
        for at in range(0, self.count, GROUP):
            groups.setdefault(place(at).section, []).append(place(at).group)
        return groups

    def data(self):
        """The rows of each collection; rows are made in order, for each takes words from the same source."""
        rng = Writer(f"{self.seed}:data")
        tenth, twentieth = max(1, self.count // 10), max(1, self.count // 20)
        day = lambda at: f"{2024 + at % 4}-{at % 12 + 1:02d}-{at % 28 + 1:02d}"
        contacts = [{"id": f"contact-{at}", "name": rng.title(), "title": rng.title(), "phone": f"804-555-01{at % 100:02d}", "summary": rng.sentence()}
                    for at in range(twentieth)]
        training = [{"id": f"class-{at}", "title": f"{rng.title()} {at}", "start": f"{day(at)} 09:00", "end": f"{day(at)} 15:00",
                     "region": "north" if at % 2 else "south", "contact": f"contact-{at % twentieth}", "note": rng.sentence(6)} for at in range(tenth)]
        videos = [{"id": f"video-{at}", "title": f"{rng.title()} {at}", "url": f"https://video.example.gov/{at}", "summary": rng.sentence()}
                  for at in range(twentieth)]
        faqs = [{"id": f"question-{at}", "question": f"{rng.title()}?", "answer": [rng.sentence(), rng.sentence(8), rng.sentence(8)]} for at in range(twentieth)]
        return {"contacts": contacts, "training": training, "videos": videos, "faqs": faqs}


def in_yaml(data):
    """The data files: every program that reads YAML reads these bytes."""
    contacts = "".join(
        "- id: {id}\n  name: \"{name}\"\n  title: \"{title}\"\n  phones: [{phone}]\n  summary: \"{summary}\"\n".format(**row) for row in data["contacts"])
    training = "".join(
        "- id: {id}\n  title: \"{title}\"\n  start: {start}\n  end: {end}\n  regions: [{region}]\n  contact: {contact}\n  registration: {{note: \"{note}\"}}\n".format(**row)
        for row in data["training"])
    videos = "- id: series\n  title: A series\n  episodes:\n" + "".join(
        "    - id: {id}\n      title: \"{title}\"\n      url: {url}\n      captions: human\n      summary: \"{summary}\"\n".format(**row) for row in data["videos"])
    faqs = "".join(
        "- id: {id}\n  question: \"{question}\"\n  answer: |\n    {answer[0]}\n\n    - {answer[1]}\n    - {answer[2]}\n".format(**row) for row in data["faqs"])
    return {"contacts": contacts, "training": training, "videos": videos, "faqs": faqs}


def in_markdown(data):
    """The same data as pages, for a program that reads none."""
    table = lambda head, rows: "\n".join([f"| {' | '.join(head)} |", "|" + " --- |" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"
    return {
        "contacts": table(["Name", "Title", "Telephone", "About"], ([row["name"], row["title"], row["phone"], row["summary"]] for row in data["contacts"])),
        "training": "".join("## {title}\n\n{start} to {end}, {region}. {note} [Contact](contacts.md)\n\n".format(**row) for row in data["training"]),
        "videos": "".join("- [{title}]({url}): {summary}\n".format(**row) for row in data["videos"]),
        "faqs": "".join("## {question}\n\n{answer[0]}\n\n- {answer[1]}\n- {answer[2]}\n\n".format(**row) for row in data["faqs"]),
    }


def docent(portal, write):
    words = "".join(f"    - {{id: {topic}, label: {topic.capitalize()}}}\n" for topic in TOPICS)
    write("docent.yaml", "title: A portal of many pages\nlanguages: [en]\ntimezone: America/New_York\nmenu: [{title: Guides, to: /guides/}, {title: Schedule, to: /schedule/}]\n"
          f"vocabularies:\n  regions: [{{id: north, label: North}}, {{id: south, label: South}}]\n  topics:\n{words}")
    folders(portal, write)
    for page in portal.pages(lambda to: f"@/{to.path}.md"):
        write(f"content/{page.place.path}.md", page.fields() + "\n\n" + page.body)
    for name, text in in_yaml(portal.data()).items():
        write(f"data/{name}.yaml", text)


def folders(portal, write):
    """The pages of folders, as docent and Hugo know them."""
    write("content/_index.md", "---\ntitle: A portal of many pages\n---\n\nWelcome.\n")
    for section, groups in portal.groups().items():
        write(f"content/{section}/_index.md", f"---\ntitle: {section.capitalize()}\n---\n")
        for group in groups:
            write(f"content/{section}/{group}/_index.md", f"---\ntitle: {group.capitalize()}\n---\n")


def hugo(portal, write):
    folders(portal, write)
    for page in portal.pages(lambda to: f"/{to.path}.md"):
        write(f"content/{page.place.path}.md", page.fields() + "\n" + page.body)
    for name, title in SHOWN.items():
        write(f"content/{name}.md", front_matter(f"title: {title}", f"layout: {name}"))
    for name, text in in_yaml(portal.data()).items():
        write(f"data/{name}.yaml", text)


def eleventy(portal, write):
    write("content/index.md", front_matter("title: A portal of many pages", "layout: home.njk") + "\nWelcome.\n")
    for section, groups in portal.groups().items():
        write(f"content/{section}/index.md", front_matter(f"title: {section.capitalize()}", "layout: section.njk", f"section: {section}"))
        for group in groups:
            more = ["layout: group.njk", f"within: {section}", f"group: {section}/{group}"]
            write(f"content/{section}/{group}/index.md", front_matter(f"title: {group.capitalize()}", *more))
    for page in portal.pages(lambda to: f"/{to.path}/"):
        more = ["layout: page.njk", f"parent: {page.place.section}/{page.place.group}"]
        write(f"content/{page.place.path}.md", page.fields(*more) + "\n" + page.body)
    for name, title in SHOWN.items():
        write(f"content/{name}.md", front_matter(f"title: {title}", f"layout: {name}.njk"))
    for name, text in in_yaml(portal.data()).items():
        write(f"content/_data/{name}.yaml", text)


def cobalt(portal, write):
    listed = {}
    for page in portal.pages(lambda to: f"/{to.path}/"):
        at = page.place
        listed.setdefault((at.section, at.group), []).append(f"- [{page.title}](/{at.path}/), {page.date}: {page.description}\n")
        fields = front_matter(f'title: "{page.title}"', f'description: "{page.description}"', f'published_date: "{page.date} 00:00:00 +0000"', f"permalink: /{at.path}/",
                              f"tags: [{', '.join(page.topics)}]", "layout: page.liquid", "data:", f"  section: {at.section}", f"  group: {at.group}")
        write(f"posts/{at.path}.md", fields + "\n" + page.body)
    plain = lambda title, text: front_matter(f"title: {title}", "layout: plain.liquid") + "\n" + text
    for section, groups in portal.groups().items():
        write(f"{section}/index.md", plain(section.capitalize(), "".join(f"- [{group.capitalize()}](/{section}/{group}/)\n" for group in groups)))
        for group in groups:
            write(f"{section}/{group}/index.md", plain(group.capitalize(), "".join(listed[section, group])))
    write("index.md", plain("A portal of many pages", "Welcome.\n"))
    for name, title in SHOWN.items():
        write(f"{name}.liquid", front_matter(f"title: {title}", f"layout: {name}.liquid", f"permalink: /{name}/"))
    for name, text in in_yaml(portal.data()).items():
        write(f"_data/{name}.yaml", text)


def mdbook(portal, write):
    listed = {}
    for page in portal.pages(lambda to: f"../../{to.path}.md"):
        at = page.place
        listed.setdefault((at.section, at.group), []).append((page.title, f"{at.name}.md", f"{page.date}: {page.description}"))
        write(f"src/{at.path}.md", f"# {page.title}\n\n{page.body}")
    summary = ["# Summary\n", "[A portal of many pages](index.md)\n"]
    for section, groups in portal.groups().items():
        summary.append(f"- [{section.capitalize()}]({section}/index.md)")
        write(f"src/{section}/index.md", f"# {section.capitalize()}\n\n" + "".join(f"- [{group.capitalize()}]({group}/index.md)\n" for group in groups))
        for group in groups:
            summary.append(f"  - [{group.capitalize()}]({section}/{group}/index.md)")
            rows = listed[section, group]
            summary += [f"    - [{title}]({section}/{group}/{name})" for title, name, _ in rows]
            write(f"src/{section}/{group}/index.md", f"# {group.capitalize()}\n\n" + "".join(f"- [{title}]({name}), {text}\n" for title, name, text in rows))
    for name, text in in_markdown(portal.data()).items():
        summary.append(f"- [{SHOWN[name]}]({name}.md)")
        write(f"src/{name}.md", f"# {SHOWN[name]}\n\n{text}")
    write("src/index.md", "# A portal of many pages\n\nWelcome.\n")
    write("src/SUMMARY.md", "\n".join(summary) + "\n")


LAYOUTS = {"docent": docent, "hugo": hugo, "eleventy": eleventy, "cobalt": cobalt, "mdbook": mdbook}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("seed", nargs="?", default="1")
    parser.add_argument("--peer", choices=LAYOUTS, default="docent")
    asked = parser.parse_args()
    made = set()

    def write(name, text):
        target = asked.folder / name
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_text(text, encoding="utf-8")

    if (PEERS / asked.peer).is_dir():
        shutil.copytree(PEERS / asked.peer, asked.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("package*.json"))
    LAYOUTS[asked.peer](Portal(asked.pages, asked.seed), write)


main()
