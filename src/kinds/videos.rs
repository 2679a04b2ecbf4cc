//! Videos: series with their episodes, in order. Each episode has a page and is found by itself.

use serde_json::{Map, Value as Json};

use super::contacts::Picture;
use super::documents::PortalDocument;
use super::{Collections, Entry, Found, Home, Kind, Portal};
use crate::diag::{Code, Diagnostic, Spanned};
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
        captions: Captions = "human",
        /// The languages of the captions.
        caption_languages: Vec<Language> = "[en, es]",
        /// Whether what is seen is also told.
        audio_description: Option<AudioDescription> = "included",
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

choice! {
    /// Whether what is seen is also told (WCAG 2.2, 1.2.5).
    pub enum AudioDescription {
        /// The main sound track tells it.
        Included = "included",
        /// Nothing is seen that is not said.
        NotNeeded = "not-needed",
        /// Not told.
        None = "none",
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

impl FieldType for VideoId {
    const TYPE: Type = Type::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "the host's name for the video")?;
        Self::parse(text).or_else(|| {
            let problem = Diagnostic::new(Code::BadValue, format!("`{text}` is not the name of a video")).at(&node.span);
            reader.report(problem.help("copy the letters and digits after `v=` in the address of the video"))
        })
    }

    fn data(&self) -> Json {
        self.0.as_str().into()
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

impl Entry<Series> {
    /// The episodes in the order of the series.
    pub fn episodes(&self) -> Vec<&Episode> {
        let mut episodes: Vec<_> = self.fields.episodes.iter().collect();
        episodes.sort_by_key(|episode| episode.order.unwrap_or(u32::MAX));
        episodes
    }

    /// What templates see of an episode.
    pub fn episode_view(&self, episode: &Episode, portal: Portal<'_>, viewer: &dyn Viewer) -> Map<String, Json> {
        let mut view = episode.view_fields(viewer);
        let strings = portal.strings;
        let platform = episode
            .platform
            .filter(|_| episode.video_id.is_some())
            .map(|platform| match platform {
                Platform::Youtube => "YouTube",
                Platform::Vimeo => "Vimeo",
            });
        let publisher = episode.url.as_ref().map(|url| url.0.value.clone());
        let file = view.get("file").and_then(|file| file.get("url")).cloned().unwrap_or(Json::Null);
        let derived = [
            ("id", Json::from(episode.slug())),
            ("url", episode.address().into()),
            ("watch_url", episode.watch_url().into()),
            (
                "page_url",
                publisher.filter(|page| Some(page) != episode.watch_url().as_ref()).into(),
            ),
            ("file_url", file),
            ("platform_label", platform.into()),
            (
                "captions_label",
                strings.get(&format!("captions.{}", episode.captions.word())).into(),
            ),
        ];
        view.extend(derived.map(|(key, value)| (key.to_owned(), value)));
        if let Some(poster) = view.get_mut("poster").and_then(Json::as_object_mut) {
            super::contacts::flatten_picture(poster);
        }
        view
    }
}

impl Kind for Series {
    const ONE: &'static str = "video series";
    const HOME: Home = Home::Anchor("videos");

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
            if episode.captions != Captions::Human {
                let message = match episode.captions {
                    Captions::Auto => format!("the captions of \"{}\" were made by software", title.value),
                    Captions::None => format!("\"{}\" has no captions", title.value),
                    _ => format!("it is not known who wrote the captions of \"{}\"", title.value),
                };
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

/// An episode's id is an address like that of an entry, and shared by all series.
fn check_id(episode: &Episode, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
    let id = episode.slug();
    let at = episode.id.as_ref().map_or(&episode.title.span, |id| &id.span);
    if id != crate::route::slug(&id) || id.is_empty() {
        let good = Some(crate::route::slug(&id)).filter(|good| !good.is_empty());
        let help = good.map_or("add an `id` in small letters, digits and hyphens".to_owned(), |good| {
            format!("write `{good}`")
        });
        let problem = Diagnostic::new(Code::BadId, format!("`{id}` is not in small letters, digits and hyphens")).at(at);
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
