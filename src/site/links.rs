//! Where links lead: from what an editor types to an address of the site.

use super::{Site, page};
use crate::diag::fix::Trust;
use crate::diag::{Code, Diagnostic, Edit, Fix, Remedy, Span, nearest, surely};
use crate::schema::web::{is_end_of_file, is_no_sign_of_an_address, web_url};

/// A link as an address: from the root of the site (`/contacts/#dana`), on the same page (`#dana`) or of another site.
pub type Address = String;

impl Site<'_> {
    /// The address that `target` means in a file of `folder`, or what is wrong with it.
    ///
    /// Whether the address exists is not asked here: after rendering, every address of every page is compared with the
    /// files that are there, which also covers what templates write.
    pub fn resolve(&self, target: &str, folder: &str, span: &Span) -> Result<Address, Diagnostic> {
        let dead = |message: String| Diagnostic::new(Code::DeadLink, message).at(span);
        // What follows the path (RFC 3986, section 3) is kept as it is typed.
        let (path, fragment) = target.split_at(target.find(['#', '?']).unwrap_or(target.len()));
        if target.contains('\\') {
            return Err(Diagnostic::new(Code::BadUrl, format!("`{target}` has a backslash in it"))
                .at(span)
                .help("write slashes: `/`"));
        }
        if target.contains(is_no_sign_of_an_address) {
            return Err(
                Diagnostic::new(Code::BadUrl, format!("`{target}` has a sign in it that no one sees"))
                    .at(span)
                    .help("delete the address and type it again"),
            );
        }
        match path {
            "" if fragment.len() > 1 => Ok(fragment.to_owned()),
            "" => Err(dead("the link has no address".to_owned()).help("write the address in the parentheses: `[text](about.md)`")),
            _ if target.starts_with("//") => Err(Diagnostic::new(Code::BadUrl, format!("`{target}` is not a whole web address"))
                .at(span)
                .help(format!("write `https:{target}`"))
                .fix(Fix::safe([Edit::word(span, target, format!("https:{target}"))]))),
            _ if path.starts_with("@/") => self
                .page_address(path, path.trim_start_matches("@/"), span)
                .map(|url| url + fragment),
            _ if path.starts_with('/') => Ok(root_address(path) + fragment),
            _ if has_scheme(path) => self.outside(target, span),
            _ => self.relative(path, folder, span).map(|url| url + fragment),
        }
    }

    /// The page or file that has the name which a file that is not there should have had.
    fn renamed(&self, file: &str) -> Option<&str> {
        let good = page::clean_path(file);
        let known = self.page_urls.keys().chain(self.file_urls.keys());
        let mut same = known.filter(|known| page::clean_path(known) == good);
        same.next().map(|path| &**path).filter(|_| same.next().is_none())
    }

    fn outside(&self, target: &str, span: &Span) -> Result<Address, Diagnostic> {
        let bad = |remedy: Remedy| {
            let problem = Diagnostic::new(Code::BadUrl, format!("a public page cannot link to `{target}`"));
            problem.at(span).remedy(target, remedy)
        };
        match target.split_once(':') {
            Some(("mailto", rest)) if rest.contains('@') => Ok(target.to_owned()),
            Some(("tel", rest)) if is_number(rest) => Ok(target.to_owned()),
            Some(("tel", _)) => Err(bad(Remedy::words(
                "write `tel:` and a telephone number, such as `tel:+18045550142`",
            ))),
            Some(("mailto", _)) => Err(bad(Remedy::words(
                "write `mailto:` and an address, such as `mailto:dana@example.gov`",
            ))),
            _ => web_url(target).map_err(bad),
        }
    }

    fn page_address(&self, typed: &str, below_content: &str, span: &Span) -> Result<Address, Diagnostic> {
        let file = format!("content/{below_content}");
        if let Some(url) = self.page_urls.get(file.as_str()) {
            return Ok(url.clone());
        }
        let problem = Diagnostic::new(Code::DeadLink, format!("there is no page `{typed}`")).at(span);
        if self.snapshot.get(&crate::route::percent_decode(&file)).is_some() {
            return Err(problem.help(TO_RENAME));
        }
        let known = || self.page_urls.keys().filter_map(|path| path.strip_prefix("content/"));
        let renamed = self.renamed(&crate::route::percent_decode(&file));
        let meant = renamed
            .and_then(|file| file.strip_prefix("content/"))
            .or_else(|| surely(below_content, known()));
        let problem = problem.fix(meant.map(|near| Fix::safe([Edit::word(span, typed, format!("@/{near}"))])));
        Err(match nearest(below_content, known()) {
            Some(near) => problem.help(format!("did you mean `@/{near}`?")),
            None => problem.help(format!("looked for the file `{file}`")),
        })
    }

    fn relative(&self, path: &str, folder: &str, span: &Span) -> Result<Address, Diagnostic> {
        let wanted = crate::route::percent_decode(path);
        let Some(file) = join(folder, &wanted) else {
            return Err(Diagnostic::new(Code::DeadLink, format!("`{path}` leads out of the portal"))
                .at(span)
                .help("link to a page below `content/`, or to a web address"));
        };
        if let Some(url) = self.page_urls.get(file.as_str()).or_else(|| self.file_urls.get(file.as_str())) {
            return Ok(url.clone());
        }
        let problem = Diagnostic::new(Code::DeadLink, format!("there is no page or file `{path}`")).at(span);
        if is_email(path) {
            let right = format!("mailto:{path}");
            let help = format!("this is an e-mail address: write `{right}`");
            return Err(problem.remedy(path, Remedy::text(help, Trust::Safe, right)));
        }
        if file.ends_with(".md") && self.snapshot.get(&file).is_some() {
            return Err(problem.help(TO_RENAME));
        }
        let prefix = format!("{folder}/");
        let known = || {
            let files = self.page_urls.keys().chain(self.file_urls.keys());
            files.filter_map(|known| known.strip_prefix(&prefix))
        };
        // A space ends the address of a link.
        let renamed = self.renamed(&file).map(|found| way(folder, found));
        let meant = renamed.or_else(|| surely(&wanted, known()).map(str::to_owned));
        let meant = meant.filter(|near| !near.contains(' '));
        let problem = problem.fix(meant.map(|near| Fix::safe([Edit::word(span, path, near)])));
        let help = match nearest(&wanted, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if is_bare_host(&wanted) => {
                format!("looked for the file `{file}`; for another site, write `https://{path}`")
            }
            None => format!("looked for the file `{file}`"),
        };
        Err(problem.help(help))
    }
}

const TO_RENAME: &str = "the file is there, but its name cannot be a web address: rename it first, or let `docent fix` do it";

/// `example.gov`. What ends as a file does is one that was forgotten, and not another site.
fn is_bare_host(text: &str) -> bool {
    !text.contains('/') && text.rsplit_once('.').is_some_and(|(_, ending)| !is_end_of_file(ending))
}

/// `dana@example.gov`.
fn is_email(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c));
    text.split_once('@')
        .is_some_and(|(name, host)| is_part(name) && is_part(host) && host.contains('.'))
}

/// The way from a folder to a file, as a link goes it.
fn way(folder: &str, file: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (folder.split('/').collect(), file.split('/').collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - shared);
    up + &to.get(shared..).unwrap_or_default().join("/")
}

/// The digits of a telephone number, with what may stand between and behind them (RFC 3966, section 3).
fn is_number(text: &str) -> bool {
    let digits = text.split(';').next().unwrap_or_default();
    let separates = |c: char| matches!(c, '+' | '-' | '.' | '(' | ')' | '*' | '#');
    digits.contains(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || separates(c))
}

/// A page's address ends with a slash, whether it was typed or not.
fn root_address(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.is_empty() || last.contains('.') {
        path.to_owned()
    } else {
        format!("{path}/")
    }
}

fn has_scheme(path: &str) -> bool {
    path.split_once(':')
        .is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)))
}

/// `content/a` and `../b/c.md` is `content/b/c.md`; `None` if it climbs out of its top folder.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            ".." => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_stay_in_the_portal() {
        assert_eq!(join("content/a", "../b/c.md").as_deref(), Some("content/b/c.md"));
        assert_eq!(join("content", "../../etc"), None);
    }

    #[test]
    fn a_forgotten_file_is_not_taken_for_another_site() {
        assert!(is_bare_host("example.gov"));
        for file in ["agreement.pdf", "class.JPG", "about.md", "about", "img/example.gov"] {
            assert!(!is_bare_host(file), "{file}");
        }
    }

    #[test]
    fn pages_end_with_a_slash_and_files_do_not() {
        assert_eq!(root_address("/contacts"), "/contacts/");
        assert_eq!(root_address("/schedule.ics"), "/schedule.ics");
    }
}
