// SPDX-License-Identifier: EUPL-1.2
//! The workflow of a ticket as JSON: its events in the order of folding, who was overtaken, who is told, who was where.

use serde_json::{Value as Json, json};

use super::{Beside, name};
use crate::ids::{IntentId, PersonId, TicketId};
use crate::moment::rfc3339;
use crate::ticket::{Notice, Ticket, notices};
use crate::workflow::Visit;

/// The events in the order in which they are folded, each with what overtook it: `ronda events --json`.
#[must_use]
pub fn events_json(ticket: &Ticket, beside: &Beside) -> Json {
    let events = ticket
        .workflow
        .order
        .iter()
        .filter_map(|id| event_json(ticket, id, beside));
    Json::Array(events.collect())
}

fn event_json(ticket: &Ticket, id: &IntentId, beside: &Beside) -> Option<Json> {
    let event = ticket.event(id)?;
    let mut shown = json!({
        "id": id,
        "kind": event.kind,
        "at": id.born_at_ms().map(rfc3339),
        "by": event.by,
        "after": event.after,
        "superseded_by": ticket.workflow.superseded.get(id),
    });
    let parts = [
        ("reason", json!(event.reason)),
        ("text", json!(event.text)),
        ("office", json!(event.office)),
        ("crew", json!(event.crew)),
        ("due", json!(event.due_ms.map(rfc3339))),
        ("outcome", json!(event.outcome)),
        ("hold", json!(event.hold)),
        ("waiver", json!(event.waiver)),
        ("body", json!(event.body)),
        ("passed_on", json!(event.passed_on_ms.map(rfc3339))),
        ("ticket", json!(event.other.map(|other| stands_for(other, beside)))),
        ("approved_by", json!(event.approved_by)),
    ];
    if let Json::Object(fields) = &mut shown {
        let said = parts.into_iter().filter(|(_, value)| !value.is_null());
        fields.extend(said.map(|(key, value)| (key.to_owned(), value)));
    }
    name(&mut shown, "by_name", &event.by, beside);
    if let Some(director) = &event.approved_by {
        name(&mut shown, "approved_by_name", director, beside);
    }
    Some(shown)
}

/// The ticket an event names, or the one in its place.
fn stands_for(ticket: TicketId, beside: &Beside) -> TicketId {
    beside.replaced.get(&ticket).copied().unwrap_or(ticket)
}

/// The crews that are to do it; more than one when they were assigned at once.
pub(super) fn assignments_json(ticket: &Ticket) -> Json {
    let assignments = ticket.workflow.assignments.iter().map(|assignment| {
        json!({
            "event": assignment.event,
            "crew": assignment.crew,
            "due": assignment.due_ms.map(rfc3339),
            "accepted": assignment.accepted,
            "started": assignment.started,
        })
    });
    Json::Array(assignments.collect())
}

/// What people must be told.
pub(super) fn notices_json(ticket: &Ticket, beside: &Beside) -> Json {
    let all = notices(ticket);
    Json::Array(all.iter().map(|notice| notice_json(notice, ticket, beside)).collect())
}

/// One notice, with its sentence.
#[must_use]
pub fn notice_json(notice: &Notice, ticket: &Ticket, beside: &Beside) -> Json {
    let names = |people: &[PersonId]| -> Vec<String> {
        people
            .iter()
            .filter_map(|person| beside.names.get(person).cloned())
            .collect()
    };
    let (by, other_by) = (notice.by(ticket), notice.other_by(ticket));
    let mut shown = json!({
        "kind": notice.kind.name(),
        "event": notice.event,
        "other": notice.other,
        "by": by,
        "other_by": other_by,
        "people": notice.people,
        "names": names(&notice.people),
        "crews": notice.crews,
        "read_by": notice.read_by,
        "sentence": notice.sentence(ticket),
    });
    for (key, person) in [("by_name", by), ("other_by_name", other_by)] {
        person.iter().for_each(|person| name(&mut shown, key, person, beside));
    }
    shown
}

/// What the office flagged.
pub(super) fn old_frontiers_json(ticket: &Ticket, beside: &Beside) -> Json {
    let flags = ticket.old_frontiers.iter().map(|flag| {
        let at = flag.flagged.born_at_ms().map(rfc3339);
        let mut shown = json!({ "change": flag.change.to_string(), "by": flag.by, "at": at });
        name(&mut shown, "by_name", &flag.by, beside);
        shown
    });
    Json::Array(flags.collect())
}

/// Who was where, with the distance and what it means.
pub(super) fn visits_json(ticket: &Ticket, beside: &Beside) -> Json {
    let visits = ticket.visits.iter().map(|entry| {
        let visit: &Visit = &entry.value;
        let distance_m = visit.distance_m().map(|metres| (metres * 10.0).round() / 10.0);
        let mut shown = json!({
            "phase": visit.phase,
            "event": visit.event,
            "at": entry.entry.born_at_ms().map(rfc3339),
            "by": visit.by,
            "fix": visit.fix,
            "distance_m": distance_m,
            "site": visit.site,
            "site_accuracy_m": visit.site.and_then(|site| site.accuracy_m),
            "accuracy_m": visit.fix.and_then(|fix| fix.accuracy_m),
            "fix_age_s": visit.fix.and_then(|fix| fix.fix_age_s),
            "within_m": visit.within_m,
            "verdict": visit.verdict(),
            "override_reason": visit.override_reason,
        });
        name(&mut shown, "by_name", &visit.by, beside);
        shown
    });
    Json::Array(visits.collect())
}
