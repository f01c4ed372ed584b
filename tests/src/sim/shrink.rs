// SPDX-License-Identifier: EUPL-1.2
//! Cutting a failing script down: operations are taken away as long as it fails in the same way (delta debugging).

use std::fmt::Display;
use std::time::{Duration, Instant};

use super::script::{Deed, Op, Script};
use super::{Broken, Trace, play};

/// Plays of one shrinking at most: a script that is still long then is kept as it is.
const PLAYS: usize = 400;
/// And no longer than this.
const PATIENCE: Duration = Duration::from_secs(90);

/// The smallest failing script found, with what it breaks.
pub fn shrink(broken: Box<Broken>) -> Box<Broken> {
    shrunk(broken, &play)
}

/// One line of a script.
pub trait Step: Clone + Display {
    /// The same with less trouble around it, where that reads better.
    fn simpler(&self) -> Option<Self>;
}

impl Step for Op {
    /// A sync that meets a fine network.
    fn simpler(&self) -> Option<Self> {
        match self {
            Self::Phone(phone, Deed::Syncs(fates)) if !fates.is_empty() => {
                Some(Self::Phone(*phone, Deed::Syncs(Vec::new())))
            }
            _ => None,
        }
    }
}

/// What plays a script.
type Player<'a, O> = &'a dyn Fn(&Script<O>) -> Result<Trace, Box<Broken<O>>>;

/// The smallest script found that fails in the same way when it is played so.
pub fn shrunk<O: Step>(broken: Box<Broken<O>>, play: Player<'_, O>) -> Box<Broken<O>> {
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
            match still(&best.script, ops, &kind, play) {
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
    simpler(best, &kind, left, play)
}

fn simpler<O: Step>(mut best: Box<Broken<O>>, kind: &str, plays: usize, play: Player<'_, O>) -> Box<Broken<O>> {
    for at in (0..best.script.ops.len()).take(plays) {
        let mut ops = best.script.ops.clone();
        let Some(simpler) = ops[at].simpler() else {
            continue;
        };
        ops[at] = simpler;
        best = still(&best.script, ops, kind, play).unwrap_or(best);
    }
    best
}

fn still<O: Step>(script: &Script<O>, ops: Vec<O>, kind: &str, play: Player<'_, O>) -> Option<Box<Broken<O>>> {
    let seed = script.seed;
    let broken = play(&Script { seed, ops }).err()?;
    (self::kind(&broken.what) == kind).then_some(broken)
}

/// What was broken, without ids and numbers: the words before the first colon.
fn kind(what: &str) -> String {
    what.split(':').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{STEPS, drawn};

    /// A world in which nobody may copy the office's data and put that copy back later.
    fn fragile(script: &Script) -> Result<Trace, Box<Broken>> {
        let words: Vec<String> = script.ops.iter().map(ToString::to_string).collect();
        let copied = words.iter().position(|word| word == "office copies");
        let back = words.iter().rposition(|word| word == "office rolls-back");
        match (copied, back) {
            (Some(copied), Some(back)) if copied < back => Err(Box::new(Broken {
                script: script.clone(),
                what: format!("put back: step {back}"),
                trace: Trace::new(),
            })),
            _ => Ok(Trace::new()),
        }
    }

    #[test]
    fn a_failing_script_is_cut_down_to_what_makes_it_fail() {
        let mut script = drawn(3, STEPS);
        script.ops.insert(5, "office copies".parse().expect("an operation"));
        script
            .ops
            .insert(STEPS - 5, "office rolls-back".parse().expect("an operation"));
        let broken = fragile(&script).expect_err("it fails");
        let smallest = shrunk(broken, &fragile);
        assert_eq!(
            smallest.script.to_string(),
            "seed 3\noffice copies\noffice rolls-back\n"
        );
    }
}
