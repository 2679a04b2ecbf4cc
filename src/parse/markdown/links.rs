//! Links and images: their addresses stay open until the site is known.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::escape::escaped;
use super::writer::Writer;
use super::{Link, LinkKind, rules};
use crate::words::single_spaced;

/// An image while its description comes in.
pub(super) struct Image {
    /// Index in `out.links`.
    pub(super) link: usize,
    title: String,
    /// Images inside of its description.
    pub(super) nested: usize,
}

impl Writer<'_> {
    /// Begins a link.
    pub(super) fn start_link(&mut self, kind: LinkType, target: &str, title: &str, range: &Range<usize>) {
        if self.link.is_some() {
            self.links_inside += 1;
            return;
        }
        let target = if kind == LinkType::Email {
            format!("mailto:{target}")
        } else {
            target.to_owned()
        };
        self.raw("<a");
        self.link = Some((self.out.links.len(), kind));
        self.push_link(target, LinkKind::Link, range);
        self.push_title(title);
        self.raw(">");
        self.quiet += 1;
    }

    /// Ends a link.
    pub(super) fn end_link(&mut self, range: &Range<usize>) {
        if self.links_inside > 0 {
            self.links_inside -= 1;
            return;
        }
        self.quiet -= 1;
        self.raw("</a>");
        if let Some((index, kind)) = self.link.take() {
            rules::link_text(self, index, kind, range);
        }
    }

    /// Begins an image; what follows until its end is its description.
    pub(super) fn start_image(&mut self, target: &str, title: &str, range: &Range<usize>) {
        self.raw("<img");
        self.image = Some(Image {
            link: self.out.links.len(),
            title: title.to_owned(),
            nested: 0,
        });
        self.push_link(target.to_owned(), LinkKind::Image, range);
    }

    /// Ends an image.
    pub(super) fn end_image(&mut self, range: &Range<usize>) {
        let Some(image) = self.image.take() else { return };
        self.depth = self.depth.saturating_sub(1);
        if let Some(link) = self.out.links.get_mut(image.link) {
            link.text = single_spaced(&link.text).into_owned();
            let alt = escaped(&link.text);
            self.raw(&format!(" alt=\"{alt}\""));
        }
        self.push_title(&image.title);
        self.raw(" loading=\"lazy\" decoding=\"async\">");
        rules::alternative_text(self, image.link, range);
    }

    fn push_link(&mut self, target: String, kind: LinkKind, range: &Range<usize>) {
        let place = rules::place_of_target(self.input.text, &target, range);
        self.out.links.push(Link {
            at: self.out.html.len(),
            span: self.finder.span(place),
            target,
            kind,
            text: String::new(),
        });
    }

    fn push_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.raw(&format!(" title=\"{}\"", escaped(title)));
        }
    }
}
