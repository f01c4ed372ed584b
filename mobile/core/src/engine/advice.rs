// SPDX-License-Identifier: EUPL-1.2
//! What a person should know about what was saved: a code and its values for screens, a sentence for everybody else.

use std::collections::BTreeMap;
use std::fmt;

use ronda_shared::photo::IntakeNote;
use ronda_shared::reference::Names;
use ronda_shared::reporter::Seeming;

/// Something a person should know; nothing that keeps a ticket from being saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// About a photo, by the name its caller gave it.
    Photo(String, IntakeNote),
    /// What to do at once.
    Sheet(Names),
    /// The ticket has no place.
    NoPosition,
    /// A text looks like somebody's personal data.
    Personal(Seeming),
}

impl Advice {
    /// Stable, for translations.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Photo(_, note) => note.code(),
            Self::Sheet(_) => "sheet",
            Self::NoPosition => "no_position",
            Self::Personal(_) => "personal_data",
        }
    }

    /// What a translation fills in; texts in two languages stand under `it` and `en`.
    #[must_use]
    pub fn values(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Photo(name, _) => BTreeMap::from([("photo", name.clone())]),
            Self::Sheet(sheet) => BTreeMap::from([("it", sheet.it.clone()), ("en", sheet.en.clone())]),
            Self::NoPosition => BTreeMap::new(),
            Self::Personal(seeming) => BTreeMap::from([
                ("text", seeming.text.code().to_owned()),
                ("like", seeming.like.code().to_owned()),
            ]),
        }
    }

    /// As the command line says them.
    #[must_use]
    pub fn sentences(notes: &[Self]) -> Vec<String> {
        notes.iter().map(ToString::to_string).collect()
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Photo(name, note) => write!(f, "{name}: {note}"),
            Self::Sheet(sheet) => write!(f, "at once: {}", sheet.en),
            Self::NoPosition => f.write_str("the ticket has no position: add one with ronda edit"),
            Self::Personal(seeming) => seeming.fmt(f),
        }
    }
}
