//! The parts of a contact as other programs have them, put together to one as docent has it.

use serde_json::{Map, Value as Json, json};

use super::text::line;

/// What is known of a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// The whole name.
    pub name: String,
    /// The surname.
    pub family: String,
    /// The other names.
    pub given: String,
    /// The organization and its units, the largest first.
    pub organization: Vec<String>,
    /// The position.
    pub title: String,
    /// Telephone numbers, each with what is said of its kind.
    pub phones: Vec<(String, String)>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Web addresses.
    pub urls: Vec<String>,
    /// Street, city, state and such.
    pub address: Vec<String>,
    /// Codes of languages.
    pub languages: Vec<String>,
    /// Whether the source says that it is no person.
    pub is_organization: bool,
}

impl Parts {
    /// The fields, and what was left out.
    pub fn fields(self) -> (Map<String, Json>, Vec<String>) {
        let mut left_out = Vec::new();
        let mut fields = Map::new();
        let organization: Vec<String> = self
            .organization
            .iter()
            .map(|part| line(part))
            .filter(|part| !part.is_empty())
            .collect();
        let own_name = if line(&self.name).is_empty() {
            line(&format!("{} {}", self.given, self.family))
        } else {
            line(&self.name)
        };
        let is_organization = self.is_organization || own_name.is_empty();
        let name = if own_name.is_empty() {
            organization.first().cloned().unwrap_or_default()
        } else {
            own_name
        };
        if is_organization {
            fields.insert("kind".to_owned(), "organization".into());
        } else if !self.family.trim().is_empty() && !self.given.trim().is_empty() {
            let sorted = format!("{}, {}", line(&self.family), line(&self.given));
            fields.insert("sort_name".to_owned(), sorted.into());
        }
        let unit: Vec<String> = organization.into_iter().filter(|part| *part != name).collect();
        for (field, text) in [
            ("name", name),
            ("title", line(&self.title)),
            ("unit", unit.join(", ")),
            ("address", joined(&self.address)),
        ] {
            if !text.is_empty() {
                fields.insert(field.to_owned(), text.into());
            }
        }
        let phones: Vec<Json> = self
            .phones
            .iter()
            .filter_map(|(number, kind)| phone(number, kind, &mut left_out))
            .collect();
        let emails = unique(self.emails.iter().map(|email| line(email.trim_start_matches("mailto:"))));
        let languages = unique(self.languages.iter().map(|language| line(language)));
        for (field, list) in [("phones", phones), ("emails", emails), ("languages", languages)] {
            if !list.is_empty() {
                fields.insert(field.to_owned(), list.into());
            }
        }
        let mut urls = unique(self.urls.iter().map(|url| line(url))).into_iter();
        fields.extend(urls.next().map(|url| ("url".to_owned(), url)));
        left_out.extend(urls.map(|url| format!("the address {url} (there is room for one)")));
        (fields, left_out)
    }
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| line(part)).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn unique(texts: impl Iterator<Item = String>) -> Vec<Json> {
    let mut all: Vec<Json> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !all.contains(&text.as_str().into()) {
            all.push(text.into());
        }
    }
    all
}

/// A telephone number with its extension and its kind; not one at home, which is nobody's business.
fn phone(number: &str, kind: &str, left_out: &mut Vec<String>) -> Option<Json> {
    let kind = kind.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    if has(&["home"]) && !has(&["work"]) {
        left_out.push("a telephone number at home".to_owned());
        return None;
    }
    let (number, ext) = extension(&line(number));
    let mut phone = Map::from_iter([("number".to_owned(), Json::from(number))]);
    phone.extend(ext.map(|ext| ("ext".to_owned(), ext.into())));
    let kind = match () {
        () if has(&["fax"]) => Some("fax"),
        () if has(&["cell", "mobile", "iphone"]) => Some("mobile"),
        () if has(&["tty", "tdd", "textphone"]) => Some("tty"),
        () if has(&["pager"]) => Some("other"),
        () => None,
    };
    phone.extend(kind.map(|kind| ("type".to_owned(), json!(kind))));
    (phone.get("number") != Some(&json!(""))).then(|| phone.into())
}

/// `804-555-0142 x12`, `tel:+1-804-555-0142;ext=12` (RFC 3966): the number and the extension.
fn extension(text: &str) -> (String, Option<String>) {
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let lower = text.to_ascii_lowercase();
    let found = [";ext=", "extension", "ext.", "ext", " x", "x"].iter().find_map(|mark| {
        let at = lower.find(mark)?;
        let (number, rest) = (text.get(..at)?, text.get(at + mark.len()..)?);
        let digits = rest.trim_matches([' ', '.', ':']);
        let is_extension = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) && number.chars().any(|c| c.is_ascii_digit());
        is_extension.then(|| (number.trim_end_matches([' ', ',', ';']).to_owned(), Some(digits.to_owned())))
    });
    found.unwrap_or_else(|| (text.to_owned(), None))
}

#[cfg(test)]
mod tests {
    use super::{Parts, extension};

    #[test]
    fn extensions_are_told_from_numbers() {
        let of = |text: &str| {
            let (number, ext) = extension(text);
            format!("{number} / {}", ext.unwrap_or_default())
        };
        assert_eq!(of("804-555-0142 x12"), "804-555-0142 / 12");
        assert_eq!(of("(804) 555-0142, Ext. 7"), "(804) 555-0142 / 7");
        assert_eq!(of("tel:+1-804-555-0142;ext=12"), "+1-804-555-0142 / 12");
        assert_eq!(of("804-555-0142"), "804-555-0142 / ");
    }

    #[test]
    fn what_is_private_is_left_out() {
        let parts = Parts {
            family: "Example".to_owned(),
            given: "Dana".to_owned(),
            phones: vec![
                ("804-555-0142".to_owned(), "WORK,FAX".to_owned()),
                ("804-555-0143".to_owned(), "HOME,VOICE".to_owned()),
            ],
            ..Parts::default()
        };
        let (fields, left_out) = parts.fields();
        assert_eq!(
            serde_json::Value::from(fields),
            serde_json::json!({ "sort_name": "Example, Dana", "name": "Dana Example", "phones": [{ "number": "804-555-0142", "type": "fax" }] })
        );
        assert_eq!(left_out, ["a telephone number at home"]);
    }
}
