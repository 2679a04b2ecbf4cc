//! Each rule by example: what it finds, and what it leaves alone.

use super::*;
use crate::parse::html::{Token, attributes, tokens};

/// A page that is right, around some markup.
fn page(main: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta name=\"viewport\" content=\"width=device-width\">\
         <title>A page of the portal</title></head><body><a href=\"#main\">Skip</a><nav aria-label=\"Main\"></nav><main id=\"main\"><h1>A page</h1>{main}</main></body></html>"
    )
}

fn findings(html: &str) -> Vec<(&'static str, String)> {
    let mut reading = Reading::default();
    let mut ids = BTreeSet::new();
    for token in tokens(html) {
        match token {
            Token::Text(text) => reading.text(text),
            Token::Start(tag) => {
                let of: Vec<_> = attributes(tag.text).collect();
                ids.extend(
                    of.iter()
                        .filter(|attribute| attribute.name == "id")
                        .map(|attribute| attribute.value.to_owned()),
                );
                reading.start(&tag, &of);
            }
            Token::End(tag) => reading.end(&tag),
            Token::Other(_) => {}
        }
    }
    let rest = |at: usize| html[at..].split('>').next().unwrap_or_default().to_owned();
    let report = reading.finish(&ids);
    report
        .findings
        .iter()
        .map(|finding| (finding.code.name(), rest(finding.at)))
        .collect()
}

fn is_fine(main: &str) {
    assert_eq!(findings(&page(main)), [], "{main}");
}

fn is_found(main: &str, code: &'static str) {
    let found: Vec<_> = findings(&page(main)).into_iter().map(|(code, _)| code).collect();
    assert_eq!(found, [code], "{main}");
}

#[test]
fn a_right_page_has_no_barrier() {
    is_fine("");
    is_fine("<p>One<p>two<ul><li>a<li>b</ul><table><tr><th>Name<td>Dana</table>");
    is_fine("<p hidden><a href=\"/x/\"></a></p><svg aria-hidden=\"true\"><path d=\"M0\"/></svg>");
}

#[test]
fn the_page_has_a_language_a_title_a_width_a_heading_and_a_main_part() {
    let found: Vec<_> = findings("<html><head></head><body><p>x</p></body></html>")
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    assert_eq!(found, ["page-language", "missing-title", "zoom", "missing-heading", "landmark"]);
}

#[test]
fn a_redirect_may_be_short_and_one_that_waits_may_not() {
    let html = |delay: u8| {
        page("")
            .replace("A page of the portal", "Moved")
            .replace("<title>", &format!("<meta http-equiv=refresh content=\"{delay}; url=/x/\"><title>"))
    };
    assert_eq!(findings(&html(0)), []);
    assert_eq!(
        findings(&html(5)).iter().map(|(code, _)| *code).collect::<Vec<_>>(),
        ["refresh", "poor-title"]
    );
}

#[test]
fn headings_come_in_order() {
    is_fine("<h2>a</h2><h3>b</h3><h2>c</h2>");
    is_found("<h3>b</h3>", "heading-jump");
    is_found("<h1>again</h1>", "second-title");
    is_found("<h2> <span></span></h2>", "empty-heading");
    is_found("<div role=\"heading\" aria-level=\"4\">far</div>", "heading-jump");
}

#[test]
fn landmarks_can_be_told_apart() {
    is_fine("<nav aria-label=\"Years\"></nav><aside></aside>");
    is_found("<nav></nav>", "landmark");
    is_found("<nav aria-label=\"Main\"></nav>", "landmark");
    is_found(
        "<section aria-label=\"News\"></section><section aria-label=\"News\"></section>",
        "landmark",
    );
    is_found("<div role=\"banner\"></div>", "landmark");
}

#[test]
fn fields_have_labels() {
    is_fine("<label>Name <input></label><label for=\"a\">A</label><input id=\"a\"><input type=\"hidden\"><select title=\"Year\"></select>");
    is_found("<input placeholder=\"Name\">", "missing-label");
    is_found("<label for=\"a\"></label><input id=\"a\" aria-label=\"A\">", "missing-label");
    is_found("<fieldset><label><input type=\"radio\"> Yes</label></fieldset>", "missing-label");
    is_found("<label for=\"b\">B</label>", "aria-reference");
}

#[test]
fn links_buttons_and_pictures_have_names() {
    is_fine("<a href=\"/x/\"><img src=\"x.png\" alt=\"Schedule\"></a><button aria-label=\"Close\">×</button><a id=\"old\"></a>");
    is_found("<a href=\"/x/\"><img src=\"x.png\" alt=\"\"></a>", "missing-name");
    is_found("<button><svg aria-hidden=\"true\"></svg></button>", "missing-name");
    is_found("<iframe src=\"/map/\"></iframe>", "missing-name");
    is_found("<img src=\"x.png\">", "missing-alt");
    is_found("<svg role=\"img\"></svg>", "missing-alt");
    is_found("<img src=\"x.png\" alt=\"x.png\">", "poor-alt");
    is_found("<a href=\"/x/\" aria-label=\"All dates\">Schedule</a>", "label-in-name");
    is_found("<a href=\"/x/\">Read more</a>", "vague-link");
    is_found("<a href=\"/x/\">Plan</a> <a href=\"/y/\">Plan</a>", "same-link-text");
}

#[test]
fn the_keyboard_goes_through_the_page_in_order() {
    is_fine("<div tabindex=\"0\" role=\"group\" aria-label=\"Map\"></div><a href=\"/x/\" accesskey=\"x\">X</a>");
    is_found("<a href=\"/x/\" tabindex=\"3\">X</a>", "focus-order");
    is_found("<button autofocus>X</button>", "focus-order");
    is_found("<div onclick=\"go()\">X</div>", "keyboard");
    is_found(
        "<a href=\"/x/\" accesskey=\"x\">X</a><a href=\"/y/\" accesskey=\"x\">Y</a>",
        "keyboard",
    );
    is_found("<a href=\"/x/\">X <button>Y</button></a>", "nested-controls");
    is_found("<p aria-hidden=\"true\"><a href=\"/x/\">X</a></p>", "aria");
    is_found("<audio src=\"x.mp3\" controls autoplay></audio>", "autoplay");
    is_found("<video src=\"x.mp4\" controls></video>", "captions");
}

#[test]
fn lists_and_tables_hold_together() {
    is_fine("<dl><div><dt>a</dt><dd>b</dd></div></dl><ul role=\"listbox\"><li role=\"option\">x</ul>");
    is_found("<li>x</li>", "list-structure");
    is_found("<ul><p>x</p></ul>", "list-structure");
    is_found("<dd>x</dd>", "list-structure");
    is_found("<table><tr><td>x</td></tr></table>", "table-header");
    is_found("<table><tr><th scope=\"column\">x</th></tr></table>", "table-header");
    is_found("<div>", "unclosed-element");
    is_found("</div>", "unclosed-element");
}

#[test]
fn roles_and_states_are_known() {
    is_fine("<p role=\"note\" aria-describedby=\"main\" aria-live=\"polite\">x</p><a href=\"#main\" aria-current=\"page\">x</a>");
    is_found("<p role=\"nota\">x</p>", "aria");
    is_found("<p aria-lable=\"x\">x</p>", "aria");
    is_found("<p role=\"status\" aria-live=\"loud\">x</p>", "aria");
    is_found("<div role=\"slider\" aria-label=\"Size\"></div>", "aria");
    is_found("<div role=\"tab\">x</div>", "aria");
    is_found("<span aria-label=\"x\">y</span>", "aria");
    is_found("<p aria-describedby=\"nowhere\">x</p>", "aria-reference");
}
