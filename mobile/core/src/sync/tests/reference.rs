// SPDX-License-Identifier: EUPL-1.2
//! Reference data over the exchange: taken once, never back, given back when the office lost it.

use ronda_shared::identity::{Secret, SigningKey};
use ronda_shared::limits;
use ronda_shared::reference::{Publication, SignedReference};
use ronda_shared::wire::{ReferenceHeld, ReferenceNews};

use super::*;
use crate::engine::tests::city::{published, town};

fn news(current: SignedReference) -> ReferenceNews {
    ReferenceNews {
        current: Some(current),
        asked: false,
    }
}

fn asks(phone: &Engine) -> ReferenceHeld {
    phone.store().gather(Asking::default()).unwrap().0.reference.unwrap()
}

#[test]
fn a_phone_names_the_newest_it_holds_and_never_goes_back() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    assert_eq!(asks(&phone), ReferenceHeld::default());
    let (old, new) = (town("Pothole"), town("Hole"));
    hear(&mut phone, news(published(&new, 20)));
    hear(&mut phone, news(published(&old, 10)));
    assert_eq!(asks(&phone).version, Some(new.version()));
    assert_eq!(phone.reference().unwrap().unwrap().data, new);
    hear(&mut phone, news(published(&old, 30)));
    assert_eq!(
        phone.reference().unwrap().unwrap().data,
        old,
        "published again, it is the newest"
    );
    assert_eq!(
        asks(&phone),
        ReferenceHeld {
            version: Some(old.version()),
            given_back: None
        }
    );
}

#[test]
fn what_the_root_did_not_sign_is_not_taken() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let publication = Publication {
        published_at_ms: 1,
        data: town("Pothole").to_bytes(),
    };
    let foreign = publication.sign(&SigningKey::from_seed(&Secret([99; 32])));
    let mut altered = published(&town("Pothole"), 1);
    altered.body[40] ^= 1;
    for forged in [foreign, altered] {
        hear(&mut phone, news(forged));
    }
    assert_eq!((asks(&phone).version, phone.reference().unwrap()), (None, None));
}

#[test]
fn a_set_only_a_newer_app_can_read_is_named_and_not_used() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let set = town("Pothole");
    hear(&mut phone, news(published(&set, 1)));
    let of_tomorrow = Publication {
        published_at_ms: 2,
        data: vec![0xa1, 0x00, 0x02],
    };
    let signed = of_tomorrow.sign(&SigningKey::from_seed(&Secret([200; 32])));
    hear(&mut phone, news(signed));
    assert_eq!(asks(&phone).version, Some(of_tomorrow.name().version));
    assert_eq!(phone.reference().unwrap().unwrap().data, set);
}

#[test]
fn a_phone_keeps_the_newest_few() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let sets: Vec<_> = (0..12).map(|n| town(&format!("Pothole {n}"))).collect();
    for (at_ms, set) in (0..).zip(&sets) {
        hear(&mut phone, news(published(set, at_ms)));
    }
    let held = sets
        .iter()
        .map(|set| phone.store().reference_of(&set.version()).unwrap().is_some());
    let kept = usize::try_from(limits::REFERENCE_KEPT).unwrap();
    assert_eq!(
        held.collect::<Vec<_>>(),
        [vec![false; 12 - kept], vec![true; kept]].concat()
    );
}

#[test]
fn an_office_that_lost_a_publication_gets_it_back_at_once() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let signed = published(&town("Pothole"), 5);
    hear(&mut phone, news(signed.clone()));
    let asked = ReferenceNews {
        current: None,
        asked: true,
    };
    assert!(hear(&mut phone, asked.clone()).more, "the loop goes on to give it back");
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    assert_eq!(request.reference.unwrap().given_back, Some(signed));
    assert!(sent.reference_given);
    let again = hear_after(&mut phone, asked, sent);
    assert!(!again.more, "an office that still asks is not pestered");
    assert_eq!(asks(&phone).given_back, None);
}
