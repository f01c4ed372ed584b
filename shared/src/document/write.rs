// SPDX-License-Identifier: EUPL-1.2
//! Writes one action into a document as one change.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, AutomergeError, ObjId, ROOT, ReadDoc, ScalarValue};

use super::DocumentError;
use super::layout::{self, Container, LAYOUT, key};
use super::log;
use super::present::of_map;
use super::raw::RawChange;
use super::register::Stamped;
use crate::code::spoken_code;
use crate::ids::{Actor, IntentId};
use crate::ticket::{
    Acknowledgement, Action, Edit, Field, FlagEntry, Membership, NewTicket, Note, NoteEntry, Value, flag_key,
};
use crate::wire::to_cbor;
use crate::workflow::{Event, Happened, frontier};

/// Writes `action` on the current heads of `doc`. On an error `doc` may be half-written and must be dropped.
pub(super) fn write(doc: &mut Automerge, actor: Actor, action: &Action) -> Result<RawChange, DocumentError> {
    write_in_layout(doc, actor, action, LAYOUT)
}

/// As [`write`], founding a new ticket in this layout.
pub(super) fn write_in_layout(
    doc: &mut Automerge,
    actor: Actor,
    action: &Action,
    layout: u64,
) -> Result<RawChange, DocumentError> {
    check(doc, action)?;
    let setting = Setting {
        after: visible_frontier(doc, action),
        layout,
    };
    doc.set_actor(layout::actor_id(actor));
    let options = CommitOptions::default().with_time(action.at_ms);
    let done = doc.transact_with(
        |_: &()| options,
        |tx| {
            action
                .edits
                .iter()
                .try_for_each(|edit| write_edit(tx, action, edit, &setting))
        },
    );
    let hash = done
        .ok()
        .and_then(|success| success.hash)
        .ok_or(DocumentError::NotWritten)?;
    let change = doc.get_change_by_hash(&hash).ok_or(DocumentError::NotWritten)?;
    // Whatever is said to be saved must be admissible, so our own change passes the same scan as a stranger's.
    RawChange::scan(change.raw_bytes().to_vec()).map_err(|refusal| DocumentError::Invalid(vec![refusal.detail]))
}

/// What the document says about an action before it is written.
struct Setting {
    /// The events its author sees.
    after: Vec<IntentId>,
    /// The layout of a ticket it founds.
    layout: u64,
}

fn check(doc: &Automerge, action: &Action) -> Result<(), DocumentError> {
    let mut faults = action.faults();
    let files = action.edits.iter().filter(|edit| matches!(edit, Edit::File(_))).count();
    let begins = matches!(action.edits.first(), Some(Edit::File(_)));
    let is_new = doc.get_heads().is_empty();
    if files != usize::from(is_new) || begins != is_new {
        faults.push("a ticket is filed once, by its first action".into());
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(DocumentError::Invalid(faults))
    }
}

/// What an event of this action comes after: exactly what its author sees.
fn visible_frontier(doc: &Automerge, action: &Action) -> Vec<IntentId> {
    if action.events().next().is_none() {
        return Vec::new();
    }
    let seen = log::entries::<Event>(&of_map(doc, Container::Events));
    let seen: Vec<Happened<'_>> = seen
        .iter()
        .map(|entry| Happened {
            id: entry.entry,
            event: &entry.value,
        })
        .collect();
    frontier(&seen)
}

fn write_edit(tx: &mut Transaction<'_>, action: &Action, edit: &Edit, setting: &Setting) -> Result<(), AutomergeError> {
    match edit {
        Edit::File(new) => write_genesis(tx, action, new, setting.layout),
        Edit::Set(field, value) => write_field(tx, action, field, value),
        Edit::AddPhoto(added) => write_entry(tx, Container::Photos, &added.entry, to_cbor(&added.photo)),
        Edit::AddNote(note) => write_note(tx, action, Container::Notes, note),
        Edit::AddPublicUpdate(note) => write_note(tx, action, Container::PublicUpdates, note),
        Edit::Admit {
            received_at_ms,
            case_number,
        } => {
            let server = container(tx, Container::Server)?;
            tx.put(&server, key::RECEIVED_AT, ScalarValue::Timestamp(*received_at_ms))?;
            tx.put(&server, key::CASE_NUMBER, case_number.as_str())
        }
        Edit::Happen(happened) => {
            let event = Event {
                after: setting.after.clone(),
                ..happened.event.clone()
            };
            write_entry(tx, Container::Events, &happened.entry, to_cbor(&event))
        }
        Edit::Visit(added) => write_entry(tx, Container::Visits, &added.entry, to_cbor(&added.visit)),
        Edit::Link(link, there) => write_member(tx, action, Container::Links, &link.key(), *there),
        Edit::MeToo(there) => write_member(tx, action, Container::MeToo, &action.by.to_string(), *there),
        Edit::Watch(there) => write_member(tx, action, Container::Watchers, &action.by.to_string(), *there),
        Edit::Acknowledge(event) => {
            let told = Acknowledgement {
                event: *event,
                by: action.by,
            };
            write_member(tx, action, Container::Acknowledged, &told.key(), true)
        }
        Edit::FlagOld(change, by) => {
            let server = container(tx, Container::Server)?;
            let flag = FlagEntry {
                flagged: action.intent,
                by: *by,
            };
            tx.put(&server, flag_key(change), ScalarValue::Bytes(to_cbor(&flag)))
        }
    }
}

/// Adding wins over a concurrent removal, because a removal only names what its author had seen.
fn write_member(
    tx: &mut Transaction<'_>,
    action: &Action,
    set: Container,
    key: &str,
    there: bool,
) -> Result<(), AutomergeError> {
    let set = container(tx, set)?;
    if !there {
        return tx.delete(&set, key);
    }
    let member = Membership {
        intent: action.intent,
        by: action.by,
    };
    tx.put(&set, key, ScalarValue::Bytes(to_cbor(&member)))
}

fn write_genesis(
    tx: &mut Transaction<'_>,
    action: &Action,
    new: &NewTicket,
    layout: u64,
) -> Result<(), AutomergeError> {
    tx.put(ROOT, key::LAYOUT, ScalarValue::Uint(layout))?;
    tx.put(ROOT, key::ID, ScalarValue::Bytes(new.id.bytes().to_vec()))?;
    tx.put(ROOT, key::CODE, spoken_code(&new.jurisdiction, &new.id))?;
    tx.put(ROOT, key::JURISDICTION, new.jurisdiction.as_str())?;
    tx.put(ROOT, key::CHANNEL, new.channel.name())?;
    tx.put(ROOT, key::CREATED_BY, ScalarValue::Bytes(action.by.bytes().to_vec()))?;
    tx.put(ROOT, key::CREATED_AT, ScalarValue::Timestamp(action.at_ms))?;
    if let Some(position) = &new.device_position {
        tx.put(ROOT, key::DEVICE_POSITION, ScalarValue::Bytes(to_cbor(position)))?;
    }
    layout::create_containers(tx, layout)?;
    for (field, value) in new.fields() {
        let is_empty_text = field == Field::Description && new.description.is_empty();
        if !is_empty_text {
            write_field(tx, action, &field, &value)?;
        }
    }
    new.photos
        .iter()
        .try_for_each(|added| write_entry(tx, Container::Photos, &added.entry, to_cbor(&added.photo)))
}

/// The description is a text whose edits merge character by character; its register keeps a mark of each action that
/// edited it, so that concurrent ones are known and the whole text of each can be read at its own head.
fn write_field(tx: &mut Transaction<'_>, action: &Action, field: &Field, value: &Value) -> Result<(), AutomergeError> {
    let (container_of, key) = place(field);
    let mut value = value.clone();
    if let (Field::Description, Value::Text(text)) = (field, &value) {
        let object = container(tx, Container::Description)?;
        tx.update_text(&object, text)?;
        value = Value::Cleared;
    }
    let register = container(tx, container_of)?;
    let stamped = Stamped {
        intent: action.intent,
        by: action.by,
        value,
    };
    tx.put(&register, key, ScalarValue::Bytes(stamped.bytes()))
}

/// The container and key of a field's register.
pub(super) fn place(field: &Field) -> (Container, String) {
    match field {
        Field::Answer(code) => (Container::Answers, code.clone()),
        named => (Container::Fields, named.to_string()),
    }
}

fn write_note(tx: &mut Transaction<'_>, action: &Action, log: Container, note: &Note) -> Result<(), AutomergeError> {
    let entry = NoteEntry {
        text: note.text.clone(),
        by: action.by,
    };
    write_entry(tx, log, &note.entry, to_cbor(&entry))
}

fn write_entry(
    tx: &mut Transaction<'_>,
    log: Container,
    entry: &IntentId,
    value: Vec<u8>,
) -> Result<(), AutomergeError> {
    let log = container(tx, log)?;
    tx.put(&log, entry.to_string(), ScalarValue::Bytes(value))
}

fn container(tx: &Transaction<'_>, container: Container) -> Result<ObjId, AutomergeError> {
    layout::object(tx, container).ok_or(AutomergeError::InvalidObjId(container.name().to_owned()))
}
