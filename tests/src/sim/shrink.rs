// SPDX-License-Identifier: EUPL-1.2
//! Cutting a failing script down: operations are taken away as long as it fails in the same way (delta debugging).

use std::fmt::Display;
use std::time::{Duration, Instant};

use super::script::{Deed, Op, Script};
use super::{Broken, Trace, play};

/// How long a script is cut down at most: one that is still long then is kept as it is.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub plays: usize,
    pub time: Duration,
}

/// The smallest failing script found, with what it breaks.
pub fn shrink(broken: Box<Broken>) -> Box<Broken> {
    shrunk(broken, &play)
}

/// One line of a script.
pub trait Step: Clone + Display {
    /// Enough for scripts of which many are played in a second.
    const PATIENCE: Patience = Patience {
        plays: 400,
        time: Duration::from_secs(90),
    };

    /// The same with less trouble around it, where that reads better.
    fn simpler(&self) -> Option<Self>;
}

impl Step for Op {
    /// A sync that meets a fine network and a sound disk.
    fn simpler(&self) -> Option<Self> {
        match self {
            Self::Phone(phone, Deed::Syncs(fates)) if !fates.is_empty() => {
                Some(Self::Phone(*phone, Deed::Syncs(Vec::new())))
            }
            Self::Phone(phone, Deed::SyncsOnABadDisk(_)) => Some(Self::Phone(*phone, Deed::Syncs(Vec::new()))),
            _ => None,
        }
    }
}

/// What plays a script.
type Player<'a, O> = &'a dyn Fn(&Script<O>) -> Result<Trace, Box<Broken<O>>>;

/// The smallest script found that fails in the same way when it is played so.
pub fn shrunk<O: Step>(broken: Box<Broken<O>>, play: Player<'_, O>) -> Box<Broken<O>> {
    let search = Search {
        play,
        kind: kind(&broken.what),
        plays: 0,
        began: Instant::now(),
    };
    search.smallest(broken)
}

struct Search<'a, O> {
    play: Player<'a, O>,
    /// How it fails.
    kind: String,
    plays: usize,
    began: Instant,
}

impl<O: Step> Search<'_, O> {
    fn smallest(mut self, broken: Box<Broken<O>>) -> Box<Broken<O>> {
        let mut best = broken;
        let mut size = best.script.ops.len().div_ceil(2).max(1);
        while !self.is_tired() {
            let mut shorter = false;
            let mut at = 0;
            while at < best.script.ops.len() && !self.is_tired() {
                let mut ops = best.script.ops.clone();
                ops.drain(at..(at + size).min(ops.len()));
                match self.still_fails(&best.script, ops) {
                    Some(found) => (best, shorter) = (found, true),
                    None => at += size,
                }
            }
            if size == 1 && !shorter {
                break;
            }
            size = if shorter { size } else { (size / 2).max(1) };
        }
        self.simplest(best)
    }

    fn simplest(mut self, mut best: Box<Broken<O>>) -> Box<Broken<O>> {
        for at in 0..best.script.ops.len() {
            let mut ops = best.script.ops.clone();
            let Some(simpler) = ops[at].simpler().filter(|_| !self.is_tired()) else {
                continue;
            };
            ops[at] = simpler;
            best = self.still_fails(&best.script, ops).unwrap_or(best);
        }
        best
    }

    fn is_tired(&self) -> bool {
        self.plays >= O::PATIENCE.plays || self.began.elapsed() > O::PATIENCE.time
    }

    fn still_fails(&mut self, script: &Script<O>, ops: Vec<O>) -> Option<Box<Broken<O>>> {
        self.plays += 1;
        let seed = script.seed;
        let broken = (self.play)(&Script { seed, ops }).err()?;
        (kind(&broken.what) == self.kind).then_some(broken)
    }
}

/// What was broken, without ids and numbers: the words before the first colon, of a panic those that it says.
fn kind(what: &str) -> String {
    let said = what.strip_prefix("panic: ").unwrap_or(what);
    let words = said.split(':').next().unwrap_or_default();
    words.chars().filter(|letter| !letter.is_ascii_digit()).collect()
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
    fn one_panic_is_not_taken_for_another() {
        let told = "panic: phone 3: it does not sync";
        assert_eq!(kind(told), kind("panic: phone 12: a lock is held"));
        assert_ne!(kind(told), kind("panic: a ticket cannot be filed: phone 3"));
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
