//! What the server adds to what it serves: a script in each page, and a page for a portal that cannot be built yet.

use super::problem::Problem;
use super::view::{View, find};
use crate::diag::render::plural;
use crate::parse::markdown::escaped;

/// Where a page listens for changes. The server answers these three addresses itself, whatever the site has there.
pub(super) const EVENTS: &str = "/_docent/events";
/// The script that keeps a page in step with the files.
pub(super) const SCRIPT: &str = "/_docent/reload.js";
/// The style of the errors.
pub(super) const STYLE: &str = "/_docent/problems.css";

pub(super) const SCRIPT_TEXT: &str = include_str!("reload.js");
pub(super) const STYLE_TEXT: &str = include_str!("problems.css");

/// The page with the script that reloads it. The bundle has it without.
pub(super) fn with_script(page: &[u8], view: &View) -> Vec<u8> {
    let at = find(page, b"</head>").unwrap_or(page.len());
    let (before, after) = page.split_at(at);
    [before, script(view, "site").as_bytes(), after].concat()
}

fn script(view: &View, showing: &str) -> String {
    let prints = &view.prints;
    format!(
        "<script src=\"{SCRIPT}\" defer data-showing=\"{showing}\" data-pages=\"{}\" data-index=\"{}\" data-styles=\"{}\" data-errors=\"{}\"></script>",
        prints.pages, prints.index, prints.styles, prints.errors
    )
}

/// The errors as a page of their own, as long as there is no site to lay them over. It can be read without the script.
pub(super) fn problems(view: &View) -> String {
    let list: String = view.problems.iter().map(item).collect();
    let more = match view.more {
        0 => String::new(),
        more => format!("<p>And {more} more.</p>\n"),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Errors in the portal - docent</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLE}\">\n{}\n</head>\n<body class=\"problems\">\n<main>\n<h1>The portal has {}</h1>\n\
         <p>The site appears here as soon as the files are right.</p>\n<ol>\n{list}</ol>\n{more}</main>\n</body>\n</html>\n",
        script(view, "problems"),
        plural(view.problems.len() + view.more, "error"),
    )
}

fn item(problem: &Problem) -> String {
    let optional = |open: &str, text: &Option<String>, close: &str| {
        let text = text.as_deref().map(escaped);
        text.map(|text| format!("{open}{text}{close}\n")).unwrap_or_default()
    };
    format!(
        "<li>\n<h2>{}</h2>\n<p class=\"code\">{}</p>\n{}{}</li>\n",
        escaped(&problem.message),
        escaped(&problem.code),
        optional("<pre tabindex=\"0\">", &problem.excerpt, "</pre>"),
        optional("<p class=\"help\">Help: ", &problem.help, "</p>"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_goes_into_the_head() {
        let page = |text: &str| String::from_utf8(with_script(text.as_bytes(), &View::default())).unwrap();
        assert!(page("<head><title>A</title></HEAD><body>").starts_with("<head><title>A</title><script src=\"/_docent/reload.js\""));
        assert!(page("<p>no head").starts_with("<p>no head<script"));
    }

    #[test]
    fn what_stands_in_the_files_stays_text() {
        let bug = Problem::bug("<img src=x onerror=\"alert(1)\">");
        let mut view = View::default();
        view.show_bug(bug);
        let page = problems(&view);
        assert!(
            page.contains("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;") && !page.contains("<img"),
            "{page}"
        );
    }
}
