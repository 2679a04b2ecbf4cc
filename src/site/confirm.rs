//! What pages and entries name, confirmed by the rest of the portal: links, references, words, files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Page, Site, reporting};
use crate::diag::fix::Trust;
use crate::diag::{Code, Diagnostic, Edit, Fix, Remedy, Span, Spanned, nearest, surely};
use crate::kinds::AnyEntry;
use crate::parse::markdown::{LinkKind, Markdown};
use crate::schema::values::{Address, FilePath, Prose};
use crate::schema::web::insecure;
use crate::schema::{Visitor, Vocabulary, list_words};
use crate::source::SourceFile;

pub(super) fn pages(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    reporting(&site.pages, report, |page, report| self::page(site, page, report));
}

fn page(site: &Site<'_>, page: &Page, report: &mut Vec<Diagnostic>) {
    let mut check = Confirm {
        site,
        report,
        folder: page.folder(),
    };
    check.text(&page.body);
    crate::schema::Record::visit_fields(&page.front, &mut check);
    page.front.related.iter().for_each(|related| check.related(related));
    if let Some(by) = &page.front.review_by
        && by.value < site.today
    {
        let problem = Diagnostic::new(Code::ReviewOverdue, format!("the page was to be reviewed by {}", by.value)).at(&by.span);
        report.push(problem.help("read it through, correct it, and set a new date"));
    }
    if let Some(template) = &page.front.template
        && !site.theme.templates.contains_key(&template.value)
    {
        let problem = Diagnostic::new(Code::Theme, format!("the theme has no template `{}`", template.value)).at(&template.span);
        let near = nearest(&template.value, site.theme.templates.keys().map(String::as_str));
        report.push(
            problem.help(near.map_or("leave the line out for the usual template".to_owned(), |near| {
                format!("did you mean `{near}`?")
            })),
        );
    }
    check_blanks(page, site, report);
}

/// `[[your telephone number]]` of the starter pages must not be published; as code, it is an example.
fn check_blanks(page: &Page, site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let Some(text) = site.snapshot.get(&page.file).and_then(SourceFile::text) else {
        return;
    };
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("[[")).map(|at| from + at) {
        from = start + 2;
        let line = text.get(from..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let Some(blank) = line.find("]]").and_then(|end| text.get(start..from + end + 2)) else {
            continue;
        };
        if is_code(blank, &page.body.html) {
            continue;
        }
        let problem = Diagnostic::new(Code::StarterBlank, format!("the blank {blank} is still to be filled in"));
        let at = Span::new(&page.file, start..start + blank.len());
        report.push(problem.at(&at).help("replace it, brackets included, with the words of your agency"));
    }
}

/// Whether a text stands in an element `code`.
fn is_code(text: &str, html: &str) -> bool {
    let text = crate::parse::markdown::escaped(text);
    let codes = html.split("<code").skip(1).filter_map(|rest| rest.split("</code>").next());
    codes.into_iter().any(|code| code.contains(&text))
}

/// Shows every entry, in every language, to what has to confirm its parts.
pub(super) fn entries(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    for edition in site.others.values() {
        // What is wrong in both languages stands at one place, and is told once.
        let entries: Vec<&dyn AnyEntry> = edition.collections.all().collect();
        reporting(&entries, report, |entry, report| visit(edition, *entry, report));
    }
    let portal = site.portal(site.config.language());
    let entries: Vec<&dyn AnyEntry> = site.collections.all().collect();
    reporting(&entries, report, |entry, report| {
        visit(site, *entry, report);
        entry.check(portal, report);
        if let Some(by) = &entry.common().review_by
            && by.value < site.today
        {
            let problem = Diagnostic::new(Code::ReviewOverdue, format!("this entry was to be reviewed by {}", by.value)).at(&by.span);
            report.push(problem.help("compare it with its source, correct it, and set a new `review_by`"));
        }
    });
}

/// Categories that differ from the one of other entries in letter case or signs alone: both are the same heading.
pub(super) fn categories(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    type Spellings<'s> = BTreeMap<&'s str, Vec<&'s Spanned<String>>>;
    let mut headings: BTreeMap<(&str, String), Spellings<'_>> = BTreeMap::new();
    for entry in site.collections.all() {
        let Some(category) = entry.category() else { continue };
        let heading = (entry.kind().name(), crate::route::heading_key(&category.value));
        headings
            .entry(heading)
            .or_default()
            .entry(&category.value)
            .or_default()
            .push(category);
    }
    for spellings in headings.values().filter(|spellings| spellings.len() > 1) {
        let Some((meant, most)) = spellings.iter().rev().max_by_key(|(_, typed)| typed.len()) else {
            continue;
        };
        for (other, typed) in spellings.iter().filter(|(other, _)| *other != meant) {
            let trust = if most.len() > typed.len() { Trust::Safe } else { Trust::Suggested };
            for one in typed {
                let right = Remedy::text(format!("did you mean `{meant}`?"), trust, *meant);
                let problem = Diagnostic::new(Code::BadValue, format!("the category `{other}` is written as `{meant}` elsewhere"));
                report.push(problem.at(&one.span).remedy(other, right));
            }
        }
    }
}

fn visit(site: &Site<'_>, entry: &dyn AnyEntry, report: &mut Vec<Diagnostic>) {
    entry.visit(&mut Confirm {
        site,
        report,
        folder: "content",
    });
}

/// A text below `data/` that no entry shows was written for nothing.
pub(super) fn texts(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let mut shown = ShownTexts::default();
    site.collections.all().for_each(|entry| entry.visit(&mut shown));
    let texts = site.snapshot.below("data/").filter(|file| file.path.ends_with(".md"));
    for file in texts.filter(|file| !shown.0.contains(&file.path)) {
        let problem = Diagnostic::new(Code::UnusedText, "no entry shows this text").at(&Span::file(&file.path));
        let path = file.path.strip_prefix("data/").unwrap_or(&file.path);
        report.push(problem.help(format!(
            "name it in an entry, such as `transcript: {path}` of a video, or delete it; pages belong below `content/`"
        )));
    }
}

/// Collects the files of the texts that entries show.
#[derive(Default)]
struct ShownTexts(BTreeSet<Arc<str>>);

impl Visitor for ShownTexts {
    fn prose(&mut self, prose: &Prose) {
        self.0.insert(prose.0.span.file.clone());
    }
}

/// Confirms what one file says about others.
struct Confirm<'s, 'a> {
    site: &'s Site<'a>,
    report: &'s mut Vec<Diagnostic>,
    folder: &'s str,
}

impl Confirm<'_, '_> {
    fn text(&mut self, text: &Markdown) {
        for link in &text.links {
            match self.site.resolve(&link.target, self.folder, &link.span) {
                Err(problem) => self.report.push(problem),
                Ok(url) if link.kind == LinkKind::Image => self.image(&url, &link.span),
                Ok(url) => self.report.extend(insecure(&url, &link.span)),
            }
        }
    }

    fn image(&mut self, url: &str, span: &Span) {
        let Ok(parsed) = url::Url::parse(url) else { return };
        let origin = parsed.origin().ascii_serialization();
        if !self.site.config.allows(&origin) {
            let problem = Diagnostic::new(Code::ThirdParty, format!("the picture would be fetched from {origin}")).at(span);
            self.report
                .push(problem.help("save the picture beside the page and link to it there"));
        }
    }

    fn related(&mut self, related: &Spanned<String>) {
        match related.value.split_once('/') {
            Some(("@", _)) => self
                .report
                .extend(self.site.resolve(&related.value, self.folder, &related.span).err()),
            Some((collection, id)) if self.site.collections.kinds().named(collection).is_some() => {
                let id = Spanned {
                    value: id.to_owned(),
                    span: related.span.clone(),
                };
                self.unknown(collection, &id);
            }
            _ => {
                let problem = Diagnostic::new(
                    Code::UnknownReference,
                    format!("`{}` is neither an entry nor a page", related.value),
                )
                .at(&related.span);
                let names = self.site.collections.kinds().names();
                let meant = related
                    .value
                    .split_once('/')
                    .and_then(|(collection, id)| Some((nearest(collection, names)?, id)));
                self.report.push(problem.help(match meant {
                    Some((collection, id)) => format!("did you mean `{collection}/{id}`?"),
                    None => "write collection and id, such as `documents/model-mou`, or a page, such as `@/about.md`".to_owned(),
                }));
            }
        }
    }

    fn unknown(&mut self, collection: &str, id: &Spanned<String>) {
        let all = &self.site.collections;
        if all.find(collection, &id.value).is_some() || all.may_be_left_out(collection, &id.value) {
            return;
        }
        let problem = Diagnostic::new(Code::UnknownReference, format!("there is no entry `{}` in {collection}", id.value)).at(&id.span);
        let known: Vec<_> = self
            .site
            .collections
            .named(collection)
            .map(|entry| entry.id().value.as_str())
            .collect();
        let help = match nearest(&id.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => {
                format!("the collection {collection} is empty; add the entry to `data/{collection}.yaml`, or delete the id here")
            }
            None if known.len() <= 8 => format!("it can be {}", list_words(&known)),
            None => format!("the ids stand in `data/{collection}`"),
        };
        let fix = surely_meant(id, known.iter().copied());
        self.report.push(problem.help(help).fix(fix));
    }
}

/// The correction of a word that can only have been meant to be another.
fn surely_meant<'k>(typed: &Spanned<String>, known: impl IntoIterator<Item = &'k str>) -> Option<Fix> {
    let meant = surely(&typed.value, known)?;
    Some(Fix::safe([Edit::word(&typed.span, &*typed.value, meant)]))
}

impl Visitor for Confirm<'_, '_> {
    fn reference(&mut self, collection: &'static str, id: &Spanned<String>) {
        self.unknown(collection, id);
    }

    fn term(&mut self, vocabulary: Vocabulary, id: &Spanned<String>) {
        let words: Vec<_> = self
            .site
            .config
            .vocabulary(vocabulary)
            .iter()
            .map(|word| word.id.value.as_str())
            .collect();
        if words.contains(&id.value.as_str()) {
            return;
        }
        let problem = Diagnostic::new(Code::UnknownTerm, format!("`{}` is not one of the {}", id.value, vocabulary.name())).at(&id.span);
        let problem = problem.fix(surely_meant(id, words.iter().copied()));
        self.report.push(match nearest(&id.value, words.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if words.is_empty() => problem.help(format!("add it to `vocabularies.{}` in docent.yaml", vocabulary.name())),
            None => problem.help(format!("it can be {}; other words are added in docent.yaml", list_words(&words))),
        });
    }

    fn prose(&mut self, prose: &Prose) {
        self.text(&prose.0.value);
    }

    fn address(&mut self, address: &Address) {
        match self.site.resolve(&address.0.value, "content", &address.0.span) {
            Ok(url) => self.report.extend(insecure(&url, &address.0.span)),
            Err(problem) => self.report.push(problem),
        }
    }

    fn file(&mut self, file: &FilePath) {
        if self.site.static_url(file).is_some() {
            return;
        }
        let typed = &file.0.value;
        let known = || self.site.file_urls.keys().filter_map(|path| path.strip_prefix("static/"));
        let problem = Diagnostic::new(Code::DeadLink, format!("there is no file `static/{typed}`"))
            .at(&file.0.span)
            .fix(surely_meant(&file.0, known()));
        self.report.push(match nearest(typed, known()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("put the file below `static/` and write its path from there"),
        });
    }
}
