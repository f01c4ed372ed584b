// SPDX-License-Identifier: EUPL-1.2
//! Cutting a failing script down: operations are taken away as long as it fails in the same way (delta debugging).

use std::time::{Duration, Instant};

use super::script::{Deed, Op, Script};
use super::{Broken, play};

/// Plays of one shrinking at most: a script that is still long then is kept as it is.
const PLAYS: usize = 400;
/// And no longer than this.
const PATIENCE: Duration = Duration::from_secs(90);

/// The smallest failing script found, with what it breaks.
pub fn shrink(broken: Box<Broken>) -> Box<Broken> {
    let (kind, began) = (kind(&broken.what), Instant::now());
    let tired = |plays: usize| plays >= PLAYS || began.elapsed() > PATIENCE;
    let mut best = broken;
    let (mut plays, mut size) = (0, best.script.ops.len().div_ceil(2).max(1));
    while !tired(plays) {
        let mut shorter = false;
        let mut at = 0;
        while at < best.script.ops.len() && !tired(plays) {
            let mut ops = best.script.ops.clone();
            ops.drain(at..(at + size).min(ops.len()));
            plays += 1;
            match still(&best.script, ops, &kind) {
                Some(found) => (best, shorter) = (found, true),
                None => at += size,
            }
        }
        if size == 1 && !shorter {
            break;
        }
        size = if shorter { size } else { (size / 2).max(1) };
    }
    let left = if tired(plays) { 0 } else { PLAYS - plays };
    simpler(best, &kind, left)
}

/// Syncs that meet a fine network read better than those that do not.
fn simpler(mut best: Box<Broken>, kind: &str, plays: usize) -> Box<Broken> {
    for at in (0..best.script.ops.len()).take(plays) {
        let mut ops = best.script.ops.clone();
        let Op::Phone(_, Deed::Syncs(fates)) = &mut ops[at] else {
            continue;
        };
        if std::mem::take(fates).is_empty() {
            continue;
        }
        best = still(&best.script, ops, kind).unwrap_or(best);
    }
    best
}

fn still(script: &Script, ops: Vec<Op>, kind: &str) -> Option<Box<Broken>> {
    let seed = script.seed;
    let broken = play(&Script { seed, ops }).err()?;
    (self::kind(&broken.what) == kind).then_some(broken)
}

/// What was broken, without ids and numbers: the words before the first colon.
fn kind(what: &str) -> String {
    what.split(':').next().unwrap_or_default().to_owned()
}
