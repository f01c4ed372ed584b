// SPDX-License-Identifier: EUPL-1.2
//! Lists, the crew's day, and what may have been reported already.

use std::collections::{BTreeMap, BTreeSet};

use ronda_field::engine::{Listed, Query};
use ronda_field::store::Waiting;
use ronda_shared::duplicates::{OFFERED, Sought};
use ronda_shared::ids::TicketId;
use ronda_shared::workflow::Status;

use super::{Desk, invalid, moment, number};
use crate::bridge::fault::{Code, Fault};
use crate::bridge::list::{Chip, DuplicatesOf, Job, Similar, TicketLine, TicketPage, TicketQuery};
use crate::clock::now_ms;

const PAGE: u32 = 50;
/// Jobs looked at on this phone, as ids one after another.
pub(super) const SEEN: &str = "jobs_seen";

type Owed = BTreeMap<TicketId, Waiting>;

impl Desk {
    pub fn tickets(&mut self, request: TicketQuery) -> Result<TicketPage, Fault> {
        let owed = self.engine()?.store().waiting()?;
        let limit = request.limit.unwrap_or(PAGE);
        match request.chip.unwrap_or(Chip::All) {
            Chip::Queued => self.chosen_of(request, &owed, |listed, owed| owed.contains_key(&listed.row.id)),
            Chip::Delivered => self.chosen_of(request, &owed, |listed, owed| {
                listed.row.received_at_ms.is_some() && !owed.contains_key(&listed.row.id)
            }),
            Chip::Outcome => self.chosen_of(request, &owed, |listed, _| listed.row.outcome.is_some()),
            Chip::Dangers => self.dangers(limit, &owed),
            _ => self.page(request, limit, &owed),
        }
    }

    fn page(&self, request: TicketQuery, limit: u32, owed: &Owed) -> Result<TicketPage, Fault> {
        let after = request.after.as_deref().map(str::parse).transpose();
        let after = after.map_err(|_| invalid("this page does not exist: begin at the first"))?;
        let query = Query {
            limit: Some(limit),
            after,
            ..self.query(request)?
        };
        let (listed, end) = self.engine()?.list_page(&query)?;
        Ok(TicketPage {
            items: lines(&listed, owed)?,
            next: end.map(|key| key.to_string()),
        })
    }

    /// This person's tickets of which something holds; they are few.
    fn chosen_of(
        &self,
        request: TicketQuery,
        owed: &Owed,
        holds: impl Fn(&Listed, &Owed) -> bool,
    ) -> Result<TicketPage, Fault> {
        let query = Query {
            own: true,
            ..self.query(request)?
        };
        let mut listed = self.engine()?.list(&query)?;
        listed.retain(|listed| holds(listed, owed));
        Ok(TicketPage {
            items: lines(&listed, owed)?,
            next: None,
        })
    }

    fn dangers(&self, limit: u32, owed: &Owed) -> Result<TicketPage, Fault> {
        let is_open =
            |status: &str| Status::named(status).is_none_or(|status| status.is_open() && status != Status::Resolved);
        let mut listed = self.engine()?.list(&Query {
            danger: true,
            ..Query::default()
        })?;
        listed.retain(|listed| is_open(&listed.row.status));
        listed.truncate(limit as usize);
        Ok(TicketPage {
            items: lines(&listed, owed)?,
            next: None,
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
            own: chip == Chip::Mine,
            contested: chip == Chip::Contested,
            told: chip == Chip::Told,
            crew,
            ..Query::default()
        })
    }

    pub fn today(&mut self, (): ()) -> Result<Vec<Job>, Fault> {
        if self.engine()?.identity().grants.crew.is_none() {
            return Err(no_crew());
        }
        let (owed, seen) = (self.engine()?.store().waiting()?, self.seen()?);
        let job = |assigned: ronda_field::engine::Assigned| {
            Ok(Job {
                is_new: !seen.contains(&assigned.row.id.to_string()),
                due: assigned.due_ms.map(moment),
                left_ms: assigned.due_ms.map(|due_ms| (due_ms - now_ms()) as f64),
                accepted: assigned.accepted,
                contested: assigned.contested,
                line: line(
                    &Listed {
                        row: assigned.row,
                        distance_m: None,
                    },
                    &owed,
                )?,
            })
        };
        self.engine()?.today()?.into_iter().map(job).collect()
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
        let owed = engine.store().waiting()?;
        let similar = |found: ronda_field::engine::Similar| {
            let candidate = found.candidate;
            Ok(Similar {
                line: line(
                    &Listed {
                        row: found.row,
                        distance_m: Some(candidate.distance_m),
                    },
                    &owed,
                )?,
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

fn lines(listed: &[Listed], owed: &Owed) -> Result<Vec<TicketLine>, Fault> {
    listed.iter().map(|listed| line(listed, owed)).collect()
}

fn line(listed: &Listed, owed: &Owed) -> Result<TicketLine, Fault> {
    let read: TicketLine = serde_json::from_value(listed.json())?;
    let waiting = owed.get(&listed.row.id);
    let count = waiting.map_or(0, |waiting| waiting.changes + waiting.photos.len() as u64);
    Ok(TicketLine {
        owed: number(count),
        ..read
    })
}

fn no_crew() -> Fault {
    Fault::new(
        Code::NoCrew,
        "this person is in no crew: ask the office to name one, then sync",
    )
}
