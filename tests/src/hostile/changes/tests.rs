// SPDX-License-Identifier: EUPL-1.2
//! What the door for fuzzed changes lets in. `GATE_CORPUS=FOLDER` writes it there: what the fuzzer begins with.

use ronda_shared::ids::IntentId;
use ronda_shared::ticket::{HappenedNow, Link, LinkKind, Note, Priority};
use ronda_shared::workflow::{Event, Kind};

use super::*;

fn entry(number: u8) -> IntentId {
    IntentId(uuid::Uuid::from_bytes([number; 16]))
}

fn note(number: u8) -> Note {
    Note {
        entry: entry(number),
        text: "Sopralluogo".into(),
    }
}

/// One change of every kind that somebody at the desk may write.
fn edits(setting: &Setting) -> Vec<(&'static str, Vec<Edit>)> {
    let by = setting.author.hand.person;
    let happens = |number, event| {
        vec![Edit::Happen(HappenedNow {
            entry: entry(number),
            event,
        })]
    };
    let taken = Event {
        office: Some("strade".into()),
        ..Event::of(Kind::TakeCharge, by)
    };
    let asked = Event {
        text: Some("Quanto e' larga?".into()),
        ..Event::of(Kind::AskInfo, by)
    };
    let related = Link {
        kind: LinkKind::Related,
        ticket: TicketId::from_bytes([5; 16]),
    };
    let field = |field, value| vec![Edit::Set(field, value)];
    vec![
        ("title", field(Field::Title, Value::Text("Buca".into()))),
        ("description", field(Field::Description, Value::Text("Larga".into()))),
        ("priority", field(Field::Priority, Value::Priority(Priority::P1))),
        ("note", vec![Edit::AddNote(note(21))]),
        ("update", vec![Edit::AddPublicUpdate(note(22))]),
        ("taken", happens(23, taken)),
        ("asked", happens(24, asked)),
        ("link", vec![Edit::Link(related, true)]),
        ("me-too", vec![Edit::MeToo(true)]),
        ("watch", vec![Edit::Watch(true)]),
    ]
}

fn samples(setting: &Setting) -> Vec<(&'static str, Vec<u8>)> {
    let made = setting.author.hand.ticket(1);
    let last = &made.steps[HELD];
    let after = |edits| {
        let action = Action {
            edits,
            ..last.action.clone()
        };
        let change = setting.held.clone().act(last.change.actor(), &action);
        change.expect("a person may").bytes().to_vec()
    };
    let edited = edits(setting).into_iter().map(|(name, edits)| (name, after(edits)));
    let filed = [("filed", setting.sound[0].clone())];
    filed.into_iter().chain(edited).collect()
}

#[test]
fn what_its_author_signs_is_let_in_and_one_wrong_byte_of_it_is_harmless() {
    let setting = Setting::of(1);
    for (name, bytes) in samples(&setting) {
        assert_eq!(setting.judges(&bytes), Ok(true), "{name}");
        for at in (9..bytes.len()).step_by(7) {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x55;
            assert!(setting.judges(&sealed(wrong)).is_ok(), "{name}, byte {at}");
        }
        if let Some(folder) = std::env::var_os("GATE_CORPUS") {
            let file = std::path::Path::new(&folder).join(format!("sound-{name}"));
            std::fs::write(file, bytes).expect("the sample is written");
        }
    }
}

#[test]
fn who_may_little_is_refused_by_rights_and_not_for_want_of_a_proof() {
    let setting = Setting::of(1);
    let known = setting.author.known(Role::School);
    let (_, bytes) = samples(&setting)
        .into_iter()
        .find(|(name, _)| *name == "taken")
        .unwrap();
    let refused = setting.decides(&known, Some(&setting.held), bytes).unwrap().quarantined;
    let codes: Vec<_> = refused.iter().map(|one| one.refusal.code).collect();
    assert_eq!(codes.len(), 1);
    assert_ne!(codes, [ronda_shared::wire::RefusalCode::NotProven]);
}
