//! HTML as Markdown that says the same (CommonMark, with the tables of GitHub): copies of pages, and texts that others wrote.
//!
//! One pass over the tags, without a tree: tags that are missing or left over cost no more than a paragraph.

pub mod escape;
mod inline;
mod lines;
mod skipped;
mod table;

use inline::Inline;
use lines::{Container, Lines};
use skipped::{End, Skipped};
use table::Table;

use crate::parse::html::{Tag, Token, attributes, is_void, tokens, unescape};

/// What a reader of text has no use for: ways through the site, forms, drawings, what no browser shows.
const LEFT_OUT: [&str; 11] = [
    "button", "form", "nav", "noscript", "script", "select", "style", "svg", "template", "textarea", "title",
];

/// Elements that begin a line and end it.
const BLOCKS: [&str; 41] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The HTML as Markdown. `address` is the address that a link gets instead of its own.
pub fn markdown(html: &str, address: &dyn Fn(&str) -> String) -> String {
    let mut writer = Writer {
        address,
        lines: Lines::default(),
        inline: Inline::default(),
        table: None,
        heading: None,
        verbatim: None,
        skipped: None,
    };
    for token in tokens(html) {
        match token {
            Token::Text(text) => writer.text(&unescape(text)),
            Token::Start(tag) => writer.start(&tag),
            Token::End(tag) => writer.end(&tag.name),
            Token::Other(_) => {}
        }
    }
    writer.finish()
}

struct Writer<'a> {
    address: &'a dyn Fn(&str) -> String,
    lines: Lines,
    inline: Inline,
    table: Option<Table>,
    /// The level of the heading that is open.
    heading: Option<usize>,
    /// Code that is open, and its language.
    verbatim: Option<Verbatim>,
    /// What is not copied.
    skipped: Option<Skipped>,
}

struct Verbatim {
    element: String,
    language: String,
    text: String,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        match (&self.skipped, &mut self.verbatim) {
            (Some(_), _) => {}
            (None, Some(verbatim)) => verbatim.text.push_str(text),
            (None, None) => self.inline.words(text),
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if self.skipped.take_if(|skipped| skipped.ends_before(name)).is_none()
            && let Some(skipped) = &mut self.skipped
        {
            return skipped.start(name);
        }
        if let Some(verbatim) = &mut self.verbatim {
            verbatim.start(tag);
            return;
        }
        if !is_void(name) && (LEFT_OUT.contains(&name) || is_hidden(tag)) {
            self.skipped = Some(Skipped::new(name));
            return;
        }
        if BLOCKS.contains(&name) {
            self.flush();
        }
        match name {
            "ul" | "ol" | "li" | "blockquote" | "aside" => self.contain(tag),
            "table" | "tr" | "td" | "th" => self.tabulate(name),
            "pre" | "code" => self.verbatim = Some(Verbatim::new(name)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = name.get(1..).and_then(|level| level.parse().ok()),
            "hr" if self.table.is_none() => self.lines.write("---"),
            // Its end tag may be missing.
            "dt" | "dd" => {
                self.inline.close("dt");
                self.mark(tag);
            }
            "br" if self.inline.breaks() && self.table.is_none() && self.heading.is_none() => self.flush(),
            "img" => self.picture(tag),
            _ => self.mark(tag),
        }
    }

    /// Opens what runs within a line.
    fn mark(&mut self, tag: &Tag) {
        match &*tag.name {
            "a" => {
                if let Some(href) = value(tag, "href").filter(|href| !href.is_empty()) {
                    let closer = format!("]({})", escape::address(&(self.address)(&href)));
                    self.inline.open("a", "[", closer);
                }
            }
            name @ ("strong" | "b" | "dt" | "summary") => self.inline.open(name, "**", "**".to_owned()),
            name @ ("em" | "i" | "cite") => self.inline.open(name, "*", "*".to_owned()),
            name @ ("del" | "s" | "strike") => self.inline.open(name, "~~", "~~".to_owned()),
            _ => {}
        }
    }

    /// Opens what holds blocks.
    fn contain(&mut self, tag: &Tag) {
        match &*tag.name {
            "ul" => self.lines.open(Container::list(None)),
            "ol" => {
                let start = value(tag, "start").and_then(|start| start.trim().parse().ok());
                self.lines.open(Container::list(Some(start.unwrap_or(1))));
            }
            "li" => self.lines.item(),
            name => self.lines.open(Container::quote(name)),
        }
    }

    fn tabulate(&mut self, name: &str) {
        match (&mut self.table, name) {
            (None, "table") => self.table = Some(Table::default()),
            (Some(table), name) => table.start(name),
            (None, _) => {}
        }
        self.inline.is_cell = self.table.as_ref().is_some_and(Table::is_in_cell);
    }

    /// A picture by its address and its description. One without words decorates the page alone.
    fn picture(&mut self, tag: &Tag) {
        let words = |name: &str| value(tag, name).filter(|value| !value.trim().is_empty());
        if let Some((source, alt)) = words("src").zip(words("alt")) {
            self.inline
                .raw(&format!("![{}]({})", escape::words(&alt), escape::address(&source)));
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(skipped) = &mut self.skipped {
            let end = skipped.end(name);
            self.skipped.take_if(|_| end != End::Within);
            if end != End::Around {
                return;
            }
        }
        if let Some(verbatim) = self.verbatim.take_if(|verbatim| verbatim.element == name) {
            return self.code(&verbatim);
        }
        if self.verbatim.is_some() {
            return;
        }
        if BLOCKS.contains(&name) {
            self.flush();
        }
        self.inline.close(name);
        match name {
            "ul" | "ol" | "li" | "blockquote" | "aside" => self.lines.close(name),
            "table" | "tr" | "td" | "th" => self.end_of_table(name),
            "dl" => self.inline.close("dt"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            _ => {}
        }
    }

    fn code(&mut self, code: &Verbatim) {
        if code.element == "pre" && self.table.is_none() {
            self.lines.write(&escape::block(&code.text, &code.language));
        } else {
            self.inline.code(&code.text);
        }
    }

    fn end_of_table(&mut self, name: &str) {
        let is_over = self.table.as_mut().is_some_and(|table| table.end(name));
        self.inline.is_cell = !is_over && self.table.as_ref().is_some_and(Table::is_in_cell);
        if let Some(table) = self.table.take_if(|_| is_over) {
            table.blocks().iter().for_each(|block| self.lines.write(block));
        }
    }

    /// Ends the line that is being written.
    fn flush(&mut self) {
        let text = self.inline.take();
        match (&mut self.table, self.heading) {
            _ if text.is_empty() => {}
            (Some(table), _) if table.is_in_cell() => table.add(&text),
            (_, Some(level)) => self.lines.write(&format!("{} {}", "#".repeat(level), text.replace("\\\n", " "))),
            (_, None) => self.lines.write(&text),
        }
    }

    fn finish(mut self) -> String {
        if let Some(code) = self.verbatim.take() {
            self.code(&code);
        }
        self.flush();
        if let Some(table) = self.table.take() {
            table.blocks().iter().for_each(|block| self.lines.write(block));
        }
        self.lines.out
    }
}

impl Verbatim {
    fn new(element: &str) -> Self {
        Self {
            element: element.to_owned(),
            language: String::new(),
            text: String::new(),
        }
    }

    /// Within code, a tag may name the language or begin a line.
    fn start(&mut self, tag: &Tag) {
        match &*tag.name {
            "br" => self.text.push('\n'),
            "code" => {
                let class = value(tag, "class").unwrap_or_default();
                let language = class.split_whitespace().find_map(|class| class.strip_prefix("language-"));
                self.language = language.unwrap_or_default().to_owned();
            }
            _ => {}
        }
    }
}

/// What nobody sees when the page opens.
fn is_hidden(tag: &Tag) -> bool {
    attributes(tag.text).any(|attribute| match &*attribute.name {
        "hidden" => true,
        "aria-hidden" => attribute.value == "true",
        _ => false,
    })
}

fn value(tag: &Tag, name: &str) -> Option<String> {
    let attribute = attributes(tag.text).find(|attribute| attribute.name == name)?;
    Some(unescape(attribute.value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_it_is(html: &str) -> String {
        markdown(html, &str::to_owned)
    }

    #[test]
    fn every_kind_of_block() {
        for (html, expected) in [
            ("<h2>Who\n calls?</h2><p>We <em>do</em>.", "## Who calls?\n\nWe *do*."),
            ("<p>One<p>Two", "One\n\nTwo"),
            ("<div>One</div>two<div>three</div>", "One\n\ntwo\n\nthree"),
            ("a<br>b<br/>c<br><br>d<br>", "a\\\nb\\\nc\n\nd"),
            ("<blockquote><p>Said.</p><p>So.</p></blockquote>", "> Said.\n>\n> So."),
            ("<aside><p><b>Note</b></p>Kept.</aside>After", "> **Note**\n>\n> Kept.\n\nAfter"),
            ("a<hr>b", "a\n\n---\n\nb"),
            (
                "<pre><code class=\"language-sh\">a &lt; b\n\n  ```\n</code></pre>",
                "````sh\na < b\n\n  ```\n````",
            ),
            (
                "<dl><dt>When</dt><dd>Now</dd><div><dt><b>Where</b></dt><dd>Here</dd></div></dl>",
                "**When**\n\nNow\n\n**Where**\n\nHere",
            ),
            ("<details><summary>More</summary><p>All.</p></details>", "**More**\n\nAll."),
        ] {
            assert_eq!(as_it_is(html), expected, "{html}");
        }
    }

    #[test]
    fn lists_are_nested_and_numbered() {
        for (html, expected) in [
            ("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"),
            ("<ol start=9><li>a</li><li>b</li></ol>", "9. a\n10. b"),
            (
                "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>",
                "- a\n  1. b\n  2. c\n- d",
            ),
            ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\n\n   b\n\n2. c"),
            ("<blockquote><ul><li>a</li></ul></blockquote>", "> - a"),
            ("<ul><li><pre>x\ny</pre></li></ul>", "- ```\n  x\n  y\n  ```"),
            ("<ul><li> </li><li>a</li></ul>", "- a"),
        ] {
            assert_eq!(as_it_is(html), expected, "{html}");
        }
    }

    #[test]
    fn a_table_has_a_head_and_no_pipe_too_many() {
        let html = "<table><caption>Numbers</caption><thead><tr><th>Kind<th>Number</thead><tbody><tr><td>a|b</td><td><p>1</p><p>2</p></td></tr><tr><td><code>x|y</code></td></tr></table>";
        let expected = "Numbers\n\n| Kind | Number |\n| --- | --- |\n| a\\|b | 1<br>2 |\n| `x\\|y` |";
        assert_eq!(as_it_is(html), expected);
        let without_head = "<table><tr><td>a</td><td>b</td></tr></table>";
        assert_eq!(as_it_is(without_head), "| | |\n| --- | --- |\n| a | b |");
        let for_the_looks = "<table><tr><td><table><tr><td>a</td></tr></table></td></tr><tr><td>b</td></tr></table>";
        assert_eq!(as_it_is(for_the_looks), "a\n\nb");
    }

    #[test]
    fn only_the_head_of_a_table_is_as_wide_as_its_widest_row() {
        let html = format!("<table><tr>{}{}</table>", "<td>".repeat(30_000), "<tr><td>a".repeat(30_000));
        let markdown = as_it_is(&html);
        assert!(markdown.ends_with("|\n| a |\n| a |"));
        assert!(markdown.len() < 2 * html.len(), "{}", markdown.len());
    }

    #[test]
    fn no_address_picture_or_word_splits_a_cell() {
        let cell = |html: &str| {
            let table = as_it_is(&format!("<table><tr><th>a<th>b<tr><td>{html}<td>z</table>"));
            table.lines().last().unwrap_or_default().to_owned()
        };
        for (html, expected) in [
            ("<a href=\"x|y\">a</a>", "| [a](x%7Cy) | z |"),
            ("<img src=\"x|y\" alt=\"|a|b\">", r"| ![\|a\|b](x%7Cy) | z |"),
            ("one<br>&lt;br&gt;", r"| one<br>\<br> | z |"),
        ] {
            assert_eq!(cell(html), expected, "{html}");
        }
        let for_the_looks = "<table><tr><td>one<br>&lt;br&gt;</table>";
        assert_eq!(as_it_is(for_the_looks), "one\\\n\\<br>");
    }

    #[test]
    fn the_language_of_code_is_a_name() {
        let html = "<pre><code class=\"language-c++`\">a</code></pre>b";
        assert_eq!(as_it_is(html), "```c++\na\n```\n\nb");
    }

    #[test]
    fn elements_end_where_their_end_tags_may_be_missing() {
        for (html, expected) in [
            ("<dl><dt>When<dd>Now</dl>After", "**When**\n\nNow\n\nAfter"),
            ("<dl><dt>When<dt>Where</dl>After", "**When**\n\n**Where**\n\nAfter"),
            ("<p hidden>a<p>b</p>c", "b\n\nc"),
            ("<div><p hidden>a</div>b", "b"),
            ("<p hidden>a<ul><li>b</ul>c", "- b\n\nc"),
            ("<ul><li hidden>a<li>b</ul>c", "- b\n\nc"),
            ("<ul><li hidden>a<ul><li>b</ul>c</ul>d", "d"),
            ("<dl><dt hidden>a<dd>b<dd hidden>c</dl>d", "b\n\nd"),
            (
                "<table><tr><th>a<th>b<tr hidden><td>c<tr><td hidden>d<td>e</table>f",
                "| a | b |\n| --- | --- |\n| e |\n\nf",
            ),
        ] {
            assert_eq!(as_it_is(html), expected, "{html}");
        }
    }

    #[test]
    fn marks_stand_at_the_words() {
        for (html, expected) in [
            ("Call<strong> now </strong>or", "Call **now** or"),
            ("<b>a <i>b</b> c</i>", "**a *b*** c"),
            ("<b></b>a<b> </b>b", "a b"),
            ("<strong><b>a</b></strong>", "**a**"),
            ("<a href=\"x (1).html\">One <b>two</b></a>", "[One **two**](x%20%281%29.html)"),
            ("<a href=\"x\"><h3>Title</h3><p>Text</p></a>", "### [Title](x)\n\n[Text](x)"),
            ("<a href=\"x\"><svg><title>no</title></svg></a>a<a>b</a>", "ab"),
            ("Wow!<a href=\"x\">y</a>", "Wow\\![y](x)"),
            ("<code>a`b</code> <code>`</code> <code>  </code>", "``a`b`` `` ` ``"),
            (
                "<img src=\"a b.png\" alt=\"](x) &lt;b>\"><img src=c.png alt=\"\">",
                "![\\](x) \\<b>](a%20b.png)",
            ),
        ] {
            assert_eq!(as_it_is(html), expected, "{html}");
        }
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        let html = "<nav>a<nav>b</nav></nav><p hidden>c</p><span aria-hidden=\"true\">d</span><script>e</script><form><input>f</form>g";
        assert_eq!(as_it_is(html), "g");
    }

    #[test]
    fn tags_that_do_not_fit_cost_no_text() {
        for (html, expected) in [
            ("</ul></li></table></b>a</p>", "a"),
            ("<td>a</td><li>b", "a\n\n- b"),
            ("<table><tr><td>a", "a"),
            ("<pre>a", "```\na\n```"),
            ("<ul>a</ul>", "a"),
        ] {
            assert_eq!(as_it_is(html), expected, "{html}");
        }
        let deep = "<ul><li>a<blockquote>".repeat(5000);
        assert!(as_it_is(&deep).len() < 200 * deep.len(), "indentation has a bound");
    }
}
