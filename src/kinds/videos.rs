//! Videos: series with their episodes, in order. Each episode has a page and is found by itself.

use serde_json::{Map, Value as Json, json};

use super::contacts::Picture;
use super::documents::PortalDocument;
use super::{Collections, Entry, Found, Home, Kind, Portal, Wanted, bad_id};
use crate::diag::fix::Trust;
use crate::diag::{Code, Diagnostic, Remedy, Spanned};
use crate::parse::asset::Content;
use crate::parse::yaml::Node;
use crate::schema::dates::Length;
use crate::schema::values::{Collection, FilePath, Language, LongProse, Prose, Ref, WebUrl};
use crate::schema::{FieldType, Reader, Record, Type, Viewer};
use crate::{choice, record};

record! {
    /// A series of videos.
    pub struct Series {
        /// Its title.
        title: String = "School Resource Officer Video Series",
        /// Who made it.
        producer: Option<String> = "Example Training Center" (name),
        /// What it is about.
        description: Option<Prose> = "Five short videos.",
        /// Its page elsewhere.
        url: Option<WebUrl> = "https://video.example.gov/series",
        /// The language spoken.
        language: Option<Language> = "en",
        /// The videos.
        episodes: Vec<Episode> = "",
    }
}

record! {
    /// One video.
    pub struct Episode {
        /// Small letters, digits and hyphens; permanent, because it is the address. Made of the title if it is left out.
        id: Option<Spanned<String>> = "teen-brain" (code),
        /// Its title.
        title: Spanned<String> = "The Teen Brain",
        /// One or two sentences about it.
        summary: Option<String> = "How students think and decide.",
        /// Its place in the series, from 1.
        order: Option<u32> = "1",
        /// The host of the video.
        platform: Option<Platform> = "youtube",
        /// The host's name for the video.
        video_id: Option<VideoId> = "abc123DEF45" (code),
        /// A page on which it can be watched.
        url: Option<WebUrl> = "https://video.example.gov/teen-brain",
        /// The video itself, by its path below `static/`.
        file: Option<FilePath> = "video/teen-brain.mp4",
        /// How long it is.
        duration: Option<Length> = "3:50",
        /// Who wrote the captions.
        captions: CaptionsBy = "human",
        /// The languages of the captions.
        caption_languages: Vec<Language> = "[en, es]",
        /// The captions of a video that is a file of the portal.
        caption_files: Vec<CaptionFile> = "",
        /// Whether what is seen is also told: `included`, `not-needed`, `none`, or the address of a version in which it is.
        audio_description: Option<AudioDescription> = "included" (code),
        /// Every word that is said: the text, or the path of a Markdown file below `data/`, such as `videos/teen-brain.md`.
        transcript: Option<LongProse> = "Welcome to the series.",
        /// A picture for the list.
        poster: Option<Picture> = "",
        /// Documents that go with it: ids of `documents`.
        handouts: Vec<Ref<PortalDocument>> = "[first-five-things]",
        /// The language spoken, if it is not that of the series.
        language: Option<Language> = "en",
    }
}

choice! {
    /// A host of videos.
    pub enum Platform {
        /// YouTube.
        Youtube = "youtube",
        /// Vimeo.
        Vimeo = "vimeo",
    }
}

choice! {
    /// Who wrote the captions.
    pub enum Captions {
        /// Nobody has looked.
        Unknown = "unknown",
        /// People.
        Human = "human",
        /// Software.
        Auto = "auto",
        /// There are none.
        None = "none",
    }
}

/// Who wrote the captions; nothing where another word stands, which has been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CaptionsBy(pub Option<Captions>);

impl CaptionsBy {
    /// As it is shown.
    fn shown(self) -> Captions {
        self.0.unwrap_or(Captions::Unknown)
    }
}

impl FieldType for CaptionsBy {
    const TYPE: Type = Captions::TYPE;
    const REQUIRED: bool = false;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self(Captions::read(node, reader)))
    }

    fn absent() -> Option<Self> {
        Captions::absent().map(|captions| Self(Some(captions)))
    }

    fn data(&self) -> Json {
        self.shown().data()
    }
}

record! {
    /// Captions in one language.
    pub struct CaptionFile {
        /// The WebVTT file, by its path below `static/`.
        file: FilePath = "video/teen-brain.en.vtt",
        /// The language of the captions.
        language: Language = "en",
    }
}

/// Whether what is seen is also told (WCAG 2.2, 1.2.5).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AudioDescription {
    /// The main sound track tells it.
    Included,
    /// Nothing is seen that is not said.
    NotNeeded,
    /// Not told.
    None,
    /// A version at this address tells it.
    At(WebUrl),
}

impl AudioDescription {
    const WORDS: [&'static str; 3] = ["included", "not-needed", "none"];

    /// The word in YAML; `at` for an address.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::NotNeeded => "not-needed",
            Self::None => "none",
            Self::At(_) => "at",
        }
    }
}

impl FieldType for AudioDescription {
    const TYPE: Type = Type::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a word or an address")?;
        if text.contains("://") {
            return WebUrl::read(node, reader).map(Self::At);
        }
        match reader.choice(node, &Self::WORDS)? {
            "included" => Some(Self::Included),
            "not-needed" => Some(Self::NotNeeded),
            _ => Some(Self::None),
        }
    }

    fn data(&self) -> Json {
        match self {
            Self::At(url) => url.data(),
            word => word.word().into(),
        }
    }
}

/// The name of a video at its host: letters, digits, hyphens and underscores. An address of the video is read as its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VideoId(pub String);

impl VideoId {
    /// Reads `abc123DEF45` and the addresses by which hosts show, share and embed it.
    pub fn parse(text: &str) -> Option<Self> {
        let id = match url::Url::parse(text) {
            Ok(url) => match url.query_pairs().find(|(key, _)| key == "v") {
                Some((_, id)) => id.into_owned(),
                None => url.path_segments()?.rfind(|part| !part.is_empty())?.to_owned(),
            },
            Err(_) => text.to_owned(),
        };
        let is_id = (4..=32).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        is_id.then_some(Self(id))
    }
}

/// What to type instead: the name inside of the code that hosts give to be pasted into a page.
fn remedy(text: &str) -> Remedy {
    let source = text
        .split_once("src=")
        .and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next());
    match source.and_then(VideoId::parse) {
        Some(VideoId(id)) => Remedy::text(format!("write only `{id}`"), Trust::Safe, id),
        None => Remedy::words("copy the letters and digits after `v=` in the address of the video"),
    }
}

impl FieldType for VideoId {
    const TYPE: Type = Type::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "the host's name for the video")?;
        Self::parse(text).or_else(|| {
            let message = match text.starts_with('<') {
                true => "the code for a web page stands here, and the name of the video is wanted".to_owned(),
                false => format!("`{text}` is not the name of a video"),
            };
            let problem = Diagnostic::new(Code::BadValue, message).at(&node.span);
            reader.report(problem.remedy(text, remedy(text)))
        })
    }

    fn data(&self) -> Json {
        self.0.as_str().into()
    }
}

impl Platform {
    /// Its name.
    fn name(self) -> &'static str {
        match self {
            Self::Youtube => "YouTube",
            Self::Vimeo => "Vimeo",
        }
    }

    /// The origin of its player, which `allowed_origins` of `docent.yaml` has to name before a page may show it.
    pub fn origin(self) -> &'static str {
        match self {
            // The host that sets no cookie before the video runs.
            Self::Youtube => "https://www.youtube-nocookie.com",
            Self::Vimeo => "https://player.vimeo.com",
        }
    }

    /// How its player is to run: at once, because it is shown on a click; captions on, in the language of the page; keys
    /// stay with the page (YouTube), the visitor is not measured (Vimeo).
    fn settings(self, lang: &str) -> String {
        match self {
            Self::Youtube => format!("autoplay=1&disablekb=1&cc_load_policy=1&cc_lang_pref={lang}&hl={lang}&playsinline=1&rel=0"),
            Self::Vimeo => format!("autoplay=1&dnt=1&texttrack={lang}"),
        }
    }
}

impl Collection for Series {
    const NAME: &'static str = "videos";
}

impl Episode {
    /// Its id: typed, or made of the title.
    pub fn slug(&self) -> String {
        self.id
            .as_ref()
            .map_or_else(|| crate::route::slug(&self.title.value), |id| id.value.clone())
    }

    /// Its page.
    pub fn address(&self) -> String {
        format!("/videos/{}/", self.slug())
    }

    /// Where it can be watched: a plain link, followed only on purpose.
    pub fn watch_url(&self) -> Option<String> {
        let page = self.url.as_ref().map(|url| url.0.value.clone());
        match (self.platform, &self.video_id) {
            (Some(Platform::Youtube), Some(id)) => Some(format!("https://www.youtube.com/watch?v={}", id.0)),
            (Some(Platform::Vimeo), Some(id)) => Some(format!("https://vimeo.com/{}", id.0)),
            _ => page,
        }
    }
}

impl Episode {
    /// The page of its player at the host.
    pub fn embed_url(&self) -> Option<String> {
        let (platform, id) = (self.platform?, &self.video_id.as_ref()?.0);
        let folder = match platform {
            Platform::Youtube => "embed",
            Platform::Vimeo => "video",
        };
        Some(format!("{}/{folder}/{id}", platform.origin()))
    }

    /// The player that a page may show in a frame, after a click: none unless `allowed_origins` names its origin.
    pub fn frame_url(&self, portal: Portal<'_>) -> Option<String> {
        let platform = self.platform.filter(|platform| portal.config.allows(platform.origin()))?;
        Some(format!("{}?{}", self.embed_url()?, platform.settings(&portal.strings.lang)))
    }
}

impl Entry<Series> {
    /// The series without its episodes, for the page of one of them: with all of them on the page of each, a series of
    /// five hundred would be made five hundred times.
    pub fn without_episodes(&self) -> Self {
        let Series {
            title,
            producer,
            description,
            url,
            language,
            episodes: _,
        } = &self.fields;
        Self {
            id: self.id.clone(),
            common: self.common.clone(),
            fields: Series {
                title: title.clone(),
                producer: producer.clone(),
                description: description.clone(),
                url: url.clone(),
                language: language.clone(),
                episodes: Vec::new(),
            },
            at: self.at.clone(),
            line: self.line,
            doubtful: Vec::new(),
            translations: self.translations.clone(),
        }
    }

    /// The episodes in the order of the series.
    pub fn episodes(&self) -> Vec<&Episode> {
        let mut episodes: Vec<_> = self.fields.episodes.iter().collect();
        episodes.sort_by_key(|episode| episode.order.unwrap_or(u32::MAX));
        episodes
    }

    /// The language spoken in an episode.
    pub fn language<'a>(&'a self, episode: &'a Episode) -> Option<&'a str> {
        let language = episode.language.as_ref().or(self.fields.language.as_ref());
        language.map(|language| language.0.as_str())
    }

    /// What templates see of an episode.
    pub fn episode_view(&self, episode: &Episode, portal: Portal<'_>, viewer: &dyn Viewer) -> Map<String, Json> {
        let mut view = episode.view_fields(viewer);
        let strings = portal.strings;
        let hosted = episode.platform.filter(|_| episode.video_id.is_some());
        let publisher = episode.url.as_ref().map(|url| url.0.value.clone());
        let file = view.get("file").and_then(|file| file.get("url")).cloned().unwrap_or(Json::Null);
        let told = episode.audio_description.as_ref();
        let derived = [
            ("id", Json::from(episode.slug())),
            ("url", episode.address().into()),
            ("watch_url", episode.watch_url().into()),
            (
                "page_url",
                publisher.filter(|page| Some(page) != episode.watch_url().as_ref()).into(),
            ),
            ("file_url", file),
            ("frame_url", episode.frame_url(portal).into()),
            ("language_code", self.language(episode).into()),
            ("platform_label", hosted.map(Platform::name).into()),
            (
                "captions_label",
                strings.get(&format!("captions.{}", episode.captions.shown().word())).into(),
            ),
            (
                "audio_description",
                told.map(|told| strings.get(&format!("audio_description.{}", told.word()))).into(),
            ),
            (
                "audio_description_url",
                told.map_or(Json::Null, |told| match told {
                    AudioDescription::At(url) => url.data(),
                    _ => Json::Null,
                }),
            ),
            ("caption_files", tracks(episode, viewer)),
        ];
        view.extend(derived.map(|(key, value)| (key.to_owned(), value)));
        if let Some(poster) = view.get_mut("poster").and_then(Json::as_object_mut) {
            super::contacts::flatten_picture(poster);
        }
        view
    }
}

/// `[{ url, lang, label }]` of the caption files.
fn tracks(episode: &Episode, viewer: &dyn Viewer) -> Json {
    let track = |captions: &CaptionFile| {
        let file = viewer.file(&captions.file);
        json!({ "url": file.get("url")?, "lang": captions.language.0, "label": captions.language.view(viewer) }).into()
    };
    episode.caption_files.iter().filter_map(track).collect()
}

impl Kind for Series {
    const ONE: &'static str = "video series";
    const HOME: Home = Home::Anchor("videos");
    const WANTED: &'static [Wanted] = &[
        Wanted::new("what it shows", &["description", "summary"]),
        Wanted::new("who made it", &["producer"]),
    ];

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn check(entry: &Entry<Self>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        for episode in &entry.fields.episodes {
            check_id(episode, portal, report);
            let title = &episode.title;
            if episode.watch_url().is_none() && episode.file.is_none() {
                let message = format!("there is nothing to watch for \"{}\"", title.value);
                report.push(
                    Diagnostic::new(Code::NothingToOpen, message)
                        .at(&title.span)
                        .help("add `platform` and `video_id`, or a `url`, or a `file`"),
                );
            }
            check_caption_files(episode, portal, report);
            let doubt = match episode.captions.0 {
                Some(Captions::Human) | None => None,
                Some(Captions::Auto) => Some(format!("the captions of \"{}\" were made by software", title.value)),
                Some(Captions::None) => Some(format!("\"{}\" has no captions", title.value)),
                Some(Captions::Unknown) => Some(format!("it is not known who wrote the captions of \"{}\"", title.value)),
            };
            if let Some(message) = doubt {
                report.push(
                    Diagnostic::new(Code::Captions, message)
                        .at(&title.span)
                        .help("watch it with captions on, and write `captions: human` when people wrote them"),
                );
            }
        }
    }

    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        let episodes = entry
            .episodes()
            .into_iter()
            .map(|episode| Json::from(entry.episode_view(episode, portal, viewer)))
            .collect();
        view.insert("episodes".to_owned(), episodes);
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let series = entry.found(portal).map(|found| Found {
            body: entry.common.summary.clone().unwrap_or_default() + " " + &description(entry),
            ..found
        });
        let episode = |episode: &Episode| Found {
            title: episode.title.value.clone(),
            url: episode.address(),
            keywords: vec![entry.fields.title.clone()],
            body: [episode.summary.clone(), episode.transcript.as_ref().map(|text| text.0.text())]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
            ..Found::default()
        };
        series.into_iter().chain(entry.episodes().into_iter().map(episode)).collect()
    }
}

fn description(entry: &Entry<Series>) -> String {
    entry.fields.description.as_ref().map(Prose::text).unwrap_or_default()
}

/// Browsers show captions in WebVTT only, and only with its header.
fn check_caption_files(episode: &Episode, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
    for CaptionFile { file, .. } in &episode.caption_files {
        let (what, help) = match portal.surroundings.asset(file).map(|asset| asset.content) {
            Some(Content::Captions) | None => continue,
            Some(Content::Broken) => (
                "does not begin with the line `WEBVTT`",
                "make `WEBVTT` the first line, and save it as UTF-8",
            ),
            Some(_) => (
                "is no WebVTT file",
                "save the captions in the form WebVTT, with a name that ends in `.vtt`",
            ),
        };
        let problem = Diagnostic::new(Code::CaptionFile, format!("`{}` {what}", file.0.value));
        report.push(problem.at(&file.0.span).help(help));
    }
}

/// An episode's id is an address like that of an entry, and shared by all series.
fn check_id(episode: &Episode, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
    let id = episode.slug();
    let at = episode.id.as_ref().map_or(&episode.title.span, |id| &id.span);
    if id != crate::route::slug(&id) || id.is_empty() {
        let good = Some(crate::route::slug(&id)).filter(|good| !good.is_empty());
        let help = good.map_or("add an `id` in small letters, digits and hyphens".to_owned(), |good| {
            format!("write `{good}`")
        });
        let problem = bad_id(&id, at);
        report.push(problem.help(help));
    }
    let all = portal.collections.of::<Series>().flat_map(|series| &series.fields.episodes);
    if let Some(first) = all.into_iter().find(|other| other.slug() == id)
        && !std::ptr::eq(first, episode)
    {
        let problem = Diagnostic::new(Code::DuplicateId, format!("two videos have the id `{id}`")).at(at);
        report.push(
            problem
                .label(&first.title.span, "the first one")
                .help("give one of the two another id"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::VideoId;

    #[test]
    fn every_address_of_a_video_names_it() {
        for text in [
            "PQEQelFnnOY",
            "https://www.youtube.com/watch?v=PQEQelFnnOY&t=3",
            "https://youtu.be/PQEQelFnnOY?si=x",
            "https://www.youtube.com/embed/PQEQelFnnOY",
            "https://www.youtube.com/shorts/PQEQelFnnOY",
        ] {
            assert_eq!(VideoId::parse(text), Some(VideoId("PQEQelFnnOY".to_owned())), "{text}");
        }
        assert_eq!(VideoId::parse("\"><script>"), None);
    }
}
