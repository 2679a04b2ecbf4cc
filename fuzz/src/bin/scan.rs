//! Looks for patterns that cost more than their length: every one to three words of a language, again and again, and the traps
//! that are known, up to 1 MB.
//!
//! usage: scan [--share N] [LANGUAGE ...]
//!
//! Of three words, `--share N` tries every N-th pattern. What is measured is the processor time of the thread that works, not the
//! clock. A pattern that grows faster than its length, takes over a second or over 200 MB at 1 MB, is printed, and the exit
//! code is 1.

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use docent::access::trace::Trace;
use docent::config::limits::Limits;
use docent::parse::markdown::{ALLOWABLE, Input, Place};
use docent::parse::{content_line, front_matter, markdown, table, yaml};
use docent::render::Engine;
use docent_fuzz::oracles::templates;
use docent_fuzz::spent;
use docent_fuzz::words::words;
use rustix::time::ClockId;
use serde_json::json;

/// What reads a text of a language.
type Work = fn(&str);

const LANGUAGES: [(&str, Work); 5] = [
    ("markdown", read_markdown),
    ("yaml", read_yaml),
    ("front_matter", read_page),
    ("templates", read_template),
    ("content_lines", read_lines),
];

/// Known traps, by the language. `{n}` is a number that grows; what stands behind `…` closes what the rest opens.
const TRAPS: &[(&str, &[&str])] = &[
    (
        "markdown",
        &[
            "[…]",
            "![…](x)",
            "*a **a …",
            "[a](…)",
            "[a](<…>)",
            "[{n}]: x\n",
            "[a{n}]: x\n\n[a{n}] ",
            "[^{n}] \n\n[^{n}]: x\n\n",
            "[^{n}] ",
            "# a\n\n",
            "# a{n}\n\n",
            "# a {#b}\n\n",
            "a{n}@example.gov ",
            "https://example.gov/{n} ",
            "> …",
            "- …",
            "<b>…</b>",
            "<div>…</div>\n",
            "`{n}`` ",
            "<!-- …",
            "<a href=\"…",
            "| a ",
            "| a |\n",
            "|-",
            "&{n};",
            "\\",
            "[x]({n}.md)",
            "![a]({n}.png)\n\n",
            "<https://{n}> ",
            "$a$ ",
            "x^2^ ",
            "H~2~O ",
            "Term {n}\n: Meaning\n\n",
            "Monday, May {n}, 2025 ",
            "A B C. ",
            "- [ ] a\n",
            "+ + + + + + + + + + + + x\n",
            "```\n",
            "~~~ {n}\n",
            "(",
            "a**b",
            "_a __a ",
            "<?",
            "<![CDATA[",
        ],
    ),
    (
        "yaml",
        &[
            "[…]",
            "{a: …}",
            "k{n}: v\n",
            "k: v\n",
            "- &a{n} x\n",
            "- &a{n} x\n- *a{n}\n",
            "- a{n}: b\n",
            "? {n}\n",
            "k{n}: {a: 1}\n",
            "'…'",
            "\"…\"",
            "\"\\n…\"",
            "k{n}: |\n  x\n",
            "k{n}: \"\n",
            "k{n}: 'a\n",
            "\tk{n}: v\n",
            "k{n} v\n",
            "k{n}:v\n",
            "- - ",
            "k: [\n",
            "<<: *a\n",
            "“a{n}”: b\n",
            "# {n}\n",
            "\u{a0}k{n}: v\n",
            "k{n}: a: b\n",
            "- k{n}: @x\n",
            "<<<<<<< a\nk{n}: v\n=======\nk: w\n>>>>>>> b\n",
            "k{n}: \u{200b}x\n",
        ],
    ),
    (
        "front_matter",
        &[
            "---\nk{n}: v\n",
            "<<<<<<< a\n=======\n>>>>>>> b\n",
            "<<<<<<< {n}\n",
            "k{n}: v\n",
            "-",
            "—",
        ],
    ),
    (
        "templates",
        &[
            "{{ 1",
            "{{ (…) }}",
            "{% if a %}…{% endif %}",
            "{% for x in items %}…{% endfor %}",
            "{% block b{n} %}x{% endblock %}",
            "{{ [1,…] }}",
            "{# ",
            "{% set a = 1 %}",
            "{% macro m{n}() %}x{% endmacro %}",
            "{% include 'page.html' %}",
            "{{ 'a'|upper }}",
            "{{ page.title }}\n",
            "{% raw %}",
            "{",
            "{{ x{n} }}",
            "{% with a = 1 %}…{% endwith %}",
        ],
    ),
    (
        "content_lines",
        &[
            "NOTE;ENCODING=QUOTED-PRINTABLE:a=\n",
            "QUOTED-PRINTABLE=\na=\n",
            "NOTE:a\n b\n",
            "a=\n",
            "A;b=\"c\";",
            "\"",
            "TEL{n}:1\n",
            "BEGIN:VCARD\nFN:a{n}\nEND:VCARD\n",
            "a,b\n",
            "\"a\n",
            " b=\n",
            "\ta\n",
        ],
    ),
];

/// The sizes by which growth is seen, and the largest, in bytes.
const SMALL: usize = 8 << 10;
const MIDDLE: usize = 4 * SMALL;
const LARGE: usize = 4 * MIDDLE;
const LARGEST: usize = 1 << 20;

/// How many of the dearest patterns of a language are tried at the largest size.
const DEAREST: usize = 40;

const LONGEST: Duration = Duration::from_secs(1);
const MOST_MEMORY: u64 = 200 << 20;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut share = 1;
    if arguments.first().is_some_and(|first| first == "--share") {
        share = arguments
            .get(1)
            .and_then(|number| number.parse().ok())
            .expect("--share takes a number");
        arguments.drain(..2);
    }
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|wanted| wanted == name);
    let found: usize = LANGUAGES
        .iter()
        .filter(|(name, _)| wanted(name))
        .map(|language| scan(*language, share))
        .sum();
    println!("{found} patterns cost too much");
    if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tries all patterns of a language; says how many cost too much.
fn scan((name, work): (&str, Work), share: usize) -> usize {
    let patterns = patterns(name, share);
    let (mut found, mut dear) = (Vec::new(), Vec::new());
    for pattern in &patterns {
        let (small, middle) = (time(work, pattern, SMALL), time(work, pattern, MIDDLE));
        dear.push((middle, pattern));
        if middle > small * 6 + Duration::from_micros(300) && grows(work, pattern) {
            found.push(format!("{pattern:?} grows faster than its length"));
        }
    }
    dear.sort_by(|a, b| b.cmp(a));
    let traps = patterns.iter().take(traps(name).len());
    for pattern in dear.iter().map(|(_, pattern)| *pattern).take(DEAREST).chain(traps) {
        let known = found.iter().any(|found| found.starts_with(&format!("{pattern:?} ")));
        found.extend((!known).then(|| excess(work, pattern)).flatten());
    }
    let dearest = dear
        .first()
        .map(|(time, pattern)| format!("{pattern:?} with {time:?} for {} KB", MIDDLE >> 10));
    println!("{name}: {} patterns, the dearest {}", patterns.len(), dearest.unwrap_or_default());
    found.iter().for_each(|found| println!("  {found}"));
    found.len()
}

fn traps(name: &str) -> &'static [&'static str] {
    TRAPS.iter().find(|(language, _)| *language == name).map_or(&[], |(_, traps)| traps)
}

/// The traps, then one, two and three words.
fn patterns(name: &str, share: usize) -> Vec<String> {
    let words = words(name);
    let mut patterns: Vec<String> = traps(name).iter().map(|trap| (*trap).to_owned()).collect();
    patterns.extend(words.iter().cloned());
    let two: Vec<String> = words.iter().flat_map(|a| words.iter().map(move |b| format!("{a}{b}"))).collect();
    let three = two.iter().flat_map(|two| words.iter().map(move |word| format!("{two}{word}")));
    patterns.extend(three.step_by(share));
    patterns.extend(two);
    patterns
}

/// Whether a pattern takes far more than four times as long at four times the length, also when it is asked again.
fn grows(work: Work, pattern: &str) -> bool {
    let best = |size| (0..3).map(|_| time(work, pattern, size)).min().unwrap_or_default();
    let (middle, large) = (best(MIDDLE), best(LARGE));
    large > middle * 8 && large > Duration::from_millis(20)
}

/// What a pattern takes too much of at the largest size.
fn excess(work: Work, pattern: &str) -> Option<String> {
    let before = memory_after_reset();
    let time = time(work, pattern, LARGEST);
    let memory = most_memory().saturating_sub(before);
    (time > LONGEST || memory > MOST_MEMORY).then(|| format!("{pattern:?} takes {time:?} and {} MB for 1 MB", memory >> 20))
}

/// The processor time that a text of a pattern takes.
fn time(work: Work, pattern: &str, size: usize) -> Duration {
    let text = repeated(pattern, size);
    let name = pattern.escape_default().to_string();
    // The name of the thread is what is said when its stack is too small.
    let thread = thread::Builder::new().name(name).stack_size(16 << 20);
    let worked = thread.spawn(move || {
        let began = spent(ClockId::ThreadCPUTime);
        work(&text);
        spent(ClockId::ThreadCPUTime) - began
    });
    worked
        .expect("a thread")
        .join()
        .unwrap_or_else(|_| panic!("{pattern:?} at {size} bytes"))
}

/// The pattern as often as it fits; what opens stands before what closes.
fn repeated(pattern: &str, size: usize) -> String {
    let (open, close) = pattern.split_once('…').unwrap_or((pattern, ""));
    let count = size / (open.len() + close.len()).max(1);
    if !open.contains("{n}") {
        return open.repeat(count) + &close.repeat(count);
    }
    let mut text = String::with_capacity(size);
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        text.push_str(&open.replace("{n}", &number.to_string()));
    }
    text
}

/// The most memory so far, counted from now on where the system can.
fn memory_after_reset() -> u64 {
    let _ = fs::write("/proc/self/clear_refs", "5");
    most_memory()
}

fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}

fn read_markdown(text: &str) {
    let file: Arc<str> = "content/page.md".into();
    let allowed: Vec<String> = ALLOWABLE.iter().map(|name| (*name).to_owned()).collect();
    let parsed = markdown::parse(&Input {
        text,
        file: &file,
        place: Place::Verbatim(0),
        allowed_html: &allowed,
        callout_words: &["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
        note_words: &["Footnotes", "Back to reference"].map(str::to_owned),
        anchor_prefix: "",
    });
    parsed.value.element_places(&file, &Place::Verbatim(0));
}

fn read_yaml(text: &str) {
    yaml::parse(&"data/contacts.yaml".into(), text, 0);
}

fn read_page(text: &str) {
    front_matter::split(&"content/page.md".into(), text);
    front_matter::split(&"content/page.md".into(), &format!("---\n{text}"));
}

fn read_template(text: &str) {
    let (_, theme) = templates::portal(text);
    docent::theme::review(&theme);
    let engine = Engine::new(&theme, vec![(&templates::strings(), json!({}))], Limits::default()).value;
    let _ = engine.render(templates::view(), Trace::No);
}

fn read_lines(text: &str) {
    for line in content_line::read(text) {
        (line.text(), line.parts(), line.items());
    }
    table::parse(&"data/contacts.csv".into(), text);
}
