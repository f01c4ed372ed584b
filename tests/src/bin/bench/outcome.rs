// SPDX-License-Identifier: EUPL-1.2
//! What came of the measurements: one line each, with its goal beside it, met or missed or not run.

use serde::Serialize;

/// How a line stands to its goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", content = "because", rename_all = "snake_case")]
pub enum Verdict {
    Met,
    Missed,
    /// Shown beside the others; no goal speaks of it.
    Told,
    NotRun(String),
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Such as `P1`.
    pub goal: &'static str,
    pub what: String,
    pub unit: &'static str,
    pub ours: Option<f64>,
    pub peer_name: String,
    pub peer: Option<f64>,
    /// Ours over the peer's, or over the bound.
    pub ratio: Option<f64>,
    /// What the ratio should be at most; at least, where the bound says so.
    pub wanted: String,
    pub verdict: Verdict,
}

/// What a ratio is held against.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
    None,
}

/// A measured peer, or why it was not.
pub type Peer = Result<f64, String>;

impl Line {
    /// Ours beside a peer's of the same unit.
    pub fn beside(
        goal: &'static str,
        what: impl Into<String>,
        (ours, unit): (f64, &'static str),
        (peer_name, peer): (&str, Peer),
        bound: Goal,
    ) -> Self {
        let ratio = peer.as_ref().ok().map(|peer| ours / peer);
        let verdict = match (&peer, ratio) {
            (Err(reason), _) => Verdict::NotRun(reason.clone()),
            (Ok(_), Some(ratio)) => bound.judge(ratio),
            (Ok(_), None) => Verdict::Told,
        };
        Self {
            goal,
            what: what.into(),
            unit,
            ours: Some(ours),
            peer_name: peer_name.to_owned(),
            peer: peer.ok(),
            ratio,
            wanted: bound.words(),
            verdict,
        }
    }

    /// Ours against a fixed bound in the same unit.
    pub fn bounded(goal: &'static str, what: impl Into<String>, (ours, unit): (f64, &'static str), most: f64) -> Self {
        let met = ours <= most;
        Self {
            goal,
            what: what.into(),
            unit,
            ours: Some(ours),
            peer_name: "bound".to_owned(),
            peer: Some(most),
            ratio: Some(ours / most),
            wanted: format!("<= {most} {unit}"),
            verdict: if met { Verdict::Met } else { Verdict::Missed },
        }
    }

    /// A number without a goal.
    pub fn told(goal: &'static str, what: impl Into<String>, (ours, unit): (f64, &'static str)) -> Self {
        Self {
            goal,
            what: what.into(),
            unit,
            ours: Some(ours),
            peer_name: String::new(),
            peer: None,
            ratio: None,
            wanted: String::new(),
            verdict: Verdict::Told,
        }
    }

    /// Something of ours that failed before it was measured.
    pub fn not_run(what: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            goal: "-",
            what: what.into(),
            unit: "",
            ours: None,
            peer_name: String::new(),
            peer: None,
            ratio: None,
            wanted: String::new(),
            verdict: Verdict::NotRun(reason.into()),
        }
    }
}

impl Goal {
    fn judge(self, ratio: f64) -> Verdict {
        match self {
            Self::AtMost(most) if ratio <= most => Verdict::Met,
            Self::AtLeast(least) if ratio >= least => Verdict::Met,
            Self::None => Verdict::Told,
            Self::AtMost(_) | Self::AtLeast(_) => Verdict::Missed,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtMost(most) if most < 0.1 => format!("<= 1/{}", (1.0 / most).round()),
            Self::AtMost(most) => format!("<= {} x", (most * 100.0).round() / 100.0),
            Self::AtLeast(least) => format!(">= {least} x"),
            Self::None => String::new(),
        }
    }
}

/// The middle one; of an even number the lower of the two middle ones.
pub fn median(of: &[f64]) -> f64 {
    percentile(of, 50.0)
}

/// The value that so many per cent do not exceed.
pub fn percentile(of: &[f64], per_cent: f64) -> f64 {
    let mut sorted = of.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() as f64 * per_cent / 100.0).ceil() as usize;
    sorted[place.clamp(1, sorted.len()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_met_or_missed_and_a_peer_that_did_not_run_is_neither() {
        let line = |peer, bound| Line::beside("P1", "push", (2.0, "s"), ("peer", peer), bound).verdict;
        assert_eq!(line(Ok(4.0), Goal::AtMost(0.5)), Verdict::Met);
        assert_eq!(line(Ok(3.0), Goal::AtMost(0.5)), Verdict::Missed);
        assert_eq!(line(Ok(2.0), Goal::AtLeast(0.8)), Verdict::Met);
        assert_eq!(line(Err("no".into()), Goal::AtMost(0.5)), Verdict::NotRun("no".into()));
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!(
            (median(&values), percentile(&values, 99.0), percentile(&values, 1.0)),
            (3.0, 5.0, 1.0)
        );
        assert_eq!(median(&[1.0, 2.0]), 1.0);
    }
}
