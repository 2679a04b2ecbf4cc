//! The manual in `docs/`: a portal without a problem, whose reference is written from the declarations in the program.
//!
//! `UPDATE=1 cargo test --test portal manual` rewrites the pages of the reference.

use std::fmt::Write;

use docent::config::Config;
use docent::diag::{Code, Severity};
use docent::kinds::{Common, ID_FIELD, KINDS};
use docent::schema::{Field, Record, Type};
use docent::site::FrontMatter;

use super::{TODAY, expect_file, fresh, lines, root, snapshot};

#[test]
fn the_manual_is_current_and_builds_without_a_word() {
    the_reference_is_that_of_the_program();
    let portal = snapshot(&root().join("docs"));
    let build = fresh(&portal, TODAY);
    assert_eq!(lines(&build.diagnostics, &portal), Vec::<String>::new());
    assert!(build.pages > 30);
}

fn the_reference_is_that_of_the_program() {
    let mut pages = vec![
        page(
            "fields/docent",
            "docent.yaml",
            "The settings of the whole portal.",
            &[Config::FIELDS],
        ),
        page(
            "fields/page",
            "Pages",
            "The fields at the beginning of a page, between two lines of three hyphens.",
            &[FrontMatter::FIELDS],
        ),
        page(
            "fields/common",
            "Fields of every collection",
            "The fields that an entry of any collection may have.",
            &[Common::FIELDS],
        ),
    ];
    pages.extend(KINDS.iter().map(|kind| {
        let (name, one) = (kind.name(), kind.one());
        let article = if one.starts_with(['a', 'e', 'i', 'o', 'u', 'F']) {
            "an"
        } else {
            "a"
        };
        let about = format!("The fields of {article} {one}, in `data/{name}.yaml` or in one file an entry, `data/{name}/<id>.yaml`.");
        page(
            &format!("fields/{name}"),
            &format!("Fields of {name}"),
            &about,
            &[ID_FIELD, kind.fields()],
        )
    }));
    pages.push(("problems".to_owned(), problems()));
    pages.push(("commands".to_owned(), commands()));
    for (path, text) in pages {
        expect_file(&root().join(format!("docs/content/reference/{path}.md")), &text);
    }
}

fn head(title: &str, description: &str) -> String {
    format!("---\ntitle: {title}\ndescription: \"{}\"\n---\n", description.replace('`', ""))
}

fn page(path: &str, title: &str, about: &str, groups: &[&[Field]]) -> (String, String) {
    let mut text = head(title, about);
    for field in groups.iter().copied().flatten() {
        write!(text, "\n## `{}` {{#{}}}\n", field.name, field.name.replace('_', "-")).expect("a string takes all");
        describe(field, 0, &mut text);
    }
    (path.to_owned(), text)
}

/// What a field means, what may be typed, and the fields in it.
fn describe(field: &Field, depth: usize, text: &mut String) {
    let required = if field.required { "Required. " } else { "" };
    let example = match field.example {
        "" | "[]" => String::new(),
        example => format!(" Example: `{example}`."),
    };
    let indent = "  ".repeat(depth);
    let words = format!("{} {required}{}.{example}", field.help.trim(), in_words(field.ty));
    if depth == 0 {
        write!(text, "\n{words}\n").expect("a string takes all");
    } else {
        writeln!(text, "{}- `{}`: {words}", indent.get(2..).unwrap_or_default(), field.name).expect("a string takes all");
    }
    let inner = match field.ty {
        Type::Group(fields) => fields,
        Type::List(Type::Group(fields)) => *fields,
        _ => return,
    };
    if depth == 0 {
        text.push('\n');
    }
    inner.iter().for_each(|field| describe(field, depth + 1, text));
}

/// What may be typed, as a noun with a capital letter.
fn in_words(ty: Type) -> String {
    let words = match ty {
        Type::Text => "One line of text",
        Type::Markdown => "A text with Markdown",
        Type::Number => "A whole number",
        Type::Boolean => "`true` or `false`",
        Type::Date => "A date, such as `2025-03-24`",
        Type::Moment => "A date, with a time if it is known, such as `2025-03-24 08:30`",
        Type::Month => "A month or a date, such as `2023-11`",
        Type::Duration => "A length of time, such as `3:50`",
        Type::Weekday => "The name of a weekday",
        Type::TimeZone => "A time zone, such as `America/New_York`",
        Type::Language => "The tag of a language, such as `en`",
        Type::Telephone => "A telephone number",
        Type::Email => "An e-mail address",
        Type::Url => "A web address that begins with `https://`",
        Type::Address => "A place in the portal, such as `/contacts/`, or a web address",
        Type::File => "The path of a file below `static/`",
        Type::Choice(choices) => return format!("One of `{}`", choices.join("`, `")),
        Type::Term(vocabulary) => return format!("An id of `vocabularies.{}` in docent.yaml", vocabulary.name()),
        Type::Reference(collection) => return format!("The id of an entry of {collection}"),
        Type::List(Type::Group(_)) => "A list; these are the fields of each entry",
        Type::List(inner) => return format!("A list, each: {}", lower(&in_words(*inner))),
        Type::Group(_) => "A group of these fields",
        Type::Free => "Keys of your own",
        #[allow(unreachable_patterns, reason = "a type that is new here names itself until it has words")]
        other => return format!("{other:?}"),
    };
    words.to_owned()
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

fn problems() -> String {
    let mut text = head("All problems", "What each message of docent means, and what to do.");
    text.push_str("\nThe code of a problem stands in square brackets behind the word error or warning.\n");
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Error => "An error: the site is not published.",
            Severity::Warning => "A warning: the site is published all the same.",
            _ => "A note.",
        };
        write!(
            text,
            "\n## {0} {{#{0}}}\n\n{severity}\n\n{1}\n",
            code.name(),
            code.manual().trim_end()
        )
        .expect("a string takes all");
    }
    text
}

fn commands() -> String {
    let mut text = head("Commands", "What docent can be told on the command line.");
    let mut command = docent::cli::command();
    command.build();
    text.push_str("\nBefore or after every command:\n\n");
    let global = command.get_arguments().filter(|argument| argument.is_global_set());
    global.for_each(|argument| option(argument, &mut text));
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        write!(text, "\n## docent {0} {{#{0}}}\n\n{about}.\n\n", sub.get_name()).expect("a string takes all");
        let own = sub
            .get_arguments()
            .filter(|argument| !argument.is_global_set() && !argument.is_hide_set());
        own.filter(|argument| argument.get_id() != "help")
            .for_each(|argument| option(argument, &mut text));
    }
    text
}

fn option(argument: &clap::Arg, text: &mut String) {
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    writeln!(text, "- `{}`: {}", argument.to_string().trim(), help.trim()).expect("a string takes all");
}
