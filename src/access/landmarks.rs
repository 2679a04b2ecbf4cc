//! Landmarks, by which people who hear a page find its parts (WCAG 1.3.1), and the link past the menu (WCAG 2.4.1).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Attributes, Reading};
use crate::diag::Code;
use crate::parse::html::Tag;

/// The landmarks of a page so far.
#[derive(Default)]
pub(super) struct Landmarks<'h> {
    found: Vec<Landmark<'h>>,
    /// The first link or button, and where it leads on the page.
    first_stop: Option<(usize, Option<Cow<'h, str>>)>,
}

struct Landmark<'h> {
    role: &'static str,
    label: Option<Cow<'h, str>>,
    at: usize,
}

/// What is said to an author about a kind of landmark.
fn words(role: &str) -> &'static str {
    match role {
        "navigation" => "menu (`<nav>`)",
        "complementary" => "`<aside>`",
        "banner" => "page header",
        "contentinfo" => "page footer",
        "form" => "form",
        "search" => "search",
        _ => "region",
    }
}

impl<'h> Reading<'h> {
    pub(super) fn landmark(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, role: Option<&str>) {
        if self.landmarks.first_stop.is_none() && super::controls::is_control(&tag.name, of, role) && tag.name != "label" {
            let target = of
                .get("href")
                .and_then(|href| href.strip_prefix('#').map(|id| Cow::Owned(id.to_owned())));
            self.landmarks.first_stop = Some((tag.at, target));
        }
        let Some(role) = self.landmark_role(&tag.name, of, role) else {
            return;
        };
        if matches!(role, "main" | "banner" | "contentinfo") && self.open.iter().any(is_landmark_element) {
            let message = format!(
                "the {} stands inside of another landmark",
                if role == "main" { "main part" } else { words(role) }
            );
            self.find(Code::Landmark, tag.at, message, "let it stand directly in the body");
        }
        let label = of
            .text("aria-labelledby")
            .or_else(|| of.text("aria-label"))
            .or_else(|| of.text("title"));
        self.landmarks.found.push(Landmark { role, label, at: tag.at });
    }

    /// The landmark that an element is (HTML Accessibility API Mappings 1.0, section 3.5).
    fn landmark_role(&self, name: &str, of: Attributes<'_, 'h>, role: Option<&str>) -> Option<&'static str> {
        const ROLES: [&str; 8] = [
            "main",
            "navigation",
            "complementary",
            "banner",
            "contentinfo",
            "form",
            "search",
            "region",
        ];
        if let Some(role) = role {
            return ROLES.into_iter().find(|known| *known == role);
        }
        let is_part = |name: &str| matches!(name, "article" | "aside" | "main" | "nav" | "section");
        let in_part = || self.open.iter().any(|open| is_part(&open.name));
        match name {
            "main" => Some("main"),
            "nav" => Some("navigation"),
            "aside" if !in_part() || of.is_named() => Some("complementary"),
            "header" if !in_part() => Some("banner"),
            "footer" if !in_part() => Some("contentinfo"),
            "search" => Some("search"),
            "form" if of.is_named() => Some("form"),
            "section" if of.is_named() => Some("region"),
            _ => None,
        }
    }

    pub(super) fn landmarks_end(&mut self, ids: &BTreeSet<String>) {
        let mut by_role: BTreeMap<&str, Vec<Landmark<'h>>> = BTreeMap::new();
        let body = self.body_at();
        for landmark in std::mem::take(&mut self.landmarks.found) {
            by_role.entry(landmark.role).or_default().push(landmark);
        }
        if !by_role.contains_key("main") {
            self.find(
                Code::Landmark,
                body,
                "the page has no main part",
                "put what the page is about into `<main id=\"main\">`",
            );
        }
        let has_menu = by_role.contains_key("navigation");
        for (role, landmarks) in by_role {
            match role {
                "main" | "banner" | "contentinfo" => self.only_one(role, &landmarks),
                _ => self.told_apart(role, &landmarks),
            }
        }
        if has_menu {
            self.skip_link(ids, body);
        }
    }

    fn only_one(&mut self, role: &str, landmarks: &[Landmark<'h>]) {
        for second in landmarks.iter().skip(1) {
            let name = if role == "main" { "main part" } else { words(role) };
            self.find(
                Code::Landmark,
                second.at,
                format!("the page has a second {name}"),
                "keep one; make the other a `<section>` or a `<div>`",
            );
        }
    }

    fn told_apart(&mut self, role: &str, landmarks: &[Landmark<'h>]) {
        if landmarks.len() < 2 {
            return;
        }
        let mut known = BTreeSet::new();
        for landmark in landmarks {
            let message = match &landmark.label {
                None => format!("the page has more than one {}, and this one has no name", words(role)),
                Some(label) if !known.insert(label.clone()) => format!("two of the kind {} have the same name", words(role)),
                Some(_) => continue,
            };
            let help = "give each a name of its own: `aria-label=\"Pages in this section\"`";
            self.find(Code::Landmark, landmark.at, message, help);
        }
    }

    fn skip_link(&mut self, ids: &BTreeSet<String>, body: usize) {
        let help = "write `<a class=\"skip\" href=\"#main\">{{ t.skip }}</a>` as the first thing in the body";
        match &self.landmarks.first_stop {
            Some((_, Some(id))) if ids.contains(&**id) => {}
            Some((at, Some(id))) if !id.is_empty() => {
                let message = format!("the link past the menu leads to `#{id}`, which is not on the page");
                self.find(Code::SkipLink, *at, message, "give `<main>` that id");
            }
            _ => self.find(Code::SkipLink, body, "the first link of the page does not lead past the menu", help),
        }
    }
}

fn is_landmark_element(open: &super::Open<'_>) -> bool {
    matches!(&*open.name, "main" | "nav" | "aside") && open.role.is_none()
}
