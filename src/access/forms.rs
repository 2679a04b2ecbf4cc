//! Fields and their labels (WCAG 1.3.1, 3.3.2, 4.1.2).

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::elements::Open;
use super::{Attributes, Reading};
use crate::diag::Code;
use crate::parse::html::Tag;

/// The fields of a page and the labels that name them.
#[derive(Default)]
pub(super) struct Forms<'h> {
    /// Fields without a name of their own: id and place.
    fields: Vec<(Option<Cow<'h, str>>, usize)>,
    /// Labels that have words: what they are for.
    labelled: BTreeSet<Cow<'h, str>>,
    /// What the label is for that is open, and the field in it.
    label_for: Option<Cow<'h, str>>,
    field_in_label: Option<usize>,
}

fn is_field(tag: &Tag<'_>, of: Attributes<'_, '_>) -> bool {
    match &*tag.name {
        "select" | "textarea" => true,
        "input" => !["hidden", "submit", "reset", "button", "image"]
            .iter()
            .any(|kind| of.is("type", kind)),
        _ => false,
    }
}

impl<'h> Reading<'h> {
    pub(super) fn form_tag(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        match &*tag.name {
            "label" => {
                if let Some(id) = of.text("for") {
                    self.refer("for", &id, tag.at);
                }
                self.forms.label_for = of.text("for");
                self.forms.field_in_label = None;
            }
            "input" if of.is("type", "button") && of.text("value").is_none() && !of.is_named() => {
                let help = "say what it does: `value=\"Search\"`";
                self.find(
                    Code::MissingName,
                    tag.at,
                    "this button has no words that a screen reader can say",
                    help,
                );
            }
            _ if is_field(tag, of) && !of.is_named() => {
                if self.is_inside("label") {
                    self.forms.field_in_label = Some(tag.at);
                } else {
                    self.forms.fields.push((of.text("id"), tag.at));
                }
            }
            _ => {}
        }
    }

    /// The words of a label are all there.
    pub(super) fn label_words(&mut self, open: &Open<'h>, text: &str) {
        let (target, field) = (self.forms.label_for.take(), self.forms.field_in_label.take());
        if text.is_empty() {
            let help = "write what the field is for";
            return self.find(
                Code::MissingLabel,
                field.unwrap_or(open.at),
                "this field has a label without words",
                help,
            );
        }
        self.forms.labelled.extend(target);
    }

    /// The open field set has a legend.
    pub(super) fn legend(&mut self) {
        if let Some(set) = self.open.iter_mut().rev().find(|open| open.name == "fieldset") {
            set.complete = true;
        }
    }

    pub(super) fn form_tag_end(&mut self, open: &Open<'h>) {
        if open.name == "fieldset" && !open.complete {
            let help = "write `<legend>` with the question that they answer as the first thing in it";
            self.find(Code::MissingLabel, open.at, "this group of fields has no name", help);
        }
    }

    pub(super) fn forms_end(&mut self) {
        let forms = std::mem::take(&mut self.forms);
        for (id, at) in forms.fields {
            if !id.is_some_and(|id| forms.labelled.contains(&id)) {
                let help = "write `<label for=\"…\">` with the id of the field; `placeholder` is no label: it goes when one types";
                self.find(Code::MissingLabel, at, "this field has no label", help);
            }
        }
    }
}
