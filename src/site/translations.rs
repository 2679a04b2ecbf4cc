//! Translations and what they were made from: which are older than their original, and which are missing.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Page, Site};
use crate::diag::{Code, Diagnostic, Severity, Span, Spanned};
use crate::kinds::{AnyEntry, unknown_collection};
use crate::words::Lang;

/// The word under `translated` in `docent.yaml` that means the pages below `content/`.
const PAGES: &str = "pages";

/// Reports translations that are older than their original, and those that the portal promises and does not have.
pub fn check(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let main = site.config.language();
    let versions = versions(site);
    for page in site.pages.iter().filter(|page| page.lang != main) {
        let original = versions.get(&(page.key.as_str(), main));
        report.extend(original.and_then(|original| of_page(original, page)));
    }
    for entry in site.collections.all().filter(|entry| !entry.translations().is_empty()) {
        report.extend(of_entry(entry));
    }
    promises(site, &versions, report);
}

/// Every page by what its versions share, and by its language.
type Versions<'s> = BTreeMap<(&'s str, &'s str), &'s Page>;

fn versions<'s>(site: &'s Site<'_>) -> Versions<'s> {
    let named = |page: &'s Page| ((page.key.as_str(), page.lang.as_str()), page);
    // Of two files for one version, which is an error, the first counts.
    site.pages.iter().rev().map(named).collect()
}

fn of_page(original: &Page, page: &Page) -> Option<Diagnostic> {
    let original = Original {
        updated: original.front.updated.or(original.front.date),
        code: code(&texts_of(original)),
        place: Span::file(&original.file),
    };
    original.compare(page.front.translated_from.as_ref(), &Span::file(&page.file))
}

fn of_entry(entry: &dyn AnyEntry) -> Vec<Diagnostic> {
    let original = Original {
        updated: entry.common().updated,
        code: code(&entry.texts()),
        place: entry.at().clone(),
    };
    let translations = entry.translations().values();
    translations
        .filter_map(|translation| original.compare(translation.about.translated_from.as_ref(), &translation.at))
        .collect()
}

/// The words of a page that a translation says in another language.
fn texts_of(page: &Page) -> Vec<String> {
    let front = &page.front;
    let cards = front.cards.iter().flat_map(|card| [Some(card.title.clone()), card.text.clone()]);
    let texts = [Some(front.title.value.clone()), front.description.clone(), front.summary.clone()];
    texts
        .into_iter()
        .chain(cards)
        .flatten()
        .chain([page.body.source.trim().to_owned()])
        .collect()
}

/// A short code for words: other words have another one.
fn code(texts: &[String]) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(text.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex().chars().take(8).collect()
}

struct Original {
    updated: Option<Date>,
    code: String,
    place: Span,
}

impl Original {
    /// Whether a translation that says it was made from this is still right.
    fn compare(&self, from: Option<&Spanned<String>>, translation: &Span) -> Option<Diagnostic> {
        let Some(from) = from else {
            let problem = Diagnostic::new(Code::StaleTranslation, "it is not said what this translation was made from").at(translation);
            return Some(Diagnostic {
                severity: Severity::Note,
                ..self.remedy(problem)
            });
        };
        let problem = match (from.value.parse::<Date>(), self.updated) {
            (Ok(day), Some(updated)) if updated > day => format!("the original was updated on {updated}, after this translation"),
            (Ok(_), Some(_)) => return None,
            (Ok(_), None) => "the original has no `updated`, so a date cannot tell whether it has changed".to_owned(),
            (Err(_), _) if from.value == self.code => return None,
            (Err(_), _) if is_code(&from.value) => "the original has changed since it was translated".to_owned(),
            (Err(_), _) => {
                let message = format!("`{}` is neither a date nor the code of a text", from.value);
                return Some(self.remedy(Diagnostic::new(Code::BadValue, message).at(&from.span)));
            }
        };
        let problem = Diagnostic::new(Code::StaleTranslation, problem).at(&from.span);
        Some(self.remedy(problem.label(&self.place, "the original")))
    }

    fn remedy(&self, problem: Diagnostic) -> Diagnostic {
        problem.help(format!(
            "once the two say the same, write `translated_from: {}`, which stands for the words of the original as they are now",
            self.code
        ))
    }
}

fn is_code(text: &str) -> bool {
    text.len() == 8 && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// What `translated` in `docent.yaml` promises.
fn promises(site: &Site<'_>, versions: &Versions<'_>, report: &mut Vec<Diagnostic>) {
    for promise in &site.config.translated {
        match promise.value.as_str() {
            PAGES => report.extend(pages_without(site, versions)),
            name if site.collections.kinds().named(name).is_some() => report.extend(entries_without(site, name)),
            _ => report.push(unknown_collection(promise, site.collections.kinds(), &[PAGES])),
        }
    }
}

fn pages_without(site: &Site<'_>, versions: &Versions<'_>) -> Vec<Diagnostic> {
    let main = site.config.language();
    let mut missing = Vec::new();
    for page in site.pages.iter().filter(|page| page.lang == main) {
        let has = |lang: &str| versions.contains_key(&(page.key.as_str(), lang));
        for lang in site.other_languages().filter(|lang| !has(lang)) {
            let file = page.file.strip_suffix(".md").unwrap_or(&page.file);
            let problem = Diagnostic::new(Code::MissingTranslation, format!("the page is not translated into {}", name(lang)));
            missing.push(problem.at(&Span::file(&page.file)).help(format!("write `{file}.{lang}.md`")));
        }
    }
    missing
}

fn entries_without(site: &Site<'_>, collection: &str) -> Vec<Diagnostic> {
    let mut missing = Vec::new();
    for entry in site.collections.named(collection) {
        for lang in site.other_languages().filter(|lang| !entry.translations().contains_key(*lang)) {
            let message = format!(
                "the {} `{}` is not translated into {}",
                entry.kind().one(),
                entry.id().value,
                name(lang)
            );
            let problem = Diagnostic::new(Code::MissingTranslation, message).at(entry.at());
            missing.push(problem.help(format!("add a block `{lang}:` with its texts")));
        }
    }
    missing
}

/// Messages are in English.
fn name(lang: &str) -> String {
    Lang::En.language(lang)
}
