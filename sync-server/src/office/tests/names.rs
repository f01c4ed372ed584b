// SPDX-License-Identifier: EUPL-1.2
//! Names go with the tickets their people wrote to, and follow renamings; nobody else's are given.

use std::collections::BTreeMap;

use ronda_shared::policy::Role;
use ronda_shared::wire::{NamesHeld, NamesNews};

use super::super::PersonChange;
use super::*;

async fn hears(house: &House, phone: &mut Phone, held: Option<NamesHeld>) -> Option<NamesNews> {
    let request = ExchangeRequest {
        names: held,
        ..phone.request(house, Vec::new()).await
    };
    let reply = house.office.exchange(&phone.asker(house).await, request).await.unwrap();
    (phone.cursor, phone.nonce) = (Some(reply.cursor), Some(reply.session_nonce));
    reply.names
}

fn upto(upto: u64) -> Option<NamesHeld> {
    Some(NamesHeld { upto, people: None })
}

fn names(news: &NamesNews) -> BTreeMap<PersonId, &str> {
    news.names
        .iter()
        .map(|named| (named.person, named.name.as_str()))
        .collect()
}

#[tokio::test]
async fn a_phone_hears_the_names_in_its_tickets_and_every_renaming_once() {
    let house = House::new().await;
    let (ada_id, bruno_id) = (
        house.hire("Ada Prova", Role::Agent).await,
        house.hire("Bruno Esempio", Role::Agent).await,
    );
    house.hire("Carla Altrove", Role::Agent).await;
    let mut ada = Phone::of(&house, ada_id, 11).await;
    let mut bruno = Phone::of(&house, bruno_id, 12).await;
    let (id, _, change) = ada.files("Buca");
    ada.exchanges(&house, vec![ada.pushes(id, &[&change])]).await;
    let first = hears(&house, &mut bruno, upto(0)).await.unwrap();
    let told = names(&first);
    assert_eq!(told.get(&ada_id), Some(&"Ada Prova"));
    assert!(
        !first.asked && !told.values().any(|name| name.contains("Carla")),
        "{told:?}"
    );
    assert_eq!(
        hears(&house, &mut bruno, upto(first.upto)).await,
        None,
        "nothing is said twice"
    );
    let renamed = PersonChange {
        name: Some("Ada Nuova".into()),
        ..PersonChange::default()
    };
    house.office.edit_person(&ada_id, renamed).await.unwrap();
    let asked = hears(&house, &mut bruno, upto(first.upto)).await.unwrap();
    assert!(asked.asked && asked.names.is_empty() && asked.upto == first.upto);
    let people = Some(vec![ada_id, bruno_id]);
    let answer = NamesHeld {
        upto: first.upto,
        people,
    };
    let second = hears(&house, &mut bruno, Some(answer)).await.unwrap();
    assert_eq!((names(&second).get(&ada_id), second.asked), (Some(&"Ada Nuova"), false));
    assert!(second.upto > first.upto);
    assert_eq!(
        hears(&house, &mut bruno, None).await,
        None,
        "an app that does not know of names"
    );
}
