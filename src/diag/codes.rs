//! The catalogue of problems. The doc comment of each code is its manual page (`docent explain <code>`).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Severity;

macro_rules! codes {
    ($( $(#[doc = $doc:literal])+ $severity:ident $code:ident = $name:literal; )+) => {
        /// The kind of a problem: stable, so that a message can be looked up and a search for it finds the manual.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        // The examples in the manual are YAML and Markdown, not tests.
        pub enum Code { $( $(#[cfg_attr(not(doctest), doc = $doc)])+ $code, )+ }

        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$( Code::$code, )+];

            /// The name in messages and on the command line: `missing-field`.
            pub fn name(self) -> &'static str {
                match self { $( Code::$code => $name, )+ }
            }

            /// The severity problems of this kind have unless a flag says otherwise.
            pub fn severity(self) -> Severity {
                match self { $( Code::$code => Severity::$severity, )+ }
            }

            /// The manual page, in Markdown.
            pub fn manual(self) -> String {
                let page = match self { $( Code::$code => concat!($($doc, "\n"),+), )+ };
                page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
            }
        }
    };
}

codes! {
    /// A file could not be read.
    ///
    /// The disk refused it. Look at the file's permissions; the site is not published without it.
    Error UnreadableFile = "unreadable-file";

    /// Something that is not a regular file is left out.
    ///
    /// docent does not follow links, pipes or devices, so that a portal means the same on every machine and cannot
    /// show what lies outside of it. Put the file itself where the link is.
    Warning SkippedFile = "skipped-file";

    /// A file is larger than docent accepts.
    ///
    /// A page may have 5 MB, a data file 50 MB, any other file 200 MB. A file beyond that is usually there by accident. If it is
    /// not, `docent.yaml` can allow more:
    ///
    ///     limits:
    ///       page_size: 8 MB
    Error FileTooLarge = "file-too-large";

    /// A text file is not saved as UTF-8.
    ///
    /// Save it again with the encoding "UTF-8" in your editor. GitHub's web editor always does.
    ///
    /// As a warning: a text went through another encoding on its way, so that each accented letter and curly quotation mark
    /// became two or three signs, or was lost. `docent fix` puts them right where that is beyond doubt.
    Error NotUtf8 = "not-utf8";

    /// A file name cannot become a web address.
    ///
    /// Use small letters, digits and hyphens. Spaces, accents and signs make addresses that break when people copy them.
    /// `docent fix` gives pages, their folders and files with one entry such names, and corrects the links of other pages
    /// to them; it never writes over a file.
    ///
    /// The address `/assets/` is the theme's: the names of its files change with what is in them, so browsers are told to keep
    /// them. Other files go to other folders.
    Error BadFileName = "bad-file-name";

    /// The YAML cannot be understood.
    ///
    /// Usually a wrong indentation, a missing colon or quotation mark. The place shown is where reading had to stop;
    /// the slip is there or on the line before.
    Error YamlSyntax = "yaml-syntax";

    /// A tab stands where YAML wants spaces.
    ///
    /// YAML is indented with spaces only. Replace the tab with two spaces.
    Error YamlTab = "yaml-tab";

    /// A value contains a colon and a space, and no quotation marks.
    ///
    /// YAML reads "word: " as the beginning of a field. Put the value in quotation marks:
    ///
    ///     title: "Safety: the first week"
    Error UnquotedColon = "unquoted-colon";

    /// A value begins with a sign that means something else in YAML.
    ///
    /// A value that begins with `*`, `&`, `!`, `%`, `@`, a backtick, `{`, `[`, `'`, `"` or `?` has to stand in quotation marks. So
    /// has one with a space and a number sign in it, `"Room #4"`: what stands behind the sign is a comment.
    Error UnquotedSign = "unquoted-sign";

    /// The indentation does not say what belongs to what.
    ///
    /// Fields of one entry begin in the same column; what belongs to a field stands two spaces further right; the dashes of
    /// one list stand under each other:
    ///
    ///     - name: Derrick Mathis
    ///       phones:
    ///         - number: 804-555-0142
    ///         - number: 804-555-0143
    Error YamlIndentation = "yaml-indentation";

    /// A value in quotation marks contains the same mark.
    ///
    /// YAML takes the second mark for the end of the value. Use the other kind around it:
    ///
    ///     title: 'The "first week" of school'
    ///     title: "It's your turn"
    Error QuoteInQuotes = "quote-in-quotes";

    /// A value begins with a quotation mark and does not end with one.
    ///
    /// Type the same mark at the end of the value.
    Error UnclosedQuote = "unclosed-quote";

    /// A backslash in double quotation marks begins no sign that YAML knows.
    ///
    /// Type it twice, or put the value in single quotation marks, where a backslash is a letter like any other:
    ///
    ///     file: 'C:\docs'
    Error BadEscape = "bad-escape";

    /// Curly quotation marks stand around a value.
    ///
    /// Word processors make them; YAML reads only straight ones, and would show the curly ones to readers. If they are to
    /// be shown, put straight ones around them: `"“Safe Schools”"`.
    Error CurlyQuotes = "curly-quotes";

    /// A comma cuts a value in braces in two.
    ///
    /// In `{city: Hanover, VA}` the comma ends the value. Put it in quotation marks, `{city: "Hanover, VA"}`, or write one
    /// field a line.
    Error InlineComma = "inline-comma";

    /// A field is written twice.
    ///
    /// Only one of the two can count, and which one is a guess, so docent does not make it. Delete one.
    Error DuplicateKey = "duplicate-key";

    /// A mark of Markdown is typed almost right, and readers see it as it stands.
    ///
    /// Markdown wants a space after `##`, `-` and `1.`, none between `[words]` and `(address)`, and a row of hyphens below the
    /// names of the columns of a table:
    ///
    ///     ## Opening hours
    ///
    ///     - Monday to Friday
    ///     - [Saturday](saturday.md)
    ///
    ///     | Day | Hours |
    ///     | --- | --- |
    ///     | Monday | 8 am to 5 pm |
    Warning MarkdownSlip = "markdown-slip";

    /// A number looks like a Social Security number.
    ///
    /// Personal data must not be published, and whatever was published once stays in copies elsewhere. Take it out. The
    /// number stays in the history of the files too: ask those who keep the repository to remove it there.
    Error PersonalData = "personal-data";

    /// A file was left behind by a program.
    ///
    /// Word, Excel and other programs keep such files while a document is open (`~$plan.docx`), and forget them. They say
    /// nothing to readers, and some carry the name of a colleague.
    Error LeftoverFile = "leftover-file";

    /// A file is not what its name says.
    ///
    /// A photo of a telephone (HEIC) does not become a JPEG by another name, nor a table a document: browsers show nothing, and
    /// programs refuse it. Open it in the program that made it, and save or export it as what its name says.
    Error WrongFileType = "wrong-file-type";

    /// A drawing (SVG) does more than draw.
    ///
    /// Whoever opens the drawing by its address gets a page of the portal: scripts in it run, and what it names is loaded from
    /// other sites. Drawing programs can save it without all that, as "Plain SVG" or "Optimized SVG"; a PNG picture cannot do
    /// any of it.
    Error ActiveDrawing = "active-drawing";

    /// A file that is published as it is can run scripts.
    ///
    /// A page (`.html`) or a script (`.js`) below `static/` or `content/` reaches readers as it was written, under the name of
    /// the portal: docent checks neither what it does nor whether everyone can use it. Each is listed, so that someone reads
    /// it before it is published.
    Note PublishedScript = "published-script";

    /// A picture is larger than a page needs.
    ///
    /// A picture of 10 MB takes half a minute on a mobile network, and costs its reader money. 1600 pixels are wide enough
    /// for every screen.
    Warning LargePicture = "large-picture";

    /// The file carries the marks of a merge conflict.
    ///
    /// Lines with `<<<<<<<`, `=======` and `>>>>>>>` are left by Git when two people changed the same lines. Keep the
    /// right lines and delete the marks.
    Error MergeConflict = "merge-conflict";

    /// An invisible character stands in the file.
    ///
    /// No-break and zero-width spaces come in with text pasted from the web or a word processor. Type the space again.
    Warning InvisibleCharacter = "invisible-character";

    /// The YAML repeats or nests more than a portal ever needs, or a table has more values.
    ///
    /// docent stops reading at a depth of 64, at 1,000,000 values, and at aliases (`*name`) that unfold into more than 100,000
    /// of them, because such a file is made to exhaust a computer rather than to inform a reader. Where a file is honest
    /// and larger, `yaml_depth` and `yaml_values` under `limits:` in `docent.yaml` allow more.
    Error YamlLimit = "yaml-limit";

    /// The front matter of a page is not first in the file, or not closed.
    ///
    /// A page begins with a line `---`, its fields, and another line `---`. Nothing may stand before the first.
    Error FrontMatter = "front-matter";

    /// A field is not one of those that docent knows here.
    ///
    /// Usually a slip of the finger; the message names the nearest known field. In front matter, fields of your own go under `extra:`.
    Error UnknownField = "unknown-field";

    /// A required field is missing.
    Error MissingField = "missing-field";

    /// A value has the wrong shape: a list where one value is expected, or text where a group of fields is.
    Error WrongShape = "wrong-shape";

    /// A value is not of the kind its field wants.
    ///
    /// The message says what is wanted and shows an example.
    Error BadValue = "bad-value";

    /// A value is not one of those that may be chosen.
    Error UnknownChoice = "unknown-choice";

    /// A date does not exist, or is not written as docent reads it.
    ///
    /// Dates are written year-month-day: `2025-03-24`, with a time `2025-03-24 08:30` or `2025-03-24 2:00 pm`. No other
    /// form is accepted, because `03/04/2025` is March to one reader and April to another.
    Error BadDate = "bad-date";

    /// The weekday does not match the date.
    ///
    /// One of the two is wrong. Look it up in a calendar and correct it, or leave the weekday out: pages show it anyway.
    Error WeekdayMismatch = "weekday-mismatch";

    /// An end stands before its start.
    Error EndBeforeStart = "end-before-start";

    /// An event is longer than two weeks, which is usually a slip in one of its dates.
    Warning LongEvent = "long-event";

    /// A telephone number does not have the digits its country needs.
    Error BadPhone = "bad-phone";

    /// An e-mail address is not complete.
    Error BadEmail = "bad-email";

    /// A web address is not complete, or of a kind that a public page must not link to.
    ///
    /// Addresses begin with `https://` or `http://`; `mailto:` and `tel:` are accepted too. Scripts and local files are not.
    Error BadUrl = "bad-url";

    /// A link leads to a page whose connection is not encrypted.
    ///
    /// Everyone on the way can read and change what is sent over `http://`. Most sites answer at `https://` too: open the
    /// address with an `s` and, if the page is there, write it so.
    Note InsecureLink = "insecure-link";

    /// An id is not in small letters, digits and hyphens. (In those of fields stand underscores instead of hyphens.)
    ///
    /// The id becomes the web address and the calendar's identity of the entry, for ever. `basic-school-hanover-2025` is a good one.
    Error BadId = "bad-id";

    /// Two entries of one collection have the same id, or what an agency declares has the name of something else.
    Error DuplicateId = "duplicate-id";

    /// A reference leads to nothing.
    ///
    /// The value must be the id of an entry in the collection named in the message.
    Error UnknownReference = "unknown-reference";

    /// A word is not in the vocabulary declared in `docent.yaml`.
    ///
    /// Audiences, regions and topics are closed lists, so that a page for "parents" does not miss what is marked "parent".
    Error UnknownTerm = "unknown-term";

    /// A file under `data/` belongs to no collection.
    Error UnknownCollection = "unknown-collection";

    /// A data file stands among the pages.
    ///
    /// Files below `content/` that are no pages are published as they are: readers could fetch `contacts.yaml`, and none of its
    /// contacts would be on a page. Move the file into `data/`.
    Warning MisplacedData = "misplaced-data";

    /// A page or an entry names a language that `docent.yaml` does not list.
    ///
    /// `about.es.md` and a block `es:` in an entry are Spanish translations. They are read once `languages: [en, es]` stands in
    /// `docent.yaml`; the first of its languages is the main one.
    Error UnknownLanguage = "unknown-language";

    /// A translation has a field that is the same in every language, or stands at the wrong depth.
    ///
    /// A block such as `es:` holds texts only, under the names of the fields that stand beside it. Telephone numbers, dates
    /// and references come from the entry itself. A group of fields, such as a session, has a block of its own:
    ///
    ///     sessions:
    ///       - title: School administrators
    ///         es:
    ///           title: Directores de escuelas
    Error NotTranslatable = "not-translatable";

    /// A link leads to a page or file that does not exist.
    Error DeadLink = "dead-link";

    /// A link leads to a heading or entry that is not on its page.
    Error DeadAnchor = "dead-anchor";

    /// A link to another site leads nowhere.
    ///
    /// The site itself says that there is no such page (404, 410), or no site has that name. Only `docent check --external`
    /// asks other sites. Sites fail for a night and come back: what is dead for the first time is a warning, and an error
    /// once it was found dead on three different days.
    Warning DeadExternalLink = "dead-external-link";

    /// A link to another site has a new address.
    ///
    /// The site says that the page has moved for good. Readers still get there, but one day the old address will be gone.
    /// Look at the new page, and write its address; forges and editors that show corrections offer it, and
    /// `docent fix --suggested` writes all of those that `docent check --external` has found.
    Note MovedExternalLink = "moved-external-link";

    /// It cannot be told whether a link to another site works.
    ///
    /// Many sites refuse programs (403), are slow, or have a certificate that not every system trusts. The link may be right
    /// for a reader with a browser. What stays unsure for long deserves a look.
    Note UnsureExternalLink = "unsure-external-link";

    /// A link leads to what is not shown any more.
    ///
    /// The page or the entry has a last day, and it is over. Readers see the words of the link, a note, and no link; nothing
    /// else has to wait. Take the words out, or give the page a new `expiry_date` (an entry: `expires`).
    Warning ExpiredLink = "expired-link";

    /// An anchor stands twice on one page.
    ///
    /// A link to it can only lead to the first of the two (WCAG 2.2, 4.1.1 in its former editions; HTML, section 3.2.6).
    Error RepeatedAnchor = "repeated-anchor";

    /// HTML stands in the Markdown.
    ///
    /// Markdown has a form for nearly everything, and that form stays accessible and safe. An agency that must use an
    /// element lists it under `html:` in `docent.yaml`.
    Error RawHtml = "raw-html";

    /// An image has no description.
    ///
    /// Say in the square brackets what the picture tells: `![Officer reading to a class](reading.jpg)`. In a template, the
    /// words stand in `alt`; a picture that only decorates has `alt=""` (WCAG 2.2, 1.1.1).
    Error MissingAlt = "missing-alt";

    /// The description of an image does not describe it.
    ///
    /// A file name, "image of" or "Description automatically generated" tells nothing to someone who cannot see the
    /// picture. Say in a few words what it shows: `![Officer reading to a class](reading.jpg)`.
    Warning PoorAlt = "poor-alt";

    /// The columns of a table have no names.
    ///
    /// Screen readers say the name of the column with each cell. Write the names in the first row:
    ///
    ///     | Region | Telephone |
    ///     |--------|-----------|
    Error TableHeader = "table-header";

    /// A bold line stands where a heading belongs.
    ///
    /// People who cannot see the page move from heading to heading, and bold text is not one. Begin the line with `##`
    /// instead of putting asterisks around it.
    Warning BoldHeading = "bold-heading";

    /// A page has a second heading of the first level.
    ///
    /// The title of the page is its only one (WCAG 2.2, 1.3.1). In Markdown, begin with `##`; in a template, write `<h2>`.
    Error SecondTitle = "second-title";

    /// A heading skips a level.
    ///
    /// People who cannot see the page move from heading to heading; a missing level looks like a missing part (WCAG 2.2, 1.3.1).
    Error HeadingJump = "heading-jump";

    /// Nothing stands under a heading.
    ///
    /// Readers who move from heading to heading land on an empty place. Write what the heading announces, or delete it.
    Warning EmptySection = "empty-section";

    /// A heading is in capital letters.
    ///
    /// Capitals are read more slowly, some screen readers spell them out, and they look like shouting. Type the heading as
    /// a sentence; the theme makes it stand out.
    Warning CapitalHeading = "capital-heading";

    /// A sentence has more than forty words.
    ///
    /// Readers lose the beginning before they reach the end, most of all those who read in a second language or on a
    /// telephone. Plain-language guides advise twenty words.
    Note LongSentence = "long-sentence";

    /// A page uses an acronym and does not say what it stands for.
    ///
    /// Who knows it reads on; who does not is lost (WCAG 2.2, 3.1.4; plain-language guides). Write it out where it stands
    /// first, `Memorandum of Understanding (MOU)`, or add it to `data/terms.yaml`: every page then explains it by itself.
    Note UnexplainedAcronym = "unexplained-acronym";

    /// The text of a link says nothing by itself.
    ///
    /// A screen reader can list the links of a page; "click here" tells nothing in such a list. Link the words that name the target.
    Warning VagueLink = "vague-link";

    /// A color of `docent.yaml` is too faint beside another.
    ///
    /// Letters stand out from their ground by 4.5 to 1, the borders of fields and buttons by 3 to 1, on light screens and on
    /// dark ones (WCAG 2.2, 1.4.3 and 1.4.11). docent measures every pair that meets in the theme and names the nearest color
    /// of the same hue that can be read. `tokens:` holds the colors of light screens, its group `dark:` those of dark ones.
    Error Contrast = "contrast";

    /// A page or a part of it does not say its language, or names one that does not exist.
    ///
    /// A screen reader picks its voice by it. Write the code of the language: `<html lang="en">`, `<span lang="es">`
    /// (WCAG 2.2, 3.1.1 and 3.1.2).
    Error PageLanguage = "page-language";

    /// A page has no title.
    ///
    /// The title is the first thing a screen reader says, and the name of the window and of the bookmark (WCAG 2.2, 2.4.2).
    Error MissingTitle = "missing-title";

    /// The title of a page is short, or another page has the same.
    ///
    /// A title tells pages apart in a list of open windows and among search results: it names the page and the portal, in
    /// 20 characters or more (WCAG 2.2, 2.4.2).
    Warning PoorTitle = "poor-title";

    /// A page has no heading of the first level.
    ///
    /// People who cannot see the page go to it to learn where they are (WCAG 2.2, 1.3.1 and 2.4.6).
    Error MissingHeading = "missing-heading";

    /// A heading has no words.
    ///
    /// A screen reader stops at it and has nothing to say (WCAG 2.2, 1.3.1 and 2.4.6).
    Error EmptyHeading = "empty-heading";

    /// A landmark is missing, stands twice, or cannot be told from another.
    ///
    /// Landmarks are the parts of a page between which people who hear it can jump: one main part, menus, asides. Where
    /// there are two of a kind, each has a name: `<nav aria-label="Main menu">` (WCAG 2.2, 1.3.1).
    Error Landmark = "landmark";

    /// The first link of a page does not lead past its menu.
    ///
    /// Without it, people who use the keyboard go through the whole menu on every page (WCAG 2.2, 2.4.1).
    Error SkipLink = "skip-link";

    /// A field of a form has no label.
    ///
    /// `<label for="query">Search</label>` names the field whose id is `query`; a `<fieldset>` is named by its `<legend>`. A
    /// placeholder is no label: it disappears while one types (WCAG 2.2, 1.3.1 and 3.3.2).
    Error MissingLabel = "missing-label";

    /// A link, a button or a frame has no name.
    ///
    /// A screen reader says "link" and nothing more. Write words in it; for a picture in it, describe where it leads in the
    /// `alt` of the picture; give a frame a `title` (WCAG 2.2, 2.4.4 and 4.1.2).
    Error MissingName = "missing-name";

    /// What is seen on a link or a button is not in what is heard.
    ///
    /// People who speak to their device say the words they see; `aria-label` replaces them (WCAG 2.2, 2.5.3).
    Error LabelInName = "label-in-name";

    /// The keyboard does not go through the page in its order.
    ///
    /// A positive `tabindex` and `autofocus` take readers to another place than the one they are at (WCAG 2.2, 2.4.3 and 3.2.1).
    Error FocusOrder = "focus-order";

    /// Something cannot be operated with the keyboard, or one key does two things.
    ///
    /// A `<div>` that reacts to a click is out of reach for people who do not use a mouse; a `<button>` is not (WCAG 2.2, 2.1.1).
    Error Keyboard = "keyboard";

    /// Something plays or moves by itself.
    ///
    /// Sound covers the voice of a screen reader, and movement keeps some people from reading (WCAG 2.2, 1.4.2 and 2.2.2).
    Error Autoplay = "autoplay";

    /// A page changes or leads on by itself after some time.
    ///
    /// People who read slowly are taken away from what they read (WCAG 2.2, 2.2.1 and 3.2.5).
    Error Refresh = "refresh";

    /// A page keeps readers from making it larger, or does not fit itself to a phone.
    ///
    /// `<meta name="viewport" content="width=device-width, initial-scale=1">` is all that belongs there (WCAG 2.2, 1.4.4 and 1.4.10).
    Error Zoom = "zoom";

    /// An attribute names an element that is not on the page.
    ///
    /// `aria-labelledby`, `aria-describedby`, `for` and their like hold the `id` of another element of the same page; where
    /// there is none, the name or the explanation is lost (WCAG 2.2, 1.3.1 and 4.1.2).
    Error AriaReference = "aria-reference";

    /// A role or a state is not one that assistive technology knows, or stands where it means nothing.
    ///
    /// WAI-ARIA 1.2 lists them. The plain HTML element is nearly always better than a role (WCAG 2.2, 4.1.2).
    Error Aria = "aria";

    /// A link, a button or a field stands inside of another.
    ///
    /// Browsers and screen readers then reach only one of the two (WCAG 2.2, 4.1.2; HTML, section 3.2.5.2.7).
    Error NestedControls = "nested-controls";

    /// The items of a list stand outside of it, or something else stands between them.
    ///
    /// A screen reader says how many items a list has, and where it ends; both get lost (WCAG 2.2, 1.3.1).
    Error ListStructure = "list-structure";

    /// Two links of a page have the same text and lead to different places.
    ///
    /// A screen reader can list the links of a page; two of the same name cannot be told apart there (WCAG 2.2, 2.4.4).
    Warning SameLinkText = "same-link-text";

    /// An element is not closed, or closed without having begun.
    ///
    /// Browsers guess where it ends, and a part of the page ends up in a place where no one looks for it (WCAG 2.2, 1.3.1).
    Error UnclosedElement = "unclosed-element";

    /// A footnote is used and not written, or written and not used.
    Warning Footnote = "footnote";

    /// Lists and quotes stand more than 64 deep inside of each other.
    ///
    /// No reader can follow that, and browsers stop showing it; a line of many `>` signs does it by accident.
    Error TooDeep = "too-deep";

    /// A page or another Markdown text has more elements than `limits:` gives to one.
    ///
    /// `page_elements` counts paragraphs, items of lists, cells of tables, links, lines of text and whatever else is one thing
    /// for a browser. Five megabytes of prose have about as many as are usual; a page that has more was made by a program, or
    /// by accident, and no phone shows it.
    Error PageLimit = "page-limit";

    /// A callout is of a kind that docent does not know.
    Error UnknownCallout = "unknown-callout";

    /// Two things want the same address.
    ///
    /// Each address can hold one page or file. Rename one of the two.
    Error RouteCollision = "route-collision";

    /// An address that was published is gone, and nothing leads on from it.
    ///
    /// People have saved it, printed it and linked to it. `urls.lock` remembers the addresses that the portal has published: its
    /// pages, the headings and entries on them, calendars, feeds, open data and documents. Let the old address lead to the new
    /// one, in `data/redirects.yaml`:
    ///
    ///     - id: old-page
    ///       from: /old-page/
    ///       to: /new-page/
    ///
    /// `docent fix --suggested` writes it where the new address is plain to see. If the address is to go for good, `docent lock`
    /// takes it out of `urls.lock`. A class that does not take place keeps its page, with `status: cancelled`: the calendars of
    /// subscribers then say so.
    Error VanishedAddress = "vanished-address";

    /// A class begins at another time than was published, and `updated` does not say so.
    ///
    /// Calendar programs that have read the class before take a new date when the class says that it changed: write the day of
    /// the change as `updated:`, and consider `status: rescheduled` with `previous_start:`, which readers see. `docent lock`
    /// remembers the new date.
    Error MovedInSilence = "moved-in-silence";

    /// A line of `urls.lock` cannot be read.
    ///
    /// `docent lock` writes the file. After its version, each line is an address, with the days on which it is there and the
    /// dates of a class behind it:
    ///
    ///     version 1
    ///     /about/
    ///     /about/#history
    ///     /news/fair/ from=2025-05-01 until=2025-06-30
    ///     /schedule/basic-2025/ start=2025-03-24T08:30 updated=2025-02-03
    Error LockLine = "lock-line";

    /// A page that `docent.yaml` requires is missing.
    Error MissingPage = "missing-page";

    /// The dates of the last changes are not known.
    ///
    /// With `updated_from_git: true` in `docent.yaml`, pages show when git last saw their files change. Without git, outside of
    /// a repository, or in a clone with only the newest commits, that cannot be told, and a wrong date is worse than none:
    /// the pages show no date, unless their front matter states it. A copy with the whole history is made by
    /// `git fetch --unshallow`, and in a workflow of GitHub by `fetch-depth: 0` of `actions/checkout`.
    Warning UnknownHistory = "unknown-history";

    /// A translation may be older than its original.
    ///
    /// A translation says in `translated_from` what it was made from: the date of the original's last change (its `updated`),
    /// or the code of its words that the message shows. When the original changes, docent tells. Read both, correct the
    /// translation, and write the new date or code. Where nothing is said, a note shows the code to write.
    Warning StaleTranslation = "stale-translation";

    /// A translation is missing that `docent.yaml` promises.
    ///
    /// `translated: [contacts, pages]` says that all contacts and all pages exist in every language of the portal. What is
    /// not translated is shown in the main language, and says so to screen readers.
    Warning MissingTranslation = "missing-translation";

    /// The portal's own interface texts have one that no template asks for.
    ///
    /// A file such as `themes/agency/i18n/es.yaml` replaces texts of the built-in theme under their names, and adds texts that
    /// the portal's own templates use as `t.name`. Any other name is a slip.
    Error UnknownText = "unknown-text";

    /// The interface texts of a language lack some that are needed.
    ///
    /// Readers of that language see them in another one. Add them to the file of the language.
    Warning MissingText = "missing-text";

    /// A template has a mistake, or uses a value that is not there.
    Error Template = "template";

    /// A page takes more of the template engine than `limits:` gives to one.
    ///
    /// `template_steps` is how much work a template may make of one page, `output_size` how long the page may become. A loop
    /// that stands inside of others, or that goes over more than is meant, meets them; honest pages do not. No page after this
    /// one is rendered, so that a portal of many pages is told about it as soon as one of a few.
    Error TemplateLimit = "template-limit";

    /// A template of the portal's own writes values as HTML, without escaping them.
    ///
    /// `|safe` and `autoescape false` switch off what keeps a text a text: whatever an editor, or the author of a pull
    /// request, types there becomes part of the page. docent lists each such place, so that it is read before it is
    /// published. What docent itself has made HTML of (`page.html`) needs neither.
    Note TrustedHtml = "trusted-html";

    /// A theme of the portal's own brings a script.
    ///
    /// A script sees what readers do and type, on every page that has it. docent lists each one, in files of the theme and in
    /// templates, so that someone reads it before it is published. A script in an attribute, such as `onclick`, does not
    /// run where the portal is served with the policy that `hosts:` writes.
    Note ThemeScript = "theme-script";

    /// The theme lacks a template or an interface text.
    Error Theme = "theme";

    /// A page would contact another host.
    ///
    /// A public site must not tell third parties who reads it. List the origin under `allowed_origins` in `docent.yaml` if it must be.
    Error ThirdParty = "third-party";

    /// No one can reach a contact: there is no phone, e-mail, form or web address.
    Warning UnreachableContact = "unreachable-contact";

    /// It is not known whether a video has captions made by people.
    ///
    /// Captions made by software are wrong in names and numbers; WCAG 2.2 (1.2.2) asks for correct ones.
    Warning Captions = "captions";

    /// An entry has neither a file nor an address, so a reader finds its name and nothing to open.
    Warning NothingToOpen = "nothing-to-open";

    /// A Markdown file below `data/` is named by no entry.
    ///
    /// Such a file holds a long text of an entry, such as the transcript of a video, which names it by its path:
    ///
    ///     transcript: videos/teen-brain.md
    Warning UnusedText = "unused-text";

    /// A file of captions is not one that browsers can show.
    ///
    /// Browsers know one form, WebVTT: a text in UTF-8 whose first line is `WEBVTT`. Video editors and caption services can
    /// save in that form; a file in the form SRT becomes one by that line and by points in place of the commas in its times.
    Error CaptionFile = "caption-file";

    /// A PDF is damaged.
    ///
    /// Its name says that it is a PDF, and a reader cannot open it: the page count is left out. The file is published as it
    /// is. Open it on your computer, and save it as a PDF once more.
    Warning UnreadableDocument = "unreadable-document";

    /// An alert has no day on which it ends.
    Warning AlertWithoutExpiry = "alert-without-expiry";

    /// More than one alert would stand on every page at the same time.
    Error TwoAlerts = "two-alerts";

    /// A law has not been checked for twelve months, or never.
    Warning UncheckedLaw = "unchecked-law";

    /// The date by which a record was to be reviewed has passed.
    Warning ReviewOverdue = "review-overdue";

    /// Registration is not given for a coming event, or closes after its end.
    Warning Registration = "registration";

    /// An entry leaves open what its readers want to know.
    ///
    /// What is not known is left out, and nothing is made up in its place. `docent check --todo` lists what readers will ask
    /// for: a course without anyone to ask, a class without a place, a grant without its last day. What is over is not
    /// listed.
    Note UnknownFact = "unknown-fact";

    /// A class without a date was planned for a month or a year that is over.
    ///
    /// It is no longer shown under "Dates to be announced". Write the new `month` and `year`, or `start` and `end` once
    /// they are known.
    Warning PlannedDateOver = "planned-date-over";

    /// A question does not end with a question mark.
    Error NotAQuestion = "not-a-question";

    /// Blanks of the starter pages are still to be filled in.
    ///
    /// Text in double square brackets, such as `[[your telephone number]]`, stands where only you know what to write.
    Error StarterBlank = "starter-blank";
}

impl Code {
    /// The code of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl Code {
    /// Whether pages are missing from the site for this reason. No option lets such a site be published.
    pub fn leaves_pages_out(self) -> bool {
        self == Self::TemplateLimit
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| D::Error::custom(format!("there is no code `{name}`")))
    }
}
