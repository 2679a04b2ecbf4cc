//! A new entry in YAML with every declared field explained, for `docent new`.
//!
//! Fields that an entry needs are written out with an example; the others stand behind a `#` that is taken away to use
//! them. What is written out reads without a mistake.

use super::translation::Provenance;
use super::{Field, Record, Type, Vocabulary};
use crate::words::Lang;

/// The ids of a vocabulary as `docent.yaml` declares them.
pub type Words<'a> = &'a dyn Fn(Vocabulary) -> Vec<String>;

/// The lines of a record with these fields; those `needed` are written out although they are not declared as required.
pub fn fields(fields: &[Field], needed: &[&str], words: Words<'_>) -> String {
    let mut lines = Vec::new();
    for field in fields {
        let is_written = field.required || field.name == "draft" || needed.contains(&field.name);
        let use_ = if is_written { Use::WrittenOut } else { Use::Offered };
        lines.push(String::new());
        write(field, use_, 0, words, &mut lines);
    }
    lines.join("\n") + "\n"
}

/// The lines of the blocks in which a record is translated, each language by its tag; nothing where it has no texts.
pub fn translations(fields: &[Field], languages: &[String]) -> String {
    let texts: Vec<&Field> = fields.iter().filter(|field| field.is_translated()).collect();
    let mut lines = Vec::new();
    for lang in languages.iter().filter(|_| !texts.is_empty()) {
        lines.push(String::new());
        let name = Lang::En.language(lang);
        lines.extend(
            wrap(&format!(
                "Its texts in {name}. What is not translated is shown as it is, and says in which language."
            ))
            .into_iter()
            .map(|line| format!("# {line}")),
        );
        lines.push(format!("#{lang}:"));
        let about = Provenance::FIELDS.iter().flat_map(|field| {
            let explained = explanation(field, &|_| Vec::new()).into_iter().map(|line| format!("#  # {line}"));
            explained.chain([format!("#  {}: {}", field.name, quoted(field.example))])
        });
        lines.extend(texts.iter().map(|field| format!("#  {}: …", field.name)).chain(about));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    WrittenOut,
    Offered,
}

impl Use {
    fn mark(self) -> &'static str {
        match self {
            Self::WrittenOut => "",
            Self::Offered => "#",
        }
    }
}

/// Appends the explanation of a field and the field itself, indented by `depth` levels.
fn write(field: &Field, use_: Use, depth: usize, words: Words<'_>, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    let comment = if depth == 0 {
        "# ".to_owned()
    } else {
        format!("{}{indent}# ", use_.mark())
    };
    lines.extend(explanation(field, words).into_iter().map(|line| format!("{comment}{line}")));
    let mark = use_.mark();
    match group(&field.ty) {
        Some((inner, is_list)) => {
            lines.push(format!("{mark}{indent}{}:", field.name));
            write_group(inner, is_list, use_, depth + 1, words, lines);
        }
        None => lines.push(format!("{mark}{indent}{}: {}", field.name, example(field, words))),
    }
}

/// Appends the fields of a group; in a list, the first one carries the dash.
fn write_group(fields: &[Field], is_list: bool, use_: Use, depth: usize, words: Words<'_>, lines: &mut Vec<String>) {
    let depth = if is_list { depth + 1 } else { depth };
    for (index, field) in fields.iter().enumerate() {
        let from = lines.len();
        write(field, use_, depth, words, lines);
        if is_list && index == 0 {
            let explained = explanation(field, words).len();
            if let Some(line) = lines.get_mut(from + explained) {
                let at = use_.mark().len() + 2 * (depth - 1);
                line.replace_range(at..at + 1, "-");
            }
        }
    }
}

/// The fields of a group, or of a list of groups.
fn group(ty: &Type) -> Option<(&'static [Field], bool)> {
    match ty {
        Type::Group(fields) => Some((fields, false)),
        Type::List(Type::Group(fields)) => Some((fields, true)),
        _ => None,
    }
}

/// What the field means, and what may be typed where that is not obvious.
fn explanation(field: &Field, words: Words<'_>) -> Vec<String> {
    let mut text = field.help.trim().to_owned();
    if field.required {
        text.push_str(" Required.");
    }
    let inner = if let Type::List(inner) = field.ty { *inner } else { field.ty };
    match inner {
        Type::Choice(choices) => text.push_str(&format!(" One of: {}.", choices.join(", "))),
        Type::Term(vocabulary) if !words(vocabulary).is_empty() => {
            text.push_str(&format!(" In docent.yaml: {}.", words(vocabulary).join(", ")));
        }
        _ => {}
    }
    wrap(&text)
}

/// Lines that fit an editor beside its list of files.
fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + word.chars().count() < 90 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The example as it is typed in YAML.
fn example(field: &Field, words: Words<'_>) -> String {
    match field.ty {
        // Whoever asks for a new entry is not done with it.
        Type::Boolean if field.name == "draft" => "true".to_owned(),
        Type::Term(vocabulary) => words(vocabulary).into_iter().next().unwrap_or_else(|| field.example.to_owned()),
        Type::List(Type::Term(vocabulary)) => format!("[{}]", words(*vocabulary).into_iter().next().unwrap_or_default()),
        Type::List(_) | Type::Free => field.example.to_owned(),
        _ => quoted(field.example),
    }
}

/// With quotation marks where YAML would read the text as something else.
pub fn quoted(text: &str) -> String {
    let begins_a_sign = text.starts_with(|c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c));
    if begins_a_sign || text.contains(": ") || text.contains(" #") || text.ends_with(':') {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &[Field] = &[
        field("number", Type::Telephone, "The number.", "804-555-0142"),
        field("note", Type::Text, "A note.", "Ask: now"),
    ];

    const fn field(name: &'static str, ty: Type, help: &'static str, example: &'static str) -> Field {
        Field {
            name,
            ty,
            required: false,
            help,
            example,
            wording: crate::schema::Wording::Text,
        }
    }

    #[test]
    fn needed_fields_are_written_out_and_the_others_offered() {
        let name = Field {
            required: true,
            ..field("name", Type::Text, " The name.", "Dana Example")
        };
        let declared = [
            name,
            field(
                "audiences",
                Type::List(&Type::Term(Vocabulary::Audiences)),
                " For whom.",
                "[officers]",
            ),
            field("phones", Type::List(&Type::Group(PHONE)), " Telephone numbers.", ""),
            field("draft", Type::Boolean, " Not published.", "false"),
        ];
        let words = |_| vec!["public".to_owned(), "staff".to_owned()];
        assert_eq!(
            fields(&declared, &[], &words),
            "
# The name. Required.
name: Dana Example

# For whom. In docent.yaml: public, staff.
#audiences: [public]

# Telephone numbers.
#phones:
#    # The number.
#  - number: 804-555-0142
#    # A note.
#    note: \"Ask: now\"

# Not published.
draft: true
"
        );
    }
}
