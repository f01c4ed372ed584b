// SPDX-License-Identifier: EUPL-1.2
//! The order of a pull page: which tickets come, up to which number, and what a phone is taken to hold of each.

use std::collections::BTreeMap;

use ronda_shared::ids::TicketId;

/// A ticket as one scope sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sighting {
    pub ticket: TicketId,
    pub news_no: u64,
    pub since_no: u64,
    pub left_no: Option<u64>,
}

/// What happened at one number. A number is of one ticket, so events never mix tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub no: u64,
    pub ticket: TicketId,
    /// It is in some scope of the phone.
    pub inside: bool,
    /// Scopes it entered after the phone's number there.
    pub entered: Vec<String>,
    /// Scopes it left.
    pub left: Vec<String>,
}

/// Merges what scopes saw into events by ascending number.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    events: BTreeMap<u64, Event>,
    /// Beyond this number some scope was not read.
    horizon: Option<u64>,
}

impl Agenda {
    /// Adds what one scope saw after `from_no`; `cut` when it may have seen more beyond the last sighting.
    pub fn add(&mut self, scope: &str, from_no: u64, sightings: &[Sighting], cut: bool) {
        for seen in sightings {
            let fresh = Event {
                no: seen.news_no,
                ticket: seen.ticket,
                inside: false,
                entered: Vec::new(),
                left: Vec::new(),
            };
            let event = self.events.entry(seen.news_no).or_insert(fresh);
            if seen.left_no.is_some() {
                event.left.push(scope.to_owned());
                continue;
            }
            event.inside = true;
            if seen.since_no > from_no {
                event.entered.push(scope.to_owned());
            }
        }
        if let Some(last) = sightings.last().filter(|_| cut) {
            self.horizon = Some(self.horizon.map_or(last.news_no, |horizon| horizon.min(last.news_no)));
        }
    }

    /// The events in order, and the horizon.
    pub fn in_order(self) -> (Vec<Event>, Option<u64>) {
        let horizon = self.horizon;
        let seen = self
            .events
            .into_values()
            .filter(|event| horizon.is_none_or(|horizon| event.no <= horizon));
        (seen.collect(), horizon)
    }
}

/// Up to which number a phone that has heard a scope up to `from_no` holds a ticket by it; `None` when it was not in the
/// scope then.
pub(crate) fn held_up_to(from_no: u64, seen: &Sighting) -> Option<u64> {
    let inside_then = seen.since_no <= from_no && seen.left_no.is_none_or(|left| left > from_no);
    (from_no > 0 && inside_then).then_some(from_no)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn seen(ticket: u8, news_no: u64, since_no: u64, left_no: Option<u64>) -> Sighting {
        Sighting {
            ticket: TicketId::from_bytes([ticket; 16]),
            news_no,
            since_no,
            left_no,
        }
    }

    #[test]
    fn a_page_ends_where_any_scope_was_cut() {
        let mut agenda = Agenda::default();
        agenda.add("all", 0, &[seen(1, 4, 4, None), seen(2, 9, 9, None)], true);
        agenda.add("mine", 0, &[seen(3, 5, 5, None), seen(4, 7, 7, None)], true);
        let (events, horizon) = agenda.in_order();
        assert_eq!(events.iter().map(|event| event.no).collect::<Vec<_>>(), [4, 5, 7]);
        assert_eq!(horizon, Some(7));
    }

    #[test]
    fn one_ticket_in_two_scopes_is_one_event() {
        let mut agenda = Agenda::default();
        agenda.add("all", 3, &[seen(1, 8, 2, None)], false);
        agenda.add("district:Q2", 3, &[seen(1, 8, 8, None)], false);
        agenda.add("district:Q1", 3, &[seen(1, 8, 2, Some(8))], false);
        let (events, horizon) = agenda.in_order();
        let event = events.first().unwrap();
        assert_eq!((events.len(), horizon, event.inside), (1, None, true));
        assert_eq!(
            (event.entered.as_slice(), event.left.as_slice()),
            (["district:Q2".into()].as_slice(), ["district:Q1".into()].as_slice())
        );
    }

    #[test]
    fn a_phone_holds_what_was_in_its_scope_when_it_last_heard() {
        assert_eq!(held_up_to(5, &seen(1, 9, 4, None)), Some(5));
        assert_eq!(held_up_to(5, &seen(1, 9, 6, None)), None, "entered later");
        assert_eq!(held_up_to(5, &seen(1, 9, 2, Some(9))), Some(5), "left later");
        assert_eq!(held_up_to(5, &seen(1, 4, 2, Some(4))), None, "left before");
        assert_eq!(held_up_to(0, &seen(1, 4, 0, None)), None, "a new scope holds nothing");
    }
}
