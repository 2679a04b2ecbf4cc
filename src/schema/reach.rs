//! The field types by which a person is reached: telephone numbers and e-mail addresses.

use std::fmt;
use std::str::FromStr;

use phonenumber::country;
use phonenumber::metadata::Database;
use serde_json::{Value as Json, json};

use super::dialing::Dialing;
use super::misread::is_placeholder;
use super::{FieldType, Reader, Type, Viewer};
use crate::diag::{Code, Diagnostic, Edit, Fix, Span};
use crate::parse::yaml::{Node, Style, Value};

/// A telephone number, or a short service number such as 911 or 988.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Telephone {
    /// For the eye, in the form of its country: `804-802-9084`.
    pub text: String,
    /// For the machine: E.164 (`+18048029084`), or the digits of a short number.
    pub number: String,
}

impl Telephone {
    /// The link that dials it (RFC 3966).
    pub fn href(&self) -> String {
        format!("tel:{}", self.number)
    }

    /// Reads a number as people write it.
    pub fn parse(text: &str, dialing: &Dialing) -> Result<Self, String> {
        let country = dialing.country;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if is_placeholder(text) {
            return Err("leave the line out until you know the number".to_owned());
        }
        if let Some(sign) = text.chars().find(|c| !c.is_ascii_digit() && !"+-–.()/ \u{a0}".contains(*c)) {
            return Err(match (vanity(text), with_words(text, dialing)) {
                (Some(digits), _) => format!("letters cannot be dialed on every telephone: write `{digits}`"),
                (None, Some(help)) => help,
                (None, None) => format!("it contains `{sign}`: write digits only, and an extension in its own field `ext`"),
            });
        }
        if (3..=6).contains(&digits.len()) && digits == text {
            return Ok(Self {
                text: digits.clone(),
                number: digits,
            });
        }
        let hyphenated = text.replace('–', "-");
        dialing
            .rules()
            .find_map(|rules| Self::by(rules, &hyphenated, country))
            .ok_or_else(|| digits_wanted(&digits, text, country))
    }

    /// Reads a number by certain rules; `None` for one that they do not know.
    pub(super) fn by(rules: &Database, text: &str, country: country::Id) -> Option<Self> {
        let parsed = phonenumber::parse_with(rules, Some(country), text).ok()?;
        // The crate's formatter would read the rules of the whole world, whichever it is given.
        let number = format!("+{}{}", parsed.code().value(), parsed.national());
        let is_short_enough = number.len() <= "+".len() + LONGEST;
        let is_known = is_short_enough && (parsed.is_valid_with(rules) || is_fictitious(&number));
        is_known.then(|| Self {
            text: written(&parsed, &number, rules, country),
            number,
        })
    }
}

/// No number of the world has more digits, with the code of its country (E.164, section 6.1).
const LONGEST: usize = 15;

/// A number with something before or behind it: an extension, a second number, a remark such as `(cell)`.
fn with_words(text: &str, dialing: &Dialing) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || "+-–.() \u{a0}".contains(c);
    let begin = text.find(|c: char| c.is_ascii_digit() || "+(".contains(c))?;
    let rest = text.get(begin..)?;
    let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    let (number, after) = rest.split_at_checked(end)?;
    let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    Telephone::parse(number, dialing).ok()?;
    let digits = after.trim_matches(|c: char| !c.is_ascii_digit());
    let is_extension = (1..=6).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
    Some(match digits {
        "" => format!("write only `{number}`; a remark has its own field `note`, a kind of telephone its `type`"),
        extension if is_extension => format!("write `{number}` here, and `{extension}` in its own field `ext`"),
        _ => format!("write one number here, `{number}`, and each other one as an item of its own, with a dash before it"),
    })
}

/// A number with a word in it, `1-800-555-HELP`, by the digits of the keys that carry its letters (ITU-T E.161).
fn vanity(text: &str) -> Option<String> {
    let key = |letter: char| match letter.to_ascii_uppercase() {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        other => other,
    };
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let digits = text.chars().filter(|c| c.is_ascii_alphanumeric()).count();
    let is_word = text.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() > 2);
    let is_extension = text.to_ascii_lowercase().contains("ext");
    (letters > 2 && is_word && !is_extension && (10..=11).contains(&digits)).then(|| text.chars().map(key).collect())
}

/// North American numbers with hyphens, for those who dial them so; others in their international form.
fn written(parsed: &phonenumber::PhoneNumber, e164: &str, rules: &Database, country: country::Id) -> String {
    let plan = rules.by_id(country.as_ref());
    let is_north_american = plan.is_some_and(|plan| plan.country_code() == 1);
    match e164
        .strip_prefix("+1")
        .filter(|_| is_north_american)
        .map(|national| (national.get(..3), national.get(3..6), national.get(6..)))
    {
        Some((Some(area), Some(exchange), Some(line))) => format!("{area}-{exchange}-{line}"),
        _ => parsed.format_with(rules).mode(phonenumber::Mode::International).to_string(),
    }
}

/// 555-0100 to 555-0199 are set aside for examples, so number plans call them invalid; a fixture or a starter uses them.
fn is_fictitious(e164: &str) -> bool {
    let Some(national) = e164.strip_prefix("+1") else { return false };
    let area = national.starts_with(|first: char| ('2'..='9').contains(&first));
    area && national.len() == 10 && national.get(3..8) == Some("55501")
}

fn digits_wanted(digits: &str, text: &str, country: country::Id) -> String {
    let national = digits.strip_prefix('1').filter(|_| digits.len() == 11).unwrap_or(digits);
    match country {
        country::Id::US | country::Id::CA if !text.starts_with('+') && national.len() != 10 => {
            format!("a {country:?} number has 10 digits; this one has {}", national.len())
        }
        country::Id::US | country::Id::CA => "there is no such area code or exchange; compare it with the source".to_owned(),
        _ => "it is not a number of this country; compare it with the source, or write it with + and the country code".to_owned(),
    }
}

impl FieldType for Telephone {
    const TYPE: Type = Type::Telephone;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a telephone number")?;
        match Self::parse(text, reader.dialing) {
            Ok(number) => Some(number),
            Err(help) => reader.report(
                Diagnostic::new(Code::BadPhone, format!("`{text}` is not a telephone number"))
                    .at(&node.span)
                    .help(help),
            ),
        }
    }

    fn data(&self) -> Json {
        self.number.as_str().into()
    }

    fn view(&self, _viewer: &dyn Viewer) -> Json {
        json!({ "text": self.text, "href": self.href() })
    }
}

/// The extension of a telephone number: digits (RFC 3966, section 5.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Extension(pub String);

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FieldType for Extension {
    const TYPE: Type = Type::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "an extension")?;
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        if !text.is_empty() && digits == text && text.chars().all(|c| c.is_ascii_digit()) {
            return Some(Self(text.to_owned()));
        }
        let help = match digits.chars().all(|c| c.is_ascii_digit()) && !digits.is_empty() {
            true => format!("write only `{digits}`"),
            false => "write digits only, such as `12`".to_owned(),
        };
        let problem = Diagnostic::new(Code::BadPhone, format!("`{text}` is not an extension")).at(&node.span);
        reader.report(problem.help(help))
    }

    fn data(&self) -> Json {
        self.0.as_str().into()
    }
}

/// An e-mail address (RFC 5321) at a full host name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(pub String);

impl FieldType for Email {
    const TYPE: Type = Type::Email;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "an e-mail address")?;
        let bare = text.strip_prefix("mailto:").unwrap_or(text);
        if is_whole(bare) {
            return Some(Self(bare.to_owned()));
        }
        let inside = bare
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map_or(bare, |(inside, _)| inside);
        let near: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
        let near = with_dots(near.trim_end_matches(['.', ',', ';']));
        let fix = is_whole(&near).then(|| Fix::safe([Edit::word(&node.span, text, &*near)]));
        let help = if is_placeholder(text) {
            "leave the line out until you know the address".to_owned()
        } else if fix.is_some() {
            format!("write only `{near}`")
        } else if bare.contains('@') {
            "write name, @ and host, such as `dana@example.gov`, without spaces".to_owned()
        } else {
            "an e-mail address has an @, such as `dana@example.gov`".to_owned()
        };
        reader.report(
            Diagnostic::new(Code::BadEmail, format!("`{text}` is not an e-mail address"))
                .at(&node.span)
                .help(help)
                .fix(fix),
        )
    }

    fn data(&self) -> Json {
        self.0.as_str().into()
    }
}

/// `dana@example,gov` with a dot where the comma is, if that makes it an address, and nothing less does.
fn with_dots(text: &str) -> String {
    let whole = text.replace(',', ".");
    let is_address = text.split(',').all(|part| !is_whole(part)) && is_whole(&whole);
    if is_address { whole } else { text.to_owned() }
}

/// The items of a list of addresses; the two halves of `[dana@example,gov]`, which its comma cuts, are one again.
pub fn joined(items: &[Node], file_text: &str) -> Vec<Node> {
    let mut whole: Vec<Node> = Vec::with_capacity(items.len());
    for item in items {
        match whole.last_mut().and_then(|last| Some((two_halves(last, item, file_text)?, last))) {
            Some((both, last)) => *last = both,
            None => whole.push(item.clone()),
        }
    }
    whole
}

fn two_halves(first: &Node, second: &Node, file_text: &str) -> Option<Node> {
    let (Value::Scalar { .. }, Value::Scalar { .. }) = (&first.value, &second.value) else {
        return None;
    };
    let range = first.span.range().start..second.span.range().end;
    let text = file_text.get(range.clone())?;
    let is_one = text.matches(',').count() == 1 && with_dots(text) != text;
    is_one.then(|| Node {
        value: Value::Scalar {
            text: text.to_owned(),
            style: Style::Plain,
        },
        span: Span::new(&first.span.file, range),
    })
}

/// One address at a full host name, without a name beside it.
fn is_whole(text: &str) -> bool {
    let address = email_address::EmailAddress::from_str(text);
    !text.contains(['"', '<']) && address.is_ok_and(|address| address.domain().contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Telephone, String> {
        Telephone::parse(text, &Dialing::default())
    }

    #[test]
    fn every_way_of_writing_is_one_number() {
        for text in [
            "804.802.9084",
            "(804) 802-9084",
            "804-802-9084",
            "+1 804 802 9084",
            "1-804-802-9084",
            "8048029084",
        ] {
            let number = read(text).expect(text);
            assert_eq!(
                (number.text.as_str(), number.href().as_str()),
                ("804-802-9084", "tel:+18048029084"),
                "{text}"
            );
        }
    }

    #[test]
    fn service_numbers_are_numbers() {
        assert_eq!(read("988").unwrap().href(), "tel:988");
        assert_eq!(read("911").unwrap().text, "911");
    }

    #[test]
    fn a_missing_digit_is_counted() {
        assert_eq!(read("804-802-908").unwrap_err(), "a US number has 10 digits; this one has 9");
        assert!(read("804-802-9084 x12").unwrap_err().contains("`ext`"));
        assert!(read("000-000-0000").is_err());
    }

    #[test]
    fn what_stands_beside_a_number_has_a_place_of_its_own() {
        for (text, help) in [
            ("804-802-9084 x12", "write `804-802-9084` here, and `12` in its own field `ext`"),
            (
                "804-802-9084, extension: 12",
                "write `804-802-9084` here, and `12` in its own field `ext`",
            ),
            ("tel:804-802-9084", "write only `804-802-9084`; a remark has its own field `note`"),
            (
                "(804) 802-9084 (cell)",
                "write only `(804) 802-9084`; a remark has its own field `note`",
            ),
            (
                "804-802-9084 or 804-802-9085",
                "write one number here, `804-802-9084`, and each other one",
            ),
        ] {
            let said = read(text).expect_err(text);
            assert!(said.starts_with(help), "{text}: {said}");
        }
    }

    #[test]
    fn letters_are_told_by_their_digits() {
        assert!(read("1-800-555-HELP").unwrap_err().contains("`1-800-555-4357`"));
        assert!(read("804-802-9084 ext. 12").unwrap_err().contains("`ext`"));
        assert!(read("call us").unwrap_err().contains("digits only"));
    }

    #[test]
    fn a_number_that_is_not_known_is_left_out() {
        for text in ["TBD", "N/A", "none", "see website", "?"] {
            assert_eq!(read(text).unwrap_err(), "leave the line out until you know the number", "{text}");
        }
    }

    #[test]
    fn numbers_set_aside_for_examples_pass() {
        assert_eq!(read("804-555-0142").unwrap().text, "804-555-0142");
    }
}
