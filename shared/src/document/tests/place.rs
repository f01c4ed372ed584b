// SPDX-License-Identifier: EUPL-1.2
//! Where an address came from, and that one trouble is not another: said in the change that says the rest.

use super::gate::codes;
use super::people::{Someone, id, push};
use crate::document::Document;
use crate::ids::TicketId;
use crate::policy::Role;
use crate::ticket::{Action, Edit, Field, Link, LinkKind, Value};

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn found(who: &Someone, n: u64, address: &str) -> Action {
    let source = Edit::Set(Field::AddressSource, text("house_numbers"));
    who.does(n, vec![Edit::Set(Field::Address, text(address)), source])
}

#[test]
fn a_source_counts_for_the_address_of_its_own_action_and_for_no_other() {
    let ada = Someone::new(1, Role::Agent);
    let (mut held, _) = ada.files(1, "");
    held.act(ada.actor(), &found(&ada, 2, "Via Roma 12")).unwrap();
    assert_eq!(held.read().unwrap().address_source(), Some("house_numbers"));
    // As an app writes that knows nothing of sources.
    held.act(ada.actor(), &ada.sets(3, Field::Address, text("davanti al bar")))
        .unwrap();
    assert_eq!(held.read().unwrap().address_source(), None);
    held.act(ada.actor(), &found(&ada, 4, "Via Roma 14")).unwrap();
    assert_eq!(held.read().unwrap().address_source(), Some("house_numbers"));
}

#[test]
fn nobody_is_asked_where_an_address_came_from() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (mut left, _) = ada.files(1, "");
    let mut right = Document::load(&left.save()).unwrap();
    left.act(ada.actor(), &found(&ada, 2, "Via Roma 12")).unwrap();
    let other = vec![
        Edit::Set(Field::Address, text("Via Roma")),
        Edit::Set(Field::AddressSource, text("street_index")),
    ];
    let theirs = right.act(bruno.actor(), &bruno.does(3, other)).unwrap();
    left.apply(&[theirs]).unwrap();
    let read = left.read().unwrap();
    let contested: Vec<_> = read.conflicts().map(|conflict| conflict.field.clone()).collect();
    assert_eq!(contested, [Field::Address]);
    let shown = (read.text(&Field::Address), read.address_source());
    assert!(
        [
            (Some("Via Roma 12"), Some("house_numbers")),
            (Some("Via Roma"), Some("street_index"))
        ]
        .contains(&shown),
        "each address with its own: {shown:?}"
    );
}

#[test]
fn whoever_files_says_which_tickets_it_is_not_and_links_nothing_else() {
    let school = Someone::new(3, Role::School);
    let link = |kind| {
        let ticket = TicketId(id(77));
        Edit::Link(Link { kind, ticket }, true)
    };
    let judged = |kind| {
        let filed = school.does(1, vec![school.new_ticket(1, ""), link(kind)]);
        let (document, change) = Document::file(school.actor(), &filed).unwrap();
        let proof = school.proves(1, &change);
        (document, codes(&push(None, 1, &[&change], &[proof], &[&school])))
    };
    let (document, refused) = judged(LinkKind::DifferentFrom);
    assert_eq!(refused, []);
    assert_eq!(
        document.read().unwrap().different_from().collect::<Vec<_>>(),
        [TicketId(id(77))]
    );
    assert!(!judged(LinkKind::DuplicateOf).1.is_empty(), "linking is another right");
}
