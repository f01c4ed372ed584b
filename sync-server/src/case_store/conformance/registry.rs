// SPDX-License-Identifier: EUPL-1.2
//! People, codes, devices, visits and orders.

use ronda_shared::identity::{Certificate, Order, OrderKind, Secret, SignedCertificate, SignedOrder, SigningKey};
use ronda_shared::ids::OrderId;
use ronda_shared::policy::{Grants, Role};
use ronda_shared::wire::QueueCounts;

use super::*;
use crate::case_store::{AlarmKind, Enrolment, NewCode, NewDevice, Person, Visit, Visited};

pub(crate) fn certificate(device: DeviceId) -> SignedCertificate {
    let root = SigningKey::from_seed(&Secret([1; 32]));
    let (public_key, jurisdiction) = (root.public(), "FI".to_owned());
    Certificate {
        device,
        public_key,
        person: person(1),
        jurisdiction,
        issued_at_ms: 1,
        office: false,
    }
    .sign(&root)
}

pub(crate) fn new_device(id: DeviceId) -> NewDevice {
    NewDevice {
        id,
        person: person(1),
        certificate: certificate(id),
        name: "Telefono 1".into(),
    }
}

pub(crate) fn somebody() -> Person {
    let grants = Grants {
        districts: vec!["Q1".to_owned()],
        office: Some("strade".into()),
        crew: Some("squadra-1".into()),
        ..Grants::of(Role::Crew)
    };
    Person {
        id: person(1),
        name: "Ada Esempio".into(),
        grants,
        known_again: true,
        disabled_at_ms: None,
    }
}

pub(crate) fn visit(presented: Option<Vec<u8>>, fresh: u8) -> Visit {
    Visit {
        device: PHONE,
        presented,
        repeated: false,
        fresh: [fresh; 16],
        at_ms: 50,
        app_version: "0.1.0".into(),
        queue: QueueCounts {
            changes: 3,
            photos: 2,
            photo_bytes: 1_000,
        },
        space_bytes: Some(5_000),
        skew_ms: Some(-40),
        relied_on: Some(4),
        orders_done: Vec::new(),
    }
}

fn revocation(device: DeviceId) -> (Order, SignedOrder) {
    let order = Order {
        id: OrderId::from_bytes([3; 16]),
        at_ms: 77,
        kind: OrderKind::Revoke(device),
    };
    let signed = order.sign(&SigningKey::from_seed(&Secret([1; 32])));
    (order, signed)
}

pub(crate) async fn people_codes_and_devices_are_kept(ground: &impl Ground) {
    let store = ground.open();
    store.put_person(somebody(), "person.added", by(1)).await.unwrap();
    let disabled = Person {
        disabled_at_ms: Some(9),
        ..somebody()
    };
    store
        .put_person(disabled.clone(), "person.disabled", by(2))
        .await
        .unwrap();
    assert_eq!(store.person(&person(1)).await.unwrap(), Some(disabled.clone()));
    assert_eq!(store.people().await.unwrap(), [disabled]);
    assert_eq!(store.person(&person(2)).await.unwrap(), None);

    let code = NewCode {
        lookup: [4; 16],
        code: "7K3Q".into(),
        person: person(1),
        expires_at_ms: 100,
    };
    store.put_code(code.clone(), by(10)).await.unwrap();
    assert_eq!(store.code(&[4; 16]).await.unwrap(), Some(code.clone()));
    let enrol = |at_ms| Enrolment {
        lookup: [4; 16],
        device: new_device(PHONE),
        by: by(at_ms),
    };
    assert!(!store.enrol(enrol(101)).await.unwrap(), "it lapsed");
    assert_eq!(store.devices().await.unwrap(), []);
    assert!(store.enrol(enrol(100)).await.unwrap());
    assert!(!store.enrol(enrol(100)).await.unwrap(), "it is used up");
    assert_eq!(store.code(&[4; 16]).await.unwrap(), None);
    let device = store.device(&PHONE).await.unwrap().unwrap();
    assert_eq!(
        (device.person, device.enrolled_at_ms, device.certificate),
        (person(1), 100, certificate(PHONE))
    );
    assert_eq!(store.certificates(&[PHONE, OTHER_PHONE]).await.unwrap().len(), 1);

    let mut authored = deposit(ticket(1), 0, 0..1);
    authored.certificates.insert(OTHER_PHONE, certificate(OTHER_PHONE));
    keep(&*store, authored).await;
    assert_eq!(
        store.certificates(&[OTHER_PHONE]).await.unwrap()[&OTHER_PHONE],
        certificate(OTHER_PHONE)
    );
    assert_eq!(
        store.device(&OTHER_PHONE).await.unwrap(),
        None,
        "an author is not yet a known device"
    );
}

pub(crate) async fn a_copied_phone_is_flagged_once(ground: &impl Ground) {
    let store = ground.open();
    store.put_device(new_device(PHONE), None, by(1)).await.unwrap();
    let visit = |presented: Option<&Visited>, fresh| {
        let store = Arc::clone(&store);
        let visit = visit(presented.map(|visited| visited.nonce.clone()), fresh);
        async move { store.visit(visit).await.unwrap() }
    };
    let first = visit(None, 1).await;
    let left = visit(Some(&first), 2).await;
    let right = visit(Some(&first), 3).await;
    let left = visit(Some(&left), 4).await;
    assert_eq!(store.device(&PHONE).await.unwrap().unwrap().flagged_at_ms, None);
    let right = visit(Some(&right), 5).await;
    let left = visit(Some(&left), 6).await;
    assert!(right.cloned && !left.cloned);
    assert!(
        visit(Some(&right), 7).await.cloned,
        "and every time the other copy comes"
    );
    let alarms = store.alarms(10).await.unwrap();
    assert_eq!(
        alarms.iter().map(|raised| raised.alarm.kind).collect::<Vec<_>>(),
        [AlarmKind::ClonedDevice],
        "one alarm"
    );
    let device = store.device(&PHONE).await.unwrap().unwrap();
    assert_eq!(
        (device.flagged_at_ms, device.queue.photos, device.skew_ms),
        (Some(50), 2, Some(-40))
    );
    assert_eq!(store.meta().await.unwrap().relied_on, 4);
    store.unflag(&PHONE, by(60)).await.unwrap();
    assert_eq!(store.device(&PHONE).await.unwrap().unwrap().flagged_at_ms, None);
}

pub(crate) async fn a_copied_phone_gets_its_orders_again_for_the_other_copy(ground: &impl Ground) {
    let store = ground.open();
    store.put_device(new_device(PHONE), None, by(1)).await.unwrap();
    let (order, signed) = revocation(OTHER_PHONE);
    let given = vec![(order.clone(), signed.clone())];
    store.put_orders(given, By::office(1)).await.unwrap();
    let shared = store.visit(visit(None, 1)).await.unwrap();
    let mut left = visit(Some(shared.nonce.clone()), 2);
    left.orders_done = vec![order.id];
    let left = store.visit(left).await.unwrap();
    assert_eq!(store.orders_for(&PHONE, 10).await.unwrap(), []);
    let left = store.visit(visit(Some(left.nonce), 3)).await.unwrap();
    assert_eq!(
        store.orders_for(&PHONE, 10).await.unwrap(),
        [],
        "it is one phone so far"
    );
    let right = store.visit(visit(Some(shared.nonce), 4)).await.unwrap();
    assert!(right.cloned && !left.cloned);
    assert_eq!(store.orders_for(&PHONE, 10).await.unwrap(), [signed]);
}

pub(crate) async fn orders_reach_each_device_until_done_and_revoke_unknown_ones_too(ground: &impl Ground) {
    let store = ground.open();
    let (order, signed) = revocation(PHONE);
    let given = vec![(order.clone(), signed.clone())];
    store.put_orders(given.clone(), By::office(1)).await.unwrap();
    store.put_orders(given, By::office(2)).await.unwrap();
    assert_eq!(store.orders().await.unwrap(), std::slice::from_ref(&signed));
    assert_eq!(
        store.revocation(&PHONE).await.unwrap(),
        Some(signed.clone()),
        "known before the device is"
    );
    assert_eq!(store.revocation(&OTHER_PHONE).await.unwrap(), None);
    for device in [PHONE, OTHER_PHONE] {
        store.put_device(new_device(device), None, by(3)).await.unwrap();
    }
    assert_eq!(store.device(&PHONE).await.unwrap().unwrap().revoked_at_ms, Some(77));
    let done = Visit {
        orders_done: vec![order.id, OrderId::from_bytes([9; 16])],
        device: OTHER_PHONE,
        ..visit(None, 1)
    };
    store.visit(done).await.unwrap();
    assert_eq!(store.orders_for(&OTHER_PHONE, 10).await.unwrap(), []);
    assert_eq!(store.orders_for(&PHONE, 10).await.unwrap(), [signed]);
}
