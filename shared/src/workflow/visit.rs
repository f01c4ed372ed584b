// SPDX-License-Identifier: EUPL-1.2
//! A visit: one fix at arrival and one at leaving, and how far from the ticket they were. Evidence, never a lock or a track.

use std::fmt;

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::ids::{IntentId, PersonId};
use crate::limits;
use crate::place::distance_m;
use crate::ticket::{Position, text_fault};

/// Which end of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The crew is there.
    #[n(0)]
    Arrived,
    /// The crew leaves, done or not.
    #[n(1)]
    Left,
}

/// How a fix lies to the ticket's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the category's closing distance, the fix's accuracy allowed for.
    OnSite,
    /// Within four times of it.
    Near,
    /// Farther.
    Far,
    /// No fix, one that was too old to say where somebody is, or a ticket without a place.
    NoFix,
}

impl Verdict {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OnSite => "on_site",
            Self::Near => "near",
            Self::Far => "far",
            Self::NoFix => "no_fix",
        }
    }
}

/// How a visit lies to the ticket's place: in words, its `Display`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Metres between them.
    pub distance_m: f64,
    /// Accuracy of the visit's fix, in metres, if it is known.
    pub here_m: Option<f64>,
    /// Accuracy of the ticket's place, in metres, if it is known.
    pub site_m: Option<f64>,
    /// What that means.
    pub verdict: Verdict,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = |metres: Option<f64>| metres.map_or("unknown".to_owned(), |metres| format!("{metres:.0} m"));
        let means = match self.verdict {
            Verdict::OnSite => "on site",
            Verdict::Near => "near",
            Verdict::Far => "far from it",
            Verdict::NoFix => "not known, the position was too old",
        };
        let (distance_m, here, site) = (self.distance_m, within(self.here_m), within(self.site_m));
        write!(
            f,
            "{distance_m:.0} m from the ticket (accuracy here {here}, of the ticket {site}): {means}"
        )
    }
}

/// One end of a visit, written once beside the event it belongs to.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Visit {
    /// Arrival or leaving.
    #[n(0)]
    pub phase: Phase,
    /// The event it was written with.
    #[n(1)]
    pub event: IntentId,
    /// Who was there.
    #[n(2)]
    pub by: PersonId,
    /// Where the device was; none when no fix came.
    #[n(3)]
    pub fix: Option<Position>,
    /// Where the ticket was, as its visitor saw it.
    #[n(4)]
    pub site: Option<Position>,
    /// The category's closing distance, in metres.
    #[n(5)]
    pub within_m: f64,
    /// Why it was closed from elsewhere.
    #[n(6)]
    pub override_reason: Option<String>,
}

/// So old a fix may be, in seconds, and still say where somebody is: in a minute one walks some ninety metres, about the usual
/// closing distance; an older one may be of another job.
pub const FIX_FRESH_S: u32 = 60;
/// How near one must be to close a ticket while its category says nothing else, in metres.
pub const CLOSING_DISTANCE_M: f64 = 75.0;
/// Beyond so many times the closing distance nobody would call it near.
const NEAR: f64 = 4.0;
/// Largest closing distance a category may set, in metres.
const WIDEST_M: f64 = 10_000.0;

impl Visit {
    /// Who was where, without a word that somebody typed.
    #[must_use]
    pub fn wordless(self) -> Self {
        Self {
            override_reason: None,
            ..self
        }
    }

    /// Metres from the fix to the ticket.
    #[must_use]
    pub fn distance_m(&self) -> Option<f64> {
        let (fix, site) = (self.fix?, self.site?);
        Some(distance_m((fix.lat, fix.lon), (site.lat, site.lon)))
    }

    /// The fix says where the device was before, not where it is; one that says no age is taken as measured just then.
    fn fix_is_old(&self) -> bool {
        self.fix
            .and_then(|fix| fix.fix_age_s)
            .is_some_and(|age_s| age_s > FIX_FRESH_S)
    }

    /// How the fix lies to the ticket: computed from what was measured, so that nobody can write another verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let Some(distance) = self.distance_m().filter(|_| !self.fix_is_old()) else {
            return Verdict::NoFix;
        };
        let accuracy = |position: &Option<Position>| position.and_then(|position| position.accuracy_m).unwrap_or(0.0);
        let doubt = (accuracy(&self.fix) + accuracy(&self.site)).min(self.within_m);
        match distance - doubt {
            least if least <= self.within_m => Verdict::OnSite,
            least if least <= self.within_m * NEAR => Verdict::Near,
            _ => Verdict::Far,
        }
    }

    /// How it lies to the ticket; none without a fix and a place.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        let accuracy_m = |position: &Option<Position>| position.and_then(|position| position.accuracy_m);
        Some(Evidence {
            distance_m: self.distance_m()?,
            here_m: accuracy_m(&self.fix),
            site_m: accuracy_m(&self.site),
            verdict: self.verdict(),
        })
    }

    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if !(self.within_m > 0.0 && self.within_m <= WIDEST_M) {
            return Some("the closing distance is not a distance: sync to get the city's categories again".into());
        }
        let place = [self.fix, self.site]
            .into_iter()
            .flatten()
            .find_map(|position| position.fault());
        let reason = self.override_reason.as_deref();
        place.or_else(|| reason.and_then(|reason| text_fault("reason", reason, limits::SHORT_TEXT_CHARS)))
    }
}
