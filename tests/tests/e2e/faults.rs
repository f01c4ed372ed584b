// SPDX-License-Identifier: EUPL-1.2
//! Lost replies, repeated requests and half-closed connections lose and double nothing.

use ronda_tests::fault_proxy::{Fault, FaultProxy};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;

#[test]
fn cut_and_repeated_connections_only_delay() {
    let office = Office::open();
    let proxy = FaultProxy::to(office.address());
    let person = office.hire("Ada Prova", "agent", &[]);
    let phone = Phone::enrolled(&office, &person, &proxy.url());
    let faults = [
        Fault::CutReply(0),
        Fault::CutRequest(10),
        Fault::CutReply(40),
        Fault::HalfClose(200),
        Fault::Duplicate,
        Fault::CutRequest(700),
        Fault::CutReply(900),
        Fault::HalfClose(0),
    ];
    let mut ids = Vec::new();
    for (n, fault) in faults.into_iter().enumerate() {
        ids.push(phone.filed(&format!("Sotto il ponte {n}")));
        proxy.plan(&[fault, fault]);
        let first = phone.run(&["sync"]);
        proxy.plan(&[]);
        let report = if first.code == 0 { first } else { phone.run(&["sync"]) };
        assert_eq!(report.code, 0, "{fault:?}: {report:?}\n{}", office.log());
    }
    let cases = office.cases();
    assert_eq!(cases.len(), ids.len(), "each ticket once");
    for id in &ids {
        assert_eq!(office.case(id)["heads"], phone.show(id)["heads"]);
    }
    office.assert_sound();
}
