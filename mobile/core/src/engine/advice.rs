// SPDX-License-Identifier: EUPL-1.2
//! What a person should know about what was saved: a code and its values for screens, a sentence for everybody else.

use std::collections::BTreeMap;
use std::fmt;

use ronda_shared::photo::IntakeNote;
use ronda_shared::reference::Names;
use ronda_shared::reporter::Seeming;
use ronda_shared::workflow::Evidence;

/// Something a person should know; nothing that keeps a ticket from being saved.
#[derive(Debug, Clone, PartialEq)]
pub enum Advice {
    /// About a photo, by the name its caller gave it.
    Photo(String, IntakeNote),
    /// What to do at once.
    Sheet(Names),
    /// The ticket has no place.
    NoPosition,
    /// A text looks like somebody's personal data.
    Personal(Seeming),
    /// The place lies beyond the municipality.
    Outside,
    /// No layer of this phone has an asset of this code.
    UnknownAsset(String),
    /// The asset of this code stands so many metres from the place.
    FarAsset(String, f64),
    /// How the place of a visit lies to the ticket's.
    Site(Evidence),
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
            Self::Outside => "outside",
            Self::UnknownAsset(_) => "unknown_asset",
            Self::FarAsset(..) => "far_asset",
            Self::Site(_) => "site",
        }
    }

    /// What a translation fills in; texts in two languages stand under `it` and `en`.
    #[must_use]
    pub fn values(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Photo(name, _) => BTreeMap::from([("photo", name.clone())]),
            Self::Sheet(sheet) => BTreeMap::from([("it", sheet.it.clone()), ("en", sheet.en.clone())]),
            Self::NoPosition | Self::Outside => BTreeMap::new(),
            Self::Personal(seeming) => BTreeMap::from([
                ("text", seeming.text.code().to_owned()),
                ("like", seeming.like.code().to_owned()),
            ]),
            Self::UnknownAsset(code) => BTreeMap::from([("asset", code.clone())]),
            Self::FarAsset(code, metres) => {
                BTreeMap::from([("asset", code.clone()), ("metres", format!("{metres:.0}"))])
            }
            Self::Site(evidence) => site_values(evidence),
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
            Self::Outside => f.write_str(
                "the place lies outside the municipality: it is saved all the same; check the pin, or say in a note why",
            ),
            Self::UnknownAsset(code) => write!(
                f,
                "no asset of this phone's layers has the code {code}: it is kept as typed; check it"
            ),
            Self::FarAsset(code, metres) => {
                write!(f, "the asset {code} stands {metres:.0} m from the place: check both")
            }
            Self::Site(evidence) => evidence.fmt(f),
        }
    }
}

/// An accuracy that is not known has no value.
fn site_values(evidence: &Evidence) -> BTreeMap<&'static str, String> {
    let metres = |metres: f64| format!("{metres:.0}");
    let accuracies = [("here", evidence.here_m), ("there", evidence.site_m)];
    let known = accuracies.into_iter().filter_map(|(name, m)| Some((name, metres(m?))));
    let verdict = ("verdict", evidence.verdict.name().to_owned());
    known
        .chain([("metres", metres(evidence.distance_m)), verdict])
        .collect()
}
