//! XML files with what every one of them has: a declaration, indentation, and no character that XML 1.0 forbids.

use std::io::Result;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::text;

/// Writes to memory, which cannot fail; the results only satisfy the package's signatures.
pub(super) type Xml<'a> = Writer<&'a mut Vec<u8>>;

/// Writes a whole file; `root` writes its one element.
pub(super) fn document(out: &mut Vec<u8>, root: impl FnOnce(&mut Xml) -> Result<()>) {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    let declaration = xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    declaration.and_then(|()| root(&mut xml)).ok();
    out.push(b'\n');
}

/// `<name>text</name>`, on one line.
pub(super) fn element(xml: &mut Xml, name: &str, content: &str) -> Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(text::line(content).trim()))?;
    Ok(())
}

/// `<name>text</name>`, with the line breaks of the text.
pub(super) fn long_element(xml: &mut Xml, name: &str, content: &str) -> Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(text::lines(content).trim()))?;
    Ok(())
}

/// `<name key="value" …/>`.
pub(super) fn empty_element(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
    let clean: Vec<(&str, String)> = attributes.iter().map(|&(key, value)| (key, text::line(value))).collect();
    let attributes = clean.iter().map(|(key, value)| (*key, value.trim()));
    xml.create_element(name).with_attributes(attributes).write_empty()?;
    Ok(())
}
