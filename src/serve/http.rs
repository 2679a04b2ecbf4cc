//! Answers: a function of the request and the view.

use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode, Uri};

use super::body::Body;
use super::hosts::Hosts;
use super::lookup::{self, Found};
use super::page;
use super::view::{self, View};
use crate::render::{Artifact, Bundle};
use crate::route::Route;

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The policy of the page with the errors: nothing but the server's own files.
const PROBLEMS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                               form-action 'none'; require-trusted-types-for 'script'";

/// What the server does with a request.
pub(super) enum Answer {
    /// Sends this.
    Response(Response<Body>),
    /// Sends the page at this address.
    Page(Route, Response<Body>),
    /// Sends this, unless what was asked for comes with what is being made.
    NotYet(Response<Body>),
    /// Tells of every change from now on.
    Events,
}

/// Answers a request, or says that it is one for events.
pub(super) fn answer<B>(request: &Request<B>, view: &View, hosts: Hosts) -> Answer {
    if !is_for(hosts, request.headers(), request.uri()) {
        let message = "docent answers only to localhost, to 127.0.0.1 and to the address it was told to listen on.\n";
        return Answer::Response(respond(StatusCode::FORBIDDEN, TEXT, message));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = respond(StatusCode::METHOD_NOT_ALLOWED, TEXT, "A site can only be read.\n");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Answer::Response(response);
    }
    match request.uri().path() {
        page::EVENTS => Answer::Events,
        page::SCRIPT => Answer::Response(respond(StatusCode::OK, "text/javascript; charset=utf-8", page::SCRIPT_TEXT)),
        page::STYLE => Answer::Response(respond(StatusCode::OK, "text/css; charset=utf-8", page::STYLE_TEXT)),
        _ => match &view.site {
            Some(site) => from_site(site, request.uri(), view),
            None => Answer::Response(problems(view)),
        },
    }
}

/// Whether a page is asked for to be shown, and not by a script: browsers say so (Fetch Metadata, section 2.1), other programs
/// say nothing.
pub(super) fn is_looked_at<B>(request: &Request<B>) -> bool {
    let destination = request.headers().get("sec-fetch-dest");
    destination.is_none_or(|destination| destination == "document")
}

/// True if every name in the request is one of this server: exactly one `Host`, and that of an absolute address.
fn is_for(hosts: Hosts, headers: &HeaderMap, uri: &Uri) -> bool {
    let mut names = headers.get_all(header::HOST).iter();
    let (Some(name), None) = (names.next(), names.next()) else {
        return false;
    };
    let absolute = uri.authority().is_none_or(|authority| hosts.allow(authority.as_str()));
    absolute && name.to_str().is_ok_and(|name| hosts.allow(name))
}

/// Looks for an address in the site; while only the first pages of another are there, among these.
fn from_site(site: &Bundle, uri: &Uri, view: &View) -> Answer {
    Answer::Response(match lookup::find(view.first().unwrap_or(site), uri.path()) {
        Found::File(route, artifact) if view::is_page(artifact) => {
            return Answer::Page(route.clone(), file(StatusCode::OK, artifact, view));
        }
        Found::File(_, artifact) => file(StatusCode::OK, artifact, view),
        Found::Page(address) => moved(&address, uri.query()),
        Found::Nothing if view.first().is_some() => return Answer::NotYet(still_made()),
        Found::Nothing if view.awaits(uri.path()) => return Answer::NotYet(not_found(site, view)),
        Found::Nothing => not_found(site, view),
        Found::Malformed => respond(StatusCode::BAD_REQUEST, TEXT, "That is no address of a page.\n"),
    })
}

fn file(status: StatusCode, artifact: &Artifact, view: &View) -> Response<Body> {
    let body = if view::is_page(artifact) {
        page::with_script(&artifact.bytes, view)
    } else {
        artifact.bytes.to_vec()
    };
    respond(status, artifact.media, body)
}

fn not_found(site: &Bundle, view: &View) -> Response<Body> {
    let own = Route::file("404.html").ok().and_then(|route| site.files.get(&route));
    match own {
        Some(artifact) => file(StatusCode::NOT_FOUND, artifact, view),
        None => respond(StatusCode::NOT_FOUND, TEXT, "Page not found.\n"),
    }
}

/// What may be a page of the next site, for whoever does not wait for it any longer.
fn still_made() -> Response<Body> {
    let mut response = respond(StatusCode::SERVICE_UNAVAILABLE, TEXT, "The site is still being made.\n");
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    response
}

/// A page lives in a folder: without the slash its relative links would lead astray.
fn moved(address: &str, query: Option<&str>) -> Response<Body> {
    let location = query.map_or_else(|| address.to_owned(), |query| format!("{address}?{query}"));
    let Ok(location) = HeaderValue::from_str(&location) else {
        return respond(StatusCode::BAD_REQUEST, TEXT, "That is no address of a page.\n");
    };
    let mut response = respond(StatusCode::TEMPORARY_REDIRECT, TEXT, "");
    response.headers_mut().insert(header::LOCATION, location);
    response
}

fn problems(view: &View) -> Response<Body> {
    let mut response = respond(StatusCode::SERVICE_UNAVAILABLE, HTML, page::problems(view));
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PROBLEMS_POLICY));
    response
}

fn respond(status: StatusCode, media: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = carrying(media, Body::Whole(body.into()));
    *response.status_mut() = status;
    response
}

/// A response with this body, which is of this media type.
pub(super) fn carrying(media: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// The headers of every answer: never kept, never guessed at, never given to another site.
pub(super) fn seal(mut response: Response<Body>) -> Response<Body> {
    let fixed = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
