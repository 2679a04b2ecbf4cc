//! `docent.yaml`: what an agency decides about its portal.

pub mod collections;
pub mod forge;
pub mod limits;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use self::collections::OwnCollection;
use self::forge::Forge;
use self::limits::Limits;
use crate::diag::{Checked, Code, Diagnostic, Edit, Fix, Span, Spanned};
use crate::parse::markdown::ALLOWABLE;
use crate::parse::yaml::{self, Node, Style, Value};
use crate::schema::dates::Zone;
use crate::schema::translation;
use crate::schema::values::{Address, Language, WebUrl};
use crate::schema::{BeforeSettings, FieldType, Reader, Record, Type, Vocabulary, list_words};
use crate::source::{CONFIG, ENVIRONMENT, Snapshot};
use crate::words::code_meant;
use crate::{choice, record};

record! {
    /// The whole configuration.
    pub struct Config {
        /// The name of the portal, in the header of every page and in its title.
        title: String = "School Safety Portal" (name),
        /// What the portal is for, in one sentence; search engines show it.
        description: Option<String> = "People, training and answers for school safety.",
        /// Who publishes the portal.
        agency: Option<Agency> = "",
        /// Where the portal will be published. Feeds, calendars and the sitemap then carry whole addresses; all other links are relative and need none.
        base_url: Option<WebUrl> = "https://portal.example.gov/",
        /// The languages of the portal; the first is the main one.
        languages: Vec<Language> = "[en]",
        /// Collections (and `pages`) of which everything is to be translated: docent warns of what is not.
        translated: Vec<Spanned<String>> = "[contacts, pages]" (code),
        /// The time zone of dates and times that name no other.
        timezone: Option<Zone> = "America/New_York",
        /// The country whose telephone numbers are written without a country code.
        country: Option<Country> = "US" (code),
        /// The theme and its colors.
        theme: Option<ThemeChoice> = "",
        /// The main menu: at most seven items.
        menu: Vec<MenuItem> = "",
        /// The calendars to subscribe to.
        calendars: Option<Calendars> = "",
        /// The menu at the foot of every page.
        footer_menu: Vec<MenuItem> = "",
        /// The closed lists of words that mark entries and pages.
        vocabularies: Option<Vocabularies> = "",
        /// Collections of the agency's own, beside those that docent knows.
        collections: Vec<OwnCollection> = "",
        /// The search of the portal.
        search: Option<Search> = "",
        /// Where the files of the portal are kept, for "Edit this page" links.
        repository: Option<Repository> = "",
        /// True if a page that states no date of its last change shows the one that git knows: the day of the last commit that changed its file. A file that is not committed as it is has none.
        updated_from_git: Option<Spanned<bool>> = "true",
        /// Collections to which anyone may suggest an entry by a form. The form writes a file for `repository`.
        suggestions: Vec<Spanned<String>> = "[training, contacts]" (code),
        /// Origins that pages may contact, such as a video host. None is the best answer.
        allowed_origins: Vec<WebUrl> = "[https://video.example.gov]",
        /// Where the portal is served: the build then writes the files by which each of these hosts sends the right headers and leads on from old addresses.
        hosts: Vec<Host> = "[netlify]",
        /// True if browsers shall refuse, for a year, to ask the host of the portal or any below it without encryption (HSTS, RFC 6797). It takes a `base_url` with `https` and one of the `hosts`, and cannot be taken back at once.
        hsts: bool = "false",
        /// True if pages carry checksums of the scripts and style sheets of the portal (Subresource Integrity): browsers then refuse a file that was changed on its way. Such pages work from a server alone; opened from a folder, they have neither styles nor search.
        integrity: bool = "false",
        /// Pages that have to exist, such as the accessibility statement.
        required_pages: Vec<Address> = "[/accessibility/, /privacy/]",
        /// True if the portal also has `llms.txt` and a copy of each page as Markdown, for language models.
        llms: bool = "false",
        /// HTML elements that Markdown may contain. Markdown needs none of them.
        html: Vec<String> = "[kbd, sub, sup]" (code),
        /// How large files and pages may be, and how much work: beyond that, a file is there by accident or to do harm. The usual limits are right for nearly every portal.
        limits: Option<Limits> = "",
        /// One sentence at the foot of every page.
        disclaimer: Option<String> = "This portal gives general information, not legal advice.",
    }
}

record! {
    /// The calendars to subscribe to.
    pub struct Calendars {
        /// How a cancelled class says so: in its title alone, or also by its status. Google Calendar removes events with that status from subscribed calendars without a word.
        cancelled: CancelledBy = "title",
    }
}

choice! {
    /// How a cancelled class says so in the calendars to subscribe to.
    pub enum CancelledBy {
        /// By the word before its title.
        Title = "title",
        /// By the word before its title, and by its status.
        TitleAndStatus = "title-and-status",
    }
}

choice! {
    /// A place that serves static sites.
    pub enum Host {
        /// Netlify: `_headers` and `_redirects`.
        Netlify = "netlify",
        /// Cloudflare Pages: `_headers` and `_redirects`.
        Cloudflare = "cloudflare",
        /// GitHub Pages: `.nojekyll`, `CNAME`, and the policy in each page, since it takes no headers.
        GithubPages = "github-pages",
        /// Amazon S3 behind CloudFront: a headers policy and a function.
        S3Cloudfront = "s3-cloudfront",
        /// nginx: lines for its server block.
        Nginx = "nginx",
        /// Apache: `.htaccess`.
        Apache = "apache",
    }
}

record! {
    /// The publisher.
    pub struct Agency {
        /// Its name.
        name: String = "Example Agency" (name),
        /// Its main site.
        url: Option<WebUrl> = "https://www.example.gov/",
    }
}

record! {
    /// The theme.
    pub struct ThemeChoice {
        /// The folder below `themes/`; what is not in it comes from the built-in theme, civic.
        name: Option<Spanned<String>> = "civic" (name),
        /// Colors that replace the theme's own: `brand: "#12335f"`.
        tokens: Option<Tokens> = "",
    }
}

/// Colors that replace those of the theme, by the names of its custom properties without the two hyphens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Tokens {
    /// For light screens and paper.
    pub light: Vec<Token>,
    /// For dark screens: the group `dark`.
    pub dark: Vec<Token>,
}

/// One color.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// Its name: `brand`.
    pub name: Spanned<String>,
    /// `#rrggbb`.
    pub color: String,
    /// Where the color is typed.
    pub span: Span,
}

impl FieldType for Tokens {
    const TYPE: Type = Type::Free;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Map(map) = &node.value else {
            return reader.report(
                Diagnostic::new(Code::WrongShape, "a group of colors is wanted here")
                    .at(&node.span)
                    .help("write `brand: \"#12335f\"` below it"),
            );
        };
        let mut tokens = Self::default();
        for (name, value) in map {
            match &value.value {
                Value::Map(dark) if name.value == "dark" => tokens
                    .dark
                    .extend(dark.iter().filter_map(|(name, value)| Token::read(name, value, reader))),
                _ => tokens.light.extend(Token::read(name, value, reader)),
            }
        }
        Some(tokens)
    }

    fn data(&self) -> Json {
        let group = |tokens: &[Token]| -> serde_json::Map<String, Json> {
            tokens
                .iter()
                .map(|token| (token.name.value.clone(), token.color.as_str().into()))
                .collect()
        };
        let mut data = group(&self.light);
        if !self.dark.is_empty() {
            data.insert("dark".to_owned(), group(&self.dark).into());
        }
        data.into()
    }
}

impl Token {
    fn read(name: &Spanned<String>, value: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(value, "a color")?.to_lowercase();
        let digits = text.strip_prefix('#').unwrap_or_default();
        if matches!(digits.len(), 3 | 6) && digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return Some(Self {
                name: name.clone(),
                color: text,
                span: value.span.clone(),
            });
        }
        let problem = Diagnostic::new(Code::BadValue, format!("`{text}` is not a color")).at(&value.span);
        match hexadecimal(&text) {
            Some(right) => {
                let help = format!("write it as six hexadecimal digits in quotation marks: `\"{right}\"`");
                let fix = Fix::safe([Edit::replace(&value.span, format!("\"{right}\""))]);
                reader.report(problem.help(help).fix(fix))
            }
            None => reader.report(problem.help("write it as six hexadecimal digits in quotation marks: `\"#12335f\"`")),
        }
    }
}

/// `#12335f` for `rgb(18, 51, 95)` and `12335f`.
fn hexadecimal(color: &str) -> Option<String> {
    if color.len() == 6 && color.chars().all(|c| c.is_ascii_hexdigit()) {
        return Some(format!("#{color}"));
    }
    let parts = color
        .strip_prefix("rgb(")?
        .strip_suffix(')')?
        .split([',', ' '])
        .filter(|part| !part.is_empty());
    let parts: Option<Vec<u8>> = parts.map(|part| part.parse().ok()).collect();
    match parts?.as_slice() {
        [red, green, blue] => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        _ => None,
    }
}

record! {
    /// One item of a menu.
    pub struct MenuItem {
        /// The words of the link.
        title: String = "Schedule",
        /// Where it leads.
        to: Address = "/schedule/",
    }
}

record! {
    /// The search of the portal. It needs no settings.
    pub struct Search {
        /// The files in which the index is written.
        form: SearchForm = "auto",
        /// What stands first for certain queries, whatever else matches.
        best_bets: Vec<BestBet> = "",
    }
}

record! {
    /// What stands first for some queries.
    pub struct BestBet {
        /// What readers type. Small words, endings and capitals make no difference.
        queries: Vec<String> = "[report a threat, tip line]",
        /// The page or entry that they mean.
        to: Address = "/contacts/",
    }
}

choice! {
    /// The files of a search index.
    pub enum SearchForm {
        /// As is best: one file while the portal is small, shards when it is not; both in between.
        Auto = "auto",
        /// One file, `search/<lang>.json`, in the format of elasticlunr.js.
        Json = "json",
        /// Shards of a few KB: a browser fetches only those that it needs.
        Shards = "shards",
        /// Shards for browsers, and one file for other programs.
        Both = "both",
    }
}

record! {
    /// The closed lists of words.
    pub struct Vocabularies {
        /// For whom.
        audiences: Words = "",
        /// Where.
        regions: Words = "",
        /// About what.
        topics: Words = "",
    }
}

/// The words of a vocabulary. One whose label is missing or wrong is a word nevertheless, so that what is marked with it is right.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Words(pub Vec<Word>);

impl Words {
    fn word(node: &Node, reader: &mut Reader<'_>) -> Option<Word> {
        let word = Word::read(node, reader);
        if word.is_some() {
            return word;
        }
        // All that is wrong has been said; what is right is read once more, with the id in place of the label.
        let Value::Map(map) = &node.value else { return None };
        let (_, id) = map.iter().find(|(key, _)| key.value == "id")?;
        let Value::Scalar { text, .. } = &id.value else { return None };
        let said = reader.diagnostics.len();
        let mut whole = node.clone();
        set(&mut whole, "label", text, &id.span);
        let word = Word::read(&whole, reader);
        reader.diagnostics.truncate(said);
        word
    }
}

impl FieldType for Words {
    const TYPE: Type = Vec::<Word>::TYPE;
    const REQUIRED: bool = false;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        Some(Self(items.iter().filter_map(|item| Self::word(item, reader)).collect()))
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn visit(&self, visitor: &mut dyn crate::schema::Visitor) {
        self.0.visit(visitor);
    }

    fn data(&self) -> Json {
        self.0.data()
    }
}

record! {
    /// A word of a vocabulary.
    pub struct Word {
        /// What is typed in pages and data: small letters, digits and hyphens.
        id: Spanned<String> = "parents" (code),
        /// What readers see.
        label: String = "Parents",
        /// One sentence about it.
        summary: Option<String> = "For families of students.",
        /// The page that is about it.
        to: Option<Address> = "/parents/",
    }
}

record! {
    /// The place where the files are kept and edited.
    pub struct Repository {
        /// Its address.
        url: WebUrl = "https://forge.example.gov/agency/portal",
        /// The branch that is published.
        branch: Option<String> = "main" (code),
        /// The folder of the portal in it, if that is not its root.
        folder: Option<String> = "portal" (code),
        /// What the forge runs on, where its address does not show it. It is taken for GitHub otherwise.
        forge: Option<Forge> = "gitlab",
    }
}

/// A country by its ISO 3166-1 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(pub phonenumber::country::Id);

impl FieldType for Country {
    const TYPE: Type = Type::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a country")?;
        match text.to_uppercase().parse() {
            Ok(id) => Some(Self(id)),
            Err(_) => reader.report(
                Diagnostic::new(Code::BadValue, format!("`{text}` is not the code of a country"))
                    .at(&node.span)
                    .help("write its two letters, such as `US`"),
            ),
        }
    }

    fn data(&self) -> Json {
        format!("{:?}", self.0).into()
    }
}

impl Config {
    /// Reads `docent.yaml`. `overrides` are dotted keys with the text that replaces what the file says.
    pub fn read(snapshot: &Snapshot, overrides: &BTreeMap<String, String>) -> Checked<Self> {
        Self::read_for(snapshot, overrides, None)
    }

    /// The same in another language of the portal: with the texts of its blocks, and marks on those that have none.
    /// Only what is wrong in these blocks is reported; [`Config::read`] tells the rest.
    pub fn read_in(lang: &str, snapshot: &Snapshot, overrides: &BTreeMap<String, String>) -> Checked<Self> {
        Self::read_for(snapshot, overrides, Some(lang))
    }

    fn read_for(snapshot: &Snapshot, overrides: &BTreeMap<String, String>, lang: Option<&str>) -> Checked<Self> {
        let Some(file) = snapshot.get(CONFIG) else {
            let problem = Diagnostic::new(Code::MissingField, "there is no docent.yaml here")
                .help("run `docent init` for a new portal, or say where the portal is with `--root`");
            return Checked {
                value: Self::empty(),
                diagnostics: vec![problem],
            };
        };
        let Some(text) = file.text() else {
            let problem = Diagnostic::new(Code::NotUtf8, "the file is not saved as UTF-8")
                .at(&Span::file(&file.path))
                .help("save it with the encoding UTF-8");
            return Checked {
                value: Self::empty(),
                diagnostics: vec![problem],
            };
        };
        let parsed = yaml::parse(&file.path, text, 0);
        let before = BeforeSettings::default();
        let mut reader = before.reader(text);
        reader.diagnostics = parsed.diagnostics;
        let node = parsed.value.map(|mut node| {
            for (key, text) in overrides {
                set(&mut node, key, text, &origin(key));
            }
            node
        });
        let named = node.as_ref().map(languages_of).unwrap_or_default();
        let languages: Vec<String> = named.iter().map(|lang| lang.value.clone()).collect();
        let tongue = translation::Tongue {
            languages: &languages,
            lang,
        };
        let own = node.as_ref().map(|node| translation::in_language(node, &[Self::FIELDS], tongue));
        let mut config = own.and_then(|node| Self::read_root(&node, &mut reader)).unwrap_or_else(Self::empty);
        let mut seen = BTreeSet::new();
        config.languages.retain(|language| seen.insert(language.0.clone()));
        match (&node, lang) {
            (Some(node), Some(lang)) => {
                let places = translation::places(node, &[Self::FIELDS], lang);
                let is_in_block = |at: &Span| places.iter().any(|place| place.contains(at));
                reader.diagnostics.retain(|problem| problem.at.as_ref().is_some_and(is_in_block));
            }
            (Some(node), None) => {
                translation::check(node, &[Self::FIELDS], &config.tags(), &[], &mut reader.diagnostics);
                reader.diagnostics.extend(named.iter().filter_map(taken));
                reader.diagnostics.extend(twice(&texts_of(node, "languages")));
                reader
                    .diagnostics
                    .extend(collections::named_as_languages(&config.collections, &languages));
                reader.diagnostics.extend(texts_of(node, "html").iter().filter_map(not_allowable));
            }
            _ => {}
        }
        Checked {
            value: config,
            diagnostics: reader.diagnostics,
        }
    }

    /// The file is a group of fields, never a single value. A title that is missing or wrong must not hide the rest.
    fn read_root(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let mut node = node.clone();
        // A file that says nothing yet lacks what every file has.
        if node.value == Value::Null {
            node.value = Value::Map(Vec::new());
        }
        let mut fields = crate::schema::Fields::of(&node, reader)?;
        let config = Self::read_fields(&mut fields);
        fields.finish(&[Self::FIELDS]);
        if config.is_some() {
            return config;
        }
        // All that is wrong has been said; what is right is read once more, with a title in place of the missing one.
        let said = reader.diagnostics.len();
        let whole = node.span.clone();
        set(&mut node, "title", "-", &whole);
        let mut fields = crate::schema::Fields::of(&node, reader)?;
        let config = Self::read_fields(&mut fields);
        reader.diagnostics.truncate(said);
        config
    }

    /// What is assumed where the file says nothing, so that all other mistakes can still be found.
    fn empty() -> Self {
        Self {
            title: String::new(),
            description: None,
            agency: None,
            base_url: None,
            languages: Vec::new(),
            translated: Vec::new(),
            timezone: None,
            country: None,
            theme: None,
            menu: Vec::new(),
            calendars: None,
            footer_menu: Vec::new(),
            vocabularies: None,
            collections: Vec::new(),
            search: None,
            repository: None,
            updated_from_git: None,
            suggestions: Vec::new(),
            allowed_origins: Vec::new(),
            hosts: Vec::new(),
            hsts: false,
            integrity: false,
            required_pages: Vec::new(),
            llms: false,
            html: Vec::new(),
            limits: None,
            disclaimer: None,
        }
    }

    /// How much of everything there may be.
    pub fn limits(&self) -> Limits {
        self.limits.clone().unwrap_or_default()
    }

    /// The main language.
    pub fn language(&self) -> &str {
        self.languages.first().map_or("en", |language| &language.0)
    }

    /// Every language, the main one first.
    pub fn tags(&self) -> Vec<String> {
        match self.languages.as_slice() {
            [] => vec![self.language().to_owned()],
            languages => languages.iter().map(|language| language.0.clone()).collect(),
        }
    }

    /// The time zone of dates that name no other: UTC if none is set.
    pub fn zone(&self) -> &str {
        self.timezone.as_ref().map_or("UTC", |zone| &zone.0)
    }

    /// The country of telephone numbers.
    pub fn country(&self) -> phonenumber::country::Id {
        self.country.map_or(phonenumber::country::Id::US, |country| country.0)
    }

    /// The folder of the theme below `themes/`.
    pub fn theme_name(&self) -> &str {
        self.theme
            .as_ref()
            .and_then(|theme| theme.name.as_ref())
            .map_or("civic", |name| &name.value)
    }

    /// The colors that replace those of the theme.
    pub fn tokens(&self) -> Option<&Tokens> {
        let tokens = self.theme.as_ref()?.tokens.as_ref()?;
        (!tokens.light.is_empty() || !tokens.dark.is_empty()).then_some(tokens)
    }

    /// The words of a vocabulary.
    pub fn vocabulary(&self, vocabulary: Vocabulary) -> &[Word] {
        let Some(all) = &self.vocabularies else { return &[] };
        match vocabulary {
            Vocabulary::Audiences => &all.audiences.0,
            Vocabulary::Regions => &all.regions.0,
            Vocabulary::Topics => &all.topics.0,
        }
    }

    /// The ids of the words of a vocabulary, as they are typed.
    pub fn word_ids(&self, vocabulary: Vocabulary) -> Vec<String> {
        self.vocabulary(vocabulary).iter().map(|word| word.id.value.clone()).collect()
    }

    /// Whether a vocabulary has this word.
    pub fn has_word(&self, vocabulary: Vocabulary, id: &str) -> bool {
        self.vocabulary(vocabulary).iter().any(|word| word.id.value == id)
    }

    /// Where everything that is marked with a word is listed: the page of the editor's choice, or the one docent makes.
    pub fn word_path(vocabulary: Vocabulary, word: &Word) -> String {
        word.to
            .as_ref()
            .map_or_else(|| format!("/{}/{}/", vocabulary.name(), word.id.value), |to| to.0.value.clone())
    }

    /// What readers see for a word; the id itself if the vocabulary lacks it (which is an error elsewhere).
    pub fn label<'a>(&'a self, vocabulary: Vocabulary, id: &'a str) -> &'a str {
        self.vocabulary(vocabulary)
            .iter()
            .find(|word| word.id.value == id)
            .map_or(id, |word| &word.label)
    }

    /// Where an editor can change a line of a file.
    pub fn edit_url(&self, file: &str, line: Option<usize>) -> Option<String> {
        Some(self.repository.as_ref()?.edit_url(file, line))
    }

    /// Whether pages show the dates that git knows.
    pub fn shows_dates_of_git(&self) -> bool {
        self.updated_from_git.as_ref().is_some_and(|setting| setting.value)
    }

    /// The address under which the portal is published, ending with a slash.
    pub fn base_url(&self) -> Option<String> {
        self.base_url.as_ref().map(|url| format!("{}/", url.0.value.trim_end_matches('/')))
    }

    /// The whole address of a place in the portal (`/contacts/`), if it is known where the portal is published.
    pub fn absolute(&self, url: &str) -> Option<String> {
        Some(self.base_url()? + url.trim_start_matches('/'))
    }

    /// The origins that pages may contact (RFC 6454, section 6.2): `https://player.example.gov`.
    pub fn origins(&self) -> impl Iterator<Item = String> {
        let addresses = self.allowed_origins.iter();
        addresses.filter_map(|address| Some(url::Url::parse(&address.0.value).ok()?.origin().ascii_serialization()))
    }

    /// Whether pages may contact an origin.
    pub fn allows(&self, origin: &str) -> bool {
        self.origins().any(|allowed| allowed == origin)
    }

    /// The name that makes identifiers of calendars and feeds unique in the world: the host of the portal or its agency.
    pub fn domain(&self) -> String {
        let host = |url: &WebUrl| url::Url::parse(&url.0.value).ok()?.host_str().map(str::to_owned);
        let agency = self.agency.as_ref().and_then(|agency| agency.url.as_ref());
        self.base_url
            .as_ref()
            .and_then(host)
            .or_else(|| agency.and_then(host))
            .unwrap_or_else(|| format!("{}.invalid", crate::route::slug(&self.title)))
    }
}

/// The languages that a configuration names, before anything else of it is read: its blocks are named after them.
fn languages_of(node: &Node) -> Vec<Spanned<String>> {
    let code = |typed: Spanned<String>| Spanned {
        value: code_meant(&typed.value).map_or(typed.value, str::to_owned),
        span: typed.span,
    };
    texts_of(node, "languages").into_iter().map(code).collect()
}

/// The texts of a list of the configuration, or its one text.
fn texts_of(node: &Node, field: &str) -> Vec<Spanned<String>> {
    let Value::Map(map) = &node.value else { return Vec::new() };
    let named = map.iter().find(|(key, _)| key.value == field).map(|(_, value)| value);
    let text = |node: &Node| match &node.value {
        Value::Scalar { text, .. } => Some(Spanned {
            value: text.clone(),
            span: node.span.clone(),
        }),
        _ => None,
    };
    match named.map(|named| (named, &named.value)) {
        Some((_, Value::List(items))) => items.iter().filter_map(text).collect(),
        Some((one, _)) => text(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Fields that stand beside texts and are also tags of languages: Indonesian and Tongan. A block of that name would be the field.
const TAKEN: [&str; 2] = ["id", "to"];

fn taken(lang: &Spanned<String>) -> Option<Diagnostic> {
    let tag = TAKEN.into_iter().find(|tag| *tag == lang.value)?;
    let message = format!("`{tag}` is also the name of a field, so no block of translated texts can be called so");
    let whole = format!("{tag}-{}", tag.to_uppercase());
    let problem = Diagnostic::new(Code::BadValue, message).at(&lang.span);
    Some(problem.help(format!(
        "name the country too: write `{whole}`, here, in the blocks and in file names"
    )))
}

/// Languages that are listed more than once.
fn twice(named: &[Spanned<String>]) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let again = named.iter().filter(|lang| !seen.insert(lang.value.as_str()));
    again
        .map(|lang| {
            let problem = Diagnostic::new(Code::BadValue, format!("the language `{}` is listed twice", lang.value));
            problem.at(&lang.span).help("delete one of the two")
        })
        .collect()
}

/// An element that no setting allows in Markdown.
fn not_allowable(element: &Spanned<String>) -> Option<Diagnostic> {
    if ALLOWABLE.contains(&element.value.as_str()) {
        return None;
    }
    let problem = Diagnostic::new(
        Code::UnknownChoice,
        format!("the HTML element `{}` cannot be allowed", element.value),
    );
    let problem = problem.at(&element.span);
    Some(problem.help(format!("those that can be are {}", list_words(ALLOWABLE))))
}

/// Where a value comes from that replaces one of the file, as the user typed it: `environment:DOCENT_THEME__NAME`.
fn origin(key: &str) -> Span {
    let name = match key {
        "base_url" => "base-url".to_owned(),
        _ => format!("DOCENT_{}", key.to_uppercase().replace('.', "__")),
    };
    Span::file(&format!("{ENVIRONMENT}{name}").into())
}

/// Sets `theme.name` in a tree to a text that comes from `origin`, making the groups on the way.
fn set(node: &mut Node, key: &str, text: &str, origin: &Span) {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let Value::Map(map) = &mut node.value else { return };
    let at = match map.iter().position(|(name, _)| name.value == first) {
        Some(at) => at,
        None => {
            map.push((
                Spanned {
                    value: first.to_owned(),
                    span: origin.clone(),
                },
                Node {
                    value: Value::Map(Vec::new()),
                    span: origin.clone(),
                },
            ));
            map.len() - 1
        }
    };
    let Some((_, child)) = map.get_mut(at) else { return };
    match rest {
        Some(rest) => set(child, rest, text, origin),
        None => {
            child.span = origin.clone();
            child.value = Value::Scalar {
                text: text.to_owned(),
                style: Style::Quoted,
            };
        }
    }
}
