//! The code that hosts of videos give to be pasted into a page, and the link that does the same.

/// The hosts of players: what the address of a player begins with, and that of the page where the video can be watched.
const PLAYERS: [(&str, &str, &str); 3] = [
    ("youtube.com/embed/", "https://www.youtube.com/watch?v=", "YouTube"),
    ("youtube-nocookie.com/embed/", "https://www.youtube.com/watch?v=", "YouTube"),
    ("player.vimeo.com/video/", "https://vimeo.com/", "Vimeo"),
];

/// Titles that the hosts give to every player.
const NO_TITLES: [&str; 3] = ["", "youtube video player", "vimeo-player"];

/// The link in Markdown that stands for a frame with a player; `None` for any other element.
pub(super) fn link(name: &str, attributes: &[(String, &str)]) -> Option<String> {
    let value = |name: &str| attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
    let source = value("src").filter(|_| name == "iframe")?;
    let bare = source.strip_prefix("https:").or(source.strip_prefix("http:")).unwrap_or(source);
    let bare = bare.trim_start_matches('/').trim_start_matches("www.");
    let (rest, page, host) = PLAYERS
        .iter()
        .find_map(|(player, page, host)| Some((bare.strip_prefix(player)?, page, host)))?;
    let is_of_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let id = rest.split(|c| !is_of_id(c)).next().filter(|id| !id.is_empty())?;
    let title = value("title").filter(|title| !NO_TITLES.contains(&title.to_lowercase().as_str()));
    let words = title.filter(|title| !title.contains(['[', ']', '\n', '&', '\\']));
    let words = words.map_or_else(|| format!("Watch the video on {host}"), str::to_owned);
    Some(format!("[{words}]({page}{id})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn players_become_links_to_the_page_of_the_video() {
        let frame = |source: &'static str, title: &'static str| link("iframe", &[("src".to_owned(), source), ("title".to_owned(), title)]);
        assert_eq!(
            frame("https://www.youtube.com/embed/abc_123-DEF?si=x&amp;start=4", "YouTube video player").as_deref(),
            Some("[Watch the video on YouTube](https://www.youtube.com/watch?v=abc_123-DEF)")
        );
        assert_eq!(
            frame("//player.vimeo.com/video/12345?h=1", "The first week").as_deref(),
            Some("[The first week](https://vimeo.com/12345)")
        );
        assert_eq!(frame("https://www.youtube-nocookie.com/embed/", ""), None);
        assert_eq!(frame("https://maps.example.gov/embed/1", ""), None);
        assert_eq!(link("video", &[("src".to_owned(), "https://www.youtube.com/embed/abc")]), None);
    }
}
