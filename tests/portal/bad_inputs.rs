//! Bad inputs that cannot be files of the repository: names that some systems refuse, bombs that are made when they are
//! needed, and what is on a disk and no file. The others stand in `marked/`; together they are counted here.

use docent::diag::Diagnostic;
use docent::source::Snapshot;

use super::bombs::bombs;
use super::{TODAY, fresh, lines, marked};

/// How many bad inputs docent answers, each with the diagnostic that a test expects.
const BAD_INPUTS: usize = 250;

/// A path, and what is said of the file there.
const NAMES: [(&str, &str); 22] = [
    ("static/con.txt", "Windows keeps that name for itself"),
    ("static/NUL", "Windows keeps that name for itself"),
    ("static/aux.tar.gz", "Windows keeps that name for itself"),
    ("static/com1/x.txt", "Windows keeps that name for itself"),
    ("static/lpt9.pdf.txt", "Windows keeps that name for itself"),
    ("static/com\u{b2}.txt", "Windows keeps that name for itself"),
    ("static/a:b.txt", SIGN),
    ("static/a?.txt", SIGN),
    ("static/a*.txt", SIGN),
    ("static/a|b.txt", SIGN),
    ("static/a<b>.txt", SIGN),
    ("static/a\"b.txt", SIGN),
    ("static/50%.txt", SIGN),
    ("static/a#b.txt", SIGN),
    ("static/a\\b.txt", SIGN),
    ("static/a\tb.txt", SIGN),
    ("static/a\nb.txt", SIGN),
    ("static/ends.", "Windows leaves out the dot or the space at its end"),
    ("static/ends ", "Windows leaves out the dot or the space at its end"),
    ("static/report\u{202e}fdp.exe", "it has a sign in it that no one sees"),
    ("static/zero\u{200b}width.txt", "it has a sign in it that no one sees"),
    ("content/soft\u{ad}hyphen.txt", "it has a sign in it that no one sees"),
];

const SIGN: &str = r#"it has a sign that some systems refuse in file names (\ : * ? " < > | # %)"#;

/// Two paths that are one file on some system.
const ALIKE: [(&str, &str); 6] = [
    ("static/Plan.txt", "static/plan.txt"),
    ("static/plans/a.txt", "static/Plans/A.txt"),
    ("static/caf\u{e9}.txt", "static/cafe\u{301}.txt"),
    ("static/stra\u{df}e.txt", "static/STRASSE.txt"),
    ("static/about", "static/about/x.txt"),
    ("static/about/index.html", "content/about.md"),
];

fn portal(more: &[(&str, &[u8])]) -> Snapshot {
    let mut portal = Snapshot::with_built_in_theme();
    marked::complete(&mut portal);
    for (path, bytes) in more {
        portal.insert(path, bytes.to_vec());
    }
    portal
}

/// Errors and warnings as `path:line:column: severity[code]: message`, without those that only tell what is to be read.
fn said(portal: &Snapshot) -> Vec<String> {
    let problems: Vec<Diagnostic> = fresh(portal, TODAY).diagnostics;
    lines(&problems, portal)
        .into_iter()
        .filter(|line| !line.contains("note["))
        .collect()
}

#[test]
fn a_name_that_some_system_refuses_is_told() {
    for (path, reason) in NAMES {
        let said = said(&portal(&[(path, b"x")]));
        let expected = format!("error[bad-file-name]: the file cannot be published: {reason}");
        assert!(said.len() == 1 && said[0].contains(&expected), "{path:?}: {said:#?}");
    }
}

#[test]
fn a_name_without_end_is_told() {
    let long = format!("static/{}.txt", "a".repeat(300));
    let deep = format!("static/{}a.txt", "folder/".repeat(200));
    for (path, reason) in [
        (long, "one of its parts is longer than 200 bytes"),
        (deep, "it is longer than 1,000 bytes"),
    ] {
        let said = said(&portal(&[(&path, b"x")]));
        assert!(said.len() == 1 && said[0].contains(reason), "{said:#?}");
    }
}

#[test]
fn two_names_that_are_one_on_some_system_are_told() {
    for (one, other) in ALIKE {
        let page = b"---\ntitle: A page about something\n---\nWords.\n";
        let said = said(&portal(&[(one, page), (other, page)]));
        assert!(
            said.len() == 1 && said[0].contains("error[route-collision]"),
            "{one} {other}: {said:#?}"
        );
    }
}

#[test]
fn a_bomb_is_told_and_hides_nothing_else() {
    for (path, bytes, expected) in bombs() {
        let said = said(&portal(&[(path, &bytes), ("data/links.yaml", b"- id: x\n  titel: A link\n")]));
        assert!(
            said.iter().any(|line| line.starts_with(path) && line.contains(expected)),
            "{expected}: {said:#?}"
        );
        assert!(
            said.iter().any(|line| line.contains("there is no field `titel` here")),
            "{expected}: {said:#?}"
        );
    }
}

/// Each page that comes to it would spend all of its steps: the first in the order of addresses does, and is told, whichever page
/// a thread comes to first.
#[test]
fn of_pages_that_take_too_much_the_first_is_told_whatever_the_threads_do() {
    let template = b"{% extends 'civic/page.html' %}{% block main %}{{ page.titel if page.title == 'Page 5' else '' }}\
        {% if page.title in ['Page 4', 'Page 6', 'Page 7', 'Page 8'] %}{% for a in range(9000) %}{% for b in range(9000) %}{% endfor %}{% endfor %}{% endif %}\
        {% endblock %}";
    let mut portal = Snapshot::with_built_in_theme();
    let settings = "title: Example portal\nlanguages: [en]\ntimezone: America/New_York\ntheme: own\nlimits:\n  template_steps: 1,000,000\n";
    portal.insert("docent.yaml", settings.as_bytes().to_vec());
    marked::complete(&mut portal);
    portal.insert("themes/own/templates/page.html", template.to_vec());
    for page in 1..10 {
        let text = format!("---\ntitle: Page {page}\n---\nWords.\n");
        portal.insert(&format!("content/page-{page}.md"), text.into_bytes());
    }
    let built = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| fresh(&portal, TODAY))
    };
    let (one, many) = (built(1), built(8));
    let limits = |build: &docent::pipeline::Build| {
        lines(&build.diagnostics, &portal)
            .into_iter()
            .filter(|line| line.contains("[template"))
            .collect::<Vec<_>>()
    };
    let told = "themes/own/templates/page.html:1:1: error[template-limit]: a page takes more than 1,000,000 steps of the template engine";
    assert!(limits(&one).len() == 1 && limits(&one)[0].starts_with(told), "{:#?}", limits(&one));
    assert_eq!(limits(&one), limits(&many));
    assert_eq!(one.bundle.files, many.bundle.files);
    let is_made = |page: &str| one.bundle.files.keys().any(|route| route.as_str().contains(page));
    assert!(is_made("page-3") && !is_made("page-9"));
}

#[test]
fn there_are_hundreds_and_each_has_its_answer() {
    let tables = NAMES.len() + ALIKE.len() + bombs().len();
    let marked = marked::count();
    assert!(marked + tables >= BAD_INPUTS, "{marked} in marked/ and {tables} here");
}

#[cfg(unix)]
mod on_a_disk {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::sync::atomic::{AtomicBool, Ordering};

    use camino::{Utf8Path, Utf8PathBuf};
    use docent::source::disk::{self, Sizes};

    const CONFIG: &str = "title: Example portal of a county\nlanguages: [en]\ntimezone: America/New_York\n";
    const CANARY: &str = "what no portal may show";

    /// A folder with an empty portal in it, and beside that a file which is none of its business.
    struct Ground {
        _folder: tempfile::TempDir,
        portal: Utf8PathBuf,
    }

    fn ground() -> Ground {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).expect("UTF-8");
        fs::create_dir_all(root.join("portal/content")).expect("a folder");
        fs::create_dir_all(root.join("outside")).expect("a folder");
        fs::write(root.join("portal/docent.yaml"), CONFIG).expect("a file");
        fs::write(root.join("outside/canary.md"), CANARY).expect("a file");
        Ground {
            _folder: folder,
            portal: root.join("portal"),
        }
    }

    /// What is said, and whether the canary was read.
    fn read(portal: &Utf8Path) -> (Vec<String>, bool) {
        let read = disk::read(portal, Utf8Path::new("docent.yaml"));
        let mut said: Vec<String> = read
            .diagnostics
            .iter()
            .map(|problem| {
                let file = problem.at.as_ref().map_or("", |span| &span.file);
                format!("{file}: {}[{}]: {}", problem.severity, problem.code, problem.message)
            })
            .collect();
        said.sort();
        let seen = read.value.files().any(|file| file.text() == Some(CANARY));
        (said, seen)
    }

    const LINK: &str = "warning[skipped-file]: this is a link to another file, not a file; it is left out";

    #[test]
    fn no_link_is_followed() {
        let Ground { portal, _folder } = ground();
        for (target, link) in [
            ("../../outside/canary.md", "content/file.md"),
            ("../../outside", "content/folder"),
            ("../nowhere.md", "content/dangling.md"),
            ("loop.md", "content/loop.md"),
            ("..", "content/up"),
            ("/dev/zero", "content/zero.md"),
            ("../outside", "static"),
            ("/etc", "data"),
        ] {
            symlink(target, portal.join(link)).expect("a link");
        }
        let (said, seen) = read(&portal);
        let links = ["dangling.md", "file.md", "folder", "loop.md", "up", "zero.md"];
        let mut expected: Vec<String> = links.iter().map(|name| format!("content/{name}: {LINK}")).collect();
        for folder in ["data", "static"] {
            expected.push(format!(
                "{folder}: warning[skipped-file]: `{folder}` is not a folder; nothing is read from it"
            ));
        }
        expected.sort();
        assert_eq!((said, seen), (expected, false));
    }

    #[test]
    fn a_configuration_that_is_a_link_is_not_read() {
        let Ground { portal, _folder } = ground();
        fs::remove_file(portal.join("docent.yaml")).expect("it is there");
        symlink("../outside/canary.md", portal.join("docent.yaml")).expect("a link");
        symlink("/etc/passwd", portal.join("urls.lock")).expect("a link");
        let (said, seen) = read(&portal);
        assert_eq!(
            (said, seen),
            (vec![format!("docent.yaml: {LINK}"), format!("urls.lock: {LINK}")], false)
        );
    }

    /// A pipe that no one writes to would be waited for without end.
    #[test]
    fn pipes_and_sockets_are_neither_read_nor_waited_for() {
        let Ground { portal, _folder } = ground();
        for pipe in ["content/pipe.md", "urls.lock"] {
            let made = std::process::Command::new("mkfifo").arg(portal.join(pipe)).status();
            assert!(made.expect("mkfifo").success());
        }
        let _socket = std::os::unix::net::UnixListener::bind(portal.join("content/socket")).expect("a socket");
        let no_file = "warning[skipped-file]: this is a pipe, socket or device, not a file; it is left out";
        let expected = ["content/pipe.md", "content/socket", "urls.lock"].map(|path| format!("{path}: {no_file}"));
        assert_eq!(read(&portal).0, expected);
    }

    /// The file has no blocks on the disk: to read it would take ten gigabytes of memory all the same.
    #[test]
    fn a_file_without_end_is_refused_by_its_length() {
        let Ground { portal, _folder } = ground();
        fs::create_dir(portal.join("static")).expect("a folder");
        for (path, bytes) in [("content/page.md", 10_u64 << 30), ("static/video.webm", 10 << 30)] {
            let file = fs::File::create(portal.join(path)).expect("a file");
            file.set_len(bytes).expect("room for its length");
        }
        assert_eq!(
            read(&portal).0,
            [
                "content/page.md: error[file-too-large]: the file has 10737.4 MB; docent reads 5 MB here",
                "static/video.webm: error[file-too-large]: the file has 10737.4 MB; docent reads 200 MB here",
            ]
        );
    }

    #[test]
    fn the_limits_are_those_of_the_configuration() {
        let Ground { portal, _folder } = ground();
        fs::write(portal.join("content/page.md"), vec![b'x'; 150_000]).expect("a file");
        let read = |page| disk::read_within(&portal, Utf8Path::new("docent.yaml"), Sizes { page, ..Sizes::default() });
        assert_eq!(read(200_000).diagnostics, []);
        let refused = &read(100_000).diagnostics[0];
        assert_eq!(refused.message, "the file has 150 KB; docent reads 100 KB here");
        assert!(
            refused.help.as_deref().unwrap_or_default().contains("`page_size` under `limits:`"),
            "{refused:?}"
        );
    }

    /// While the portal is read, someone swaps a file and a folder for links that lead out of it, again and again.
    #[test]
    fn what_becomes_a_link_during_the_build_is_not_followed() {
        let Ground { portal, _folder } = ground();
        fs::create_dir(portal.join("content/folder")).expect("a folder");
        for number in 0..200 {
            fs::write(portal.join(format!("content/folder/page-{number}.md")), "a page").expect("a file");
        }
        fs::write(portal.join("content/canary.md"), "a page").expect("a file");
        symlink("../../outside/canary.md", portal.join("spare.md")).expect("a link");
        symlink("../../outside", portal.join("spare")).expect("a link");
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    swap(&portal, "spare", "content/folder");
                    // Not in that folder: through the link, the file outside would itself be moved into the portal.
                    swap(&portal, "spare.md", "content/canary.md");
                }
            });
            let _stopped = AtEnd(&stop);
            for _ in 0..100 {
                assert!(!read(&portal).1, "a file outside of the portal was read");
            }
        });
    }

    /// Ends what goes on until it is told to end, also when an assertion fails.
    struct AtEnd<'a>(&'a AtomicBool);

    impl Drop for AtEnd<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    /// Exchanges two names; where the system cannot, the swap does not happen, and the test shows less.
    fn swap(portal: &Utf8Path, one: &str, other: &str) {
        let between = portal.join("between");
        let _ = fs::rename(portal.join(one), &between);
        let _ = fs::rename(portal.join(other), portal.join(one));
        let _ = fs::rename(&between, portal.join(other));
    }
}
