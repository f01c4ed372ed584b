// SPDX-License-Identifier: EUPL-1.2
//! Changing a ticket that is there: each command is one use case of the engine.

use ronda_field::engine::{HappenRequest, Saved as Kept};
use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::place::distance_m;
use ronda_shared::ticket::{Category, Danger, Field, LinkKind, Priority, Value, Visibility};
use ronda_shared::workflow::Told;

use super::advice::advice;
use super::drafts::{place, told};
use super::{Desk, invalid, moment};
use crate::bridge::draft::Saved;
use crate::bridge::edit::{
    ConflictKeep, EventDo, FieldUndo, Fields, LinkSet, NoteAdd, Said, SiteCheck, SiteDistance, TicketEdit,
};
use crate::bridge::fault::Fault;

impl Desk {
    /// What was saved, told to the screens too.
    pub(super) fn kept(&mut self, kept: Kept) -> Saved {
        self.saved(vec![kept.id.to_string()]);
        Saved {
            id: kept.id.to_string(),
            code: kept.code,
            saved_at: moment(kept.saved_at_ms),
            notes: kept.notes.iter().map(advice).collect(),
            status: kept.status,
        }
    }

    pub fn ticket_edit(&mut self, request: TicketEdit) -> Result<Saved, Fault> {
        let (id, fields) = (self.engine()?.find(&request.id)?, fields(request.fields)?);
        let seen = seen(&request.seen)?;
        let kept = self.engine_mut()?.edit_seen(&id, &seen, fields)?;
        Ok(self.kept(kept))
    }

    pub fn note_add(&mut self, request: NoteAdd) -> Result<Saved, Fault> {
        let id = self.engine()?.find(&request.id)?;
        let kept = self.engine_mut()?.note(&id, &request.text)?;
        Ok(self.kept(kept))
    }

    pub fn conflict_keep(&mut self, request: ConflictKeep) -> Result<Saved, Fault> {
        let (id, field) = (self.engine()?.find(&request.id)?, field(&request.field)?);
        let kept = self.engine_mut()?.keep(&id, &field, &request.value_id)?;
        Ok(self.kept(kept))
    }

    pub fn field_undo(&mut self, request: FieldUndo) -> Result<Saved, Fault> {
        let (id, field) = (self.engine()?.find(&request.id)?, field(&request.field)?);
        let (kept, _) = self.engine_mut()?.undo(&id, &field)?;
        Ok(self.kept(kept))
    }

    pub fn link_set(&mut self, request: LinkSet) -> Result<Saved, Fault> {
        let (id, other) = (self.engine()?.find(&request.id)?, self.other(&request.other)?);
        let kind = named(&LinkKind::NAMES, &request.kind, "link")?;
        let kept = self.engine_mut()?.link(&id, kind, other, request.there)?;
        Ok(self.kept(kept))
    }

    pub fn me_too(&mut self, request: Said) -> Result<Saved, Fault> {
        let id = self.engine()?.find(&request.id)?;
        let kept = self.engine_mut()?.me_too(&id, request.there)?;
        Ok(self.kept(kept))
    }

    pub fn watch(&mut self, request: Said) -> Result<Saved, Fault> {
        let id = self.engine()?.find(&request.id)?;
        let kept = self.engine_mut()?.watch(&id, request.there)?;
        Ok(self.kept(kept))
    }

    pub fn event_do(&mut self, request: EventDo) -> Result<Saved, Fault> {
        let id = self.engine()?.find(&request.id)?;
        let told: Told = told(request.event, |other| self.other(other))?;
        let place = request.place.as_ref().map(place).transpose()?;
        let request = HappenRequest {
            told,
            place,
            photos: Vec::new(),
        };
        let kept = self.engine_mut()?.happen(&id, request)?;
        Ok(self.kept(kept))
    }

    /// A ticket may be named by its id although it is not on this phone.
    pub(super) fn other(&self, typed: &str) -> Result<TicketId, Fault> {
        match typed.trim().parse() {
            Ok(id) => Ok(id),
            Err(_) => Ok(self.engine()?.find(typed)?),
        }
    }

    pub fn site_distance(&mut self, request: SiteCheck) -> Result<SiteDistance, Fault> {
        let engine = self.engine()?;
        let read = engine.ticket(&engine.find(&request.id)?)?;
        let (within_m, verdict) = engine.site(&read, place(&request.place)?)?;
        let there = (request.place.lat, request.place.lon);
        Ok(SiteDistance {
            distance_m: read.position().map(|site| distance_m((site.lat, site.lon), there)),
            accuracy_m: request.place.accuracy_m,
            within_m,
            verdict: serde_json::to_value(verdict)?.as_str().unwrap_or_default().to_owned(),
        })
    }
}

/// The version somebody had before him.
fn seen(heads: &[String]) -> Result<Vec<ChangeHash>, Fault> {
    let unknown = |_| invalid("this names no version of the ticket: open it again");
    heads.iter().map(|head| head.parse().map_err(unknown)).collect()
}

fn fields(typed: Fields) -> Result<Vec<(Field, Value)>, Fault> {
    let category = |code| {
        Value::Category(Category {
            code,
            taxonomy_version: String::new(),
        })
    };
    let danger = |reason: String| {
        Value::Danger(Danger {
            present: !reason.trim().is_empty(),
            reason,
        })
    };
    let priority = typed
        .priority
        .map(|name| named(&Priority::NAMES, &name, "priority"))
        .transpose()?;
    let visibility = typed
        .visibility
        .map(|name| named(&Visibility::NAMES, &name, "visibility"))
        .transpose()?;
    let position = typed
        .place
        .as_ref()
        .map(place)
        .transpose()?
        .map(ronda_field::engine::Place::position);
    let all = [
        (Field::Category, typed.category.map(category)),
        (Field::Title, typed.title.map(text)),
        (Field::Description, typed.description.map(Value::Text)),
        (Field::Position, position.map(Value::Position)),
        (Field::Address, typed.address.map(text)),
        (Field::District, typed.district.map(text)),
        (Field::AssetRef, typed.asset_ref.map(text)),
        (Field::Priority, priority.map(Value::Priority)),
        (Field::Danger, typed.danger.map(danger)),
        (Field::Visibility, visibility.map(Value::Visibility)),
    ];
    let said = all
        .into_iter()
        .filter_map(|(field, value)| value.map(|value| (field, value)));
    let answers = typed
        .answers
        .into_iter()
        .map(|(code, answer)| (Field::Answer(code), text(answer)));
    Ok(said.chain(answers).collect())
}

fn text(typed: String) -> Value {
    if typed.is_empty() {
        Value::Cleared
    } else {
        Value::Text(typed)
    }
}

fn field(name: &str) -> Result<Field, Fault> {
    name.parse()
        .map_err(|fault: ronda_shared::ticket::UnknownField| invalid(fault.to_string()))
}

/// A value of a table of names.
pub(super) fn named<T: Copy>(table: &[(&'static str, T)], name: &str, what: &str) -> Result<T, Fault> {
    let found = table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let known = || table.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| invalid(format!("\"{name}\" is no {what}: use one of {}", known())))
}
