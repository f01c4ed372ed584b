// SPDX-License-Identifier: EUPL-1.2
//! Two devices create the same document each for itself: after a merge one side's map is hidden, and so is what is written to it.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ObjId, ObjType, ROOT, ReadDoc};

fn main() {
    let (mut one, mine) = created(1);
    let (mut two, theirs) = created(2);
    one.put(&mine, "street", "Mill Lane").expect("a value");
    two.put(&theirs, "depth", 12).expect("a value");
    let answer = one.merge(&mut two).map(|heads| heads.len());
    println!(
        "two creations: merge {answer:?} heads, get shows {:?}, get_all holds {}",
        shown(&one),
        held(&one)
    );
    // The hidden map is still there for whoever holds its id, and takes words that nobody will read.
    let late = one.put(&mine, "street", "Mill Lane 4");
    println!("written to the hidden map: {late:?}, get shows {:?}", shown(&one));
    assert_eq!((shown(&one), held(&one)), (vec!["depth".into()], 2));

    let first = created(0).0.save();
    let (mut one, mut two) = (loaded(&first, 1), loaded(&first, 2));
    let (mine, theirs) = (ticket(&one), ticket(&two));
    one.put(mine, "street", "Mill Lane").expect("a value");
    two.put(theirs, "depth", 12).expect("a value");
    one.merge(&mut two).expect("merged");
    println!(
        "one creation, loaded twice: get shows {:?}, get_all holds {}",
        shown(&one),
        held(&one)
    );
    assert_eq!((shown(&one), held(&one)), (vec!["depth".into(), "street".into()], 1));

    // Made anew on each device, but by one fixed actor and without a clock: the same bytes.
    let again = created(0).0.save();
    println!("made anew by a fixed actor: the same bytes: {}", first == again);
    assert_eq!(first, again);
}

/// The same first change on each device, but by its own actor.
fn created(actor: u8) -> (AutoCommit, ObjId) {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([actor; 16]));
    let map = doc.put_object(ROOT, "ticket", ObjType::Map).expect("a map");
    doc.commit();
    (doc, map)
}

fn loaded(bytes: &[u8], actor: u8) -> AutoCommit {
    AutoCommit::load(bytes)
        .expect("sound")
        .with_actor(ActorId::from([actor; 16]))
}

fn ticket(doc: &AutoCommit) -> ObjId {
    doc.get(ROOT, "ticket").expect("readable").expect("present").1
}

fn shown(doc: &AutoCommit) -> Vec<String> {
    doc.keys(ticket(doc)).collect()
}

fn held(doc: &AutoCommit) -> usize {
    doc.get_all(ROOT, "ticket").expect("readable").len()
}
