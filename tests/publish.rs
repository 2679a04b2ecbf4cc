//! A bundle becomes a folder, all at once or not at all.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use docent::publish::{Guarantee, MANIFEST, PublishError, Published, Refusal, publish, publish_unless_stopped};
use docent::render::{Artifact, Bundle};
use docent::route::Route;
use tempfile::TempDir;

/// A portal in a folder of its own, with `public/` as the place of its site.
struct Portal {
    _folder: TempDir,
    root: Utf8PathBuf,
}

impl Portal {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path())
            .unwrap()
            .canonicalize_utf8()
            .unwrap()
            .join("portal");
        for name in ["content", "data", "static", "themes"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        fs::write(root.join("docent.yaml"), "title: Example\n").unwrap();
        Self { _folder: folder, root }
    }

    fn public(&self) -> Utf8PathBuf {
        self.root.join("public")
    }

    fn publish(&self, files: &[(&str, &str)]) -> Result<Published, PublishError> {
        publish(&bundle(files), &self.public(), &self.root)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.public().join(path)).unwrap()
    }

    /// The names beside `public/` that publishing may leave.
    fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(&self.root)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with('.')).collect()
    }
}

fn bundle(files: &[(&str, &str)]) -> Bundle {
    let artifact = |text: &str| Artifact::new(text.as_bytes().to_vec(), "text/html; charset=utf-8");
    let files = files
        .iter()
        .map(|(path, text)| (Route::file(path).unwrap(), artifact(text)))
        .collect();
    Bundle { files }
}

/// What identifies a file on the disk, and when it was written.
fn identity(path: &Utf8Path) -> (u64, i64, i64) {
    let data = fs::metadata(path).unwrap();
    (data.ino(), data.mtime(), data.mtime_nsec())
}

const SITE: [(&str, &str); 3] = [("index.html", "home"), ("contacts/index.html", "contacts"), ("site.css", "css")];

#[test]
fn the_first_site_is_written_whole_and_leaves_nothing_beside_it() {
    let portal = Portal::new();
    let published = portal.publish(&SITE).unwrap();
    assert_eq!(
        (published.written, published.unchanged, published.removed, published.bytes),
        (3, 0, 0, 15)
    );
    assert_eq!(published.guarantee, Guarantee::AtOnce);
    assert!(published.leftover.is_none());
    assert_eq!(portal.read("contacts/index.html"), "contacts");
    assert_eq!(portal.leftovers(), [""; 0]);
}

#[test]
fn folders_above_the_target_are_made() {
    let portal = Portal::new();
    let deep = portal.root.join("out/of/the/way");
    publish(&bundle(&SITE), &deep, &portal.root).unwrap();
    assert_eq!(fs::read_to_string(deep.join("index.html")).unwrap(), "home");
}

#[test]
fn the_manifest_is_the_same_for_the_same_site() {
    let (one, other) = (Portal::new(), Portal::new());
    one.publish(&SITE).unwrap();
    other.publish(&[("index.html", "before")]).unwrap();
    other.publish(&SITE).unwrap();
    assert_eq!(one.read(MANIFEST), other.read(MANIFEST));
    let manifest: serde_json::Value = serde_json::from_str(&one.read(MANIFEST)).unwrap();
    assert_eq!(manifest["files"]["index.html"], blake3::hash(b"home").to_hex().as_str());
}

#[test]
fn an_equal_site_touches_nothing() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    let watched = ["", "contacts", "index.html", MANIFEST].map(|path| portal.public().join(path));
    let before = watched.each_ref().map(|path| identity(path));
    let published = portal.publish(&SITE).unwrap();
    assert_eq!((published.written, published.unchanged, published.removed), (0, 3, 0));
    assert_eq!(watched.each_ref().map(|path| identity(path)), before);
}

#[test]
fn only_what_changed_is_written() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    let [kept, changed] = ["contacts/index.html", "index.html"].map(|path| portal.public().join(path));
    let before = [identity(&kept), identity(&changed)];
    let published = portal
        .publish(&[
            ("index.html", "new home"),
            ("contacts/index.html", "contacts"),
            ("news.html", "news"),
        ])
        .unwrap();
    assert_eq!((published.written, published.unchanged, published.removed), (2, 1, 1));
    assert_eq!(identity(&kept), before[0], "an unchanged file keeps its inode and its time");
    assert_ne!(identity(&changed), before[1]);
    assert_eq!(
        (portal.read("index.html").as_str(), portal.read("news.html").as_str()),
        ("new home", "news")
    );
    assert!(!portal.public().join("site.css").exists());
    assert_eq!(portal.leftovers(), [""; 0]);
}

#[test]
fn a_published_file_that_was_edited_or_deleted_by_hand_is_made_right_again() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    fs::write(portal.public().join("index.html"), "HOME").unwrap();
    fs::remove_file(portal.public().join("contacts/index.html")).unwrap();
    let published = portal.publish(&SITE).unwrap();
    assert_eq!((published.written, published.unchanged), (2, 1));
    assert_eq!(
        (portal.read("index.html").as_str(), portal.read("contacts/index.html").as_str()),
        ("home", "contacts")
    );
}

#[test]
fn an_empty_folder_is_welcome_and_keeps_its_mode() {
    let portal = Portal::new();
    fs::create_dir(portal.public()).unwrap();
    fs::set_permissions(portal.public(), fs::Permissions::from_mode(0o2775)).unwrap();
    portal.publish(&SITE).unwrap();
    assert_eq!(fs::metadata(portal.public()).unwrap().mode() & 0o7777, 0o2775);
}

#[test]
fn unsafe_targets_are_refused_and_not_touched() {
    let portal = Portal::new();
    let root = &portal.root;
    fs::create_dir_all(root.join("repository/.git")).unwrap();
    fs::create_dir_all(root.join("full")).unwrap();
    fs::write(root.join("full/letter.txt"), "dear").unwrap();
    fs::create_dir_all(root.join("imitation")).unwrap();
    fs::write(
        root.join("imitation").join(MANIFEST),
        r#"{"generator":"other","version":1,"files":{}}"#,
    )
    .unwrap();
    fs::write(root.join("file"), "text").unwrap();
    fs::create_dir(root.join("elsewhere")).unwrap();
    symlink(root.join("elsewhere"), root.join("link")).unwrap();
    let home = Utf8PathBuf::from_path_buf(std::env::home_dir().unwrap()).unwrap();
    let parent = root.parent().unwrap().to_owned();
    let cases = [
        (Utf8PathBuf::from("/"), Refusal::FileSystemRoot),
        (home, Refusal::Home),
        (root.clone(), Refusal::Project),
        (root.join("public/.."), Refusal::Project),
        (root.join("content/.."), Refusal::Project),
        (parent, Refusal::HoldsSources),
        (root.join("content"), Refusal::InsideSources("content")),
        (root.join("content/site"), Refusal::InsideSources("content")),
        (root.join("data"), Refusal::InsideSources("data")),
        (root.join("static/public"), Refusal::InsideSources("static")),
        (root.join("themes/civic"), Refusal::InsideSources("themes")),
        (root.join("src/site"), Refusal::InsideSources("src")),
        (root.join("repository"), Refusal::Repository),
        (root.join("repository/.git/site"), Refusal::Repository),
        (root.join("full"), Refusal::NotOurs),
        (root.join("imitation"), Refusal::NotOurs),
        (root.join("file"), Refusal::NotAFolder),
        (root.join("link"), Refusal::Link),
        (root.join("link/"), Refusal::Link),
    ];
    let before = listing(root);
    for (target, expected) in cases {
        match publish(&bundle(&SITE), &target, root) {
            Err(PublishError::Refused { why, .. }) => assert_eq!(why, expected, "{target}"),
            // A name that ends with dots below a folder that does not exist leads nowhere.
            Err(PublishError::Io { .. }) if target.as_str().ends_with("..") => {}
            other => panic!("{target}: {other:?}"),
        }
    }
    assert_eq!(listing(root), before);
}

/// Every path below a folder.
fn listing(root: &Utf8Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
    entries.map(|entry| entry.unwrap().path().display().to_string()).collect()
}

#[test]
fn what_docent_did_not_create_is_named_and_stays() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    for name in ["a.txt", "b.txt", "c.txt", "contacts/d.txt", "e.txt", "f.txt"] {
        fs::write(portal.public().join(name), "mine").unwrap();
    }
    fs::create_dir(portal.public().join("folder")).unwrap();
    let Err(error @ PublishError::Foreign { .. }) = portal.publish(&[("index.html", "new")]) else {
        panic!("foreign files were overlooked");
    };
    let message = error.to_string();
    assert!(
        message.contains("a.txt") && message.contains("contacts/d.txt") && message.contains("and 2 more"),
        "{message}"
    );
    assert_eq!(
        (portal.read("a.txt").as_str(), portal.read("index.html").as_str()),
        ("mine", "home")
    );
}

#[test]
fn what_file_managers_drop_is_no_obstacle() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    fs::write(portal.public().join("contacts/.DS_Store"), "").unwrap();
    portal.publish(&[("index.html", "new")]).unwrap();
    assert_eq!(portal.leftovers(), [""; 0]);
}

#[test]
fn a_link_in_the_place_of_a_published_file_is_not_followed() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    fs::write(portal.root.join("outside.txt"), "mine").unwrap();
    fs::remove_file(portal.public().join("site.css")).unwrap();
    symlink(portal.root.join("outside.txt"), portal.public().join("site.css")).unwrap();
    assert!(matches!(
        portal.publish(&[("index.html", "new")]),
        Err(PublishError::Foreign { .. })
    ));
    assert_eq!(fs::read_to_string(portal.root.join("outside.txt")).unwrap(), "mine");
}

#[test]
fn the_leftovers_of_a_build_that_died_are_cleared_away() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    let stage = portal.root.join(".public.new");
    fs::create_dir_all(stage.join("contacts")).unwrap();
    fs::copy(portal.public().join(MANIFEST), stage.join(MANIFEST)).unwrap();
    fs::write(stage.join("contacts/index.html"), "ha").unwrap();
    fs::write(portal.root.join(".public.lock"), "4194304\n").unwrap();
    portal.publish(&SITE).unwrap();
    assert_eq!(portal.leftovers(), [""; 0]);
}

#[test]
fn a_stage_with_something_else_in_it_is_not_deleted() {
    let portal = Portal::new();
    fs::create_dir(portal.root.join(".public.new")).unwrap();
    fs::write(portal.root.join(".public.new/letter.txt"), "dear").unwrap();
    assert!(matches!(portal.publish(&SITE), Err(PublishError::Foreign { .. })));
    assert_eq!(fs::read_to_string(portal.root.join(".public.new/letter.txt")).unwrap(), "dear");
    assert!(!portal.public().exists());
}

#[test]
fn a_failure_midway_leaves_the_old_site() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    // A name that is a file and a folder at once cannot be written on any system.
    let error = portal
        .publish(&[("index.html", "new"), ("a", "file"), ("a/b.html", "in it")])
        .unwrap_err();
    assert!(matches!(error, PublishError::Io { .. }), "{error}");
    assert_eq!(portal.read("index.html"), "home");
    assert_eq!(portal.leftovers(), [""; 0]);
}

#[test]
fn a_build_that_is_stopped_leaves_the_old_site_and_no_stage() {
    let portal = Portal::new();
    portal.publish(&SITE).unwrap();
    let stopped = publish_unless_stopped(
        &bundle(&[("index.html", "new")]),
        &portal.public(),
        &portal.root,
        &AtomicBool::new(true),
    );
    assert!(matches!(stopped, Err(PublishError::Stopped)));
    assert_eq!(portal.read("index.html"), "home");
    assert_eq!(portal.leftovers(), [""; 0]);
}

#[test]
fn a_site_cannot_bring_its_own_manifest() {
    let portal = Portal::new();
    assert!(matches!(portal.publish(&[(MANIFEST, "{}")]), Err(PublishError::Reserved { .. })));
}

#[test]
fn many_builds_at_once_publish_one_after_the_other() {
    let portal = Portal::new();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let portal = &portal;
            scope.spawn(move || {
                portal
                    .publish(&[("a.html", &number.to_string()), ("b.html", &number.to_string())])
                    .unwrap()
            });
        }
    });
    assert_eq!(portal.read("a.html"), portal.read("b.html"));
    assert_eq!(portal.leftovers(), [""; 0]);
}

const CHILD: &str = "DOCENT_TEST_PUBLISH_INTO";

/// Whole sites of forty files, each of which says in every file which it is.
fn edition(number: usize) -> Bundle {
    let text = number.to_string();
    let paths: Vec<String> = (0..40).map(|page| format!("{}/{page}.html", page % 7)).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), text.as_str())).collect();
    bundle(&files)
}

#[test]
#[ignore = "the process that the next test kills"]
fn publish_until_killed() {
    let Some(root) = std::env::var(CHILD).ok().map(Utf8PathBuf::from) else {
        return;
    };
    for number in 0.. {
        publish(&edition(number), &root.join("public"), &root).unwrap();
    }
}

#[test]
fn killed_at_any_moment_the_folder_holds_one_whole_site() {
    let portal = Portal::new();
    publish(&edition(1_000_000), &portal.public(), &portal.root).unwrap();
    for turn in 0..30_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", "publish_until_killed", "--ignored"])
            .env(CHILD, &portal.root);
        let mut child = child.stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(20_000 + turn * 1_733));
        child.kill().unwrap();
        child.wait().unwrap();
        let number = portal.read("0/0.html");
        for route in edition(0).files.keys() {
            assert_eq!(portal.read(route.as_str()), number, "{route}");
        }
    }
    publish(&edition(0), &portal.public(), &portal.root).unwrap();
    assert_eq!(portal.leftovers(), [""; 0]);
}
