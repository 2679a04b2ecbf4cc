//! From the events of YAML to a tree, within limits.

use std::ops::Range;

use serde_yaml::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle, Tag};

use super::draft::Repair;
use super::explain::quoted;
use super::shared::{Anchored, Entries, Places, Shared, Size, Used};
use super::{Node, Style, Value};
use crate::diag::{Code, Diagnostic, Fix, Severity, Spanned};
use crate::words::grouped;

/// How long one text may be.
const TEXT_BYTES: usize = 5_000_000;

/// What stops the reading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The text is not YAML.
    Syntax(ErrorKind),
    /// `*name` without `&name` before it.
    UnknownAlias,
    /// `*name` inside of the value that `&name` names.
    AliasInItself,
    /// `!name`.
    Tag,
    /// `{name: Hanover, VA}`: a key without a value, and the value before it, which its comma belongs to.
    InlineKey {
        /// The value before it, if it is an unquoted text.
        before: Option<Range<usize>>,
    },
    /// A line of an unquoted text begins with a dash.
    DashInText,
    /// A line that is no field, where fields are expected.
    NoField,
    /// Curly quotation marks stand around an unquoted text.
    Curly,
    /// The text goes beyond a limit.
    Limit(Limit),
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// More values than this.
    Values(usize),
    /// Values deeper inside of each other than this.
    Depth(usize),
    /// What aliases repeat.
    Aliases,
    /// One text is too long.
    Text,
}

impl Limit {
    /// What is wrong, and what to do about it.
    pub(super) fn words(self) -> (String, String) {
        let split = "split the file, or delete what was put there by accident";
        let more = |key: &str| format!("{split}; `{key}` under `limits:` in docent.yaml allows more");
        match self {
            Self::Values(most) => {
                let message = format!("the file has more than {} values", grouped(most as u64));
                (message, more("yaml_values"))
            }
            Self::Depth(most) => {
                let message = format!("the values stand more than {most} deep inside of each other");
                (message, more("yaml_depth"))
            }
            Self::Aliases => {
                let message = "aliases (`*name`) unfold into more than 100,000 values or 10,000,000 bytes".to_owned();
                (message, "write out what the aliases repeat, or split the file".to_owned())
            }
            Self::Text => {
                let message = format!("one value is longer than {} bytes", grouped(TEXT_BYTES as u64));
                (
                    message,
                    "move the text into a page below `content/`, or delete what was put there by accident".to_owned(),
                )
            }
        }
    }
}

/// A fault and where in the draft it stands.
pub(super) type Stop = (Fault, Range<usize>);

/// Reads `places.part` into a tree. Problems that do not stop it go to `shared`; if it is stopped, none do.
pub(super) fn build(places: &Places<'_>, shared: &mut Shared<'_>) -> Result<Option<Node>, Stop> {
    let spent = shared.spent;
    let before = std::mem::take(&mut shared.problems);
    let result = read(places, shared);
    let found = std::mem::replace(&mut shared.problems, before);
    match &result {
        Ok(_) => shared.problems.absorb(found),
        Err(_) => shared.spent = spent,
    }
    result
}

fn read(places: &Places<'_>, shared: &mut Shared<'_>) -> Result<Option<Node>, Stop> {
    let options = serde_yaml::granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        emit_comments: false,
        disallow_directives: true,
    };
    let text = places.part.text();
    if let Some(start) = overlong_line(text) {
        return Err((Fault::Limit(Limit::Text), start..start));
    }
    let mut builder = Builder {
        places,
        shared,
        text,
        open: Vec::new(),
        root: None,
        anchor: None,
        documents: 0,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or_default();
                let tag = span.tag_span().and_then(|tag| tag.byte_range());
                if builder.event(event, range, tag)? == Go::Stop {
                    break;
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                return Err(match error.kind() {
                    // The parser looks ahead, and has a limit of its own above the highest that can be set.
                    ErrorKind::RecursionLimitExceeded => (Fault::Limit(Limit::Depth(builder.shared.limits.depth)), at..at + width),
                    kind => (Fault::Syntax(kind.clone()), at..at),
                });
            }
        }
    }
    Ok(builder.root)
}

/// Where a line begins that no value may fill. Found before the reading, because reading a line takes memory.
fn overlong_line(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n').filter(|_| text.len() > TEXT_BYTES) {
        if line.len() > TEXT_BYTES {
            return Some(start);
        }
        start += line.len();
    }
    None
}

#[derive(PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

struct Builder<'b, 'a> {
    places: &'b Places<'b>,
    shared: &'b mut Shared<'a>,
    text: &'b str,
    open: Vec<Open>,
    root: Option<Node>,
    /// The anchor of the scalar that was just read, until its name comes.
    anchor: Option<Node>,
    documents: usize,
}

/// A list or map that is not at its end.
struct Open {
    start: usize,
    /// The end of the last value in it.
    end: usize,
    style: StructureStyle,
    anchor: Option<(String, Range<usize>)>,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        entries: Entries,
        /// The key whose value comes next, and where in the draft it stands.
        key: Option<(Spanned<String>, Range<usize>)>,
        /// The values of `<<`.
        merged: Vec<Node>,
        /// Where the last value stands, if it is an unquoted text.
        last_plain: Option<Range<usize>>,
    },
}

impl Builder<'_, '_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>, tag: Option<Range<usize>>) -> Result<Go, Stop> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.second_document(range);
                    return Ok(Go::Stop);
                }
            }
            Event::Scalar(text, style, anchor, given) => {
                check_tag(given.as_deref(), tag.as_ref(), &range)?;
                self.scalar(text.into_owned(), style, anchor, range)?;
            }
            Event::SequenceStart(style, _, given) => {
                check_tag(given.as_deref(), tag.as_ref(), &range)?;
                self.start(style, range, Content::List(Vec::new()))?;
            }
            Event::MappingStart(style, _, given) => {
                check_tag(given.as_deref(), tag.as_ref(), &range)?;
                let content = Content::Map {
                    entries: Entries::default(),
                    key: None,
                    merged: Vec::new(),
                    last_plain: None,
                };
                self.start(style, range, content)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range)?,
            Event::Anchor(_, name) => self.name(&name, range)?,
            Event::Alias(_) => self.alias(range, Fault::AliasInItself)?,
            Event::UnresolvedAlias(_) => self.alias(range, Fault::UnknownAlias)?,
            _ => {}
        }
        Ok(Go::On)
    }

    fn second_document(&mut self, range: Range<usize>) {
        let first = self
            .text
            .get(range.start..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        let place = range.start..range.end.max(range.start + first);
        let problem = Diagnostic::new(Code::YamlSyntax, "a second document begins here, and a file holds one")
            .at(&self.places.span(place))
            .help("delete the line `---` or `...`; entries of a list need only their dash, fields of a group only their indentation");
        self.shared.problems.report(problem);
    }

    fn count(&mut self, range: &Range<usize>) -> Result<(), Stop> {
        let counted = self.shared.spent.value(self.shared.limits);
        counted.map_err(|limit| (Fault::Limit(limit), range.clone()))
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, anchor: usize, range: Range<usize>) -> Result<(), Stop> {
        self.count(&range)?;
        if text.len() > TEXT_BYTES {
            let start = range.start..range.start;
            return Err((Fault::Limit(Limit::Text), start));
        }
        let typed = self.text.get(range.clone()).unwrap_or_default();
        let place = range.start..range.start + typed.trim_end().len();
        if style == ScalarStyle::Plain {
            self.check_inline_key(typed)?;
            check_dashes(typed, &place)?;
            check_curly(typed, &place)?;
            self.check_comment(typed, &place);
        }
        let value = match style {
            ScalarStyle::Plain if typed.is_empty() || matches!(&*text, "~" | "null") => Value::Null,
            ScalarStyle::Plain => Value::Scalar { text, style: Style::Plain },
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Value::Scalar {
                text,
                style: Style::Quoted,
            },
            ScalarStyle::Literal | ScalarStyle::Folded => Value::Scalar { text, style: Style::Block },
        };
        let node = Node {
            value,
            span: self.places.span(place.clone()),
        };
        if anchor > 0 {
            self.anchor = Some(node.clone());
        }
        self.add(node, place)
    }

    /// `804-555-0142 #12`: the second half of a value, which YAML takes for a comment. Comments begin with a space or a word.
    fn check_comment(&mut self, typed: &str, place: &Range<usize>) {
        // The line may be the whole file: it is looked through only where there is a comment.
        let rest = self.text.get(place.end..).unwrap_or_default();
        let comment = rest.trim_start_matches([' ', '\t']).strip_prefix('#');
        if typed.is_empty() || rest.starts_with('#') || !comment.is_some_and(|comment| comment.starts_with(|c: char| c.is_ascii_digit())) {
            return;
        }
        let after = rest.split(['\n', '\r']).next().unwrap_or_default();
        let whole = place.start..place.end + after.trim_end().len();
        let repair = Repair {
            range: whole.clone(),
            with: quoted(self.text.get(whole).unwrap_or_default()),
        };
        let sign = place.end + (after.len() - after.trim_start().len());
        let message = "the value ends here: a space and a number sign begin a comment, which no reader sees";
        let problem = Diagnostic::new(Code::UnquotedSign, message).at(&self.places.span(sign..sign + 1));
        let help = format!(
            "type `{}` if it is a part of the value, and a space after `#` if it is not",
            repair.with
        );
        let fix = self.places.edits(std::slice::from_ref(&repair)).map(Fix::suggested);
        self.shared.problems.report(Diagnostic {
            severity: Severity::Warning,
            ..problem.help(help).fix(fix)
        });
    }

    /// A key of an inline map that has no colon: `{name: Hanover, VA}`.
    fn check_inline_key(&self, typed: &str) -> Result<(), Stop> {
        let Some(Open {
            style: StructureStyle::Flow,
            content: Content::Map {
                key: Some((_, key)),
                last_plain,
                ..
            },
            ..
        }) = self.open.last()
        else {
            return Ok(());
        };
        let after = self.text.get(key.end..).unwrap_or_default().trim_start();
        if typed.is_empty() && !after.starts_with(':') {
            let before = last_plain.clone();
            return Err((Fault::InlineKey { before }, key.clone()));
        }
        Ok(())
    }

    fn start(&mut self, style: StructureStyle, range: Range<usize>, content: Content) -> Result<(), Stop> {
        self.count(&range)?;
        let depth = self.shared.limits.depth;
        if self.open.len() >= depth {
            return Err((Fault::Limit(Limit::Depth(depth)), range));
        }
        self.open.push(Open {
            start: range.start,
            end: range.end,
            style,
            anchor: None,
            content,
        });
        Ok(())
    }

    fn end(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // The end of a list or map without brackets is found at the next value; it ends where its last value does.
        let end = if open.style == StructureStyle::Flow { range.end } else { open.end };
        let place = open.start..end.max(open.start);
        let value = match open.content {
            Content::List(list) => Value::List(list),
            Content::Map { entries, merged, .. } => Value::Map(with_merged(entries, merged)),
        };
        let node = Node {
            value,
            span: self.places.span(place.clone()),
        };
        if let Some((name, sign)) = open.anchor {
            self.keep(name, node.clone(), sign)?;
        }
        self.add(node, place)
    }

    /// Adds a finished value to the list or map around it.
    fn add(&mut self, node: Node, place: Range<usize>) -> Result<(), Stop> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.end = open.end.max(place.end);
        match &mut open.content {
            Content::List(list) => list.push(node),
            Content::Map {
                entries,
                key,
                merged,
                last_plain,
            } => match key.take() {
                None => *key = Some((key_of(node, self.text, &place), place)),
                Some((name, _)) => {
                    let plain = matches!(node.value, Value::Scalar { style: Style::Plain, .. });
                    *last_plain = plain.then_some(place);
                    if name.value == "<<" {
                        self.shared.check_merged(&node);
                        merged.push(node);
                    } else {
                        self.shared.extend(entries, vec![(name, node)]);
                    }
                }
            },
        }
        Ok(())
    }

    fn name(&mut self, name: &str, sign: Range<usize>) -> Result<(), Stop> {
        match (self.anchor.take(), self.open.last_mut()) {
            (Some(node), _) => self.keep(name.to_owned(), node, sign),
            (None, Some(open)) => {
                open.anchor = Some((name.to_owned(), sign));
                Ok(())
            }
            (None, None) => Ok(()),
        }
    }

    fn keep(&mut self, name: String, node: Node, sign: Range<usize>) -> Result<(), Stop> {
        let size = Size::of(&node);
        self.spend(size, &sign)?;
        let sign = self.places.span(sign);
        let used = Used::No;
        self.shared.anchors.insert(name, Anchored { node, size, sign, used });
        Ok(())
    }

    /// Counts values that are kept or repeated.
    fn spend(&mut self, size: Size, place: &Range<usize>) -> Result<(), Stop> {
        let counted = self.shared.spent.repeated(size);
        counted.map_err(|limit| (Fault::Limit(limit), place.clone()))
    }

    fn alias(&mut self, place: Range<usize>, otherwise: Fault) -> Result<(), Stop> {
        self.count(&place)?;
        let typed = self.text.get(place.clone()).unwrap_or_default();
        let name = typed.strip_prefix('*').unwrap_or_default();
        let Some(anchored) = self
            .shared
            .anchors
            .get_mut(name)
            .filter(|_| otherwise != Fault::AliasInItself || !self.open.iter().any(|open| is_named(open, name)))
        else {
            return Err((otherwise, place));
        };
        anchored.used = Used::Yes;
        let size = anchored.size;
        let depth = self.shared.limits.depth;
        if self.open.len() + size.depth > depth {
            return Err((Fault::Limit(Limit::Depth(depth)), place));
        }
        self.spend(size, &place)?;
        let node = self.shared.anchors.get(name).map(|anchored| anchored.node.clone());
        node.map_or(Ok(()), |node| self.add(node, place))
    }
}

fn is_named(open: &Open, name: &str) -> bool {
    open.anchor.as_ref().is_some_and(|(own, _)| own == name)
}

/// Only the tags of YAML itself (`!!str`) can stand before a value; they change nothing, because the type comes from the schema.
fn check_tag(tag: Option<&Tag>, place: Option<&Range<usize>>, value: &Range<usize>) -> Result<(), Stop> {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() => Err((Fault::Tag, place.unwrap_or(value).clone())),
        _ => Ok(()),
    }
}

/// A dash at the beginning of the second or a later line of an unquoted text was meant as a list.
fn check_dashes(typed: &str, place: &Range<usize>) -> Result<(), Stop> {
    let mut at = place.start;
    for (number, line) in typed.split_inclusive('\n').enumerate() {
        let text = line.trim_start();
        if number > 0 && text.starts_with("- ") {
            let dash = at + (line.len() - text.len());
            return Err((Fault::DashInText, dash..dash + 1));
        }
        at += line.len();
    }
    Ok(())
}

/// Curly quotation marks around a text come from a word processor, and would be shown.
fn check_curly(typed: &str, place: &Range<usize>) -> Result<(), Stop> {
    let typed = typed.trim_end();
    let opens = typed.starts_with(['“', '”', '‘', '’', '„']);
    let closes = typed.ends_with(['”', '“', '’', '‘', '"', '\'']);
    match typed
        .chars()
        .next()
        .filter(|first| opens && closes && typed.len() > first.len_utf8())
    {
        Some(first) => Err((Fault::Curly, place.start..place.start + first.len_utf8())),
        None => Ok(()),
    }
}

/// A key is a text; a number, list or group as a key is what was typed.
fn key_of(node: Node, text: &str, place: &Range<usize>) -> Spanned<String> {
    let value = match node.value {
        Value::Scalar { text, .. } => text,
        _ => text.get(place.clone()).unwrap_or_default().to_owned(),
    };
    Spanned { value, span: node.span }
}

/// The fields with those of `<<` behind them, as far as they are not written in the map itself.
fn with_merged(mut entries: Entries, merged: Vec<Node>) -> Vec<(Spanned<String>, Node)> {
    let maps = merged.into_iter().flat_map(|node| match node.value {
        Value::List(list) => list,
        _ => vec![node],
    });
    for node in maps {
        let Value::Map(fields) = node.value else { continue };
        for (key, node) in fields {
            if !entries.keys.contains_key(&key.value) {
                entries.push(key, node);
            }
        }
    }
    entries.list
}
