use super::*;
use crate::store::TicketWrite;
use std::time::Instant;
fn rnd(s: &mut u64) -> u64 {
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    *s
}
#[test]
fn speed() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let id = filed(&mut engine);
    let document = engine.store.document(&id).unwrap().unwrap();
    let base = TicketWrite::of(&document, vec![], 1).unwrap();
    let words = [
        "lampione",
        "buca",
        "tombino",
        "semaforo",
        "cestino",
        "albero",
        "strada",
        "marciapiede",
        "acqua",
        "perdita",
        "rotto",
        "spento",
        "largo",
        "via",
        "piazza",
        "roma",
        "dante",
        "milano",
        "verdi",
        "lavori",
        "perché",
        "urgente",
        "scuola",
        "parco",
        "giochi",
    ];
    let mut s = 88172645463325252u64;
    let t = Instant::now();
    engine
        .store
        .within(|tx| {
            for n in 0..50_000u64 {
                let mut w = base.clone();
                let mut b = *id.bytes();
                b[8..16].copy_from_slice(&rnd(&mut s).to_be_bytes());
                b[0..4].copy_from_slice(&(n as u32).to_be_bytes());
                w.row.id = TicketId::from_bytes(b);
                w.row.code = ronda_shared::code::spoken_code("FI", &w.row.id);
                let mut text = |n: usize| {
                    (0..n)
                        .map(|_| words[(rnd(&mut s) % 25) as usize])
                        .collect::<Vec<_>>()
                        .join(" ")
                };
                w.row.title = text(4);
                w.row.description = text(28);
                w.row.address = text(3);
                w.row.category = format!("cat.{}", rnd(&mut s) % 60);
                w.row.updated_at_ms = NOW - (rnd(&mut s) % 1_000_000_000) as i64;
                w.row.lat = Some(43.72 + (rnd(&mut s) % 10_000) as f64 / 1e5);
                w.row.lon = Some(11.15 + (rnd(&mut s) % 17_000) as f64 / 1e5);
                crate::store::put_for_speed(tx, &w)?;
            }
            Ok(())
        })
        .unwrap();
    println!("insert 50k {:?}", t.elapsed());
    let time = |name: &str, f: &dyn Fn() -> usize| {
        let mut v: Vec<_> = (0..200)
            .map(|_| {
                let t = Instant::now();
                std::hint::black_box(f());
                t.elapsed()
            })
            .collect();
        v.sort();
        println!("{name}: p50 {:?} p99 {:?} max {:?} n={}", v[100], v[197], v[199], f());
    };
    let q = |q: Query| engine.list(&Query { limit: Some(50), ..q }).unwrap().len();
    time("first page", &|| q(Query::default()));
    time("category", &|| {
        q(Query {
            category: Some("cat.7".into()),
            ..Query::default()
        })
    });
    time("status", &|| {
        q(Query {
            status: Some("closed".into()),
            ..Query::default()
        })
    });
    for w in [
        "l",
        "la",
        "lam",
        "lamp",
        "lampione",
        "perche",
        "la bu",
        "lampione buca roma",
    ] {
        time(w, &|| {
            q(Query {
                search: Some(w.into()),
                ..Query::default()
            })
        });
    }
    time("search+cat", &|| {
        q(Query {
            search: Some("la".into()),
            category: Some("cat.7".into()),
            ..Query::default()
        })
    });
    for r in [200.0, 1000.0, 50000.0] {
        time(&format!("near {r}"), &|| {
            q(Query {
                near: Some(((43.7696, 11.2558), r)),
                ..Query::default()
            })
        });
    }
    time("near+cat", &|| {
        q(Query {
            near: Some(((43.7696, 11.2558), 50000.0)),
            category: Some("cat.7".into()),
            ..Query::default()
        })
    });
    time("near+search", &|| {
        q(Query {
            near: Some(((43.7696, 11.2558), 50000.0)),
            search: Some("lam".into()),
            ..Query::default()
        })
    });
    time("open", &|| engine.show(&id).unwrap().to_string().len());
    time("code", &|| engine.find("FI-0000-0000").is_err() as usize);
    time("tally", &|| engine.status().unwrap().tally.tickets as usize);
}
