//! What the keyboard reaches: in which order (WCAG 2.4.3), by what (2.1.1), and what starts by itself (1.4.2, 2.2.2).

use super::elements::Open;
use super::{Attributes, Reading};
use crate::diag::Code;
use crate::parse::html::Tag;

/// Roles of what readers operate.
const CONTROL_ROLES: [&str; 16] = [
    "button",
    "checkbox",
    "combobox",
    "link",
    "listbox",
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "option",
    "radio",
    "searchbox",
    "slider",
    "spinbutton",
    "switch",
    "tab",
    "textbox",
];

/// Whether readers operate an element.
pub(super) fn is_control(name: &str, of: Attributes<'_, '_>, role: Option<&str>) -> bool {
    is_control_element(name, of) || role.is_some_and(|role| CONTROL_ROLES.contains(&role))
}

fn is_control_element(name: &str, of: Attributes<'_, '_>) -> bool {
    match name {
        "a" | "area" => of.has("href"),
        "audio" | "video" => of.has("controls"),
        "input" => !of.is("type", "hidden"),
        "button" | "details" | "iframe" | "label" | "select" | "summary" | "textarea" | "embed" | "object" => true,
        _ => false,
    }
}

/// Whether nothing that readers operate may stand in an element.
fn holds_no_control(open: &Open<'_>) -> bool {
    open.control && (matches!(&*open.name, "a" | "button") || open.role.is_some())
}

impl<'h> Reading<'h> {
    pub(super) fn controls(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, role: Option<&str>) {
        self.focus(tag, of);
        self.access_key(tag, of);
        if matches!(&*tag.name, "audio" | "video") && of.has("autoplay") {
            let message = format!("`<{}>` begins to play by itself", tag.name);
            self.find(
                Code::Autoplay,
                tag.at,
                message,
                "delete `autoplay`: readers start it when they want to",
            );
        }
        let focusable = is_control(&tag.name, of, role) && !matches!(&*tag.name, "label" | "object" | "details") || of.is_focusable();
        self.nested(tag, of, role);
        self.hidden_focus(tag, of, focusable);
        let by_mouse = ["onclick", "onmousedown", "onmouseup", "ondblclick"]
            .into_iter()
            .find(|name| of.has(name));
        if let Some(by_mouse) = by_mouse
            && !focusable
        {
            let message = format!("`{by_mouse}` on `<{}>` works with a mouse only", tag.name);
            self.find(Code::Keyboard, tag.at, message, "make it a `<button>`");
        }
    }

    fn focus(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        if let Some(index) = of.get("tabindex") {
            match index.trim().parse::<i32>() {
                Ok(..=0) => {}
                Ok(_) => {
                    let message = format!("`tabindex=\"{index}\"` makes the keyboard jump across the page");
                    self.find(
                        Code::FocusOrder,
                        tag.at,
                        message,
                        "delete it: the order of the page is the order of the keyboard",
                    );
                }
                Err(_) => {
                    let message = format!("`tabindex=\"{index}\"` is not a whole number");
                    self.find(Code::FocusOrder, tag.at, message, "write 0 or -1, or delete it");
                }
            }
        }
        if of.has("autofocus") && !self.is_inside("dialog") {
            let message = "`autofocus` puts readers into the middle of the page before they know what it is";
            self.find(Code::FocusOrder, tag.at, message, "delete `autofocus`");
        }
    }

    fn access_key(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        let Some(key) = of.text("accesskey") else { return };
        if !self.access_keys.insert(key.clone()) {
            let message = format!("the key `{key}` leads to two places");
            self.find(
                Code::Keyboard,
                tag.at,
                message,
                "delete `accesskey`: such keys also get in the way of screen readers",
            );
        }
    }

    fn nested(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, role: Option<&str>) {
        let inner = (is_control(&tag.name, of, role) || of.has("tabindex")) && tag.name != "object";
        if !inner && tag.name != "label" {
            return;
        }
        // The options of a list box, and the tabs of a list of tabs, are in it on purpose; a label holds its own field.
        let Some(outer) = self.open.iter().rev().find(|open| holds_no_control(open)) else {
            if tag.name == "label" && self.is_inside("label") {
                self.find(
                    Code::NestedControls,
                    tag.at,
                    "a label stands in a label",
                    "end the first before the second begins",
                );
            }
            return;
        };
        let is_part = matches!(outer.role.as_deref(), Some("listbox" | "combobox"));
        if inner && !is_part {
            let message = format!(
                "`<{}>` stands inside of `<{}>`, and only one of the two can be operated",
                tag.name, outer.name
            );
            self.find(Code::NestedControls, tag.at, message, "let them stand side by side");
        }
    }

    /// What the keyboard stops at must be heard (WCAG 4.1.2).
    fn hidden_focus(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, focusable: bool) {
        let silent = of.is("aria-hidden", "true") || (self.hidden > 0 && self.is_silent());
        let reached = focusable && !of.get("tabindex").is_some_and(|index| index.trim().starts_with('-')) && !of.has("disabled");
        if silent && reached && !of.has("hidden") {
            let message = format!(
                "the keyboard stops at this `<{}>`, and a screen reader says nothing there",
                tag.name
            );
            self.find(Code::Aria, tag.at, message, "delete `aria-hidden`, or add `tabindex=\"-1\"`");
        }
    }

    /// Whether everything that is open and hidden can be seen.
    fn is_silent(&self) -> bool {
        self.open.iter().all(|open| !open.hidden || open.silent)
    }

    pub(super) fn media_end(&mut self, open: &Open<'h>) {
        if open.name == "video" && !open.complete {
            let help = "add `<track kind=\"captions\" srclang=\"en\" src=\"…vtt\">`, made or corrected by people";
            self.find(Code::Captions, open.at, "the video has no captions", help);
        }
    }
}
