#!/usr/bin/env python3
"""Writes a portal of any size in docent's layout: pages in sections, links, tables, topics, contacts, classes, videos, questions.

usage: corpus.py PAGES FOLDER [SEED]

The words are made up and follow Zipf's law, so that an index of them grows as one of real text does. The same arguments
give the same bytes.
"""

import random
import sys
from pathlib import Path

SECTIONS = ["guides", "tutorials", "reference", "news", "resources-2"]
TOPICS = ["training", "health", "safety", "policy", "funding", "community"]
GROUP = 50


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


def path(at):
    group = at // GROUP
    return f"{SECTIONS[group % len(SECTIONS)]}/group-{group // len(SECTIONS):04d}/page-{at:05d}"


def page(at, pages, seed):
    rng = Writer(f"{seed}:{at}")
    link = lambda: f"@/{path(rng.randrange(pages))}.md"
    parts = [f"---\ntitle: \"{rng.title()}\"\ndescription: \"{rng.sentence(12)}\"\ndate: {2015 + at % 10}-{at % 12 + 1:02d}-{at % 28 + 1:02d}\n"
             f"topics: [{', '.join(sorted(set(rng.choices(TOPICS, k=2))))}]\n---\n", rng.paragraph(link)]
    for section in range(6):
        parts.append(f"## {rng.title()}")
        parts += [rng.paragraph(link) for _ in range(rng.randint(1, 2))]
        if section == 2:
            parts.append("\n".join(f"- {rng.sentence(8)}" for _ in range(5)))
        if section == 4:
            rows = [" | ".join(rng.words(3)) for _ in range(5)]
            parts.append(f"| {rows[0]} |\n| --- | --- | --- |\n" + "\n".join(f"| {row} |" for row in rows[1:]))
    return "\n\n".join(parts) + "\n"


def data(pages, seed):
    rng = Writer(f"{seed}:data")
    contacts = "".join(
        f"- id: contact-{at}\n  name: \"{rng.title()}\"\n  title: \"{rng.title()}\"\n  phones: [804-555-01{at % 100:02d}]\n  summary: \"{rng.sentence()}\"\n"
        for at in range(max(1, pages // 20)))
    classes = "".join(
        f"- id: class-{at}\n  title: \"{rng.title()} {at}\"\n  start: {2024 + at % 4}-{at % 12 + 1:02d}-{at % 28 + 1:02d} 09:00\n  end: {2024 + at % 4}-{at % 12 + 1:02d}-{at % 28 + 1:02d} 15:00\n"
        f"  regions: [{'north' if at % 2 else 'south'}]\n  contact: contact-{at % max(1, pages // 20)}\n  registration: {{note: \"{rng.sentence(6)}\"}}\n"
        for at in range(max(1, pages // 10)))
    videos = "- id: series\n  title: A series\n  episodes:\n" + "".join(
        f"    - id: video-{at}\n      title: \"{rng.title()} {at}\"\n      url: https://video.example.gov/{at}\n      captions: human\n      summary: \"{rng.sentence()}\"\n"
        for at in range(max(1, pages // 20)))
    faqs = "".join(
        f"- id: question-{at}\n  question: \"{rng.title()}?\"\n  answer: |\n    {rng.sentence()}\n\n    - {rng.sentence(8)}\n    - {rng.sentence(8)}\n"
        for at in range(max(1, pages // 20)))
    return {"contacts": contacts, "training": classes, "videos": videos, "faqs": faqs}


def main():
    pages, folder, seed = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "1"

    def write(name, text):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    words = "".join(f"    - {{id: {topic}, label: {topic.capitalize()}}}\n" for topic in TOPICS)
    write("docent.yaml", "title: A portal of many pages\nlanguages: [en]\ntimezone: America/New_York\nmenu: [{title: Guides, to: /guides/}, {title: Schedule, to: /schedule/}]\n"
          f"vocabularies:\n  regions: [{{id: north, label: North}}, {{id: south, label: South}}]\n  topics:\n{words}")
    write("content/_index.md", "---\ntitle: A portal of many pages\n---\n\nWelcome.\n")
    for at in range(pages):
        section, group, _ = path(at).split("/")
        write(f"content/{section}/_index.md", f"---\ntitle: {section.capitalize()}\n---\n")
        write(f"content/{section}/{group}/_index.md", f"---\ntitle: {group.capitalize()}\n---\n")
        write(f"content/{path(at)}.md", page(at, pages, seed))
    for name, text in data(pages, seed).items():
        write(f"data/{name}.yaml", text)


main()
