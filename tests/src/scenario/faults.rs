// SPDX-License-Identifier: EUPL-1.2
//! A network that cuts, repeats and half-closes: it only delays.

use super::{Random, assert_same_everywhere};
use crate::fault_proxy::{Fault, FaultProxy};
use crate::office::Office;
use crate::phone::Phone;

/// One of every kind, at the places where cuts hurt most.
pub const EVERY_KIND: [Fault; 8] = [
    Fault::CutReply(0),
    Fault::CutRequest(10),
    Fault::CutReply(40),
    Fault::HalfClose(200),
    Fault::Duplicate,
    Fault::CutRequest(700),
    Fault::CutReply(900),
    Fault::HalfClose(0),
];

/// So many faults at any byte of a small exchange.
pub fn drawn(random: &mut Random, count: usize) -> Vec<Fault> {
    drawn_within(random, count, 2_000)
}

/// So many faults within the first bytes of a connection.
pub(super) fn drawn_within(random: &mut Random, count: usize, bytes: u64) -> Vec<Fault> {
    let mut one = || match random.below(4) {
        0 => Fault::CutRequest(random.below(bytes)),
        1 => Fault::CutReply(random.below(bytes)),
        2 => Fault::HalfClose(random.below(bytes)),
        _ => Fault::Duplicate,
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
