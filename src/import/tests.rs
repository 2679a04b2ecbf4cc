//! Files as address books, calendars and spreadsheets write them, and what becomes of them.

use super::{DayOrder, Import, Imported, Portal, decode, import};
use crate::config::Config;
use crate::kinds::Kinds;
use crate::pipeline::Options;
use crate::source::Snapshot;

const CONFIG: &str = "title: Example portal of a county\nlanguages: [en]\ntimezone: America/New_York\n\
    vocabularies:\n  audiences: [{id: staff, label: Staff}]\n  topics: [{id: safety, label: Campus safety}]\n";

fn imported(name: &str, text: &str, order: Option<DayOrder>) -> Result<Imported, String> {
    let snapshot = Snapshot::from_files([
        ("docent.yaml", CONFIG),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        (
            "data/contacts.yaml",
            "- id: dana-example\n  name: Dana Example\n  phones: 804-555-0100\n",
        ),
    ]);
    let options = Options::on(jiff::civil::date(2027, 1, 4));
    let config = Config::read(&snapshot, &Default::default()).value;
    let portal = Portal {
        snapshot: &snapshot,
        options: &options,
        config: &config,
    };
    import(
        text,
        Import {
            kind: Kinds::default().named(name).expect("a collection"),
            portal,
            order,
        },
    )
}

/// The entries as YAML, and the remarks with their lines.
fn read(name: &str, text: &str) -> (String, Vec<String>) {
    let imported = imported(name, text, None).expect("entries");
    let remarks = imported
        .remarks
        .iter()
        .map(|remark| format!("{}: {}", remark.line, remark.text))
        .collect();
    (imported.list(Kinds::default().named(name).expect("a collection")), remarks)
}

#[test]
fn cards_of_apple_become_contacts_without_what_is_private() {
    let (yaml, remarks) = read(
        "contacts",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//macOS 14//EN\r\nN:Sample;Sam;;;\r\nFN:Sam Sample\r\n\
         ORG:Example Agency;School Safety;\r\nTITLE:Coordinator\r\nitem1.TEL;type=pref:(804) 555-0142\r\n\
         item1.X-ABLabel:_$!<Work>!$_\r\nTEL;type=HOME;type=VOICE:804-555-0143\r\n\
         EMAIL;type=INTERNET;type=WORK:sam@exam\r\n ple.gov\r\nADR;type=WORK:;;1 Example Street;Example City;VA;00000;USA\r\n\
         BDAY:1980-01-01\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJ\r\nEND:VCARD\r\n",
    );
    assert_eq!(
        yaml,
        "- id: sam-sample\n  name: Sam Sample\n  sort_name: Sample, Sam\n  title: Coordinator\n  unit: Example Agency, School Safety\n  \
         phones:\n    - number: (804) 555-0142\n  emails: [sam@example.gov]\n  \
         address: \"1 Example Street, Example City, VA 00000\"\n"
    );
    assert_eq!(remarks, ["1: Sam Sample: left out: a telephone number at home; BDAY, PHOTO"]);
}

#[test]
fn cards_of_the_newest_and_the_oldest_version_are_read() {
    let (yaml, remarks) = read(
        "contacts",
        "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Example Agency\nTEL;VALUE=uri;TYPE=\"voice,work\":tel:+1-804-555-0144;ext=7\n\
         LANG:es\nEND:VCARD\nBEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Pi=C3=B1a;Jos=C3=A9\n\
         TEL;WORK;FAX:804-555-0145\nEND:VCARD\nBEGIN:VCARD\nFN:Cut off\n",
    );
    assert_eq!(
        yaml,
        "- id: example-agency\n  name: Example Agency\n  kind: organization\n  phones:\n    - number: \"+1-804-555-0144\"\n      \
         ext: \"7\"\n  languages: [es]\n\n- id: jose-pina\n  name: José Piña\n  sort_name: Piña, José\n  phones:\n    \
         - number: \"804-555-0145\"\n      type: fax\n"
    );
    assert_eq!(remarks, ["13: this card has no end; it is left out"]);
}

#[test]
fn a_table_of_google_contacts_is_read_and_what_docent_refuses_is_left_out() {
    let (yaml, remarks) = read(
        "contacts",
        "First Name,Last Name,Birthday,Organization Title,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n\
         Dana,Example,1980-01-01,Coordinator,dana@example.gov ::: d@example.gov,Work,804-555-0142 x12,Home,804-555-0143\n\
         Sam,Sample,,\"=HYPERLINK(\"\"https://www.example.gov\"\")\",no mail,Mobile,call me,,\n",
    );
    assert_eq!(
        yaml,
        "- id: dana-example-2\n  name: Dana Example\n  sort_name: Example, Dana\n  title: Coordinator\n  phones:\n    \
         - number: \"804-555-0142\"\n      ext: \"12\"\n  emails: [dana@example.gov, d@example.gov]\n\n\
         - id: sam-sample\n  name: Sam Sample\n  sort_name: Sample, Sam\n"
    );
    for remark in [
        "1: columns that are left out: Birthday",
        "1: the column First Name is taken for given",
        "2: Dana Example: left out: a telephone number at home",
        "2: Dana Example: the id `dana-example` is that of an entry of contacts in the portal; this one is `dana-example-2`. Is it the same?",
        "3: Organization Title: a formula is left out",
        "3: Sam Sample: emails is left out: `no mail` is not an e-mail address",
        "3: Sam Sample: phones is left out: `call me` is not a telephone number",
    ] {
        assert!(remarks.iter().any(|said| said == remark), "{remark}: {remarks:#?}");
    }
}

#[test]
fn any_collection_comes_from_a_table_with_the_names_of_its_fields() {
    let (yaml, remarks) = read("faqs", "question;anwser;Order;topics\nIs it open?;Yes, until 5 pm.;2;safety\n");
    assert_eq!(
        yaml,
        "- id: is-it-open\n  question: Is it open?\n  answer: Yes, until 5 pm.\n  order: 2\n  topics: [safety]\n"
    );
    assert_eq!(remarks, ["1: the column anwser is taken for answer"]);
}

#[test]
fn a_calendar_of_outlook_becomes_classes_on_the_clocks_of_their_place() {
    let (yaml, remarks) = read(
        "training",
        "BEGIN:VCALENDAR\r\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\r\nBEGIN:VTIMEZONE\r\nTZID:Pacific Standard Time\r\n\
         BEGIN:STANDARD\r\nDTSTART:16011104T020000\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
         BEGIN:VEVENT\r\nDTSTART;TZID=\"Pacific Standard Time\":20270524T083000\r\nDTEND;TZID=\"Pacific Standard Time\":20270526T160000\r\n\
         LOCATION:Example Training Center\\, Room 2\r\nATTENDEE;CN=Sam:mailto:sam@example.gov\r\nSUMMARY;LANGUAGE=en-us:Basic School\r\n\
         DESCRIPTION:Bring *your* ID.\\n1. Doors open at 8\\n\r\nCATEGORIES:Staff,Campus safety,Red\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n\
         BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nCLASS:PRIVATE\r\nDTSTART:20270524T120000Z\r\nSUMMARY:Doctor\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nDTSTART;TZID=Customized Time Zone:20270524T120000\r\nSUMMARY:Lunch\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    );
    assert_eq!(
        yaml,
        "- id: basic-school-2027-05\n  title: Basic School\n  start: 2027-05-24 08:30\n  end: 2027-05-26 16:00\n  \
         timezone: America/Los_Angeles\n  place:\n    name: Example Training Center, Room 2\n  \
         description: |\n    Bring \\*your\\* ID.\n    1\\. Doors open at 8\n  audiences: [staff]\n  topics: [safety]\n"
    );
    assert_eq!(
        remarks,
        [
            "10: Basic School: it repeats (FREQ=WEEKLY;COUNT=3); only its first date is taken: add an entry for each other date",
            "10: Basic School: left out: the category Red, which docent.yaml does not have; a reminder, who is invited",
            "23: Doctor: it is marked as private; it is left out",
            "28: Lunch: nobody knows the time zone `Customized Time Zone`; it is left out",
        ]
    );
}

#[test]
fn a_calendar_of_google_has_days_that_end_before_the_next_and_times_in_utc() {
    let (yaml, remarks) = read(
        "training",
        "BEGIN:VCALENDAR\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\nX-WR-TIMEZONE:America/Chicago\n\
         BEGIN:VEVENT\nDTSTART;VALUE=DATE:20270607\nDTEND;VALUE=DATE:20270610\nSUMMARY:Canceled: Summer class\n\
         DESCRIPTION:<p>All <b>staff</b></p>\nURL:https://www.example.gov/summer\nEND:VEVENT\n\
         BEGIN:VEVENT\nDTSTART;VALUE=DATE:20270614\nDTEND;VALUE=DATE:20270615\nSUMMARY:Fair\nEND:VEVENT\n\
         BEGIN:VEVENT\nDTSTART:20270701T140000Z\nDURATION:PT1H30M\nSUMMARY:Summer class\nEND:VEVENT\nEND:VCALENDAR\n",
    );
    assert_eq!(
        yaml,
        "- id: summer-class-2027-06\n  title: Summer class\n  start: 2027-06-07\n  end: 2027-06-09\n  status: cancelled\n  \
         description: All **staff**\n  source: https://www.example.gov/summer\n\n\
         - id: fair-2027-06\n  title: Fair\n  start: 2027-06-14\n\n\
         - id: summer-class-2027-07\n  title: Summer class\n  start: 2027-07-01 09:00\n  end: 2027-07-01 10:30\n  timezone: America/Chicago\n"
    );
    assert_eq!(remarks, Vec::<String>::new());
}

#[test]
fn a_table_of_events_says_where_a_date_can_be_read_in_two_ways() {
    let table = "Subject,Start Date,Start Time,End Date,End Time,All Day Event\nOpen house,3/4/2027,8:30 AM,3/5/2027,4:00 PM,False\n";
    let unsure = imported("training", table, None).expect("a table");
    assert!(unsure.entries.is_empty());
    assert!(
        unsure
            .remarks
            .iter()
            .any(|remark| remark.line == 2 && remark.text.contains("--dates month-first")),
        "{unsure:?}"
    );
    let first = |order| {
        imported("training", table, Some(order))
            .expect("a table")
            .entries
            .into_iter()
            .next()
            .expect("a class")
    };
    let training = Kinds::default().named("training").expect("a collection");
    assert_eq!(
        first(DayOrder::MonthFirst).file(training),
        "title: Open house\nstart: 2027-03-04 08:30\nend: 2027-03-05 16:00\n"
    );
    assert_eq!(
        first(DayOrder::DayFirst).file(training),
        "title: Open house\nstart: 2027-04-03 08:30\nend: 2027-05-03 16:00\n"
    );
}

#[test]
fn an_end_before_the_start_is_left_out_with_the_reason() {
    let (yaml, remarks) = read("training", "title,start,end\nOpen house,2027-03-24,2027-03-23\n");
    assert_eq!(yaml, "- id: open-house-2027-03\n  title: Open house\n  start: 2027-03-24\n");
    assert_eq!(remarks.len(), 3, "{remarks:?}");
    assert!(
        remarks[2].starts_with("2: Open house: end is left out: the class ends before"),
        "{remarks:?}"
    );
}

#[test]
fn files_in_the_codes_of_windows_are_texts() {
    let utf16: Vec<u8> = "name\nJosé\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode(&utf16).as_deref(), Some("name\nJosé\n"));
    assert_eq!(decode(&[b"\xff\xfe".as_slice(), &utf16].concat()).as_deref(), Some("name\nJosé\n"));
    assert_eq!(decode(b"name\nJos\xe9\n").as_deref(), Some("name\nJosé\n"));
    assert_eq!(decode(b"\xef\xbb\xbfname\n").as_deref(), Some("name\n"));
    assert_eq!(decode(b"\x81\x00\x00"), None);
}

#[test]
fn hostile_files_are_no_danger() {
    let long = "x".repeat(100_000);
    for text in [
        "",
        "BEGIN:VCARD",
        "BEGIN:VCALENDAR\nEND:VEVENT\nEND:VEVENT",
        "BEGIN:VCARD\nFN:\\\nN:;;;;;;;;\nTEL:\\;\\,\nADR:\nEND:VCARD",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a: {b} - [c] #d\\n- e: *f\nDTSTART:99999999T999999Z\nEND:VEVENT",
        "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20270101T000000Z\nDURATION:P99999999999W\nEND:VEVENT",
        "name,phones\n\"\u{0}\u{7}\u{202e}- id: x\n  draft: false\",\"=1+1|'cmd'!A0\"\n",
        "name\n\"unclosed\n",
        "name;x\tname\n;;;;;;\n",
        "Start Date,Subject\n\u{ff12}/3/2027,x\n",
        &format!("BEGIN:VCARD\nFN:{long}\nTEL:{long}\nEND:VCARD"),
        &format!("name,url\n{long},{long}\n"),
        &"BEGIN:VEVENT\n".repeat(10_000),
    ] {
        for name in ["contacts", "training"] {
            let Ok(imported) = imported(name, text, None) else { continue };
            let yaml = imported.list(Kinds::default().named(name).expect("a collection"));
            let read = crate::parse::yaml::parse(&"imported.yaml".into(), &yaml, 0);
            assert!(read.diagnostics.is_empty(), "{yaml}");
        }
    }
}

#[test]
fn a_table_without_a_column_that_is_known_hears_which_are() {
    let refused = imported("contacts", "nombre,teléfono\nDana,804-555-0100\n", None).expect_err("no column is known");
    let (found, wanted) = refused.split_once('\n').expect("two lines");
    assert!(found.ends_with("it names `nombre`, `teléfono`"), "{found}");
    assert!(
        wanted.starts_with("a column of contacts can be called `name`, `firstname`, ") && wanted.contains("`office_hours`"),
        "{wanted}"
    );
}
