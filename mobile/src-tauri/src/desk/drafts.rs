// SPDX-License-Identifier: EUPL-1.2
//! Drafts: what crosses the bridge is kept as JSON beside the photos; saving turns it into the engine's own requests.

use ronda_field::engine::{FileRequest, HappenRequest, Place};
use ronda_field::store;
use ronda_shared::ids::TicketId;
use ronda_shared::moment::moment_ms;
use ronda_shared::ticket::{PositionSource, Priority, Visibility};
use ronda_shared::workflow::Told;

use super::advice::advice;
use super::contact::contact;
use super::draft_photos::photo;
use super::edits::named;
use super::{Desk, invalid, moment};
use crate::bridge::draft::{
    Draft, DraftAim, DraftBegin, DraftForm, DraftId, DraftKind, DraftSaved, DraftWrite, EventForm, Saved, Spot,
};
use crate::bridge::fault::Fault;
use crate::clock::now_ms;

/// A draft that becomes a ticket, as it is kept.
pub(super) const REPORT: &str = "report";
const SOURCES: [(&str, PositionSource); 4] = [
    ("gps", PositionSource::Gps),
    ("pin", PositionSource::Pin),
    ("address", PositionSource::Address),
    ("asset", PositionSource::Asset),
];

impl Desk {
    pub fn drafts(&mut self, (): ()) -> Result<Vec<Draft>, Fault> {
        let all = self.engine()?.store().drafts()?;
        all.into_iter().map(|draft| self.draft(draft)).collect()
    }

    pub(super) fn draft(&self, kept: store::Draft) -> Result<Draft, Fault> {
        let photos = self.engine()?.store().draft_photos(&kept.id)?;
        Ok(Draft {
            kind: kind_named(&kept.kind)?,
            ticket: kept.ticket.map(|ticket| ticket.to_string()),
            form: serde_json::from_str(&kept.form)?,
            photos: photos.into_iter().map(photo).collect::<Result<_, _>>()?,
            created_at: moment(kept.created_at_ms),
            saved_at: moment(kept.saved_at_ms),
            id: kept.id,
        })
    }

    pub fn draft_begin(&mut self, request: DraftBegin) -> Result<Draft, Fault> {
        let find = |id: &String| self.engine()?.find(id).map_err(Fault::from);
        let ticket = request.ticket.as_ref().map(find).transpose()?;
        let kind = kind_name(request.kind)?;
        let all = self.engine()?.store().drafts()?;
        let same = |draft: &store::Draft| draft.ticket.is_some() && draft.ticket == ticket && draft.kind == kind;
        if let Some(there) = all.into_iter().find(same) {
            return self.draft(there);
        }
        let form = serde_json::to_string(&DraftForm::default())?;
        let begun = self.engine_mut()?.begin_draft(&kind, ticket, form)?;
        self.tell_state();
        self.draft(begun)
    }

    pub fn draft_read(&mut self, request: DraftId) -> Result<Draft, Fault> {
        self.draft(self.engine()?.draft(&request.id)?)
    }

    pub fn draft_write(&mut self, request: DraftWrite) -> Result<DraftSaved, Fault> {
        let form = serde_json::to_string(&request.form)?;
        let saved_at_ms = self.engine_mut()?.write_draft(&request.id, form)?;
        Ok(DraftSaved {
            saved_at: moment(saved_at_ms),
        })
    }

    pub fn draft_aim(&mut self, request: DraftAim) -> Result<Draft, Fault> {
        let ticket = self.engine()?.find(&request.ticket)?;
        let kind = kind_name(DraftKind::Addition)?;
        let aimed = self.engine_mut()?.aim_draft(&request.id, &kind, ticket)?;
        self.draft(aimed)
    }

    pub fn draft_drop(&mut self, request: DraftId) -> Result<(), Fault> {
        self.engine_mut()?.store_mut().drop_draft(&request.id)?;
        self.tell_state();
        Ok(())
    }

    pub fn draft_save(&mut self, request: DraftId) -> Result<Saved, Fault> {
        let kept = self.engine()?.draft(&request.id)?;
        let form: DraftForm = serde_json::from_str(&kept.form)?;
        match (kind_named(&kept.kind)?, kept.ticket) {
            (DraftKind::Report, _) => self.file(&request.id, form),
            (DraftKind::Event, Some(ticket)) => self.happens(&request.id, ticket, form),
            (DraftKind::Addition, Some(ticket)) => self.adds(&request.id, ticket, form),
            (_, None) => Err(invalid("the draft names no ticket: throw it away and begin again")),
        }
    }

    fn file(&mut self, draft: &str, form: DraftForm) -> Result<Saved, Fault> {
        let photos = self.new_photos(draft)?;
        let spot = form.place.as_ref().or(form.device_fix.as_ref());
        let request = FileRequest {
            place: spot.map(place).transpose()?,
            category: form.category.unwrap_or_default(),
            title: form.title,
            description: form.description,
            address: form.address,
            district: form.district,
            priority: form
                .priority
                .map(|name| named(&Priority::NAMES, &name, "priority"))
                .transpose()?,
            danger: form.danger,
            visibility: form
                .visibility
                .map(|name| named(&Visibility::NAMES, &name, "visibility"))
                .transpose()?,
            asset_ref: form.asset_ref,
            address_filled_in: form.address_source.is_some(),
            different_from: self.others(form.different_from.unwrap_or_default())?,
            answers: form.answers,
            measured: form.device_fix.as_ref().map(place).transpose()?,
            photos,
            contact: form.contact.map(contact).unwrap_or_default(),
        };
        let filed = self.engine_mut()?.finish_draft(draft, |engine| engine.file(request))?;
        self.saved(vec![filed.id.to_string()]);
        Ok(Saved {
            id: filed.id.to_string(),
            code: filed.code,
            saved_at: moment(filed.saved_at_ms),
            notes: filed.notes.iter().map(advice).collect(),
            status: "submitted".to_owned(),
        })
    }

    fn others(&self, ids: Vec<String>) -> Result<Vec<TicketId>, Fault> {
        ids.iter().map(|id| self.other(id)).collect()
    }

    fn happens(&mut self, draft: &str, ticket: TicketId, form: DraftForm) -> Result<Saved, Fault> {
        let photos = self.new_photos(draft)?;
        let event = form.event.ok_or_else(|| invalid("nothing happens yet: choose what"))?;
        let told = told(event, |other| self.other(other))?;
        let spot = form.device_fix.as_ref().or(form.place.as_ref());
        let place = spot.map(place).transpose()?;
        let request = HappenRequest { told, place, photos };
        let happen = |engine: &mut ronda_field::engine::Engine| engine.happen(&ticket, request);
        let kept = self.engine_mut()?.finish_draft(draft, happen)?;
        Ok(self.kept(kept))
    }

    fn adds(&mut self, draft: &str, ticket: TicketId, form: DraftForm) -> Result<Saved, Fault> {
        let photos = self.new_photos(draft)?;
        let note = form.description.filter(|note| !note.trim().is_empty());
        // Sealed at once and by itself: should what follows fail, the draft stays and nothing is lost.
        if let Some(typed) = form.contact.map(contact).filter(|typed| !typed.is_empty()) {
            self.engine_mut()?.edit_noting(&ticket, Vec::new(), typed)?;
        }
        let add = |engine: &mut ronda_field::engine::Engine| engine.add(&ticket, photos, note.as_deref());
        let kept = self.engine_mut()?.finish_draft(draft, add)?;
        Ok(self.kept(kept))
    }
}

/// What happens, in the engine's words.
pub(super) fn told(form: EventForm, other: impl Fn(&str) -> Result<TicketId, Fault>) -> Result<Told, Fault> {
    Ok(Told {
        event: form.event,
        reason: form.reason,
        outcome: form.outcome,
        office: form.office,
        crew: form.crew,
        hold: form.hold,
        text: form.text,
        body: form.body,
        passed_on: form.passed_on,
        due: form.due,
        waive: form.waive,
        other: form.other.as_deref().map(other).transpose()?,
        approved_by: None,
    })
}

/// A place as the engine takes it.
pub(super) fn place(spot: &Spot) -> Result<Place, Fault> {
    let source = named(&SOURCES, &spot.source, "source of a place")?;
    let age_ms = spot
        .at
        .as_deref()
        .and_then(moment_ms)
        .map(|at_ms| now_ms().saturating_sub(at_ms));
    Ok(Place {
        accuracy_m: spot.accuracy_m,
        fix_age_s: age_ms.and_then(|age_ms| u32::try_from(age_ms.max(0) / 1000).ok()),
        mocked: spot.mocked,
        ..Place::new(spot.lat, spot.lon, source)
    })
}

fn kind_name(kind: DraftKind) -> Result<String, Fault> {
    Ok(serde_json::to_value(kind)?.as_str().unwrap_or_default().to_owned())
}

fn kind_named(kind: &str) -> Result<DraftKind, Fault> {
    Ok(serde_json::from_value(serde_json::json!(kind))?)
}
