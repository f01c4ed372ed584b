// SPDX-License-Identifier: EUPL-1.2
//! What the app asks of Android about a fix, asked of a real Java machine: a wrong name, a wrong type, an exception left
//! behind or an object held for ever shows here and not on somebody's phone.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod machine;
#[path = "../../src/location/android/simulated.rs"]
mod simulated;

use machine::Phone;
use ronda_shared::place::Fix;

const FIX: Fix = Fix {
    place: (43.769_562_1, 11.255_814_3),
    accuracy_m: Some(6.0),
    at_ms: 1_795_000_000_123,
    mocked: None,
};
const PROVIDERS: [&str; 3] = ["gps", "network", "fused"];

#[test]
fn a_simulated_fix_is_told_as_one_and_a_sound_one_as_sound() {
    for provider in PROVIDERS {
        for mocked in [true, false] {
            let mut phone = Phone::new();
            phone.measures(provider, &FIX, mocked);
            assert_eq!(phone.asked(&FIX), Some(mocked), "{provider}");
        }
    }
}

#[test]
fn where_nothing_was_measured_nothing_is_known() {
    let mut phone = Phone::new();
    for provider in PROVIDERS {
        phone.knows_nothing(provider);
    }
    assert_eq!(phone.asked(&FIX), None);
}

#[test]
fn another_measurement_says_nothing_of_this_one() {
    let (lat, lon) = FIX.place;
    let others = [
        Fix {
            at_ms: FIX.at_ms + 1,
            ..FIX
        },
        Fix {
            place: (lat + 1e-7, lon),
            ..FIX
        },
        Fix {
            place: (lat, lon - 1e-7),
            ..FIX
        },
        Fix {
            place: (lon, lat),
            ..FIX
        },
    ];
    for other in others {
        let mut phone = Phone::new();
        phone.measures("gps", &other, true);
        assert_eq!(phone.asked(&FIX), None, "{other:?}");
        assert_eq!(phone.asked(&other), Some(true), "{other:?}");
    }
}

#[test]
fn the_next_provider_is_asked_where_one_does_not_know_the_fix() {
    let mut phone = Phone::new();
    phone.knows_nothing("gps");
    phone.measures("network", &FIX, true);
    assert_eq!(phone.asked(&FIX), Some(true));
    let older = Fix {
        at_ms: FIX.at_ms - 1_000,
        ..FIX
    };
    phone.measures("gps", &older, false);
    assert_eq!(phone.asked(&FIX), Some(true));
}

#[test]
fn without_the_permission_nothing_is_known_and_the_next_question_is_answered() {
    let mut phone = Phone::new();
    for provider in PROVIDERS {
        phone.forbids(provider);
    }
    assert_eq!(phone.asked(&FIX), None);
    phone.measures("gps", &FIX, true);
    assert_eq!(phone.asked(&FIX), Some(true));
}

#[test]
fn a_phone_without_a_provider_is_asked_by_the_others() {
    let mut phone = Phone::new();
    assert_eq!(phone.asked(&FIX), None, "it has none at all");
    phone.measures("fused", &FIX, true);
    assert_eq!(phone.asked(&FIX), Some(true));
}

#[test]
fn a_phone_without_a_location_service_knows_nothing() {
    let mut phone = Phone::new();
    phone.measures("gps", &FIX, true);
    phone.has_no_location_service();
    assert_eq!(phone.asked(&FIX), None);
}

#[test]
fn nothing_of_ten_thousand_questions_is_held() {
    let mut phone = Phone::new();
    phone.forbids("gps");
    phone.measures("network", &Fix { at_ms: 0, ..FIX }, false);
    phone.measures("fused", &FIX, true);
    // The first hundred alone, too: a machine in which objects pile up takes minutes for the rest.
    for questions in [100, 9_900] {
        for _ in 0..questions {
            assert_eq!(phone.asked(&FIX), Some(true));
        }
        assert_eq!(phone.counts("held"), 0);
    }
    // Each time a word and a service, and another word, for three providers; two locations and one exception.
    assert_eq!(phone.counts("passed"), 120_000);
}
