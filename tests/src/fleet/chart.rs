// SPDX-License-Identifier: EUPL-1.2
//! A picture of a shift: what was delivered and what the server held in memory, over time.

use super::shift::Report;
use super::watch::Look;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 46.0;
const PLOT: (f64, f64) = (640.0, 200.0);

/// An SVG that stands by itself.
pub fn chart(report: &Report) -> String {
    let end_s = report.looks.last().map_or(1.0, |look| look.at_s).max(0.1);
    let most = report.peak_mib().max(1.0) * 1.15;
    let rows = rows(report, end_s, most);
    let lines: String = rows
        .iter()
        .map(|(colour, _, points)| {
            format!("<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{points}\"/>\n")
        })
        .collect();
    let names: String = rows
        .iter()
        .enumerate()
        .map(|(at, (colour, name, _))| {
            let x = LEFT + at as f64 * 110.0;
            format!(
                "<text x=\"{x}\" y=\"{}\" fill=\"{colour}\">{name}</text>\n",
                TOP + PLOT.1 + 38.0
            )
        })
        .collect();
    let shift = &report.shift;
    let title = format!(
        "{} phones x {} tickets x {} photos of {} kB reconnect together: {} lost",
        shift.phones,
        shift.tickets,
        shift.photos,
        report.photo_bytes / 1_000,
        report.lost_tickets + report.lost_photos
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"{title}\">\n\
         <!-- SPDX-License-Identifier: EUPL-1.2 -->\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"15\">{title}</text>\n\
         <rect x=\"{LEFT}\" y=\"{TOP}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#999\"/>\n\
         {lines}{names}\
         <text x=\"{LEFT}\" y=\"{}\">0 s</text><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{end_s:.0} s</text>\n\
         <text x=\"{}\" y=\"{}\" fill=\"#cc334d\">{:.0} MiB</text><text x=\"8\" y=\"{}\">all</text>\n\
         </svg>\n",
        PLOT.0,
        PLOT.1,
        TOP + PLOT.1 + 18.0,
        LEFT + PLOT.0,
        TOP + PLOT.1 + 18.0,
        LEFT + PLOT.0 + 6.0,
        TOP + PLOT.1 - report.peak_mib() / most * PLOT.1 + 4.0,
        report.peak_mib(),
        TOP + 6.0,
    )
}

/// Each row of the chart: its colour, its name, and its points.
fn rows(report: &Report, end_s: f64, most: f64) -> [(&'static str, &'static str, String); 4] {
    let whole = (report.shift.phones * report.shift.tickets) as f64;
    let photos = whole * report.shift.photos as f64;
    let thumbnails = report.times.thumbnails.len() as f64;
    let line = |of: &dyn Fn(&Look) -> f64| -> String {
        let point = |look: &Look| {
            let (x, y) = (
                LEFT + look.at_s / end_s * PLOT.0,
                TOP + PLOT.1 - of(look).clamp(0.0, 1.0) * PLOT.1,
            );
            format!("{x:.1},{y:.1}")
        };
        report.looks.iter().map(point).collect::<Vec<_>>().join(" ")
    };
    [
        ("#0066cc", "tickets", line(&|look| look.tickets as f64 / whole.max(1.0))),
        ("#008055", "photos", line(&|look| look.photos as f64 / photos.max(1.0))),
        (
            "#b36b00",
            "thumbnails",
            line(&|look| look.thumbnails as f64 / thumbnails.max(1.0)),
        ),
        ("#cc334d", "memory", line(&|look| look.memory_mib / most)),
    ]
}
