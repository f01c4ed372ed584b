// SPDX-License-Identifier: EUPL-1.2
//! A network that cuts, stalls, delays, repeats and half-closes: it only delays.

use super::{Random, assert_same_everywhere};
use crate::fault_proxy::{Fault, FaultProxy};
use crate::office::Office;
use crate::phone::Phone;

/// One of every kind, at the places where cuts hurt most.
pub const EVERY_KIND: [Fault; 11] = [
    Fault::CutReply(0),
    Fault::CutRequest(10),
    Fault::CutReply(40),
    Fault::HalfClose(200),
    Fault::Duplicate,
    Fault::CutRequest(700),
    Fault::CutReply(900),
    Fault::HalfClose(0),
    Fault::Stall(60),
    Fault::StallThenCut(700, 300),
    Fault::Delay(40, 300),
];
/// Milliseconds of a drawn stall or delay, from and to. What stalls for ever costs the phone all its patience: one of every kind
/// does, drawn ones come out at another cell before.
const PAUSES_MS: (u64, u64) = (50, 300);

/// So many faults at any byte of a small exchange.
pub fn drawn(random: &mut Random, count: usize) -> Vec<Fault> {
    drawn_within(random, count, 2_000)
}

/// So many faults within the first bytes of a connection.
pub(super) fn drawn_within(random: &mut Random, count: usize, bytes: u64) -> Vec<Fault> {
    let mut one = || {
        let pause = PAUSES_MS.0 + random.below(PAUSES_MS.1 - PAUSES_MS.0 + 1);
        match random.below(6) {
            0 => Fault::CutRequest(random.below(bytes)),
            1 => Fault::CutReply(random.below(bytes)),
            2 => Fault::HalfClose(random.below(bytes)),
            3 => Fault::StallThenCut(random.below(bytes), pause),
            4 => Fault::Delay(random.below(bytes), pause),
            _ => Fault::Duplicate,
        }
    };
    (0..count).map(|_| one()).collect()
}

/// One new ticket for each fault, which meets two connections in a row; then all is well and everything is there once.
///
/// Answers how many tickets arrived.
pub fn delay_only(faults: &[Fault]) -> usize {
    let office = Office::open();
    let proxy = FaultProxy::to(office.address());
    let person = office.hire("Ada Prova", "agent", &[]);
    let phone = Phone::enrolled(&office, &person, &proxy.url());
    let mut ids = Vec::new();
    for (n, fault) in faults.iter().copied().enumerate() {
        ids.push(phone.filed(&format!("Sotto il ponte {n}")));
        proxy.plan(&[fault, fault]);
        let first = phone.run(&["sync"]);
        proxy.plan(&[]);
        let report = if first.code == 0 { first } else { phone.run(&["sync"]) };
        assert_eq!(report.code, 0, "{fault:?}: {report:?}\n{}", office.log());
    }
    assert_same_everywhere(&office, &[&phone], &ids);
    let devices = office.run(&["device", "list"]).done();
    let flagged = |device: &serde_json::Value| !device["flagged_at"].is_null();
    let suspected = devices.as_array().expect("an array").iter().any(flagged);
    assert!(!suspected, "a bad network is no clone: {devices}");
    ids.len()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::mem::discriminant;

    use super::*;

    #[test]
    fn every_kind_that_ends_by_itself_is_drawn() {
        let kinds = |faults: &[Fault]| faults.iter().map(discriminant).collect::<HashSet<_>>();
        let drawn = kinds(&drawn(&mut Random::of(1), 200));
        assert_eq!(kinds(&EVERY_KIND).len(), drawn.len() + 1);
        assert!(drawn.is_subset(&kinds(&EVERY_KIND)) && !drawn.contains(&discriminant(&Fault::Stall(0))));
    }
}
