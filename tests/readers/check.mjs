// Reads every calendar and card of a built portal with ical.js, the parser of Thunderbird.
//
// usage: node check.mjs PUBLIC_DIR
//
// Once: npm ci --prefix tests/readers
//
// What it reads must be valid, and must say the same as the open data in PUBLIC_DIR/data, and as expected.json if there
// is one (see check.py). Times are turned into instants by the VTIMEZONE of the file, and back by the zone data of Node.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ICAL from "ical.js";

const folder = process.argv[2];
if (!folder || !existsSync(folder)) {
  console.error("usage: node check.mjs PUBLIC_DIR");
  process.exit(2);
}

const problems = [];
const read = { calendars: 0, events: 0, cards: 0 };

function require(condition, where, message) {
  if (!condition) problems.push(`${where}: ${message}`);
}

function same(where, what, found, expected) {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value));
  require(a === b, where, `${what} is ${a} and should be ${b}`);
}

function load(path) {
  return existsSync(join(folder, path)) ? JSON.parse(readFileSync(join(folder, path), "utf8")) : undefined;
}

/** The entries of a data file: the list itself, or the first list in it. */
function entries(path) {
  const value = load(path) ?? [];
  return Array.isArray(value) ? value : (Object.values(value).find(Array.isArray) ?? []);
}

const expected = load("expected.json") ?? { events: [], cards: [] };
const training = entries("data/training.json");
const contacts = entries("data/contacts.json");

/** The file's own ics and vcf files, in order. */
function files(ending) {
  return readdirSync(folder, { recursive: true }).map(String).filter((path) => path.endsWith(ending)).sort();
}

// Calendars

function checkCalendar(name) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(folder, name), "utf8")));
  same(name, "the component", calendar.name, "vcalendar");
  same(name, "VERSION", calendar.getFirstPropertyValue("version"), "2.0");
  require(calendar.getAllSubcomponents().length > 0, name, "has no component");
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  for (const event of calendar.getAllSubcomponents("vevent")) checkEvent(name, event);
  read.calendars += 1;
}

function checkEvent(name, component) {
  const event = new ICAL.Event(component);
  const where = `${name}: ${event.uid}`;
  for (const property of ["dtstart", "dtend"]) {
    if (component.hasProperty(property)) checkTime(`${where} ${property}`, component.getFirstProperty(property));
  }
  const id = event.uid.slice(0, event.uid.lastIndexOf("@"));
  // The event of a session has the id of its class, a dot and its number.
  const [of, session] = id.split(".");
  const entry = training.find((one) => one.id === of);
  if (entry?.title) require(event.summary.includes(entry.title.replaceAll("\n", " ").trim()), where, `is not ${entry.title}`);
  if (entry?.start && !session) same(where, "the first day", event.startDate.toString().slice(0, 10), entry.start.slice(0, 10));
  const exactly = expected.events.find((one) => one.id === id);
  if (exactly) compareEvent(where, component, event, exactly);
  read.events += 1;
}

/** A time is a date, or in UTC, or means the same by the VTIMEZONE of the file as by the zone data of Node. */
function checkTime(where, property) {
  const time = property.getFirstValue();
  const zone = property.getParameter("tzid");
  if (time.isDate || !zone) {
    require(time.isDate || time.zone === ICAL.Timezone.utcTimezone, where, "floats");
    return;
  }
  require(ICAL.TimezoneService.has(zone), where, `${zone} has no VTIMEZONE`);
  same(where, "the clock", clock(time.toUnixTime(), zone), time.toString());
}

/** What the clock of a zone shows at an instant. */
function clock(seconds, zone) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return parts.format(new Date(seconds * 1000)).replace(" ", "T");
}

/** ical.js takes the separator after a member that ends in a backslash for an escaped one: such a list is left out. */
function sameList(where, what, found, wanted) {
  if (!wanted.slice(0, -1).some((member) => member.endsWith("\\"))) same(where, what, found(), wanted);
}

function compareEvent(where, component, event, exactly) {
  const value = (name) => component.getFirstPropertyValue(name);
  for (const name of ["summary", "description", "location", "contact", "url"]) same(where, name, value(name), exactly[name]);
  sameList(where, "categories", () => component.getFirstProperty("categories").getValues(), exactly.categories);
  same(where, "sequence", event.sequence, exactly.sequence);
  same(where, "stamp", value("dtstamp").toString().slice(0, 10), exactly.stamp);
  if (exactly.when.first) {
    const last = event.endDate.clone();
    last.adjust(-1, 0, 0, 0);
    same(where, "the days", [event.startDate.toString(), last.toString()], [exactly.when.first, exactly.when.last]);
  }
}

// Cards

function checkCards(name) {
  const parsed = ICAL.parse(readFileSync(join(folder, name), "utf8"));
  const cards = parsed[0] === "vcard" ? [parsed] : parsed;
  for (const card of cards) checkCard(name, new ICAL.Component(card));
}

function checkCard(name, card) {
  const value = (property) => card.getFirstPropertyValue(property);
  const uid = value("uid");
  const where = `${name}: ${uid}`;
  same(where, "VERSION", value("version"), "4.0");
  require(value("fn"), where, "has no name");
  const entry = contacts.find((one) => uid === one.id || uid.startsWith(`${one.id}@`));
  if (entry?.name) same(where, "FN", value("fn"), entry.name.replaceAll("\n", " ").trim());
  const exactly = expected.cards.find((one) => one.uid === uid);
  if (exactly) compareCard(where, card, exactly);
  read.cards += 1;
}

function compareCard(where, card, exactly) {
  const value = (name) => card.getFirstPropertyValue(name);
  for (const name of ["title", "role", "note"]) same(where, name, value(name), exactly[name]);
  sameList(where, "N", () => value("n").slice(0, 2), [exactly.family, "Ana"]);
  sameList(where, "ORG", () => value("org"), exactly.organization);
  sameList(where, "ADR", () => value("adr").slice(2, 4), [exactly.street, "Richmond"]);
  sameList(where, "categories", () => card.getFirstProperty("categories").getValues(), exactly.categories);
  same(where, "TEL", card.getAllProperties("tel").map((line) => line.getFirstValue()), exactly.telephones);
  same(where, "URL", card.getAllProperties("url").map((line) => line.getFirstValue()), exactly.urls);
}

/** A file that cannot be parsed is a problem of that file, not the end. */
function attempt(check, name) {
  try {
    check(name);
  } catch (error) {
    problems.push(`${name}: ${error.stack}`);
  }
}

for (const name of files(".ics")) attempt(checkCalendar, name);
for (const name of files(".vcf")) attempt(checkCards, name);
const hasEvents = expected.events.length > 0 || training.some((one) => one.start);
const wanted = { calendars: hasEvents, events: hasEvents, cards: expected.cards.length > 0 || contacts.length > 0 };
for (const [what, number] of Object.entries(read)) require(number > 0 || !wanted[what], folder, `has no ${what}`);
if (problems.length > 0) console.log(problems.join("\n"));
const numbers = Object.entries(read).map(([what, number]) => `${number} ${what}`).join(", ");
console.log(`${numbers} read; ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
