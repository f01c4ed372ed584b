// SPDX-License-Identifier: EUPL-1.2
//! Lists, the crew's day, and what may have been reported already.

use std::collections::BTreeSet;
use std::str::FromStr;

use ronda_field::engine::{Assigned, Engine, Listed, Query};
use ronda_field::store::BadKey;
use ronda_shared::duplicates::{OFFERED, Sought};
use ronda_shared::ids::TicketId;

use super::nearest::nearest;
use super::{Desk, invalid, moment, number};
use crate::bridge::fault::{Code, Fault};
use crate::bridge::list::{
    Chip, DuplicatesOf, Job, JobPage, PageQuery, Similar, TicketLine, TicketPage, TicketQuery, TodayQuery,
};
use crate::clock::now_ms;

const PAGE: u32 = 50;
/// Jobs looked at on this phone, as ids one after another.
pub(super) const SEEN: &str = "jobs_seen";

impl Desk {
    pub fn tickets(&mut self, request: TicketQuery) -> Result<TicketPage, Fault> {
        let query = self.query(request)?;
        let (listed, end) = self.engine()?.list_page(&query)?;
        Ok(TicketPage {
            items: self.lines(&listed)?,
            next: end.map(|key| key.to_string()),
        })
    }

    fn query(&self, request: TicketQuery) -> Result<Query, Fault> {
        let chip = request.chip.unwrap_or(Chip::All);
        let crew = match chip {
            Chip::Crew => Some(self.engine()?.identity().grants.crew.clone().ok_or_else(no_crew)?),
            _ => None,
        };
        Ok(Query {
            search: request.search.filter(|words| !words.trim().is_empty()),
            near: request.near.map(|near| ((near.lat, near.lon), near.radius_m)),
            category: request.category,
            status: request.status,
            crew,
            limit: Some(request.limit.unwrap_or(PAGE)),
            after: page_key(request.after.as_deref())?,
            ..of_chip(chip)
        })
    }

    pub fn today(&mut self, request: TodayQuery) -> Result<JobPage, Fault> {
        if self.engine()?.identity().grants.crew.is_none() {
            return Err(no_crew());
        }
        let (seen, engine) = (self.seen()?, self.engine()?);
        let (after, limit) = (request.after.as_deref(), request.limit.unwrap_or(PAGE));
        let (page, next) = match request.near {
            Some(here) => {
                let jobs = engine.today()?.into_iter();
                let placed = jobs.map(|job| (job.row.id, job.row.lat.zip(job.row.lon), job));
                nearest(placed, (here.lat, here.lon), page_key(after)?, limit)
            }
            None => {
                let (page, end) = engine.today_page(page_key(after)?, Some(limit))?;
                let pressing = page.into_iter().map(|assigned| (assigned, None));
                (pressing.collect(), end.map(|key| key.to_string()))
            }
        };
        let jobs = page.into_iter();
        let jobs = jobs.map(|(assigned, distance_m)| job(engine, assigned, distance_m, &seen));
        Ok(JobPage {
            items: jobs.collect::<Result<_, _>>()?,
            next,
            total: number(engine.today_count()?),
        })
    }

    fn seen(&self) -> Result<BTreeSet<String>, Fault> {
        let seen: Vec<String> = self.engine()?.store().meta(SEEN)?.unwrap_or_default();
        Ok(seen.into_iter().collect())
    }

    /// A job counts as seen once its ticket was opened.
    pub(super) fn mark_seen(&mut self, ticket: &TicketId) -> Result<(), Fault> {
        if self.engine()?.identity().grants.crew.is_none() {
            return Ok(());
        }
        let mut seen = self.seen()?;
        if seen.insert(ticket.to_string()) {
            let seen: Vec<String> = seen.into_iter().collect();
            self.engine_mut()?.store_mut().keep_meta(SEEN, &seen)?;
        }
        Ok(())
    }

    pub(super) fn lines(&self, listed: &[Listed]) -> Result<Vec<TicketLine>, Fault> {
        let engine = self.engine()?;
        listed.iter().map(|listed| line(engine, listed)).collect()
    }

    pub fn duplicates(&mut self, request: DuplicatesOf) -> Result<Vec<Similar>, Fault> {
        let engine = self.engine()?;
        let (radius_m, days) = engine.duplicates_within(&request.category)?;
        let sought = Sought {
            category: request.category,
            place: (request.place.lat, request.place.lon),
            words: request.text.unwrap_or_default(),
            asset_ref: request.asset_ref,
            radius_m,
            days,
            now_ms: engine.now_ms(),
        };
        let similar = |found: ronda_field::engine::Similar| {
            let candidate = found.candidate;
            let listed = Listed {
                row: found.row,
                distance_m: Some(candidate.distance_m),
            };
            Ok(Similar {
                line: line(engine, &listed)?,
                score: candidate.score,
                distance_m: candidate.distance_m,
                explanation: candidate.explanation,
            })
        };
        // Nobody is stopped for what is probably another trouble.
        let offered = engine.duplicates(&sought)?.into_iter();
        let offered = offered.filter(|found| found.candidate.score >= OFFERED);
        offered.map(similar).collect()
    }
}

/// What a chip asks for.
fn of_chip(chip: Chip) -> Query {
    let plain = Query::default();
    match chip {
        Chip::All | Chip::Crew => plain,
        Chip::Mine => Query { own: true, ..plain },
        Chip::Queued => Query {
            own: true,
            owed: Some(true),
            ..plain
        },
        Chip::Delivered => Query {
            own: true,
            received: true,
            owed: Some(false),
            ..plain
        },
        Chip::Outcome => Query {
            own: true,
            decided: true,
            ..plain
        },
        Chip::Contested => Query {
            contested: true,
            ..plain
        },
        Chip::Told => Query { told: true, ..plain },
        Chip::Dangers => dangers(),
    }
}

/// Tickets where somebody may still get hurt.
pub(super) fn dangers() -> Query {
    Query {
        danger: true,
        open: true,
        ..Query::default()
    }
}

/// After which key a page is asked for, and how long it may be.
pub(super) fn page_asked<Key: FromStr>(request: &PageQuery) -> Result<(Option<Key>, u32), Fault> {
    Ok((page_key(request.after.as_deref())?, request.limit.unwrap_or(PAGE)))
}

fn page_key<Key: FromStr>(after: Option<&str>) -> Result<Option<Key>, Fault> {
    let key = after.map(str::parse::<Key>).transpose();
    key.map_err(|_| invalid(BadKey.to_string()))
}

fn job(engine: &Engine, assigned: Assigned, distance_m: Option<f64>, seen: &BTreeSet<String>) -> Result<Job, Fault> {
    let listed = Listed {
        row: assigned.row,
        distance_m,
    };
    Ok(Job {
        is_new: !seen.contains(&listed.row.id.to_string()),
        due: assigned.due_ms.map(moment),
        left_ms: assigned.due_ms.map(|due_ms| (due_ms - now_ms()) as f64),
        accepted: assigned.accepted,
        contested: assigned.contested,
        line: line(engine, &listed)?,
    })
}

/// A line with what this phone still owes of its ticket.
pub(super) fn line(engine: &Engine, listed: &Listed) -> Result<TicketLine, Fault> {
    let read: TicketLine = serde_json::from_value(listed.json())?;
    let waiting = engine.store().waiting_of(&listed.row.id)?;
    Ok(TicketLine {
        owed: number(waiting.changes + waiting.photos.len() as u64),
        ..read
    })
}

fn no_crew() -> Fault {
    Fault::new(
        Code::NoCrew,
        "this person is in no crew: ask the office to name one, then sync",
    )
}
