//! The changes as people and programs read them.

use serde::Serialize;

use super::{
    ChangedEntry, Changes, EntryName, EventChange, EventNews, FieldChange, Followed, LostAnchors, LostLink, Moved, PageName, Removed,
    Reworded,
};
use crate::diag::render::{escape, plural};

/// What is said of something that changes: its parts are written as they have to be in each form.
#[derive(Debug)]
enum Part {
    /// Words of docent.
    Words(String),
    /// Words of the portal, which may hold any character.
    Said(String),
    /// An address.
    Address(String),
}

use Part::{Address, Said, Words};

/// Lines under a heading.
struct Section {
    heading: &'static str,
    lines: Vec<Vec<Part>>,
}

/// How many lines of a section are shown.
const LINES: usize = 30;
/// How many bytes of sections a comment holds; the limit of GitHub is 65,536 letters.
const LIMIT: usize = 58_000;
/// How many letters of a value are shown.
const LETTERS: usize = 160;

/// For the terminal.
pub fn human(changes: &Changes) -> String {
    let part = |part: &Part| match part {
        Words(words) => words.clone(),
        Said(text) | Address(text) => escape::line(text),
    };
    let text = |section: &Section| {
        let lines: String = section
            .lines
            .iter()
            .map(|line| format!("  {}\n", line.iter().map(part).collect::<String>()))
            .collect();
        format!("{}\n{lines}", section.heading)
    };
    let sections: Vec<String> = sections(changes, usize::MAX).iter().map(text).collect();
    if sections.is_empty() {
        NOTHING.to_owned()
    } else {
        sections.join("\n")
    }
}

const NOTHING: &str = "Readers see no change.\n";

/// For a comment on a forge (GitHub Flavored Markdown): at most some 60,000 letters.
pub fn markdown(changes: &Changes) -> String {
    let part = |part: &Part| match part {
        Words(words) => words.clone(),
        Said(text) => in_markdown(text),
        Address(text) => code(text),
    };
    let mut out = "### What readers will see change\n".to_owned();
    let sections = sections(changes, LINES);
    if sections.is_empty() {
        return out + "\n" + NOTHING;
    }
    for section in sections {
        let line = |line: &Vec<Part>| format!("- {}\n", line.iter().map(part).collect::<String>());
        let lines: String = section.lines.iter().map(line).collect();
        let text = format!("\n**{}**\n\n{lines}", section.heading);
        if out.len() + text.len() > LIMIT {
            out.push_str(&format!("\n**{}**: too many to show here; see `docent diff`\n", section.heading));
        } else {
            out.push_str(&text);
        }
    }
    out
}

/// For programs: one object with `version`, which grows when a field changes its meaning or goes, and the fields of [`Changes`].
pub fn json(changes: &Changes, base: &str) -> String {
    #[derive(Serialize)]
    struct Document<'d> {
        version: u32,
        base: &'d str,
        #[serde(flatten)]
        changes: &'d Changes,
    }
    let document = Document { version: 1, base, changes };
    // Only maps with keys that are no text cannot be written, and there are none.
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}

/// Text in which Markdown and HTML see no sign of theirs, and a forge no name of a person, issue or address (`@name`, `#1`,
/// `https://…`).
fn in_markdown(text: &str) -> String {
    let text = escape::line(text);
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let begins = |sign: &str| text.get(at..).is_some_and(|rest| rest.starts_with(sign));
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            ':' if begins("://") => out.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    // A list would begin with these at the beginning of a line.
    match out.find(|letter: char| !letter.is_ascii_digit()) {
        Some(0) if out.starts_with(['-', '+']) => out.insert(0, '\\'),
        Some(at) if at > 0 && out.get(at..).is_some_and(|rest| rest.starts_with('.')) => out.insert(at, '\\'),
        _ => {}
    }
    out
}

/// Code of one line: with more backticks around it than it has in a row (CommonMark, section 6.1).
fn code(text: &str) -> String {
    let text = escape::line(text);
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{marks}{space}{text}{space}{marks}")
}

fn sections(changes: &Changes, lines: usize) -> Vec<Section> {
    let Changes { pages, entries, files, .. } = changes;
    let all: [(&'static str, Vec<Vec<Part>>); 12] = [
        ("Dates in calendars", changes.events.iter().map(event).collect()),
        ("Changed entries", entries.changed.iter().flat_map(fields).collect()),
        ("New entries", entries.added.iter().map(entry).collect()),
        ("Entries that are gone", entries.removed.iter().map(entry).collect()),
        ("New pages", pages.added.iter().map(new_page).collect()),
        ("Pages that are gone", pages.removed.iter().map(removed_page).collect()),
        ("Moved pages", pages.moved.iter().map(moved_page).collect()),
        ("Pages with other text", pages.changed.iter().map(reworded).collect()),
        ("Places that are gone", changes.anchors.iter().map(lost_anchors).collect()),
        ("Links that are gone", changes.links.iter().map(lost_link).collect()),
        ("New files", files.added.iter().map(|url| vec![Address(short(url))]).collect()),
        (
            "Files that are gone",
            files.removed.iter().map(|url| vec![Address(short(url))]).collect(),
        ),
    ];
    let shown = all.into_iter().filter(|(_, lines)| !lines.is_empty());
    shown
        .map(|(heading, all)| Section {
            heading,
            lines: first(all, lines),
        })
        .collect()
}

fn entry(entry: &EntryName) -> Vec<Part> {
    vec![Said(short(&entry.title)), Words(format!(" ({})", entry.collection))]
}

fn new_page(page: &PageName) -> Vec<Part> {
    vec![Said(short(&page.title)), Words(", ".to_owned()), Address(short(&page.url))]
}

fn removed_page(page: &Removed) -> Vec<Part> {
    let mut parts = vec![Said(short(&page.title)), Words(", ".to_owned()), Address(short(&page.url))];
    match &page.leads_to {
        Some(to) => parts.extend([Words(" now leads to ".to_owned()), Address(short(to))]),
        None => parts.push(Words(": links to it are dead".to_owned())),
    }
    parts
}

fn moved_page(page: &Moved) -> Vec<Part> {
    let redirect = if page.redirected {
        "; the old address leads on"
    } else {
        "; links to the old address are dead"
    };
    vec![
        Said(short(&page.title)),
        Words(", from ".to_owned()),
        Address(short(&page.from)),
        Words(" to ".to_owned()),
        Address(short(&page.to)),
        Words(redirect.to_owned()),
    ]
}

fn lost_anchors(lost: &LostAnchors) -> Vec<Part> {
    let anchors: Vec<String> = lost.anchors.iter().map(|anchor| format!("{}#{anchor}", lost.url)).collect();
    vec![
        Said(short(&anchors.join(", "))),
        Words(": links to them lead to the top of the page".to_owned()),
    ]
}

fn lost_link(lost: &LostLink) -> Vec<Part> {
    vec![Address(short(&lost.to)), Words(on(&lost.pages))]
}

/// The first lines, and how many more there are.
fn first(mut all: Vec<Vec<Part>>, lines: usize) -> Vec<Vec<Part>> {
    let more = all.len().saturating_sub(lines);
    all.truncate(lines);
    if more > 0 {
        all.push(vec![Words(format!("and {more} more"))]);
    }
    all
}

/// `Telephone of David Weaver: 804-759-8577 → 804-555-0100; on 3 pages`.
fn fields(entry: &ChangedEntry) -> impl Iterator<Item = Vec<Part>> {
    entry.fields.iter().map(|field| {
        let mut parts = vec![
            Words(format!("{} of ", field.name)),
            Said(short(&entry.entry.title)),
            Words(": ".to_owned()),
        ];
        parts.extend(values(field));
        parts.push(Words(on(&field.pages)));
        parts
    })
}

fn values(field: &FieldChange) -> Vec<Part> {
    match (&field.before, &field.after) {
        (Some(before), Some(after)) => {
            let (before, after) = around_difference(before, after);
            vec![Said(before), Words(" → ".to_owned()), Said(after)]
        }
        (Some(before), None) => vec![Said(short(before)), Words(" → nothing".to_owned())],
        (None, Some(after)) => vec![Words("nothing → ".to_owned()), Said(short(after))],
        (None, None) => Vec::new(),
    }
}

/// `; on /contacts/`, `; on 3 pages`.
fn on(pages: &[String]) -> String {
    match pages {
        [] => String::new(),
        pages => format!("; on {}", plural(pages.len(), "page")),
    }
}

fn reworded(page: &Reworded) -> Vec<Part> {
    let mut parts = vec![Said(short(&page.title)), Words(", ".to_owned()), Address(short(&page.url))];
    if let Some(former) = &page.former_title {
        parts.extend([Words(", formerly ".to_owned()), Said(short(former))]);
    }
    let sections: Vec<&str> = page
        .sections
        .iter()
        .filter(|section| **section != page.title)
        .map(String::as_str)
        .collect();
    if !sections.is_empty() {
        parts.extend([Words(": ".to_owned()), Said(short(&sections.join("; ")))]);
    }
    parts
}

fn event(event: &EventChange) -> Vec<Part> {
    let followed = |followed: &Followed| match followed {
        Followed::Yes => "calendars of subscribers follow",
        Followed::Replaced => "calendars of subscribers take the old date out and put the new one in",
        Followed::Uncertain => "calendars of subscribers may not follow, because `updated` is the same",
    };
    let words = match &event.what {
        EventNews::Added { start } => format!(" is new: {start}"),
        EventNews::Removed { start } => {
            format!(" on {start} is gone: calendars of subscribers lose it without a word; `status: cancelled` tells them")
        }
        // Where the portal is published has changed, and with it the names that calendars know classes by.
        EventNews::Moved { before, after, .. } if before == after => {
            format!(" on {after} stays, but calendars take it for another class: those of subscribers put it in anew")
        }
        EventNews::Moved {
            before,
            after,
            followed: by,
        } => format!(" moves: {before} → {after}; {}", followed(by)),
        EventNews::Cancelled { start, followed: by } => {
            format!(" on {start} is called off: calendars show it in the title; {}", followed(by))
        }
        EventNews::Restored { start, followed: by } => format!(" on {start} takes place after all; {}", followed(by)),
    };
    vec![Said(short(&event.title)), Words(words)]
}

/// The beginning of a text.
fn short(text: &str) -> String {
    let mut letters = text.chars();
    let beginning: String = letters.by_ref().take(LETTERS).collect();
    if letters.next().is_some() {
        format!("{}…", beginning.trim_end())
    } else {
        beginning
    }
}

/// Both values, or of long ones the words around the place where they differ.
fn around_difference(before: &str, after: &str) -> (String, String) {
    let is_short = |text: &str| text.chars().count() <= LETTERS;
    if is_short(before) && is_short(after) {
        return (before.to_owned(), after.to_owned());
    }
    let (was, is): (Vec<&str>, Vec<&str>) = (before.split_whitespace().collect(), after.split_whitespace().collect());
    let same = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(3);
    let end = was.iter().rev().zip(is.iter().rev()).take_while(|(a, b)| a == b).count();
    let part = |words: &[&str]| {
        let until = words
            .len()
            .saturating_sub(end.min(words.len() - same.min(words.len())))
            .saturating_add(3)
            .min(words.len());
        let middle = words.get(from..until.max(from)).unwrap_or_default().join(" ");
        let (before, after) = (if from > 0 { "… " } else { "" }, if until < words.len() { " …" } else { "" });
        format!("{before}{}{after}", short(&middle))
    };
    (part(&was), part(&is))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Entries, EntryName};

    fn one(title: &str, before: &str, after: &str) -> Changes {
        let field = FieldChange {
            field: "phones.1.number".to_owned(),
            name: "Telephone".to_owned(),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
            pages: vec!["/".to_owned(), "/contacts/".to_owned(), "/officers/".to_owned()],
        };
        let entry = EntryName {
            collection: "contacts".to_owned(),
            id: "dana-example".to_owned(),
            title: title.to_owned(),
        };
        Changes {
            entries: Entries {
                changed: vec![ChangedEntry {
                    entry,
                    fields: vec![field],
                }],
                ..Entries::default()
            },
            ..Changes::default()
        }
    }

    #[test]
    fn a_change_is_one_sentence() {
        assert_eq!(
            human(&one("Dana Example", "804-555-0142", "804-555-0143")),
            "Changed entries\n  Telephone of Dana Example: 804-555-0142 → 804-555-0143; on 3 pages\n"
        );
        assert_eq!(human(&Changes::default()), "Readers see no change.\n");
    }

    #[test]
    fn a_class_with_another_name_in_calendars_does_not_move() {
        let what = EventNews::Moved {
            before: "March 8, 2027".to_owned(),
            after: "March 8, 2027".to_owned(),
            followed: Followed::Replaced,
        };
        let (uid, title) = ("basic@portal.example.gov".to_owned(), "The basic class".to_owned());
        let changes = Changes {
            events: vec![EventChange { uid, title, what }],
            ..Changes::default()
        };
        let text = human(&changes);
        assert!(text.contains("The basic class on March 8, 2027 stays"), "{text}");
        assert!(!text.contains("moves"), "{text}");
    }

    #[test]
    fn what_editors_typed_is_text_in_a_comment() {
        let text = markdown(&one(
            "<b>*Dana*</b> @example",
            "[a](javascript:1)\n\n# b",
            "`c` #12 ![d](https://example.gov)",
        ));
        for sign in ["<b>", " *Dana*", "@example", "\n# b", " #12", "![d]", "](", "://"] {
            assert!(!text.contains(sign), "{sign} in {text}");
        }
        assert_eq!(text.lines().filter(|line| line.starts_with("- ")).count(), 1, "{text}");
    }

    #[test]
    fn a_comment_stays_within_the_limits_of_a_forge() {
        let mut many = one(&"a".repeat(5_000), &"b".repeat(5_000), &"c".repeat(5_000));
        let entry = many.entries.changed.remove(0);
        many.entries.changed = vec![entry; 500];
        many.files.added = vec!["/".repeat(5_000); 500];
        let text = markdown(&many);
        assert!(text.len() < 60_000 && text.contains("- and 470 more\n"), "{}", text.len());
        assert_eq!(human(&many).lines().count(), 1_003, "a terminal shows all");
    }

    #[test]
    fn of_long_texts_the_words_around_the_difference_are_shown() {
        let text = |word: &str| format!("{} the officer {word} a school {}", "one two ".repeat(30), "three four ".repeat(30));
        let (before, after) = around_difference(&text("visits"), &text("leaves"));
        assert_eq!(before, "… two the officer visits a school three …");
        assert_eq!(after, "… two the officer leaves a school three …");
    }
}
