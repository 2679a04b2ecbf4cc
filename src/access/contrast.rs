//! The contrast of colors that meet in the built-in style sheet (WCAG 1.4.3 and 1.4.11), with those of an agency put in.
//!
//! A color that would be too faint is refused, and the nearest one that is not is named: of the same hue and saturation,
//! lighter or darker.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Token, Tokens};
use crate::diag::{Code, Diagnostic};
use crate::formats::stylesheet::Properties;

/// What is seen: letters need more contrast than lines and shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// 4.5 to 1 (WCAG 1.4.3).
    Letters,
    /// 3 to 1 (WCAG 1.4.11).
    Shapes,
}

impl Seen {
    fn least(self) -> f64 {
        match self {
            Self::Letters => 4.5,
            Self::Shapes => 3.0,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Letters => "letters need 4.5 to 1",
            Self::Shapes => "lines and shapes need 3 to 1",
        }
    }
}

const TINTS: &[&str] = &["info-tint", "ok-tint", "warning-tint", "error-tint"];

/// Every pair of tokens that meet on a page: what is seen, in which colors, on which grounds.
const PAIRS: [(Seen, &[&str], &[&str]); 15] = [
    (Seen::Letters, &["text"], &["bg", "surface", "mark"]),
    (Seen::Letters, &["muted", "heading", "link", "visited"], &["bg", "surface"]),
    (Seen::Letters, &["link"], TINTS),
    (Seen::Letters, &["text"], TINTS),
    (Seen::Letters, &["visited"], TINTS),
    (Seen::Letters, &["on-brand"], &["brand"]),
    (Seen::Letters, &["on-rule"], &["rule"]),
    (Seen::Letters, &["focus-ink"], &["focus"]),
    (Seen::Letters, &["info"], &["info-tint"]),
    (Seen::Letters, &["ok"], &["ok-tint"]),
    (Seen::Letters, &["warning"], &["warning-tint"]),
    (Seen::Letters, &["error"], &["error-tint"]),
    (Seen::Shapes, &["border"], &["bg", "surface"]),
    (Seen::Shapes, &["accent"], &["bg"]),
    (Seen::Shapes, &["rule"], &["brand"]),
];

/// The pairs, one by one.
fn pairs() -> impl Iterator<Item = (Seen, &'static str, &'static str)> {
    PAIRS.into_iter().flat_map(|(seen, inks, grounds)| {
        let of = move |ink: &'static str| grounds.iter().map(move |ground| (seen, ink, *ground));
        inks.iter().flat_map(move |ink| of(ink))
    })
}

/// A color of the screen (sRGB), 0 to 255 a part.
type Rgb = [u8; 3];

/// The colors of one scheme.
struct Palette {
    values: BTreeMap<String, String>,
}

impl Palette {
    fn of<'t>(layers: impl IntoIterator<Item = &'t [(String, String)]>) -> Self {
        let values = layers.into_iter().flatten().cloned().collect();
        Self { values }
    }

    /// The color of a token and the token that sets it: `heading` may be `var(--brand)`.
    fn color(&self, name: &str) -> Option<(Rgb, String)> {
        let mut name = name.to_owned();
        for _ in 0..8 {
            let value = self.values.get(&name)?.trim();
            match value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
                Some(other) => name = other.trim().to_owned(),
                None => return Some((rgb(value)?, name)),
            }
        }
        None
    }

    /// The pairs that are too faint, as far as both colors are known.
    fn faint(&self) -> impl Iterator<Item = Faint> + '_ {
        pairs().filter_map(|(seen, ink, ground)| {
            let ((ink_color, ink_by), (ground_color, ground_by)) = (self.color(ink)?, self.color(ground)?);
            let ratio = contrast(ink_color, ground_color);
            (ratio < seen.least()).then_some(Faint {
                seen,
                ink,
                ground,
                set_by: [ink_by, ground_by],
                ratio,
            })
        })
    }
}

/// Two colors that are too much alike.
struct Faint {
    seen: Seen,
    ink: &'static str,
    ground: &'static str,
    /// The tokens that set the two.
    set_by: [String; 2],
    ratio: f64,
}

/// What is wrong with the colors of an agency over those of the theme's style sheets.
pub fn check(theme: &Properties, tokens: &Tokens) -> Vec<Diagnostic> {
    let own = |tokens: &[Token]| -> Vec<(String, String)> {
        tokens.iter().map(|token| (token.name.value.clone(), token.color.clone())).collect()
    };
    let light = Palette::of([theme.light.as_slice(), &own(&tokens.light)]);
    let dark = Palette::of([theme.light.as_slice(), &theme.dark, &own(&tokens.dark)]);
    let of = |palette: &Palette, tokens: &[Token], scheme: &str| -> Vec<Diagnostic> {
        let mut told = BTreeSet::new();
        let problems = palette.faint().filter_map(|faint| {
            let token = faint
                .set_by
                .iter()
                .find_map(|name| tokens.iter().find(|token| token.name.value == *name))?;
            told.insert(token.name.value.clone())
                .then(|| problem(palette, token, &faint, scheme))
        });
        problems.collect()
    };
    [of(&light, &tokens.light, "light"), of(&dark, &tokens.dark, "dark")].concat()
}

fn problem(palette: &Palette, token: &Token, faint: &Faint, scheme: &str) -> Diagnostic {
    let Faint {
        seen, ink, ground, ratio, ..
    } = faint;
    // Cut, not rounded: 4.49 is less than 4.5, and must not look like it.
    let shown = (ratio * 10.0).floor() / 10.0;
    let message = format!(
        "`{ink}` on `{ground}` has a contrast of {shown:.1} to 1 on {scheme} screens; {}",
        seen.words()
    );
    let problem = Diagnostic::new(Code::Contrast, message).at(&token.span);
    match nearest_passing(palette, token) {
        Some([r, g, b]) => problem.help(format!("write `\"#{r:02x}{g:02x}{b:02x}\"`, the nearest one that can be read")),
        None => problem.help("no color of this hue can be read beside the others; choose the others anew too"),
    }
}

/// The color of the same hue and saturation, as near in lightness as can be, that stands out in all pairs it is in.
fn nearest_passing(palette: &Palette, token: &Token) -> Option<Rgb> {
    let (hue, saturation, lightness) = hsl(rgb(&token.color)?);
    let steps = (1..=255).flat_map(|step| [-step, step]);
    let candidates = steps
        .map(|step| lightness + f64::from(step) / 255.0)
        .filter(|lightness| (0.0..=1.0).contains(lightness));
    candidates.map(|lightness| from_hsl(hue, saturation, lightness)).find(|[r, g, b]| {
        let mut tried = Palette {
            values: palette.values.clone(),
        };
        tried.values.insert(token.name.value.clone(), format!("#{r:02x}{g:02x}{b:02x}"));
        tried.faint().all(|faint| !faint.set_by.contains(&token.name.value))
    })
}

/// `#rgb` or `#rrggbb`.
fn rgb(text: &str) -> Option<Rgb> {
    let digits: Vec<u8> = text
        .strip_prefix('#')?
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    match *digits.as_slice() {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [r1, r2, g1, g2, b1, b2] => Some([r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2]),
        _ => None,
    }
}

/// The contrast ratio of two colors (WCAG 2.2, definition of "contrast ratio").
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// WCAG 2.2, definition of "relative luminance".
fn luminance(color: Rgb) -> f64 {
    let [r, g, b] = color.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Hue in sixths of the circle, saturation and lightness (CSS Color Module Level 4, section 7.1).
fn hsl(color: Rgb) -> (f64, f64, f64) {
    let [r, g, b] = color.map(|part| f64::from(part) / 255.0);
    let (max, min) = (r.max(g).max(b), r.min(g).min(b));
    let (spread, lightness) = (max - min, f64::midpoint(max, min));
    if spread == 0.0 {
        return (0.0, 0.0, lightness);
    }
    let hue = if max == r {
        ((g - b) / spread).rem_euclid(6.0)
    } else if max == g {
        (b - r) / spread + 2.0
    } else {
        (r - g) / spread + 4.0
    };
    (hue, spread / (1.0 - (2.0 * lightness - 1.0).abs()), lightness)
}

fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> Rgb {
    let chroma = saturation * lightness.min(1.0 - lightness);
    // The same formula for each part, a third of the circle apart.
    [0.0, 8.0, 4.0].map(|offset| {
        let place = (offset + hue * 2.0).rem_euclid(12.0);
        let part = lightness - chroma * (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0);
        // Between 0 and 255 by the clamp.
        (part.clamp(0.0, 1.0) * 255.0).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::stylesheet;
    use crate::source::Snapshot;

    fn civic() -> Properties {
        let snapshot = Snapshot::with_built_in_theme();
        stylesheet::properties(snapshot.get("built-in:assets/civic.css").unwrap().text().unwrap())
    }

    #[test]
    fn the_theme_itself_can_be_read_in_light_and_dark() {
        let theme = civic();
        let dark = Palette::of([theme.light.as_slice(), &theme.dark]);
        for (palette, scheme) in [(Palette::of([theme.light.as_slice()]), "light"), (dark, "dark")] {
            for (_, ink, ground) in pairs() {
                assert!(palette.color(ink).is_some() && palette.color(ground).is_some(), "{ink} on {ground}");
            }
            let faint: Vec<_> = palette.faint().map(|faint| (faint.ink, faint.ground, faint.ratio)).collect();
            assert_eq!(faint, [], "{scheme}");
        }
    }

    #[test]
    fn every_color_that_the_style_sheet_uses_is_measured() {
        let snapshot = Snapshot::with_built_in_theme();
        let sheet = snapshot.get("built-in:assets/civic.css").unwrap().text().unwrap();
        let measured: BTreeSet<&str> = pairs().flat_map(|(_, ink, ground)| [ink, ground]).collect();
        // Quiet lines between things that are apart anyway, and what is measured by its own name.
        let excused = ["line", "ink", "tint"];
        for use_ in sheet
            .split("color: var(--")
            .skip(1)
            .chain(sheet.split("background: var(--").skip(1))
        {
            let name = use_.split(')').next().unwrap();
            assert!(measured.contains(name) || excused.contains(&name), "{name}");
        }
    }

    #[test]
    fn black_on_white_is_21_and_hues_stay() {
        assert!((contrast([0, 0, 0], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x4a, 0x52, 0x5d], [255; 3]) - 7.9).abs() < 0.1);
        for color in [[18, 51, 95], [255, 210, 63], [0, 0, 0], [1, 200, 3], [250, 3, 250]] {
            let (hue, saturation, lightness) = hsl(color);
            assert_eq!(from_hsl(hue, saturation, lightness), color);
        }
    }
}
