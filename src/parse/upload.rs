//! Whether a file that is published as it is does what its name says, and no more.
//!
//! A picture that is none stays blank, or makes the reader's program guess. A drawing (SVG) is a document of its own when
//! someone opens it: it can run scripts and load what it likes, under the name of the portal. Pages and scripts can do that
//! anyway; they are listed, so that someone reads them before they are published.

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use crate::diag::{Code, Diagnostic, Span};
use crate::source::SourceFile;

/// What the first bytes of a file say of its type: the byte where they stand, the bytes, and what people call such a file.
const SIGNATURES: [(usize, &[u8], &str); 14] = [
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF87a", "a GIF picture"),
    (0, b"GIF89a", "a GIF picture"),
    (8, b"WEBP", "a WebP picture"),
    (4, b"ftypavif", "an AVIF picture"),
    (4, b"ftypavis", "an AVIF picture"),
    (4, b"ftyphei", "a HEIC picture, as telephones make them"),
    (4, b"ftypmif1", "a HEIC picture, as telephones make them"),
    (0, b"%PDF-", "a PDF"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old Office program"),
    (0, b"{\\rtf", "a text in RTF"),
    (0, b"MZ", "a program for Windows"),
];

/// What a file of this ending is, by the words of [`SIGNATURES`]; documents of Office programs are ZIP archives.
fn promised(extension: &str) -> Option<&'static [&'static str]> {
    Some(match extension {
        "png" => &["a PNG picture"],
        "jpg" | "jpeg" => &["a JPEG picture"],
        "gif" => &["a GIF picture"],
        "webp" => &["a WebP picture"],
        // An AVIF picture may name a more general form first (ISO/IEC 23000-22, section 7).
        "avif" => &["an AVIF picture", "a HEIC picture, as telephones make them"],
        "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "epub" | "zip" => &["a ZIP archive"],
        _ => return None,
    })
}

/// Files that run in a browser that is given their address.
const RUN: [&str; 7] = ["html", "htm", "xhtml", "xht", "js", "mjs", "swf"];

/// What is wrong with a file of `content/` or `static/` that is no page.
pub(super) fn problems(file: &SourceFile) -> Vec<Diagnostic> {
    let extension = file.extension();
    match extension.as_str() {
        "svg" => drawing(file),
        run if RUN.contains(&run) => vec![runs(file)],
        _ => disguised(file, &extension).into_iter().collect(),
    }
}

fn runs(file: &SourceFile) -> Diagnostic {
    let problem = Diagnostic::new(Code::PublishedScript, "this file can run scripts in the browsers of readers");
    let problem = problem.at(&Span::file(&file.path));
    problem.help("read it before it is published: docent does not look into it; better, write a page in Markdown")
}

fn disguised(file: &SourceFile, extension: &str) -> Option<Diagnostic> {
    let promised = promised(extension)?;
    let begins = |(at, sign, _): &&(usize, &[u8], &str)| file.bytes.get(*at..).is_some_and(|rest| rest.starts_with(sign));
    let found = SIGNATURES.iter().find(begins).map(|(.., what)| *what);
    if found.is_some_and(|found| promised.contains(&found)) {
        return None;
    }
    let what = match (file.bytes.is_empty(), found) {
        (true, _) => "is empty".to_owned(),
        (_, Some(found)) => format!("is {found}"),
        (_, None) => "is none".to_owned(),
    };
    let message = format!("the file is named like {}, and {what}", article(extension));
    let help = "save it once more from the program that made it, as what its name says: a new name alone changes nothing inside";
    Some(Diagnostic::new(Code::WrongFileType, message).at(&Span::file(&file.path)).help(help))
}

/// `a PNG file`.
fn article(extension: &str) -> String {
    let vowel = matches!(extension, "avif" | "odt" | "ods" | "odp" | "epub" | "xlsx");
    format!("{} {} file", if vowel { "an" } else { "a" }, extension.to_uppercase())
}

/// How many problems of one drawing are told.
const MOST: usize = 20;

fn drawing(file: &SourceFile) -> Vec<Diagnostic> {
    let Some(text) = file.text() else {
        let problem = Diagnostic::new(Code::NotUtf8, "the file is not saved as UTF-8").at(&Span::file(&file.path));
        return vec![problem.help("save it again with the encoding UTF-8")];
    };
    let mut seen = Drawing {
        file,
        problems: Vec::new(),
        style: 0,
    };
    let mut reader = Reader::from_str(text);
    let mut is_drawing = false;
    while seen.problems.len() < MOST {
        let start = position(&reader);
        let event = reader.read_event();
        let whole = start..position(&reader).max(start);
        match event {
            Ok(Event::Eof) => break,
            Ok(event) => {
                is_drawing |= matches!(&event, Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "svg");
                seen.event(&event, whole, text);
            }
            Err(_) => {
                is_drawing = false;
                break;
            }
        }
    }
    if !is_drawing && seen.problems.is_empty() {
        let problem = Diagnostic::new(
            Code::WrongFileType,
            "the file is named like a drawing (SVG), and browsers cannot read it as one",
        );
        let help = "save it once more from the program that drew it, or as a PNG picture";
        seen.problems.push(problem.at(&Span::file(&file.path)).help(help));
    }
    seen.problems
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// A drawing while it is read.
struct Drawing<'f> {
    file: &'f SourceFile,
    problems: Vec<Diagnostic>,
    /// How many `<style>` are open.
    style: usize,
}

impl Drawing<'_> {
    fn event(&mut self, event: &Event<'_>, whole: std::ops::Range<usize>, text: &str) {
        match event {
            Event::Start(tag) => {
                self.style += usize::from(is(tag, "style"));
                self.tag(tag, whole, text);
            }
            Event::Empty(tag) => self.tag(tag, whole, text),
            Event::End(tag) if tag.local_name().as_ref().eq_ignore_ascii_case("style") => self.style = self.style.saturating_sub(1),
            Event::Text(style) if self.style > 0 && loads(style) => self.report("loads a file by its style", whole),
            Event::CData(style) if self.style > 0 && loads(style) => self.report("loads a file by its style", whole),
            // Text by its number could spell what is looked for.
            Event::GeneralRef(_) if self.style > 0 => self.report("hides a sign of its style", whole),
            Event::DocType(kind) if kind.contains('[') => self.report("defines words of its own, which can hide anything", whole),
            Event::PI(_) => self.report("gives instructions to the program that shows it", whole),
            Event::Decl(declared) => {
                let encoding = declared.encoding().and_then(Result::ok);
                if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                    self.report("names another encoding than UTF-8", whole);
                }
            }
            _ => {}
        }
    }

    fn tag(&mut self, tag: &BytesStart<'_>, whole: std::ops::Range<usize>, text: &str) {
        const ACTIVE: [&str; 6] = ["script", "foreignobject", "iframe", "object", "embed", "handler"];
        let name = tag.local_name().as_ref().to_ascii_lowercase();
        if ACTIVE.contains(&name.as_str()) {
            self.report(&format!("does more than draw: it has the element `{name}`"), whole);
            return;
        }
        let typed = text.get(whole.clone()).unwrap_or_default();
        for attribute in tag.attributes().with_checks(false).map_while(Result::ok) {
            let key = attribute.key.as_ref();
            if let Some(what) = active(&attribute) {
                let at = whole.start + typed.find(key).unwrap_or_default();
                self.report(&what, at..at + key.len());
            }
        }
    }

    fn report(&mut self, what: &str, range: std::ops::Range<usize>) {
        let problem = Diagnostic::new(Code::ActiveDrawing, format!("this drawing {what}"));
        let problem = problem.at(&Span::new(&self.file.path, range));
        self.problems
            .push(problem.help("save the drawing as a plain one (\"Plain SVG\", \"Optimized SVG\"), or as a PNG picture"));
    }
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().as_ref().eq_ignore_ascii_case(name)
}

/// What an attribute does beside drawing.
fn active(attribute: &Attribute<'_>) -> Option<String> {
    const ADDRESSES: [&str; 6] = ["href", "src", "data", "action", "formaction", "poster"];
    let name = attribute.key.local_name().as_ref().to_ascii_lowercase();
    let Ok(value) = quick_xml::escape::unescape(&attribute.value) else {
        return Some("hides a sign of an address or a style".to_owned());
    };
    let value = value.trim();
    let animated = value.to_ascii_lowercase();
    if name.len() > 2 && name.starts_with("on") {
        return Some(format!("runs a script by `{name}`"));
    }
    if name == "attributename" && (animated.ends_with("href") || animated.starts_with("on")) {
        return Some("changes an address or runs a script over time".to_owned());
    }
    if ADDRESSES.contains(&name.as_str()) && !stays_inside(value) {
        return Some("names an address outside of it".to_owned());
    }
    loads(value).then(|| "loads a file by its style".to_owned())
}

/// Whether an address leads to a part of the drawing, or holds a picture itself.
fn stays_inside(address: &str) -> bool {
    let pictures = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];
    address.is_empty() || address.starts_with('#') || pictures.iter().any(|picture| address.starts_with(picture))
}

/// Whether a style fetches something. A backslash spells letters by their numbers (CSS Syntax, section 4.3.7).
fn loads(style: &str) -> bool {
    let lower = style.to_ascii_lowercase();
    let is_spelled = lower.contains('\\') && lower.contains(['(', '@']);
    let mut addresses = lower
        .split("url(")
        .skip(1)
        .map(|rest| rest.trim_start().trim_start_matches(['"', '\'']));
    lower.contains("@import") || lower.contains("image-set(") || is_spelled || addresses.any(|address| !stays_inside(address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Snapshot;

    fn said(path: &str, bytes: &[u8]) -> Vec<String> {
        let mut snapshot = Snapshot::default();
        snapshot.insert(path, bytes.to_vec());
        let problems = problems(snapshot.get(path).expect("inserted"));
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn a_picture_is_what_its_name_says() {
        assert_eq!(said("static/a.png", b"\x89PNG\r\n\x1a\n...."), Vec::<String>::new());
        assert_eq!(said("static/a.JPG", b"\xff\xd8\xff\xe0...."), Vec::<String>::new());
        assert_eq!(said("static/a.docx", b"PK\x03\x04...."), Vec::<String>::new());
        assert_eq!(said("static/a.txt", b"anything"), Vec::<String>::new());
        assert_eq!(
            said("static/a.png", b"RIFF....WEBPVP8 "),
            ["the file is named like a PNG file, and is a WebP picture"]
        );
        assert_eq!(
            said("static/a.jpg", b"\0\0\0\x18ftypheic"),
            ["the file is named like a JPG file, and is a HEIC picture, as telephones make them"]
        );
        assert_eq!(
            said("static/a.xlsx", b"name,phone\n"),
            ["the file is named like an XLSX file, and is none"]
        );
        assert_eq!(said("static/a.gif", b""), ["the file is named like a GIF file, and is empty"]);
    }

    #[test]
    fn a_drawing_only_draws() {
        let fine = [
            "<svg xmlns='http://www.w3.org/2000/svg'><style>.a { fill: url(#b) }</style><a href='#b'><use xlink:href='#c'/></a></svg>",
            "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd'>\n<svg><image href='data:image/png;base64,AA'/></svg>",
        ];
        for text in fine {
            assert_eq!(said("static/a.svg", text.as_bytes()), Vec::<String>::new(), "{text}");
        }
        for (inside, what) in [
            ("<script>x</script>", "does more than draw: it has the element `script`"),
            (
                "<s:SCRIPT xmlns:s='http://www.w3.org/2000/svg'/>",
                "does more than draw: it has the element `script`",
            ),
            ("<title><script/></title>", "does more than draw: it has the element `script`"),
            ("<foreignObject/>", "does more than draw: it has the element `foreignobject`"),
            ("<g onload='x()'/>", "runs a script by `onload`"),
            ("<a xlink:href='&#106;avascript:x()'/>", "names an address outside of it"),
            ("<image href='https://example.gov/x.png'/>", "names an address outside of it"),
            ("<use href='data:image/svg+xml,x'/>", "names an address outside of it"),
            (
                "<animate attributeName='xlink:href' to='x'/>",
                "changes an address or runs a script over time",
            ),
            ("<style>@import 'x.css';</style>", "loads a file by its style"),
            ("<rect style='fill:url(//example.gov/x)'/>", "loads a file by its style"),
            ("<style>a{b:u\\72l(x)}</style>", "loads a file by its style"),
            ("<rect fill='u&#114;l(//example.gov/x)'/>", "loads a file by its style"),
            ("<style>a{b:u&#114;l(x)}</style>", "hides a sign of its style"),
            ("<?xml-stylesheet href='x.css'?>", "gives instructions to the program that shows it"),
        ] {
            let text = format!("<svg>{inside}</svg>");
            assert_eq!(said("static/a.svg", text.as_bytes())[0], format!("this drawing {what}"), "{text}");
        }
        let hidden = "<!DOCTYPE svg [<!ENTITY x '<script>x</script>'>]><svg>&x;</svg>";
        assert!(said("static/a.svg", hidden.as_bytes())[0].contains("defines words of its own"));
        let encoded = "<?xml version='1.0' encoding='UTF-7'?><svg>+ADw-script</svg>";
        assert!(said("static/a.svg", encoded.as_bytes())[0].contains("another encoding"));
        for broken in ["", "words", "<p>a page</p>", "<svg><g></svg>"] {
            assert!(
                said("static/a.svg", broken.as_bytes())[0].contains("browsers cannot read it"),
                "{broken}"
            );
        }
    }
}
