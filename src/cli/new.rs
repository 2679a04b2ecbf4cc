//! `docent new`: an entry or a page in which every field is explained.

use camino::Utf8PathBuf;

use super::args::Global;
use super::environment;
use super::failure::Failure;
use super::init::write_new;
use super::portal::Portal;
use super::{Outcome, output, schema};
use crate::config::Config;
use crate::diag::nearest;
use crate::kinds::own::declare;
use crate::kinds::{AnyKind, Common, Kinds};
use crate::route::slug;
use crate::schema::{Field, Record, sample};
use crate::site::FrontMatter;

/// Write a new entry or page, with every field explained
///
/// For example: docent new contacts jo-example, docent new page guides/first-day, docent new page guides/
#[derive(Debug, clap::Args)]
pub struct New {
    /// The collection (contacts, training, faqs, …), or page
    kind: String,
    /// The id of the entry: small letters, digits and hyphens. The path of a page; a section ends with a slash
    id: String,
}

impl New {
    /// Writes the file; never over one that is there.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let portal = Portal::read(global)?;
        let config = Config::read(&portal.snapshot, &environment::overrides()?).value;
        let words = |vocabulary| config.word_ids(vocabulary);
        let (path, text) = match self.kind.as_str() {
            "page" | "pages" => (page_path(&self.id)?, page(&words)),
            name => {
                let kind = find(name, declare(&config.collections).value)?;
                let others: Vec<String> = config.tags().into_iter().skip(1).collect();
                let path = entry_path(kind, &self.id)?;
                let text = schema::modeline(&path, kind.name()) + &entry(kind, &words, &others);
                (path, text)
            }
        };
        let path = portal.place.path(path.as_str());
        if path.exists() {
            return Err(Failure::new(format!("{path} is there already")).help("open it, or choose another name"));
        }
        write_new(&path, text.as_bytes())?;
        if global.quiet {
            return Ok(Outcome::Fine);
        }
        let next = "It is a draft: docent serve --drafts shows it, and everyone sees it once its line `draft: true` is deleted.";
        output::result(&format!("{path} is written. {next}\n"))?;
        Ok(Outcome::Fine)
    }
}

/// The kind with this name, or whose entries are called so.
pub fn find(name: &str, kinds: Kinds) -> Result<&'static dyn AnyKind, Failure> {
    let name = name.to_lowercase();
    if let Some(kind) = kinds.named(&name).or_else(|| kinds.all().find(|kind| kind.one() == name)) {
        return Ok(kind);
    }
    let names = || kinds.names().chain(["page"]);
    let failure = Failure::new(format!("there is no collection {name}"));
    Err(match nearest(&name, names()) {
        Some(near) => failure.help(format!("did you mean {near}?")),
        None => failure.help(format!("there are {}", names().collect::<Vec<_>>().join(", "))),
    })
}

fn entry_path(kind: &dyn AnyKind, id: &str) -> Result<Utf8PathBuf, Failure> {
    Ok(format!("data/{}/{}.yaml", kind.name(), checked(id)?).into())
}

/// `guides/first-day`, also with the folder and the ending that the file will have.
fn page_path(path: &str) -> Result<Utf8PathBuf, Failure> {
    let path = path.strip_prefix("content/").unwrap_or(path);
    let section = path.ends_with('/') || path.ends_with("/_index.md");
    let path = path.trim_end_matches("/_index.md").trim_end_matches(".md").trim_matches('/');
    let parts: Result<Vec<&str>, Failure> = path.split('/').map(checked).collect();
    let ending = if section { "/_index.md" } else { ".md" };
    Ok(format!("content/{}{ending}", parts?.join("/")).into())
}

/// A name that can be an address.
fn checked(name: &str) -> Result<&str, Failure> {
    let good = slug(name);
    if !name.is_empty() && good == name {
        return Ok(name);
    }
    let failure = Failure::new(format!("`{name}` cannot be part of an address"));
    Err(match good.as_str() {
        "" => failure.help("use small letters, digits and hyphens"),
        good => failure.help(format!("use small letters, digits and hyphens: {good}")),
    })
}

const HOW_TO: &str = "# Lines that begin with `#` and a field are offers: delete the `#` to use one. Then run: docent check\n";

fn entry(kind: &dyn AnyKind, words: sample::Words<'_>, others: &[String]) -> String {
    let fields = drafts_first(&[kind.fields(), Common::FIELDS]);
    format!(
        "# An entry of {}; the file name is its id.\n{HOW_TO}{}{}",
        kind.name(),
        sample::fields(&fields, kind.needed(), words),
        sample::translations(&fields, others)
    )
}

fn page(words: sample::Words<'_>) -> String {
    let fields = drafts_first(&[FrontMatter::FIELDS]);
    let fields = sample::fields(&fields, &[], words);
    format!("---\n{HOW_TO}{fields}---\n\nThe text of the page, in Markdown. Its first headings begin with `##`.\n")
}

/// The draft mark is the first thing to see: it has to go in the end.
fn drafts_first(groups: &[&[Field]]) -> Vec<Field> {
    let (draft, others): (Vec<Field>, Vec<Field>) = groups
        .iter()
        .flat_map(|fields| fields.iter().copied())
        .partition(|field| field.name == "draft");
    draft.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_name_and_by_that_of_its_entries() {
        let find = |name| find(name, Kinds::default());
        assert_eq!(find("contacts").expect("a kind").name(), "contacts");
        assert_eq!(find("Contact").expect("a kind").name(), "contacts");
        assert!(find("contatcs").is_err());
    }

    #[test]
    fn a_page_may_be_named_by_its_address_or_its_file() {
        let path = |text: &str| page_path(text).map(Utf8PathBuf::into_string).ok();
        assert_eq!(path("guides/first-day").as_deref(), Some("content/guides/first-day.md"));
        assert_eq!(path("content/guides/first-day.md").as_deref(), Some("content/guides/first-day.md"));
        assert_eq!(path("guides/").as_deref(), Some("content/guides/_index.md"));
        assert_eq!(path("../secret"), None);
        assert_eq!(path("First Day"), None);
    }
}
