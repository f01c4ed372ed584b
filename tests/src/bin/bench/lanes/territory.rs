// SPDX-License-Identifier: EUPL-1.2
//! P2, P3, P5, P8, P9, P11 on a whole city: growth, a full phone, five hundred listeners, every projection.

use std::time::{Duration, Instant};

use ronda_field::engine::Query;
use ronda_shared::case_row::project;
use ronda_shared::document::Document;
use ronda_shared::ticket::{Field, Value};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::stranger::Stranger;
use ronda_tests::work::Hand;
use serde_json::Value as Json;

use super::crowd::callers;
use super::{Extent, handset, say};
use crate::meter::memory_kib;
use crate::outcome::{Goal, Line, median, percentile};
use crate::stage::{Caller, engine, office, synced};

/// Edits sent to a listening phone.
const EDITS: usize = 120;
/// Tickets of one small exchange.
const TEN: u64 = 10;
/// Small exchanges, for a median that a busy disk does not make.
const SMALL: usize = 41;

/// How large the small and the whole city are.
struct City {
    part: u64,
    part_name: &'static str,
    whole: u64,
    whole_name: &'static str,
    listeners: u64,
}

const FULL: City = City {
    part: 5_000,
    part_name: "5,000",
    whole: 56_000,
    whole_name: "56,000",
    listeners: 500,
};
const QUICK: City = City {
    part: 1_000,
    part_name: "1,000",
    whole: 5_000,
    whole_name: "5,000",
    listeners: 50,
};

pub fn measure(extent: Extent, lines: &mut Vec<Line>) {
    let city = if extent.quick { QUICK } else { FULL };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let office = office();
    let mut caller = runtime.block_on(Caller::of(&office, 0));
    let mut small = runtime.block_on(Caller::of(&office, 1));
    say(&format!("seeding {} tickets", city.part_name));
    let part_s = runtime.block_on(caller.seed(0..city.part, 7));
    let (part_pull, _) = first_sync(&office, city.part);
    let part_ten = runtime.block_on(ten_changes(&mut small, 100));
    say(&format!("seeding up to {} tickets", city.whole_name));
    let whole_s = part_s + runtime.block_on(caller.fill(city.part..city.whole, 7));
    let whole_ten = runtime.block_on(ten_changes(&mut small, 200));
    say("a first sync of all");
    let stored = city.whole + 2 * SMALL as u64;
    let (whole_pull, phone) = first_sync(&office, stored);
    let (part, whole) = (city.part_name, city.whole_name);
    let growth = |what: &str, of_whole: f64, of_part: f64, most| {
        let what = format!("{what} of {whole} tickets against {part}");
        Line::beside("P3", what, (of_whole, "s"), (part, Ok(of_part)), Goal::AtMost(most))
    };
    // The whole may cost a twelfth more for each ticket than the part, in both extents.
    let most = city.whole as f64 / city.part as f64 * 12.0 / 11.2;
    let ten = format!("10 changes to a store of {whole} tickets against {part}");
    lines.extend([
        growth("push by a client without an engine", whole_s, part_s, most),
        growth("first sync", whole_pull, part_pull, most),
        Line::beside("P3", ten, (whole_ten, "ms"), (part, Ok(part_ten)), Goal::AtMost(1.2)),
    ]);
    lines.extend(handset::browse(&phone, whole));
    lines.extend(listening(&runtime, &office, &phone, &city));
    lines.extend(projections(&office, &caller.hand(7), &city));
}

/// P3 at ten times a whole city, of tickets that were filed and no more: what ten changes cost a store of them beside one of a
/// thousand at the same moment. Filling it takes long, so it runs only when it is named.
pub fn ten_cities(extent: Extent, lines: &mut Vec<Line>) {
    let (many, name) = if extent.quick {
        (5_000, "5,000")
    } else {
        (560_000, "560,000")
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (small, large) = (office(), office());
    say(&format!("filing {name} tickets"));
    let mut callers = Vec::new();
    for (office, count) in [(&small, 1_000), (&large, many)] {
        runtime.block_on(async { Caller::of(office, 0).await.file(count).await });
        callers.push(runtime.block_on(Caller::of(office, 1)));
    }
    say("ten changes at a time");
    let mut times = callers
        .iter_mut()
        .map(|caller| runtime.block_on(ten_changes(caller, 100)));
    let (small_ms, large_ms) = (times.next().expect("small"), times.next().expect("large"));
    let what = format!("10 changes to a store of {name} tickets of a change each against 1,000");
    let goal = Goal::AtMost(1.2);
    lines.push(Line::beside(
        "P3",
        what,
        (large_ms, "ms"),
        ("1,000", Ok(small_ms)),
        goal,
    ));
}

/// Seconds until a new phone of the whole territory can browse, and that phone.
fn first_sync(office: &Office, count: u64) -> (f64, Phone) {
    let phone = Phone::of(office, "Bruno Esempio", "operator");
    let mut reader = engine(&phone);
    let began = Instant::now();
    synced(&mut reader);
    let page = reader
        .list(&Query {
            limit: Some(50),
            ..Query::default()
        })
        .expect("the list");
    let seconds = began.elapsed().as_secs_f64();
    assert_eq!(page.len(), 50, "the list is full");
    let held = reader.store().ticket_ids().expect("the ids").len() as u64;
    assert!(held >= count, "{held} of {count} tickets arrived");
    drop(reader);
    (seconds, phone)
}

/// The median of exchanges of ten changes each: one ticket with its first ten.
async fn ten_changes(caller: &mut Caller, seed: u64) -> f64 {
    caller.renew().await;
    caller.push(Vec::new()).await;
    let mut times = Vec::new();
    for made in caller.hand(seed).tickets(0..SMALL as u64) {
        let mut ticket = made.pushed();
        ticket.changes.truncate(TEN as usize);
        let head = made.steps[TEN as usize - 1].change.clone();
        ticket.proofs = vec![caller.stranger.proves(&made.id, &head)];
        let began = Instant::now();
        caller.push(vec![ticket]).await;
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    median(&times)
}

/// P8 and P9: many phones listen; one edits, and another that listens fetches the edit as soon as it hears of news.
fn listening(runtime: &tokio::runtime::Runtime, office: &Office, reader: &Phone, city: &City) -> Vec<Line> {
    let City {
        listeners, whole_name, ..
    } = city;
    say(&format!("{listeners} phones listening"));
    let crowd = runtime.block_on(callers(office, *listeners - 1));
    let ear = runtime.block_on(Stranger::enrolled(office, "Orecchio Prova", "operator"));
    for caller in &crowd {
        let mut stream = runtime.block_on(listen(&caller.stranger, office));
        runtime.spawn(async move { while let Ok(Some(_)) = stream.chunk().await {} });
    }
    let heard = runtime.block_on(listen(&ear, office));
    let resident = office
        .pid()
        .and_then(|pid| memory_kib(pid, "VmRSS"))
        .expect("the server runs")
        / 1_024.0;
    let seen = seen_ms(runtime, office, reader, heard);
    let (what, many) = (
        format!("server memory with {whole_name} tickets, {listeners} phones listening"),
        listeners,
    );
    vec![
        Line::bounded("P8", what, (resident, "MiB"), 100.0),
        Line::told(
            "P9",
            format!("an edit seen on another phone, {many} connected, median"),
            (median(&seen) / 1_000.0, "s"),
        ),
        Line::bounded(
            "P9",
            format!("the same, 99 of 100 of {EDITS}"),
            (percentile(&seen, 99.0) / 1_000.0, "s"),
            0.5,
        ),
    ]
}

async fn listen(stranger: &Stranger, office: &Office) -> reqwest::Response {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let asked = http
        .get(format!("{}/v1/news", office.url()))
        .bearer_auth(&stranger.session().await.token);
    let mut answer = asked.send().await.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.status());
    assert!(
        answer.chunk().await.expect("the first news").is_some(),
        "a listener hears the present number at once"
    );
    answer
}

/// Milliseconds from the moment an edit is durable on one phone until the list of another shows it.
fn seen_ms(runtime: &tokio::runtime::Runtime, office: &Office, reader: &Phone, heard: reqwest::Response) -> Vec<f64> {
    let author = Phone::of(office, "Ada Prova", "operator");
    let mut author = engine(&author);
    synced(&mut author);
    let mut reader = engine(reader);
    synced(&mut reader);
    let ticket = author.store().ticket_ids().expect("the ids")[0];
    let mut heard = heard;
    let mut times = Vec::new();
    for edit in 0..EDITS {
        let title = format!("Modifica numero {edit}");
        let write = vec![(Field::Title, Value::Text(title.clone()))];
        author.edit(&ticket, write).expect("the edit is saved");
        let began = Instant::now();
        std::thread::scope(|scope| {
            let pushing = scope.spawn(|| synced(&mut author));
            let shown = loop {
                runtime.block_on(next_news(&mut heard));
                synced(&mut reader);
                let shown = reader.show(&ticket).expect("the ticket is here");
                // Older news may have waited on the line.
                if text(&shown["title"]) == title {
                    break began.elapsed();
                }
            };
            times.push(shown.as_secs_f64() * 1_000.0);
            pushing.join().expect("the push ends");
        });
    }
    times
}

/// Ends with the next news; what only keeps the line open is none.
async fn next_news(heard: &mut reqwest::Response) {
    loop {
        let chunk = tokio::time::timeout(Duration::from_secs(30), heard.chunk()).await;
        let chunk = chunk.expect("the news comes").expect("the line is open");
        if chunk
            .expect("the server listens")
            .windows(5)
            .any(|bytes| bytes == b"data:")
        {
            return;
        }
    }
}

/// P11: every row computed anew by the verb for it; beside it `doctor`, which verifies every change and fact as well.
fn projections(office: &Office, hand: &Hand, city: &City) -> Vec<Line> {
    say("projecting every ticket");
    let floor = floor_s(hand, city.whole);
    let began = Instant::now();
    let answer = office.run(&["rebuild"]);
    let rebuild = began.elapsed().as_secs_f64();
    assert_eq!(answer.code, 0, "{answer:?}");
    let began = Instant::now();
    let answer = office.run(&["doctor"]);
    let doctor = began.elapsed().as_secs_f64();
    assert_eq!(answer.code, 0, "{answer:?}");
    let _answered: Json = answer.json();
    let name = city.whole_name;
    vec![
        Line::beside(
            "P11",
            format!("rebuild all projections of {name} tickets"),
            (rebuild, "s"),
            ("load and walk on all cores", Ok(floor)),
            Goal::AtMost(1.2),
        ),
        Line::beside(
            "P11",
            format!("doctor: load and project {name} tickets, verify every row, change and audit fact"),
            (doctor, "s"),
            ("load and walk on all cores", Ok(floor)),
            Goal::None,
        ),
    ]
}

/// Loading and walking as many documents on all cores, from a sample of them.
fn floor_s(hand: &Hand, count: u64) -> f64 {
    let saved: Vec<Vec<u8>> = hand.tickets(0..1_000).iter().map(|made| made.document.save()).collect();
    let began = Instant::now();
    let projected = saved.iter().filter(|saved| {
        let document = Document::load(saved).expect("a document of ours loads");
        let row = project(&document.read().expect("a ticket of ours reads"));
        !row.title.is_empty()
    });
    assert_eq!(projected.count(), saved.len(), "every ticket has a title");
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    began.elapsed().as_secs_f64() / saved.len() as f64 * count as f64 / cores
}
