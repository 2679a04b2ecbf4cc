//! The page as a whole: its title, and whether readers may zoom it and stay on it.

use super::{Attributes, Reading};
use crate::diag::Code;
use crate::parse::html::Tag;
use crate::words::single_spaced;

/// What the head of a page says.
#[derive(Default)]
pub(super) struct Document {
    title_at: Option<usize>,
    head_at: usize,
    body_at: Option<usize>,
    has_viewport: bool,
}

/// How long a title has to be to tell the page apart from others in a list of windows.
const SHORT: usize = 20;

impl<'h> Reading<'h> {
    pub(super) fn document_tag(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        match &*tag.name {
            "title" if self.document.title_at.is_none() && !self.is_in_drawing() => self.document.title_at = Some(tag.at),
            "head" => self.document.head_at = tag.at,
            "body" => self.document.body_at = Some(tag.at),
            "meta" if of.is("name", "viewport") => self.viewport(tag, of),
            "meta" if of.is("http-equiv", "refresh") => self.refresh(tag, of),
            "marquee" | "blink" => {
                let message = format!("`<{}>` moves, and readers cannot stop it", tag.name);
                self.find(Code::Autoplay, tag.at, message, "write the words as plain text");
            }
            _ => {}
        }
    }

    /// Readers must be able to make the text twice as large (WCAG 1.4.4).
    fn viewport(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        self.document.has_viewport = true;
        let content = of.get("content").unwrap_or_default().to_ascii_lowercase();
        let blocks = content
            .split([',', ';'])
            .filter_map(|setting| setting.split_once('='))
            .any(|(name, value)| {
                let value = value.trim();
                match name.trim() {
                    "user-scalable" => matches!(value, "no" | "0"),
                    "maximum-scale" => value.parse().is_ok_and(|scale: f32| scale < 2.0),
                    _ => false,
                }
            });
        if blocks {
            let help = "write `content=\"width=device-width, initial-scale=1\"` and nothing more";
            self.find(Code::Zoom, tag.at, "this line keeps readers from making the page larger", help);
        }
    }

    fn refresh(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        let content = of.get("content").unwrap_or_default();
        let delay: String = content.trim().chars().take_while(char::is_ascii_digit).collect();
        if delay.trim_start_matches('0').is_empty() {
            self.report.leads_on = true;
            return;
        }
        let message = format!("the page changes by itself after {delay} seconds");
        self.find(
            Code::Refresh,
            tag.at,
            message,
            "delete the line; a redirect in `data/redirects.yaml` leads on at once",
        );
    }

    pub(super) fn document_end(&mut self) {
        self.report.title = single_spaced(&self.report.title).into_owned();
        let head = self.document.head_at;
        match self.document.title_at {
            Some(at) if self.report.title.is_empty() => self.no_title(at),
            Some(at) if self.report.title.chars().count() < SHORT && !self.report.leads_on => {
                let message = format!("the title of the page is short: `{}`", self.report.title);
                let help = "name the page and the portal so that the title is understood in a list of open windows";
                self.find(Code::PoorTitle, at, message, help);
            }
            Some(_) => {}
            None => self.no_title(head),
        }
        if !self.document.has_viewport {
            let help = "write `<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">` in the head";
            self.find(
                Code::Zoom,
                head,
                "phones show the page tiny, because nothing tells them its width",
                help,
            );
        }
        if self.titles == 0 {
            let at = self.document.body_at.unwrap_or(head);
            self.find(
                Code::MissingHeading,
                at,
                "the page has no heading of the first level",
                "write its name as `<h1>{{ page.heading }}</h1>`",
            );
        }
    }

    fn no_title(&mut self, at: usize) {
        let help = "write `<title>{{ page.title }} – {{ site.title }}</title>` in the head";
        self.find(Code::MissingTitle, at, "the page has no title", help);
    }

    /// Where the body begins, for what is missing in it.
    pub(super) fn body_at(&self) -> usize {
        self.document.body_at.unwrap_or(self.document.head_at)
    }
}
