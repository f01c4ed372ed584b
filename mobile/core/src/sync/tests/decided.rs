// SPDX-License-Identifier: EUPL-1.2
//! What people at the office decided about refused changes, and the names of others.

use ronda_shared::ids::PersonId;
use ronda_shared::wire::{NamesNews, PersonName, ScopeMove, Settled, TicketHeads};

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
