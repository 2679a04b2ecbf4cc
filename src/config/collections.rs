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

/// What is called as a language of the portal is: the block of a language could not be told from a field, nor its pages from a
/// list.
pub(super) fn named_as_languages(collections: &[OwnCollection], languages: &[String]) -> Vec<Diagnostic> {
    let fields = collections.iter().flat_map(|collection| &collection.fields).map(|field| &field.id);
    let ids = collections.iter().map(|collection| &collection.id).chain(fields);
    let problem = |id: &Spanned<String>| {
        let message = format!("`{}` is a language of the portal, whose texts and pages have that name", id.value);
        Diagnostic::new(Code::BadId, message).at(&id.span).help("choose another id")
    };
    ids.filter(|id| languages.contains(&id.value)).map(problem).collect()
}

/// Fields of which another language has more or fewer choices: which word stands for which could not be told.
pub fn unlike_choices(lang: &str, typed: &[OwnCollection], translated: &[OwnCollection]) -> Vec<Diagnostic> {
    let pairs = typed
        .iter()
        .zip(translated)
        .flat_map(|(typed, other)| typed.fields.iter().zip(&other.fields));
    let problem = |(typed, other): (&OwnField, &OwnField)| {
        let (id, wanted, found) = (&typed.id, typed.choices.len(), other.choices.len());
        let message = format!("`{}` has {wanted} choices, and in the block `{lang}` {found}", id.value);
        let problem = Diagnostic::new(Code::WrongShape, message).at(&id.span);
        (wanted != found).then(|| problem.help("translate each word, in the same order"))
    };
    pairs.filter_map(problem).collect()
}
