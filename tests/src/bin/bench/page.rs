// SPDX-License-Identifier: EUPL-1.2
//! The table on standard output, and the same as JSON, Markdown and a picture for `docs/bench/`.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use crate::machine::Machine;
use crate::outcome::{Line, Verdict};

/// One run of everything.
#[derive(Debug, Serialize)]
pub struct Run {
    pub command: String,
    pub machine: Machine,
    pub minutes: f64,
    pub lines: Vec<Line>,
}

impl Run {
    /// Writes `results.json`, `results.md` and `ratios.svg`.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let json = serde_json::to_string_pretty(self).map_err(std::io::Error::other)?;
        std::fs::write(folder.join("results.json"), json + "\n")?;
        std::fs::write(folder.join("results.md"), self.markdown())?;
        std::fs::write(folder.join("ratios.svg"), picture(&self.lines))
    }

    /// A table for people.
    pub fn markdown(&self) -> String {
        let Machine { date, product, .. } = &self.machine;
        let mut text = format!(
            "`{}` on {date} at {product}: {}. The whole run took {:.0} minutes.\n\n",
            self.command,
            self.machine.words(),
            self.minutes
        );
        text.push_str("| | what | ours | peer | ratio | goal | |\n|---|---|---:|---:|---:|---|---|\n");
        for line in &self.lines {
            text.push_str(&row(line));
        }
        text
    }
}

fn row(line: &Line) -> String {
    let ours = line.ours.map(|ours| amount(ours, line.unit)).unwrap_or_default();
    let peer = line
        .peer
        .map(|peer| format!("{} ({})", amount(peer, line.unit), line.peer_name));
    let peer = peer.unwrap_or_else(|| line.peer_name.clone());
    let ratio = line.ratio.map(ratio).unwrap_or_default();
    let (goal, what, wanted) = (line.goal, &line.what, &line.wanted);
    format!(
        "| {goal} | {what} | {ours} | {peer} | {ratio} | {wanted} | {} |\n",
        verdict(&line.verdict)
    )
}

fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Met => "met".to_owned(),
        Verdict::Missed => "**missed**".to_owned(),
        Verdict::Told => String::new(),
        Verdict::NotRun(reason) => format!("not run: {reason}"),
    }
}

/// Three figures are as many as such numbers bear.
fn amount(value: f64, unit: &str) -> String {
    let decimals = match value.abs() {
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        small if small >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$} {unit}")
}

fn ratio(value: f64) -> String {
    if value < 0.1 {
        format!("1/{:.0}", 1.0 / value)
    } else {
        format!("{value:.2}")
    }
}

const WIDTH: f64 = 860.0;
const LABELS: f64 = 430.0;
const STEP: f64 = 26.0;
/// The bars show from 1/1000 to 10 times, in powers of ten.
const DECADES: (f64, f64) = (-3.0, 1.0);

/// Each ratio as a bar on a logarithmic scale, with a line where ours and the peer's are equal.
fn picture(lines: &[Line]) -> String {
    let shown: Vec<(&Line, f64)> = lines.iter().filter_map(|line| Some((line, line.ratio?))).collect();
    let height = 70.0 + STEP * shown.len() as f64;
    let one = place(1.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"10\" y=\"22\" font-size=\"15\">Ronda beside its peers: ours / peer, shorter is better (P15: longer)</text>\n\
         <line x1=\"{one}\" y1=\"34\" x2=\"{one}\" y2=\"{}\" stroke=\"#444\" stroke-dasharray=\"3 3\"/>\n",
        height - 20.0
    );
    for (at, (line, ratio)) in shown.iter().enumerate() {
        let y = 40.0 + STEP * at as f64;
        bar(&mut svg, line, *ratio, y);
    }
    for power in [0.001, 0.01, 0.1, 1.0, 10.0] {
        let x = place(power);
        let _written = writeln!(
            svg,
            "<text x=\"{x:.0}\" y=\"{:.0}\" text-anchor=\"middle\" fill=\"#444\">{power}</text>",
            height - 6.0
        );
    }
    svg + "</svg>\n"
}

fn bar(svg: &mut String, line: &Line, value: f64, y: f64) {
    let colour = match line.verdict {
        Verdict::Met => "#2c7a4b",
        Verdict::Missed => "#b3541e",
        _ => "#5b7083",
    };
    let (from, to) = (place(0.001), place(value));
    let label = format!("{} {} / {}", line.goal, line.what, line.peer_name);
    let label = label.replace('&', "&amp;").replace('<', "&lt;");
    let _written = write!(
        svg,
        "<text x=\"10\" y=\"{:.0}\" font-size=\"11\">{label}</text>\n\
         <rect x=\"{from:.1}\" y=\"{y:.0}\" width=\"{:.1}\" height=\"16\" fill=\"{colour}\"/>\n\
         <text x=\"{:.1}\" y=\"{:.0}\">{}</text>\n",
        y + 12.0,
        (to - from).max(1.0),
        to + 4.0,
        y + 12.0,
        ratio(value)
    );
}

fn place(value: f64) -> f64 {
    let power = value.max(1e-9).log10().clamp(DECADES.0, DECADES.1);
    LABELS + (power - DECADES.0) / (DECADES.1 - DECADES.0) * (WIDTH - LABELS - 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Goal;

    #[test]
    fn a_line_tells_what_was_measured_and_what_was_not() {
        let met = Line::beside("P1", "push", (2.0, "s"), ("samod", Ok(89.0)), Goal::AtMost(1.0 / 40.0));
        assert_eq!(
            row(&met),
            "| P1 | push | 2.00 s | 89.0 s (samod) | 1/44 | <= 1/40 | met |\n"
        );
        let peer = ("vipsthumbnail", Err("not installed".into()));
        let absent = Line::beside("P6", "intake", (0.2, "s"), peer, Goal::AtMost(0.5));
        assert_eq!(
            row(&absent),
            "| P6 | intake | 0.200 s | vipsthumbnail |  | <= 0.5 x | not run: not installed |\n"
        );
        let svg = picture(&[met, absent]);
        assert!(svg.contains("1/44") && !svg.contains("P6"), "{svg}");
    }
}
