"""Reads every calendar, card, feed, sitemap and table of a built portal with other people's parsers.

usage: check.py PUBLIC_DIR

Once: python3 -m venv tests/readers/.venv && tests/readers/.venv/bin/pip install -r tests/readers/requirements.txt

What they read must be valid, and must say the same as the open data in PUBLIC_DIR/data. A folder written by
`FORMATS_OUT=<folder> cargo test --test formats` also has an expected.json, which says every field exactly.
"""

import csv
import io
import json
import re
import sys
import warnings
import zoneinfo
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import atoma
import feedparser
import icalendar
import vobject
from jsonschema import Draft202012Validator

FORBIDDEN_IN_CALENDARS = ("METHOD:", "ATTENDEE", "BEGIN:VALARM")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# The zone data of the machine may be older than those of docent; the pinned tzdata package is not.
zoneinfo.reset_tzpath(to=[])


class Report:
    """The problems found, each with the file it is in, and how many things were read."""

    def __init__(self):
        self.problems = []
        self.read = {}

    def count(self, what, number=1):
        self.read[what] = self.read.get(what, 0) + number

    def require(self, condition, where, message):
        if not condition:
            self.problems.append(f"{where}: {message}")

    @contextmanager
    def reading(self, where):
        """A file that a parser refuses is a problem of that file, not the end."""
        try:
            yield
        except Exception as error:
            self.problems.append(f"{where}: {type(error).__name__}: {error}")

    def same(self, where, what, found, expected):
        self.require(found == expected, where, f"{what} is {found!r} and should be {expected!r}")


class Portal:
    """A built site: its folder, its open data and what is expected of it."""

    def __init__(self, folder):
        self.folder = folder
        self.data = {file.stem: entries(load(file)) for file in sorted(folder.glob("data/*.json")) if ".schema" not in file.name}
        expected = folder / "expected.json"
        self.expected = load(expected) if expected.exists() else {}

    def files(self, pattern):
        return [(file, str(file.relative_to(self.folder))) for file in sorted(self.folder.rglob(pattern))]

    def entry(self, collection, name):
        """The entry of a collection; the event of a session has the id of its class, a dot and its number."""
        return next((entry for entry in self.data.get(collection, []) if entry["id"] == name.partition(".")[0]), None)

    def has_page(self, path):
        """Whether an address below the root of the site is one of its files."""
        file = self.folder / unquote(path)
        return file.is_file() or (file / "index.html").is_file()


def load(file):
    return json.loads(file.read_bytes())


def entries(value):
    """The entries of a data file: the list itself, or the first list in it."""
    if isinstance(value, dict):
        value = next((part for part in value.values() if isinstance(part, list)), [])
    return [entry for entry in value if isinstance(entry, dict) and "id" in entry]


# Content lines


def check_lines(report, name, data):
    """RFC 5545 section 3.1, RFC 6350 section 3.2: CRLF, 75 octets, whole characters, no control characters."""
    report.require(data.endswith(b"\r\n"), name, "does not end in CRLF")
    lines = data.split(b"\r\n")[:-1]
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        report.require(len(line) <= 75, where, f"is {len(line)} octets long")
        report.require(line.strip() != b"", where, "looks empty")
        report.require(not re.search(rb"[\x00-\x1f\x7f]", line), where, "has a control character")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            report.require(False, where, "is folded inside a character")
        report.require(len(line) - len(line.rstrip(b"\\")) & 1 == 0, where, "is folded inside an escape")


# Calendars


def check_calendars(report, portal):
    events = {}
    for file, name in portal.files("*.ics"):
        with report.reading(name):
            calendar = read_calendar(report, name, file.read_bytes())
            events[name] = check_calendar(report, portal, name, calendar)
            read_again(report, name, file.read_bytes(), events[name])
            report.count("calendars")
    check_single_files(report, events)
    found = {uid for file in events.values() for uid in file}
    for expected in portal.expected.get("events", []):
        report.require(f"{expected['id']}@example.gov" in found, "calendars", f"{expected['id']} is missing")


def read_calendar(report, name, data):
    check_lines(report, name, data)
    unfolded = data.decode("utf-8").replace("\r\n ", "")
    for line in unfolded.split("\r\n"):
        report.require(not line.startswith(FORBIDDEN_IN_CALENDARS), name, f"has {line}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        calendar = icalendar.Calendar.from_ical(data)
    for component in calendar.walk():
        report.require(not component.errors, name, f"{component.name}: {component.errors}")
    report.require(calendar.subcomponents, name, "has no component")
    return calendar


def check_calendar(report, portal, name, calendar):
    zones = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}
    report.require(len(zones) == len(list(calendar.walk("VTIMEZONE"))), name, "describes a zone twice")
    events = {}
    for event in calendar.walk("VEVENT"):
        uid = str(event["UID"])
        where = f"{name}: {uid}"
        report.require(uid not in events, where, "comes twice")
        events[uid] = event
        check_event(report, where, event, zones)
        compare_event(report, portal, where, event)
        report.count("events")
    used = {event[key].params.get("TZID") for event in events.values() for key in ("DTSTART", "DTEND") if key in event}
    report.require(not events or set(zones) == used - {None}, name, f"describes {set(zones)} and uses {used}")
    return events


def read_again(report, name, data, events):
    """vobject finds the same events, texts and times as icalendar."""
    found = {event.uid.value: event for event in vobject.readOne(data.decode("utf-8")).contents.get("vevent", [])}
    report.same(name, "the list of events in vobject", sorted(found), sorted(events))
    for uid, event in found.items():
        where = f"{name}: {uid} in vobject"
        for key in ("summary", "description", "location", "contact", "status"):
            text = events[uid].get(key)
            report.same(where, key, event.contents[key][0].value if key in event.contents else None, None if text is None else str(text))
        for key in ("dtstart", "dtend"):
            if key in events[uid]:
                report.same(where, key, instant(event.contents[key][0].value), instant(events[uid][key].dt))


def instant(value):
    return value.astimezone(timezone.utc) if isinstance(value, datetime) else value


def check_event(report, where, event, zones):
    report.require(event["DTSTAMP"].to_ical().endswith(b"Z"), where, "DTSTAMP is not in UTC")
    report.require(re.fullmatch(r"[^@\s]+@[^@\s]+", event["UID"]), where, "UID is not id@domain")
    start, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None
    report.require(end is None or end > start, where, f"ends at {end}, not after its start {start}")
    for key in ("DTSTART", "DTEND"):
        if key in event and isinstance(event[key].dt, datetime):
            check_time(report, f"{where} {key}", event[key], zones)


def check_time(report, where, value, zones):
    """A time is in UTC, or means the same by the VTIMEZONE of the file as by the IANA data."""
    report.require(value.dt.tzinfo is not None, where, "floats")
    zone = value.params.get("TZID")
    if zone is None or value.dt.tzinfo is None:
        return
    report.require(zone in zones, where, f"{zone} has no VTIMEZONE")
    clock = value.dt.replace(tzinfo=None)
    instant = clock.replace(tzinfo=zones[zone]).astimezone(timezone.utc)
    report.same(where, "the clock", instant.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None), clock)


def compare_event(report, portal, where, event):
    """With the entry of data/training.json, and with expected.json."""
    name = event["UID"].rpartition("@")[0]
    entry = portal.entry("training", name)
    report.require("training" not in portal.data or entry, where, "is not in data/training.json")
    if entry and entry.get("title"):
        report.require(one_line(entry["title"]) in event["SUMMARY"], where, f"SUMMARY is not {entry['title']!r}")
    if entry and entry.get("start"):
        first, last = entry["start"][:10], (entry.get("end") or entry["start"])[:10]
        found = days(event)
        alone = entry["id"] == name
        report.require(found == (first, last) if alone else first <= found[0] <= found[1] <= last, where, f"is on {found}, not on {first} to {last}")
    if entry and entry.get("status") == "cancelled":
        report.require(re.match(r"\w+: ", event["SUMMARY"]) and event.get("TRANSP") == "TRANSPARENT", where, "does not say that it is cancelled")
    for expected in portal.expected.get("events", []):
        if expected["id"] == name:
            compare_exactly(report, where, event, expected)


def one_line(text):
    return " ".join(text.split("\n")).strip()


def days(event):
    """The first and the last day of an event, inclusive."""
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start
    if not isinstance(start, datetime) and end > start:
        end -= timedelta(days=1)
    return start.isoformat()[:10], end.isoformat()[:10]


def compare_exactly(report, where, event, expected):
    for key in ("summary", "description", "location", "contact", "url"):
        report.same(where, key, str(event[key]), expected[key])
    report.same(where, "categories", [str(text) for text in event["CATEGORIES"].cats], expected["categories"])
    report.same(where, "sequence", int(event["SEQUENCE"]), expected["sequence"])
    report.same(where, "stamp", event["DTSTAMP"].dt.date().isoformat(), expected["stamp"])
    status = {"scheduled": {"CONFIRMED"}, "tentative": {"TENTATIVE"}, "cancelled": {None, "CANCELLED"}}[expected["status"]]
    report.require(event.get("STATUS") in status, where, f"STATUS is {event.get('STATUS')}")
    when = expected["when"]
    if "first" in when:
        report.same(where, "the days", days(event), (when["first"], when["last"]))
    else:
        zone = zoneinfo.ZoneInfo(when["zone"])
        start, end = (datetime.fromisoformat(when[key]).replace(tzinfo=zone).astimezone(timezone.utc) for key in ("start", "end"))
        report.same(where, "the start", event["DTSTART"].dt.astimezone(timezone.utc), start)
        found = event["DTEND"].dt.astimezone(timezone.utc) if "DTEND" in event else None
        report.same(where, "the end", found, end if end > start else None)


def check_single_files(report, events):
    """The file of one event says the same as the feed; only a cancelled one has its STATUS there."""
    feed = events.get("schedule.ics", {})
    for name, file in events.items():
        for uid, event in file.items():
            if uid in feed:
                for key in set(event) | set(feed[uid]) - {"STATUS"}:
                    if key != "STATUS":
                        report.same(f"{name}: {uid}", key, event.get(key), feed[uid].get(key))


# Cards


def check_cards(report, portal):
    files = {}
    for file, name in portal.files("*.vcf"):
        with report.reading(name):
            data = file.read_bytes()
            check_lines(report, name, data)
            cards = list(vobject.readComponents(data.decode("utf-8")))
            report.require(cards, name, "has no card")
            files[name] = [card.uid.value for card in cards]
            report.require(len(set(files[name])) == len(cards), name, "has a card twice")
            for card in cards:
                check_card(report, portal, f"{name}: {card.uid.value}", card)
                report.count("cards")
    alone = sorted(uid for name, uids in files.items() if not name.endswith("all.vcf") for uid in uids)
    for name, uids in files.items():
        if name.endswith("all.vcf"):
            report.same(name, "the list of cards", sorted(uids), alone)


def check_card(report, portal, where, card):
    report.same(where, "VERSION", card.version.value, "4.0")
    report.require(card.fn.value, where, "has no name")
    report.require(re.fullmatch(r"\d{8}T\d{6}Z", card.rev.value), where, f"REV is {card.rev.value}")
    for telephone in card.contents.get("tel", []):
        form = r"tel:\+[0-9]+(;ext=[0-9]+)?" if telephone.params["VALUE"] == ["uri"] else r"[^:]*[0-9][^:]*"
        report.require(re.fullmatch(form, telephone.value), where, f"TEL is {telephone.value}")
    name = re.split(r"[:/]", card.uid.value.partition("@")[0])[-1]
    for entry in portal.data.get("contacts", []):
        if entry["id"] == name:
            compare_card(report, where, card, entry)
    for expected in portal.expected.get("cards", []):
        if expected["uid"] == card.uid.value:
            compare_card_exactly(report, where, card, expected)


def compare_card(report, where, card, entry):
    """With the entry of data/contacts.json."""
    report.same(where, "FN", card.fn.value, one_line(entry["name"]))
    found = {re.sub(r"\D", "", re.sub(r";ext=.*", "", line.value))[-10:] for line in card.contents.get("tel", [])}
    for phone in entry.get("phones") or []:
        digits = re.sub(r"\D", "", phone["number"])[-10:]
        report.require(digits in found, where, f"TEL {phone['number']} is missing")
    emails = [line.value for line in card.contents.get("email", [])]
    for email in entry.get("emails") or []:
        address = email if isinstance(email, str) else email.get("address", email.get("email"))
        report.require(address in emails, where, f"EMAIL {address} is missing")


def compare_card_exactly(report, where, card, expected):
    values = lambda key: [line.value for line in card.contents.get(key, [])]
    for key in ("title", "role", "note"):
        report.same(where, key, values(key), [expected[key]])
    report.same(where, "N", (card.n.value.family, card.n.value.given), (expected["family"], "Ana"))
    report.same(where, "ORG", card.org.value, expected["organization"])
    report.same(where, "ADR", (card.adr.value.street, card.adr.value.city), (expected["street"], "Richmond"))
    report.same(where, "TEL", values("tel"), expected["telephones"])
    report.same(where, "EMAIL", values("email"), expected["emails"])
    report.same(where, "URL", values("url"), expected["urls"])
    report.same(where, "CATEGORIES", values("categories"), [expected["categories"]])
    report.same(where, "REV", card.rev.value, expected["rev"])


# Feeds, sitemap, robots


def check_feeds(report, portal):
    for file, name in portal.files("*.xml"):
        with report.reading(name):
            data = file.read_bytes()
            root = ElementTree.fromstring(data)
            if root.tag == "{http://www.w3.org/2005/Atom}feed":
                check_feed(report, portal, name, root, data)
            elif root.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset":
                check_sitemap(report, portal, name, root)


def check_feed(report, portal, name, root, data):
    feed = feedparser.parse(data, response_headers={"content-type": "application/atom+xml; charset=utf-8"})
    report.require(not feed.bozo, name, f"is not well-formed: {feed.get('bozo_exception')}")
    report.same(name, "the version", feed.version, "atom10")
    for key in ("id", "title", "updated_parsed"):
        report.require(feed.feed.get(key), name, f"has no {key}")
    report.require(feed.feed.get("author"), name, "has no author")
    ids = [entry.id for entry in feed.entries]
    report.require(len(set(ids)) == len(ids), name, "has an id twice")
    for identity in [feed.feed.id, *ids]:
        report.require(urlsplit(identity).scheme, name, f"the id {identity} is not absolute")
    for entry in feed.entries:
        where = f"{name}: {entry.id}"
        for key in ("title", "link", "updated_parsed"):
            report.require(entry.get(key), where, f"has no {key}")
        report.require(entry.updated_parsed <= feed.feed.updated_parsed, where, "is newer than the feed")
        check_link(report, portal, where, urljoin(home(feed.feed, name), entry.link), home(feed.feed, name))
        report.count("entries")
    # feedparser takes markup out of texts, so that exact texts are compared on the tree of the XML parser.
    atom = "{http://www.w3.org/2005/Atom}"
    found = {entry.findtext(f"{atom}id"): entry for entry in root.iter(f"{atom}entry")}
    parsed = {entry.id: entry for entry in feed.entries}
    for expected in portal.expected.get("entries", []):
        where, entry = f"{name}: {expected['id']}", found[expected["id"]]
        for key in ("title", "summary"):
            report.same(where, key, entry.findtext(atom + key), expected[key])
        report.same(where, "category", parsed[expected["id"]].tags[0].label, expected["category"])
        report.same(where, "link", parsed[expected["id"]].link, expected["link"])
        for key in ("updated", "published"):
            report.same(where, key, date(*parsed[expected["id"]][f"{key}_parsed"][:3]).isoformat(), expected[key])


def home(feed, name):
    """The address of the root of the site: that of the feed itself, less its own path."""
    own = next((link.href for link in feed.get("links", []) if link.rel == "self"), "https://portal.example.gov/" + name)
    return own.removesuffix(name)


def check_link(report, portal, where, address, root):
    """A link to the site itself leads to one of its files, if its pages are there."""
    path = urldefrag(address).url.partition("?")[0]
    if path.startswith(root) and (portal.folder / "index.html").exists():
        report.require(portal.has_page(path.removeprefix(root)), where, f"{address} is not a page")


def check_json_feeds(report, portal):
    """JSON Feed 1.1, with the same entries as the Atom feed."""
    for file, name in portal.files("feed.json"):
        with report.reading(name):
            feed = atoma.parse_json_feed_file(str(file))
            report.same(name, "the version", feed.version, "https://jsonfeed.org/version/1.1")
            other = feedparser.parse((file.parent / "feed.xml").read_bytes())
            report.same(name, "the title", feed.title, other.feed.title)
            report.same(name, "the ids", [item.id_ for item in feed.items], [entry.id for entry in other.entries])
            for item in feed.items:
                where = f"{name}: {item.id_}"
                report.require(item.content_text and item.title, where, "says nothing")
                report.require(item.date_modified is not None, where, "has no date")
                report.require(item.url is None or urlsplit(item.url).scheme in ("http", "https"), where, "has no whole address")
            report.count("JSON feeds")


def check_versions(report, portal, name, root, addresses):
    """A page names its versions in other languages, and they name it."""
    space, xhtml = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}link"
    versions = {}
    for page in root.iter(f"{space}url"):
        links = {link.get("hreflang"): link.get("href") for link in page.iter(xhtml)}
        versions[page.findtext(f"{space}loc")] = links
    for address, links in versions.items():
        report.require(not links or (len(links) >= 2), name, f"{address} has the versions {sorted(links)}")
        report.require(not links or address in links.values(), name, f"{address} is none of its own versions")
        for other in links.values():
            report.require(other in addresses, name, f"{other} is not in it")
            report.same(f"{name}: {other}", "the versions", versions.get(other), links)


def check_sitemap(report, portal, name, root):
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = [page.findtext(f"{space}loc") for page in root.iter(f"{space}url")]
    report.require(0 < len(addresses) <= 50_000, name, f"has {len(addresses)} pages")
    report.require(len(set(addresses)) == len(addresses), name, "has a page twice")
    top = min(addresses, key=len, default="")
    for address in addresses:
        report.require(urlsplit(address).scheme in ("http", "https"), name, f"{address} is not absolute")
        report.require(address.startswith(top), name, f"{address} is not below {top}")
        check_link(report, portal, name, address, top)
        report.count("pages")
    check_versions(report, portal, name, root, addresses)
    for day in root.iter(f"{space}lastmod"):
        date.fromisoformat(day.text)


def check_robots(report, portal):
    file = portal.folder / "robots.txt"
    if file.exists():
        robots = RobotFileParser()
        robots.parse(file.read_text(encoding="utf-8").splitlines())
        report.require(robots.mtime() or robots.entries or robots.default_entry, "robots.txt", "has no rule")
        for address in robots.site_maps() or []:
            report.require((portal.folder / Path(urlsplit(address).path).name).exists(), "robots.txt", f"{address} is not there")
        report.count("robots")


# Open data


def check_open_data(report, portal):
    for file, name in portal.files("*.csv"):
        with report.reading(name):
            rows = check_table(report, name, file.read_bytes().decode("utf-8"))
            if file.stem in portal.data and file.parent.name == "data":
                compare_table(report, name, rows, portal.data[file.stem])


def check_schemas(report, portal):
    """Each file of open data is what its schema says."""
    for file, name in portal.files("data/*.schema.json"):
        with report.reading(name):
            schema = load(file)
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
            data = load(file.with_name(file.name.replace(".schema.json", ".json")))
            for problem in validator.iter_errors(data):
                report.require(False, f"{name}: {problem.json_path}", problem.message)
            report.count("schemas")


def check_table(report, name, text):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    report.require(text.endswith("\r\n"), name, "does not end in CRLF")
    report.require(rows and len(set(rows[0])) == len(rows[0]), name, "has no header, or a column twice")
    for number, row in enumerate(rows, 1):
        report.same(f"{name}: row {number}", "the number of cells", len(row), len(rows[0]))
        for cell in row:
            report.require(not cell.startswith(FORMULA), f"{name}: row {number}", f"{cell!r} is a formula")
        report.count("rows")
    return rows


def compare_table(report, name, rows, data):
    """The table has the entries of the JSON file, and each of its texts in the column of the same name."""
    header, *rows = rows
    report.same(name, "the list of ids", [row[header.index("id")] for row in rows], [entry["id"] for entry in data])
    for row, entry in zip(rows, data):
        for column, cell in zip(header, row):
            if isinstance(entry.get(column), str):
                cell = cell[1:] if cell.startswith("'") and entry[column].startswith(FORMULA) else cell
                report.same(f"{name}: {entry['id']}", column, cell, entry[column])


def main():
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    report, portal = Report(), Portal(Path(sys.argv[1]))
    for check in (check_calendars, check_cards, check_feeds, check_json_feeds, check_robots, check_open_data, check_schemas):
        check(report, portal)
    for collection, data in portal.data.items():
        report.count("data entries", len(data))
    # A feed tells changes: a portal none of whose entries bears a date has none to tell. Alerts have no page to lead to.
    data = [entry for name, entries in portal.data.items() if name != "alerts" for entry in entries]
    dated = any(entry.get("posted") or entry.get("updated") for entry in data)
    scheduled = any(entry.get("start") for entry in portal.data.get("training", []))
    wanted = {"calendars": scheduled, "events": scheduled, "cards": "contacts" in portal.data, "entries": dated}
    if portal.expected:
        wanted = {"calendars": True, "events": True, "cards": True, "entries": dated}
    for kind in (kind for kind, is_wanted in wanted.items() if is_wanted):
        report.require(report.read.get(kind), sys.argv[1], f"has no {kind}")
    print("".join(problem + "\n" for problem in report.problems), end="")
    print(", ".join(f"{number} {what}" for what, number in report.read.items()), "read;", len(report.problems), "problems")
    sys.exit(1 if report.problems else 0)


if __name__ == "__main__":
    main()
