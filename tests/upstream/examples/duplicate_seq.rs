// SPDX-License-Identifier: EUPL-1.2
//! Two copies of one device write by one actor: whoever holds the changes of the one refuses those of the other, whole batches of them.

use automerge::sync::{State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Change, ROOT, ReadDoc};

fn main() {
    let mut origin = device(AutoCommit::new(), 1);
    origin.put(ROOT, "title", "a pothole").expect("a value");
    let saved = origin.save();
    let heads = origin.get_heads();
    let mut first = device(AutoCommit::load(&saved).expect("sound"), 1);
    let mut copy = device(AutoCommit::load(&saved).expect("sound"), 1);
    let mut other = device(AutoCommit::load(&saved).expect("sound"), 2);
    for at in 0..3 {
        first.put(ROOT, format!("first {at}"), at).expect("a value");
        first.commit();
    }
    copy.put(ROOT, "copy", 1).expect("a value");
    copy.commit();
    other.put(ROOT, "other", 1).expect("a value");
    let (firsts, copies, others) = (
        first.get_changes(&heads),
        copy.get_changes(&heads),
        other.get_changes(&heads),
    );
    let held = || {
        let mut office = device(AutoCommit::load(&saved).expect("sound"), 9);
        office.apply_changes(firsts.clone()).expect("the first copy's changes");
        office
    };

    let mut office = held();
    tell("apply_changes", &office.apply_changes(copies.clone()), &office);
    let mut office = held();
    tell("merge", &office.merge(&mut copy).map(|heads| heads.len()), &office);
    let mut office = held();
    tell(
        "load_incremental",
        &office.load_incremental(copies[0].raw_bytes()),
        &office,
    );
    let mut office = held();
    tell("sync", &synced(&mut office, &mut copy), &office);
    let mut office = held();
    let batch: Vec<Change> = others.iter().chain(&copies).cloned().collect();
    tell(
        "apply_changes, behind another actor's sound change",
        &office.apply_changes(batch),
        &office,
    );
    assert!(
        office.get(ROOT, "other").expect("readable").is_none(),
        "nothing of the batch was applied"
    );

    waiting(&saved, &firsts, &copies);

    // The same work under an actor of its own.
    let mut office = held();
    let mut replayed = device(AutoCommit::load(&saved).expect("sound"), 3);
    replayed.put(ROOT, "copy", 1).expect("a value");
    tell(
        "written again by a fresh actor, merge",
        &office.merge(&mut replayed).map(|heads| heads.len()),
        &office,
    );
    assert!(office.get(ROOT, "copy").expect("readable").is_some());
}

/// A sound change that waits for its past is forgotten when the refusal names an earlier one of its actor.
fn waiting(saved: &[u8], firsts: &[Change], copies: &[Change]) {
    let mut office = device(AutoCommit::load(saved).expect("sound"), 9);
    office
        .apply_changes([firsts[0].clone(), firsts[2].clone()])
        .expect("one applied, one waits");
    let refused = office.apply_changes(copies.to_vec());
    office.apply_changes([firsts[1].clone()]).expect("what was waited for");
    tell(
        "while the first copy's third change waited, then its second",
        &refused,
        &office,
    );
}

fn device(doc: AutoCommit, actor: u8) -> AutoCommit {
    doc.with_actor(ActorId::from([actor; 16]))
}

/// The error is the same text everywhere: who asked is told before it, what the document shows behind it.
fn tell<T: std::fmt::Debug, E: std::fmt::Display>(what: &str, answer: &Result<T, E>, office: &AutoCommit) {
    let answer = answer
        .as_ref()
        .map_or_else(|error| format!("Err: {error}"), |value| format!("Ok({value:?})"));
    println!("{what}: {answer}; shown {:?}", office.keys(ROOT).collect::<Vec<_>>());
}

fn synced(office: &mut AutoCommit, copy: &mut AutoCommit) -> Result<(), automerge::AutomergeError> {
    let (mut ours, mut theirs) = (State::new(), State::new());
    for _ in 0..4 {
        if let Some(message) = office.sync().generate_sync_message(&mut ours) {
            copy.sync().receive_sync_message(&mut theirs, message)?;
        }
        if let Some(message) = copy.sync().generate_sync_message(&mut theirs) {
            office.sync().receive_sync_message(&mut ours, message)?;
        }
    }
    Ok(())
}
