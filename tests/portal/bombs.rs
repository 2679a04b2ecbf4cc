//! Small files that grow when they are read, and deep ones: made when they are needed, for the tests and for `fuzz/bad_inputs`.

/// Bombs: what stands in the file, where it is told, and what is said.
pub fn bombs() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let deep_flow = format!("- id: x\n  definition: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let deep_block: String = (0..2_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    let deep_dashes = format!("{}x\n", "- ".repeat(100_000));
    let aliases: String = (0..9).map(level_of_aliases).collect();
    let merges: String = (0..9).map(level_of_merges).collect();
    let values = "[x,x,x,x,x,x,x,x,x,x]\n".replace(',', ", ");
    let many = format!("- {values}").repeat(100_000);
    let long = format!("- id: x\n  definition: {}\n", "x".repeat(49_000_000));
    let quoted = format!(
        "- id: x\n  definition: \"{}\"\n",
        format!("{}\\\n", "x".repeat(1_000)).repeat(6_000)
    );
    let unclosed = format!("- id: x\n  definition: \"{}\n", "x\n".repeat(20_000));
    let levels = "error[yaml-limit]: the values stand more than 64 deep inside of each other";
    let repeats = "error[yaml-limit]: aliases (`*name`) unfold into more than 100,000 values or 10,000,000 bytes";
    let text = "error[yaml-limit]: one value is longer than 5,000,000 bytes";
    vec![
        ("data/terms.yaml", deep_flow.into_bytes(), levels),
        ("data/terms.yaml", deep_block.into_bytes(), levels),
        ("data/terms.yaml", deep_dashes.into_bytes(), levels),
        ("data/terms.yaml", aliases.into_bytes(), repeats),
        ("data/terms.yaml", merges.into_bytes(), repeats),
        (
            "data/terms.yaml",
            many.into_bytes(),
            "error[yaml-limit]: the file has more than 1,000,000 values",
        ),
        ("data/terms.yaml", long.into_bytes(), text),
        ("data/terms.yaml", quoted.into_bytes(), text),
        ("data/terms.yaml", unclosed.into_bytes(), "error[unclosed-quote]"),
        ("content/page.md", deep_page("> "), "error[too-deep]"),
        ("content/page.md", deep_page("- "), "error[too-deep]"),
        ("content/page.md", front_matter_bomb(), levels),
    ]
}

/// `a1: &a1 [*a0, *a0, …]`: nine times nine, nine times over.
fn level_of_aliases(level: usize) -> String {
    match level {
        0 => "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(),
        _ => format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", ")),
    }
}

/// The same by `<<`, with maps of nine fields.
fn level_of_merges(level: usize) -> String {
    let fields = |value: &str| (0..9).map(|field| format!("f{field}: {value}")).collect::<Vec<_>>().join(", ");
    match level {
        0 => format!("a0: &a0 {{{}}}\n", fields("x")),
        _ => format!(
            "a{level}: &a{level} {{<<: *a{0}, {1}}}\n",
            level - 1,
            fields(&format!("*a{}", level - 1)).replace("f", &format!("g{level}"))
        ),
    }
}

fn deep_page(sign: &str) -> Vec<u8> {
    format!("---\ntitle: A page that goes deep\n---\n{}x\n", sign.repeat(100_000)).into_bytes()
}

fn front_matter_bomb() -> Vec<u8> {
    format!("---\ntitle: A page with a bomb\nextra: {}\n---\nWords.\n", "[".repeat(100_000)).into_bytes()
}
