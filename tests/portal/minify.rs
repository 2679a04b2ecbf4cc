//! `build --minify`: fewer bytes, the same page in a browser's eyes.

use docent::memo::Memo;
use docent::pipeline::{Options, build};
use docent::render::Minify;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::{TODAY, root, snapshot};

const TEMPLATE: &str = "<!doctype html>
<html lang=\"en\">
  <head><title>{{ page.title }}</title></head>
  <body>

    <!-- The text of the page -->
    <main>
      {{ page.html }}
      <p>  One  <a href=\"/\">home</a>
         and more </p>
    </main>
  </body>
</html>
";

#[test]
fn minified_pages_are_smaller_and_say_the_same() {
    let mut portal = snapshot(&root().join("tests/portal/golden/markdown/site"));
    // The built-in theme has nothing to spare; an agency's own template may be written like this.
    portal.insert("themes/words/templates/page.html", TEMPLATE.as_bytes().to_vec());
    let plain = Options::on(TODAY);
    let small = Options {
        minify: Minify::Yes,
        ..plain.clone()
    };
    let [plain, small] = [plain, small].map(|options| build(&portal, &options, &mut Memo::new()).bundle.files);
    assert!(plain.keys().eq(small.keys()));
    let mut smaller = 0;
    for (route, was) in plain {
        let is = &small[&route];
        if route.as_str().ends_with(".html") {
            smaller += usize::from(is.bytes.len() < was.bytes.len());
            assert_eq!(seen(&is.bytes), seen(&was.bytes), "{route} says something else");
        } else {
            assert_eq!(is.bytes, was.bytes, "{route} is no page");
        }
    }
    assert!(smaller > 0, "no page is smaller");
}

/// A page as a browser reads it: elements, attributes, and text with its white space collapsed where a browser would.
fn seen(html: &[u8]) -> String {
    let page = html5ever::parse_document(RcDom::default(), Default::default())
        .from_utf8()
        .one(html);
    let mut seen = String::new();
    outline(&page.document, &mut seen);
    seen
}

fn outline(node: &Handle, seen: &mut String) {
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            seen.push_str(&format!("<{}", name.local));
            for attribute in attrs.borrow().iter() {
                seen.push_str(&format!(" {}={:?}", attribute.name.local, attribute.value));
            }
            seen.push('>');
            if matches!(&*name.local, "pre" | "script" | "style" | "textarea") {
                node.children.borrow().iter().for_each(|child| verbatim(child, seen));
                return;
            }
        }
        NodeData::Text { contents } => {
            for letter in contents.borrow().chars() {
                if !letter.is_ascii_whitespace() {
                    seen.push(letter);
                } else if !seen.ends_with(' ') {
                    seen.push(' ');
                }
            }
        }
        _ => {}
    }
    node.children.borrow().iter().for_each(|child| outline(child, seen));
}

fn verbatim(node: &Handle, seen: &mut String) {
    if let NodeData::Text { contents } = &node.data {
        seen.push_str(&contents.borrow());
    }
    node.children.borrow().iter().for_each(|child| verbatim(child, seen));
}
