//! Slips in a value: colons, signs and quotation marks that YAML reads in its own way.

use std::ops::Range;

use super::super::draft::Repair;
use super::super::line::Line;
use super::block::is_words;
use super::{Finding, Scene, quoted};
use crate::diag::Code;
use crate::diag::fix::Trust;

/// What to do about `<<`.
pub(in crate::parse::yaml) const MERGED: &str =
    "delete the line and write the fields out; `<<: *name` repeats those of a group above that has `&name` before its fields";

impl<'a> Scene<'a> {
    /// A colon where YAML expects none: in an unquoted value, or on a line whose indentation made it part of one.
    pub(super) fn colon(self, at: usize) -> Finding {
        let line = Line::at(self.text, at);
        let first = line.colon() == Some(at);
        if !first {
            return match line.value() {
                Some(value) if value.start <= at => self.colon_in_value(line, at),
                _ => self.unreadable(at),
            };
        }
        let before = line.before(self.text);
        if let Some(finding) = self.colon_in_text(line, before, at) {
            return finding;
        }
        match before {
            Some(before) if is_beside(before, line) => self.no_colon(before),
            _ if line.has_dash() => self.misplaced_dash(line),
            _ => self.indentation(line),
        }
    }

    fn colon_in_value(self, line: Line<'a>, at: usize) -> Finding {
        let Some(value) = self.whole_value(line) else {
            return self.unreadable(at);
        };
        match self.typed(value.clone()).chars().next() {
            Some('“' | '”' | '‘' | '’' | '„') => self.curly(value.start),
            Some('"' | '\'') => self.quote_inside(at),
            Some('*' | '&' | '!' | '%' | '@' | '`' | '{' | '[' | '?') => self.sign(value.start),
            _ => self
                .field_of_language(line, value.start, at)
                .unwrap_or_else(|| self.unquoted_colon(value, at)),
        }
    }

    /// `es: question: ¿Es gratis?`: a field on the line of the language it belongs to.
    fn field_of_language(self, line: Line<'a>, start: usize, at: usize) -> Option<Finding> {
        let language = self.typed(line.key()?);
        let is_language = language.len() == 2 && !matches!(language, "id" | "to") && language.chars().all(|c| c.is_ascii_lowercase());
        let is_field = self.typed(start..at).chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let below = line.next(self.text).map_or(0, |next| next.indent());
        let indent = if below > line.column() { below } else { line.column() + 2 };
        let repair = Repair {
            range: line.colon()? + 1..start,
            with: format!("\n{}", " ".repeat(indent)),
        };
        let message = format!("a field stands on the line of `{language}:`, and belongs below it");
        (is_language && is_field).then(|| self.mended(Code::YamlIndentation, message, start..at, repair))
    }

    fn unquoted_colon(self, value: Range<usize>, at: usize) -> Finding {
        // `answer: You need:` and a list below it.
        let line = Line::at(self.text, at);
        let is_list_below = line
            .next(self.text)
            .is_some_and(|next| next.has_dash() && next.indent() > line.column());
        if at + 1 == value.end
            && is_list_below
            && let Some(finding) = self.without_block_sign(line, Code::UnquotedColon, at..at + 1)
        {
            return finding;
        }
        let with = quoted(self.typed(value.clone()));
        let message = "a colon and a space stand in a value without quotation marks";
        self.mended(Code::UnquotedColon, message, at..at + 1, Repair { range: value, with })
    }

    /// `Note: …` on the second line of a text: the whole text has to be a block, from its first line.
    fn colon_in_text(self, line: Line<'a>, before: Option<Line<'a>>, at: usize) -> Option<Finding> {
        let is_text = line.key().is_some_and(|key| is_words(self.typed(key))) && !line.has_dash();
        // A name whose colon is missing stands alone.
        let is_name = before.is_some_and(|before| is_beside(before, line) && !before.text.trim().contains(' '));
        let mut owner = before.filter(|_| is_text && !is_name);
        while let Some(above) = owner.filter(|above| above.key().is_none() || above.column() >= line.indent()) {
            owner = above.before(self.text).filter(|_| above.indent() > 0);
        }
        self.without_block_sign(owner?, Code::UnquotedColon, at..at + 1)
    }

    /// A value that begins with a sign of YAML.
    pub(super) fn sign(self, at: usize) -> Finding {
        let line = Line::at(self.text, at);
        let character = self.character(at);
        let sign = self.typed(character.clone());
        if let Some(finding) = matches!(sign, "|" | ">").then(|| self.behind_block_sign(line, at)).flatten() {
            return finding;
        }
        let value = match line.value() {
            Some(value) if value.start == at => self.whole_value(line),
            Some(value) if value.start < at && self.typed(value.clone()).starts_with(['[', '{']) => self.inline_item(at, value.end),
            _ => None,
        };
        let message = match sign {
            "|" | ">" => format!("text stands behind `{sign}`, which begins a block of lines"),
            "`" => "a value begins with a backtick, which is a sign of YAML".to_owned(),
            _ => format!("a value begins with `{sign}`, which is a sign of YAML"),
        };
        if let Some(finding) = value.clone().and_then(|value| self.link_of_markdown(line, value)) {
            return finding;
        }
        match value {
            Some(value) => {
                let typed = self.typed(value.clone());
                let repair = Repair {
                    with: quoted(typed),
                    range: value,
                };
                let mut finding = self.mended(Code::UnquotedSign, message, character, repair);
                // `*name` alone may be an alias with a slip in it.
                if typed.starts_with('*') && !typed.contains(' ') {
                    finding.trust = Trust::Suggested;
                }
                finding
            }
            None => self.finding(
                Code::UnquotedSign,
                message,
                character,
                "put the value in quotation marks, or delete the sign",
            ),
        }
    }

    /// `number: [804-555-0142](tel:+18045550142)`: a link of Markdown, where only what it leads to is wanted.
    fn link_of_markdown(self, line: Line<'a>, value: Range<usize>) -> Option<Finding> {
        let name = line.key().map(|key| self.typed(key)).unwrap_or_default();
        let (words, address) = self.typed(value.clone()).strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
        let bare = match (address.split_once(':')?, name) {
            (("tel", _), "" | "number" | "phone" | "phones") => words,
            (("mailto", email), "" | "email" | "emails") => email,
            (("http" | "https", _), name) if name == "url" || name.ends_with("_url") || name == "to" => address,
            _ => return None,
        };
        let repair = Repair {
            range: value.clone(),
            with: bare.to_owned(),
        };
        let is_whole = !bare.contains(['[', ']', '(', ' ', '#']) && !bare.contains(": ");
        let message = "a link of Markdown stands here, and only what it leads to is wanted";
        is_whole.then(|| self.mended(Code::UnquotedSign, message, value, repair))
    }

    /// `*name` where nothing above has that name: a value that begins with a star, unless `<<` stands before it.
    pub(super) fn unknown_alias(self, place: Range<usize>) -> Finding {
        let key = Line::at(self.text, place.start).key().map(|key| self.typed(key));
        if key != Some("<<") {
            return self.sign(place.start);
        }
        let message = format!("no group above has the name that `{}` repeats", self.typed(place.clone()));
        self.finding(Code::YamlSyntax, message, place, MERGED)
    }

    /// A quotation mark inside of a value that stands in the same marks, or text behind the closing mark.
    pub(super) fn quote_inside(self, at: usize) -> Finding {
        let line = Line::at(self.text, at);
        let value = line.value().filter(|value| value.start < at);
        let Some((value, quote)) = value.and_then(|value| Some((value.clone(), self.typed(value).chars().next()?))) else {
            return self.unreadable(at);
        };
        if !matches!(quote, '"' | '\'') {
            return match quote {
                '[' | '{' => self.inline(at),
                _ => self.unreadable(at),
            };
        }
        let typed = self.typed(value.clone());
        let place = self.character_before(at);
        let inner = typed
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
            .filter(|_| typed.len() > 1);
        match inner {
            Some(inner) => {
                let message = format!("the value stands in {} and contains one", plural(quote));
                let with = quoted(inner);
                self.mended(Code::QuoteInQuotes, message, place, Repair { range: value, with })
            }
            None => {
                let message = "text stands behind the closing quotation mark";
                let with = quoted(typed);
                self.mended(Code::QuoteInQuotes, message, at..value.end, Repair { range: value, with })
            }
        }
    }

    /// A backslash in double quotation marks that is not the beginning of a known sign. `at` is where the value begins, or later.
    pub(super) fn bad_escape(self, at: usize) -> Finding {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut from = 0;
        while let Some(found) = rest.get(from..).and_then(|rest| rest.find('\\')) {
            let backslash = from + found;
            let after = rest.get(backslash + 1..).unwrap_or_default();
            let Some(length) = escape_length(after) else {
                return self.backslash(at + backslash, after);
            };
            from = backslash + 1 + length;
        }
        self.unreadable(at)
    }

    fn backslash(self, at: usize, after: &str) -> Finding {
        let shown = after.chars().next().filter(|c| !c.is_whitespace());
        let end = at + 1 + shown.map_or(0, char::len_utf8);
        let typed = self.typed(at..end);
        let message = format!("`{typed}` means nothing in double quotation marks");
        let repair = Repair {
            range: at..at + 1,
            with: "\\\\".to_owned(),
        };
        self.mended(Code::BadEscape, message, at..end, repair)
    }

    /// A value whose closing quotation mark is missing. `at` is where YAML noticed: in a later line, or at the end.
    pub(super) fn unclosed_quote(self, at: usize) -> Finding {
        let mut line = Line::at(self.text, at.saturating_sub(usize::from(at >= self.text.len())));
        let noticed = line;
        let (start, quote) = loop {
            if let Some((start, quote)) = self.open_quote(line) {
                break (start, quote);
            }
            match line.before(self.text) {
                Some(before) => line = before,
                None => return self.unreadable(at),
            }
        };
        if noticed != line && noticed.key().is_none() && !noticed.has_dash() && noticed.text.contains(quote) {
            return self.outdented_text(line, noticed);
        }
        let end = line.start + line.text.trim_end().len();
        let curly = self
            .typed(start..end)
            .chars()
            .next_back()
            .filter(|last| matches!(last, '“' | '”' | '‘' | '’'));
        let (code, message) = match curly {
            Some(_) => (
                Code::CurlyQuotes,
                "the closing quotation mark is a curly one, which YAML does not read",
            ),
            None => (Code::UnclosedQuote, "the quotation mark that closes this value is missing"),
        };
        let repair = Repair {
            range: end - curly.map_or(0, char::len_utf8)..end,
            with: quote.to_string(),
        };
        let mut finding = self.mended(code, message, start..start + 1, repair);
        finding.trust = self.trust_at_end(line);
        finding
    }

    /// Where on a line a quoted value begins that does not end on it.
    fn open_quote(self, line: Line<'a>) -> Option<(usize, char)> {
        let start = line.value()?.start;
        let typed = self.typed(start..line.end());
        let quote = typed.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let inner = typed.get(1..)?;
        let closed = match quote {
            '"' => inner.replace("\\\\", "").replace("\\\"", "").contains('"'),
            _ => inner.replace("''", "").contains('\''),
        };
        (!closed).then_some((start, quote))
    }

    /// The second line of a quoted text begins further left than the text may.
    fn outdented_text(self, line: Line<'a>, noticed: Line<'a>) -> Finding {
        let indent = line.column() + 2;
        let repair = Repair {
            range: noticed.start..noticed.start + noticed.indent(),
            with: " ".repeat(indent),
        };
        let message = "a text goes on further left than the field it belongs to";
        let help = format!("begin the line with {indent} spaces");
        let mut finding = self.finding(
            Code::YamlIndentation,
            message,
            noticed.start + noticed.indent()..noticed.end(),
            help,
        );
        finding.repairs.push(repair);
        finding.trust = Trust::Safe;
        finding
    }

    /// Curly quotation marks around a value: YAML reads only straight ones.
    pub(super) fn curly(self, at: usize) -> Finding {
        const CURLY: [char; 7] = ['“', '”', '‘', '’', '„', '"', '\''];
        let line = Line::at(self.text, at);
        let value = match line.value() {
            Some(value) if value.start == at => self.whole_value(line),
            Some(value) => self.inline_item(at, value.end),
            None => None,
        };
        let Some(value) = value else { return self.unreadable(at) };
        let typed = self.typed(value.clone());
        let inner = typed.strip_prefix(CURLY).unwrap_or(typed);
        let inner = inner.strip_suffix(CURLY).unwrap_or(inner);
        let with = quoted(inner);
        let message = "curly quotation marks stand around a value, and YAML reads only straight ones";
        self.mended(Code::CurlyQuotes, message, self.character(at), Repair { range: value, with })
    }
}

/// Whether a line above has no colon and begins in the same column.
fn is_beside(before: Line<'_>, line: Line<'_>) -> bool {
    before.colon().is_none() && !before.has_dash() && before.indent() == line.indent()
}

fn plural(quote: char) -> &'static str {
    match quote {
        '"' => "double quotation marks",
        _ => "single quotation marks",
    }
}

/// How many bytes behind a backslash belong to a sign that YAML knows (YAML 1.2.2, 5.7).
fn escape_length(after: &str) -> Option<usize> {
    let digits = match after.chars().next()? {
        '0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\' | 'N' | '_' | 'L' | 'P' | '\n' | '\r' => {
            return Some(1);
        }
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let code = after.get(1..=digits).and_then(|digits| u32::from_str_radix(digits, 16).ok())?;
    char::from_u32(code).map(|_| digits + 1)
}
