// SPDX-License-Identifier: EUPL-1.2
//! One ticket as the screens show it: what it says, what may be done with it, what waits of it.

use ronda_field::engine::{Engine, Listed};
use ronda_field::error::Error;
use ronda_shared::case_row::project;
use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_shared::policy::Deed;
use ronda_shared::ticket::{Ink, Ticket as Read};
use serde_json::{Value as Json, json};

use super::lists::{line, page_asked};
use super::{Desk, delivery, number};
use crate::bridge::fault::Fault;
use crate::bridge::list::{ConflictsPage, NoticesPage, PageQuery, TicketLine};
use crate::bridge::ticket::{Can, Ticket, TicketId as Asked};

/// Whole tickets of a page.
const WHOLE: u32 = 20;

impl Desk {
    pub fn ticket(&mut self, request: Asked) -> Result<Ticket, Fault> {
        let id = self.engine()?.find(&request.id)?;
        self.mark_seen(&id)?;
        self.shown(&id)
    }

    fn shown(&self, id: &TicketId) -> Result<Ticket, Fault> {
        let engine = self.engine()?;
        let read = engine.ticket(id)?;
        let mut json = engine.show(id)?;
        draw_sketches(&mut json);
        let mut shown: Ticket = serde_json::from_value(json)?;
        for photo in &mut shown.photos {
            if let Ok(name) = photo.sha256.parse::<PhotoHash>() {
                photo.is_here = engine.photo_bytes(id, &name).is_ok();
                photo.delivery = self.photo_delivery(&name)?;
            }
        }
        for link in &mut shown.links {
            link.line = linked(engine, &link.ticket)?;
        }
        let waiting = engine.store().waiting_of(id)?;
        let refused = engine.store().set_aside_of(id)?;
        shown.refused = refused
            .iter()
            .map(|aside| delivery::refused(aside, Some(&shown.code)))
            .collect();
        shown.changes_owed = number(waiting.changes);
        shown.can = self.can(&read)?;
        self.mark_read(&mut shown)?;
        Ok(shown)
    }

    /// Of a ticket only what concerns this person is a notice to him, and some of it he has read.
    fn mark_read(&self, shown: &mut Ticket) -> Result<(), Fault> {
        let person = self.engine()?.person().to_string();
        for notice in &mut shown.notices {
            notice.read = notice.read_by.contains(&person);
        }
        Ok(())
    }

    fn can(&self, read: &Read) -> Result<Can, Fault> {
        let engine = self.engine()?;
        let said = read.me_too.contains_key(&engine.person());
        let edits = engine.allows(Deed::Edit);
        let undo = if edits { engine.undoable(&read.id)? } else { Vec::new() };
        Ok(Can {
            events: engine
                .possible_events(read)
                .iter()
                .map(|kind| kind.name().to_owned())
                .collect(),
            edit: edits,
            note: engine.allows(Deed::Note),
            photo: engine.allows(Deed::Photo),
            link: engine.allows(Deed::Link),
            me_too: engine.allows(Deed::MeToo) && !said,
            me_too_undo: said,
            undo: undo.iter().map(ToString::to_string).collect(),
        })
    }

    pub fn conflicts(&mut self, request: PageQuery) -> Result<ConflictsPage, Fault> {
        let (after, limit) = page_asked(&whole(request))?;
        let engine = self.engine()?;
        let (page, end) = engine.conflicts_page(after, limit)?;
        Ok(ConflictsPage {
            items: serde_json::from_value(page.into())?,
            next: end.map(|key| key.to_string()),
            total: number(engine.store().tally()?.contested),
        })
    }

    pub fn notices(&mut self, request: PageQuery) -> Result<NoticesPage, Fault> {
        let (after, limit) = page_asked(&whole(request))?;
        let engine = self.engine_mut()?;
        let (page, end) = engine.unread_page(after, limit)?;
        Ok(NoticesPage {
            items: serde_json::from_value(page.into())?,
            next: end.map(|key| key.to_string()),
            total: number(engine.unread_count()?),
        })
    }

    pub fn notices_read(&mut self, request: Asked) -> Result<(), Fault> {
        let id = self.engine()?.find(&request.id)?;
        if self.engine_mut()?.acknowledge(&id)?.is_some() {
            self.saved(vec![id.to_string()]);
            self.tell_notices();
        }
        Ok(())
    }
}

/// A ticket that another one names; it may be none of those that this phone was given.
fn linked(engine: &Engine, id: &str) -> Result<Option<TicketLine>, Fault> {
    match engine.find(id).and_then(|id| engine.ticket(&id)) {
        Ok(read) => line(engine, &Listed::from(project(&read))).map(Some),
        Err(Error::NoTicket(_)) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

/// A page of what is read from whole tickets is shorter.
fn whole(request: PageQuery) -> PageQuery {
    PageQuery {
        limit: request.limit.or(Some(WHOLE)),
        ..request
    }
}

/// The strokes of kept sketches as the screens draw them: colours, and fractions of width and height.
fn draw_sketches(shown: &mut Json) {
    let photos = shown.get_mut("photos").and_then(Json::as_array_mut);
    for photo in photos.into_iter().flatten() {
        let strokes = photo.pointer("/sketch/strokes").and_then(Json::as_array).cloned();
        let drawn: Vec<Json> = strokes.into_iter().flatten().map(|stroke| drawn(&stroke)).collect();
        if let Json::Object(fields) = photo {
            fields.insert("sketch".into(), json!(drawn));
        }
    }
}

fn drawn(stroke: &Json) -> Json {
    let ink: Option<Ink> = stroke
        .get("ink")
        .and_then(|ink| serde_json::from_value(ink.clone()).ok());
    let points: Vec<(f64, f64)> = stroke
        .get("points")
        .and_then(|points| serde_json::from_value(points.clone()).ok())
        .unwrap_or_default();
    let grid = f64::from(ronda_shared::ticket::SKETCH_GRID);
    let points: Vec<(f64, f64)> = points.into_iter().map(|(x, y)| (x / grid, y / grid)).collect();
    let colour = super::draft_photos::INKS
        .iter()
        .find(|(_, known)| Some(*known) == ink)
        .map(|(colour, _)| *colour);
    json!({ "colour": colour.unwrap_or("#000000"), "width": super::draft_photos::STROKE_WIDTH, "points": points })
}
