//! Contacts: people, teams and organizations that the public can reach.

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{Collections, Entry, Export, Found, Home, Kind, Portal, Wanted};
use crate::diag::{Code, Diagnostic};
use crate::formats::vcard;
use crate::schema::reach::{Email, Extension, Telephone};
use crate::schema::values::{Address, Collection, FilePath, Language, Ref, WebUrl};
use crate::schema::{Viewer, Vocabulary};
use crate::{choice, record};

record! {
    /// A contact.
    pub struct Contact {
        /// The name as people say it.
        name: String = "Dana Example" (name),
        /// A person, a team or an organization.
        kind: ContactKind = "person",
        /// The name as it is sorted, surname first.
        sort_name: Option<String> = "Example, Dana" (code),
        /// The position.
        title: Option<String> = "Training Coordinator",
        /// The part of the agency.
        unit: Option<String> = "Office of School Safety" (name),
        /// The team or organization it belongs to: the id of another contact.
        part_of: Option<Ref<Contact>> = "school-safety-office",
        /// Telephone numbers, the one to call first.
        phones: Vec<Phone> = "",
        /// E-mail addresses.
        emails: Vec<Email> = "[dana@example.gov]",
        /// A page with a form to write to them.
        form_url: Option<Address> = "https://www.example.gov/contact-form",
        /// Their own page.
        url: Option<WebUrl> = "https://www.example.gov/dana",
        /// Where letters go.
        address: Option<String> = "1 Example Street, Example City, EX 00000" (name),
        /// When someone answers.
        office_hours: Option<String> = "Monday to Friday, 8 am to 5 pm",
        /// How soon an answer comes.
        response_time: Option<String> = "within two working days",
        /// Languages spoken.
        languages: Vec<Language> = "[en, es]",
        /// A portrait.
        photo: Option<Picture> = "",
        /// What they are the right person for.
        role_for: Vec<String> = "[registration for the Basic School]",
    }
}

record! {
    /// A telephone number with what is known about it.
    pub struct Phone {
        /// The number as people write it.
        number: Telephone = "804-555-0142",
        /// The extension, digits only.
        ext: Option<Extension> = "12" (code),
        /// What answers.
        r#type: PhoneType = "office",
        /// When someone answers.
        hours: Option<String> = "8 am to 5 pm",
        /// What else a caller should know.
        note: Option<String> = "Ask for the duty officer.",
    }
}

record! {
    /// A picture of the portal.
    pub struct Picture {
        /// Its path below `static/`.
        file: FilePath = "img/dana.jpg",
        /// What it shows, for people who cannot see it.
        alt: String = "Dana Example at her desk",
    }
}

choice! {
    /// What a contact is.
    pub enum ContactKind {
        /// One person.
        Person = "person",
        /// People who share a task.
        Team = "team",
        /// An agency, a company or an association.
        Organization = "organization",
    }
}

choice! {
    /// What answers a telephone number.
    pub enum PhoneType {
        /// A telephone at a desk.
        Office = "office",
        /// A telephone that is carried.
        Mobile = "mobile",
        /// A number for text messages only.
        Text = "text",
        /// A fax machine.
        Fax = "fax",
        /// A device for people who are deaf or hard of hearing.
        Tty = "tty",
        /// Anything else.
        Other = "other",
    }
}

impl Collection for Contact {
    const NAME: &'static str = "contacts";
}

impl Kind for Contact {
    const ONE: &'static str = "contact";
    const HOME: Home = Home::Anchor("contacts");
    const WANTED: &'static [Wanted] = &[
        Wanted::new("what it looks after", &["title", "unit", "role_for", "summary", "part_of"]),
        Wanted::new("when someone answers", &["office_hours", "response_time"]),
    ];

    fn title(&self, _all: &Collections) -> String {
        self.name.clone()
    }

    fn heading(entry: &Entry<Self>, portal: Portal<'_>) -> Option<String> {
        entry.common.first_region(portal)
    }

    fn check(entry: &Entry<Self>, _portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        let contact = &entry.fields;
        let unreachable = contact.phones.is_empty() && contact.emails.is_empty() && contact.form_url.is_none() && contact.url.is_none();
        if unreachable && entry.is_sure_of(&["phones", "emails", "form_url", "url"]) {
            let message = format!("no one can reach {}", contact.name);
            report.push(
                Diagnostic::new(Code::UnreachableContact, message)
                    .at(&entry.at)
                    .help("add a phone, an e-mail address, a form or a web address"),
            );
        }
    }

    fn enrich(entry: &Entry<Self>, _portal: Portal<'_>, _viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        view.insert("is_person".to_owned(), (entry.fields.kind == ContactKind::Person).into());
        view.insert("vcard_url".to_owned(), card_path(entry).into());
        if let Some(phones) = view.get_mut("phones").and_then(Json::as_array_mut) {
            phones.iter_mut().filter_map(Json::as_object_mut).for_each(flatten_number);
        }
        if let Some(photo) = view.get_mut("photo").and_then(Json::as_object_mut) {
            flatten_picture(photo);
        }
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let contact = &entry.fields;
        let Some(mut found) = entry.found(portal) else { return Vec::new() };
        found.keywords.extend(contact.phones.iter().map(|phone| phone.number.text.clone()));
        found.keywords.extend(contact.emails.iter().map(|email| email.0.clone()));
        found.keywords.extend(contact.role_for.iter().cloned());
        let about = [&contact.title, &contact.unit, &contact.office_hours];
        found.body = about
            .into_iter()
            .flatten()
            .cloned()
            .chain([found.body])
            .collect::<Vec<_>>()
            .join(". ");
        found.phone = contact.phones.first().map(|phone| phone.number.text.clone());
        vec![found]
    }

    fn exports(entries: &[&Entry<Self>], portal: Portal<'_>) -> Vec<Export> {
        let cards: Vec<_> = entries.iter().map(|entry| card(entry, portal)).collect();
        let one = |(entry, card): (&&Entry<Self>, &vcard::Card)| Export {
            path: card_path(entry),
            document: Box::new(vcard::Cards { cards: vec![card.clone()] }),
        };
        let mut exports: Vec<_> = entries.iter().zip(&cards).map(one).collect();
        if !cards.is_empty() {
            exports.push(Export {
                path: ALL_CARDS.to_owned(),
                document: Box::new(vcard::Cards { cards }),
            });
        }
        exports
    }
}

/// The address of the file with every card.
pub const ALL_CARDS: &str = "/contacts/all.vcf";

fn card_path(entry: &Entry<Contact>) -> String {
    format!("/contacts/{}.vcf", entry.id.value)
}

/// `file: {url, …}` becomes the `url` of the picture itself, as templates want it.
pub fn flatten_picture(picture: &mut Map<String, Json>) {
    let url = picture
        .remove("file")
        .and_then(|file| file.get("url").cloned())
        .unwrap_or(Json::Null);
    picture.insert("url".to_owned(), url);
}

/// `number: {text, href}` becomes `text` and `href` of the telephone itself, as templates want it. The link dials the
/// extension too (RFC 3966, section 5.3), and writes to a number for text messages (RFC 5724).
fn flatten_number(phone: &mut Map<String, Json>) {
    let Some(Json::Object(number)) = phone.remove("number") else {
        return;
    };
    phone.extend(number);
    let text = |key: &str| phone.get(key).and_then(Json::as_str);
    let href = match (text("href"), text("ext"), text("type")) {
        (Some(href), _, Some("text")) => href.replacen("tel:", "sms:", 1),
        (Some(href), Some(ext), _) => format!("{href};ext={ext}"),
        _ => return,
    };
    phone.insert("href".to_owned(), href.into());
}

fn card(entry: &Entry<Contact>, portal: Portal<'_>) -> vcard::Card {
    let contact = &entry.fields;
    let parent = portal
        .collections
        .follow(contact.part_of.as_ref())
        .map(|parent| parent.fields.name.clone());
    vcard::Card {
        uid: format!("{}@{}", entry.id.value, portal.config.domain()),
        rev: entry.revised(),
        kind: if contact.kind == ContactKind::Person {
            vcard::Kind::Individual
        } else {
            vcard::Kind::Organization
        },
        name: contact.name.clone(),
        name_parts: (contact.kind == ContactKind::Person).then(|| name_parts(contact)),
        organization: parent.into_iter().chain(contact.unit.clone()).fold(Vec::new(), |mut units, unit| {
            if !units.contains(&unit) {
                units.push(unit);
            }
            units
        }),
        title: contact.title.clone(),
        role: (!contact.role_for.is_empty()).then(|| contact.role_for.join(", ")),
        telephones: contact.phones.iter().map(telephone).collect(),
        emails: contact.emails.iter().map(|email| email.0.clone()).collect(),
        urls: contact.url.iter().map(|url| url.0.value.clone()).collect(),
        address: contact.address.clone().map(|street| vcard::Address {
            street,
            ..vcard::Address::default()
        }),
        languages: contact.languages.iter().map(|language| language.0.clone()).collect(),
        categories: entry
            .common
            .topics
            .iter()
            .map(|topic| portal.config.label(Vocabulary::Topics, &topic.0.value).to_owned())
            .collect(),
        note: note(entry),
    }
}

/// What a card has no property for: what the contact is there for, when someone answers, how soon, and how to call.
fn note(entry: &Entry<Contact>) -> Option<String> {
    let contact = &entry.fields;
    let phones = contact.phones.iter().map(|phone| {
        let about = [phone.hours.as_deref(), phone.note.as_deref()].into_iter().flatten();
        (phone.number.text.as_str(), about.collect::<Vec<_>>().join(". "))
    });
    let phones = phones
        .filter(|(_, about)| !about.is_empty())
        .map(|(number, about)| format!("{number}: {about}"));
    let texts = [&entry.common.summary, &contact.office_hours, &contact.response_time];
    let lines: Vec<String> = texts.into_iter().flatten().cloned().chain(phones).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Surname and first names: from `sort_name` where it is given, else the last word is the surname.
fn name_parts(contact: &Contact) -> vcard::Name {
    let (family, given) = match contact.sort_name.as_deref().and_then(|name| name.split_once(',')) {
        Some((family, given)) => (family.trim(), given.trim()),
        None => contact
            .name
            .rsplit_once(' ')
            .map_or((contact.name.as_str(), ""), |(given, family)| (family, given)),
    };
    vcard::Name {
        family: family.to_owned(),
        given: given.to_owned(),
        ..vcard::Name::default()
    }
}

fn telephone(phone: &Phone) -> vcard::Telephone {
    let line = match phone.r#type {
        PhoneType::Office | PhoneType::Other => vcard::TelephoneLine::Voice,
        PhoneType::Mobile => vcard::TelephoneLine::Cell,
        PhoneType::Text => vcard::TelephoneLine::Text,
        PhoneType::Fax => vcard::TelephoneLine::Fax,
        PhoneType::Tty => vcard::TelephoneLine::Textphone,
    };
    vcard::Telephone {
        number: phone.number.number.clone(),
        extension: phone.ext.as_ref().map(|ext| ext.0.clone()),
        line,
    }
}

impl<K> Entry<K> {
    /// The day of its last revision: `updated`, else `posted`. Where neither is known, a fixed day long past: files that
    /// carry the day must not change from build to build, and a day of last change must not be invented.
    pub fn revised(&self) -> Date {
        self.common.updated.or(self.common.posted).unwrap_or(Date::constant(2000, 1, 1))
    }
}
