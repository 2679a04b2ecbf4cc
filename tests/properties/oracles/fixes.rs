//! `docent fix`: it comes to an end, what it has corrected stays corrected, and what was right stays right.

use std::cell::RefCell;

use docent::diag::fix::Trust;
use docent::diag::publishable;
use docent::fix::fix;
use docent::memo::Memo;
use docent::pipeline::{Options, build};
use docent::source::Snapshot;
use jiff::civil::date;

use super::texts;

thread_local! {
    /// What a portal has from text to text, such as its theme, is made once: that takes far longer than what is asked here.
    static MEMO: RefCell<Memo> = RefCell::new(Memo::new());
}

/// The promises of `fix`: the input is a page, a file of contacts, and settings.
pub fn check(data: &[u8]) {
    let texts = texts(data);
    let text = |at: usize, otherwise: &'static str| texts.get(at).map_or(otherwise, String::as_str);
    let portal = Snapshot::from_files([
        (
            "docent.yaml",
            text(2, "title: Example portal\nlanguages: [en]\ntimezone: America/New_York\n"),
        ),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/about.md", text(0, "---\ntitle: About\n---\n")),
        ("data/contacts.yaml", text(1, "[]\n")),
    ]);
    MEMO.with_borrow_mut(|memo| comes_to_an_end(&portal, memo));
}

fn comes_to_an_end(portal: &Snapshot, memo: &mut Memo) {
    let options = Options::on(date(2025, 5, 1));
    let fixed = fix(portal, &options, Trust::Safe, &[], memo);
    if fixed.corrected.is_empty() {
        return assert_eq!(&fixed.snapshot, portal, "nothing was corrected, and something changed");
    }
    if publishable(&build(portal, &options, memo).diagnostics) {
        assert!(publishable(&fixed.build.diagnostics), "{:#?}", fixed.build.diagnostics);
    }
    let again = fix(&fixed.snapshot, &options, Trust::Safe, &[], memo);
    assert!(again.corrected.is_empty(), "it was not done: {:#?}", again.corrected);
}
