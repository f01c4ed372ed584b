// SPDX-License-Identifier: EUPL-1.2
//! What people at the office decided about refused changes, and the names of others.

use std::collections::BTreeSet;

use ronda_shared::document::RawChange;
use ronda_shared::ids::PersonId;
use ronda_shared::sync::Gathering;
use ronda_shared::wire::{
    ExchangeRequest, NamesNews, PersonName, Refusal, ScopeMove, Settled, TicketAnswer, TicketHeads, Verdict,
};

use super::super::gathered;
use super::*;

fn out_of_scope(ticket: ronda_shared::ids::TicketId) -> ScopeMove {
    ScopeMove {
        ticket,
        scope: "all".into(),
        inside: false,
    }
}

/// The ticket left the scope, and everything is in a verified backup.
fn left(phone: &mut Engine, office: &mut Office, ticket: ronda_shared::ids::TicketId, settled: Vec<Settled>) {
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    office.outside.insert(ticket);
    let reply = ExchangeReply {
        moves: vec![out_of_scope(ticket)],
        vaulted_no: 1_000,
        settled,
        ..office.answer(&request)
    };
    apply(phone, &reply, sent);
}

#[test]
fn a_ticket_leaves_once_somebody_decided_about_what_was_refused_of_it() {
    for (server_no, left_aside) in [(Some(9), 0), (None, 1)] {
        let bench = Bench::new();
        let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
        let ticket = filed(&mut phone);
        settle(&mut phone, &mut office).unwrap();
        retitle(&mut phone, &ticket, "Refused");
        let hash = phone.store().ticket(&ticket).unwrap().unwrap().heads[0];
        office.refuse(hash);
        phone.note(&ticket, "written again, under another change").unwrap();
        settle(&mut phone, &mut office).unwrap();
        let asks = |phone: &Engine| phone.store().gather(Asking::default()).unwrap().0.in_custody;
        assert_eq!(asks(&phone), [hash], "what was written again is not asked about");
        left(&mut phone, &mut office, ticket, Vec::new());
        assert!(
            phone.store().ticket(&ticket).unwrap().is_some(),
            "it waits for a decision"
        );
        left(&mut phone, &mut office, ticket, vec![Settled { hash, server_no }]);
        assert_eq!(phone.store().ticket(&ticket).unwrap(), None);
        assert_eq!(phone.store().set_aside().unwrap().len(), left_aside);
        assert!(asks(&phone).is_empty());
    }
}

/// A phone whose second edit was refused, and that edit.
fn refused(phone: &mut Engine, office: &mut Office) -> (ronda_shared::ids::TicketId, ronda_shared::ids::ChangeHash) {
    let ticket = filed(phone);
    settle(phone, office).unwrap();
    retitle(phone, &ticket, "Refused");
    let hash = phone.store().ticket(&ticket).unwrap().unwrap().heads[0];
    office.refuse(hash);
    settle(phone, office).unwrap();
    assert_eq!(phone.store().set_aside_count().unwrap(), 1);
    (ticket, hash)
}

#[test]
fn an_edit_that_was_refused_stands_where_another_life_of_the_store_admits_it() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let (ticket, hash) = refused(&mut phone, &mut Office::new(1));
    let mut reborn = Office::new(2);
    settle(&mut phone, &mut reborn).unwrap();
    assert_eq!(reborn.heads(&ticket), [hash], "it came with its author's signature");
    assert_eq!(phone.store().set_aside_count().unwrap(), 0);
    assert_eq!(phone.show(&ticket).unwrap()["title"], "Refused");
    assert!(digests_add_up(&phone));
}

fn signed_one_by_one(ticket: &ronda_shared::ids::TicketId) -> Gathering {
    Gathering {
        sign_each: BTreeSet::from([*ticket]),
        ..Gathering::default()
    }
}

#[test]
fn the_newest_change_alone_is_signed_until_the_office_asks_for_each() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let ticket = filed(&mut phone);
    retitle(&mut phone, &ticket, "Buca profonda");
    let newest = phone.store().ticket(&ticket).unwrap().unwrap().heads[0];
    let heads = |gathering: Gathering| {
        let (request, _) = gathered(&phone, gathering).unwrap();
        assert!(request.signs_when_asked);
        let proofs = request.tickets[0].proofs.iter();
        proofs.map(|proof| proof.head).collect::<Vec<_>>()
    };
    assert_eq!(heads(Gathering::default()), [newest]);
    assert_eq!(heads(signed_one_by_one(&ticket)).len(), 2);
}

#[test]
fn what_is_admitted_beside_a_refused_change_is_believed_by_other_phones() {
    let (one, two) = (Bench::new(), Bench::new());
    let (mut phone, mut other, mut office) = (one.found(Role::Agent), two.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    let filing = phone.store().ticket(&ticket).unwrap().unwrap().heads;
    retitle(&mut phone, &ticket, "Refused");
    office.refuse(phone.store().ticket(&ticket).unwrap().unwrap().heads[0]);
    let report = settle(&mut phone, &mut office).unwrap();
    assert_eq!((report.pushed, report.refused), (1, 1));
    assert_eq!(office.heads(&ticket), filing);
    settle(&mut other, &mut office).unwrap();
    assert_eq!(other.store().ticket(&ticket).unwrap().unwrap().heads, filing);
}

#[test]
fn custody_that_the_store_lost_is_handed_over_again() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let (ticket, hash) = refused(&mut phone, &mut office);
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let reply = ExchangeReply {
        unknown: vec![hash],
        ..office.answer(&request)
    };
    assert!(apply(&mut phone, &reply, sent).owes);
    let (again, sent) = gathered(&phone, signed_one_by_one(&ticket)).unwrap();
    assert_eq!(
        again.tickets.iter().map(|pushed| pushed.id).collect::<Vec<_>>(),
        [ticket]
    );
    let own = again.tickets[0].proofs.iter().find(|proof| proof.head == hash);
    let signed = own.is_some_and(|proof| proof.verify(&phone.identity().key.public(), &ticket).is_ok());
    assert!(signed, "an office can admit it");
    let reply = office.answer(&again);
    assert_eq!(reply.answers[0].quarantined[0].0, hash);
    assert!(!apply(&mut phone, &reply, sent).owes);
    assert_eq!(phone.store().set_aside_count().unwrap(), 1, "it is refused as before");
    assert!(digests_add_up(&phone));
}

#[test]
fn a_discarded_edit_stays_while_another_refused_one_builds_on_it() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    settle(&mut phone, &mut office).unwrap();
    let mut hashes = Vec::new();
    for title in ["Refused", "And what builds on it"] {
        retitle(&mut phone, &ticket, title);
        hashes.push(phone.store().ticket(&ticket).unwrap().unwrap().heads[0]);
        office.refuse(hashes[hashes.len() - 1]);
    }
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let why = Refusal::new(RefusalCode::NotAllowed, "not yours");
    let mut reply = office.answer(&request);
    reply.answers[0].quarantined = hashes.iter().map(|hash| (*hash, why.clone())).collect();
    apply(&mut phone, &reply, sent);
    let discards = |phone: &mut Engine, office: &mut Office, hash| {
        let (request, sent) = phone.store().gather(Asking::default()).unwrap();
        let settled = vec![Settled { hash, server_no: None }];
        let reply = ExchangeReply {
            settled,
            ..office.answer(&request)
        };
        apply(phone, &reply, sent);
        phone.store().gather(Asking::default()).unwrap().0.in_custody
    };
    assert_eq!(discards(&mut phone, &mut office, hashes[0]), hashes);
    assert_eq!(discards(&mut phone, &mut office, hashes[1]), hashes[..1]);
    assert_eq!(discards(&mut phone, &mut office, hashes[0]), []);
}

#[test]
fn a_filing_that_is_released_parts_with_what_is_refused_still() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    let hash = phone.store().ticket(&ticket).unwrap().unwrap().heads[0];
    office.refuse(hash);
    phone.note(&ticket, "on top of it").unwrap();
    settle(&mut phone, &mut office).unwrap();
    assert_eq!(phone.store().set_aside_count().unwrap(), 2);
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let server_no = Some(9);
    let reply = ExchangeReply {
        settled: vec![Settled { hash, server_no }],
        ..office.answer(&request)
    };
    apply(&mut phone, &reply, sent);
    assert_eq!(phone.store().ticket(&ticket).unwrap().unwrap().heads, [hash]);
    assert_eq!(
        phone.store().set_aside_count().unwrap(),
        1,
        "the note waits for its own word"
    );
}

#[test]
fn a_refused_edit_that_is_written_again_bit_for_bit_is_owed_again() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let (_, hash) = refused(&mut phone, &mut office);
    let intent = phone.store().set_aside().unwrap()[0].action.intent;
    phone.reapply(&intent).unwrap();
    let (request, _) = phone.store().gather(Asking::default()).unwrap();
    let owed = request.tickets.iter().flat_map(|pushed| &pushed.changes);
    let owed: Vec<_> = owed
        .map(|bytes| RawChange::scan(bytes.to_vec()).unwrap().hash())
        .collect();
    assert_eq!(
        owed,
        [hash],
        "nothing but the moment differs, and that is the edit's own"
    );
    settle(&mut phone, &mut office).unwrap();
    assert_eq!(phone.store().set_aside_count().unwrap(), 1, "the office says no again");
}

#[test]
fn an_edit_on_what_the_office_has_in_custody_of_another_phone_waits_and_is_not_written_again() {
    let (one, two) = (Bench::new(), Bench::new());
    let (mut author, mut phone, mut office) = (one.found(Role::Agent), two.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut author);
    settle(&mut author, &mut office).unwrap();
    settle(&mut phone, &mut office).unwrap();
    retitle(&mut phone, &ticket, "On top of it");
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let hash = phone.store().ticket(&ticket).unwrap().unwrap().heads[0];
    let why = Refusal::new(RefusalCode::DependsOnRefused, "the filing is in custody");
    let answer = TicketAnswer {
        ticket,
        verdict: Verdict::Settled,
        receipts: Vec::new(),
        quarantined: vec![(hash, why.clone())],
        needs: Vec::new(),
        sign_each: false,
    };
    let reply = ExchangeReply {
        answers: vec![answer],
        ..office.answer(&ExchangeRequest {
            tickets: Vec::new(),
            ..request
        })
    };
    assert!(!apply(&mut phone, &reply, sent).owes, "it would only be refused again");
    let aside = phone.store().set_aside().unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!(aside[0].refusal, why);
    assert_eq!(phone.show(&ticket).unwrap()["title"], "Buca in via Roma");
}

#[test]
fn a_ticket_is_forgotten_by_whatever_way_it_left_and_only_once_it_is_vaulted() {
    type Way = fn(&mut ExchangeReply);
    let ways: [Way; 3] = [
        |reply| (reply.scopes, reply.tickets) = (Vec::new(), Vec::new()),
        |reply| reply.tickets.iter_mut().for_each(|told| told.scopes.clear()),
        |reply| {
            reply.moves = reply.tickets.drain(..).map(|told| out_of_scope(told.ticket)).collect();
        },
    ];
    for way in ways {
        let bench = Bench::new();
        let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
        let (ticket, other) = (filed(&mut phone), filed(&mut phone));
        settle(&mut phone, &mut office).unwrap();
        office.outside = [ticket, other].into();
        for (vaulted_no, held) in [(0, 2), (1_000, 0)] {
            let (mut request, sent) = phone.store().gather(Asking::default()).unwrap();
            request.wants = [ticket, other]
                .map(|ticket| TicketHeads {
                    ticket,
                    heads: Vec::new(),
                })
                .into();
            let mut reply = office.answer(&request);
            way(&mut reply);
            reply.vaulted_no = vaulted_no;
            apply(&mut phone, &reply, sent);
            assert_eq!(phone.store().ticket_ids().unwrap().len(), held);
        }
    }
}

#[test]
fn nothing_is_forgotten_before_phone_and_office_agree_on_what_left() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    settle(&mut phone, &mut office).unwrap();
    let drifted = phone
        .store_mut()
        .within(|store| Ok(store.execute("DELETE FROM membership WHERE ticket = ?1", [ticket.bytes()])?));
    assert_eq!(drifted.unwrap(), 1);
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let reply = ExchangeReply {
        vaulted_no: 1_000,
        ..office.answer(&request)
    };
    assert!(!apply(&mut phone, &reply, sent).digests_agree);
    assert!(
        phone.store().ticket(&ticket).unwrap().is_some(),
        "the phone may be wrong"
    );
    settle(&mut phone, &mut office).unwrap();
    assert!(digests_add_up(&phone));
}

fn named(name: &str) -> NamesNews {
    let person = PersonId::from_bytes([2; 16]);
    NamesNews {
        names: vec![PersonName {
            person,
            name: name.into(),
        }],
        upto: 3,
        asked: false,
    }
}

fn told(phone: &mut Engine, office: &mut Office, news: NamesNews) -> Applied {
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let reply = ExchangeReply {
        names: Some(news),
        ..office.answer(&request)
    };
    apply(phone, &reply, sent)
}

#[test]
fn names_are_kept_follow_renamings_and_go_with_the_last_ticket() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    settle(&mut phone, &mut office).unwrap();
    let people = [PersonId::from_bytes([2; 16])].into();
    let name = |phone: &Engine| phone.store().names_of(&people).unwrap().into_values().next();
    for spelt in ["Bruno Esempio", "Bruno Nuovo", "Bruno Nuovo"] {
        assert!(!told(&mut phone, &mut office, named(spelt)).more);
        assert_eq!(name(&phone).as_deref(), Some(spelt));
    }
    let asks = NamesNews {
        upto: 3,
        asked: true,
        ..NamesNews::default()
    };
    assert!(
        told(&mut phone, &mut office, asks.clone()).more,
        "asked, it says at once whose names it needs"
    );
    let (request, _) = phone.store().gather(Asking::default()).unwrap();
    let held = request.names.unwrap();
    assert_eq!((held.upto, held.people), (3, Some(vec![phone.person()])));
    assert!(
        !told(&mut phone, &mut office, asks).more,
        "an office that still asks is not pestered"
    );
    left(&mut phone, &mut office, ticket, Vec::new());
    assert_eq!(name(&phone), None, "nothing of theirs is here any more");
    let mut reborn = Office::new(2);
    settle(&mut phone, &mut reborn).unwrap();
    let (request, _) = phone.store().gather(Asking::default()).unwrap();
    assert_eq!(request.names.unwrap().upto, 0, "another life counts anew");
}
