//! What the environment and the clock say: the only place that asks them.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use camino::Utf8PathBuf;
use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};

use super::failure::Failure;

/// The day for which the site is built: `--as-of`, else `SOURCE_DATE_EPOCH`, else the clock; the last two are moments,
/// which are days only in the time zone of the site.
pub fn today(as_of: Option<Date>, zone: &str) -> Result<Date, Failure> {
    let moment = match (as_of, env::var_os("SOURCE_DATE_EPOCH")) {
        (Some(date), _) => return Ok(date),
        (None, Some(seconds)) => epoch(&seconds)?,
        (None, None) => Timestamp::now(),
    };
    // The bundled database, never the machine's: the same day everywhere.
    let zone = TimeZoneDatabase::bundled().get(zone).unwrap_or(TimeZone::UTC);
    Ok(Zoned::new(moment, zone).date())
}

/// See <https://reproducible-builds.org/specs/source-date-epoch/>.
fn epoch(text: &OsString) -> Result<Timestamp, Failure> {
    let seconds = text.to_str().and_then(|text| text.parse().ok());
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
        Failure::new(format!(
            "SOURCE_DATE_EPOCH is {text:?}, which is not a number of seconds since 1970"
        ))
        .help("correct it, take it out of the environment, or give the day with --as-of")
    })
}

/// `DOCENT_THEME__NAME=civic` sets `theme.name` of the configuration.
pub fn overrides() -> Result<BTreeMap<String, String>, Failure> {
    env::vars_os()
        .filter_map(|(name, value)| Some((key(name.to_str()?)?, name, value)))
        .map(|(key, name, value)| {
            let text = value
                .into_string()
                .map_err(|_| Failure::new(format!("the variable {name:?} is not UTF-8")))?;
            Ok((key, text))
        })
        .collect()
}

/// The dotted key that a variable sets, if it is one of docent's.
fn key(variable: &str) -> Option<String> {
    let path = variable.strip_prefix("DOCENT_")?;
    Some(path.to_lowercase().replace("__", "."))
}

/// The folder for what can be made again at any time: `docent` in the user's cache folder, where there is one.
pub fn cache() -> Option<Utf8PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let usual = match env::consts::OS {
        "windows" => folder("LOCALAPPDATA"),
        "macos" => folder("HOME").map(|home| home.join("Library/Caches")),
        _ => folder("HOME").map(|home| home.join(".cache")),
    };
    let cache = Utf8PathBuf::from_path_buf(folder("XDG_CACHE_HOME").or(usual)?).ok()?;
    // A relative path there is to be ignored (XDG Base Directory Specification, 0.8).
    cache.is_absolute().then(|| cache.join("docent"))
}

/// The program that runs: its version, and the size and the time of its file.
pub fn program() -> Option<(&'static str, u64, SystemTime)> {
    let file = env::current_exe().and_then(fs::metadata).ok()?;
    Some((env!("CARGO_PKG_VERSION"), file.len(), file.modified().ok()?))
}

/// True in a job of GitHub Actions.
pub fn is_github() -> bool {
    env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// The file to which a job of GitHub Actions appends its summary.
pub fn github_summary() -> Option<OsString> {
    env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty())
}

/// The folder to which paths in annotations are relative.
pub fn github_workspace() -> Option<String> {
    env::var("GITHUB_WORKSPACE").ok().filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_names_a_key_of_the_configuration() {
        assert_eq!(key("DOCENT_TITLE").as_deref(), Some("title"));
        assert_eq!(key("DOCENT_THEME__NAME").as_deref(), Some("theme.name"));
        assert_eq!(key("DOCENT_BASE_URL").as_deref(), Some("base_url"));
        assert_eq!(key("TITLE"), None);
    }

    #[test]
    fn a_moment_is_a_day_only_in_a_time_zone() {
        let midnight = epoch(&"1742860800".into()).expect("a number");
        let day = |zone: &str| {
            Zoned::new(midnight, TimeZoneDatabase::bundled().get(zone).expect("known"))
                .date()
                .to_string()
        };
        assert_eq!(day("UTC"), "2025-03-25");
        assert_eq!(day("America/New_York"), "2025-03-24");
        assert!(epoch(&"yesterday".into()).is_err());
    }

    #[test]
    fn as_of_goes_before_the_clock() {
        let day = jiff::civil::date(2025, 5, 1);
        assert_eq!(today(Some(day), "UTC").expect("given"), day);
    }
}
