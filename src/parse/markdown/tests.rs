//! Each form of Markdown with the HTML it becomes, and each slip with what docent says.

use super::*;
use crate::diag::Diagnostic;

/// Parses a page that allows `<kbd>`, `<details>` and `<abbr>`.
fn parsed(text: &str) -> Checked<Markdown> {
    with_place(text, Place::Verbatim(0))
}

fn with_place(text: &str, place: Place<'_>) -> Checked<Markdown> {
    with_elements(text, place, ELEMENTS)
}

fn with_elements(text: &str, place: Place<'_>, elements: usize) -> Checked<Markdown> {
    let input = Input {
        text,
        file: &"content/x.md".into(),
        place,
        allowed_html: &["kbd", "details", "summary", "abbr", "script"].map(str::to_owned),
        callout_words: &["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
        note_words: &["Footnotes", "Back to reference"].map(str::to_owned),
        anchor_prefix: "",
    };
    parse_within(&input, elements)
}

/// The HTML of a text without problems.
fn html(text: &str) -> String {
    let Checked { value, diagnostics } = parsed(text);
    assert_eq!(diagnostics, [], "{text}");
    value.html
}

/// `code: message` and the text it points at, for each problem.
fn problems(text: &str) -> Vec<(String, &str)> {
    let told = |problem: Diagnostic| {
        let place = problem.at.map_or("", |span| &text[span.range()]);
        (format!("{}: {}", problem.code, problem.message), place)
    };
    parsed(text).diagnostics.into_iter().map(told).collect()
}

#[test]
fn each_form_has_its_html() {
    for (text, expected) in [
        (
            "a *b* **c** ~~d~~ `e`",
            "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>\n",
        ),
        ("a\nb\\\nc", "<p>a\nb<br>\nc</p>\n"),
        ("\"a\" -- it's...", "<p>“a” – it’s…</p>\n"),
        ("`\"a\" --`", "<p><code>&quot;a&quot; --</code></p>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("- a\n- b\n  1. c", "<ul>\n<li>a</li>\n<li>b<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>\n"),
        (
            "3. a\n\n4. b",
            "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n",
        ),
        ("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n"),
        ("a\n\n***\n", "<p>a</p>\n<hr>\n"),
        ("    a \"b\"", "<pre tabindex=\"0\"><code>a &quot;b&quot;</code></pre>\n"),
        (
            "```yaml x=\"y\"\na: <b>\n```",
            "<pre tabindex=\"0\"><code class=\"language-yaml\">a: &lt;b&gt;\n</code></pre>\n",
        ),
        (
            "- [ ] a\n- [x] [b](c)\n  - d",
            "<ul>\n<li class=\"task\"><label><input type=\"checkbox\" disabled> a</label></li>\n<li class=\"task\"><label><input type=\"checkbox\" disabled checked> <a>b</a></label><ul>\n<li>d</li>\n</ul>\n</li>\n</ul>\n",
        ),
        (
            "> [!WARNING]\n> a",
            "<aside class=\"callout callout-warning\" role=\"note\" aria-label=\"Warning\">\n<p class=\"callout-title\">Warning</p>\n<p>a</p>\n</aside>\n",
        ),
        ("a<!-- b --> c\n\n<!-- d -->", "<p>a c</p>\n"),
        ("[a](b \"c\")", "<p><a title=\"c\">a</a></p>\n"),
        (
            "[a <https://example.gov> b](c) <d@example.gov>",
            "<p><a>a https://example.gov b</a> <a>d@example.gov</a></p>\n",
        ),
        ("![a *b*](c.png)", "<p><img alt=\"a b\" loading=\"lazy\" decoding=\"async\"></p>\n"),
        (
            "[![map](a.png)](b.md)",
            "<p><a><img alt=\"map\" loading=\"lazy\" decoding=\"async\"></a></p>\n",
        ),
        (
            "Press <kbd title='x\"y' lang=en>Ctrl</kbd>",
            "<p>Press <kbd title=\"x&quot;y\" lang=\"en\">Ctrl</kbd></p>\n",
        ),
        (
            "<details>\n<summary>a &amp; b</summary>\n\n*c*\n\n</details>",
            "<details>\n<summary>a &amp; b</summary>\n<p><em>c</em></p>\n</details>",
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn a_table_scrolls_and_names_its_columns() {
    assert_eq!(
        html("## Who\n\n| a | b |\n|:-:|--:|\n| 1 | `x` |\n"),
        "<h2 id=\"who\">Who</h2>\n<section class=\"table-scroll\" tabindex=\"0\" aria-label=\"Who: a, b\">\n<table>\n<thead>\n\
         <tr><th scope=\"col\" class=\"align-center\">a</th><th scope=\"col\" class=\"align-right\">b</th></tr>\n</thead>\n<tbody>\n\
         <tr><td class=\"align-center\">1</td><td class=\"align-right\"><code>x</code></td></tr>\n</tbody>\n</table>\n</section>\n"
    );
    assert!(html("| | b |\n|-|-|\n| 1 | 2 |\n").contains("<tr><td></td><th scope=\"col\">b</th></tr>"));
}

#[test]
fn footnotes_link_there_and_back() {
    assert_eq!(
        html("a[^x] b[^y] c[^X]\n\n[^y]: Why\n\n[^x]: *So*\n"),
        "<p>a<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1\" role=\"doc-noteref\">1</a></sup> \
         b<sup class=\"footnote-ref\"><a href=\"#fn:2\" id=\"fnref:2\" role=\"doc-noteref\">2</a></sup> \
         c<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1-2\" role=\"doc-noteref\">1</a></sup></p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n\
         <li id=\"fn:1\"><p><em>So</em> <a href=\"#fnref:1\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"Back to reference 1\">↩\u{fe0e}</a> \
         <a href=\"#fnref:1-2\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"Back to reference 1-2\">↩\u{fe0e}</a></p>\n</li>\n\
         <li id=\"fn:2\"><p>Why <a href=\"#fnref:2\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"Back to reference 2\">↩\u{fe0e}</a></p>\n</li>\n\
         </ol>\n</section>\n"
    );
}

#[test]
fn headings_have_anchors_of_their_own() {
    let Checked { value, diagnostics } =
        parsed("## Contact *us*\n\na\n\n## Contact us\n\n### 日本 {#jp .big onclick=x}\n\na\n\n### 日本\n\na\n");
    assert_eq!(diagnostics, []);
    let found: Vec<_> = value
        .headings
        .iter()
        .map(|heading| (heading.level, &*heading.id, &*heading.text))
        .collect();
    assert_eq!(
        found,
        [
            (2, "contact-us", "Contact us"),
            (2, "contact-us-2", "Contact us"),
            (3, "jp", "日本"),
            (3, "section", "日本")
        ]
    );
    assert!(value.html.contains("<h3 id=\"jp\">日本</h3>"));
}

#[test]
fn links_leave_holes_that_are_filled_later() {
    let text = "[a](b.md#c) <https://example.gov/?a&b> <me@example.gov> ![d](e.png) [f][g]\n\n[g]: @/h.md\n";
    let Checked { value, diagnostics } = parsed(text);
    assert_eq!(diagnostics, []);
    let targets: Vec<_> = value.links.iter().map(|link| (&*link.target, &text[link.span.range()])).collect();
    assert_eq!(
        targets,
        [
            ("b.md#c", "b.md#c"),
            ("https://example.gov/?a&b", "https://example.gov/?a&b"),
            ("mailto:me@example.gov", "me@example.gov"),
            ("e.png", "e.png"),
            ("@/h.md", "[f][g]"),
        ]
    );
    let addresses = ["1", "2&3", "\"4\"", "5", "6"].map(|address| Some(address.to_owned()));
    let filled = value.fill(&addresses, Vec::new());
    assert_eq!(
        filled,
        "<p><a href=\"1\">a</a> <a href=\"2&amp;3\">https://example.gov/?a&amp;b</a> <a href=\"&quot;4&quot;\">me@example.gov</a> \
         <img src=\"5\" alt=\"d\" loading=\"lazy\" decoding=\"async\"> <a href=\"6\">f</a></p>\n"
    );
}

#[test]
fn where_an_address_is_refused_there_is_none() {
    let value = parsed("[a](b.md) ![c](d.png)\n").value;
    assert_eq!(
        value.fill(&[None, None], Vec::new()),
        "<p><a>a</a> <img alt=\"c\" loading=\"lazy\" decoding=\"async\"></p>\n"
    );
}

#[test]
fn prose_is_what_stands_outside_of_headings_links_and_code() {
    let text = "## SRO\n\nAn SRO & *an SSO*\nis `SRO` [SRO](a.md).\n\n| SRO |\n|---|\n| MOU |\n\n<abbr>SRO</abbr>\n";
    let Markdown { html, prose, .. } = parsed(text).value;
    let runs: Vec<_> = prose
        .into_iter()
        .map(|range| html[range].to_owned())
        .filter(|run| !run.trim().is_empty())
        .collect();
    assert_eq!(runs, ["An SRO &amp; ", "an SSO", "\nis ", ".", "MOU"]);
}

#[test]
fn sections_hold_the_words_below_each_heading() {
    let Markdown { sections, .. } =
        parsed("Hello  *there*,\nyou[^1].\n\n## One\n\n- a\n- **b**c\n\n> [!NOTE]\n> d\n\n## Two\n\n[^1]: Note\n").value;
    let found: Vec<_> = sections.iter().map(|section| (section.heading, &*section.text)).collect();
    assert_eq!(found, [(None, "Hello there, you. Note"), (Some(0), "a bc d"), (Some(1), "")]);
}

#[test]
fn every_anchor_begins_with_the_prefix() {
    let Checked { value, .. } = parse(&Input {
        text: "## A\n\nb[^1]\n\n[^1]: c",
        file: &"data/faqs.yaml".into(),
        place: Place::Verbatim(0),
        allowed_html: &[],
        callout_words: &Default::default(),
        note_words: &Default::default(),
        anchor_prefix: "what-",
    });
    assert_eq!(value.headings[0].id, "what-a");
    for part in [
        "id=\"what-a\"",
        "href=\"#what-fn:1\" id=\"what-fnref:1\"",
        "id=\"what-fn:1\"",
        "href=\"#what-fnref:1\"",
    ] {
        assert!(value.html.contains(part), "{part}");
    }
}

#[test]
fn each_slip_is_named_where_it_stands() {
    for (text, message, place) in [
        (
            "# One\n\na",
            "second-title: a heading of the first level stands in the text",
            "# One",
        ),
        (
            "### One\n\na",
            "heading-jump: a heading of level 3 follows the title of the page",
            "### One",
        ),
        (
            "## One\n\n#### Two\n\na",
            "heading-jump: a heading of level 4 follows a heading of level 2",
            "#### Two",
        ),
        ("a <b>c</b>", "raw-html: the HTML element `<b>` cannot stand in a page", "<b>"),
        (
            "<div onclick=x>\na\n</div>",
            "raw-html: the HTML element `<div>` cannot stand in a page",
            "<div onclick=x>",
        ),
        (
            "<SCRIPT>a < b</SCRIPT>",
            "raw-html: the HTML element `<script>` cannot stand in a page",
            "<SCRIPT>a < b",
        ),
        (
            "a <kbd onclick=x>b</kbd>",
            "raw-html: `<kbd>` cannot have the attribute `onclick`",
            "<kbd onclick=x>",
        ),
        ("a <kbd>b", "raw-html: `<kbd>` is not closed", "b"),
        ("a </kbd>", "raw-html: `</kbd>` closes an element that is not open here", "</kbd>"),
        (
            "a\n\n<!-- b",
            "raw-html: this comment does not end, so it hides everything after it",
            "<!-- b",
        ),
        ("![](a.png)", "missing-alt: this image has no description", "![](a.png)"),
        (
            "![a.png](x/a.png)",
            "poor-alt: the description of this image is a file name",
            "![a.png](x/a.png)",
        ),
        (
            "![Image of a dog](a.png)",
            "poor-alt: the description of this image begins with \"image of\"",
            "![Image of a dog](a.png)",
        ),
        (
            "[Click here!](a.md)",
            "vague-link: the link text \"Click here!\" says nothing by itself",
            "[Click here!](a.md)",
        ),
        (
            "[**más**](a.md)",
            "vague-link: the link text \"más\" says nothing by itself",
            "[**más**](a.md)",
        ),
        ("[](a.md)", "vague-link: this link has no text, so no one can follow it", "[](a.md)"),
        (
            "[https://a.gov](https://a.gov)",
            "vague-link: the text of this link is a web address, which a screen reader spells out",
            "[https://a.gov](https://a.gov)",
        ),
        ("[a][b]", "dead-link: nothing says where `[b]` leads", "[a][b]"),
        ("a[^b]", "footnote: the footnote `[^b]` is not written", "[^b]"),
        (
            "a\n\n[^b]: c",
            "footnote: no text refers to the footnote `[^b]`, so it is not shown",
            "[^b]:",
        ),
        ("> [!WARN]\n> a", "unknown-callout: `[!WARN]` is no kind of callout", "[!WARN]"),
        ("> [!NOTE] a", "unknown-callout: text stands on the line of `[!NOTE]`", "[!NOTE]"),
        (
            "| | |\n|-|-|\n| 1 | 2 |",
            "table-header: the columns of this table have no names",
            "| | |",
        ),
        (
            "**One**\n\na",
            "bold-heading: this bold line looks like a heading, and is none",
            "**One**",
        ),
        (
            "##\u{a0}One\n\na",
            "invisible-character: a no-break space (U+00A0) stands here",
            "\u{a0}",
        ),
        (
            "a \u{202e}b",
            "invisible-character: a sign that turns the direction of the text (U+202E) stands here",
            "\u{202e}",
        ),
    ] {
        assert_eq!(problems(text), [(message.to_owned(), place)], "{text}");
    }
}

#[test]
fn the_help_says_what_to_type() {
    let help = |text: &str| parsed(text).diagnostics.remove(0).help.unwrap_or_default();
    assert_eq!(help("# One"), "the title of the page is its only one; type `## One`");
    assert_eq!(help("## A\n\n#### Two"), "type `### Two`");
    assert_eq!(
        help("<br>"),
        "end the line with a backslash `\\`, or leave an empty line for a new paragraph"
    );
    assert_eq!(
        help("your <agency>"),
        "delete it; to show the sign itself, type a backslash before it: `\\<agency>`"
    );
    assert!(help("> [!WARNIN]\n> a").starts_with("did you mean `[!WARNING]`?"));
}

#[test]
fn only_harmless_elements_can_be_allowed() {
    assert!(!ALLOWABLE.contains(&"script"));
    for text in [
        "<script>x</script>",
        "a <script>x</script>",
        "<kbd><script></kbd>",
        "<a href=\"javascript:x\">",
        "<img src=x onerror=y>",
        "<svg onload=x>",
    ] {
        let Checked { value, diagnostics } = parsed(text);
        assert!(!diagnostics.is_empty(), "{text}");
        for part in ["<script", "<img", "<a ", "<svg", "onerror", "onload"] {
            assert!(!value.html.contains(part), "{text}");
        }
    }
}

#[test]
fn places_in_a_yaml_value_are_found_by_their_words() {
    let file_text = "- answer: |\n    See [x](a.md).\n\n    ### Jump\n\n    And [x](b.md), [x](b.md).\n";
    let value = Span::new(&"data/faqs.yaml".into(), 16..file_text.len());
    let text = "See [x](a.md).\n\n### Jump\n\nAnd [x](b.md), [x](b.md).\n";
    let place = Place::Inside { value: &value, file_text };
    let found: Vec<_> = with_place(text, place).value.links.iter().map(|link| link.span.range()).collect();
    let expected = file_text.match_indices(".md").map(|(at, _)| at - 1..at + 3);
    assert_eq!(found, expected.collect::<Vec<_>>());
}

#[test]
fn a_place_that_is_not_found_is_the_whole_value() {
    let file_text = "a: \"x [\\u0079](z\\u002emd)\"\n";
    let value = Span::new(&"data/faqs.yaml".into(), 3..file_text.len() - 1);
    let place = Place::Inside { value: &value, file_text };
    let links = with_place("x [y](z.md)", place).value.links;
    assert_eq!(links[0].span, value);
}

#[test]
fn quotes_without_end_are_cut_off() {
    let Checked { value, diagnostics } = parsed(&"> ".repeat(10_000));
    assert_eq!(value.html.matches("<blockquote>").count(), 64);
    assert_eq!(diagnostics.len(), 1);
}

#[test]
fn any_text_is_written_without_a_panic_and_in_balance() {
    let pieces = [
        "a",
        "*",
        "_",
        "**",
        "~~",
        "`",
        "```\n",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](b)",
        "[^1]",
        "[^1]: ",
        "> ",
        "- ",
        "1. ",
        "- [ ] ",
        "# ",
        "## ",
        "|a|\n|-|\n",
        "|",
        "\n",
        "\n\n",
        "    ",
        "<kbd>",
        "</kbd>",
        "<b>",
        "<details>\n",
        "</details>\n",
        "<!-- ",
        "-->",
        "<a@b.c>",
        "&amp;",
        "\\",
        "\"",
        "'",
        "é",
        "\u{a0}",
        "\0",
        "\r\n",
        "\t",
        ": ",
        "> [!NOTE]\n",
        "{#x}",
        "---\n",
        "[r]: s\n",
        "[t][r]",
    ];
    let mut seed = 1_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..14 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        let Checked { value, diagnostics } = parsed(&text);
        balanced(&value.html, &text);
        for range in value.prose.iter().cloned().chain(value.links.iter().map(|link| link.at..link.at)) {
            assert!(value.html.get(range).is_some(), "{text:?}");
        }
        for problem in diagnostics {
            assert!(text.get(problem.at.unwrap().range()).is_some(), "{text:?} {}", problem.message);
        }
    }
}

/// Every element that is opened is closed, and none crosses another.
fn balanced(html: &str, text: &str) {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "{text:?}\n{html}"),
            None if matches!(&*name, "br" | "hr" | "img" | "input") => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, Vec::<String>::new(), "{text:?}\n{html}");
}

/// A row of phrases, items or notes: what stands behind the last that is kept is left out, and all that is open is closed.
#[test]
fn of_too_many_elements_the_first_are_written() {
    for (text, expected) in [
        ("- a\n- b\n- c\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("*a* *b* *c*", "<p><em>a</em> <em></em></p>\n"),
        ("> a\n\nb\n\nc", "<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>\n"),
    ] {
        let parsed = with_elements(text, Place::Verbatim(0), 5);
        assert_eq!(parsed.value.html, expected, "{text:?}");
        let told = parsed.diagnostics.iter().filter(|problem| problem.code.name() == "page-limit");
        assert_eq!(told.count(), 1, "{text:?}");
    }
}
