//! What docent.yaml decides, confirmed by the rest of the portal.

use std::collections::{BTreeMap, BTreeSet};

use super::Site;
use crate::access::contrast;
use crate::diag::{Code, Diagnostic, Span, nearest};
use crate::formats::stylesheet;
use crate::kinds::bad_id;
use crate::schema::Vocabulary;

pub(super) fn check(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    check_theme(site, report);
    check_words(site, report);
    check_tokens(site, report);
    if site.config.menu.len() > 7 {
        let extra = site.config.menu.get(7).map(|item| &item.to.0.span);
        let problem = Diagnostic::new(Code::BadValue, "the menu has more than seven items")
            .help("move items to `footer_menu`: a long menu is not read");
        report.push(extra.map_or(problem.clone(), |span| problem.at(span)));
    }
}

/// A theme that is not there would be replaced by the built-in one, without a word.
fn check_theme(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let Some(name) = site.config.theme.as_ref().and_then(|theme| theme.name.as_ref()) else {
        return;
    };
    let own = site.snapshot.below("themes/").filter_map(|file| file.path.split('/').nth(1));
    let known: BTreeSet<&str> = own.chain(["civic"]).collect();
    if known.contains(name.value.as_str()) {
        return;
    }
    let problem = Diagnostic::new(Code::Theme, format!("there is no theme `{}`", name.value)).at(&name.span);
    report.push(match nearest(&name.value, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!(
            "put its files below `themes/{}/`, or write `civic` for the built-in one",
            name.value
        )),
    });
}

/// The id of a word is a part of an address, and stands once.
fn check_words(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    for vocabulary in Vocabulary::ALL {
        let mut known: BTreeMap<&str, &Span> = BTreeMap::new();
        for word in site.config.vocabulary(vocabulary) {
            let (id, span) = (&word.id.value, &word.id.span);
            let good = crate::route::slug(id);
            if good != *id {
                let problem = bad_id(id, span);
                report.push(problem.help(format!("write `{good}`, here and where it is used")));
            }
            if let Some(first) = known.insert(id, span) {
                let problem = Diagnostic::new(Code::DuplicateId, format!("`{id}` stands twice in {}", vocabulary.name())).at(span);
                report.push(problem.label(first, "it first stands here").help("delete one of the two"));
            }
        }
    }
}

/// A color that the theme does not use would change nothing, without a word.
fn check_tokens(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let sheets = site
        .theme
        .assets
        .iter()
        .filter(|(name, _)| name.ends_with(".css"))
        .filter_map(|(_, file)| file.text());
    let name = |rest: &'_ str| {
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let known: BTreeSet<String> = sheets.flat_map(|sheet| sheet.split("--").skip(1)).map(name).collect();
    let tokens = site
        .config
        .tokens()
        .into_iter()
        .flat_map(|tokens| tokens.light.iter().chain(&tokens.dark));
    for token in tokens.filter(|token| !known.contains(&token.name.value)) {
        let problem = Diagnostic::new(Code::UnknownField, format!("the theme has no color `{}`", token.name.value)).at(&token.name.span);
        report.push(match nearest(&token.name.value, known.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("the names are the custom properties at the beginning of the theme's style sheet"),
        });
    }
    if let Some(tokens) = site.config.tokens() {
        let sheets = site.theme.assets.iter().filter(|(name, _)| name.ends_with(".css"));
        let texts: String = sheets.filter_map(|(_, file)| file.text()).collect();
        report.extend(contrast::check(&stylesheet::properties(&texts), tokens));
    }
}
