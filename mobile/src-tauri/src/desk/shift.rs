// SPDX-License-Identifier: EUPL-1.2
//! The beginning and the end of a shift.

use ronda_field::engine::Query;

use super::{Desk, lists, moment, number};
use crate::bridge::fault::Fault;
use crate::bridge::shift::{HandOver, HandOverText, ShiftEnd, ShiftStart};
use crate::clock::now_ms;

const HAND_OVER: &str = "hand_over";
/// Shown at once; the list of all pages.
const DANGERS: u32 = 5;
const DAY_MS: i64 = 24 * 3600 * 1000;

impl Desk {
    pub fn shift_start(&mut self, (): ()) -> Result<ShiftStart, Fault> {
        let dangers = Query {
            limit: Some(DANGERS),
            ..lists::dangers()
        };
        let (first, dangers_total) = (self.engine()?.list(&dangers)?, self.engine()?.count(&dangers)?);
        let last_ms = self.last_contact_ms()?;
        let jobs = match self.engine()?.identity().grants.crew {
            Some(_) => Some(number(self.engine()?.today_count()?)),
            None => None,
        };
        let notices = number(self.engine_mut()?.unread_count()?);
        let store = self.engine()?.store();
        let tally = store.tally()?;
        Ok(ShiftStart {
            dangers: self.lines(&first)?,
            dangers_total: number(dangers_total),
            hand_over: self.hand_over()?,
            last_contact_at: last_ms.map(moment),
            age_s: last_ms.map(|last_ms| ((now_ms() - last_ms).max(0) / 1000) as f64),
            tickets: number(tally.tickets),
            drafts: number(store.drafts_count()?),
            notices,
            conflicts: number(tally.contested),
            jobs,
        })
    }

    pub fn shift_end(&mut self, (): ()) -> Result<ShiftEnd, Fault> {
        let state = self.state_now()?;
        let since_ms = now_ms() - now_ms().rem_euclid(DAY_MS);
        let written = self.engine()?.list(&Query {
            mine: true,
            since_ms: Some(since_ms),
            ..Query::default()
        })?;
        let filed = written.iter().filter(|listed| listed.row.created_at_ms >= since_ms);
        Ok(ShiftEnd {
            filed: number(filed.count() as u64),
            saved: number(self.engine()?.store().intents_since(since_ms)?),
            drafts: state.drafts,
            state,
            hand_over: self.hand_over()?,
        })
    }

    pub fn hand_over_write(&mut self, request: HandOverText) -> Result<Option<HandOver>, Fault> {
        let kept: (String, i64) = (request.text.trim().to_owned(), now_ms());
        self.engine_mut()?.store_mut().keep_meta(HAND_OVER, &kept)?;
        self.hand_over()
    }

    fn hand_over(&self) -> Result<Option<HandOver>, Fault> {
        let kept: Option<(String, i64)> = self.engine()?.store().meta(HAND_OVER)?;
        let said = kept.filter(|(text, _)| !text.is_empty());
        Ok(said.map(|(text, at_ms)| HandOver {
            text,
            at: moment(at_ms),
        }))
    }
}
