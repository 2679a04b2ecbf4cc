//! When the same files will become another site: the moment for which a publisher plans the next build.
//!
//! A site is built for a day, so it turns at midnights of the portal's time zone. The day on which it was made, which the
//! pages name, does not count; what a check says does. The moment is told by the commands and stands in no file of the site:
//! it would make the first build of every day differ from the last one of the day before.

use std::fmt;

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use super::{Page, Site, Visibility};
use crate::kinds::Portal;
use crate::kinds::period::{Period, beginning, zoned};
use crate::schema::dates::Moment;

/// A moment at which a build gives another site than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextChange(Zoned);

impl NextChange {
    /// The instant, for programs: RFC 3339 with the offset of the portal's zone.
    pub fn rfc3339(&self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

/// `2025-07-11 00:00 America/New_York`.
impl fmt::Display for NextChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = self.0.time_zone().iana_name().unwrap_or("UTC");
        write!(f, "{} {zone}", self.0.strftime("%Y-%m-%d %H:%M"))
    }
}

/// The first moment after the day of the build at which something turns. `site` has its hidden pages and entries still:
/// they appear, and are checked like the others.
pub fn next_change(site: &Site<'_>, visibility: &Visibility) -> Option<NextChange> {
    let portal = site.portal(site.config.language());
    let pages = site.pages.iter().flat_map(|page| page_turns(page, portal, visibility));
    let entries = site.collections.all().flat_map(|entry| entry.turns(portal));
    let now = portal.now();
    let revised = site.revised.turns(site.config.zone());
    let turn = pages.chain(entries).chain(revised).filter(|turn| *turn > now).min()?;
    Some(NextChange(next_midnight(site.config.zone(), turn)))
}

/// The first midnight at or after an instant.
fn next_midnight(zone: &str, turn: Timestamp) -> Zoned {
    let day = zoned(zone, turn).date();
    let midnights = [day, day.tomorrow().unwrap_or(day)].map(|day| beginning(zone, day.into()));
    let next = midnights.into_iter().find(|midnight| *midnight >= turn);
    zoned(zone, next.unwrap_or(turn))
}

/// When a page appears and disappears, is told as news, and is overdue for review.
fn page_turns(page: &Page, portal: Portal<'_>, visibility: &Visibility) -> Vec<Timestamp> {
    let front = &page.front;
    let shown = portal.period(
        front.publish_date.filter(|_| !visibility.future).map(Moment::from),
        front.expiry_date.filter(|_| !visibility.expired).map(Moment::from),
    );
    let told = portal.period(
        front.updated.or(front.date).map(Moment::from),
        front.review_by.as_ref().map(|day| day.value.into()),
    );
    [shown, told].into_iter().flat_map(Period::turns).collect()
}
