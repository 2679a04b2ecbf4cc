//! What YAML says, and what docent says of slips in it.

use super::*;
use crate::diag::Diagnostic;
use crate::diag::fix::Trust;

fn read(text: &str) -> Checked<Option<Node>> {
    parse(&"data/x.yaml".into(), text, 0)
}

/// A tree on one line: `{name: "A", phones: ["1"]}`; `'…'` for quoted texts, `|…|` for blocks.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Scalar { text, style } => match style {
            Style::Plain => text.clone(),
            Style::Quoted => format!("'{text}'"),
            Style::Block => format!("|{text}|"),
        },
        Value::List(list) => format!("[{}]", list.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            let fields = map.iter().map(|(key, node)| format!("{}: {}", key.value, shown(node)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The tree of a text without problems.
fn right(text: &str) -> String {
    let Checked { value, diagnostics } = read(text);
    assert_eq!(diagnostics, [], "{text}");
    shown(&value.unwrap())
}

/// `1:8 code: message | help` for each problem, with line and column from 1.
fn problems(text: &str) -> Vec<String> {
    read(text).diagnostics.iter().map(|problem| told(text, problem)).collect()
}

fn told(text: &str, problem: &Diagnostic) -> String {
    let start = problem.at.as_ref().unwrap().range().start;
    let before = &text[..start];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let help = problem.help.clone().unwrap_or_default();
    format!("{line}:{column} {}: {} | {help}", problem.code, problem.message)
}

#[test]
fn texts_stay_as_they_are_typed() {
    assert_eq!(
        right("[NO, 012, 804.802.9084, 2025-03-24, 1e3, yes, 0x1F, .5, 'null', null, ~, '']"),
        "[NO, 012, 804.802.9084, 2025-03-24, 1e3, yes, 0x1F, .5, 'null', null, null, '']"
    );
    assert_eq!(right("12: a\ntrue: b\n"), "{12: a, true: b}");
}

#[test]
fn every_style_of_value() {
    for (text, tree) in [
        ("", "null"),
        ("# nothing\n", "null"),
        ("a:\nb: ~\n", "{a: null, b: null}"),
        ("a: one\n  two\n", "{a: one two}"),
        ("a: 'it''s'\nb: \"x\\ty\"\n", "{a: 'it's', b: 'x\ty'}"),
        ("a: |\n  x\n   y\nb: >-\n  x\n  y\n", "{a: |x\n y\n|, b: |x y|}"),
        ("- a\r\n- b: |\r\n    x\r\n    y\r\n", "[a, {b: |x\ny\n|}]"),
        ("a: {b: [c, {d: e}]}\n", "{a: {b: [c, {d: e}]}}"),
        ("- # note\n  a: b # note\n- !!str 012\n", "[{a: b}, 012]"),
        ("\u{feff}a: b\n", "{a: b}"),
        ("---\na: b\n...\n", "{a: b}"),
        ("? a\n: b\n", "{a: b}"),
        ("[a, b]: c\n", "{[a, b]: c}"),
        ("a: #x\nb: c#d\n", "{a: null, b: c#d}"),
    ] {
        assert_eq!(right(text), tree, "{text:?}");
    }
}

#[test]
fn a_span_covers_the_value_and_nothing_else() {
    let text = "# é\nlist:\n  - \"a b\" # note\n  - {k: 'v'}\n\nnote: |\n  one\n\n  two\n\nlast: plain text\n";
    let Some(Node {
        value: Value::Map(fields), ..
    }) = read(text).value
    else {
        panic!("a map")
    };
    let typed = |span: &Span| text[span.range()].to_owned();
    let keys: Vec<_> = fields.iter().map(|(key, _)| typed(&key.span)).collect();
    let values: Vec<_> = fields.iter().map(|(_, node)| typed(&node.span)).collect();
    assert_eq!(keys, ["list", "note", "last"]);
    assert_eq!(values[0], "- \"a b\" # note\n  - {k: 'v'}");
    assert_eq!(values[1], "one\n\n  two");
    assert_eq!(values[2], "plain text");
    let Value::List(items) = &fields[0].1.value else { panic!("a list") };
    assert_eq!(
        items.iter().map(|item| typed(&item.span)).collect::<Vec<_>>(),
        ["\"a b\"", "{k: 'v'}"]
    );
}

#[test]
fn spans_count_from_the_beginning_of_the_file() {
    let node = parse(&"content/a.md".into(), "a: b\n", 4).value.unwrap();
    let Value::Map(fields) = &node.value else { panic!("a map") };
    assert_eq!((fields[0].0.span.range(), fields[0].1.span.range()), (4..5, 7..8));
}

#[test]
fn a_line_that_may_be_a_field_is_shown_as_one() {
    let text = "- name: Dana Example\n  title Training Coordinator\n";
    let told = problems(text).join("\n");
    assert!(
        told.ends_with("put a colon after the name if it is a field: `title: Training Coordinator`"),
        "{told}"
    );
}

#[test]
fn names_repeat_values_and_merge_fields() {
    assert_eq!(right("a: &x {k: v}\nb: *x\n"), "{a: {k: v}, b: {k: v}}");
    assert_eq!(
        right("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n"),
        "{a: {k: 1, l: 2}, b: {k: 3, l: 2}}"
    );
    assert_eq!(
        right("- &x {k: 1}\n- &y {k: 2, l: 3}\n- <<: [*x, *y]\n"),
        "[{k: 1}, {k: 2, l: 3}, {k: 1, l: 3}]"
    );
}

#[test]
fn the_first_of_two_equal_keys_stays() {
    let text = "- id: a\n  name: x\n  id: b\n";
    let Checked { value, diagnostics } = read(text);
    assert_eq!(shown(&value.unwrap()), "[{id: a, name: x}]");
    let [problem] = diagnostics.as_slice() else { panic!("one problem") };
    assert_eq!(
        told(text, problem),
        "3:3 duplicate-key: the field `id` is written twice, on lines 1 and 3 | keep the right one and delete the other"
    );
    assert_eq!(problem.labels[0].0.range(), 2..4);
}

/// Each slip alone: where it is, what is said, and what is read all the same.
#[test]
fn each_slip_is_named_where_it_stands() {
    for (text, problem, tree) in [
        (
            "title: Safety: one\n",
            "1:14 unquoted-colon: a colon and a space stand in a value without quotation marks | type `title: \"Safety: one\"`",
            "{title: 'Safety: one'}",
        ),
        (
            "- x: say \"a\": b\n",
            "1:13 unquoted-colon: a colon and a space stand in a value without quotation marks | type `- x: 'say \"a\": b'`",
            "[{x: 'say \"a\": b'}]",
        ),
        (
            "a: one\n  two. Note: three\n  four\nb: c\n",
            "2:12 unquoted-colon: a text of several lines stands here, and `a:` has no `|` before it | type `a: |`, and on the next line `  one`; the lines below then belong to it",
            "{a: |one\ntwo. Note: three\nfour\n|, b: c}",
        ),
        (
            "a: | one\n   two\nb: c\n",
            "1:4 unquoted-sign: text stands behind `|`, which begins a block of lines | type `a: |`, and on the next line `   one`",
            "{a: |one\ntwo\n|, b: c}",
        ),
        (
            "a: |\nOne more.\nb: c\n",
            "2:1 yaml-indentation: this line of a text begins no further right than its field | begin this line with 2 spaces: it belongs to `a`",
            "{a: |One more.\n|, b: c}",
        ),
        (
            "a: {b: #12335f, c: Room #2} # d\n",
            "1:8 unquoted-sign: `#` begins a comment here, which no reader sees | type `a: {b: \"#12335f\", c: \"Room #2\"} # d`",
            "{a: {b: '#12335f', c: 'Room #2'}}",
        ),
        (
            "a: \"b\",\nc: d,\ne: f\n",
            "1:7 yaml-syntax: a comma stands behind this value; in YAML the end of the line ends it | delete the comma at the end of each of these 2 lines",
            "{a: 'b', c: d, e: f}",
        ),
        (
            "a: {b: one, two, three}\n",
            "1:11 inline-comma: a comma stands in a value without quotation marks | type `a: {b: \"one, two, three\"}`",
            "{a: {b: 'one, two, three'}}",
        ),
        (
            "a: **b**\n",
            "1:4 unquoted-sign: a value begins with `*`, which is a sign of YAML | type `a: \"**b**\"`",
            "{a: '**b**'}",
        ),
        (
            "a: & b\n",
            "1:4 unquoted-sign: a value begins with `&`, which is a sign of YAML | type `a: \"& b\"`",
            "{a: '& b'}",
        ),
        (
            "a: !b c\n",
            "1:4 unquoted-sign: a value begins with `!`, which is a sign of YAML | type `a: \"!b c\"`",
            "{a: '!b c'}",
        ),
        (
            "a: %b\n",
            "1:4 unquoted-sign: a value begins with `%`, which is a sign of YAML | type `a: \"%b\"`",
            "{a: '%b'}",
        ),
        (
            "a: @b # c\n",
            "1:4 unquoted-sign: a value begins with `@`, which is a sign of YAML | type `a: \"@b\" # c`",
            "{a: '@b'}",
        ),
        (
            "a: `b`\n",
            "1:4 unquoted-sign: a value begins with a backtick, which is a sign of YAML | type `a: \"`b`\"`",
            "{a: '`b`'}",
        ),
        (
            "a: {b} c\n",
            "1:4 unquoted-sign: a value begins with `{`, which is a sign of YAML | type `a: \"{b} c\"`",
            "{a: '{b} c'}",
        ),
        (
            "a: [b] c\n",
            "1:4 unquoted-sign: a value begins with `[`, which is a sign of YAML | type `a: \"[b] c\"`",
            "{a: '[b] c'}",
        ),
        (
            "a: ? b\n",
            "1:4 unquoted-sign: a value begins with `?`, which is a sign of YAML | type `a: \"? b\"`",
            "{a: '? b'}",
        ),
        (
            "a: [@b, c]\n",
            "1:5 unquoted-sign: a value begins with `@`, which is a sign of YAML | type `a: [\"@b\", c]`",
            "{a: ['@b', c]}",
        ),
        (
            "a: >b\n",
            "1:4 unquoted-sign: text stands behind `>`, which begins a block of lines | type `a: \">b\"`",
            "{a: '>b'}",
        ),
        (
            "a: &b c\n",
            "1:4 unquoted-sign: a value begins with `&`, which is a sign of YAML | put the value in quotation marks: `\"&b c\"`",
            "{a: c}",
        ),
        (
            "a: 'It's'\n",
            "1:7 quote-in-quotes: the value stands in single quotation marks and contains one | type `a: \"It's\"`",
            "{a: 'It's'}",
        ),
        (
            "a: \"b \"c\" d\"\n",
            "1:7 quote-in-quotes: the value stands in double quotation marks and contains one | type `a: 'b \"c\" d'`",
            "{a: 'b \"c\" d'}",
        ),
        (
            "a: \"b\" c\n",
            "1:8 quote-in-quotes: text stands behind the closing quotation mark | type `a: '\"b\" c'`",
            "{a: '\"b\" c'}",
        ),
        (
            "a: \"C:\\docs\"\n",
            "1:7 bad-escape: `\\d` means nothing in double quotation marks | type `a: \"C:\\\\docs\"`",
            "{a: 'C:\\docs'}",
        ),
        (
            "a: \"\\u12\"\n",
            "1:5 bad-escape: `\\u` means nothing in double quotation marks | type `a: \"\\\\u12\"`",
            "{a: '\\u12'}",
        ),
        (
            "a: \"b\nc: d\n",
            "1:4 unclosed-quote: the quotation mark that closes this value is missing | type `a: \"b\"`",
            "{a: 'b', c: d}",
        ),
        (
            "a: 'b\n",
            "1:4 unclosed-quote: the quotation mark that closes this value is missing | type `a: 'b'`",
            "{a: 'b'}",
        ),
        (
            "a: “b: c”\n",
            "1:4 curly-quotes: curly quotation marks stand around a value, and YAML reads only straight ones | type `a: \"b: c\"`",
            "{a: 'b: c'}",
        ),
        (
            "a: “b”\n",
            "1:4 curly-quotes: curly quotation marks stand around a value, and YAML reads only straight ones | type `a: \"b\"`",
            "{a: 'b'}",
        ),
        (
            "a: \"b”\nc: d\n",
            "1:4 curly-quotes: the closing quotation mark is a curly one, which YAML does not read | type `a: \"b\"`",
            "{a: 'b', c: d}",
        ),
        (
            "a: {b: c, d e}\n",
            "1:9 inline-comma: a comma stands in a value without quotation marks | type `a: {b: \"c, d e\"}`",
            "{a: {b: 'c, d e'}}",
        ),
        (
            "a: [b, c\nd: e\n",
            "1:4 yaml-syntax: `[` is not closed | type `a: [b, c]`",
            "{a: [b, c], d: e}",
        ),
        (
            "a: 1\n b: 2\n",
            "2:2 yaml-indentation: this line is not under the others of its group | type `b: 2` at the left margin, without spaces before it",
            "{a: 1, b: 2}",
        ),
        (
            "a:\n    b: 1\n  c: 2\n",
            "3:3 yaml-indentation: this line is not under the others of its group | type `c: 2` with 4 spaces before it",
            "{a: {b: 1, c: 2}}",
        ),
        (
            "- a: 1\n b: 2\n",
            "2:2 yaml-indentation: this field stands outside of the entry it belongs to | type `b: 2` with 2 spaces before it",
            "[{a: 1, b: 2}]",
        ),
        (
            "- a: 1\n - b: 2\n   c: 3\n",
            "2:2 yaml-indentation: this dash is not under the dash of the entry above | type `- b: 2` at the left margin, without spaces before it",
            "[{a: 1}, {b: 2, c: 3}]",
        ),
        (
            "a:\n- b\n  - c\n",
            "3:3 yaml-indentation: this dash is not under the dash of the entry above | type `- c` at the left margin, without spaces before it",
            "{a: [b, c]}",
        ),
        (
            "a: |\n  b\n c\nd: e\n",
            "3:2 yaml-indentation: this line of a text begins further left than the first one | type `c` with 2 spaces before it",
            "{a: |b\nc\n|, d: e}",
        ),
        (
            "a: \"b\nc\"\nd: e\n",
            "2:1 yaml-indentation: a text goes on further left than the field it belongs to | begin the line with 2 spaces",
            "{a: 'b c', d: e}",
        ),
        (
            "a: - b\n",
            "1:4 yaml-indentation: a list begins on the line of its field | type `a:`, and on the next line `  - b`; if it is a text, put it in quotation marks: `\"- b\"`",
            "{a: [b]}",
        ),
        (
            "a:\n\tb: c\n",
            "2:1 yaml-tab: a tab stands in the indentation | delete it and type spaces: two for each level",
            "{a: {b: c}}",
        ),
        (
            "a: b\nname C\n",
            "2:1 yaml-syntax: a field has no colon after its name | type `name: C`",
            "{a: b, name: C}",
        ),
        (
            "a:b\nc: d\n",
            "1:2 yaml-syntax: a space is missing after the colon | type `a: b`",
            "{a: b, c: d}",
        ),
        (
            "a: b\n---\nc: d\n",
            "2:1 yaml-syntax: a second document begins here, and a file holds one | delete the line `---` or `...`; entries of a list need only their dash, fields of a group only their indentation",
            "{a: b}",
        ),
        (
            "%YAML 1.2\na: b\n",
            "1:1 yaml-syntax: a line begins with `%`, which gives orders to YAML | delete the line, or put the text in quotation marks",
            "{a: b}",
        ),
        (
            "a:\u{a0}b\n",
            "1:3 invisible-character: a no-break space (U+00A0) stands here | delete it and type a space",
            "{a: b}",
        ),
        (
            "a: b\u{200b}c\n",
            "1:5 invisible-character: a character without width (U+200B) stands here | delete it: put the cursor behind it and press Backspace once",
            "{a: bc}",
        ),
        (
            "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> main\nb: 3\n",
            "1:1 merge-conflict: two versions of these lines stand in the file | keep the right lines and delete the others, with the lines `<<<<<<<`, `=======` and `>>>>>>>`",
            "{a: 1, b: 3}",
        ),
    ] {
        assert_eq!(problems(text), [problem], "{text}");
        assert_eq!(read(text).value.as_ref().map(shown).unwrap_or_default(), tree, "{text}");
    }
}

#[test]
fn one_run_names_every_slip_and_keeps_every_entry() {
    let text = "- id: a\n  title: Safety: first\n  note: 'It's'\n- id: b\n  phones:\n  - number: 1\n   - number: 2\n- id: c\n  tags: [x, y\n- id: d\n\tname: D\n- id: e\n";
    let told: Vec<_> = problems(text)
        .iter()
        .map(|told| told.split(':').take(2).collect::<Vec<_>>().join(":"))
        .collect();
    assert_eq!(
        told,
        [
            "2:16 unquoted-colon",
            "3:12 quote-in-quotes",
            "7:4 yaml-indentation",
            "9:9 yaml-syntax",
            "11:1 yaml-tab"
        ]
    );
    assert_eq!(
        shown(&read(text).value.unwrap()),
        "[{id: a, title: 'Safety: first', note: 'It's'}, {id: b, phones: [{number: 1}, {number: 2}]}, {id: c, tags: [x, y]}, {id: d, name: D}, {id: e}]"
    );
}

#[test]
fn an_entry_that_cannot_be_mended_hides_no_other() {
    let text = "a: [x, y: z: 1]\nb: 2\nb: 3\n";
    assert_eq!(shown(&read(text).value.unwrap()), "{b: 2}");
    let codes: Vec<_> = read(text).diagnostics.iter().map(|problem| problem.code.name()).collect();
    assert_eq!(codes, ["yaml-syntax", "duplicate-key"]);
}

#[test]
fn what_would_exhaust_the_computer_is_refused() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, name) in ('a'..='h').zip('b'..='i') {
        bomb += &format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", "));
    }
    let deep_block: String = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    for text in [
        bomb,
        "[".repeat(100_000),
        deep_block,
        format!("a: {}", "x".repeat(6_000_000)),
        "- ".repeat(10_000),
    ] {
        let Checked { value, diagnostics } = read(&text);
        let codes: Vec<_> = diagnostics.iter().map(|problem| problem.code.name()).collect();
        assert_eq!((value, codes), (None, vec!["yaml-limit"]), "{:.40}", text);
    }
}

#[test]
fn any_bytes_are_read_without_a_panic() {
    let pieces = [
        "a",
        "b:",
        ": ",
        "- ",
        "-",
        "\n",
        "\n  ",
        "\n    ",
        "\t",
        "'",
        "\"",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "!x ",
        "|",
        ">",
        "#",
        "%",
        "@",
        "`",
        "?",
        "\\",
        "---\n",
        "...\n",
        "é",
        "“",
        "”",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "\r\n",
        "\r",
        "\0",
        "<<: ",
        "- - ",
        "= ",
        "// ",
        "<!-- ",
        "-->",
        "<<<<<<< x\n",
        "=======\n",
        ">>>>>>> x\n",
        "\\u12",
        "null",
        "~",
    ];
    let mut seed = 1_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        for problem in read(&text).diagnostics {
            let range = problem.at.unwrap().range();
            assert!(text.get(range.clone()).is_some(), "{text:?} {range:?} {}", problem.message);
        }
    }
}

#[test]
fn a_field_behind_a_list_is_no_entry_of_it() {
    assert_eq!(
        right("people:\n- id: a\n  name: x\n\nid: page-1\n"),
        "{people: [{id: a, name: x}], id: page-1}"
    );
    assert_eq!(
        problems("people:\n- id: a\n  phones:\n  - b\n\n  id: c\n  name: d\n"),
        ["6:3 yaml-syntax: a dash is missing before this entry | type `- id: c`"]
    );
}

#[test]
fn an_item_alone_may_be_a_text_that_begins_with_a_hyphen() {
    let trusts = |text: &str| -> Vec<Trust> {
        let fixes = read(text).diagnostics.into_iter().filter_map(|problem| problem.fix);
        fixes.map(|fix| fix.trust).collect()
    };
    assert_eq!(trusts("roles:\n  -registration\n"), [Trust::Suggested]);
    assert_eq!(trusts("roles:\n  -registration\n  -classes\n"), [Trust::Safe; 2]);
    assert_eq!(right("signature:\n  -Dana Miller\n"), "{signature: -Dana Miller}");
    assert_eq!(right("answer:\n  -yes\n  and on\n"), "{answer: -yes and on}");
}

#[test]
fn comments_of_other_notations_are_told_once_for_all_their_lines() {
    for text in ["a: 1\n//b: 2\n// c: 3\nd: 4\n", "a: 1\n/* b: 2\n\n   c: 3 */\nd: 4\n"] {
        let Checked { value, diagnostics } = read(text);
        assert_eq!(shown(&value.unwrap()), "{a: 1, d: 4}");
        let edits: Vec<usize> = diagnostics
            .iter()
            .map(|problem| problem.fix.as_ref().unwrap().edits.len())
            .collect();
        assert_eq!(edits, [2], "{text}");
    }
    // What is not closed is a comment of one line.
    assert_eq!(
        problems("<!-- a\nb: 2\n"),
        ["1:1 yaml-syntax: `<!--` begins no comment in YAML; `#` does | type `# a`"]
    );
}

#[test]
fn an_equals_sign_in_a_text_is_a_part_of_it() {
    for (text, tree) in [
        ("a: b\n  c = d\n", "{a: b c = d}"),
        ("a:\n  c = d\n", "{a: c = d}"),
        ("- a = b\n- c\n", "[a = b, c]"),
        ("a: |\n  c = d\n  e: f\n", "{a: |c = d\ne: f\n|}"),
        ("a: \"b\n  c = d\"\n", "{a: 'b c = d'}"),
    ] {
        assert_eq!(right(text), tree, "{text}");
    }
    assert_eq!(shown(&read("a:\n  c = d\n  e: f\n").value.unwrap()), "{a: {c: d, e: f}}");
}
