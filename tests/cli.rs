//! The program as people run it: exit codes, what goes to standard output and what to standard error.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;

/// Runs docent in a folder, with an environment in which every run is alike.
fn docent(folder: &Path, arguments: &[&str]) -> Output {
    docent_with(folder, arguments, &[])
}

fn docent_with(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_docent"))
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .envs(environment.iter().copied())
        .output()
        .expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// A new portal in a folder of its own.
fn starter() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let output = docent(folder.path(), &["init"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

#[test]
fn a_new_portal_builds_without_a_problem_and_again_without_a_change() {
    let portal = starter();
    let first = docent(portal.path(), &["build"]);
    assert_eq!((code(&first), stderr(&first)), (0, String::new()));
    assert!(stdout(&first).starts_with("Built "), "{}", stdout(&first));
    assert!(portal.path().join("public/index.html").is_file());
    let second = docent(portal.path(), &["build"]);
    assert!(stdout(&second).contains("nothing changed"), "{}", stdout(&second));
}

/// What a build prints that can remember the last one: its closing line from the changes on, and all the rest.
fn said_by_build(portal: &Path, cache: &Path, arguments: &[&str]) -> (String, String) {
    let arguments: Vec<&str> = ["build", "--verbose"].into_iter().chain(arguments.iter().copied()).collect();
    let cache = cache.to_str().expect("UTF-8");
    let output = docent_with(portal, &arguments, &[("XDG_CACHE_HOME", cache)]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let stdout = stdout(&output);
    (stdout.split_once(';').expect("a closing line").1.to_owned(), stderr(&output))
}

const REMEMBERED: &str = "nothing has changed since the last build";

#[test]
fn a_build_for_which_nothing_has_changed_touches_nothing_and_says_the_same() {
    let (portal, cache) = (starter(), tempfile::tempdir().expect("a folder"));
    write(portal.path(), "content/odd.md", "---\ntitle: Odd\n---\n\n[here](/about/)\n");
    let said = || said_by_build(portal.path(), cache.path(), &[]);
    assert!(!said().1.contains(REMEMBERED));
    let before = entries(&portal.path().join("public"));
    // The first build published all; what the second one says is what any later one has to say.
    let rest = |stderr: String| {
        stderr
            .lines()
            .filter(|line| !line.starts_with("reading "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let whole = docent(portal.path(), &["build", "--verbose"]);
    assert!(stderr(&whole).contains("odd.md"), "{}", stderr(&whole));
    let again = said();
    assert!(again.1.contains(REMEMBERED), "{}", again.1);
    assert_eq!(again.0, stdout(&whole).split_once(';').expect("a closing line").1);
    assert_eq!(rest(again.1), rest(stderr(&whole)));
    assert_eq!(entries(&portal.path().join("public")), before);
}

/// Each file of a folder with the moment at which it was last written.
fn entries(folder: &Path) -> Vec<(std::path::PathBuf, std::time::SystemTime)> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        match entry.path() {
            path if path.is_dir() => entries.extend(self::entries(&path)),
            path => entries.push((path, entry.metadata().and_then(|data| data.modified()).expect("a time"))),
        }
    }
    entries.sort();
    entries
}

#[test]
fn whatever_has_changed_leads_to_a_build() {
    let (portal, cache) = (starter(), tempfile::tempdir().expect("a folder"));
    let root = portal.path();
    let is_remembered = |arguments: &[&str]| said_by_build(root, cache.path(), arguments).1.contains(REMEMBERED);
    let expect_build_then_rest = |what: &str, arguments: &[&str]| {
        assert!(!is_remembered(arguments), "{what}");
        assert!(is_remembered(arguments), "after {what}");
    };
    expect_build_then_rest("the first build", &[]);
    for arguments in [
        ["--as-of", "2025-05-01"],
        ["--base-url", "https://portal.example.gov/"],
        ["--minify", "--drafts"],
        ["--strict", "--future"],
    ] {
        expect_build_then_rest(&arguments.join(" "), &arguments);
    }
    expect_build_then_rest("the usual options", &[]);
    write(root, "content/new.md", "---\ntitle: New\n---\n\nText.\n");
    expect_build_then_rest("a new page", &[]);
    write(root, "themes/civic/assets/extra.css", "p { margin: 0 }\n");
    expect_build_then_rest("a new file of the theme", &[]);
    write(root, "public/index.html", "edited by hand");
    expect_build_then_rest("an edited output", &[]);
    assert!(fs::read_to_string(root.join("public/index.html")).expect("built").contains("<html"));
    fs::remove_file(root.join("public/404.html")).expect("it was there");
    expect_build_then_rest("a deleted output", &[]);
    fs::remove_dir_all(root.join("public")).expect("it was there");
    expect_build_then_rest("a deleted site", &[]);
    write(root, ".public.lock", "");
    expect_build_then_rest("a lock that a killed build has left", &[]);
    assert!(!root.join(".public.lock").exists());
    let records: Vec<_> = entries(&cache.path().join("docent/builds"));
    let [(record, _)] = records.as_slice() else {
        panic!("one record: {records:?}")
    };
    let text = fs::read(record).expect("a record");
    fs::write(record, &text[..text.len() / 2]).expect("half a record");
    expect_build_then_rest("half a record", &[]);
    fs::remove_dir_all(cache.path().join("docent")).expect("it was there");
    expect_build_then_rest("a deleted cache", &[]);
    assert!(!is_remembered(&["--timings"]), "whoever asks for times sees a build");
}

#[test]
fn a_build_says_on_request_how_long_each_stage_took_and_how_much_it_did() {
    let portal = starter();
    let stages = ["read", "parse", "collect", "resolve", "plan", "index", "render", "check", "publish"];
    let table = stderr(&docent(portal.path(), &["build", "--timings"]));
    let first = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
    let expected: Vec<&str> = ["stage"].into_iter().chain(stages).chain(["all"]).collect();
    assert_eq!(table.lines().map(first).collect::<Vec<_>>(), expected, "{table}");

    let output = docent(portal.path(), &["build", "--timings=json"]);
    let document: Json = serde_json::from_str(&stderr(&output)).expect("one line of JSON");
    let named: Vec<&str> = document["stages"]
        .as_array()
        .expect("stages")
        .iter()
        .filter_map(|stage| stage["stage"].as_str())
        .collect();
    assert_eq!(named, stages);
    let published = fs::read_dir(portal.path().join("public")).expect("built").count();
    let publish = document["stages"]
        .as_array()
        .and_then(|stages| stages.last())
        .expect("the last stage");
    assert!(publish["files"].as_u64() >= Some(published as u64), "{document}");
    assert!(stdout(&output).contains("nothing changed"), "the closing line stays where it is");
}

#[test]
fn a_new_portal_is_never_written_over_files() {
    let portal = starter();
    assert_eq!(code(&docent(portal.path(), &["init"])), 2);
    let other = tempfile::tempdir().expect("a folder");
    write(other.path(), "content/about.md", "mine");
    let output = docent(other.path(), &["init"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("content/about.md"), "{}", stderr(&output));
    assert!(!other.path().join("docent.yaml").exists(), "nothing is half done");
}

#[test]
fn an_error_keeps_the_old_site_and_says_where_it_is() {
    let portal = starter();
    assert_eq!(code(&docent(portal.path(), &["build"])), 0);
    let before = fs::read(portal.path().join("public/index.html")).expect("built");
    write(portal.path(), "content/_index.md", "---\ntitle: Changed\n---\n\n[gone](gone.md)\n");
    let output = docent(portal.path(), &["build"]);
    assert_eq!((code(&output), stdout(&output)), (1, String::new()));
    assert!(stderr(&output).contains("error[dead-link]"), "{}", stderr(&output));
    assert!(stderr(&output).contains("content/_index.md:5:"), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("Nothing was published; public is as it was."),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read(portal.path().join("public/index.html")).expect("still there"), before);
}

#[test]
fn a_configuration_that_cannot_be_read_is_not_told_to_be_missing() {
    let portal = starter();
    let config = fs::File::create(portal.path().join("docent.yaml")).expect("the file");
    config.set_len(60 << 20).expect("a file without content");
    let check = docent(portal.path(), &["check"]);
    let told = stdout(&check) + &stderr(&check);
    assert_eq!(code(&check), 1, "{told}");
    assert!(
        told.contains("docent.yaml\n = help") && !told.contains("there is no docent.yaml"),
        "{told}"
    );
}

#[test]
fn a_site_from_which_pages_are_left_out_is_published_by_no_option() {
    let portal = starter();
    assert_eq!(code(&docent(portal.path(), &["build"])), 0);
    let endless = "{% for a in range(9000) %}{% for b in range(9000) %}{{ b }}{% endfor %}{% endfor %}";
    write(portal.path(), "themes/civic/templates/page.html", endless);
    let before = fs::read(portal.path().join("public/index.html")).expect("the page");
    let build = docent(portal.path(), &["build", "--warn-only"]);
    assert_eq!(code(&build), 1, "{}", stderr(&build));
    assert!(stderr(&build).contains("error[template-limit]"), "{}", stderr(&build));
    assert_eq!(fs::read(portal.path().join("public/index.html")).expect("the page"), before);
}

#[test]
fn check_writes_nothing_but_its_findings() {
    let portal = starter();
    let output = docent(portal.path(), &["check"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).starts_with("No problems in "), "{}", stderr(&output));
    assert!(!portal.path().join("public").exists());
}

#[test]
fn build_and_check_tell_the_moment_of_the_next_change() {
    let portal = starter();
    write(
        portal.path(),
        "content/news.md",
        "---\ntitle: News of the day\npublish_date: 2025-07-11\n---\n",
    );
    let day = ["--as-of", "2025-07-10"];
    let built = docent(portal.path(), &[&["build"], &day[..]].concat());
    let line = "next change: 2025-07-11 00:00 America/New_York\n";
    assert!(stdout(&built).ends_with(line), "{}", stdout(&built));
    let checked = docent(portal.path(), &[&["check"], &day[..]].concat());
    assert!(stderr(&checked).ends_with(line), "{}", stderr(&checked));
    let json = docent(portal.path(), &[&["check", "--format", "json"], &day[..]].concat());
    let report: Json = serde_json::from_str(&stdout(&json)).expect("JSON");
    assert_eq!(report["next_change"], "2025-07-11T00:00:00-04:00");
}

/// The starter with one warning: a contact that no one can reach.
fn with_a_warning() -> tempfile::TempDir {
    let portal = starter();
    write(portal.path(), "data/contacts/nobody.yaml", "name: Nobody\n");
    portal
}

#[test]
fn strict_makes_errors_of_warnings_and_warn_only_warnings_of_errors() {
    let portal = with_a_warning();
    assert_eq!(code(&docent(portal.path(), &["check"])), 0);
    assert_eq!(code(&docent(portal.path(), &["check", "--strict"])), 1);
    write(portal.path(), "data/contacts/nobody.yaml", "name: Nobody\nphoness: []\n");
    assert_eq!(code(&docent(portal.path(), &["check"])), 1);
    assert_eq!(code(&docent(portal.path(), &["check", "--warn-only"])), 0);
}

#[test]
fn quiet_prints_errors_only() {
    let portal = with_a_warning();
    let output = docent(portal.path(), &["build", "--quiet"]);
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (0, String::new(), String::new()));
}

#[test]
fn json_is_one_document_on_standard_output() {
    let portal = with_a_warning();
    for command in ["check", "build"] {
        let output = docent(portal.path(), &[command, "--format", "json"]);
        let report: Json = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert_eq!(report["version"], 1);
        assert_eq!(report["summary"]["warnings"], 1);
        assert_eq!(report["diagnostics"][0]["code"], "unreachable-contact");
        assert_eq!(report["diagnostics"][0]["file"], "data/contacts/nobody.yaml");
    }
}

#[test]
fn a_job_of_github_gets_annotations_from_the_root_of_its_repository_and_a_summary() {
    let repository = tempfile::tempdir().expect("a folder");
    let init = docent(repository.path(), &["init", "portal"]);
    assert_eq!(code(&init), 0);
    write(repository.path(), "portal/data/contacts/nobody.yaml", "name: Nobody\n");
    let summary = repository.path().join("summary.md");
    let environment = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_WORKSPACE", repository.path().to_str().expect("UTF-8")),
        ("GITHUB_STEP_SUMMARY", summary.to_str().expect("UTF-8")),
    ];
    let output = docent_with(&repository.path().join("portal"), &["check"], &environment);
    let commands = stdout(&output);
    assert!(
        commands.starts_with("::warning file=portal/data/contacts/nobody.yaml,line=1,"),
        "{commands}"
    );
    assert!(
        fs::read_to_string(summary)
            .expect("written")
            .starts_with("## docent: 1 warning in 1 file")
    );
}

#[test]
fn colours_come_only_when_they_are_asked_for() {
    let portal = with_a_warning();
    let plain = docent(portal.path(), &["check"]);
    assert!(!stderr(&plain).contains('\u{1b}'));
    let coloured = docent(portal.path(), &["check", "--color", "always"]);
    assert!(stderr(&coloured).contains("\u{1b}["));
}

#[test]
fn the_environment_replaces_settings_and_is_named_when_it_is_wrong() {
    let portal = starter();
    let output = docent_with(portal.path(), &["build"], &[("DOCENT_TITLE", "Another Title")]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let home = fs::read_to_string(portal.path().join("public/index.html")).expect("built");
    assert!(home.contains("Another Title"));
    let output = docent_with(portal.path(), &["check"], &[("DOCENT_TITEL", "x")]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("--> environment:DOCENT_TITEL\n"), "{}", stderr(&output));
}

#[test]
fn mistakes_on_the_command_line_are_answered_with_what_was_meant() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let cases: [(&[&str], &str); 5] = [
        (&["chek"], "'check'"),
        (&["explain", "dead-lnk"], "did you mean dead-link?"),
        (&["check"], "docent init"),
        (&["build", "--jobs", "0"], "--jobs"),
        (&["check", "--as-of", "yesterday"], "--as-of"),
    ];
    for (arguments, answer) in cases {
        let output = docent(nowhere.path(), arguments);
        assert_eq!((code(&output), stdout(&output)), (2, String::new()), "{arguments:?}");
        assert!(stderr(&output).contains(answer), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn explain_prints_the_manual_page() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let output = docent(nowhere.path(), &["explain", "error[dead-link]"]);
    assert_eq!(code(&output), 0);
    assert!(
        stdout(&output).starts_with("error: dead-link\n\nA link leads to"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn every_sample_entry_builds_as_it_is_written() {
    let portal = starter();
    let kinds = [
        "alerts",
        "contacts",
        "courses",
        "documents",
        "faqs",
        "grants",
        "laws",
        "links",
        "programs",
        "redirects",
        "terms",
        "training",
        "videos",
    ];
    for kind in kinds {
        assert_eq!(code(&docent(portal.path(), &["new", kind, "a-sample"])), 0, "{kind}");
    }
    assert_eq!(code(&docent(portal.path(), &["new", "page", "guides/a-sample"])), 0);
    assert_eq!(
        code(&docent(portal.path(), &["new", "contact", "a-sample"])),
        2,
        "it is there already"
    );
    let output = docent(portal.path(), &["check"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[test]
fn lists_name_the_day_the_place_and_the_title() {
    let portal = starter();
    assert_eq!(code(&docent(portal.path(), &["new", "page", "guides/a-sample"])), 0);
    let drafts = docent(portal.path(), &["list", "drafts"]);
    assert!(stdout(&drafts).starts_with("content/guides/a-sample.md  "), "{}", stdout(&drafts));
    let past = docent(portal.path(), &["list", "past", "--as-of", "2027-03-10"]);
    assert_eq!(
        stdout(&past),
        "2027-03-09  data/training/welcome-class-2027-03.yaml:4  Welcome class for new staff\n"
    );
    let still_on = docent(portal.path(), &["list", "past", "--as-of", "2027-03-09"]);
    assert_eq!(
        (stdout(&still_on), stderr(&still_on)),
        (String::new(), "There are none.\n".to_owned())
    );
}

/// A portal with two entries whose review is over, one of them looked after by someone.
fn with_stale_entries() -> tempfile::TempDir {
    let portal = starter();
    let basics = "title: Basics, for all\nowner: Training desk\nreviewed: 2024-03-01\nreview_by: 2025-03-01\n";
    write(portal.path(), "data/courses/basics.yaml", basics);
    write(portal.path(), "data/courses/more.yaml", "title: More\nreview_by: 2025-04-01\n");
    portal
}

#[test]
fn lists_are_printed_for_people_programs_spreadsheets_and_owners() {
    let portal = with_stale_entries();
    let list = |format: &str| {
        stdout(&docent(
            portal.path(),
            &["list", "stale", "--as-of", "2025-05-01", "--format", format],
        ))
    };
    assert_eq!(
        list("table"),
        "2025-03-01  data/courses/basics.yaml:1  Basics, for all  Training desk\n2025-04-01  data/courses/more.yaml:1    More\n"
    );
    let json: Json = serde_json::from_str(&list("json")).expect("a document");
    assert_eq!(
        (&json["version"], &json["list"], &json["as_of"]),
        (&1.into(), &"stale".into(), &"2025-05-01".into())
    );
    assert_eq!(json["entries"][0]["owner"], "Training desk");
    assert_eq!(json["entries"][0]["reviewed"], "2024-03-01");
    assert_eq!(json["entries"][1]["owner"], Json::Null);
    assert_eq!(
        list("csv").lines().nth(1),
        Some("2025-03-01,data/courses/basics.yaml,1,course,\"Basics, for all\",Training desk,2024-03-01,2025-03-01")
    );
    let issues = list("issues");
    assert!(
        issues.starts_with("# Without an owner: 1 entry to review\n\nCompare each"),
        "{issues}"
    );
    assert!(issues.contains("\n\n# Training desk: 1 entry to review\n\n"), "{issues}");
    assert!(
        issues.contains("- [ ] Basics, for all (course, `data/courses/basics.yaml:1`), due on 2025-03-01, last reviewed on 2024-03-01\n"),
        "{issues}"
    );
}

#[test]
fn links_to_other_sites_are_listed_with_what_is_known_of_them() {
    let portal = starter();
    write(
        portal.path(),
        "content/laws.md",
        "---\ntitle: Laws of the state\n---\n\n[One](https://one.example.gov/a) and [two](https://two.example.gov/).\n",
    );
    let known = r#"{"version": 1, "links": {"https://one.example.gov/a": {"state": "dead", "reason": "the site answers 404",
        "checked": "2025-05-01T12:00:00Z", "last_fine": "2025-04-02", "dead": {"since": "2025-05-01", "last": "2025-05-01", "days": 1}}}}"#;
    write(portal.path(), ".docent/links.json", known);
    let list = |format: &str| docent(portal.path(), &["list", "links", "--format", format]);
    let table = stdout(&list("table"));
    assert!(
        table.contains("dead     2025-04-02  https://one.example.gov/a") && table.contains("unknown              https://two.example.gov/"),
        "{table}"
    );
    let json: Json = serde_json::from_str(&stdout(&list("json"))).expect("a document");
    let links = json["links"].as_array().expect("a list");
    let one = links
        .iter()
        .find(|link| link["address"] == "https://one.example.gov/a")
        .expect("listed");
    assert_eq!((&one["state"], &one["dead_since"]), (&"dead".into(), &"2025-05-01".into()));
    assert_eq!(one["places"][0]["file"], "content/laws.md");
    assert!(stdout(&list("csv")).contains("https://one.example.gov/a,dead,the site answers 404,2025-04-02,,content/laws.md:5:7\r\n"));
    assert_eq!(code(&list("issues")), 2);
}

#[test]
fn check_lists_on_request_what_entries_do_not_say() {
    let portal = with_stale_entries();
    let usual = docent(portal.path(), &["check"]);
    assert!(!stderr(&usual).contains("unknown-fact"), "{}", stderr(&usual));
    let output = docent(portal.path(), &["check", "--todo"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("note[unknown-fact]: this course does not say whom to ask"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("data/courses/basics.yaml:1:"), "{}", stderr(&output));
    assert!(stderr(&output).contains("add `contact` once it is known"), "{}", stderr(&output));
}

#[test]
fn a_search_prints_the_answers_and_explains_them() {
    let portal = starter();
    let found = docent(portal.path(), &["search", "welcom", "class", "--as-of", "2027-03-01", "-n", "2"]);
    assert_eq!((code(&found), stderr(&found)), (0, String::new()));
    assert!(
        stdout(&found).contains(". Welcome class for new staff (Training)\n"),
        "{}",
        stdout(&found)
    );
    assert_eq!(stdout(&found).lines().filter(|line| line.starts_with("    /")).count(), 2);
    let why = docent(
        portal.path(),
        &["search", "--explain", "welcom zzzz class", "--as-of", "2027-03-10"],
    );
    for part in ["score ", "× 0.6 as it is over", "welcom: in title", "zzzz: not here"] {
        assert!(stdout(&why).contains(part), "{part}: {}", stdout(&why));
    }
    let nothing = docent(portal.path(), &["search", "zzzz"]);
    assert_eq!(
        (code(&nothing), stdout(&nothing), stderr(&nothing)),
        (0, String::new(), "Nothing is found.\n".to_owned())
    );
    let foreign = docent(portal.path(), &["search", "--lang", "eo", "class"]);
    assert_eq!(code(&foreign), 2);
    assert!(stderr(&foreign).contains("the portal has no language `eo`"), "{}", stderr(&foreign));
}

#[test]
fn a_search_says_that_an_answer_is_first_by_choice() {
    let portal = starter();
    let path = portal.path().join("docent.yaml");
    let config = fs::read_to_string(&path).expect("there");
    let bets = "search:\n  best_bets:\n    - queries: [office hours]\n      to: /\n";
    fs::write(&path, format!("{config}\n{bets}")).expect("written");
    let found = docent(portal.path(), &["search", "--explain", "the office hour", "-n", "1"]);
    assert!(stdout(&found).contains("    /\n"), "{}", stdout(&found));
    assert!(
        stdout(&found).contains("first, as `best_bets` in docent.yaml has it"),
        "{}",
        stdout(&found)
    );
}

#[test]
fn the_schemas_accept_the_starter_and_refuse_a_slip() {
    let portal = starter();
    assert_eq!(code(&docent(portal.path(), &["schema"])), 0);
    let schema = fs::read_to_string(portal.path().join("schemas/contacts.schema.json")).expect("written");
    let schema: Json = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::draft7::new(&schema).expect("a schema");
    assert!(validator.is_valid(&serde_json::json!([{ "id": "a", "name": "A", "audiences": ["staff"] }])));
    assert!(!validator.is_valid(&serde_json::json!([{ "id": "a", "name": "A", "audiences": ["stuff"] }])));
    let printed = docent(portal.path(), &["schema", "contacts"]);
    assert_eq!(serde_json::from_str::<Json>(&stdout(&printed)).expect("JSON"), schema);
}

#[test]
fn a_new_portal_has_its_schemas_and_settings_of_an_editor_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), ".vscode/settings.json", "{\n\t\"editor.tabSize\": 2\n}\n");
    write(
        folder.path(),
        ".vscode/extensions.json",
        "{\n  // by the agency\n  \"recommendations\": []\n}\n",
    );
    let output = docent(folder.path(), &["init"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a file");
    let settings = read(".vscode/settings.json");
    assert!(
        settings.starts_with("{\n\t\"editor.tabSize\": 2,\n\t\"yaml.schemas\": {\n"),
        "{settings}"
    );
    let settings: Json = serde_json::from_str(&settings).expect("JSON");
    assert_eq!(settings["yaml.schemas"]["schemas/docent.schema.json"], "docent.yaml");
    assert_eq!(settings["yaml.schemas"]["schemas/faqs.schema.json"][0], "data/faqs.yaml");
    assert_eq!(
        read(".vscode/extensions.json"),
        "{\n  // by the agency\n  \"recommendations\": []\n}\n"
    );
    assert!(stderr(&output).contains("extensions.json is left as it is"), "{}", stderr(&output));
    assert!(stderr(&output).contains("redhat.vscode-yaml"), "{}", stderr(&output));
}

#[test]
fn schemas_are_compared_with_those_that_are_there() {
    let portal = starter();
    let fine = docent(portal.path(), &["schema", "--check"]);
    assert_eq!((code(&fine), stdout(&fine).as_str()), (0, "15 schemas in schemas/ are current.\n"));
    let config = fs::read_to_string(portal.path().join("docent.yaml")).expect("the configuration");
    write(portal.path(), "docent.yaml", &config.replace("id: staff", "id: employees"));
    let stale = docent(portal.path(), &["schema", "--check"]);
    assert_eq!(code(&stale), 1);
    assert!(stderr(&stale).contains("schemas/training.schema.json"), "{}", stderr(&stale));
    assert!(!stderr(&stale).contains("schemas/docent.schema.json"), "{}", stderr(&stale));
    assert_eq!(code(&docent(portal.path(), &["schema", "--quiet"])), 0);
    assert_eq!(code(&docent(portal.path(), &["schema", "--check"])), 0);
}

#[test]
fn the_schemas_of_this_repository_are_current_and_its_data_names_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = docent(root, &["schema", "--check"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for (portal, name) in ["", "src/cli/starter/"]
        .into_iter()
        .flat_map(|portal| [(portal, "docent.yaml"), (portal, "data/faqs.yaml")])
    {
        let text = fs::read_to_string(root.join(portal).join(name)).expect("a file");
        assert!(text.starts_with("# yaml-language-server: $schema="), "{portal}{name}");
    }
}

#[test]
fn imported_entries_are_right_and_replace_nothing() {
    let portal = starter();
    write(
        portal.path(),
        "people.vcf",
        "BEGIN:VCARD\nVERSION:4.0\nFN:Sam Sample\nTEL:804-555-0142\nBDAY:19800101\nEND:VCARD\n",
    );
    let printed = docent(portal.path(), &["import", "contacts", "people.vcf"]);
    assert_eq!(code(&printed), 0);
    assert_eq!(
        stdout(&printed),
        "- id: sam-sample\n  name: Sam Sample\n  phones:\n    - number: \"804-555-0142\"\n"
    );
    assert_eq!(
        stderr(&printed),
        "people.vcf:1: Sam Sample: left out: BDAY\n1 entry for contacts; 1 remark\n"
    );
    let calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270324T123000Z\nSUMMARY:Open day: all welcome\nEND:VEVENT\nEND:VCALENDAR\n";
    write(portal.path(), "calendar.ics", calendar);
    write(portal.path(), "terms.csv", "term,full\nEOC,\"Emergency, operations: center\"\n");
    for import in [
        ["import", "contacts", "people.vcf", "--output", "data/contacts/people.yaml"],
        ["import", "events", "calendar.ics", "--output", "data/training/"],
        ["import", "terms", "terms.csv", "--output", "data/terms/imported.yaml"],
    ] {
        let first = docent(portal.path(), &import);
        assert_eq!(code(&first), 0, "{}", stderr(&first));
    }
    let class = fs::read_to_string(portal.path().join("data/training/open-day-all-welcome-2027-03.yaml")).expect("a class");
    assert_eq!(
        class,
        "# yaml-language-server: $schema=../../schemas/training.schema.json\ntitle: \"Open day: all welcome\"\nstart: 2027-03-24 08:30\n"
    );
    let check = docent(portal.path(), &["check"]);
    assert_eq!(code(&check), 0, "{}", stderr(&check));
    let again = docent(
        portal.path(),
        &["import", "contacts", "people.vcf", "--output", "data/contacts/people.yaml"],
    );
    assert_eq!(code(&again), 2);
    assert!(
        stderr(&again).contains("is there already; nothing is written"),
        "{}",
        stderr(&again)
    );
    assert_eq!(code(&docent(portal.path(), &["import", "faqs", "people.vcf"])), 2);
}

/// The starter with one slip that a machine can correct and one that it cannot.
fn with_two_slips() -> tempfile::TempDir {
    let portal = starter();
    let text = "# Who to call\r\nname: Officer: North # main line\r\nphons: [804-555-0142]\r\nemails: [dana]\r\n";
    write(portal.path(), "data/contacts/north.yaml", text);
    portal
}

#[test]
fn fix_corrects_what_is_sure_and_leaves_the_rest_of_the_file_alone() {
    let portal = with_two_slips();
    let file = portal.path().join("data/contacts/north.yaml");
    let before = fs::read_to_string(&file).expect("the file");

    let check = docent(portal.path(), &["check"]);
    assert!(stderr(&check).contains("docent fix corrects 2 of them"), "{}", stderr(&check));

    let dry = docent(portal.path(), &["fix", "--dry-run"]);
    assert_eq!(code(&dry), 1, "an error is left");
    let difference = stdout(&dry);
    assert!(difference.starts_with("--- a/data/contacts/north.yaml\n+++ b/data/contacts/north.yaml\n@@ "));
    assert!(difference.contains("\n-phons: [804-555-0142]\r\n") && difference.contains("\n+phones: [804-555-0142]\r\n"));
    assert_eq!(fs::read_to_string(&file).expect("the file"), before, "nothing is written");

    let fix = docent(portal.path(), &["fix"]);
    assert_eq!(
        (code(&fix), stdout(&fix)),
        (1, "data/contacts/north.yaml: 2 problems corrected\n".to_owned())
    );
    let after = fs::read_to_string(&file).expect("the file");
    let right = before
        .replace("Officer: North #", "\"Officer: North\" #")
        .replace("phons", "phones");
    assert_eq!(after, right);

    let again = docent(portal.path(), &["fix"]);
    assert!(
        stdout(&again).is_empty() && stderr(&again).starts_with("Nothing to correct; 1 error"),
        "{}",
        stderr(&again)
    );
}

#[test]
fn a_slip_in_a_table_is_told_once_at_the_cell_and_corrected_there() {
    let portal = starter();
    let rows = "nasro,NASRO,https://www.example.gov/a,\npta,PTA,htps://www.example.gov/b,x\n";
    write(portal.path(), "data/links.csv", &format!("id,titel,url,summary\n{rows}"));
    let _ = fs::remove_file(portal.path().join("data/links.yaml"));
    let check = docent(portal.path(), &["check"]);
    let told = stdout(&check) + &stderr(&check);
    assert_eq!(told.matches("data/links.csv:1:4").count(), 1, "{told}");
    assert!(told.contains("there is no field `titel` here"), "{told}");
    assert!(told.contains("data/links.csv:3:9"), "{told}");
    docent(portal.path(), &["fix"]);
    let fixed = fs::read_to_string(portal.path().join("data/links.csv")).expect("the table");
    assert!(fixed.starts_with("id,title,url,summary\n"), "{fixed}");
}

#[test]
fn each_form_for_programs_is_one_document_with_the_corrections() {
    let portal = with_two_slips();
    let report = |format: &str| stdout(&docent(portal.path(), &["check", "--format", format]));

    let json: Json = serde_json::from_str(&report("json")).expect("JSON");
    let fixes: Vec<&Json> = json["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|problem| &problem["fix"]["safe"])
        .collect();
    assert_eq!(fixes.iter().filter(|safe| **safe == &Json::Bool(true)).count(), 2, "{json:#}");

    let gitlab: Json = serde_json::from_str(&report("gitlab")).expect("JSON");
    assert_eq!(gitlab.as_array().map(Vec::len), Some(3));

    let lines = report("rdjsonl");
    let lines: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(lines.iter().any(|line| line["suggestions"][0]["text"] == "phones"), "{lines:?}");
}

/// The JSON Schema of SARIF 2.1.0, in the sources of the crate that reads such reports.
fn sarif_schema() -> Json {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo starts");
    let metadata: Json = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let package = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif")
        .expect("a dependency");
    let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
    let schema = fs::read(manifest.with_file_name("src").join("schema.json")).expect("the schema");
    let mut schema: Json = serde_json::from_slice(&schema).expect("JSON");
    // The pattern of languages has a bracket too many, which only lenient readers of patterns overlook.
    for part in ["run", "toolComponent"] {
        let language = schema["definitions"][part]["properties"]["language"].as_object_mut();
        language.expect("declared").remove("pattern");
    }
    schema
}

#[test]
fn a_sarif_report_is_valid_by_the_schema_of_its_standard() {
    let schema = sarif_schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for portal in [with_two_slips(), with_a_warning(), starter()] {
        let report = stdout(&docent(portal.path(), &["check", "--todo", "--format", "sarif"]));
        let json: Json = serde_json::from_str(&report).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let read: serde_sarif::sarif::Sarif = serde_json::from_str(&report).expect("a report");
        assert_eq!(read.runs.len(), 1);
    }
    let mut wrong: Json = serde_json::from_str(&stdout(&docent(starter().path(), &["check", "--format", "sarif"]))).expect("JSON");
    wrong["runs"][0]["columnKind"] = "bytes".into();
    assert!(!validator.is_valid(&wrong), "the schema can refuse");
}

/// A code-quality report of GitLab has these properties and no others are read (GitLab documentation, "Code Quality").
#[test]
fn a_gitlab_report_has_what_the_forge_wants_of_each_problem() {
    let portal = with_two_slips();
    let report: Json = serde_json::from_str(&stdout(&docent(portal.path(), &["check", "--format", "gitlab"]))).expect("JSON");
    let issues = report.as_array().expect("a list");
    let mut fingerprints = std::collections::BTreeSet::new();
    for issue in issues {
        for text in ["description", "check_name", "fingerprint"] {
            assert!(issue[text].as_str().is_some_and(|text| !text.is_empty()), "{issue}");
        }
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().expect("a word")));
        let path = issue["location"]["path"].as_str().expect("a path");
        assert!(!path.starts_with(['/', '.']), "relative to the repository: {path}");
        assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{issue}");
        assert!(
            fingerprints.insert(issue["fingerprint"].to_string()),
            "each has a fingerprint of its own"
        );
    }
    assert_eq!(issues.len(), 3);
}

/// One object a line, with the properties of the message `Diagnostic` of the Reviewdog Diagnostic Format, version 1.
#[test]
fn rdjsonl_has_the_shape_that_reviewdog_reads() {
    let portal = with_two_slips();
    let report = stdout(&docent(portal.path(), &["check", "--format", "rdjsonl"]));
    let position = |place: &Json| {
        ["line", "column"]
            .iter()
            .all(|key| place[key].as_u64().is_some_and(|number| number > 0))
    };
    for line in report.lines() {
        let problem: Json = serde_json::from_str(line).expect("JSON");
        let known = ["message", "location", "severity", "source", "code", "suggestions"];
        assert!(
            problem
                .as_object()
                .expect("an object")
                .keys()
                .all(|key| known.contains(&key.as_str())),
            "{line}"
        );
        assert!(
            ["ERROR", "WARNING", "INFO"].contains(&problem["severity"].as_str().expect("a word")),
            "{line}"
        );
        assert!(
            problem["location"]["path"].is_string() && problem["code"]["value"].is_string(),
            "{line}"
        );
        for suggestion in problem["suggestions"].as_array().into_iter().flatten() {
            assert!(
                position(&suggestion["range"]["start"]) && position(&suggestion["range"]["end"]),
                "{line}"
            );
            assert!(suggestion["text"].is_string(), "{line}");
        }
    }
    assert_eq!(report.lines().count(), 3);
}

#[test]
fn people_read_problems_at_80_columns_and_without_color() {
    let portal = with_two_slips();
    let long = format!(
        "---\ntitle: Long lines\n---\n\n{} [gone](a-page-that-does-not-exist.md) {}\n",
        "word ".repeat(40),
        "word ".repeat(40)
    );
    write(portal.path(), "content/long.md", &long);
    let output = docent(portal.path(), &["check", "--todo"]);
    let text = stderr(&output);
    let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:#?}");
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(text.contains("a-page-that-does-not-exist.md"), "{text}");
}

#[test]
fn a_sarif_report_names_every_problem_with_its_rule() {
    let report = docent(with_two_slips().path(), &["check", "--format", "sarif"]);
    let report: Json = serde_json::from_str(&stdout(&report)).expect("JSON");
    let run = &report["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!((&report["version"], results.len()), (&Json::from("2.1.0"), 3));
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("an index") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(
            result["locations"][0]["physicalLocation"]["region"]["startLine"].is_u64(),
            "{result}"
        );
    }
}

#[test]
fn published_addresses_are_kept_or_given_up_on_purpose() {
    let portal = starter();
    write(
        portal.path(),
        "content/guides/old.md",
        "---\ntitle: Old guide\n---\n\n## Who may come\n\nText.\n",
    );
    let begun = docent(portal.path(), &["lock"]);
    assert_eq!((code(&begun), stderr(&begun)), (0, String::new()));
    assert!(stdout(&begun).starts_with("urls.lock begins with "), "{}", stdout(&begun));
    let lock = fs::read_to_string(portal.path().join("urls.lock")).expect("written");
    assert!(lock.contains("\n/guides/old/\n/guides/old/#who-may-come\n"), "{lock}");
    assert!(lock.contains("\n/schedule.ics\n") && !lock.contains("months"), "{lock}");
    assert_eq!(code(&docent(portal.path(), &["check"])), 0);
    assert_eq!(code(&docent(portal.path(), &["lock", "--check", "--root", "."])), 0);

    fs::rename(portal.path().join("content/guides/old.md"), portal.path().join("content/old.md")).expect("moved");
    let moved = docent(portal.path(), &["check"]);
    assert_eq!(code(&moved), 1);
    assert!(
        stderr(&moved).contains("error[vanished-address]: the page /guides/old/ was published"),
        "{}",
        stderr(&moved)
    );
    assert!(
        stderr(&moved).contains("{id: guides-old, from: /guides/old/, to: /old/}"),
        "{}",
        stderr(&moved)
    );
    assert_eq!(
        stderr(&moved).matches("vanished-address]").count(),
        1,
        "its headings go with the page: {}",
        stderr(&moved)
    );
    let stale = docent(portal.path(), &["lock", "--check"]);
    assert_eq!((code(&stale), stderr(&stale)), (1, String::new()));
    assert!(
        stdout(&stale).contains("+ /old/\n") && stdout(&stale).contains("- /guides/old/\n"),
        "{}",
        stdout(&stale)
    );

    let fixed = docent(portal.path(), &["fix", "--suggested"]);
    assert_eq!(code(&fixed), 0, "{}", stderr(&fixed));
    assert!(
        stdout(&fixed).contains("data/redirects.yaml: changed, to correct what another file shows\n"),
        "{}",
        stdout(&fixed)
    );
    let redirects = fs::read_to_string(portal.path().join("data/redirects.yaml")).expect("there");
    assert!(
        redirects.ends_with("- id: guides-old\n  from: /guides/old/\n  to: /old/\n"),
        "{redirects}"
    );
    let accepted = docent(portal.path(), &["lock"]);
    assert!(
        stdout(&accepted).contains("urls.lock: 2 added, 1 given up; "),
        "{}",
        stdout(&accepted)
    );
    assert_eq!(code(&docent(portal.path(), &["lock", "--check"])), 0);
}

#[test]
fn nothing_is_given_up_because_a_file_cannot_be_read() {
    let portal = starter();
    assert_eq!(code(&docent(portal.path(), &["lock"])), 0);
    let before = fs::read(portal.path().join("urls.lock")).expect("written");
    write(portal.path(), "data/contacts.yaml", "- id: dana\n  name: [Dana\n");
    let checked = docent(portal.path(), &["check"]);
    assert!(!stderr(&checked).contains("vanished-address"), "{}", stderr(&checked));
    let refused = docent(portal.path(), &["lock"]);
    assert_eq!((code(&refused), stdout(&refused)), (1, String::new()));
    assert!(stderr(&refused).contains("urls.lock is as it was"), "{}", stderr(&refused));
    assert_eq!(fs::read(portal.path().join("urls.lock")).expect("still there"), before);
}

/// The starter as the first commit of a repository, with an environment in which git works alike everywhere.
fn repository() -> tempfile::TempDir {
    let portal = starter();
    for arguments in [
        &["init", "--quiet", "--initial-branch=main"][..],
        &["add", "--all"],
        &["commit", "--quiet", "--message=The portal begins"],
    ] {
        git(portal.path(), arguments);
    }
    portal
}

fn git(folder: &Path, arguments: &[&str]) {
    let names = ["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), format!("GIT_{who}_EMAIL")));
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
    for (name, email) in names {
        command.env(name, "Dana Example").env(email, "dana@example.gov");
    }
    let output = command.output().expect("git is installed");
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

/// Runs docent where git is found.
fn docent_with_git(folder: &Path, arguments: &[&str]) -> Output {
    let path = std::env::var("PATH").expect("a path");
    docent_with(folder, arguments, &[("PATH", &path), ("GIT_CONFIG_GLOBAL", "/dev/null")])
}

#[test]
fn what_readers_will_see_change_is_told_against_a_revision_and_a_built_folder() {
    let portal = repository();
    let same = docent_with_git(portal.path(), &["diff", "main"]);
    assert_eq!(
        (code(&same), stdout(&same)),
        (0, "Readers see no change.\n".to_owned()),
        "{}",
        stderr(&same)
    );
    assert_eq!(code(&docent(portal.path(), &["build"])), 0);
    write(portal.path(), "content/new.md", "---\ntitle: A page that is *new*\n---\n");
    let told = "New pages\n  A page that is *new*, /new/\n";
    for base in ["main", "HEAD", "public"] {
        let output = docent_with_git(portal.path(), &["diff", base]);
        assert_eq!((code(&output), stdout(&output).as_str()), (0, told), "{base}: {}", stderr(&output));
    }
    let comment = docent_with_git(portal.path(), &["diff", "main", "--format", "markdown"]);
    assert!(
        stdout(&comment).contains("- A page that is \\*new\\*, `/new/`\n"),
        "{}",
        stdout(&comment)
    );
    let json = docent_with_git(portal.path(), &["diff", "main", "--format", "json"]);
    let changes: Json = serde_json::from_str(&stdout(&json)).expect("JSON");
    assert_eq!(
        (&changes["version"], &changes["pages"]["added"][0]["url"]),
        (&1.into(), &"/new/".into())
    );
}

#[test]
fn what_git_cannot_tell_is_said_plainly() {
    let portal = repository();
    let unknown = docent_with_git(portal.path(), &["diff", "nowhere"]);
    assert_eq!(code(&unknown), 2);
    assert!(
        stderr(&unknown).contains("git knows no revision nowhere here"),
        "{}",
        stderr(&unknown)
    );
    let option = docent_with_git(portal.path(), &["diff", "--", "--output=stolen"]);
    assert_eq!(code(&option), 2, "a revision is never an option");
    let alone = starter();
    let outside = docent_with_git(alone.path(), &["diff", "main"]);
    assert_eq!(code(&outside), 2);
    assert!(stderr(&outside).contains("not a git repository"), "{}", stderr(&outside));
    let without = docent_with(portal.path(), &["diff", "main"], &[("PATH", "/nowhere")]);
    assert_eq!(code(&without), 2);
    assert!(stderr(&without).contains("git is not installed"), "{}", stderr(&without));
}

#[cfg(unix)]
#[test]
fn nothing_of_a_repository_is_run() {
    let portal = repository();
    write(portal.path(), "run.sh", "#!/bin/sh\ntouch \"$(dirname \"$0\")/was-run\"\n");
    let script = portal.path().join("run.sh");
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&script, permissions).expect("permissions");
    let script = script.to_str().expect("UTF-8");
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "filter.x.smudge",
        "filter.x.clean",
        "diff.x.textconv",
        "core.editor",
    ] {
        git(portal.path(), &["config", key, script]);
    }
    write(portal.path(), ".gitattributes", "* filter=x diff=x\n");
    write(portal.path(), "content/new.md", "---\ntitle: A new page\n---\n");
    assert_eq!(code(&docent_with_git(portal.path(), &["diff", "HEAD"])), 0);
    assert_eq!(code(&docent_with_git(portal.path(), &["check", "--changed-since", "HEAD"])), 0);
    assert!(!portal.path().join("was-run").exists());
}

#[test]
fn a_change_answers_for_what_it_changes_and_for_what_it_breaks() {
    let portal = starter();
    write(
        portal.path(),
        "content/old.md",
        "---\ntitle: A page with a slip\n---\n\n[gone](gone.md)\n",
    );
    write(portal.path(), "content/place.md", "---\ntitle: A page that is linked to\n---\n");
    write(
        portal.path(),
        "content/link.md",
        "---\ntitle: A page with a link\n---\n\n[a place](place.md)\n",
    );
    for arguments in [
        &["init", "--quiet", "--initial-branch=main"][..],
        &["add", "--all"],
        &["commit", "--quiet", "--message=A slip"],
    ] {
        git(portal.path(), arguments);
    }
    let check = |arguments: &[&str]| docent_with_git(portal.path(), &[&["check", "--changed-since", "main"], arguments].concat());
    assert_eq!(code(&docent(portal.path(), &["check"])), 1);
    let older = check(&[]);
    assert_eq!(code(&older), 0, "{}", stderr(&older));
    assert!(stderr(&older).contains("warning[dead-link]"), "{}", stderr(&older));
    assert!(
        stderr(&older).contains("; 1 error counted as warnings: older than the change since main\n"),
        "{}",
        stderr(&older)
    );
    let json = check(&["--format", "json"]);
    assert_eq!(code(&json), 0);
    assert!(
        stdout(&json).contains("\"severity\": \"warning\"") || stdout(&json).contains("\"severity\":\"warning\""),
        "{}",
        stdout(&json)
    );

    write(portal.path(), "content/new.md", "---\ntitle: A new page\n---\n\n[gone](gone.md)\n");
    let own = check(&[]);
    assert_eq!(code(&own), 1, "a file that git does not know yet is of the change");
    assert!(
        stderr(&own).contains("error[dead-link]") && stderr(&own).contains("warning[dead-link]"),
        "{}",
        stderr(&own)
    );
    fs::remove_file(portal.path().join("content/new.md")).expect("there");
    fs::remove_file(portal.path().join("content/place.md")).expect("there");
    let broken = check(&[]);
    assert_eq!(code(&broken), 1, "a link that the change has broken is of the change");
    assert!(stderr(&broken).contains("content/link.md:5"), "{}", stderr(&broken));
}

/// Commits all files at a moment.
fn commit_at(folder: &Path, moment: &str, message: &str) {
    git(folder, &["add", "--all"]);
    git_at(folder, moment, &["commit", "--quiet", "--message", message]);
}

/// Runs git with the clock of the one who commits at a moment, and that of the author weeks before.
fn git_at(folder: &Path, moment: &str, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Dana Example", "-c", "user.email=dana@example.gov"]);
    command.args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command
        .envs([("GIT_COMMITTER_DATE", moment), ("GIT_AUTHOR_DATE", "2024-12-01T12:00:00Z")])
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

/// The day that a built page names as that of its last update.
fn updated(folder: &Path, page: &str) -> Option<String> {
    let html = fs::read_to_string(folder.join("public").join(page).join("index.html")).expect("a built page");
    let (_, rest) = html.split_once("Updated <time datetime=\"")?;
    Some(rest[..10].to_owned())
}

/// A portal whose pages show what git knows: `main` and a branch that it has merged.
fn portal_with_a_history() -> tempfile::TempDir {
    let portal = starter();
    let root = portal.path();
    let page = |path: &str, text: &str| {
        write(
            root,
            &format!("content/{path}.md"),
            &format!("---\ntitle: A page of the portal\n---\n\n{text}\n"),
        )
    };
    let config = fs::read_to_string(root.join("docent.yaml")).expect("the configuration");
    write(root, "docent.yaml", &format!("{config}\nupdated_from_git: true\n"));
    for path in ["kept", "changed", "moved", "of-a-branch", "of-both"] {
        page(path, "The first words.");
    }
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    commit_at(root, "2025-01-02T12:00:00Z", "The portal begins");
    git(root, &["switch", "--quiet", "--create=branch"]);
    page("of-a-branch", "Words of a branch.");
    page("of-both", "Words of the branch.");
    commit_at(root, "2025-01-03T12:00:00Z", "A branch");
    git(root, &["switch", "--quiet", "main"]);
    page("of-both", "Words of the trunk.");
    // In New York, where the portal is, it is still the evening before.
    page("changed", "Other words.");
    commit_at(root, "2025-01-05T03:00:00Z", "Other words");
    git(root, &["merge", "--quiet", "--no-commit", "--strategy=ours", "branch"]);
    page("of-a-branch", "Words of a branch.");
    page("of-both", "Words that both agreed upon.");
    commit_at(root, "2025-01-08T12:00:00Z", "Both together");
    fs::rename(root.join("content/moved.md"), root.join("content/moved-here.md")).expect("renamed");
    commit_at(root, "2025-01-09T12:00:00Z", "A better name");
    portal
}

#[test]
fn pages_show_when_git_last_saw_them_change() {
    let portal = portal_with_a_history();
    let root = portal.path();
    write(root, "content/new.md", "---\ntitle: A page that git does not know\n---\n");
    let build = || docent_with_git(root, &["build", "--as-of", "2025-05-01"]);
    assert_eq!(code(&build()), 0, "{}", stderr(&build()));
    let day = |page: &str| updated(root, page);
    assert_eq!(day("kept").as_deref(), Some("2025-01-02"));
    assert_eq!(day("changed").as_deref(), Some("2025-01-04"), "in the time zone of the portal");
    assert_eq!(
        day("of-a-branch").as_deref(),
        Some("2025-01-03"),
        "the branch wrote what the merge has kept"
    );
    assert_eq!(day("of-both").as_deref(), Some("2025-01-08"), "the merge wrote it");
    assert_eq!(day("moved-here").as_deref(), Some("2025-01-02"), "its words are as they were");
    assert_eq!(day("new"), None, "it is not committed");
    assert!(stdout(&build()).contains("nothing changed"), "the same bytes again");

    write(
        root,
        "content/kept.md",
        "---\ntitle: A page of the portal\n---\n\nWords that are not committed.\n",
    );
    assert_eq!(code(&build()), 0);
    assert_eq!(day("kept"), None, "it is not as it was committed");
}

#[test]
fn dates_that_git_cannot_know_are_left_out_with_one_warning() {
    let portal = portal_with_a_history();
    let clones = tempfile::tempdir().expect("a folder");
    let origin = format!("file://{}", portal.path().display());
    git(clones.path(), &["clone", "--quiet", "--depth=1", &origin, "shallow"]);
    git(clones.path(), &["clone", "--quiet", &origin, "whole"]);
    let (shallow, whole) = (clones.path().join("shallow"), clones.path().join("whole"));
    let built = docent_with_git(&shallow, &["build", "--as-of", "2025-05-01"]);
    assert_eq!(code(&built), 0, "{}", stderr(&built));
    assert_eq!(stderr(&built).matches("warning[unknown-history]").count(), 1, "{}", stderr(&built));
    assert!(stderr(&built).contains("fetch-depth: 0"), "{}", stderr(&built));
    assert_eq!(updated(&shallow, "kept"), None);
    assert_eq!(code(&docent_with_git(&whole, &["build", "--as-of", "2025-05-01"])), 0);
    assert_eq!(updated(&whole, "kept").as_deref(), Some("2025-01-02"));

    let without_git = docent_with(&whole, &["check"], &[("PATH", "/nowhere")]);
    let said = |output: &Output| stderr(output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said(&without_git).contains("last updated: git is not installed"),
        "{}",
        stderr(&without_git)
    );
    fs::remove_dir_all(whole.join(".git")).expect("removed");
    let outside = docent_with_git(&whole, &["check"]);
    assert_eq!(code(&outside), 0);
    assert!(said(&outside).contains("not a git repository"), "{}", stderr(&outside));
}

#[test]
fn workflows_fetch_the_history_that_pages_show() {
    for (setting, depths) in [("", ["2", "1"]), ("\nupdated_from_git: true\n", ["0", "0"])] {
        let portal = starter();
        let config = fs::read_to_string(portal.path().join("docent.yaml")).expect("the configuration");
        write(portal.path(), "docent.yaml", &format!("{config}{setting}"));
        assert_eq!(code(&docent(portal.path(), &["scaffold", "forge"])), 0);
        for (workflow, depth) in ["check", "publish"].iter().zip(depths) {
            let path = portal.path().join(format!(".github/workflows/{workflow}.yaml"));
            let text = fs::read_to_string(path).expect("written");
            assert!(text.contains(&format!("fetch-depth: {depth}\n")), "{workflow}: {text}");
        }
    }
}

#[test]
fn a_file_gets_a_better_name_and_nothing_is_written_over() {
    let portal = starter();
    let root = portal.path();
    write(
        root,
        "content/My Folder/Who We Are.md",
        "---\ntitle: Who we are\n---\n\nWe answer.\n",
    );
    write(root, "content/My Folder/plan.txt", "A plan.\n");
    write(
        root,
        "content/links.md",
        "---\ntitle: Links to others\n---\n\n[Us](My%20Folder/Who%20We%20Are.md) and [a plan](My%20Folder/plan.txt)\n",
    );
    let shown = docent(root, &["fix", "--dry-run"]);
    let renamed = "rename from content/My Folder/Who We Are.md\nrename to content/my-folder/who-we-are.md\n";
    assert!(stdout(&shown).contains(renamed), "{}", stdout(&shown));
    assert!(
        stdout(&shown).contains("\n+[Us](my-folder/who-we-are.md) and"),
        "{}",
        stdout(&shown)
    );
    assert!(root.join("content/My Folder/Who We Are.md").is_file(), "a dry run makes no change");
    // What docent does not read, it cannot know of before.
    write(root, "content/my-folder/.keep", "");
    let refused = docent(root, &["fix"]);
    assert_eq!(code(&refused), 2, "{}", stdout(&refused));
    assert!(stderr(&refused).contains("cannot rename content/My Folder"), "{}", stderr(&refused));
    assert!(root.join("content/My Folder/Who We Are.md").is_file());
    fs::remove_dir_all(root.join("content/my-folder")).expect("there");

    let fixed = docent(root, &["fix"]);
    assert_eq!(code(&fixed), 0, "{}", stderr(&fixed));
    assert!(
        stdout(&fixed).contains("content/My Folder: renamed to content/my-folder\n"),
        "{}",
        stdout(&fixed)
    );
    assert!(
        stdout(&fixed).contains("content/links.md: 2 problems corrected\n"),
        "{}",
        stdout(&fixed)
    );
    assert!(
        root.join("content/my-folder/plan.txt").is_file(),
        "what is in a folder goes with it"
    );
    assert_eq!(code(&docent(root, &["check"])), 0, "{}", stderr(&docent(root, &["check"])));
    // Forms of output that know only replacements leave a new name out.
    write(root, "content/Other Name.md", "---\ntitle: Another name\n---\n");
    for format in ["rdjsonl", "sarif", "gitlab", "json"] {
        let report = stdout(&docent(root, &["check", "--format", format]));
        assert!(report.contains("rename it to `content/other-name.md`"), "{format}: {report}");
        assert!(
            !report.contains("\"suggestions\":[{") && !report.contains("\"fixes\":[{"),
            "{format}: {report}"
        );
    }
}
