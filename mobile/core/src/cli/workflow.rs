// SPDX-License-Identifier: EUPL-1.2
//! The verbs of the workflow: what happens to tickets, how they stand to each other, what people are told, a person's day.

use ronda_shared::duplicates::Sought;
use ronda_shared::ids::TicketId;
use ronda_shared::ticket::{Conflict, LinkKind, PhotoRole, conflict_json, events_json};
use ronda_shared::workflow::Told;
use serde_json::{Value as Json, json};

use super::args::{Duplicates, Happen, Link, Notices, Said, Undo};
use super::output::{Answer, Fault};
use super::verbs::{answer, camera_file};
use super::{edits, tables, words};
use crate::engine::{Advice, Assigned, Engine, HappenRequest, Listed, Saved, Similar};
use crate::error::Error;
use crate::store::LostEdit;

/// `do`: makes something happen.
pub(super) fn happen(engine: &mut Engine, typed: Happen) -> Result<Answer, Fault> {
    let ticket = engine.find(&typed.id)?;
    let place = edits::place(typed.lat, typed.lon, typed.accuracy)?;
    let photos = typed
        .photos
        .iter()
        .map(|path| camera_file(path, PhotoRole::After))
        .collect::<Result<_, _>>()?;
    let other = typed.ticket.as_deref().map(|other| other_ticket(engine, other));
    let told = Told {
        event: typed.event,
        reason: typed.reason,
        outcome: typed.outcome,
        office: typed.office,
        crew: typed.crew,
        hold: typed.hold,
        text: typed.text,
        body: typed.body,
        passed_on: typed.passed_on,
        due: typed.due,
        waive: typed.waive,
        other: other.transpose()?,
        approved_by: None,
    };
    let saved = engine.happen(&ticket, HappenRequest { told, place, photos })?;
    let line = format!("Saved {}: it is {} now, on this device.", saved.code, saved.status);
    Ok(Answer {
        words: words::with_notes(line, &Advice::sentences(&saved.notes)),
        ..answer(&saved)
    })
}

/// `events`: everything that happened, in the order in which it counts.
pub(super) fn events(engine: &Engine, id: &str) -> Result<Answer, Fault> {
    let read = engine.ticket(&engine.find(id)?)?;
    let beside = engine.beside(&read).map_err(Error::from)?;
    let shown = events_json(&read, &beside);
    let words = tables::events(&shown);
    Ok(Answer::new(shown, words))
}

/// `link`: ties a ticket to another.
pub(super) fn link(engine: &mut Engine, typed: &Link) -> Result<Answer, Fault> {
    let ticket = engine.find(&typed.id)?;
    let other = other_ticket(engine, &typed.other)?;
    let kinds = LinkKind::NAMES.map(|(name, kind)| (name, kind));
    let kind = edits::named(&kinds, &typed.kind.replace('-', "_"), "link")?;
    done(engine.link(&ticket, kind, other, !typed.remove)?)
}

/// `me-too`: the same trouble was met by one more.
pub(super) fn me_too(engine: &mut Engine, typed: &Said) -> Result<Answer, Fault> {
    let ticket = engine.find(&typed.id)?;
    done(engine.me_too(&ticket, !typed.remove)?)
}

/// `watch`: follows a ticket.
pub(super) fn watch(engine: &mut Engine, typed: &Said) -> Result<Answer, Fault> {
    let ticket = engine.find(&typed.id)?;
    done(engine.watch(&ticket, !typed.remove)?)
}

/// `notices`: what a person must be told; read ones are remembered as read when he says so.
pub(super) fn notices(engine: &mut Engine, typed: &Notices) -> Result<Answer, Fault> {
    let ticket = typed.id.as_deref().map(|id| engine.find(id)).transpose()?;
    let mut shown = engine.notices(ticket.as_ref())?;
    if typed.read {
        for told in &shown {
            let id = told.get("id").and_then(Json::as_str).and_then(|id| id.parse().ok());
            if let Some(id) = id {
                engine.acknowledge(&id)?;
            }
        }
    }
    if ticket.is_none() {
        shown.extend(engine.store().lost_edits()?.iter().map(destroyed));
        if typed.read {
            engine.store_mut().read_of_lost_edits()?;
        }
    }
    let words = tables::notices(&shown);
    Ok(Answer::new(json!(shown), words))
}

/// A notice about a ticket that is no longer here.
fn destroyed(edit: &LostEdit) -> Json {
    let notice = json!({ "kind": "purged", "sentence": words::lost_sentence(edit), "read": false });
    json!({ "id": edit.ticket, "code": null, "title": null, "notices": [notice] })
}

/// `mine`: filed by this person, or acted on.
pub(super) fn mine(engine: &Engine) -> Result<Answer, Fault> {
    let listed = engine.mine()?;
    let shown: Vec<Json> = listed.iter().map(Listed::json).collect();
    Ok(Answer::new(json!(shown), words::list(&listed)))
}

/// `today`: what the crew is to do.
pub(super) fn today(engine: &Engine) -> Result<Answer, Fault> {
    let assigned = engine.today()?;
    let shown: Vec<Json> = assigned.iter().map(Assigned::json).collect();
    Ok(Answer::new(json!(shown), tables::today(&assigned)))
}

/// `duplicates`: tickets that may be about the same trouble.
pub(super) fn duplicates(engine: &Engine, typed: Duplicates) -> Result<Answer, Fault> {
    let (radius_m, days) = engine.duplicates_within(&typed.category)?;
    let sought = Sought {
        category: typed.category,
        place: (typed.lat, typed.lon),
        words: typed.text.unwrap_or_default(),
        asset_ref: typed.asset_ref,
        radius_m: typed.radius.unwrap_or(radius_m),
        days: typed.days.unwrap_or(days),
        now_ms: engine.now_ms(),
    };
    let found = engine.duplicates(&sought)?;
    let shown: Vec<Json> = found.iter().map(Similar::json).collect();
    Ok(Answer::new(json!(shown), tables::duplicates(&found)))
}

/// `undo`: what a field showed before is written back.
pub(super) fn undo(engine: &mut Engine, typed: &Undo) -> Result<Answer, Fault> {
    let ticket = engine.find(&typed.id)?;
    let (saved, beside) = engine.undo(&ticket, &typed.field)?;
    let stood = Conflict {
        field: &typed.field,
        versions: &beside,
    };
    let people = beside.iter().map(|version| version.by).collect();
    let names = engine.names(&people).map_err(Error::from)?;
    let others = conflict_json(&stood, &names);
    let mut answer = answer(&saved);
    if let Json::Object(fields) = &mut answer.json {
        let others = others.get("values").cloned().unwrap_or_default();
        fields.insert("others".to_owned(), others);
    }
    if !beside.is_empty() {
        answer.words.push_str("\nThese stood beside it then:\n");
        answer.words.push_str(&words::contested(&others));
    }
    Ok(answer)
}

/// A ticket may be named by its id although it is not on this phone.
pub(super) fn other_ticket(engine: &Engine, typed: &str) -> Result<TicketId, Fault> {
    match typed.trim().parse() {
        Ok(id) => Ok(id),
        Err(_) => Ok(engine.find(typed)?),
    }
}

fn done(saved: Saved) -> Result<Answer, Fault> {
    Ok(answer(&saved))
}
