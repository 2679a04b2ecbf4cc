//! The files that tell a host how to serve the portal, for the hosts that `docent.yaml` names.

use super::{Plan, Task};
use crate::config::Host;
use crate::formats::Document;
use crate::formats::hosts::apache::Apache;
use crate::formats::hosts::cloudfront::{Function, HeadersPolicy, ResponseFunction};
use crate::formats::hosts::github::{Cname, NoJekyll};
use crate::formats::hosts::netlify::{Headers, Mark, Redirects};
use crate::formats::hosts::nginx::Nginx;
use crate::formats::hosts::{FOLDER, Hosting, Moved, Policy};
use crate::site::{Site, theme_files};

/// What pages may do, by what the portal contacts and where it is published.
pub fn policy(site: &Site<'_>) -> Policy {
    let url = base_url(site);
    Policy {
        origins: site.config.origins().collect(),
        is_encrypted: url.is_some_and(|url| url.scheme() == "https"),
        hsts: site.config.hsts,
    }
}

/// The path of the portal on its host: `/` or `/portal/`.
pub fn base_path(site: &Site<'_>) -> String {
    base_url(site).map_or_else(|| "/".to_owned(), |url| url.path().to_owned())
}

fn base_url(site: &Site<'_>) -> Option<url::Url> {
    url::Url::parse(&site.config.base_url()?).ok()
}

/// Every file, by its path in the site.
pub(super) fn files(site: &Site<'_>, plan: &Plan<'_>) -> Vec<(String, Box<dyn Document>)> {
    let hosting = hosting(site, plan);
    let has = |host: Host| site.config.hosts.contains(&host);
    let mut files: Vec<(String, Box<dyn Document>)> = Vec::new();
    let mut add = |path: &str, document: Box<dyn Document>| files.push((path.to_owned(), document));
    if has(Host::Netlify) || has(Host::Cloudflare) {
        let mark = if has(Host::Cloudflare) { Mark::Plain } else { Mark::Forced };
        add("_headers", Box::new(Headers(hosting.clone())));
        let hosting = hosting.clone();
        add("_redirects", Box::new(Redirects { hosting, mark }));
    }
    if has(Host::GithubPages) {
        add(".nojekyll", Box::new(NoJekyll));
        if let Some(cname) = Cname::of(&hosting.base, hosting.domain.as_deref()) {
            add("CNAME", Box::new(cname));
        }
    }
    if has(Host::S3Cloudfront) {
        add(
            &format!("{FOLDER}/cloudfront-headers.json"),
            Box::new(HeadersPolicy(hosting.clone())),
        );
        add(&format!("{FOLDER}/cloudfront-function.js"), Box::new(Function(hosting.clone())));
        add(
            &format!("{FOLDER}/cloudfront-response.js"),
            Box::new(ResponseFunction(hosting.clone())),
        );
    }
    if has(Host::Nginx) {
        add(&format!("{FOLDER}/nginx.conf"), Box::new(Nginx(hosting.clone())));
    }
    if has(Host::Apache) {
        add(".htaccess", Box::new(Apache(hosting)));
    }
    files
}

fn hosting(site: &Site<'_>, plan: &Plan<'_>) -> Hosting {
    let base = base_path(site);
    let below = |address: &str| match address.strip_prefix('/') {
        Some(path) => format!("{base}{path}"),
        None => address.to_owned(),
    };
    let moved = plan.iter().filter_map(|(route, planned)| match &planned.task {
        Task::Redirect(to) => Some(Moved {
            from: below(&route.url()),
            to: below(to),
        }),
        _ => None,
    });
    // Of a search, the shards: their folder is named by a digest of what is in it.
    let shards = site.config.tags().into_iter().map(|lang| format!("search/{lang}/"));
    Hosting {
        kept: [theme_files::FOLDER.to_owned()].into_iter().chain(shards).collect(),
        policy: policy(site),
        moved: moved.collect(),
        domain: base_url(site).and_then(|url| url.host_str().map(str::to_owned)),
        base: base.clone(),
    }
}
