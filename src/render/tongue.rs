//! What the last step of a page knows of languages: where links lead, and which language text without a translation is in.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::plan::{Lead, Mirrors};
use crate::schema::fallback::{CLOSE, OPEN, strip};
use crate::site::Site;

/// The language of a page, seen from its links and texts.
#[derive(Debug, Clone, Default, Hash)]
pub struct Tongue {
    main: String,
    leads: BTreeMap<String, Lead>,
    /// The anchors of the texts of originals, and those of their versions: a heading has an anchor of its own in each language.
    headings: BTreeMap<String, Vec<String>>,
}

/// Where a link leads.
pub enum Target<'a> {
    /// To a page in the language of the page, or to a file.
    Own(Cow<'a, str>),
    /// To a page in another language.
    Foreign(&'a str),
}

impl Tongue {
    /// For the pages of a language.
    pub fn of(site: &Site<'_>, mirrors: &Mirrors, lang: &str) -> Self {
        let headings = |url: &str| -> Vec<String> {
            let page = site.page_at(url);
            page.into_iter()
                .flat_map(|page| &page.body.headings)
                .map(|heading| heading.id.clone())
                .collect()
        };
        let leads = mirrors.leads(lang);
        let versions = leads.iter().flat_map(|(original, lead)| match lead {
            Lead::Version(url) => vec![original, url],
            Lead::Foreign(_) => Vec::new(),
        });
        Self {
            main: site.config.language().to_owned(),
            headings: versions
                .map(|url| (url.clone(), headings(url)))
                .filter(|(_, ids)| !ids.is_empty())
                .collect(),
            leads,
        }
    }

    /// Where a link leads on a page of this language; nothing if it leads where it says.
    pub fn target(&self, path: &str, fragment: &str) -> Option<Target<'_>> {
        Some(match self.leads.get(path)? {
            Lead::Foreign(lang) => Target::Foreign(lang),
            // A heading that only the original has is where the link was meant to lead.
            Lead::Version(url) if self.has(path, fragment) && !self.has(url, fragment) => Target::Foreign(&self.main),
            Lead::Version(url) => Target::Own(url.into()),
        })
    }

    fn has(&self, url: &str, fragment: &str) -> bool {
        self.headings.get(url).is_some_and(|ids| ids.iter().any(|id| id == fragment))
    }

    /// A run of text as HTML: what is in the main language says so.
    pub fn text<'t>(&self, run: &'t str) -> Cow<'t, str> {
        if !run.contains(OPEN) {
            return strip(run);
        }
        let mut parts = run.split(OPEN);
        let mut html = strip(parts.next().unwrap_or_default()).into_owned();
        for part in parts {
            match part.split_once(CLOSE) {
                Some((text, rest)) => {
                    html.push_str(&format!("<span lang=\"{}\">{}</span>{}", self.main, strip(text), strip(rest)));
                }
                None => html.push_str(&strip(part)),
            }
        }
        html.into()
    }
}
