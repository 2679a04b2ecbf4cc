//! `build`: the stages in order. The only module that knows them all.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::config::collections::unlike_choices;
use crate::diag::{self, Checked, Diagnostic};
use crate::kinds::{self, Kinds, own};
use crate::lock::{self, Addresses};
use crate::memo::Memo;
use crate::parse::{self, Parsed};
use crate::plan::{self, Mirrors, Task};
use crate::render::{self, Bundle, Files, Minify, Renderer, Searches};
use crate::route::Route;
use crate::schema::dialing::Dialing;
use crate::schema::{ProseWords, Texts};
use crate::site::{self, NextChange, Other, Parts, Site, Visibility};
use crate::source::{Snapshot, SourceFile};
use crate::stages::{Ended, Stage, Unwatched, Watch};
use crate::theme::{self, Strings, Theme};

/// What the command line and the clock say, beside the files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Options {
    /// The day for which the site is built: decides upcoming and past, open and closed, stale and fresh.
    pub today: Date,
    /// Replaces `base_url` of `docent.yaml`.
    pub base_url: Option<String>,
    /// Replaces values of `docent.yaml`, by dotted keys (`theme.name`).
    pub overrides: BTreeMap<String, String>,
    /// Pages and entries that are built although they are not public.
    pub include: Include,
    /// Whether pages are made smaller.
    pub minify: Minify,
}

impl Options {
    /// A build for that day, with nothing replaced and nothing hidden shown.
    pub fn on(today: Date) -> Self {
        Self {
            today,
            base_url: None,
            overrides: BTreeMap::new(),
            include: Include::default(),
            minify: Minify::No,
        }
    }
}

/// Unpublished things to build all the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Include {
    /// Those marked `draft: true`.
    pub drafts: bool,
    /// Those whose `publish_date` is still to come.
    pub future: bool,
    /// Those whose `expiry_date` has passed.
    pub expired: bool,
}

/// A built portal.
#[derive(Debug, Clone, Default)]
pub struct Build {
    /// Every output file. Complete even when there are errors, as far as they allow.
    pub bundle: Bundle,
    /// Everything there is to say, most severe first.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of the files are pages.
    pub pages: usize,
    /// The moment at which the same files will become another site, for a publisher who plans the next build.
    pub next_change: Option<NextChange>,
}

/// When the search indices of a site are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexing {
    /// Before the pages: indices take much room for a while, and there is more of it before the pages are there.
    First,
    /// Beside the pages, so that what either cannot do on all cores leaves them to the other; of a large portal, before them.
    Beside,
    /// After the pages, for which someone waits.
    Last,
    /// Not at all: nobody reads them, and there is nothing to say about them.
    Never,
}

/// Someone who follows a build.
pub trait Follow: Watch {
    /// When the search indices are needed.
    fn indexing(&self) -> Indexing {
        Indexing::Beside
    }

    /// Which files are made.
    fn files(&self) -> Files {
        Files::All
    }

    /// The pages that someone looks at: they are made before all others.
    fn looked_at(&self) -> Vec<Route> {
        Vec::new()
    }

    /// Hears of these, with the files that browsers load for them, as soon as they are there. It is not called if something is
    /// known by then for which the site will not be published.
    fn first(&mut self, pages: Bundle) {
        let _ = pages;
    }

    /// Hears that every page can be read, as soon as that is so; search may not find anything yet. `build` makes the site as it is
    /// then.
    fn readable(&mut self, build: &dyn Fn() -> Build) {
        let _ = build;
    }
}

impl Follow for Unwatched {}

/// Someone who does not publish a portal, and needs no more of it than these files.
struct Critic(Files);

impl Watch for Critic {}

impl Follow for Critic {
    fn indexing(&self) -> Indexing {
        Indexing::Never
    }

    fn files(&self) -> Files {
        self.0
    }
}

/// Builds the whole portal. Every command builds by [`build_followed`], of which this, [`review`] and [`check`] are the short forms.
///
/// There is no `?` in it: a mistake in one stage still gives the list of every other mistake.
pub fn build(snapshot: &Snapshot, options: &Options, memo: &mut Memo) -> Build {
    build_followed(snapshot, options, memo, &mut Unwatched)
}

/// The same, of which nothing is published: what there is to say, and what readers see, without what search finds.
pub fn review(snapshot: &Snapshot, options: &Options) -> Build {
    build_followed(snapshot, options, &mut Memo::of_one_turn(), &mut Critic(Files::All))
}

/// The same without the files about which there is never anything to say: no more than the pages.
pub fn check(snapshot: &Snapshot, options: &Options) -> Build {
    build_followed(snapshot, options, &mut Memo::of_one_turn(), &mut Critic(Files::Pages))
}

/// The same as [`build`], for someone who follows it.
pub fn build_followed(snapshot: &Snapshot, options: &Options, memo: &mut Memo, follower: &mut dyn Follow) -> Build {
    let mut is_whole = true;
    let built = with_followed_site(snapshot, options, memo, follower, |site, said, memo, follower| {
        let plan = plan::plan(site);
        follower.ended(Ended::with_items(Stage::Plan, plan.value.len()));
        let mirrors = Mirrors::of(site, &plan.value);
        let indexing = when(follower.indexing(), snapshot);
        let index = |follower: &dyn Follow| render::searches(site, &plan.value, &mirrors, memo, follower);
        let mut searches = (indexing == Indexing::First).then(|| indexed(index(follower), memo, follower));
        let renderer = Renderer::new(site, &plan.value, &mirrors, memo, options.minify);
        if !follower.calls_off() {
            make_first(&renderer, [said, &plan.diagnostics], follower);
        }
        let files = follower.files();
        let watch: &dyn Follow = follower;
        let (beside, rendered) = rayon::join(
            || (indexing == Indexing::Beside).then(|| index(watch)),
            || renderer.render(files, watch),
        );
        let ended = Ended::with_items(Stage::Render, plan.value.len()).bytes(rendered.bundle.size());
        follower.ended(ended.remembered(memo.take_found()));
        searches = searches.or_else(|| Some(indexed(beside?, memo, follower)));
        if follower.calls_off() {
            is_whole = false;
            return Checked::default();
        }
        let mut diagnostics = renderer.check(&rendered);
        follower.ended(Ended::with_items(Stage::Check, rendered.finished()));
        diagnostics.extend(plan.diagnostics);
        diagnostics.extend(lock::check(site, &plan.value));
        let mut build = Build {
            pages: plan.value.values().filter(|planned| matches!(planned.task, Task::Page(..))).count(),
            bundle: rendered.bundle,
            diagnostics: Vec::new(),
            next_change: site.next_change.clone(),
        };
        follower.readable(&|| build.clone().saying([said, &diagnostics].concat()));
        // Nobody will search a site with errors.
        let is_awaited = indexing == Indexing::Last && diag::publishable(said) && diag::publishable(&diagnostics);
        if is_awaited {
            searches = Some(indexed(index(follower), memo, follower));
        }
        is_whole = !follower.calls_off() && (is_awaited || indexing != Indexing::Last);
        build.bundle.files.extend(searches.unwrap_or_default().files);
        Checked { value: build, diagnostics }
    });
    match is_whole {
        true => memo.end_turn(),
        false => memo.break_turn(),
    }
    built.value.saying(built.diagnostics)
}

/// The most bytes of input of which the indices are made beside the pages: those of about 2,000 pages.
const BESIDE: u64 = 10_000_000;

/// When the indices of a portal are made for someone who needs them then.
fn when(wanted: Indexing, snapshot: &Snapshot) -> Indexing {
    match wanted {
        Indexing::Beside if snapshot.size() > BESIDE => Indexing::First,
        wanted => wanted,
    }
}

/// The files of indices that are made.
fn indexed(searches: Searches, memo: &Memo, follower: &mut dyn Follow) -> Bundle {
    let ended = Ended::with_items(Stage::Index, searches.entries).bytes(searches.bundle.size());
    follower.ended(ended.remembered(memo.take_found()));
    searches.bundle
}

/// Makes the pages that someone looks at, unless it is known already that the site will not be published.
fn make_first(renderer: &Renderer<'_>, said: [&[Diagnostic]; 2], follower: &mut dyn Follow) {
    let pages = follower.looked_at();
    if !pages.is_empty() && said.into_iter().all(diag::publishable) {
        let first = renderer.first(&pages);
        if diag::publishable(&first.diagnostics) {
            follower.first(first.value);
        }
    }
}

impl Build {
    /// The same with everything there is to say.
    fn saying(self, mut diagnostics: Vec<Diagnostic>) -> Self {
        lock::settle(&mut diagnostics);
        diag::sort(&mut diagnostics);
        Self { diagnostics, ..self }
    }
}

/// The addresses of the portal as `urls.lock` keeps them: those of every day, not only of the day of the build.
pub fn addresses(snapshot: &Snapshot, options: &Options) -> Checked<Addresses> {
    with_site(snapshot, options, &mut Memo::of_one_turn(), |site, _| {
        let plan = plan::plan(site);
        Checked {
            value: lock::addresses(site, &plan.value),
            diagnostics: plan.diagnostics,
        }
    })
}

/// The portal up to the point where every link is resolved, shown to `look`: `build` renders it, `docent list` looks through it.
pub fn with_site<T>(
    snapshot: &Snapshot,
    options: &Options,
    memo: &mut Memo,
    look: impl FnOnce(&Site<'_>, &mut Memo) -> Checked<T>,
) -> Checked<T> {
    with_followed_site(snapshot, options, memo, &mut Unwatched, |site, _, memo, _| look(site, memo))
}

/// The same for a follower. `look` hears what there is to say so far.
fn with_followed_site<T>(
    snapshot: &Snapshot,
    options: &Options,
    memo: &mut Memo,
    follower: &mut dyn Follow,
    look: impl FnOnce(&Site<'_>, &[Diagnostic], &mut Memo, &mut dyn Follow) -> Checked<T>,
) -> Checked<T> {
    let mut overrides = options.overrides.clone();
    overrides.extend(options.base_url.clone().map(|url| ("base_url".to_owned(), url)));
    let config = Config::read(snapshot, &overrides);
    let (mut diagnostics, config) = (config.diagnostics, config.value);
    let dialing = Dialing::of(config.country());
    rayon::spawn(move || dialing.preload());
    let mut translated = Vec::new();
    for lang in config.tags().into_iter().skip(1) {
        let read = Config::read_in(&lang, snapshot, &overrides);
        diagnostics.extend(read.diagnostics);
        diagnostics.extend(unlike_choices(&lang, &config.collections, &read.value.collections));
        translated.push((lang, read.value));
    }
    let theme = Theme::layer(snapshot, config.theme_name());
    diagnostics.extend(theme::review(&theme));
    let strings = Strings::read(snapshot, config.theme_name(), &theme, &config.tags());
    diagnostics.extend(strings.diagnostics);
    let mut strings = strings.value;
    let configs = std::iter::once(&config).chain(translated.iter().map(|(_, config)| config));
    for (strings, in_language) in strings.iter_mut().zip(configs) {
        strings.name(&in_language.collections, &config.collections);
    }
    let files = parse(snapshot, &config, &strings, memo, &mut diagnostics);
    let bytes = files.iter().map(|(file, _)| file.bytes.len() as u64).sum();
    follower.ended(
        Ended::with_items(Stage::Parse, files.len())
            .bytes(bytes)
            .remembered(memo.take_found()),
    );
    let kinds = memo.call(own::declare, &config.collections);
    diagnostics.extend(kinds.1.iter().cloned());
    let mut collections = collections(&files, &config, *kinds.0, &dialing, &strings, &mut diagnostics);
    follower.ended(Ended::with_items(Stage::Collect, collections.main.all().count()));
    let other = |(lang, config)| Other {
        collections: collections.others.remove(lang).unwrap_or_default(),
        lang,
        config,
    };
    let others = translated.iter().map(|(lang, config)| (lang.as_str(), config)).map(other).collect();
    let visibility = Visibility {
        today: options.today,
        drafts: options.include.drafts,
        future: options.include.future,
        expired: options.include.expired,
    };
    let site = site::resolve(Parts {
        config: &config,
        theme: &theme,
        strings,
        snapshot,
        files,
        collections: collections.main,
        others,
        visibility,
    });
    diagnostics.extend(site.diagnostics);
    follower.ended(Ended::with_items(Stage::Resolve, site.value.pages.len()));
    let seen = look(&site.value, &diagnostics, memo, follower);
    diagnostics.extend(seen.diagnostics);
    Checked {
        value: seen.value,
        diagnostics,
    }
}

type File<'a> = (&'a SourceFile, Arc<Parsed>);

/// The syntax of every file of the portal; that of a file that is as it was is remembered.
fn parse<'a>(snapshot: &'a Snapshot, config: &Config, strings: &[Strings], memo: &Memo, report: &mut Vec<Diagnostic>) -> Vec<File<'a>> {
    let words: Vec<(&str, ProseWords)> = strings
        .iter()
        .map(|strings| (strings.lang.as_str(), strings.prose_words()))
        .collect();
    let files: Vec<&SourceFile> = ["content/", "data/", "static/"]
        .into_iter()
        .flat_map(|folder| snapshot.below(folder))
        .collect();
    let parsed: Vec<_> = files
        .into_par_iter()
        .map(|file| (file, parse_one(file, config, &words, memo)))
        .collect();
    let keep = |(file, (value, diagnostics)): (&'a SourceFile, (Arc<Parsed>, Arc<[Diagnostic]>))| {
        report.extend(diagnostics.iter().cloned());
        (file, value)
    };
    parsed.into_iter().map(keep).collect()
}

fn parse_one(file: &SourceFile, config: &Config, words: &[(&str, ProseWords)], memo: &Memo) -> (Arc<Parsed>, Arc<[Diagnostic]>) {
    let plain = ProseWords::default();
    let suffix = file
        .path
        .strip_suffix(".md")
        .and_then(|stem| stem.rsplit_once('.'))
        .map(|(_, lang)| lang);
    let of_language = words.iter().find(|(lang, _)| Some(*lang) == suffix).or(words.first());
    let words = of_language.map_or(&plain, |(_, words)| words);
    memo.call(
        parse::file,
        &parse::Input {
            file,
            callout_words: &words.callouts,
            note_words: &words.notes,
            allowed_html: &config.html,
            yaml: config.limits().yaml(),
            page_elements: config.limits().page_elements(),
        },
    )
}

fn collections(
    files: &[File<'_>],
    config: &Config,
    kinds: Kinds,
    dialing: &Dialing,
    strings: &[Strings],
    report: &mut Vec<Diagnostic>,
) -> kinds::Read {
    let data: Vec<_> = files
        .iter()
        .filter_map(|(file, parsed)| match &**parsed {
            Parsed::Data(node) if file.path.starts_with("data/") => Some((*file, node.as_ref())),
            _ => None,
        })
        .collect();
    let text = |(file, parsed): &File<'_>| match &**parsed {
        Parsed::Text(text) => Some((file.path.clone(), text.clone())),
        _ => None,
    };
    report.extend(kinds::misplaced(files.iter().map(|(file, _)| *file), kinds));
    let texts: Texts = files.iter().filter_map(text).collect();
    let languages: Vec<_> = strings
        .iter()
        .map(|strings| (strings.lang.clone(), strings.prose_words()))
        .collect();
    let read = kinds::read(
        &data,
        kinds::Context {
            kinds,
            dialing,
            allowed_html: &config.html,
            texts: &texts,
            languages: &languages,
        },
    );
    report.extend(read.diagnostics);
    read.value
}
