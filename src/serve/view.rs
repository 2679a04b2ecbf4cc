//! What a browser is to see at one moment.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::problem::Problem;
use crate::diag;
use crate::pipeline::Build;
use crate::render::{Artifact, Bundle};
use crate::route::Route;
use crate::source::Snapshot;

/// The last good site, the beginning of the next, and the errors in the files since.
#[derive(Clone, Default)]
pub(super) struct View {
    /// The last site that was built without an error.
    pub site: Option<Arc<Bundle>>,
    /// What is wrong with the files now.
    pub problems: Arc<[Problem]>,
    /// How many errors there are besides.
    pub more: usize,
    /// While the pages of the next site are being made: those that someone looks at, which are made before all others.
    first: Option<First>,
    /// True while what search finds on these pages is not made yet.
    awaits_index: bool,
    /// What search found on the last site that was made to its end: the files that its pages do without.
    index: Bundle,
    /// What is shown, in short.
    pub prints: Prints,
    /// The print of each page without the links to its styles, by the digest of the whole: most pages stay.
    pages: HashMap<[u8; 32], blake3::Hash>,
}

/// The beginning of a site.
#[derive(Clone)]
struct First {
    pages: Arc<Bundle>,
    /// What the site is known by that is shown again should the new one turn out to have errors.
    before: Prints,
}

/// Fingerprints of what is shown. A browser compares them with those of the page it has, and knows what to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Prints {
    /// Of everything but the style sheets and what search finds; another one means a new page.
    pub pages: String,
    /// What `pages` was while the first pages of this site alone were there: whoever has one of these need not load it again.
    pub first: String,
    /// Of what search finds; empty while it is made. Another one means a new page, for it may have asked for the old.
    pub index: String,
    /// Of the style sheets; another one means new styles for the same page.
    pub styles: String,
    /// Of the errors.
    pub errors: String,
}

/// What a browser is told when the view changes.
#[derive(Serialize)]
struct Message<'a> {
    #[serde(flatten)]
    prints: &'a Prints,
    problems: &'a [Problem],
    more: usize,
}

/// Where the indices of the search are.
const INDICES: &str = "/search/";

/// So many errors are shown. Nobody reads more before the first of them are put right.
const SHOWN: usize = 50;

impl View {
    /// Shows the pages that someone looks at before all others are there, if one of them is not as it was. What is asked for
    /// beside them waits. Tells whether anything is shown otherwise than before.
    pub fn show_first(&mut self, pages: Bundle) -> bool {
        let mut shown = pages.files.iter().filter(|(_, artifact)| is_page(artifact));
        // Errors lie over the last good site until a whole one is without.
        let is_new = self.problems.is_empty() && shown.any(|(route, artifact)| !self.shows(route, artifact));
        // Those of a site that was called off are not those of this one.
        let is_taken_back = self.take_back_first();
        if is_new {
            let before = self.prints.clone();
            self.prints.first = print_of(pages.files.iter().filter(|(route, _)| !is_style(route)));
            self.prints.pages = self.prints.first.clone();
            self.prints.styles = styles_print(&pages);
            self.prints.index = String::new();
            let pages = Arc::new(pages);
            self.first = Some(First { pages, before });
        }
        is_new || is_taken_back
    }

    /// Whether the site shown so far has this page, but for the links to its styles.
    fn shows(&self, route: &Route, page: &Artifact) -> bool {
        let shown = self.site.as_ref().and_then(|site| site.files.get(route));
        shown.is_some_and(|shown| {
            let is_alike = || self.pages.get(&shown.digest) == Some(&print_without_styles(&page.bytes));
            shown.digest == page.digest || is_alike()
        })
    }

    /// The pages that are there while all others are being made.
    pub fn first(&self) -> Option<&Bundle> {
        self.first.as_ref().map(|first| &*first.pages)
    }

    /// Whether a file at a path that is not there may still come.
    pub fn awaits(&self, path: &str) -> bool {
        self.first.is_some() || (self.awaits_index && path.starts_with(INDICES))
    }

    /// Shows the pages of a build before search finds anything on them, if it has no error; else [`View::show`] tells them.
    pub fn show_pages(&mut self, build: &Build, snapshot: &Snapshot) {
        if diag::publishable(&build.diagnostics) {
            self.show_problems(Problem::errors(&build.diagnostics, snapshot));
            let pages = self.pages_print(&build.bundle);
            // Whoever has a first page of a site that is built once more, as it was, may not have heard yet that it is whole.
            if self.first.take().is_none() && pages != self.prints.pages {
                self.prints.first = String::new();
            }
            self.prints.pages = pages;
            self.prints.styles = styles_print(&build.bundle);
            self.prints.index = String::new();
            self.site = Some(Arc::new(build.bundle.clone()));
            self.awaits_index = true;
        }
    }

    /// Shows this build: its site if it has no error, else its errors over the site shown before.
    pub fn show(&mut self, build: &Build, snapshot: &Snapshot) {
        if !self.awaits_index {
            self.show_pages(build, snapshot);
        }
        self.take_back_first();
        self.show_problems(Problem::errors(&build.diagnostics, snapshot));
        if diag::publishable(&build.diagnostics) {
            self.index = self.not_shown(&build.bundle);
            self.prints.index = print_of(&self.index.files);
            self.site = Some(Arc::new(build.bundle.clone()));
        } else if self.awaits_index {
            // The index of these pages was called off. Until there is one, the one before is better than none.
            self.prints.index = print_of(&self.index.files);
            let mut whole = self.site.as_deref().cloned().unwrap_or_default();
            whole.files.extend(self.index.files.clone());
            self.site = Some(Arc::new(whole));
        }
        self.awaits_index = false;
    }

    /// Shows a mistake of docent's own over the site shown before.
    pub fn show_bug(&mut self, bug: Problem) {
        self.take_back_first();
        self.show_problems(vec![bug]);
        self.awaits_index = false;
    }

    /// Shows the last good site alone. Tells whether the first pages of another were shown.
    fn take_back_first(&mut self) -> bool {
        let first = self.first.take();
        let is_taken_back = first.is_some();
        if let Some(First { before, .. }) = first {
            self.prints = before;
        }
        is_taken_back
    }

    /// The name of a style sheet changes with its content, and with it every page; that alone does not make a page new.
    fn pages_print(&mut self, bundle: &Bundle) -> String {
        let known = std::mem::take(&mut self.pages);
        let mut print = Print::default();
        for (route, artifact) in bundle.files.iter().filter(|(route, _)| !is_style(route)) {
            print.add(route.as_str().as_bytes());
            if is_page(artifact) {
                let known = known.get(&artifact.digest).copied();
                let page = known.unwrap_or_else(|| print_without_styles(&artifact.bytes));
                self.pages.insert(artifact.digest, page);
                print.add(page.as_bytes());
            } else {
                print.add(&artifact.digest);
            }
        }
        print.finish()
    }

    /// The files that the site shown so far has not.
    fn not_shown(&self, bundle: &Bundle) -> Bundle {
        let is_shown = |route: &Route| self.site.as_ref().is_some_and(|site| site.files.contains_key(route));
        let files = bundle.files.iter().filter(|(route, _)| !is_shown(route));
        Bundle {
            files: files.map(|(route, artifact)| (route.clone(), artifact.clone())).collect(),
        }
    }

    /// The JSON that browsers are sent.
    pub fn message(&self) -> String {
        let message = Message {
            prints: &self.prints,
            problems: &self.problems,
            more: self.more,
        };
        // Text in structures always has a JSON form.
        serde_json::to_string(&message).unwrap_or_default()
    }

    fn show_problems(&mut self, mut problems: Vec<Problem>) {
        self.more = problems.len().saturating_sub(SHOWN);
        problems.truncate(SHOWN);
        let mut print = Print::default();
        for problem in &problems {
            print.add(serde_json::to_string(problem).unwrap_or_default().as_bytes());
        }
        print.add(&self.more.to_le_bytes());
        self.prints.errors = print.finish();
        self.problems = problems.into();
    }
}

fn is_style(route: &Route) -> bool {
    route.extension() == "css"
}

/// True for a file into which the script of the server goes.
pub(super) fn is_page(artifact: &Artifact) -> bool {
    artifact.media.starts_with("text/html")
}

fn styles_print(bundle: &Bundle) -> String {
    print_of(bundle.files.iter().filter(|(route, _)| is_style(route)))
}

fn print_of<'f>(files: impl IntoIterator<Item = (&'f Route, &'f Artifact)>) -> String {
    let mut print = Print::default();
    for (route, artifact) in files {
        print.add(route.as_str().as_bytes());
        print.add(&artifact.digest);
    }
    print.finish()
}

fn print_without_styles(page: &[u8]) -> blake3::Hash {
    let mut text = blake3::Hasher::new();
    without_style_links(page, |part| {
        text.update(part);
    });
    text.finalize()
}

/// Gives all of a page but the `<link>` elements that name a style sheet.
fn without_style_links(page: &[u8], mut part: impl FnMut(&[u8])) {
    let mut rest = page;
    while let Some(start) = find(rest, b"<link") {
        let (before, link) = rest.split_at(start);
        let end = link.iter().position(|byte| *byte == b'>').map_or(link.len(), |end| end + 1);
        let (link, after) = link.split_at(end);
        part(before);
        if find(link, b".css").is_none() {
            part(link);
        }
        rest = after;
    }
    part(rest);
}

/// Where `needle`, in small letters, first stands in `text`, whatever the case there.
pub(super) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

/// A hash of a list of byte strings.
#[derive(Default)]
struct Print(blake3::Hasher);

impl Print {
    /// The length goes first, so that two lists are never the same by chance of where one string ends.
    fn add(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    }

    fn finish(&self) -> String {
        self.0.finalize().to_hex().chars().take(16).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(style_name: &str, style: &str, text: &str) -> View {
        let page = format!("<html><head><LINK rel=\"stylesheet\" href=\"{style_name}\"><link rel=icon href=i.svg></head>{text}</html>");
        let files = [
            ("index.html", page.as_str(), "text/html; charset=utf-8"),
            (style_name, style, "text/css"),
        ];
        let files = files.map(|(path, text, media)| (Route::file(path).unwrap(), Artifact::new(text.as_bytes().to_vec(), media)));
        let bundle = Bundle {
            files: files.into_iter().collect(),
        };
        let mut view = View::default();
        view.show(
            &Build {
                bundle,
                ..Build::default()
            },
            &Snapshot::default(),
        );
        view
    }

    #[test]
    fn a_new_style_sheet_is_no_new_page() {
        let [one, other] = [site("site.1.css", "a {}", "text"), site("site.2.css", "b {}", "text")];
        assert_eq!(one.prints.pages, other.prints.pages);
        assert_ne!(one.prints.styles, other.prints.styles);
    }

    #[test]
    fn a_first_page_is_one_of_a_site_however_often_that_is_built() {
        let mut view = site("site.css", "a {}", "text");
        let edited = site("site.css", "a {}", "texts");
        let build = || Build {
            bundle: (**edited.site.as_ref().unwrap()).clone(),
            ..Build::default()
        };
        assert!(view.show_first(build().bundle));
        let first = view.prints.first.clone();
        for _ in 0..2 {
            view.show(&build(), &Snapshot::default());
            assert_eq!(
                view.prints.first, first,
                "a browser that hears of it late need not load its page again"
            );
        }
        view.show_pages(&Build::default(), &Snapshot::default());
        assert_eq!(view.prints.first, "", "it is none of another site");
    }

    #[test]
    fn another_picture_makes_another_beginning_of_a_site() {
        let first = |picture: &str| {
            let mut view = View::default();
            let files = [("index.html", "page", "text/html"), ("a.png", picture, "image/png")];
            let files = files.map(|(path, text, media)| (Route::file(path).unwrap(), Artifact::new(text.as_bytes().to_vec(), media)));
            assert!(view.show_first(Bundle {
                files: files.into_iter().collect()
            }));
            view.prints.first
        };
        assert_ne!(first("old"), first("new"));
    }

    #[test]
    fn an_error_after_a_site_without_its_index_brings_the_index_before_it() {
        let mut view = site("site.css", "a {}", "text");
        let index = Route::file("search/en.gz").unwrap();
        let with_index = |text: &str| {
            let mut bundle = (**site("site.css", "a {}", text).site.as_ref().unwrap()).clone();
            bundle.files.insert(index.clone(), Artifact::new(*b"old", "application/gzip"));
            Build {
                bundle,
                ..Build::default()
            }
        };
        let without_index = |build: Build| {
            let mut build = build;
            build.bundle.files.remove(&index);
            build
        };
        view.show_pages(&without_index(with_index("one")), &Snapshot::default());
        view.show(&with_index("one"), &Snapshot::default());
        view.show_pages(&without_index(with_index("two")), &Snapshot::default());
        assert!(view.awaits("/search/en.gz"), "it is called off, and the next build has an error");
        let wrong = Build {
            diagnostics: vec![diag::Diagnostic::new(diag::Code::YamlSyntax, "wrong")],
            ..Build::default()
        };
        view.show(&wrong, &Snapshot::default());
        assert!(!view.awaits("/search/en.gz"));
        assert!(view.site.unwrap().files.contains_key(&index));
    }

    #[test]
    fn a_new_text_is_a_new_page() {
        let [one, other] = [site("site.css", "a {}", "text"), site("site.css", "a {}", "texts")];
        assert_ne!(one.prints.pages, other.prints.pages);
        assert_eq!(one.prints.styles, other.prints.styles);
    }
}
