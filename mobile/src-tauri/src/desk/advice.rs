// SPDX-License-Identifier: EUPL-1.2
//! What a person should know, as it crosses the bridge: a code and its values, so that screens say it in his language.

use std::collections::BTreeMap;

use ronda_field::engine;
use ronda_shared::photo::IntakeNote;

use crate::bridge::draft::Advice;

/// What the engine says of a saved change.
pub(super) fn advice(note: &engine::Advice) -> Advice {
    let values = note.values().into_iter();
    Advice {
        code: note.code().to_owned(),
        values: values.map(|(name, value)| (name.to_owned(), value)).collect(),
        sentence: note.to_string(),
    }
}

/// What a camera's file says of itself, before it is part of anything.
pub(super) fn of_intake(note: &IntakeNote) -> Advice {
    Advice {
        code: note.code().to_owned(),
        values: BTreeMap::new(),
        sentence: note.to_string(),
    }
}
