//! How fast each stage of a build is by itself, with the files of the SRO HQ portal.
//!
//! usage: cargo bench [--bench stages] [-- FILTER]      (`--save-baseline` and `--baseline` compare two revisions)

use camino::Utf8Path;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use docent::access::trace::Trace;
use docent::diag::Checked;
use docent::formats::Document;
use docent::formats::search::{Counted, Entry, shards};
use docent::memo::Memo;
use docent::parse::{front_matter, markdown, yaml};
use docent::pipeline::{self, Options};
use docent::plan::{self, Mirrors, Plan, Task};
use docent::render::html::{self, Links, Place};
use docent::render::view::{self, View};
use docent::render::{self, Engine};
use docent::route::Route;
use docent::schema::ProseWords;
use docent::site::Site;
use docent::source::{CONFIG, Snapshot, SourceFile, disk};
use docent::theme::Strings;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

criterion_group!(stages, parsing, rendering, whole);
criterion_main!(stages);

/// The portal of this repository: Cargo runs benches in its folder.
fn portal() -> Snapshot {
    disk::read(Utf8Path::new("."), Utf8Path::new(CONFIG)).value
}

fn options() -> Options {
    Options::on(jiff::civil::date(2025, 5, 1))
}

/// The files below a folder with that ending, with their text.
fn texts<'s>(portal: &'s Snapshot, folder: &'s str, ending: &str) -> Vec<(&'s SourceFile, &'s str)> {
    let ends = |file: &&SourceFile| file.extension() == ending;
    portal
        .below(folder)
        .filter(ends)
        .filter_map(|file| Some((file, file.text()?)))
        .collect()
}

fn size<T>(texts: &[(T, &str)]) -> Throughput {
    Throughput::Bytes(texts.iter().map(|(_, text)| text.len() as u64).sum())
}

/// The stages that read one file at a time.
fn parsing(criterion: &mut Criterion) {
    let portal = portal();
    let (pages, data) = (texts(&portal, "content/", "md"), texts(&portal, "data/", "yaml"));
    let words = ProseWords::default();
    let bodies: Vec<(&SourceFile, &str)> = pages
        .iter()
        .map(|(file, text)| (*file, &text[front_matter::split(&file.path, text).value.body]))
        .collect();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(size(&pages)).bench_function("front matter", |bencher| {
        bencher.iter(|| {
            pages
                .iter()
                .map(|(file, text)| front_matter::split(&file.path, text))
                .collect::<Vec<_>>()
        });
    });
    group.throughput(size(&data)).bench_function("YAML", |bencher| {
        bencher.iter(|| data.iter().map(|(file, text)| yaml::parse(&file.path, text, 0)).collect::<Vec<_>>());
    });
    group.throughput(size(&bodies)).bench_function("Markdown", |bencher| {
        let parse = |(file, text): &(&SourceFile, &str)| {
            markdown::parse(&markdown::Input {
                text,
                file: &file.path,
                place: markdown::Place::Verbatim(0),
                allowed_html: &[],
                callout_words: &words.callouts,
                note_words: &words.notes,
                anchor_prefix: "",
            })
        };
        bencher.iter(|| bodies.iter().map(parse).collect::<Vec<_>>());
    });
}

/// The stages that make pages and the search index of a site.
fn rendering(criterion: &mut Criterion) {
    pipeline::with_site(&portal(), &options(), &mut Memo::new(), |site, _| {
        let plan = plan::plan(site).value;
        pages(criterion, site, &plan);
        index(criterion, site, &plan);
        Checked {
            value: (),
            diagnostics: Vec::new(),
        }
    });
}

fn pages(criterion: &mut Criterion, site: &Site<'_>, plan: &Plan<'_>) {
    let mirrors = Mirrors::of(site, plan);
    let of_language = |strings: &'_ Strings| view::globals(site.edition(&strings.lang), plan, strings);
    let globals: Vec<_> = site.strings.iter().map(|strings| (strings, of_language(strings))).collect();
    let engine = Engine::new(site.theme, globals, site.config.limits()).value;
    let screens = plan.iter().filter_map(|(route, planned)| match &planned.task {
        Task::Page(screen, lang) => Some((route, screen, lang)),
        _ => None,
    });
    let screens: Vec<_> = screens.collect();
    let views = || -> Vec<View> {
        screens
            .iter()
            .map(|(route, screen, lang)| view::view(site, &mirrors, screen, lang, route, Trace::No))
            .collect()
    };
    let html = |view: View| engine.render(view, Trace::No);
    let made = views();
    let rendered: Vec<String> = made.iter().cloned().filter_map(|view| html(view).ok()).collect();
    let sized: Vec<(&Route, &str)> = screens
        .iter()
        .zip(&rendered)
        .map(|((route, ..), html)| (*route, html.as_str()))
        .collect();
    let mut group = criterion.benchmark_group("page");
    group.sample_size(20).throughput(size(&sized));
    group.bench_function("values", |bencher| bencher.iter(views));
    group.bench_function("template", |bencher| {
        let batch = BatchSize::LargeInput;
        bencher.iter_batched(|| made.clone(), |made| made.into_iter().map(html).collect::<Vec<_>>(), batch);
    });
    group.bench_function("addresses and checks", |bencher| {
        bencher.iter(|| sized.iter().map(|(route, html)| finished(route, html)).collect::<Vec<_>>());
    });
}

fn finished(route: &Route, html: &str) -> html::Finished {
    let place = Place {
        route,
        links: &Links::Relative,
        tongue: &Default::default(),
        pictures: &Default::default(),
        former: None,
        expired: &Default::default(),
    };
    html::finish(html, place)
}

fn index(criterion: &mut Criterion, site: &Site<'_>, plan: &Plan<'_>) {
    let lang = site.config.language();
    let index = render::search_index(site, plan, lang);
    let mut group = criterion.benchmark_group("search");
    group.throughput(Throughput::Bytes(index.entries.iter().map(Entry::text_size).sum::<usize>() as u64));
    group.bench_function("entries", |bencher| bencher.iter(|| render::search_index(site, plan, lang)));
    group.bench_function("one file", |bencher| bencher.iter(|| index.to_bytes()));
    group.bench_function("shards", |bencher| {
        bencher.iter_batched(
            Memo::new,
            |memo| shards::shards(Counted::of(&index, &memo), &memo),
            BatchSize::SmallInput,
        );
    });
}

/// Everything from the files to the site, with nothing remembered.
fn whole(criterion: &mut Criterion) {
    let portal = portal();
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10).bench_function("SRO HQ", |bencher| {
        bencher.iter_batched(
            Memo::new,
            |mut memo| pipeline::build(&portal, &options(), &mut memo),
            BatchSize::PerIteration,
        );
    });
}
