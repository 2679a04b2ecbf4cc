//! Addresses on the forge where the files of the portal are kept: where a line is edited, and where a file is begun.

use super::Repository;
use crate::choice;

choice! {
    /// The software of a forge, by which its addresses are known.
    pub enum Forge {
        /// GitHub, also as a server of an agency's own.
        Github = "github",
        /// GitLab, also as a server of an agency's own.
        Gitlab = "gitlab",
        /// Gitea and Forgejo, such as Codeberg.
        Gitea = "gitea",
    }
}

/// Where a new file is begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The address of the page, without a query.
    pub url: String,
    /// The parameter of the query that takes the name of the file.
    pub name: &'static str,
    /// The parameter that takes its text; some forges have none.
    pub text: Option<&'static str>,
}

impl Repository {
    /// What it runs on: what the editor says, or what the host is called.
    pub fn software(&self) -> Forge {
        let host = url::Url::parse(&self.url.0.value)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        let is_called = |names: &[&str]| names.iter().any(|name| host.contains(name));
        match self.forge {
            Some(forge) => forge,
            None if is_called(&["gitlab"]) => Forge::Gitlab,
            None if is_called(&["gitea", "forgejo", "codeberg"]) => Forge::Gitea,
            None => Forge::Github,
        }
    }

    /// Where a line of a file is edited. The path is that of the file in the portal.
    pub fn edit_url(&self, file: &str, line: Option<usize>) -> String {
        let way = match self.software() {
            Forge::Github => "edit",
            Forge::Gitlab => "-/edit",
            Forge::Gitea => "_edit",
        };
        let line = line.map(|line| format!("#L{line}")).unwrap_or_default();
        format!("{}{line}", self.address(way, file))
    }

    /// Where a new file is begun in a folder of the portal.
    pub fn new_file(&self, folder: &str) -> NewFile {
        let (way, name, text) = match self.software() {
            Forge::Github => ("new", "filename", Some("value")),
            // Its page takes the name, and leaves the text to whoever writes it.
            Forge::Gitlab => ("-/new", "file_name", None),
            Forge::Gitea => ("_new", "filename", Some("value")),
        };
        NewFile {
            url: self.address(way, folder),
            name,
            text,
        }
    }

    fn address(&self, way: &str, path: &str) -> String {
        let folder = self
            .folder
            .as_ref()
            .map(|folder| format!("{}/", folder.trim_matches('/')))
            .unwrap_or_default();
        let branch = self.branch.as_deref().unwrap_or("main");
        format!("{}/{way}/{branch}/{folder}{path}", self.url.0.value.trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::source::Snapshot;

    fn edited(repository: &str) -> (String, String) {
        let text = format!("title: Example\nrepository: {repository}\n");
        let snapshot = Snapshot::from_files([("docent.yaml", text.as_str())]);
        let config = Config::read(&snapshot, &Default::default()).value;
        let repository = config.repository.expect("a repository");
        (
            repository.edit_url("data/contacts.yaml", Some(12)),
            repository.new_file("data/training").url,
        )
    }

    #[test]
    fn each_forge_has_addresses_of_its_own() {
        for (repository, edit, new) in [
            (
                "{url: 'https://forge.example.gov/agency/portal'}",
                "https://forge.example.gov/agency/portal/edit/main/data/contacts.yaml#L12",
                "https://forge.example.gov/agency/portal/new/main/data/training",
            ),
            (
                "{url: 'https://gitlab.example.gov/agency/portal/', branch: trunk, folder: /site/}",
                "https://gitlab.example.gov/agency/portal/-/edit/trunk/site/data/contacts.yaml#L12",
                "https://gitlab.example.gov/agency/portal/-/new/trunk/site/data/training",
            ),
            (
                "{url: 'https://forge.example.gov/agency/portal', forge: gitea}",
                "https://forge.example.gov/agency/portal/_edit/main/data/contacts.yaml#L12",
                "https://forge.example.gov/agency/portal/_new/main/data/training",
            ),
        ] {
            assert_eq!(edited(repository), (edit.to_owned(), new.to_owned()), "{repository}");
        }
    }
}
