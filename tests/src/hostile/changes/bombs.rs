// SPDX-License-Identifier: EUPL-1.2
//! Changes that are small to send and large to look at, each with one thing swollen: up to its bound, or far beyond it.

use ronda_shared::limits::{
    CHANGE_ACTORS, CHANGE_BYTES, CHANGE_DEPS, MAX_OP, PLAIN_OPS, TEXT_DELETIONS, TEXT_INSERTIONS,
};

use crate::hostile::chunk::{Chunk, leb, signed_leb};

/// Operations of the bomb of reliability's third fact.
const MILLIONS: u64 = 3_000_001;
const SET: u64 = 1;
const DELETE: u64 = 3;
/// Columns, as the format numbers them.
const OBJECT: [u64; 2] = [0x01, 0x02];
const KEY: [u64; 2] = [0x11, 0x13];
const KEY_TEXT: u64 = 0x15;
const INSERT: u64 = 0x34;
const ACTION: u64 = 0x42;
const VALUE_META: u64 = 0x56;
const VALUE: u64 = 0x57;
const PRED: [u64; 3] = [0x70, 0x71, 0x73];

/// A sound change made a bomb in every way there is here; all else of it stays as it was, so that each gets as far as it can.
pub fn bombs(sound: &[u8]) -> Vec<Vec<u8>> {
    let sound = Chunk::of(sound).expect("a sound change");
    let with = |alter: &dyn Fn(&mut Chunk)| {
        let mut chunk = sound.clone();
        alter(&mut chunk);
        chunk.bytes()
    };
    let mut bombs = vec![
        with(&|chunk| chunk.columns = vec![(ACTION, run(MILLIONS, SET))]),
        with(&|chunk| chunk.columns = typed(TEXT_INSERTIONS)),
        with(&|chunk| chunk.columns = erased(TEXT_DELETIONS)),
        with(&|chunk| chunk.columns = all_at_once()),
        with(&|chunk| chunk.columns = named(PLAIN_OPS)),
        with(&|chunk| chunk.deps = (0..CHANGE_DEPS).map(|n| [n as u8; 32]).collect()),
        with(&|chunk| chunk.deps.extend(vec![[7; 32]; CHANGE_DEPS])),
        with(&|chunk| {
            chunk.others = (0..CHANGE_ACTORS as u64)
                .map(|n| [leb(n), vec![0; 14]].concat())
                .collect()
        }),
        with(&|chunk| chunk.message = vec![b'x'; CHANGE_BYTES - 1_024]),
        with(&|chunk| chunk.extra = vec![1; CHANGE_BYTES - 1_024]),
        with(&|chunk| chunk.start_op = MAX_OP - 1),
        with(&|chunk| chunk.start_op = u64::from(u32::MAX) - 1),
        with(&|chunk| chunk.seq = u64::MAX),
        vec![0x85; CHANGE_BYTES + 1],
    ];
    bombs.extend((0..sound.columns.len()).map(|at| with(&|chunk| chunk.columns[at].1 = run(MILLIONS, 1))));
    bombs
}

type Columns = Vec<(u64, Vec<u8>)>;

/// The same value so many times.
fn run(count: u64, value: u64) -> Vec<u8> {
    [signed_leb(count.cast_signed()), leb(value)].concat()
}

/// No, so many times, then yes, so many times.
fn no_then_yes(no: u64, yes: u64) -> Vec<u8> {
    [leb(no), leb(yes)].concat()
}

/// So many insertions into a text, one behind the other.
fn typed(count: u64) -> Columns {
    vec![
        (OBJECT[0], run(count, 0)),
        (OBJECT[1], run(count, 1)),
        (KEY[0], run(count, 0)),
        (KEY[1], run(count, 1)),
        (INSERT, no_then_yes(0, count)),
        (ACTION, run(count, SET)),
        (VALUE_META, run(count, 0x16)),
        (VALUE, vec![b'x'; count as usize]),
        (PRED[0], run(count, 0)),
    ]
}

/// So many deletions, each of the most predecessors that pass.
fn erased(count: u64) -> Columns {
    vec![
        (OBJECT[0], run(count, 0)),
        (OBJECT[1], run(count, 1)),
        (KEY[0], run(count, 0)),
        (KEY[1], run(count, 1)),
        (INSERT, leb(count)),
        (ACTION, run(count, DELETE)),
        (VALUE_META, run(count, 0)),
        (PRED[0], run(count, 4)),
        (PRED[1], run(4 * count, 0)),
        (PRED[2], run(4 * count, 1)),
    ]
}

/// As many deletions and insertions as pass, in one change.
fn all_at_once() -> Columns {
    let all = TEXT_DELETIONS + TEXT_INSERTIONS;
    let two = |first: Vec<u8>, second: Vec<u8>| [first, second].concat();
    vec![
        (OBJECT[0], run(all, 0)),
        (OBJECT[1], run(all, 1)),
        (KEY[0], run(all, 0)),
        (KEY[1], run(all, 1)),
        (INSERT, no_then_yes(TEXT_DELETIONS, TEXT_INSERTIONS)),
        (ACTION, two(run(TEXT_DELETIONS, DELETE), run(TEXT_INSERTIONS, SET))),
        (VALUE_META, two(run(TEXT_DELETIONS, 0), run(TEXT_INSERTIONS, 0x16))),
        (VALUE, vec![b'x'; TEXT_INSERTIONS as usize]),
        (PRED[0], two(run(TEXT_DELETIONS, 1), run(TEXT_INSERTIONS, 0))),
        (PRED[1], run(TEXT_DELETIONS, 0)),
        (PRED[2], run(TEXT_DELETIONS, 1)),
    ]
}

/// So many writes of one long key.
fn named(count: u64) -> Columns {
    let key = [leb(600), vec![b'k'; 600]].concat();
    vec![
        (KEY_TEXT, [signed_leb(count.cast_signed()), key].concat()),
        (INSERT, leb(count)),
        (ACTION, run(count, SET)),
        (VALUE_META, run(count, 0)),
        (PRED[0], run(count, 0)),
    ]
}
