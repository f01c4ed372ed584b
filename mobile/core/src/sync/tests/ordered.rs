// SPDX-License-Identifier: EUPL-1.2
//! Orders of the root key on a phone that owes something of the ticket: what goes with it, and what goes on.

use ronda_shared::identity::{Order, OrderKind, Secret, SigningKey};
use ronda_shared::ids::{OrderId, PhotoHash, TicketId};
use ronda_shared::reporter::TypedContact;
use ronda_shared::ticket::LinkKind;

use super::*;

fn ticket(n: u8) -> TicketId {
    TicketId::from_bytes([1, 2, 3, 4, 5, 6, 0x70, 7, 0x80, 8, 9, 10, 11, 12, 13, n])
}

fn hears(phone: &mut Engine, office: &mut Office, n: u8, kind: OrderKind) {
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let order = Order {
        id: OrderId::from_bytes([n; 16]),
        at_ms: 7,
        kind,
    };
    let root = SigningKey::from_seed(&Secret([200; 32]));
    let reply = ExchangeReply {
        orders: vec![order.sign(&root)],
        ..office.answer(&request)
    };
    apply(phone, &reply, sent);
}

/// A ticket with a citizen's contact that no vault has given a receipt for.
fn filed_with_contact(phone: &mut Engine) -> TicketId {
    let contact = TypedContact {
        name: Some("Carla Finta".into()),
        phone: Some("055 000 000".into()),
        email: None,
        consent: Some("contact-1".into()),
    };
    let request = FileRequest { contact, ..pothole() };
    phone.file(request).unwrap().id
}

fn owed(phone: &Engine) -> Vec<TicketId> {
    let rows = phone.store().reporters_owed(10).unwrap();
    rows.into_iter().map(|row| row.ticket).collect()
}

#[test]
fn a_contact_stays_owed_when_its_ticket_is_replaced_and_goes_when_what_replaced_it_is_purged() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let id = filed_with_contact(&mut phone);
    settle(&mut phone, &mut office).unwrap();
    hears(&mut phone, &mut office, 1, OrderKind::Supersede(id, ticket(1)));
    hears(&mut phone, &mut office, 2, OrderKind::Supersede(ticket(1), ticket(2)));
    assert_eq!(phone.store().ticket(&id).unwrap(), None, "the ticket itself is gone");
    assert_eq!(owed(&phone), [id], "its contact still goes to the vault");
    hears(&mut phone, &mut office, 3, OrderKind::Purge(ticket(9)));
    assert_eq!(owed(&phone), [id], "another ticket's purge is nothing to it");
    hears(&mut phone, &mut office, 4, OrderKind::Purge(ticket(2)));
    assert_eq!(owed(&phone), []);
}

#[test]
fn a_contact_goes_with_the_purge_of_its_ticket() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let (gone, stays) = (filed_with_contact(&mut phone), filed_with_contact(&mut phone));
    settle(&mut phone, &mut office).unwrap();
    hears(&mut phone, &mut office, 1, OrderKind::Purge(gone));
    assert_eq!(owed(&phone), [stays]);
    assert!(phone.doctor().unwrap().faults.is_empty());
}

/// A ticket that the office has, with a photo that it has not got.
fn filed_with_photo(phone: &mut Engine, office: &mut Office) -> (TicketId, PhotoHash) {
    let photos = vec![photo(3, None)];
    let id = phone.file(FileRequest { photos, ..pothole() }).unwrap().id;
    settle(phone, office).unwrap();
    let owed = phone.store().photos_owed().unwrap();
    assert_eq!(owed.len(), 1);
    (id, owed[0])
}

#[test]
fn a_photo_the_office_has_not_got_outlives_its_ticket_when_another_takes_its_place() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let (id, photo) = filed_with_photo(&mut phone, &mut office);
    hears(&mut phone, &mut office, 1, OrderKind::Supersede(id, ticket(1)));
    assert_eq!(phone.store().ticket(&id).unwrap(), None, "the ticket itself is gone");
    assert_eq!(phone.store().photos_owed().unwrap(), [photo]);
    assert!(phone.store().photo_jpeg(&photo).unwrap().is_some());
    phone.store_mut().photo_held(&photo, 9).unwrap();
    once(&mut phone, &mut office);
    assert_eq!(
        phone.store().photo(&photo).unwrap(),
        None,
        "what took the ticket's place is none of this phone's"
    );
}

#[test]
fn a_photo_goes_with_the_purge_of_its_ticket_or_of_what_took_its_place() {
    for kinds in [
        &[OrderKind::Purge as fn(TicketId) -> OrderKind][..],
        &[
            |id| OrderKind::Supersede(id, ticket(1)),
            |_| OrderKind::Purge(ticket(1)),
        ],
    ] {
        let bench = Bench::new();
        let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
        let (id, photo) = filed_with_photo(&mut phone, &mut office);
        for (n, kind) in (1..).zip(kinds) {
            hears(&mut phone, &mut office, n, kind(id));
        }
        assert_eq!(phone.store().photo(&photo).unwrap(), None);
    }
}

#[test]
fn a_link_to_a_replaced_ticket_leads_to_the_one_in_its_place() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let (id, old) = (filed(&mut phone), filed(&mut phone));
    phone.link(&id, LinkKind::Related, old, true).unwrap();
    settle(&mut phone, &mut office).unwrap();
    let links = |phone: &Engine| phone.show(&id).unwrap()["links"].clone();
    assert_eq!(links(&phone), serde_json::json!([{ "kind": "related", "ticket": old }]));
    hears(&mut phone, &mut office, 1, OrderKind::Supersede(old, ticket(1)));
    hears(&mut phone, &mut office, 2, OrderKind::Supersede(ticket(1), ticket(2)));
    let moved = serde_json::json!([{ "kind": "related", "ticket": ticket(2), "written_as": old }]);
    assert_eq!(links(&phone), moved);
    let written = phone.ticket(&id).unwrap().links.into_keys().next().unwrap();
    assert_eq!(written.ticket, old, "nobody's document was rewritten");
    assert!(
        phone.link(&id, LinkKind::Related, ticket(2), true).is_err(),
        "it is said already"
    );
    phone.link(&id, LinkKind::Related, ticket(2), false).unwrap();
    assert_eq!(links(&phone), serde_json::json!([]));
    phone.link(&id, LinkKind::Parent, old, true).unwrap();
    assert_eq!(
        links(&phone),
        serde_json::json!([{ "kind": "parent", "ticket": ticket(2) }])
    );
}

#[test]
fn an_edit_that_a_forgetful_office_admitted_after_its_order_is_not_gone_with_the_ticket() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let id = filed(&mut phone);
    retitle(&mut phone, &id, "Before the order");
    settle(&mut phone, &mut office).unwrap();
    retitle(&mut phone, &id, "After the order");
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let reply = ExchangeReply {
        clock_ms: 8,
        ..office.answer(&request)
    };
    apply(&mut phone, &reply, sent);
    assert_eq!(phone.store().tally().unwrap().changes_owed, 0);
    hears(&mut phone, &mut office, 1, OrderKind::Supersede(id, ticket(1)));
    assert_eq!(phone.store().ticket(&id).unwrap(), None, "the ticket itself is gone");
    let aside = phone.store().set_aside().unwrap();
    assert_eq!(
        aside.len(),
        1,
        "the office took along what it had when it gave the order"
    );
    assert!(format!("{aside:?}").contains("After the order"));
}

#[test]
fn a_photo_that_waits_with_a_set_aside_edit_is_given_to_an_office_that_awaits_it() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    let id = filed(&mut phone);
    settle(&mut phone, &mut office).unwrap();
    phone.add_photos(&id, vec![photo(3, None)]).unwrap();
    let owed = phone.store().photos_owed().unwrap();
    hears(&mut phone, &mut office, 1, OrderKind::Supersede(id, ticket(1)));
    assert_eq!(phone.store().photos_owed().unwrap(), [], "the office may not want it");
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let reply = ExchangeReply {
        photos_missing: owed.clone(),
        ..office.answer(&request)
    };
    assert_eq!(apply(&mut phone, &reply, sent).photos, owed);
    phone.store_mut().photo_held(&owed[0], 9).unwrap();
    let intent = phone.store().set_aside().unwrap()[0].action.intent;
    phone.drop_refused(&intent).unwrap();
    assert_eq!(phone.store().photo(&owed[0]).unwrap(), None, "it goes with the edit");
}
