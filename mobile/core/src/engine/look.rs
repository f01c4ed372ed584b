// SPDX-License-Identifier: EUPL-1.2
//! Looking: lists, search, one ticket, its conflicts, its photos. Nothing here writes.

use std::collections::BTreeSet;

use ronda_shared::case_row::CaseRow;
use ronda_shared::ids::{PersonId, PhotoHash, TicketId};
use ronda_shared::ticket::{Beside, Ticket, conflict_json, summary_json, ticket_json};
use serde_json::{Value as Json, json};

use super::Engine;
use crate::error::Error;
use crate::store::{Filter, PageKey, StoreError};

/// Photos the office was told of and never got, as it last said.
const PHOTOS_MISSING: &str = "photos_missing";

/// Which tickets to list; everything asked for must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Words, each matched as the beginning of one.
    pub search: Option<String>,
    /// Within so many metres of (latitude, longitude), nearest first.
    pub near: Option<((f64, f64), f64)>,
    /// Category code.
    pub category: Option<String>,
    /// Status.
    pub status: Option<String>,
    /// Filed by this person.
    pub mine: bool,
    /// In charge of this office.
    pub office: Option<String>,
    /// To be done by this crew.
    pub crew: Option<String>,
    /// Filed by this person, or acted on by him.
    pub own: bool,
    /// Only those with a field that waits for a decision.
    pub contested: bool,
    /// Only those of which people must be told something.
    pub told: bool,
    /// Only those where somebody may get hurt.
    pub danger: bool,
    /// Only those of which something waits on this phone to be sent, or of which nothing does.
    pub owed: Option<bool>,
    /// Only those that the central store has.
    pub received: bool,
    /// Only those of which something came.
    pub decided: bool,
    /// Only those that still ask for somebody.
    pub open: bool,
    /// Written since, in milliseconds since 1970.
    pub since_ms: Option<i64>,
    /// At most so many.
    pub limit: Option<u32>,
    /// Go on where a page ended; for lists without search and place.
    pub after: Option<PageKey>,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The ticket's row.
    pub row: CaseRow,
    /// Metres from the place asked for.
    pub distance_m: Option<f64>,
}

impl From<CaseRow> for Listed {
    fn from(row: CaseRow) -> Self {
        Self { row, distance_m: None }
    }
}

impl Listed {
    /// As `list --json` shows it.
    #[must_use]
    pub fn json(&self) -> Json {
        let mut summary = summary_json(&self.row);
        if let (Some(metres), Json::Object(fields)) = (self.distance_m, &mut summary) {
            fields.insert("distance_m".to_owned(), json!((metres * 10.0).round() / 10.0));
        }
        summary
    }
}

impl Engine {
    /// Tickets, last written first; by search latest arrivals first; by place nearest first.
    ///
    /// # Errors
    /// When the place is not on Earth or the store cannot be read.
    pub fn list(&self, query: &Query) -> Result<Vec<Listed>, Error> {
        self.list_page(query).map(|(page, _)| page)
    }

    /// As [`Self::list`], with where the page ended unless it was the last.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub fn list_page(&self, query: &Query) -> Result<(Vec<Listed>, Option<PageKey>), Error> {
        let filter = self.filter(query);
        if let Some((centre, radius_m)) = query.near {
            check_place(centre, radius_m)?;
            let found = self
                .store
                .near(centre, radius_m, query.search.as_deref(), &filter, query.limit)?;
            return Ok((
                found
                    .into_iter()
                    .map(|(row, metres)| Listed {
                        row,
                        distance_m: Some(metres),
                    })
                    .collect(),
                None,
            ));
        }
        if let Some(text) = &query.search {
            let found = self.store.search(text, &filter, query.limit)?;
            return Ok((found.into_iter().map(Listed::from).collect(), None));
        }
        Ok(self.store.page(&filter, query.after, query.limit)?)
    }

    /// How many tickets a query without search and place finds, whatever its limit.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn count(&self, query: &Query) -> Result<u64, Error> {
        Ok(self.store.count(&self.filter(query))?)
    }

    pub(crate) fn filter(&self, query: &Query) -> Filter {
        Filter {
            category: query.category.clone(),
            status: query.status.clone(),
            created_by: query.mine.then(|| self.person()),
            office: query.office.clone(),
            crew: query.crew.clone(),
            own: query.own,
            contested: query.contested,
            told: query.told,
            danger: query.danger,
            owed: query.owed,
            received: query.received,
            decided: query.decided,
            open: query.open,
            since_ms: query.since_ms,
        }
    }

    /// A ticket as read from its document.
    ///
    /// # Errors
    /// When it is not here or cannot be read.
    pub fn ticket(&self, ticket: &TicketId) -> Result<Ticket, Error> {
        let read = self.store.read(ticket)?;
        read.ok_or_else(|| Error::NoTicket(ticket.to_string()))
    }

    /// A ticket as `show --json` gives it.
    ///
    /// # Errors
    /// As [`Self::ticket`].
    pub fn show(&self, ticket: &TicketId) -> Result<Json, Error> {
        let read = self.ticket(ticket)?;
        Ok(ticket_json(&read, &self.beside(&read)?))
    }

    /// The contested fields of one ticket, or of every ticket that has some: `{id, code, conflicts}` each.
    ///
    /// # Errors
    /// As [`Self::ticket`].
    pub fn conflicts(&self, ticket: Option<&TicketId>) -> Result<Vec<Json>, Error> {
        let tickets = match ticket {
            Some(ticket) => vec![*ticket],
            None => self
                .list(&Query {
                    contested: true,
                    ..Query::default()
                })?
                .iter()
                .map(|listed| listed.row.id)
                .collect(),
        };
        tickets.iter().map(|ticket| self.conflicts_of(ticket)).collect()
    }

    /// A page of the tickets with contested fields, the last written first, as [`Self::conflicts`] gives them; and where it
    /// ended unless it was the last.
    ///
    /// # Errors
    /// As [`Self::conflicts`].
    pub fn conflicts_page(&self, after: Option<PageKey>, limit: u32) -> Result<(Vec<Json>, Option<PageKey>), Error> {
        let contested = Query {
            contested: true,
            limit: Some(limit),
            after,
            ..Query::default()
        };
        let (page, end) = self.list_page(&contested)?;
        let shown = page.iter().map(|listed| self.conflicts_of(&listed.row.id));
        Ok((shown.collect::<Result<_, _>>()?, end))
    }

    fn conflicts_of(&self, ticket: &TicketId) -> Result<Json, Error> {
        let read = self.ticket(ticket)?;
        let beside = self.beside(&read)?;
        let conflicts: Vec<Json> = read
            .conflicts()
            .map(|conflict| conflict_json(&conflict, &beside))
            .collect();
        Ok(json!({ "id": read.id, "code": read.code, "conflicts": conflicts }))
    }

    /// The stored JPEG of a ticket's photo.
    ///
    /// # Errors
    /// [`Error::NoPhoto`] when the ticket does not name it or its bytes are not here.
    pub fn photo_bytes(&self, ticket: &TicketId, photo: &PhotoHash) -> Result<Vec<u8>, Error> {
        if !self.store.ticket_names_photo(ticket, photo)? {
            return Err(Error::NoPhoto);
        }
        self.store.photo_jpeg(photo)?.ok_or(Error::NoPhoto)
    }

    /// What this phone knows beside a ticket.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn beside(&self, read: &Ticket) -> Result<Beside, StoreError> {
        let missing: Vec<PhotoHash> = self.store.meta(PHOTOS_MISSING)?.unwrap_or_default();
        let mut delivered_photos = BTreeSet::new();
        for photo in read.photos.iter().map(|entry| entry.value.sha256) {
            if self.is_delivered(&photo, &missing)? {
                delivered_photos.insert(photo);
            }
        }
        Ok(Beside {
            delivered_at_ms: read.received_at_ms,
            delivered_photos,
            replaced: self.replaced(read.tied())?,
            ..self.names(&read.people())?
        })
    }

    /// The names of these people, as far as this phone knows them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn names(&self, people: &BTreeSet<PersonId>) -> Result<Beside, StoreError> {
        let mut names = self.store.names_of(people)?;
        let own = || self.identity.person_name.clone();
        names.entry(self.person()).or_insert_with(own);
        Ok(Beside {
            names,
            ..Beside::default()
        })
    }

    /// An own photo has its receipt; another's came by way of the store, which says what it never got.
    fn is_delivered(&self, photo: &PhotoHash, missing: &[PhotoHash]) -> Result<bool, StoreError> {
        let state = self.store.photo(photo)?.filter(|state| state.own);
        Ok(state.map_or_else(|| !missing.contains(photo), |state| state.server_no.is_some()))
    }
}

pub(super) fn check_place(centre: (f64, f64), radius_m: f64) -> Result<(), Error> {
    let on_earth = (-90.0..=90.0).contains(&centre.0) && (-180.0..=180.0).contains(&centre.1);
    if on_earth && radius_m.is_finite() && radius_m > 0.0 {
        return Ok(());
    }
    Err(Error::Invalid(vec![
        "the place is not on Earth: give LAT,LON in degrees and a radius in metres above 0".into(),
    ]))
}
