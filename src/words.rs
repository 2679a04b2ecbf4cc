//! Dates, times and lengths in words, in English and Spanish.
//!
//! Tables rather than a locale library: two languages, a dozen patterns, and the same words on every machine.

use std::borrow::Cow;

use jiff::civil::{Date, Time, Weekday};
use unicode_normalization::UnicodeNormalization;

/// A language in which dates can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// American English.
    En,
    /// Spanish.
    Es,
}

impl Lang {
    /// The language of a BCP 47 tag; English for those that docent has no words for.
    pub fn of(tag: &str) -> Self {
        match tag.split('-').next() {
            Some("es") => Self::Es,
            _ => Self::En,
        }
    }

    /// `March`.
    pub fn month(self, month: i8) -> &'static str {
        let names = match self {
            Self::En => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            Self::Es => [
                "enero",
                "febrero",
                "marzo",
                "abril",
                "mayo",
                "junio",
                "julio",
                "agosto",
                "septiembre",
                "octubre",
                "noviembre",
                "diciembre",
            ],
        };
        usize::try_from(month - 1)
            .ok()
            .and_then(|at| names.get(at).copied())
            .unwrap_or_default()
    }

    /// `Mar`: the first three letters, for date tiles.
    pub fn month_short(self, month: i8) -> &'static str {
        self.month(month).get(..3).unwrap_or_default()
    }

    /// `Monday`.
    pub fn weekday(self, day: Weekday) -> &'static str {
        let names = match self {
            Self::En => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            Self::Es => ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        };
        usize::try_from(day.to_monday_zero_offset())
            .ok()
            .and_then(|at| names.get(at).copied())
            .unwrap_or_default()
    }

    /// `March 24, 2025`; `24 de marzo de 2025`.
    pub fn date(self, date: Date) -> String {
        let (year, month, day) = (date.year(), self.month(date.month()), date.day());
        match self {
            Self::En => format!("{month} {day}, {year}"),
            Self::Es => format!("{day} de {month} de {year}"),
        }
    }

    /// `March 2025`; `marzo de 2025`.
    pub fn month_of(self, year: i16, month: i8) -> String {
        match self {
            Self::En => format!("{} {year}", self.month(month)),
            Self::Es => format!("{} de {year}", self.month(month)),
        }
    }

    /// `March 24–27, 2025`; `24 al 27 de marzo de 2025`. Both days count; the parts that are the same are said once.
    pub fn days(self, first: Date, last: Date) -> String {
        if last <= first {
            return self.date(first);
        }
        let same_year = first.year() == last.year();
        let same_month = same_year && first.month() == last.month();
        match self {
            Self::En if same_month => format!("{} {}–{}, {}", self.month(first.month()), first.day(), last.day(), last.year()),
            Self::En if same_year => format!("{} {} – {}", self.month(first.month()), first.day(), self.date(last)),
            Self::En => format!("{} – {}", self.date(first), self.date(last)),
            Self::Es if same_month => format!("{} al {}", first.day(), self.date(last)),
            Self::Es if same_year => format!("{} de {} al {}", first.day(), self.month(first.month()), self.date(last)),
            Self::Es => format!("{} al {}", self.date(first), self.date(last)),
        }
    }

    /// `Monday to Thursday`; `lunes a jueves`.
    pub fn weekdays(self, first: Date, last: Date) -> String {
        let (from, to) = (self.weekday(first.weekday()), self.weekday(last.weekday()));
        match self {
            _ if last <= first => from.to_owned(),
            Self::En => format!("{from} to {to}"),
            Self::Es => format!("{from} a {to}"),
        }
    }

    /// `8:30 am`; `8:30 a. m.`
    pub fn time(self, time: Time) -> String {
        let (hour, minute) = (time.hour(), time.minute());
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        let half = match (self, hour < 12) {
            (Self::En, true) => "am",
            (Self::En, false) => "pm",
            (Self::Es, true) => "a.\u{a0}m.",
            (Self::Es, false) => "p.\u{a0}m.",
        };
        format!("{twelve}:{minute:02} {half}")
    }

    /// `8:30 am to 4:00 pm`.
    pub fn times(self, start: Time, end: Time) -> String {
        let to = match self {
            Self::En => "to",
            Self::Es => "a",
        };
        format!("{} {to} {}", self.time(start), self.time(end))
    }

    /// `3 minutes 50 seconds`.
    pub fn length(self, seconds: u32) -> String {
        let units = match self {
            Self::En => [("hour", "hours"), ("minute", "minutes"), ("second", "seconds")],
            Self::Es => [("hora", "horas"), ("minuto", "minutos"), ("segundo", "segundos")],
        };
        let counts = [seconds / 3600, seconds / 60 % 60, seconds % 60];
        let parts = counts.iter().zip(units).filter(|(count, _)| **count > 0);
        parts
            .map(|(count, (one, many))| format!("{count} {}", if *count == 1 { one } else { many }))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What sorts a name as a dictionary of the language does: without regard to case, accents and signs. In Spanish, ñ is a
    /// letter of its own after n (Real Academia Española, Ortografía, 2010, I.5).
    pub fn sort_key(self, name: &str) -> String {
        let lower = match name.is_ascii() {
            true => name.to_ascii_lowercase(),
            false => name.nfc().flat_map(char::to_lowercase).collect::<String>(),
        };
        let parts: Vec<String> = match self {
            Self::En => vec![crate::route::slug(&lower)],
            Self::Es => lower.split('ñ').map(crate::route::slug).collect(),
        };
        // The sign stands behind every letter and digit.
        parts.join("n~")
    }

    /// The letter under which a name stands in an alphabetical list; none for a digit or a sign.
    pub fn initial(self, name: &str) -> Option<char> {
        let key = self.sort_key(name);
        let first = key.chars().next().filter(char::is_ascii_alphabetic)?;
        Some(if key.starts_with("n~") { 'Ñ' } else { first.to_ascii_uppercase() })
    }

    /// `Eastern Time`: what people call a time zone, by its IANA name. Of zones without a common name it is the city.
    pub fn zone(self, name: &str) -> String {
        let names = [
            ("America/New_York", "Eastern Time", "hora del Este"),
            ("America/Chicago", "Central Time", "hora del Centro"),
            ("America/Denver", "Mountain Time", "hora de la Montaña"),
            ("America/Phoenix", "Arizona time", "hora de Arizona"),
            ("America/Los_Angeles", "Pacific Time", "hora del Pacífico"),
            ("America/Anchorage", "Alaska Time", "hora de Alaska"),
            ("Pacific/Honolulu", "Hawaii Time", "hora de Hawái"),
            ("America/Puerto_Rico", "Atlantic Time", "hora del Atlántico"),
        ];
        let city = || name.rsplit('/').next().unwrap_or(name).replace('_', " ");
        match (self, names.into_iter().find(|(known, ..)| *known == name)) {
            (Self::En, Some((_, en, _))) => en.to_owned(),
            (Self::Es, Some((.., es))) => es.to_owned(),
            (_, None) if name == "UTC" => name.to_owned(),
            (Self::En, None) => format!("{} time", city()),
            (Self::Es, None) => format!("hora de {}", city()),
        }
    }

    /// The name of a language, in this language.
    pub fn language(self, tag: &str) -> String {
        let found = LANGUAGES.iter().find(|(code, ..)| *code == primary(tag));
        found.map_or(tag, |(_, en, es)| if self == Self::En { en } else { es }).to_owned()
    }

    /// Whether a tag is that of a language that docent can name.
    pub fn is_known(tag: &str) -> bool {
        LANGUAGES.iter().any(|(code, ..)| *code == primary(tag))
    }
}

/// The language that was meant, of those in `tags`: `es` by `sp`, `spa`, `ES`, `es-MX` or `Spanish`. What is the code of another
/// language means that one.
pub fn language_meant<'t>(typed: &str, tags: impl IntoIterator<Item = &'t str>) -> Option<&'t str> {
    let typed = typed.to_lowercase();
    let begins = |name: &str| typed.len() >= 2 && !Lang::is_known(&typed) && name.to_lowercase().starts_with(&typed);
    let is_meant = |tag: &&str| {
        let (code, named) = (primary(tag), LANGUAGES.iter().find(|(code, ..)| *code == primary(tag)));
        typed.split(['-', '_']).next() == Some(code) || named.is_some_and(|(_, en, es)| begins(en) || begins(es))
    };
    let mut meant = tags.into_iter().filter(is_meant);
    meant.next().filter(|_| meant.next().is_none())
}

/// The code of a language of which something else was typed: `es` for `ES`, `sp` and `Spanish`. What may be the code of a
/// language that docent cannot name is left as it is.
pub fn code_meant(typed: &str) -> Option<&'static str> {
    let code = language_meant(typed, LANGUAGES.iter().map(|(code, ..)| *code))?;
    let is_other_code =
        typed.contains(['-', '_']) || (typed.len() <= 3 && !typed.eq_ignore_ascii_case("sp") && !typed.eq_ignore_ascii_case(code));
    (!is_other_code && typed != code).then_some(code)
}

/// A text that begins a line, with its first letter large: Spanish writes languages and months small, and a heading does not.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `es` of `es-US`.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Languages spoken in the United States, with their English and Spanish names.
const LANGUAGES: [(&str, &str, &str); 35] = [
    ("am", "Amharic", "amárico"),
    ("ar", "Arabic", "árabe"),
    ("bn", "Bengali", "bengalí"),
    ("de", "German", "alemán"),
    ("en", "English", "inglés"),
    ("es", "Spanish", "español"),
    ("fa", "Persian", "persa"),
    ("fr", "French", "francés"),
    ("gu", "Gujarati", "guyaratí"),
    ("hi", "Hindi", "hindi"),
    ("hmn", "Hmong", "hmong"),
    ("ht", "Haitian Creole", "criollo haitiano"),
    ("hy", "Armenian", "armenio"),
    ("it", "Italian", "italiano"),
    ("ja", "Japanese", "japonés"),
    ("km", "Khmer", "jemer"),
    ("ko", "Korean", "coreano"),
    ("lo", "Lao", "laosiano"),
    ("my", "Burmese", "birmano"),
    ("ne", "Nepali", "nepalí"),
    ("om", "Oromo", "oromo"),
    ("pa", "Punjabi", "panyabí"),
    ("pl", "Polish", "polaco"),
    ("ps", "Pashto", "pastún"),
    ("pt", "Portuguese", "portugués"),
    ("ru", "Russian", "ruso"),
    ("so", "Somali", "somalí"),
    ("sw", "Swahili", "suajili"),
    ("th", "Thai", "tailandés"),
    ("ti", "Tigrinya", "tigriña"),
    ("tl", "Tagalog", "tagalo"),
    ("uk", "Ukrainian", "ucraniano"),
    ("ur", "Urdu", "urdu"),
    ("vi", "Vietnamese", "vietnamita"),
    ("zh", "Chinese", "chino"),
];

/// `3:50`, `1:02:30`.
pub fn clock_length(seconds: u32) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// A number of bytes as people say it: `412 KB`, rounded.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..999_500 => format!("{} KB", (bytes + 500) / 1_000),
        _ => {
            let tenths = (bytes + 50_000) / 100_000;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// A size as people type it, in the largest unit that needs no fraction: `5 MB`.
pub fn whole_size(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    let unit = units.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}

/// `1,000,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The words of a text with one space between them and none around them.
pub fn single_spaced(text: &str) -> Cow<'_, str> {
    if is_single_spaced(text) {
        return text.into();
    }
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced.into()
}

/// Whether a look at its bytes tells that a text has nothing but single spaces between words: so it is with most texts.
pub fn is_single_spaced(text: &str) -> bool {
    let is_plain = |byte: u8| (b' '..0x80).contains(&byte);
    text.bytes().all(is_plain) && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn sizes_are_rounded_and_said_in_their_unit() {
        let said = [999, 12_345, 999_499, 999_500, 2_460_000].map(size);
        assert_eq!(said, ["999 bytes", "12 KB", "999 KB", "1.0 MB", "2.5 MB"]);
    }

    #[test]
    fn a_wrong_code_means_the_language_that_it_begins() {
        for typed in ["sp", "spa", "esp", "ES", "es-MX", "es_us", "Spanish", "español"] {
            assert_eq!(language_meant(typed, ["en", "es"]), Some("es"), "{typed}");
        }
        for (typed, meant) in [
            ("EN", Some("en")),
            ("sp", Some("es")),
            ("SP", Some("es")),
            ("Spanish", Some("es")),
            ("en", None),
            ("sv", None),
            ("es-MX", None),
        ] {
            assert_eq!(code_meant(typed), meant, "{typed}");
        }
        assert_eq!(language_meant("eng", ["en", "es"]), Some("en"));
        // Arabic is no Armenian, and of two kinds of Spanish none is meant more than the other.
        assert_eq!(language_meant("ar", ["en", "hy"]), None);
        assert_eq!(language_meant("sp", ["es-MX", "es-US"]), None);
        assert_eq!(language_meant("draft", ["en", "es"]), None);
    }

    #[test]
    fn days_say_each_part_once() {
        let cases = [
            (date(2025, 3, 24), date(2025, 3, 24), "March 24, 2025", "24 de marzo de 2025"),
            (
                date(2025, 3, 24),
                date(2025, 3, 27),
                "March 24–27, 2025",
                "24 al 27 de marzo de 2025",
            ),
            (
                date(2025, 3, 31),
                date(2025, 4, 3),
                "March 31 – April 3, 2025",
                "31 de marzo al 3 de abril de 2025",
            ),
            (
                date(2025, 12, 30),
                date(2026, 1, 2),
                "December 30, 2025 – January 2, 2026",
                "30 de diciembre de 2025 al 2 de enero de 2026",
            ),
        ];
        for (first, last, en, es) in cases {
            assert_eq!(Lang::En.days(first, last), en);
            assert_eq!(Lang::Es.days(first, last), es);
        }
    }

    #[test]
    fn spanish_sorts_as_its_dictionaries_do() {
        let mut names = ["Ñandú", "Nube", "Zona", "Ámbito", "Año", "Anzuelo", "¿Qué?", "12 áreas"];
        names.sort_by_key(|name| Lang::Es.sort_key(name));
        assert_eq!(names, ["12 áreas", "Ámbito", "Anzuelo", "Año", "Nube", "Ñandú", "¿Qué?", "Zona"]);
        assert_eq!(Lang::Es.initial("ñandú"), Some('Ñ'));
        assert_eq!(Lang::Es.initial("¿Qué?"), Some('Q'));
        assert_eq!(Lang::En.initial("Ñandú"), Some('N'));
        assert_eq!(Lang::En.initial("911"), None);
    }

    #[test]
    fn times_and_lengths() {
        assert_eq!(
            Lang::En.times(Time::constant(8, 30, 0, 0), Time::constant(16, 0, 0, 0)),
            "8:30 am to 4:00 pm"
        );
        assert_eq!(Lang::En.time(Time::constant(0, 5, 0, 0)), "12:05 am");
        assert_eq!(Lang::En.zone("America/New_York"), "Eastern Time");
        assert_eq!(Lang::Es.zone("America/New_York"), "hora del Este");
        assert_eq!(Lang::En.zone("America/Indiana/Tell_City"), "Tell City time");
        assert_eq!(Lang::En.length(230), "3 minutes 50 seconds");
        assert_eq!(Lang::Es.length(3661), "1 hora 1 minuto 1 segundo");
        assert_eq!(clock_length(230), "3:50");
    }

    #[test]
    fn words_have_one_space_between_them() {
        for even in ["", "school", "school resource officer", "Capacitación para oficiales"] {
            assert_eq!(single_spaced(even), even);
        }
        for uneven in [" a b", "a b ", "a  b", "a\nb", "a\t b", "a\u{a0}b", "\u{2003}a b"] {
            assert_eq!(single_spaced(uneven), "a b", "{uneven:?}");
            assert!(!is_single_spaced(uneven), "{uneven:?}");
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1_000, 10_000_000].map(grouped), ["0", "999", "1,000", "10,000,000"]);
    }

    #[test]
    fn a_size_is_written_as_it_is_typed() {
        assert_eq!(
            [5_000_000, 1_500_000, 2_000_000_000, 999].map(whole_size),
            ["5 MB", "1500 KB", "2 GB", "999 bytes"]
        );
    }
}
