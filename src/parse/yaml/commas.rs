//! Commas at the ends of lines, as JSON has them: `id: "dana-example",`. They would become a part of each value.

use super::draft::Repair;
use super::line::Line;
use super::open;
use super::slip::Slip;
use crate::diag::Code;
use crate::diag::fix::Trust;

/// The commas that are to be deleted. Those of lines below each other are told once.
pub(super) fn find(text: &str) -> Vec<Slip> {
    if !text.lines().any(|line| line.trim_end().ends_with(',')) {
        return Vec::new();
    }
    let mut slips = Vec::new();
    let mut run = Run::default();
    for line in open::lines(text) {
        match Comma::at_end(line, text) {
            Some(comma) => run.commas.push(comma),
            None => slips.extend(std::mem::take(&mut run).slip()),
        }
    }
    slips.extend(run.slip());
    slips
}

/// A field with a comma at the end of its line.
struct Comma {
    at: usize,
    /// Whether it can be no part of the value.
    is_certain: bool,
}

impl Comma {
    fn at_end(line: Line<'_>, text: &str) -> Option<Self> {
        let key = text.get(line.key()?)?;
        let value = line.value()?;
        let typed = text.get(value.clone())?.strip_suffix(',')?;
        let goes_on = line
            .next(text)
            .is_some_and(|next| !next.is_blank() && next.indent() > line.column());
        let first = typed.chars().next()?;
        let close = match first {
            '[' => ']',
            '{' => '}',
            other => other,
        };
        let is_enclosed = matches!(first, '"' | '\'' | '[' | '{') && typed.len() > 1 && typed.ends_with(close);
        let is_word = matches!(typed, "true" | "false" | "null") || typed.chars().all(|c| c.is_ascii_digit());
        (!goes_on).then_some(Self {
            at: value.end - 1,
            is_certain: is_enclosed || is_word || key.trim_matches(['"', '\'']) == "id",
        })
    }
}

/// Lines below each other that end with a comma.
#[derive(Default)]
struct Run {
    commas: Vec<Comma>,
}

impl Run {
    /// Beside a comma that can be no part of its value, the others are none either.
    fn slip(self) -> Option<Slip> {
        let first = self.commas.first().filter(|_| self.commas.iter().any(|comma| comma.is_certain))?.at;
        let help = match self.commas.len() {
            1 => "delete the comma at the end of the line".to_owned(),
            lines => format!("delete the comma at the end of each of these {lines} lines"),
        };
        let repair = |comma: &Comma| Repair {
            range: comma.at..comma.at + 1,
            with: String::new(),
        };
        Some(Slip {
            code: Code::YamlSyntax,
            message: "a comma stands behind this value; in YAML the end of the line ends it".to_owned(),
            at: first..first + 1,
            help,
            repairs: self.commas.iter().map(repair).collect(),
            trust: Trust::Safe,
        })
    }
}
