// SPDX-License-Identifier: EUPL-1.2
//! P13: the app in its window on a full phone: how soon it can be used, how soon it answers, how evenly it scrolls.

mod probe;
mod walk;

use ronda_field::engine::{Engine, FileRequest, Place};
use ronda_shared::ticket::PositionSource;
use ronda_tests::app::App;
use ronda_tests::phone::{PIN, Phone};

use self::probe::{Probe, first_paint_ms};
use self::walk::{LIST_IS_USABLE, Walked, walked};
use super::{Extent, say};
use crate::outcome::{Goal, Line, median, percentile};
use crate::stage::{engine, office, seeded, synced};

/// Where the person stands: in the middle of the measured city.
pub const FIX: &str = "43.7696,11.2558,9";
/// What the person filed himself: delivered, and still in the queue.
const DELIVERED: u64 = 200;
const QUEUED: u64 = 100;
/// What a window needs besides the app.
const NEEDED: [&str; 2] = ["Xvfb", "WebKitWebDriver"];
const FEWEST_RUNS: usize = 5;
/// Nothing may come later after a finger or a key.
const ANSWER_MS: f64 = 100.0;
/// A frame that takes longer is seen as a jerk.
const FRAME_MS: f64 = 50.0;

pub fn measure(extent: Extent, lines: &mut Vec<Line>) {
    if let Some(missing) = lacks() {
        lines.push(Line::not_run("the app in its window", missing));
        return;
    }
    let (count, name) = if extent.quick {
        (2_000, "2,000")
    } else {
        (20_000, "20,000")
    };
    let phone = full_phone(count);
    let mut app = App::new(FIX);
    app.set("RONDA_HOME", &phone.home().to_string_lossy());
    leave_at_the_list(&mut app);
    say(&format!("cold starts, empty and with {name} tickets"));
    let (mut empty, mut full) = (Vec::new(), Vec::new());
    // Turn by turn, so that a busy machine is busy for both.
    for _ in 0..extent.runs {
        empty.push(empty_start_ms() / 1_000.0);
        full.push(full_start_ms(&mut app) / 1_000.0);
    }
    lines.push(Line::beside(
        "P13",
        format!("cold start to a usable list of {name} tickets, the PIN's key included"),
        (median(&full), "s"),
        ("an empty window's start", Ok(median(&empty))),
        Goal::AtMost(1.5),
    ));
    app.start();
    unlock(&app);
    lines.extend(told(&walked(&app, extent.runs.max(FEWEST_RUNS)), name));
    app.kill();
}

/// What this machine lacks to open a window, said with its cure.
pub fn lacks() -> Option<String> {
    let missing = NEEDED.iter().find(|program| !is_there(program))?;
    Some(format!("{missing} is missing: run scripts/setup.sh bench"))
}

fn is_there(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

/// An agent's phone that has heard of so many tickets, has delivered some of its own and owes others, with no office in reach.
fn full_phone(count: u64) -> Phone {
    say(&format!("a phone with {count} tickets"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut office = office();
    seeded(&runtime, &office, count);
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let mut opened = engine(&phone);
    (0..DELIVERED).for_each(|at| files(&mut opened, at));
    synced(&mut opened);
    let held = opened.store().ticket_ids().expect("the ids").len() as u64;
    assert!(held >= count + DELIVERED, "{held} of {count} tickets arrived");
    (DELIVERED..DELIVERED + QUEUED).for_each(|at| files(&mut opened, at));
    let owed = opened.store().tally().expect("the counts").changes_owed;
    assert_eq!(owed, QUEUED, "the queue is what was filed since");
    office.stop();
    phone
}

/// One of the agent's own tickets, somewhere around him.
fn files(engine: &mut Engine, at: u64) {
    let place = Place {
        lat: 43.76 + (at % 20) as f64 / 1_000.0,
        lon: 11.24 + (at % 30) as f64 / 1_000.0,
        accuracy_m: Some(8.0),
        source: PositionSource::Gps,
        fix_age_s: None,
        mocked: None,
    };
    let request = FileRequest {
        category: "roads.pothole".into(),
        title: Some(format!("Buca numero {at}")),
        place: Some(place),
        ..FileRequest::default()
    };
    engine.file(request).expect("the ticket is saved");
}

/// The next starts come back to the list of everything.
fn leave_at_the_list(app: &mut App) {
    app.start();
    unlock(app);
    app.tap("Cerca");
    app.until("the list", |browser| {
        let usable = browser.run(LIST_IS_USABLE, &[]).ok()?;
        (usable == true).then_some(())
    });
    app.kill();
}

pub fn unlock(app: &App) {
    app.sees("Sblocca Ronda");
    app.browser().press(PIN).expect("the PIN is typed");
    app.tap("Sblocca");
    app.sees("Cerca");
}

/// A new phone, until its first screen is painted.
fn empty_start_ms() -> f64 {
    let mut app = App::new(FIX);
    app.start();
    first_paint_ms(&app) - app.started_ms()
}

/// The same phone again: until it can be unlocked, and from the tap that unlocks it until a row of the list can be tapped.
/// What a person needs to type a PIN is his own.
fn full_start_ms(app: &mut App) -> f64 {
    app.start();
    let locked_ms = first_paint_ms(app) - app.started_ms();
    app.sees("Sblocca Ronda");
    app.browser().press(PIN).expect("the PIN is typed");
    let open_ms = Probe::of(app).answer_ms(LIST_IS_USABLE, |app| app.tap("Sblocca"));
    app.kill();
    locked_ms + open_ms
}

fn told(walked: &Walked, name: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = walked
        .answers
        .iter()
        .map(|(what, times)| {
            Line::bounded(
                "P13",
                format!("{what}, {name} tickets"),
                (median(times), "ms"),
                ANSWER_MS,
            )
        })
        .collect();
    let all: Vec<f64> = walked.answers.values().flatten().copied().collect();
    let frames = &walked.frames;
    lines.extend([
        Line::bounded(
            "P13",
            format!("the slowest of these {} answers", all.len()),
            (percentile(&all, 100.0), "ms"),
            ANSWER_MS,
        ),
        Line::told(
            "P13",
            format!("a frame while scrolling through {name} tickets, 99 of 100"),
            (percentile(frames, 99.0), "ms"),
        ),
        Line::bounded(
            "P13",
            format!("the longest of {} frames while scrolling", frames.len()),
            (percentile(frames, 100.0), "ms"),
            FRAME_MS,
        ),
    ]);
    lines
}
