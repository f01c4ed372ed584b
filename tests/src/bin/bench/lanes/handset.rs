// SPDX-License-Identifier: EUPL-1.2
//! P4 and P5: saving a ticket with photos beside a bare transaction, and browsing a full phone beside the raw SQL.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use ronda_field::engine::{Engine, Query};
use ronda_field::keystore::Keystore;
use ronda_field::store::{Batch, ChangeWrite, IntentWrite, PhotoWrite, TicketWrite};
use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_tests::phone::{PIN, Phone};
use ronda_tests::work::Made;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{Extent, say};
use crate::machine::floor_s;
use crate::outcome::{Goal, Line, median, percentile};
use crate::stage::{engine, hand_of, now_ms, office};

/// Saves, and looks of each kind.
const SAVES: u64 = 60;
const LOOKS: usize = 200;
const PHOTO_BYTES: usize = 500_000;
const PAGE: u32 = 50;
/// One frame of a screen.
const FRAME_MS: f64 = 16.0;

pub fn measure(_: Extent, lines: &mut Vec<Line>) {
    say("saving tickets with two photos");
    let office = office();
    let phone = Phone::of(&office, "Ada Prova", "operator");
    let mut engine = engine(&phone);
    let made = hand_of(&engine, 4).tickets(0..SAVES);
    let (mut ours, mut bare, mut floor) = (Vec::new(), Vec::new(), Vec::new());
    let folder = TempDir::new_in(phone.home()).expect("a folder on the same disk");
    let connection = opened(&folder.path().join("bare.db"), &"00".repeat(32));
    connection
        .execute_batch("CREATE TABLE kept (bytes BLOB NOT NULL)")
        .expect("a table");
    // Turn by turn, so that a busy disk is busy for both.
    for ticket in &made {
        let batch = batch(ticket);
        let began = Instant::now();
        engine.store_mut().commit(&batch).expect("the store has room");
        ours.push(began.elapsed().as_secs_f64() * 1_000.0);
        bare.push(bare_ms(&connection, &batch));
        floor.push(floor_s([kept(&batch).concat().as_slice()]) * 1_000.0);
    }
    let line = |peer: &str, times: &[f64], bound| {
        let what = "save a ticket with two photos of 500 kB";
        Line::beside("P4", what, (median(&ours), "ms"), (peer, Ok(median(times))), bound)
    };
    lines.extend([
        line("bare SQLCipher transaction", &bare, Goal::AtMost(1.3)),
        line(
            "its bytes hashed, copied and synced once, the floor",
            &floor,
            Goal::None,
        ),
    ]);
}

fn batch(made: &Made) -> Batch {
    let step = &made.steps[0];
    let photos = (0..2).map(|at| {
        let jpeg: Vec<u8> = noise(made.id, at).take(PHOTO_BYTES).collect();
        PhotoWrite {
            sha256: PhotoHash(Sha256::digest(&jpeg).into()),
            width: 2048,
            height: 1536,
            thumbnail: Some(noise(made.id, at + 2).take(12_000).collect()),
            jpeg,
            own: true,
        }
    });
    Batch {
        ticket: TicketWrite::of(&made.document, Vec::new(), 0).expect("a ticket of ours reads"),
        change: ChangeWrite {
            ticket: made.id,
            change: step.change.clone(),
            own: true,
            intent: Some(step.action.intent),
            held: None,
        },
        intent: IntentWrite {
            ticket: made.id,
            action: step.action.clone(),
            change: step.change.hash(),
            seen: Vec::new(),
        },
        photos: photos.collect(),
        proof: made.proof.clone(),
        covered: Vec::new(),
        reporter: None,
        draft: None,
        layout: None,
    }
}

/// Bytes that no cipher or compression finds shorter.
fn noise(id: TicketId, at: u8) -> impl Iterator<Item = u8> {
    (0_u32..).flat_map(move |block| {
        let digest: [u8; 32] = Sha256::digest([id.bytes().as_slice(), &[at], &block.to_be_bytes()].concat()).into();
        digest
    })
}

/// The bytes of a batch that cannot be made from others of it.
fn kept(batch: &Batch) -> Vec<&[u8]> {
    let photos = batch.photos.iter();
    let pictures = photos.flat_map(|photo| [Some(photo.jpeg.as_slice()), photo.thumbnail.as_deref()]);
    [batch.ticket.saved.as_slice(), batch.change.change.bytes()]
        .into_iter()
        .chain(pictures.flatten())
        .collect()
}

fn bare_ms(connection: &Connection, batch: &Batch) -> f64 {
    let began = Instant::now();
    let transaction = connection.unchecked_transaction().expect("a transaction");
    {
        let mut insert = transaction
            .prepare_cached("INSERT INTO kept (bytes) VALUES (?1)")
            .expect("a statement");
        for bytes in kept(batch) {
            insert.execute(params![bytes]).expect("room on the disk");
        }
    }
    transaction.commit().expect("the disk syncs");
    began.elapsed().as_secs_f64() * 1_000.0
}

/// The file as any program that knows its key opens it, with the pragmas of the phone's store.
fn opened(path: &Path, key: &str) -> Connection {
    let connection = Connection::open(path).expect("the file opens");
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{key}'\""))
        .expect("the key");
    let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384";
    connection.execute_batch(pragmas).expect("the pragmas");
    connection
}

/// One kind of looking, by the engine and by the SQL alone.
struct Look<'a> {
    what: &'static str,
    ours: &'a dyn Fn(&Engine, usize),
    sql: &'a dyn Fn(&Connection, usize),
}

const FIRST_PAGE: &str = "SELECT row FROM ticket ORDER BY updated_at_ms DESC, no DESC LIMIT 50";
const SEARCH: &str = "SELECT ticket.row FROM words JOIN ticket ON ticket.no = words.rowid
    WHERE words MATCH ?1 ORDER BY words.rowid DESC LIMIT 50";
const NEAR: &str = "SELECT ticket.row FROM place JOIN ticket ON ticket.no = place.no
    WHERE lat_most >= ?1 - 0.0027 AND lat_least <= ?1 + 0.0027 AND lon_most >= ?2 - 0.0037 AND lon_least <= ?2 + 0.0037
    LIMIT 50";
const ONE: &str =
    "SELECT document.saved, ticket.row FROM document JOIN ticket ON ticket.no = document.ticket WHERE ticket.id = ?1";
/// What somebody types, letter by letter.
const TYPED: [&str; 8] = ["bu", "buc", "buca", "buca pi", "lamp", "lampione be", "via ar", "sema"];
const NEAR_M: f64 = 300.0;

/// The key of a phone's store, as SQLCipher takes it raw.
fn raw_key(phone: &Phone) -> String {
    let key = Keystore::of(&phone.home())
        .unlock(PIN, now_ms())
        .expect("the PIN is right");
    key.0.iter().fold(String::new(), |mut hex, byte| {
        let _written = write!(hex, "{byte:02x}");
        hex
    })
}

/// P5 on a phone that holds many tickets.
pub fn browse(phone: &Phone, name: &str) -> Vec<Line> {
    say(&format!("browsing {name} tickets"));
    let engine = engine(phone);
    let raw = opened(engine.store().path(), &raw_key(phone));
    let ids = engine.store().ticket_ids().expect("the ids");
    let id = |at: usize| ids[at * 7_919 % ids.len()];
    let place = |at: usize| (43.745 + (at % 50) as f64 / 1_000.0, 11.18 + (at % 70) as f64 / 500.0);
    let listed = |engine: &Engine, query: Query| {
        engine
            .list(&Query {
                limit: Some(PAGE),
                ..query
            })
            .expect("the list");
    };
    let looks = [
        Look {
            what: "first page",
            ours: &|engine, _| listed(engine, Query::default()),
            sql: &|raw, _| rows(raw, FIRST_PAGE, []),
        },
        Look {
            what: "search as one types",
            ours: &|engine, at| {
                listed(
                    engine,
                    Query {
                        search: Some(TYPED[at % 8].into()),
                        ..Query::default()
                    },
                )
            },
            sql: &|raw, at| {
                rows(
                    raw,
                    SEARCH,
                    [TYPED[at % 8]
                        .split(' ')
                        .map(|word| format!("\"{word}\" *"))
                        .collect::<Vec<_>>()
                        .join(" ")],
                )
            },
        },
        Look {
            what: "near me, 300 m",
            ours: &|engine, at| {
                listed(
                    engine,
                    Query {
                        near: Some((place(at), NEAR_M)),
                        ..Query::default()
                    },
                )
            },
            sql: &|raw, at| rows(raw, NEAR, [place(at).0, place(at).1]),
        },
        Look {
            what: "open one",
            ours: &|engine, at| {
                engine.show(&id(at)).expect("the ticket is here");
            },
            sql: &|raw, at| rows(raw, ONE, [id(at).bytes().to_vec()]),
        },
    ];
    looks.iter().flat_map(|look| look.lines(&engine, &raw, name)).collect()
}

fn rows(raw: &Connection, select: &str, with: impl rusqlite::Params) {
    let mut statement = raw.prepare_cached(select).expect("a statement");
    let mut rows = statement.query(with).expect("the rows");
    while let Some(row) = rows.next().expect("the next row") {
        let _bytes: Vec<u8> = row.get(0).expect("a blob");
    }
}

impl Look<'_> {
    fn lines(&self, engine: &Engine, raw: &Connection, name: &str) -> [Line; 2] {
        let timed = |work: &dyn Fn(usize)| -> Vec<f64> {
            (0..LOOKS)
                .map(|at| {
                    let began = Instant::now();
                    work(at);
                    began.elapsed().as_secs_f64() * 1_000.0
                })
                .collect()
        };
        let (ours, sql) = (timed(&|at| (self.ours)(engine, at)), timed(&|at| (self.sql)(raw, at)));
        let what = format!("{} of {name} tickets", self.what);
        [
            Line::beside(
                "P5",
                &what,
                (median(&ours), "ms"),
                ("raw SQL", Ok(median(&sql))),
                Goal::AtMost(2.0),
            ),
            Line::bounded(
                "P5",
                format!("{what}, 99 of 100"),
                (percentile(&ours, 99.0), "ms"),
                FRAME_MS,
            ),
        ]
    }
}
