//! Collections that an agency declares itself: what `collections` in `docent.yaml` says of them.

use crate::diag::{Code, Diagnostic, Spanned};
use crate::{choice, record};

record! {
    /// A collection of the agency's own. Each of its entries has a title, these fields, and those that every entry may have.
    pub struct OwnCollection {
        /// The name of its folder or file below `data/`, and of its address: small letters, digits and hyphens.
        id: Spanned<String> = "forms" (code),
        /// What readers call it.
        title: String = "Forms",
        /// What readers call one of its entries.
        entry: String = "Form",
        /// Other words by which people look for it; search knows them.
        words: Option<String> = "application paperwork",
        /// True if each entry has a page of its own. Otherwise all stand on one page.
        pages: bool = "false",
        /// Its fields, in the order in which readers see them.
        fields: Vec<OwnField> = "",
    }
}

record! {
    /// A field of such a collection.
    pub struct OwnField {
        /// What editors type before the colon: small letters, digits and underscores.
        id: Spanned<String> = "valid_from" (code),
        /// What readers see beside the value.
        label: String = "Valid from",
        /// What stands in the field.
        r#type: OwnType = "date",
        /// True if any number of values may stand in it.
        list: bool = "false",
        /// True if an entry without it is an error.
        required: bool = "false",
        /// What editors should know about it, in a sentence.
        help: Option<String> = "The first day on which the form may be used." (code),
        /// A value as an editor would type it.
        example: Option<Spanned<String>> = "2025-03-24" (code),
        /// The words that may stand in it, for the type `choice`. The blocks of other languages say in the same order what readers see.
        choices: Vec<String> = "[paper, online]",
        /// The collection that it refers to by ids, for the type `reference`.
        collection: Option<Spanned<String>> = "contacts" (code),
    }
}

choice! {
    /// What stands in a field.
    pub enum OwnType {
        /// One line of text.
        Text = "text",
        /// Text in Markdown.
        Markdown = "markdown",
        /// A whole number.
        Number = "number",
        /// A date.
        Date = "date",
        /// A date, with a time of day if it is known.
        Moment = "moment",
        /// A telephone number.
        Telephone = "telephone",
        /// An e-mail address.
        Email = "email",
        /// The address of another site.
        Url = "url",
        /// A file of the portal, by its path below `static/`.
        File = "file",
        /// One of the words of `choices`.
        Choice = "choice",
        /// The id of an entry of `collection`.
        Reference = "reference",
    }
}

/// Fields that are called as a language of the portal is: its block could not be told from the field.
pub(super) fn named_as_languages(collections: &[OwnCollection], languages: &[String]) -> Vec<Diagnostic> {
    let fields = collections.iter().flat_map(|collection| &collection.fields);
    let taken = fields.filter(|field| languages.contains(&field.id.value));
    let problem = |field: &OwnField| {
        let id = &field.id;
        let message = format!(
            "`{}` is a language of the portal, whose texts stand in a block of that name",
            id.value
        );
        Diagnostic::new(Code::BadId, message).at(&id.span).help("give the field another id")
    };
    taken.map(problem).collect()
}
