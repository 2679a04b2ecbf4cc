//! What search engines and assistants are told of entries, in the vocabulary of schema.org: only what an entry says.
//!
//! Addresses are whole ones. A portal that does not know its own leaves them out.

use jiff::tz::TimeZone;

use super::contacts::{Contact, ContactKind};
use super::courses::Course;
use super::faqs::Faq;
use super::training::{Format, Place, Status, Training};
use super::videos::{Episode, Series};
use super::{Common, Entry, Kind, Portal};
use crate::formats::json_ld::Thing;
use crate::schema::Vocabulary;
use crate::schema::dates::{Moment, iso_length};

/// The whole address of a place in the portal.
pub fn whole(url: &str, portal: Portal<'_>) -> Option<String> {
    if url.contains("://") {
        return Some(url.to_owned());
    }
    portal.config.absolute(url).filter(|_| url.starts_with('/'))
}

fn page<K: Kind>(entry: &Entry<K>, portal: Portal<'_>) -> Option<String> {
    whole(&K::HOME.address(&entry.id.value)?, portal)
}

/// The agency. Only a host that is reserved for governments shows that it is one.
pub fn agency(portal: Portal<'_>) -> Option<Thing> {
    let agency = portal.config.agency.as_ref()?;
    let url = agency.url.as_ref().map(|url| url.0.value.as_str());
    Some(organization(url).with("name", agency.name.as_str()).with("url", url))
}

/// Who holds a class or a course: the organization of its contact. Without one it is the agency, unless the entry names a
/// page of others as its source: then it is not known.
fn host(own: &Common, course: Option<&Common>, portal: Portal<'_>) -> Option<Thing> {
    let contact = own.contact.as_ref().or(course.and_then(|course| course.contact.as_ref()));
    let contact = portal.collections.follow(contact);
    let above = contact.and_then(|contact| match contact.fields.kind {
        ContactKind::Person => portal.collections.follow(contact.fields.part_of.as_ref()),
        ContactKind::Team | ContactKind::Organization => Some(contact),
    });
    let named = above.map(|above| organization_of(above).with("name", above.fields.name.as_str()));
    let is_ours = own.source.is_none() && course.is_none_or(|course| course.source.is_none());
    named.or_else(|| is_ours.then(|| agency(portal))?)
}

fn organization(url: Option<&str>) -> Thing {
    let host = url.and_then(|url| url::Url::parse(url).ok()?.host_str().map(str::to_owned));
    let is_government = |host: &String| host.split('.').rev().take(2).any(|part| part == "gov" || part == "mil");
    Thing::new(if host.as_ref().is_some_and(is_government) {
        "GovernmentOrganization"
    } else {
        "Organization"
    })
}

/// A class. One without a date is no event yet.
pub fn event(entry: &Entry<Training>, portal: Portal<'_>) -> Option<Thing> {
    let class = &entry.fields;
    let start = class.start.as_ref()?.value;
    let end = class.end.as_ref().map(|end| end.value);
    let course = entry.course(portal.collections);
    let summary = entry.common.summary.clone();
    let inherited = course.and_then(|course| course.common.summary.clone());
    let moment = |moment: Moment| instant(moment, entry.zone(portal));
    Some(
        Thing::new("Event")
            .with("name", class.title(portal.collections))
            .with("description", summary.or(inherited))
            .with("url", page(entry, portal))
            .with("startDate", moment(start))
            .with("endDate", moment(end.unwrap_or(start)))
            .with("previousStartDate", class.previous_start.filter(|_| is_moved(class)).map(moment))
            .with("eventStatus", format!("https://schema.org/{}", status(class.status)))
            .with(
                "eventAttendanceMode",
                attendance(class).map(|mode| format!("https://schema.org/{mode}")),
            )
            .with("location", locations(class))
            .with("organizer", host(&entry.common, course.map(|course| &course.common), portal))
            .with("isAccessibleForFree", class.free)
            .with("maximumAttendeeCapacity", class.capacity)
            .with("offers", offers(entry, portal))
            .with("audience", audiences(entry.audiences(portal.collections), portal))
            .with(
                "about",
                course.map(|course| {
                    Thing::new("Course")
                        .with("name", course.fields.title.as_str())
                        .with("url", page(course, portal))
                }),
            ),
    )
}

fn is_moved(class: &Training) -> bool {
    matches!(class.status, Status::Rescheduled | Status::Postponed)
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Scheduled | Status::Full | Status::Waitlist => "EventScheduled",
        Status::Cancelled => "EventCancelled",
        Status::Postponed => "EventPostponed",
        Status::Rescheduled => "EventRescheduled",
        Status::MovedOnline => "EventMovedOnline",
    }
}

fn attendance(class: &Training) -> Option<&'static str> {
    match (class.status, class.format) {
        (Status::MovedOnline, _) | (_, Some(Format::Online)) => Some("OnlineEventAttendanceMode"),
        (_, Some(Format::Hybrid)) => Some("MixedEventAttendanceMode"),
        (_, Some(Format::InPerson)) => Some("OfflineEventAttendanceMode"),
        (_, None) => None,
    }
}

/// A date as it is; a time with the offset that its zone has at that moment.
fn instant(moment: Moment, zone: &str) -> String {
    let Some(time) = moment.time else { return moment.date.to_string() };
    let zoned = TimeZone::get(zone).and_then(|zone| moment.date.to_datetime(time).to_zoned(zone));
    zoned.map_or_else(
        |_| moment.date.to_string(),
        |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    )
}

fn locations(class: &Training) -> Vec<Thing> {
    let is_online = attendance(class) == Some("OnlineEventAttendanceMode");
    let place = class.place.as_ref().filter(|_| !is_online).map(place);
    let online = class.online.as_ref().map(|online| {
        Thing::new("VirtualLocation")
            .with("name", online.platform.clone())
            .with("url", online.url.as_ref().map(|url| url.0.value.as_str()))
    });
    [place, online].into_iter().flatten().filter(Thing::says_something).collect()
}

fn place(place: &Place) -> Thing {
    let address = Thing::new("PostalAddress")
        .with("streetAddress", place.street.clone())
        .with("addressLocality", place.city.clone())
        .with("addressRegion", place.state.clone())
        .with("postalCode", place.zip.clone());
    Thing::new("Place")
        .with("name", place.name.clone().or_else(|| place.city.clone()))
        .with("address", address)
        .with("hasMap", place.map_url.as_ref().map(|url| url.0.value.as_str()))
}

/// What it costs, where an amount and its currency are known.
fn offers(entry: &Entry<Training>, portal: Portal<'_>) -> Vec<Thing> {
    let class = &entry.fields;
    let registration = class.registration.as_ref();
    let url = registration.and_then(|registration| registration.url.as_ref());
    let url = url.and_then(|url| whole(&portal.surroundings.address(url), portal));
    let opens = registration.and_then(|registration| registration.opens);
    let availability = (class.status == Status::Full).then_some("https://schema.org/SoldOut");
    let priced = class
        .cost
        .0
        .iter()
        .filter_map(|cost| Some((cost, cost.amount?, cost.currency.as_deref()?)));
    let offer = |(cost, amount, currency): (&super::training::Cost, u32, &str)| {
        let audience = cost
            .audience
            .as_ref()
            .map(|audience| portal.config.label(Vocabulary::Audiences, &audience.0.value));
        Thing::new("Offer")
            .with("name", audience)
            .with("price", amount)
            .with("priceCurrency", currency)
            .with("url", url.clone())
            .with("validFrom", opens.map(|opens| instant(opens, entry.zone(portal))))
            .with("availability", availability)
    };
    priced.map(offer).collect()
}

fn audiences(audiences: &[crate::schema::values::Audience], portal: Portal<'_>) -> Vec<Thing> {
    let label = |audience: &crate::schema::values::Audience| portal.config.label(Vocabulary::Audiences, &audience.0.value).to_owned();
    let audience = |audience| Thing::new("Audience").with("audienceType", label(audience));
    audiences.iter().map(audience).collect()
}

/// A course, with the classes of it that are to come.
pub fn course(entry: &Entry<Course>, portal: Portal<'_>) -> Thing {
    let description = entry.fields.description.as_ref().map(|description| description.text());
    let now = portal.now();
    let classes = portal.collections.of::<Training>().filter(|class| {
        let is_of = class.fields.course.as_ref().is_some_and(|course| course.id.value == entry.id.value);
        is_of && !class.period(portal).is_over(now)
    });
    Thing::new("Course")
        .with("name", entry.fields.title.as_str())
        .with("description", entry.common.summary.clone().or(description))
        .with("url", page(entry, portal))
        .with("provider", host(&entry.common, None, portal))
        .with("educationalCredentialAwarded", entry.fields.certificate.clone())
        .with("audience", audiences(&entry.common.audiences, portal))
        .with(
            "hasCourseInstance",
            classes.filter_map(|class| instance(class, portal)).collect::<Vec<_>>(),
        )
}

/// A class as one time that a course is held.
fn instance(class: &Entry<Training>, portal: Portal<'_>) -> Option<Thing> {
    let event = event(class, portal)?;
    let copy = |thing: Thing, property: &str| match event.get(property) {
        Some(value) => thing.with(property, value.as_str()),
        None => thing,
    };
    let mode = match class.fields.format {
        Some(Format::InPerson) => Some("onsite"),
        Some(Format::Online) => Some("online"),
        Some(Format::Hybrid) => Some("blended"),
        None => None,
    };
    let start = ["name", "url", "startDate", "endDate", "eventStatus"];
    let instance = start.into_iter().fold(Thing::new("CourseInstance"), copy);
    Some(instance.with("courseMode", mode).with("location", locations(&class.fields)))
}

/// One video. Its transcript stands on the page, and would double it here.
pub fn video(series: &Entry<Series>, episode: &Episode, portal: Portal<'_>) -> Thing {
    let url = whole(&episode.address(), portal);
    let file = |path: &crate::schema::values::FilePath| whole(&format!("/{}", path.0.value), portal);
    let captions = episode.caption_files.iter().map(|captions| {
        Thing::new("MediaObject")
            .with("contentUrl", file(&captions.file))
            .with("encodingFormat", "text/vtt")
            .with("inLanguage", captions.language.0.as_str())
    });
    Thing::new("VideoObject")
        .with("name", episode.title.value.as_str())
        .with("description", episode.summary.clone())
        .with("url", url)
        .with("duration", episode.duration.map(|length| iso_length(length.0)))
        .with("inLanguage", series.language(episode))
        .with("thumbnailUrl", episode.poster.as_ref().and_then(|poster| file(&poster.file)))
        .with("contentUrl", episode.file.as_ref().and_then(file))
        .with("embedUrl", episode.embed_url())
        .with("caption", captions.collect::<Vec<_>>())
        .with(
            "creator",
            series
                .fields
                .producer
                .as_deref()
                .map(|name| Thing::new("Organization").with("name", name)),
        )
        .with(
            "isPartOf",
            Thing::new("CreativeWorkSeries").with("name", series.fields.title.as_str()),
        )
}

/// Whom to call or write to.
pub fn contact(entry: &Entry<Contact>, portal: Portal<'_>) -> Thing {
    let contact = &entry.fields;
    let above = portal.collections.follow(contact.part_of.as_ref());
    let above = above.map(|above| organization_of(above).with("name", above.fields.name.as_str()));
    let (thing, belongs) = match contact.kind {
        ContactKind::Person => (Thing::new("Person").with("jobTitle", contact.title.clone()), "worksFor"),
        ContactKind::Team | ContactKind::Organization => (organization_of(entry), "parentOrganization"),
    };
    thing
        .with("name", contact.name.as_str())
        .with("description", entry.common.summary.clone())
        .with("url", page(entry, portal))
        .with("sameAs", contact.url.as_ref().map(|url| url.0.value.as_str()))
        .with(belongs, above)
        .with("contactPoint", points(entry, portal))
}

fn organization_of(entry: &Entry<Contact>) -> Thing {
    organization(entry.fields.url.as_ref().map(|url| url.0.value.as_str()))
}

/// A contact point for each telephone number, the first with the first e-mail address, and one for each further address.
fn points(entry: &Entry<Contact>, portal: Portal<'_>) -> Vec<Thing> {
    let contact = &entry.fields;
    let languages: Vec<&str> = contact.languages.iter().map(|language| language.0.as_str()).collect();
    let regions: Vec<&str> = entry.common.terms(Vocabulary::Regions);
    let regions: Vec<&str> = regions.into_iter().map(|id| portal.config.label(Vocabulary::Regions, id)).collect();
    let ways = contact.phones.len().max(contact.emails.len());
    let point = |at: usize| {
        let phone = contact.phones.get(at);
        let telephone = phone.map(|phone| match &phone.ext {
            Some(ext) => format!("{};ext={ext}", phone.number.number),
            None => phone.number.number.clone(),
        });
        Thing::new("ContactPoint")
            .with("telephone", telephone)
            .with("email", contact.emails.get(at).map(|email| email.0.as_str()))
            .with("contactType", contact.role_for.first().cloned())
            .with("availableLanguage", languages.clone())
            .with("areaServed", regions.clone())
    };
    (0..ways).map(point).collect()
}

/// A question with its answer.
pub fn question(entry: &Entry<Faq>) -> Thing {
    Thing::new("Question")
        .with("name", entry.fields.question.value.as_str())
        .with("acceptedAnswer", Thing::new("Answer").with("text", entry.fields.answer.text()))
}

/// The page of questions.
pub fn questions<'a>(entries: impl Iterator<Item = &'a Entry<Faq>>) -> Thing {
    Thing::new("FAQPage").with("mainEntity", entries.map(question).collect::<Vec<_>>())
}
