//! The languages of a page and its parts (WCAG 3.1.1 and 3.1.2).

use super::{Attributes, Reading};
use crate::diag::Code;
use crate::parse::html::Tag;

/// The two-letter codes of ISO 639-1. Codes of three letters, which are for smaller languages, are only read for their form.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el \
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk \
    kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or \
    os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty \
    ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Whether a text is a language tag that browsers understand (RFC 5646, section 2.1).
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_known = match primary.len() {
        2 => LANGUAGES.split_ascii_whitespace().any(|known| known == primary),
        3 => primary.bytes().all(|byte| byte.is_ascii_lowercase()),
        _ => false,
    };
    is_known && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

impl<'h> Reading<'h> {
    pub(super) fn language(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        let help = "write the code of the language, such as `lang=\"en\"` or `lang=\"es\"`";
        match of.get("lang") {
            Some(lang) if is_language(&lang) => {}
            Some(lang) if tag.name == "html" && lang.is_empty() => {
                self.find(Code::PageLanguage, tag.at, "the page does not say its language", help);
            }
            // An empty value says that the language is unknown, which a part of a page may do.
            Some(lang) if lang.is_empty() => {}
            Some(lang) => self.find(Code::PageLanguage, tag.at, format!("`{lang}` is not the code of a language"), help),
            None if tag.name == "html" => self.find(Code::PageLanguage, tag.at, "the page does not say its language", help),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_language;

    #[test]
    fn codes_are_known_or_at_least_well_formed() {
        for good in ["en", "es-US", "zh-Hant-TW", "hmn", "ES"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "english", "xx", "en_US", "e", "en-", "es-verylongpart"] {
            assert!(!is_language(bad), "{bad}");
        }
    }
}
