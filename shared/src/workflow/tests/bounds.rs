// SPDX-License-Identifier: EUPL-1.2
//! What an event may hold, and what is left of one whose words are forgotten.

use super::story::person;
use crate::limits;
use crate::workflow::{Event, Kind};

fn full() -> Event {
    Event {
        reason: Some("perché".into()),
        text: Some("quale palo?".into()),
        office: Some("strade".into()),
        crew: Some("x".into()),
        outcome: Some("fixed_on_site".into()),
        hold: Some("weather".into()),
        waiver: Some("buio".into()),
        body: Some("Ente Finto".into()),
        ..Event::of(Kind::Resolve, person(3))
    }
}

/// Each with one part that is too much, and how the sentence names it.
fn broken() -> [(&'static str, Event); 8] {
    let long = |chars: usize| Some("à".repeat(chars + 1));
    let short_text = || long(limits::SHORT_TEXT_CHARS);
    [
        (
            "reason",
            Event {
                reason: short_text(),
                ..full()
            },
        ),
        (
            "waiver",
            Event {
                waiver: short_text(),
                ..full()
            },
        ),
        (
            "body",
            Event {
                body: short_text(),
                ..full()
            },
        ),
        (
            "text",
            Event {
                text: long(limits::TEXT_CHARS),
                ..full()
            },
        ),
        (
            "office",
            Event {
                office: Some("due parole".into()),
                ..full()
            },
        ),
        (
            "crew",
            Event {
                crew: Some(String::new()),
                ..full()
            },
        ),
        (
            "outcome",
            Event {
                outcome: Some("vanished".into()),
                ..full()
            },
        ),
        (
            "reason to wait",
            Event {
                hold: Some("boredom".into()),
                ..full()
            },
        ),
    ]
}

#[test]
fn every_part_of_an_event_is_bounded_and_the_sentence_names_it() {
    for (part, event) in broken() {
        let fault = event.fault().unwrap_or_default();
        assert!(fault.contains(part), "{part}: {fault}");
    }
    let widest = "à".repeat(limits::SHORT_TEXT_CHARS);
    let sound = [
        full(),
        Event::of(Kind::Accept, person(3)),
        Event {
            reason: Some(widest),
            text: Some("à".repeat(limits::TEXT_CHARS)),
            ..full()
        },
    ];
    for event in sound {
        assert_eq!(event.fault(), None);
    }
}

#[test]
fn without_its_words_an_event_still_says_who_did_what_and_to_what_end() {
    let kept = Event {
        reason: None,
        text: None,
        waiver: None,
        body: None,
        ..full()
    };
    assert_eq!(full().wordless(), kept);
}
