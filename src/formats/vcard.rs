//! Contact cards: vCard 4.0 (RFC 6350).

use jiff::civil::Date;

use super::content_line::Lines;
use super::timezone::date;
use super::{Document, text};

/// The cards of one .vcf file: one contact, or all of them.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Cards {
    /// In the order in which they are written.
    pub cards: Vec<Card>,
}

/// One contact.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Card {
    /// The permanent name of the card: a URI if it begins with a scheme, else any text.
    pub uid: String,
    /// The day of the last revision.
    pub rev: Date,
    /// What the card is of.
    pub kind: Kind,
    /// The name as it is shown: FN.
    pub name: String,
    /// The parts of a person's name: N. None for a team or an organization, and where they are not known.
    pub name_parts: Option<Name>,
    /// The organization, then its units from the largest to the smallest: ORG.
    pub organization: Vec<String>,
    /// The position: `Training Coordinator`.
    pub title: Option<String>,
    /// What the contact is for: `Questions about certification`.
    pub role: Option<String>,
    /// Telephones, the preferred one first.
    pub telephones: Vec<Telephone>,
    /// E-mail addresses, the preferred one first.
    pub emails: Vec<String>,
    /// Pages, absolute.
    pub urls: Vec<String>,
    /// Where letters go.
    pub address: Option<Address>,
    /// Languages spoken, as tags of RFC 5646, the preferred one first.
    pub languages: Vec<String>,
    /// Topics.
    pub categories: Vec<String>,
    /// Plain text of any length; line breaks stay.
    pub note: Option<String>,
}

/// What a card is of (RFC 6350, section 6.1.4).
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq)]
pub enum Kind {
    /// A person.
    Individual,
    /// An organization, or a team in one. The standard's `group` is a list of other cards, and address books show it
    /// as an empty list.
    Organization,
}

/// The parts of a person's name.
#[derive(Debug, Clone, Default, Hash, PartialEq, Eq)]
pub struct Name {
    /// Surnames.
    pub family: String,
    /// First names.
    pub given: String,
    /// Middle names.
    pub additional: String,
    /// `Dr.`, `Sgt.`
    pub prefix: String,
    /// `Jr.`, `Ph.D.`
    pub suffix: String,
}

/// One telephone number.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Telephone {
    /// The number in international form, `+18045550100`, or a short one that is dialled in the country only, `988`.
    pub number: String,
    /// The extension.
    pub extension: Option<String>,
    /// What answers.
    pub line: TelephoneLine,
}

/// What answers a telephone number (RFC 6350, section 6.4.1).
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq)]
pub enum TelephoneLine {
    /// A person.
    Voice,
    /// A mobile telephone.
    Cell,
    /// A facsimile machine.
    Fax,
    /// A number for text messages only.
    Text,
    /// A device for people who are deaf or hard of hearing.
    Textphone,
}

/// Where letters go. All parts are optional: an empty one is unknown.
#[derive(Debug, Clone, Default, Hash, PartialEq, Eq)]
pub struct Address {
    /// The street, with room or box.
    pub street: String,
    /// The city.
    pub locality: String,
    /// The state or province.
    pub region: String,
    /// The ZIP or postal code.
    pub code: String,
    /// The country's name.
    pub country: String,
}

impl Document for Cards {
    fn media(&self) -> &'static str {
        "text/vcard; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let lines = &mut Lines::of_cards(out);
        self.cards.iter().for_each(|card| card.write(lines));
    }
}

impl Card {
    fn write(&self, lines: &mut Lines) {
        lines.plain("BEGIN", "VCARD");
        lines.plain("VERSION", "4.0");
        lines.plain("KIND", self.kind.word());
        self.write_uid(lines);
        lines.plain("REV", &format!("{}T000000Z", date(self.rev)));
        self.write_name(lines);
        self.write_work(lines);
        self.write_ways_to_reach(lines);
        self.write_details(lines);
        lines.plain("END", "VCARD");
    }

    fn write_uid(&self, lines: &mut Lines) {
        if has_scheme(&self.uid) {
            lines.uri("UID", &self.uid);
        } else {
            lines.text("UID;VALUE=text", &self.uid);
        }
    }

    /// N is written even where it is empty: readers of older versions require it. Address books that show N and not FN
    /// show a person whose name has no known parts by the whole of it.
    fn write_name(&self, lines: &mut Lines) {
        lines.text("FN", &self.name);
        let whole = match self.kind {
            Kind::Individual => Name {
                given: self.name.clone(),
                ..Name::default()
            },
            Kind::Organization => Name::default(),
        };
        let name = self.name_parts.as_ref().unwrap_or(&whole);
        let parts = [&name.family, &name.given, &name.additional, &name.prefix, &name.suffix];
        lines.parts("N", parts.map(String::as_str));
    }

    fn write_work(&self, lines: &mut Lines) {
        if !self.organization.is_empty() {
            lines.parts("ORG", self.organization.iter().map(String::as_str));
        }
        if let Some(title) = &self.title {
            lines.text("TITLE", title);
        }
        if let Some(role) = &self.role {
            lines.text("ROLE", role);
        }
    }

    fn write_ways_to_reach(&self, lines: &mut Lines) {
        for (place, telephone) in self.telephones.iter().enumerate() {
            telephone.write(preference(place), lines);
        }
        for (place, email) in self.emails.iter().enumerate() {
            lines.text(&format!("EMAIL{};TYPE=work", preference(place)), email);
        }
        for url in &self.urls {
            lines.uri("URL", url);
        }
        if let Some(address) = &self.address {
            address.write(lines);
        }
    }

    fn write_details(&self, lines: &mut Lines) {
        for (place, language) in self.languages.iter().enumerate() {
            lines.plain(&format!("LANG{}", preference(place)), language);
        }
        if !self.categories.is_empty() {
            lines.list("CATEGORIES", self.categories.iter().map(String::as_str));
        }
        if let Some(note) = &self.note {
            lines.long_text("NOTE", note);
        }
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Organization => "org",
        }
    }
}

impl Name {
    /// The parts of a name as lists sort it: `Mathis, Derrick`. None without a comma.
    pub fn sorted(name: &str) -> Option<Self> {
        let (family, given) = name.split_once(',')?;
        Some(Self {
            family: family.trim().to_owned(),
            given: given.trim().to_owned(),
            ..Self::default()
        })
    }
}

impl Telephone {
    /// A `tel:` URI of RFC 3966 where the number is international; a short number has no such URI of its own.
    fn write(&self, preference: &str, lines: &mut Lines) {
        let kind = self.line.word();
        if !self.number.trim_start().starts_with('+') {
            return lines.text(&format!("TEL;VALUE=text{preference};TYPE=work,{kind}"), &self.dialled());
        }
        let digits = digits(&self.number);
        let extension = self.extension.as_deref().map(self::digits).filter(|digits| !digits.is_empty());
        let extension = extension.map(|digits| format!(";ext={digits}")).unwrap_or_default();
        lines.plain(
            &format!("TEL;VALUE=uri{preference};TYPE=work,{kind}"),
            &format!("tel:+{digits}{extension}"),
        );
    }

    fn dialled(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{} ext. {extension}", self.number),
            None => self.number.clone(),
        }
    }
}

impl TelephoneLine {
    fn word(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Cell => "cell",
            Self::Fax => "fax",
            Self::Text => "text",
            Self::Textphone => "textphone",
        }
    }
}

impl Address {
    /// The first two parts, box and extended address, should stay empty (RFC 6350, section 6.3.1).
    fn write(&self, lines: &mut Lines) {
        let parts = ["", "", &self.street, &self.locality, &self.region, &self.code, &self.country];
        lines.parts("ADR;TYPE=work", parts);
    }
}

/// The order of the lines of a card says nothing, so that the first of several says it is the preferred one (RFC 6350,
/// section 5.3).
fn preference(place: usize) -> &'static str {
    if place == 0 { ";PREF=1" } else { "" }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a text begins as a URI does (RFC 3986, section 3.1).
fn has_scheme(text: &str) -> bool {
    let clean = text::line(text);
    clean.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> Card {
        Card {
            uid: "ana-ortiz@example.gov".into(),
            rev: Date::constant(2025, 3, 3),
            kind: Kind::Individual,
            name: "Ana Ortiz".into(),
            name_parts: Name::sorted("Ortiz, Ana"),
            organization: Vec::new(),
            title: None,
            role: None,
            telephones: Vec::new(),
            emails: Vec::new(),
            urls: Vec::new(),
            address: None,
            languages: Vec::new(),
            categories: Vec::new(),
            note: None,
        }
    }

    fn written(card: Card) -> String {
        String::from_utf8(Cards { cards: vec![card] }.to_bytes()).expect("UTF-8")
    }

    #[test]
    fn a_person_with_everything() {
        let card = Card {
            organization: vec!["Example Agency".into(), "School Safety; Training".into()],
            title: Some("Coordinator, East".into()),
            role: Some("Questions about certification".into()),
            telephones: vec![Telephone {
                number: "+1 804-555-0100".into(),
                extension: Some("12".into()),
                line: TelephoneLine::Voice,
            }],
            emails: vec!["ana.ortiz@example.gov".into()],
            urls: vec!["https://example.gov/contacts/#ana-ortiz".into()],
            address: Some(Address {
                street: "1 Main St, Room 2".into(),
                locality: "Richmond".into(),
                region: "VA".into(),
                code: "23219".into(),
                country: String::new(),
            }),
            languages: vec!["en".into(), "es".into()],
            categories: vec!["training".into(), "grants".into()],
            note: Some("Monday to Friday\n8:00 to 16:30".into()),
            ..ana()
        };
        let expected = [
            "BEGIN:VCARD",
            "VERSION:4.0",
            "KIND:individual",
            "UID;VALUE=text:ana-ortiz@example.gov",
            "REV:20250303T000000Z",
            "FN:Ana Ortiz",
            "N:Ortiz;Ana;;;",
            "ORG:Example Agency;School Safety\\; Training",
            "TITLE:Coordinator\\, East",
            "ROLE:Questions about certification",
            "TEL;VALUE=uri;PREF=1;TYPE=work,voice:tel:+18045550100;ext=12",
            "EMAIL;PREF=1;TYPE=work:ana.ortiz@example.gov",
            "URL:https://example.gov/contacts/#ana-ortiz",
            "ADR;TYPE=work:;;1 Main St\\, Room 2;Richmond;VA;23219;",
            "LANG;PREF=1:en",
            "LANG:es",
            "CATEGORIES:training,grants",
            "NOTE:Monday to Friday\\n8:00 to 16:30",
            "END:VCARD",
            "",
        ];
        assert_eq!(written(card), expected.join("\r\n"));
    }

    #[test]
    fn an_organization_has_no_parts_of_a_name() {
        let card = written(Card {
            kind: Kind::Organization,
            name: "Example Agency".into(),
            name_parts: None,
            ..ana()
        });
        assert!(card.contains("KIND:org\r\n") && card.contains("N:;;;;\r\n"), "{card}");
    }

    #[test]
    fn a_person_without_parts_is_shown_by_the_whole_name() {
        let card = written(Card { name_parts: None, ..ana() });
        assert!(card.contains("\r\nN:;Ana Ortiz;;;\r\n"), "{card}");
    }

    #[test]
    fn a_short_number_is_text() {
        let telephones = vec![Telephone {
            number: "988".into(),
            extension: None,
            line: TelephoneLine::Text,
        }];
        let card = written(Card { telephones, ..ana() });
        assert!(card.contains("TEL;VALUE=text;PREF=1;TYPE=work,text:988\r\n"), "{card}");
    }

    #[test]
    fn a_uid_with_a_scheme_is_a_uri() {
        let card = written(Card {
            uid: "urn:example:ana".into(),
            ..ana()
        });
        assert!(card.contains("UID:urn:example:ana\r\n"), "{card}");
    }
}
