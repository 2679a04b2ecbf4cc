//! `limits:` of `docent.yaml`: how much of everything a portal may have.
//!
//! A file that was put there by accident, or made to exhaust a computer, is told before it does harm. The usual limits are far
//! above what honest portals need; who needs more says so here, and a value that would switch a limit off is refused.

use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic};
use crate::parse::yaml::{self, Node};
use crate::record;
use crate::schema::{FieldType, Reader, Type};
use crate::source::disk::Sizes;
use crate::words::{grouped, whole_size};

const KB: u64 = 1_000;
const MB: u64 = 1_000 * KB;
const GB: u64 = 1_000 * MB;

record! {
    /// How much there may be of what an accident can make too large. What is not set is as in the examples.
    #[derive(Default)]
    pub struct Limits {
        /// The largest page or other Markdown file.
        page_size: Size<{ 100 * KB }, { 5 * MB }, { 100 * MB }> = "5 MB",
        /// How many elements (paragraphs, items of lists, cells, links, lines of text) a page or other Markdown file may have.
        page_elements: Count<1_000, 300_000, 30_000_000> = "300,000" (code),
        /// The largest file below `data/`.
        data_size: Size<{ 100 * KB }, { 50 * MB }, GB> = "50 MB",
        /// The largest other file, such as a picture, a document or a video.
        file_size: Size<{ 100 * KB }, { 200 * MB }, { 2 * GB }> = "200 MB",
        /// How many values a data file (also a table), or the fields of a page, may have.
        yaml_values: Count<10_000, 1_000_000, 50_000_000> = "1,000,000" (code),
        /// How deep values of a data file, or of the fields of a page, may stand inside of each other.
        yaml_depth: Count<16, 64, 128> = "64",
        /// How much work a template may make of one page, in instructions of the template engine.
        template_steps: Count<100_000, 20_000_000, 10_000_000_000> = "20,000,000" (code),
        /// The longest page that a template may write.
        output_size: Size<{ 100 * KB }, { 50 * MB }, GB> = "50 MB",
    }
}

impl Limits {
    /// Those of files.
    pub fn sizes(&self) -> Sizes {
        Sizes {
            page: self.page_size.0,
            data: self.data_size.0,
            other: self.file_size.0,
        }
    }

    /// That of the elements of a page.
    pub fn page_elements(&self) -> usize {
        whole(self.page_elements.0)
    }

    /// Those of data files and of the fields of pages.
    pub fn yaml(&self) -> yaml::Limits {
        yaml::Limits {
            values: whole(self.yaml_values.0),
            depth: whole(self.yaml_depth.0),
        }
    }
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// A size in bytes, typed with its unit; the usual one, and the least and the most that may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size<const LEAST: u64, const USUAL: u64, const MOST: u64>(pub u64);

/// A number of things; the usual one, and the least and the most that may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Count<const LEAST: u64, const USUAL: u64, const MOST: u64>(pub u64);

impl<const LEAST: u64, const USUAL: u64, const MOST: u64> Default for Size<LEAST, USUAL, MOST> {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl<const LEAST: u64, const USUAL: u64, const MOST: u64> Default for Count<LEAST, USUAL, MOST> {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl<const LEAST: u64, const USUAL: u64, const MOST: u64> FieldType for Size<LEAST, USUAL, MOST> {
    const TYPE: Type = Type::Text;
    const REQUIRED: bool = false;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a size")?;
        let problem = |message: String| Diagnostic::new(Code::BadValue, message).at(&node.span);
        let help = "write a number and its unit, such as `5 MB`; the units are KB, MB and GB";
        match bytes(text) {
            Some(bytes) if (LEAST..=MOST).contains(&bytes) => Some(Self(bytes)),
            Some(_) => reader.report(outside(problem, text, &whole_size(LEAST), &whole_size(MOST))),
            None => reader.report(problem(format!("`{text}` is not a size")).help(help)),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn data(&self) -> Json {
        whole_size(self.0).into()
    }
}

impl<const LEAST: u64, const USUAL: u64, const MOST: u64> FieldType for Count<LEAST, USUAL, MOST> {
    const TYPE: Type = Type::Number;
    const REQUIRED: bool = false;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a whole number")?;
        let problem = |message: String| Diagnostic::new(Code::BadValue, message).at(&node.span);
        match text.replace(',', "").parse() {
            Ok(count) if (LEAST..=MOST).contains(&count) => Some(Self(count)),
            Ok(_) => reader.report(outside(problem, text, &grouped(LEAST), &grouped(MOST))),
            Err(_) => {
                reader.report(problem(format!("`{text}` is not a whole number")).help(format!("write digits only, such as `{USUAL}`")))
            }
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn data(&self) -> Json {
        self.0.into()
    }
}

/// A limit that stops honest portals, or one that stops nothing.
fn outside(problem: impl Fn(String) -> Diagnostic, text: &str, least: &str, most: &str) -> Diagnostic {
    let message = format!("this limit cannot be `{text}`: it is from {least} to {most}");
    problem(message).help("less would stop honest portals, more would protect no one; without the line, the usual limit holds")
}

/// `1.5 MB` in bytes.
fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let unit = match unit.to_ascii_uppercase().as_str() {
        "KB" => KB,
        "MB" => MB,
        "GB" => GB,
        _ => return None,
    };
    let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), "0"));
    let digits = |text: &str| (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = (Some(whole).filter(|text| digits(text))?, Some(part).filter(|text| digits(text))?);
    let of_part = part.parse::<u64>().ok()? * unit / 10_u64.pow(part.len().try_into().ok()?);
    Some(whole.parse::<u64>().ok()? * unit + of_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown;
    use crate::schema::Record;

    #[test]
    fn a_size_is_a_number_with_its_unit() {
        assert_eq!(bytes("5 MB"), Some(5_000_000));
        assert_eq!(bytes("1.5gb"), Some(1_500_000_000));
        assert_eq!(bytes("800 KB"), Some(800_000));
        for text in ["5", "MB", "5 TB", "-5 MB", "1.2.3 MB", "5 000 MB", "9999999 GB", "1e3 MB", ""] {
            assert_eq!(bytes(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_read_without_a_configuration_has_the_usual_limits() {
        assert_eq!(Limits::default().sizes(), Sizes::default());
        assert_eq!(Limits::default().yaml(), yaml::Limits::default());
        assert_eq!(Limits::default().page_elements(), markdown::ELEMENTS);
    }

    /// What the manual shows as examples is what counts where nothing is set.
    #[test]
    fn the_examples_are_the_usual_limits() {
        let usual = Limits::default().data_fields();
        for field in Limits::FIELDS {
            let value = match &usual[field.name] {
                Json::Number(number) => grouped(number.as_u64().expect("a count")),
                text => text.as_str().expect("a size").to_owned(),
            };
            assert_eq!(value, field.example, "{}", field.name);
        }
    }
}
