// SPDX-License-Identifier: EUPL-1.2
//! A person's day: what his crew is to do, what is his own, and whether a trouble was reported already. All offline.

use ronda_shared::case_row::CaseRow;
use ronda_shared::duplicates::{Candidate, DAYS, RADIUS_M, Sought, candidate, rank};
use ronda_shared::moment::rfc3339;
use ronda_shared::ticket::summary_json;
use serde_json::{Value as Json, json};

use super::look::check_place;
use super::{Engine, Listed, Query};
use crate::error::Error;
use crate::store::{Filter, JobKey};

/// A ticket that a crew is to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// Its row.
    pub row: CaseRow,
    /// By when, in milliseconds since 1970.
    pub due_ms: Option<i64>,
    /// The crew has said that it will.
    pub accepted: bool,
    /// Another crew was told to do it too: the office decides.
    pub contested: bool,
}

impl Assigned {
    /// As `today --json` shows it: a summary with `due`, `accepted` and `contested`.
    #[must_use]
    pub fn json(&self) -> Json {
        let more = [
            ("due", json!(self.due_ms.map(rfc3339))),
            ("accepted", json!(self.accepted)),
            ("contested", json!(self.contested)),
        ];
        with(summary_json(&self.row), more)
    }
}

/// A ticket that may be about the same trouble.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// Its row.
    pub row: CaseRow,
    /// How sure, and why.
    pub candidate: Candidate,
}

impl Similar {
    /// As `duplicates --json` shows it: a summary with `score`, `distance_m` and `explanation`.
    #[must_use]
    pub fn json(&self) -> Json {
        let metres = (self.candidate.distance_m * 10.0).round() / 10.0;
        let more = [
            ("score", json!(self.candidate.score)),
            ("distance_m", json!(metres)),
            ("explanation", json!(self.candidate.explanation)),
        ];
        with(summary_json(&self.row), more)
    }
}

impl Engine {
    /// What this person's crew is to do, the most pressing first: what another crew was told to do too, then by due time,
    /// by priority and by age.
    ///
    /// # Errors
    /// When the person is in no crew, or the store cannot be read.
    pub fn today(&self) -> Result<Vec<Assigned>, Error> {
        self.today_page(None, None).map(|(all, _)| all)
    }

    /// A page of [`Self::today`], and where it ended unless it was the last.
    ///
    /// # Errors
    /// As [`Self::today`].
    pub fn today_page(
        &self,
        after: Option<JobKey>,
        limit: Option<u32>,
    ) -> Result<(Vec<Assigned>, Option<JobKey>), Error> {
        let crew = self.crew()?;
        let (rows, end) = self.store.jobs(&crew, after, limit)?;
        Ok((rows.into_iter().map(|row| assigned(row, &crew)).collect(), end))
    }

    /// How much this person's crew is to do.
    ///
    /// # Errors
    /// As [`Self::today`].
    pub fn today_count(&self) -> Result<u64, Error> {
        Ok(self.store.jobs_count(&self.crew()?)?)
    }

    fn crew(&self) -> Result<String, Error> {
        self.identity.grants.crew.clone().ok_or_else(|| {
            let sentence = "this person is in no crew: ask the office to name one, then sync";
            Error::Invalid(vec![sentence.to_owned()])
        })
    }

    /// What this person filed or acted on, the last written first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn mine(&self) -> Result<Vec<Listed>, Error> {
        self.list(&Query {
            own: true,
            ..Query::default()
        })
    }

    /// How far around and how long ago the same trouble is looked for: metres and days, as its category says.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn duplicates_within(&self, category: &str) -> Result<(f64, u32), Error> {
        let held = self.reference()?;
        let known = held.as_ref().and_then(|held| held.data.category(category));
        Ok(known.map_or((RADIUS_M, DAYS), |known| {
            (f64::from(known.duplicate_radius_m), known.duplicate_days)
        }))
    }

    /// Tickets here that may be about the same trouble, the surest first.
    ///
    /// # Errors
    /// When the place is not on Earth or the store cannot be read.
    pub fn duplicates(&self, sought: &Sought) -> Result<Vec<Similar>, Error> {
        check_place(sought.place, sought.radius_m)?;
        let near = self
            .store
            .near(sought.place, sought.reach_m(), None, &Filter::default(), None)?;
        let mut found: Vec<(CaseRow, Candidate)> = near
            .into_iter()
            .filter_map(|(row, _)| candidate(sought, &row).map(|candidate| (row, candidate)))
            .collect();
        rank(&mut found);
        let similar = |(row, candidate)| Similar { row, candidate };
        Ok(found.into_iter().map(similar).collect())
    }
}

fn assigned(row: CaseRow, crew: &str) -> Assigned {
    let own = row.tasks.iter().find(|task| task.crew == crew);
    Assigned {
        due_ms: own.and_then(|task| task.due_ms),
        accepted: own.is_some_and(|task| task.accepted),
        contested: row.tasks.len() > 1,
        row,
    }
}

fn with<const N: usize>(mut shown: Json, more: [(&str, Json); N]) -> Json {
    if let Json::Object(fields) = &mut shown {
        fields.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    shown
}
