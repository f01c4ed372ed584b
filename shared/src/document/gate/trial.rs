// SPDX-License-Identifier: EUPL-1.2
//! The trial: changes are applied to a disposable copy, saved, loaded again and compared; only this catches all poison.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::OpType;
use automerge::{Automerge, Change, ExpandedChange, LoadOptions, OnPartialLoad, ReadDoc, ScalarValue, TextEncoding};

use crate::document::raw::RawChange;
use crate::document::saved::glance;
use crate::document::{Document, guarded, native_change, read};
use crate::ids::{ChangeHash, PhotoHash};
use crate::ticket::{PhotoEntry, Ticket};

/// What a trial saved and read, for who keeps the document as it is: both cost as much again.
#[derive(Debug)]
pub struct ReadBack {
    /// The document in one piece.
    pub saved: Vec<u8>,
    /// The ticket at its present.
    pub ticket: Ticket,
}

/// Changes that Automerge has parsed already: each is parsed once on its way through the gate.
pub(super) type Parsed = BTreeMap<ChangeHash, Change>;

/// The document with the changes, once it is seen to survive being saved and loaded; `None` when it does not.
pub(super) fn try_all(
    held: Option<&Document>,
    changes: &[RawChange],
    parsed: &mut Parsed,
) -> Option<(Document, ReadBack)> {
    let mut copy = held.map_or_else(|| Document::empty().doc, Document::disposable);
    let native = changes
        .iter()
        .map(|change| parsed.remove(&change.hash()).or_else(|| native_change(change)));
    let native = native.collect::<Option<Vec<_>>>()?;
    guarded(move || {
        copy.apply_changes(native).ok()?;
        let saved = copy.save_nocompress();
        let options = LoadOptions::new()
            .text_encoding(TextEncoding::UnicodeCodePoint)
            .on_partial_load(OnPartialLoad::Error);
        let loaded = Automerge::load_with_options(&saved, options).ok()?;
        let same = loaded.get_heads() == copy.get_heads();
        let document = Document { doc: loaded };
        let whole = same
            && changes.iter().all(|change| document.holds(&change.hash()))
            && document.doc.get_missing_deps(&[]).is_empty();
        // Reading it here too means that no later reader can be the first to find it unreadable.
        let ticket = whole.then(|| ticket_of(&saved, &document)).flatten()?;
        Some((document, ReadBack { saved, ticket }))
    })
    .ok()
    .flatten()
}

/// Both ways give the same; the bytes are at hand.
fn ticket_of(saved: &[u8], document: &Document) -> Option<Ticket> {
    glance(saved).or_else(|| read::read(&document.doc))
}

/// Decodes a change and sees that it encodes to the same bytes, so that nothing hides between the columns.
pub(super) fn decode(change: &RawChange, parsed: &mut Parsed) -> Option<ExpandedChange> {
    let native = native_change(change)?;
    let expanded = guarded(|| {
        let expanded = native.decode();
        let again = Change::from(expanded.clone());
        (again.raw_bytes() == native.raw_bytes()).then_some(expanded)
    });
    let expanded = expanded.ok().flatten()?;
    parsed.insert(change.hash(), native);
    Some(expanded)
}

/// The photos a change names, whatever else is wrong with it; none when it cannot be decoded.
#[must_use]
pub fn photos_named(change: &RawChange) -> BTreeSet<PhotoHash> {
    let operations = decode(change, &mut Parsed::new()).map(|expanded| expanded.operations);
    let named = operations.iter().flatten().filter_map(|op| match &op.action {
        OpType::Put(ScalarValue::Bytes(bytes)) => minicbor::decode::<PhotoEntry>(bytes).ok(),
        _ => None,
    });
    named.map(|photo| photo.sha256).collect()
}
