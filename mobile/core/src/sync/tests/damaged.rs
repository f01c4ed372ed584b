// SPDX-License-Identifier: EUPL-1.2
//! A held document that does not load keeps nothing else from being taken, and is replaced by a whole one.

use ronda_shared::ids::TicketId;
use ronda_shared::wire::Body;

use super::*;
use crate::store::Verified;

/// Two phones that hold the same two tickets, and the second one's document of the first is spoilt.
struct Spoilt {
    one: Engine,
    two: Engine,
    office: Office,
    spoilt: TicketId,
    sound: TicketId,
}

impl Spoilt {
    /// `before` is done by the second phone before its disk wears.
    fn after(before: impl FnOnce(&mut Engine, &TicketId)) -> Self {
        let (mut one, mut two) = (Bench::new().found(Role::Agent), Bench::new().found(Role::Agent));
        let mut office = Office::new(1);
        let (spoilt, sound) = (filed(&mut one), filed(&mut one));
        settle(&mut one, &mut office).unwrap();
        settle(&mut two, &mut office).unwrap();
        before(&mut two, &spoilt);
        two.store().spoil_document(&spoilt);
        assert!(two.store().document(&spoilt).is_err());
        Self {
            one,
            two,
            office,
            spoilt,
            sound,
        }
    }

    fn verified(&self) -> Verified {
        self.two.store().ticket(&self.spoilt).unwrap().unwrap().verified
    }

    /// Both phones have it all, and stand alike.
    fn agree(&mut self) {
        for _ in 0..2 {
            settle(&mut self.two, &mut self.office).unwrap();
            settle(&mut self.one, &mut self.office).unwrap();
        }
        let (one, two) = (&mut self.one, &mut self.two);
        for ticket in [&self.spoilt, &self.sound] {
            assert_eq!(one.show(ticket).unwrap(), two.show(ticket).unwrap());
            let heads = two.store().ticket(ticket).unwrap().unwrap().heads;
            assert_eq!(heads, self.office.heads(ticket));
        }
        assert_eq!(two.store().tally().unwrap().changes_owed, 0);
        assert!(digests_add_up(two) && two.doctor().unwrap().faults.is_empty());
    }
}

#[test]
fn news_of_it_is_refused_alone_and_the_rest_of_the_reply_is_taken() {
    let mut both = Spoilt::after(|_, _| ());
    retitle(&mut both.one, &both.spoilt, "Buca transennata");
    retitle(&mut both.one, &both.sound, "Tombino scoperto");
    settle(&mut both.one, &mut both.office).unwrap();
    let own = filed(&mut both.two);
    let (_, _, applied) = once(&mut both.two, &mut both.office);
    assert_eq!(
        (applied.pushed, applied.pulled),
        (1, 1),
        "the receipt, and the other ticket's news"
    );
    assert_eq!(both.two.show(&both.sound).unwrap()["title"], "Tombino scoperto");
    assert_eq!(
        both.office.heads(&own),
        both.two.store().ticket(&own).unwrap().unwrap().heads
    );
    let wanted: Vec<_> = applied
        .wants
        .iter()
        .map(|want| (want.ticket, want.heads.len()))
        .collect();
    assert_eq!(wanted, [(both.spoilt, 0)], "all of it");
    assert_eq!(both.verified(), Verified::Wrong);
    settle(&mut both.two, &mut both.office).unwrap();
    assert_eq!(both.two.show(&both.spoilt).unwrap()["title"], "Buca transennata");
    assert_eq!(both.verified(), Verified::Yes);
    both.agree();
}

#[test]
fn own_edits_the_office_never_had_are_put_back_into_the_whole_one_and_delivered() {
    let mut both = Spoilt::after(|two, spoilt| {
        retitle(two, spoilt, "Buca profonda");
        two.note(spoilt, "visto da vicino").unwrap();
    });
    retitle(&mut both.one, &both.spoilt, "Buca transennata");
    settle(&mut both.one, &mut both.office).unwrap();
    both.office.always_snapshots = true;
    let (mut request, sent) = both.two.store().gather(Asking::default()).unwrap();
    // What this phone pushes does not arrive.
    request.tickets.clear();
    let reply = both.office.answer(&request);
    apply(&mut both.two, &reply, sent);
    let shown = both.two.show(&both.spoilt).unwrap();
    assert_eq!(shown["notes"][0]["text"], "visto da vicino");
    assert_eq!(both.two.store().tally().unwrap().changes_owed, 2, "no receipt came");
    both.office.always_snapshots = false;
    both.agree();
    let found = both.one.conflicts(Some(&both.spoilt)).unwrap();
    assert_eq!(found[0]["conflicts"][0]["values"].as_array().unwrap().len(), 2);
}

#[test]
fn one_found_by_opening_it_is_asked_for_by_the_next_sync_though_nothing_is_new() {
    let mut both = Spoilt::after(|_, _| ());
    let title = vec![(Field::Title, Value::Text("Buca profonda".into()))];
    assert!(matches!(
        both.two.edit(&both.spoilt, title),
        Err(crate::error::Error::NotSound(_))
    ));
    let (request, _) = both.two.store().gather(Asking::default()).unwrap();
    let wanted: Vec<TicketId> = request.wants.iter().map(|want| want.ticket).collect();
    assert_eq!(wanted, [both.spoilt]);
    let reply = both.office.answer(&request);
    assert!(
        reply
            .tickets
            .iter()
            .any(|one| matches!(one.body, Body::Snapshot { .. }))
    );
    both.agree();
    assert_eq!(both.verified(), Verified::Yes);
    retitle(&mut both.two, &both.spoilt, "Buca profonda");
    both.agree();
}

#[test]
fn what_the_office_refused_of_it_is_seen_with_its_reason() {
    let mut both = Spoilt::after(|two, spoilt| retitle(two, spoilt, "Rifiutato"));
    both.office
        .refuse(both.two.store().ticket(&both.spoilt).unwrap().unwrap().heads[0]);
    settle(&mut both.two, &mut both.office).unwrap();
    let aside = both.two.store().set_aside_of(&both.spoilt).unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!(aside[0].refusal.code, RefusalCode::NotAllowed);
    both.agree();
    assert_eq!(both.two.show(&both.spoilt).unwrap()["title"], "Buca in via Roma");
}

#[test]
fn a_store_that_lost_its_memory_gets_what_is_kept_one_by_one() {
    let mut both = Spoilt::after(|two, spoilt| retitle(two, spoilt, "Buca profonda"));
    let mut reborn = Office::new(2);
    let (_, _, applied) = once(&mut both.two, &mut reborn);
    assert!(applied.more, "the rest is offered");
    settle(&mut both.one, &mut reborn).unwrap();
    both.office = reborn;
    both.agree();
    assert_eq!(both.one.show(&both.spoilt).unwrap()["title"], "Buca profonda");
}
