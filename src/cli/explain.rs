//! `docent explain`: the manual page of a problem.

use super::failure::Failure;
use super::{Outcome, output};
use crate::diag::render::wrap::wrap;
use crate::diag::{Code, nearest};

/// Explain a kind of problem, or list all of them
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The code in the square brackets of a problem, such as unknown-field
    code: Option<String>,
}

impl Explain {
    /// Prints the page, or the list.
    pub fn run(&self) -> Result<Outcome, Failure> {
        let Some(name) = &self.code else {
            output::result(&list())?;
            return Ok(Outcome::Fine);
        };
        // People copy the code with its word and brackets: `error[dead-link]`.
        let name = name.trim().trim_start_matches(|c| c != '[').trim_matches(['[', ']', ':']);
        let name = if name.is_empty() {
            self.code.as_deref().unwrap_or_default().trim()
        } else {
            name
        };
        let code = Code::named(&name.to_lowercase()).ok_or_else(|| unknown(name))?;
        output::result(&page(code))?;
        Ok(Outcome::Fine)
    }
}

fn page(code: Code) -> String {
    let paragraphs: Vec<String> = code.manual().trim_end().split("\n\n").map(paragraph).collect();
    format!("{}: {code}\n\n{}\n", code.severity(), paragraphs.join("\n\n"))
}

/// Fits a paragraph to the terminal; examples, which are indented, stay as they are.
fn paragraph(text: &str) -> String {
    if text.starts_with("    ") {
        return text.to_owned();
    }
    wrap(&text.replace('\n', " "), output::width().min(80))
}

fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let line = |code: &Code| {
        let manual = code.manual();
        let first = manual.lines().next().unwrap_or_default().to_owned();
        format!("{:width$}  {first}\n", code.name())
    };
    Code::ALL.iter().map(line).collect()
}

fn unknown(name: &str) -> Failure {
    let failure = Failure::new(format!("there is no problem with the code {name}"));
    match nearest(name, Code::ALL.iter().map(|code| code.name())) {
        Some(near) => failure.help(format!("did you mean {near}?")),
        None => failure.help("docent explain lists all codes"),
    }
}
