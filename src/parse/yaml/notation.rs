//! What people bring from other notations, and YAML takes for text: comments that begin with `//`, `/*` or `<!--`, and fields
//! with `=` in place of the colon. Each is told once, and mended before the text is read.

use super::draft::Repair;
use super::line::Line;
use super::open::Open;
use super::slip::Slip;
use crate::diag::Code;
use crate::diag::fix::Trust;

/// How many lines are searched for the end of a comment.
const LINES: usize = 200;

/// How comments of other notations begin and end; without an end, with their line.
const COMMENTS: [(&str, &str); 3] = [("//", ""), ("/*", "*/"), ("<!--", "-->")];

/// The comments and fields of other notations.
pub(super) fn find(text: &str) -> Vec<Slip> {
    if !text.lines().any(is_suspect) {
        return Vec::new();
    }
    let mut slips = Vec::new();
    let mut above = Above::default();
    let mut line = Some(Line::at(text, 0));
    while let Some(this) = line {
        line = this.next(text);
        if above.holds(&this) || this.is_blank() || this.text == "---" {
            continue;
        }
        if let Some(comment) = Comment::begun(this, &above, text) {
            line = comment.last().next(text);
            slips.push(comment.slip());
        } else if let Some(equals) = Equals::of(this).filter(|equals| equals.is_certain(&above, text)) {
            above.follow(&Line {
                start: this.start,
                text: &equals.mended(),
            });
            slips.push(equals.slip());
        } else {
            slips.extend(behind(&this));
            above.follow(&this);
        }
    }
    slips
}

/// `phones: [804-555-0142] // main`: a comment behind a value that has ended.
fn behind(line: &Line<'_>) -> Option<Slip> {
    let value = line.value()?;
    let typed = line.text.get(value.start - line.start..value.end - line.start)?;
    let close = match typed.chars().next()? {
        '[' => ']',
        '{' => '}',
        quote @ ('"' | '\'') => quote,
        _ => return None,
    };
    let (at, opening, ending) = COMMENTS
        .iter()
        .find_map(|(opening, ending)| Some((behind_a_space(typed, opening)?, opening, ending)))?;
    let is_closed = at > 1 && typed.get(..at)?.trim_end().ends_with(close) && !typed.ends_with(close);
    let words = typed.get(at + opening.len()..)?;
    let words = words.strip_suffix(ending).unwrap_or(words).trim();
    let start = value.start + at;
    is_closed.then(|| Slip {
        code: Code::YamlSyntax,
        message: no_comment(opening),
        at: start..start + opening.len(),
        help: format!("type `# {words}`"),
        repairs: vec![Repair {
            range: start..value.end,
            with: format!("# {words}"),
        }],
        trust: Trust::Safe,
    })
}

/// Where `opening` stands with a space before it, as it does not in the address of a web site.
fn behind_a_space(typed: &str, opening: &str) -> Option<usize> {
    let mut places = typed.match_indices(opening).map(|(at, _)| at);
    places.find(|at| typed.get(..*at).is_some_and(|before| before.ends_with(' ')))
}

fn no_comment(opening: &str) -> String {
    format!("`{opening}` begins no comment in YAML; `#` does")
}

/// Whether a line may be one of these slips. Most files have no such line, and are not looked at any closer.
fn is_suspect(line: &str) -> bool {
    let content = line.trim_start_matches(' ');
    let has_comment = |opening: &str| content.starts_with(opening) || behind_a_space(content, opening).is_some();
    COMMENTS.iter().any(|(opening, _)| has_comment(opening)) || (content.contains('=') && Equals::of(Line::at(line, 0)).is_some())
}

/// What the lines above say about the next one.
#[derive(Default)]
struct Above {
    /// A value in brackets, quotation marks or a block that is not at its end.
    open: Option<Open>,
    /// A text without quotation marks goes on where a line begins further right than this.
    text: Option<usize>,
    /// The column of a field that has no value on its line.
    empty: Option<usize>,
    /// In which columns groups of fields begin, from the left to the right.
    fields: Vec<usize>,
}

impl Above {
    /// Whether a line goes on with a value.
    fn holds(&mut self, line: &Line<'_>) -> bool {
        Open::holds(&mut self.open, line) || self.text.is_some_and(|column| line.indent() > column)
    }

    fn follow(&mut self, line: &Line<'_>) {
        let (indent, column) = (line.indent(), line.column());
        self.fields.retain(|fields| *fields <= indent);
        let is_plain = line
            .value()
            .and_then(|value| line.text.get(value.start - line.start..)?.chars().next())
            .is_some_and(|first| !matches!(first, '"' | '\'' | '[' | '{' | '|' | '>'));
        let owner = match line.key() {
            Some(_) => Some(column),
            None if line.has_dash() => Some(indent),
            None => self.fields.last().copied(),
        };
        self.text = owner.filter(|_| is_plain);
        self.empty = owner.filter(|_| line.value().is_none());
        if line.key().is_some() && self.fields.last() != Some(&column) {
            self.fields.push(column);
        }
        self.open = Open::begun(line);
    }

    fn is_nothing(&self) -> bool {
        self.fields.is_empty() && self.text.is_none()
    }
}

/// A comment of another notation: its lines, of which the first begins with the sign.
struct Comment<'t> {
    opening: &'static str,
    ending: &'static str,
    first: Line<'t>,
    more: Vec<Line<'t>>,
}

impl<'t> Comment<'t> {
    fn begun(first: Line<'t>, above: &Above, text: &'t str) -> Option<Self> {
        let (opening, ending) = COMMENTS.into_iter().find(|(opening, _)| begins(&first, opening))?;
        let behind = first.text.get(first.indent() + opening.len()..)?;
        // `//example.gov` below its field is a value.
        let is_value = above.empty.is_some_and(|column| first.indent() > column);
        if is_value && ending.is_empty() && !behind.is_empty() && !behind.starts_with(' ') {
            return None;
        }
        let below = || std::iter::successors(first.next(text), |line| line.next(text));
        let more = match behind.find(ending) {
            _ if ending.is_empty() => below().take_while(|line| begins(line, opening)).collect(),
            Some(end) if behind.get(end + ending.len()..)?.trim().is_empty() => Vec::new(),
            Some(_) => return None,
            None => match below().take(LINES).position(|line| line.text.trim_end().ends_with(ending)) {
                Some(last) => below().take(last + 1).collect(),
                None => Vec::new(),
            },
        };
        Some(Self {
            opening,
            ending,
            first,
            more,
        })
    }

    fn last(&self) -> Line<'t> {
        self.more.last().copied().unwrap_or(self.first)
    }

    fn slip(self) -> Slip {
        let start = self.first.start + self.first.indent();
        let shown = self.words(&self.first);
        let help = match self.more.len() {
            0 => format!("type `# {shown}`"),
            more => format!("begin each of these {} lines with `#`", more + 1),
        };
        let lines = std::iter::once(&self.first).chain(&self.more);
        Slip {
            code: Code::YamlSyntax,
            message: no_comment(self.opening),
            at: start..start + self.opening.len(),
            help,
            repairs: lines.filter(|line| !line.is_blank()).map(|line| self.retyped(line)).collect(),
            trust: Trust::Safe,
        }
    }

    fn retyped(&self, line: &Line<'_>) -> Repair {
        let with = format!("# {}", self.words(line));
        Repair {
            range: line.start + line.indent()..line.end(),
            with: with.trim_end().to_owned(),
        }
    }

    /// What a line of it says, without the signs.
    fn words<'l>(&self, line: &Line<'l>) -> &'l str {
        let content = line.text.trim();
        let content = content.strip_prefix(self.opening).unwrap_or(content);
        content.strip_suffix(self.ending).unwrap_or(content).trim()
    }
}

fn begins(line: &Line<'_>, opening: &str) -> bool {
    line.text.trim_start_matches(' ').starts_with(opening)
}

/// `name = Dana`.
struct Equals<'t> {
    line: Line<'t>,
    name: &'t str,
    value: &'t str,
}

impl<'t> Equals<'t> {
    fn of(line: Line<'t>) -> Option<Self> {
        let (name, value) = line.text.get(line.column()..)?.split_once('=')?;
        let (name, value) = (name.trim_end(), value.trim());
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_field = is_name && !value.is_empty() && !value.starts_with(['=', '>', '~']) && line.key().is_none();
        is_field.then_some(Self { line, name, value })
    }

    /// Whether nothing but a field can stand here; a text may have such a sign in it.
    fn is_certain(&self, above: &Above, text: &str) -> bool {
        let next = std::iter::successors(self.line.next(text), |line| line.next(text)).find(|line| !line.is_blank());
        let column = self.line.column();
        let is_field = |line: Line<'_>| line.indent() == column && (line.key().is_some() || Equals::of(line).is_some());
        let begins_entry = self.line.has_dash() && self.name == "id";
        let is_among_fields = !self.line.has_dash() && (above.fields.contains(&column) || above.is_nothing());
        begins_entry || is_among_fields || next.is_some_and(is_field)
    }

    /// The line as it was meant.
    fn mended(&self) -> String {
        let before = self.line.text.get(..self.line.column()).unwrap_or_default();
        format!("{before}{}: {}", self.name, self.value)
    }

    fn slip(self) -> Slip {
        let start = self.line.start + self.line.column() + self.name.len();
        let end = self.line.start + self.line.text.trim_end().len() - self.value.len();
        let between = self
            .line
            .text
            .get(start - self.line.start..end - self.line.start)
            .unwrap_or_default();
        let sign = start + between.find('=').unwrap_or_default();
        Slip {
            code: Code::YamlSyntax,
            message: "`=` stands between a field and its value, and YAML wants a colon".to_owned(),
            at: sign..sign + 1,
            help: format!("type `{}`", self.mended().trim_start()),
            repairs: vec![Repair {
                range: start..end,
                with: ": ".to_owned(),
            }],
            trust: Trust::Safe,
        }
    }
}
