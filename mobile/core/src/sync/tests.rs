// SPDX-License-Identifier: EUPL-1.2
//! A phone's real store against an office in memory: what the sync leaves behind is what people rely on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod arriving;
mod damaged;
mod decided;
mod farewell;
mod office;
mod open_form;
mod ordered;
mod photos;
mod reference;
mod thumbnails;

use ronda_shared::limits;
use ronda_shared::policy::Role;
use ronda_shared::ticket::{Field, Value};
use ronda_shared::wire::{ExchangeReply, ReferenceNews, RefusalCode};

use crate::engine::tests::camera::photo;
use crate::engine::tests::{Bench, filed, pothole};
use crate::engine::{Engine, FileRequest};
use crate::store::{Asking, Recipient, Sent};
use office::Office;
use ronda_shared::sync::{Applied, DeviceSync, Effect, Event, Failure, SyncReport};

fn apply(phone: &mut Engine, reply: &ExchangeReply, sent: Sent) -> Applied {
    let identity = phone.identity().clone();
    let (fresh_actor, now_ms) = (phone.fresh_actor().unwrap(), phone.now_ms());
    let who = Recipient {
        key: &identity.key,
        root_key: &identity.root_key,
        fresh_actor,
        now_ms,
    };
    let applied = phone.store_mut().apply(reply, sent, who).unwrap();
    assert_eq!(phone.store().misplaced(), 0);
    assert_eq!(phone.store().misjudged_thumbnails(), 0);
    applied
}

/// Takes in a reply that says nothing but this of reference data.
pub(crate) fn hear(phone: &mut Engine, news: ReferenceNews) -> Applied {
    hear_after(phone, news, Sent::default())
}

fn hear_after(phone: &mut Engine, news: ReferenceNews, sent: Sent) -> Applied {
    let (request, _) = phone.store().gather(Asking::default()).unwrap();
    let reply = ExchangeReply {
        reference: Some(news),
        ..Office::new(1).answer(&request)
    };
    apply(phone, &reply, sent)
}

fn once(phone: &mut Engine, office: &mut Office) -> (ExchangeReply, Sent, Applied) {
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let reply = office.answer(&request);
    let applied = apply(phone, &reply, sent);
    (reply, sent, applied)
}

/// The real loop, with the office in place of the network.
fn settle(phone: &mut Engine, office: &mut Office) -> Result<SyncReport, Failure> {
    let (mut sync, mut sent, mut now_ms) = (DeviceSync::new(0, 1_000), Sent::default(), 0);
    let mut effect = sync.handle(0, Event::Start);
    loop {
        let event = match effect {
            Effect::Finish(result) => return result,
            Effect::Gather(gathering) => {
                let (request, now) = super::gathered(phone, gathering).unwrap();
                sent = now;
                Event::Gathered(Box::new(request))
            }
            Effect::Send(request) => Event::Replied(Box::new(office.answer(&request))),
            Effect::Apply(reply) => Event::Applied(apply(phone, &reply, sent)),
            Effect::Upload(_) => Event::Uploaded(ronda_shared::sync::Uploaded::default()),
            Effect::Wait { wait_ms } => {
                now_ms += wait_ms;
                Event::Woken
            }
        };
        effect = sync.handle(now_ms, event);
    }
}

fn digests_add_up(phone: &Engine) -> bool {
    let store = phone.store();
    let same = |scope: &String| store.buckets(scope).unwrap() == store.buckets_recounted(scope).unwrap();
    let scopes = store.scopes().unwrap();
    !scopes.is_empty() && scopes.iter().all(same)
}

fn retitle(phone: &mut Engine, ticket: &ronda_shared::ids::TicketId, title: &str) {
    phone
        .edit(ticket, vec![(Field::Title, Value::Text(title.into()))])
        .unwrap();
}

#[test]
fn a_receipt_clears_the_queue_and_the_same_reply_again_changes_nothing() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    let (reply, sent, applied) = once(&mut phone, &mut office);
    assert_eq!((applied.pushed, applied.owes, applied.digests_agree), (1, false, true));
    let before = (
        phone.store().tally().unwrap(),
        phone.store().ticket(&ticket).unwrap(),
        phone.store().changes(&ticket).unwrap(),
    );
    let again = apply(&mut phone, &reply, sent);
    assert_eq!(
        (again.pushed, again.pulled, again.refused, again.digests_agree),
        (0, 0, 0, true)
    );
    let after = (
        phone.store().tally().unwrap(),
        phone.store().ticket(&ticket).unwrap(),
        phone.store().changes(&ticket).unwrap(),
    );
    assert_eq!(before, after);
    assert!(digests_add_up(&phone));
}

#[test]
fn a_lost_reply_costs_nothing() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    let (request, _) = phone.store().gather(Asking::default()).unwrap();
    drop(office.answer(&request));
    assert_eq!(settle(&mut phone, &mut office).unwrap().pushed, 1);
    assert_eq!(
        office.heads(&ticket),
        phone.store().ticket(&ticket).unwrap().unwrap().heads
    );
}

#[test]
fn a_ticket_the_office_has_no_room_for_keeps_none_behind_it_on_the_phone() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let (first, second) = (filed(&mut phone), filed(&mut phone));
    assert!(first < second, "it goes first");
    farewell::writes(&mut phone, first, limits::BATCH_CHANGES);
    office.later.insert(first);
    let ended = settle(&mut phone, &mut office);
    assert!(matches!(ended, Err(Failure::Busy { .. })), "{ended:?}");
    let held = phone.store().ticket(&second).unwrap().unwrap();
    assert_eq!(office.heads(&second), held.heads);
}

#[test]
fn a_refused_edit_is_set_aside_and_the_later_ones_still_arrive() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    settle(&mut phone, &mut office).unwrap();
    retitle(&mut phone, &ticket, "Refused");
    office.refuse(phone.store().ticket(&ticket).unwrap().unwrap().heads[0]);
    phone.note(&ticket, "written after the refused title").unwrap();
    let report = settle(&mut phone, &mut office).unwrap();
    assert_eq!(
        report.refused, 2,
        "the edit and the first writing of the note are in custody"
    );
    let shown = phone.show(&ticket).unwrap();
    assert_eq!(shown["title"], "Buca in via Roma");
    assert_eq!(shown["notes"][0]["text"], "written after the refused title");
    let aside = phone.store().set_aside().unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!(aside[0].refusal.code, RefusalCode::NotAllowed);
    assert_eq!(
        office.heads(&ticket),
        phone.store().ticket(&ticket).unwrap().unwrap().heads
    );
    assert!(digests_add_up(&phone) && phone.doctor().unwrap().faults.is_empty());
}

#[test]
fn a_refused_filing_stays_visible_on_its_phone() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut phone);
    office.refuse(phone.store().ticket(&ticket).unwrap().unwrap().heads[0]);
    phone.note(&ticket, "on top of it").unwrap();
    settle(&mut phone, &mut office).unwrap();
    assert_eq!(phone.show(&ticket).unwrap()["notes"][0]["text"], "on top of it");
    let aside = phone.store().set_aside().unwrap();
    assert_eq!(aside.len(), 2);
    assert_eq!(phone.store().set_aside_of(&ticket).unwrap(), aside);
    let (first, end) = phone.store().set_aside_page(None, 1).unwrap();
    let (second, _) = phone.store().set_aside_page(end, 1).unwrap();
    assert_eq!([first, second].concat(), aside, "page by page the same");
    assert_eq!(phone.store().set_aside_count().unwrap(), 2);
    assert_eq!(phone.status().unwrap().tally.changes_owed, 0);
}

#[test]
fn a_snapshot_of_a_ticket_held_here_merges_and_loses_neither_side() {
    let (one, two) = (Bench::new(), Bench::new());
    let (mut one, mut two, mut office) = (one.found(Role::Agent), two.found(Role::Agent), Office::new(1));
    let ticket = filed(&mut one);
    settle(&mut one, &mut office).unwrap();
    settle(&mut two, &mut office).unwrap();
    retitle(&mut one, &ticket, "From one");
    settle(&mut one, &mut office).unwrap();
    retitle(&mut two, &ticket, "From two");
    office.always_snapshots = true;
    settle(&mut two, &mut office).unwrap();
    settle(&mut one, &mut office).unwrap();
    assert_eq!(one.show(&ticket).unwrap(), two.show(&ticket).unwrap());
    assert_eq!(
        two.conflicts(Some(&ticket)).unwrap()[0]["conflicts"][0]["values"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert!(digests_add_up(&one) && digests_add_up(&two));
    assert!(two.doctor().unwrap().faults.is_empty());
}

#[test]
fn a_store_that_lost_everything_gets_it_back_from_whoever_held_it() {
    let (one, two) = (Bench::new(), Bench::new());
    let (mut one, mut two, mut office) = (one.found(Role::Agent), two.found(Role::Agent), Office::new(1));
    let (seen, own) = (filed(&mut one), filed(&mut two));
    settle(&mut one, &mut office).unwrap();
    settle(&mut two, &mut office).unwrap();
    let mut reborn = Office::new(2);
    settle(&mut two, &mut reborn).unwrap();
    assert_eq!(
        reborn.heads(&seen),
        office.heads(&seen),
        "a ticket of another phone, held only as a snapshot"
    );
    assert_eq!(reborn.heads(&own), office.heads(&own));
    let mut three = Office::new(3);
    retitle(&mut two, &seen, "Edited after");
    settle(&mut two, &mut three).unwrap();
    assert_eq!(three.heads(&seen), two.store().ticket(&seen).unwrap().unwrap().heads);
    assert!(digests_add_up(&two));
}

#[test]
fn a_difference_of_digests_is_mended_in_both_directions() {
    let (one, two) = (Bench::new(), Bench::new());
    let (mut one, mut two, mut office) = (one.found(Role::Agent), two.found(Role::Agent), Office::new(1));
    let (first, second) = (filed(&mut one), filed(&mut one));
    settle(&mut one, &mut office).unwrap();
    office.hide_next(&second);
    settle(&mut two, &mut office).unwrap();
    assert!(
        two.store().ticket(&second).unwrap().is_some(),
        "what a page left out came by comparing"
    );
    office.forget(&first);
    settle(&mut two, &mut office).unwrap();
    assert_eq!(office.heads(&first), two.store().ticket(&first).unwrap().unwrap().heads);
    assert!(digests_add_up(&two));
}

#[test]
fn a_photo_in_the_store_s_custody_is_owed_no_more_until_the_store_loses_its_memory() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let filing = FileRequest {
        photos: vec![photo(3, None)],
        ..pothole()
    };
    phone.file(filing).unwrap();
    settle(&mut phone, &mut office).unwrap();
    let taken = phone.store().photos_owed().unwrap().remove(0);
    let counts = |phone: &Engine| {
        let tally = phone.store().tally().unwrap();
        (tally.photos_owed, tally.photos_refused, tally.photos_in_custody)
    };
    phone
        .store_mut()
        .photo_refused(&taken, "it carries a comment", false)
        .unwrap();
    assert_eq!(counts(&phone), (0, 1, 0));
    assert_eq!(phone.doctor().unwrap().faults.len(), 1);
    phone
        .store_mut()
        .photo_refused(&taken, "it carries a comment", true)
        .unwrap();
    assert_eq!(counts(&phone), (0, 0, 1));
    assert!(phone.doctor().unwrap().faults.is_empty());
    assert!(phone.status().unwrap().warnings[0].contains("it carries a comment"));
    settle(&mut phone, &mut Office::new(2)).unwrap();
    assert_eq!(counts(&phone), (1, 0, 0));
}
