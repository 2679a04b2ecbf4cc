//! Roles and states as WAI-ARIA 1.2 and the Digital Publishing roles (DPUB-ARIA 1.1) know them (WCAG 4.1.2).

use super::{Attributes, Reading};
use crate::diag::{Code, nearest};
use crate::parse::html::{Tag, unescape};

/// Every role that an author may write.
const ROLES: &str = "alert alertdialog application article banner blockquote button caption cell checkbox code columnheader combobox \
    complementary contentinfo definition deletion dialog directory document emphasis feed figure form generic graphics-document \
    graphics-object graphics-symbol grid gridcell group heading image img insertion link list listbox listitem log main mark marquee math \
    menu menubar menuitem menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation progressbar radio \
    radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status strong subscript superscript \
    switch tab table tablist tabpanel term textbox time timer toolbar tooltip tree treegrid treeitem \
    doc-abstract doc-acknowledgments doc-afterword doc-appendix doc-backlink doc-bibliography doc-biblioref doc-chapter doc-colophon \
    doc-conclusion doc-cover doc-credit doc-credits doc-dedication doc-endnotes doc-epigraph doc-epilogue doc-errata doc-example \
    doc-footnote doc-foreword doc-glossary doc-glossref doc-index doc-introduction doc-noteref doc-notice doc-pagebreak doc-pagefooter \
    doc-pageheader doc-pagelist doc-part doc-preface doc-prologue doc-pullquote doc-qna doc-subtitle doc-tip doc-toc";

/// What may stand in an attribute.
#[derive(Clone, Copy)]
enum Kind {
    /// One of some words.
    Words(&'static str),
    /// Ids of elements of the page.
    Ids,
    /// A number.
    Number,
    /// Any text.
    Text,
}

const TRUE_OR_FALSE: Kind = Kind::Words("true false");
const TRI_STATE: Kind = Kind::Words("true false mixed undefined");
const MAY_BE_UNDEFINED: Kind = Kind::Words("true false undefined");

/// Every state and property, without `aria-` (WAI-ARIA 1.2, section 6.6).
const ATTRIBUTES: [(&str, Kind); 50] = [
    ("activedescendant", Kind::Ids),
    ("atomic", TRUE_OR_FALSE),
    ("autocomplete", Kind::Words("inline list both none")),
    ("braillelabel", Kind::Text),
    ("brailleroledescription", Kind::Text),
    ("busy", TRUE_OR_FALSE),
    ("checked", TRI_STATE),
    ("colcount", Kind::Number),
    ("colindex", Kind::Number),
    ("colindextext", Kind::Text),
    ("colspan", Kind::Number),
    ("controls", Kind::Ids),
    ("current", Kind::Words("page step location date time true false")),
    ("describedby", Kind::Ids),
    ("description", Kind::Text),
    ("details", Kind::Ids),
    ("disabled", TRUE_OR_FALSE),
    ("errormessage", Kind::Ids),
    ("expanded", MAY_BE_UNDEFINED),
    ("flowto", Kind::Ids),
    ("haspopup", Kind::Words("false true menu listbox tree grid dialog")),
    ("hidden", MAY_BE_UNDEFINED),
    ("invalid", Kind::Words("grammar false spelling true")),
    ("keyshortcuts", Kind::Text),
    ("label", Kind::Text),
    ("labelledby", Kind::Ids),
    ("level", Kind::Number),
    ("live", Kind::Words("assertive off polite")),
    ("modal", TRUE_OR_FALSE),
    ("multiline", TRUE_OR_FALSE),
    ("multiselectable", TRUE_OR_FALSE),
    ("orientation", Kind::Words("horizontal undefined vertical")),
    ("owns", Kind::Ids),
    ("placeholder", Kind::Text),
    ("posinset", Kind::Number),
    ("pressed", TRI_STATE),
    ("readonly", TRUE_OR_FALSE),
    ("relevant", Kind::Words("additions all removals text")),
    ("required", TRUE_OR_FALSE),
    ("roledescription", Kind::Text),
    ("rowcount", Kind::Number),
    ("rowindex", Kind::Number),
    ("rowindextext", Kind::Text),
    ("rowspan", Kind::Number),
    ("selected", MAY_BE_UNDEFINED),
    ("setsize", Kind::Number),
    ("sort", Kind::Words("ascending descending none other")),
    ("valuemax", Kind::Number),
    ("valuemin", Kind::Number),
    ("valuenow", Kind::Number),
];

/// Roles that mean nothing without a state or property.
const REQUIRED: [(&str, &str); 9] = [
    ("checkbox", "aria-checked"),
    ("combobox", "aria-expanded"),
    ("heading", "aria-level"),
    ("menuitemcheckbox", "aria-checked"),
    ("menuitemradio", "aria-checked"),
    ("meter", "aria-valuenow"),
    ("radio", "aria-checked"),
    ("slider", "aria-valuenow"),
    ("switch", "aria-checked"),
];

/// Roles that only mean something inside of others.
const CONTEXT: [(&str, &[&str]); 7] = [
    ("listitem", &["list"]),
    ("menuitem", &["menu", "menubar", "group"]),
    ("option", &["listbox", "group", "combobox"]),
    ("row", &["table", "grid", "treegrid", "rowgroup"]),
    ("cell", &["row"]),
    ("tab", &["tablist"]),
    ("treeitem", &["tree", "group"]),
];

impl<'h> Reading<'h> {
    pub(super) fn aria(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, role: Option<&str>) {
        if let Some(role) = role {
            self.role(tag, of, role);
        }
        for attribute in of.0.iter().filter(|attribute| attribute.name.starts_with("aria-")) {
            self.state(tag, &attribute.name, &unescape(attribute.value));
        }
        // Elements without a role have no name (WAI-ARIA 1.2, section 5.2.8.6): a screen reader passes over the label.
        if matches!(&*tag.name, "div" | "span" | "p") && role.is_none() && of.text("aria-label").is_some() {
            let message = format!("`aria-label` on `<{}>` is not heard, because the element has no role", tag.name);
            self.find(
                Code::Aria,
                tag.at,
                message,
                "write the words into the element, or give it a role such as `group`",
            );
        }
    }

    fn role(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, role: &str) {
        if !ROLES.split_ascii_whitespace().any(|known| known == role) {
            let help = match nearest(role, ROLES.split_ascii_whitespace()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "delete it: an element without a role is better than one with a wrong role".to_owned(),
            };
            return self.find(Code::Aria, tag.at, format!("there is no role `{role}`"), help);
        }
        let native = matches!(&*tag.name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "input" | "meter" | "select");
        let required = REQUIRED.iter().find(|(of_role, _)| *of_role == role);
        if let Some((_, needed)) = required.filter(|(_, needed)| !native && !of.has(needed)) {
            let message = format!("the role `{role}` needs `{needed}`");
            self.find(
                Code::Aria,
                tag.at,
                message,
                "write it, or use the HTML element that has the role by itself",
            );
        }
        let around = |open: &super::Open<'_>| open.role.as_deref().unwrap_or(native_role(&open.name)).to_owned();
        if let Some((_, wanted)) = CONTEXT.iter().find(|(of_role, _)| *of_role == role)
            && !self.open.iter().any(|open| wanted.contains(&around(open).as_str()))
        {
            let wanted = wanted.join("` or `");
            self.find(
                Code::Aria,
                tag.at,
                format!("the role `{role}` stands outside of `{wanted}`"),
                "put it there, or delete the role",
            );
        }
    }

    fn state(&mut self, tag: &Tag<'h>, attribute: &str, value: &str) {
        let name = attribute.trim_start_matches("aria-");
        let Some((_, kind)) = ATTRIBUTES.iter().find(|(known, _)| *known == name) else {
            let help = match nearest(name, ATTRIBUTES.iter().map(|(known, _)| *known)) {
                Some(near) => format!("did you mean `aria-{near}`?"),
                None => "delete it".to_owned(),
            };
            return self.find(Code::Aria, tag.at, format!("there is no attribute `{attribute}`"), help);
        };
        let wanted = match kind {
            Kind::Ids => return self.refer(attribute, value, tag.at),
            Kind::Text => return,
            Kind::Number if value.trim().parse::<f64>().is_ok() => return,
            Kind::Number => "a number".to_owned(),
            Kind::Words(words)
                if value
                    .split_ascii_whitespace()
                    .all(|word| words.split(' ').any(|known| known == word)) =>
            {
                return;
            }
            Kind::Words(words) => format!("`{}`", words.replace(' ', "`, `")),
        };
        self.find(
            Code::Aria,
            tag.at,
            format!("`{attribute}=\"{value}\"` is not a value that it can have"),
            format!("it can be {wanted}"),
        );
    }
}

/// The role that an element has by itself, as far as other roles need it around them.
fn native_role(name: &str) -> &'static str {
    match name {
        "ul" | "ol" | "menu" => "list",
        "table" => "table",
        "thead" | "tbody" | "tfoot" => "rowgroup",
        "tr" => "row",
        "select" => "listbox",
        _ => "",
    }
}
