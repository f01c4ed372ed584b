// SPDX-License-Identifier: EUPL-1.2
//! Two or three deeds at once, from wherever a ticket can stand: everybody ends at the same, nothing is dropped, whoever lost
//! is told, and where the tables of `docs/workflow` have a row for it, it ends as they say.

use std::collections::BTreeSet;

use ronda_shared::ids::IntentId;
use ronda_shared::ticket::Ticket;
use ronda_shared::workflow::{Kind, Status};

use super::super::script::Work;
use super::super::written::EVENTS;
use super::super::{Broken, Trace, judged};
use super::script::{Deed, Desk, Op, Script};
use super::world::World;
use crate::scenario::Random;

const PAIRS: &str = include_str!("../../../../docs/workflow/pairs.md");
const TRIPLES: &str = include_str!("../../../../docs/workflow/triples.md");
/// Four people and the desk.
const ACTORS: usize = 5;
/// So often somebody tries something before he may.
const TRIES: usize = 80;
/// Events beside the ordinary way, so that tickets have more behind them than a table says.
const DETOURS: u64 = 3;

/// What came of one scene.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scene {
    /// Deeds that were done at once.
    pub deeds: usize,
    /// There was a row for it.
    pub tabled: bool,
}

/// Plays the scene of a seed.
///
/// # Errors
/// With the script that broke a promise.
pub fn scene(seed: u64) -> Result<Scene, Box<Broken<Op>>> {
    staged(seed, |stage| stage.plays())
}

/// What is played on a stage, with the script of it where that breaks a promise.
pub fn staged<T>(seed: u64, play: impl FnOnce(&mut Stage<'_>) -> Result<T, String>) -> Result<T, Box<Broken<Op>>> {
    let mut came = None;
    let empty = Script { seed, ops: Vec::new() };
    let played = judged(&empty, |trace| {
        let mut stage = Stage {
            world: World::new(seed),
            random: Random::of(seed),
            trace,
        };
        came = Some(play(&mut stage)?);
        Ok(())
    });
    match played {
        Ok(_) => Ok(came.expect("it was played")),
        Err(mut broken) => {
            let ops = broken.trace.iter().filter(|line| !line.starts_with(' '));
            broken.script.ops = ops.map(|line| line.parse().expect("an operation")).collect();
            Err(broken)
        }
    }
}

/// A world in which operations are tried, and those that had an effect are written down.
pub struct Stage<'a> {
    pub world: World,
    random: Random,
    trace: &'a mut Trace,
}

impl Stage<'_> {
    /// A ticket that stands anywhere, with more behind it than a table says; everybody has it.
    pub fn brings_about(&mut self) -> Result<Ticket, String> {
        self.does(Op::Phone(0, Deed::Files))?;
        self.does(Op::Agree)?;
        let (status, ..) = Status::ALL[self.random.index(Status::ALL.len())];
        for kind in status.ordinary_way() {
            self.somebody(&|event| event == kind.name())?;
        }
        for _ in 0..self.random.below(DETOURS) {
            self.somebody(&|_| true)?;
        }
        self.read()
    }

    fn plays(&mut self) -> Result<Scene, String> {
        let before = self.brings_about()?;
        let wanted = 2 + self.random.index(2);
        let mut acted = Vec::new();
        for _ in 0..TRIES {
            let actor = self.random.index(ACTORS);
            if !acted.contains(&actor) && acted.len() < wanted && self.happens(actor, &|_| true)? {
                acted.push(actor);
            }
        }
        self.does(Op::Agree)?;
        let after = self.read()?;
        let tabled = ends_as_the_tables_say(&before, &after)?;
        Ok(Scene {
            deeds: acted.len(),
            tabled,
        })
    }

    /// Somebody who may do one of these events does it, and everybody hears of it.
    fn somebody(&mut self, of: &dyn Fn(&str) -> bool) -> Result<(), String> {
        for _ in 0..TRIES {
            let actor = self.random.index(ACTORS);
            if self.happens(actor, of)? {
                return self.does(Op::Agree).map(drop);
            }
        }
        Ok(())
    }

    /// One of these events, if this actor may do it.
    fn happens(&mut self, actor: usize, of: &dyn Fn(&str) -> bool) -> Result<bool, String> {
        let events: Vec<&str> = EVENTS.iter().filter(|row| of(row.1)).map(|row| row.0).collect();
        let (ticket, event) = (0, events[self.random.index(events.len())]);
        let work = Work::Does { event };
        let op = match actor {
            4 => Op::Office(Desk::Works { ticket, work }),
            phone => Op::Phone(phone, Deed::Works { ticket, work }),
        };
        Ok(self.does(op)?.starts_with("saved"))
    }

    /// What is refused leaves no line behind.
    fn does(&mut self, op: Op) -> Result<String, String> {
        self.trace.push(op.to_string());
        let said = self.world.step(&op)?;
        if said.starts_with("refused") {
            self.trace.pop();
        } else {
            self.trace.push(format!("    {said}"));
        }
        Ok(said)
    }

    fn read(&self) -> Result<Ticket, String> {
        let case = self.world.office.cases.values().next().ok_or("no case: it was filed")?;
        case.document.read().map_err(|fault| fault.to_string())
    }
}

/// A row of a table: its kinds, those of the overtaken among them, and where the ticket ends.
#[derive(Debug, PartialEq, Eq)]
struct Row<'a> {
    kinds: Vec<&'a str>,
    overtaken: Vec<&'a str>,
    status: &'a str,
}

/// The row of these kinds, all seen in this status; none where the table has each see another, or no such row.
fn row<'a>(table: &'a str, kinds: &[&str], seen: &str) -> Option<Row<'a>> {
    table.lines().find_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.split('|').map(str::trim).collect();
        let (of, rest) = cells.split_at_checked(kinds.len())?;
        let [stood, status, letters, ..] = rest else {
            return None;
        };
        let mut found = of.to_vec();
        found.sort_unstable();
        if *stood != seen || found != kinds {
            return None;
        }
        let letters = letters.split_whitespace().filter_map(|letter| letter.bytes().next());
        let mut overtaken: Vec<&str> = letters.map(|letter| of[usize::from(letter - b'A')]).collect();
        overtaken.sort_unstable();
        Some(Row {
            kinds: found,
            overtaken,
            status,
        })
    })
}

/// The tables are of tickets that came the ordinary way, and of people who name different crews and offices.
fn is_of_the_tables(before: &Ticket, after: &Ticket, fresh: &[(IntentId, Kind)]) -> bool {
    let events = || fresh.iter().filter_map(|(id, _)| after.event(id));
    let are_different = |named: Vec<&String>| named.iter().collect::<BTreeSet<_>>().len() == named.len();
    let assignments = &before.workflow.assignments;
    let waits = before.status() == Status::OnHold && !assignments.iter().any(|assignment| assignment.started);
    // In the tables two who close it do so with two outcomes, and beside a third deed with one.
    let closings = events().filter(|event| event.kind() == Some(Kind::CloseFromDesk));
    let closings: Vec<_> = closings.map(|event| &event.outcome).collect();
    let outcomes = closings.iter().collect::<BTreeSet<_>>().len();
    let closes_as_there = match (closings.len(), fresh.len()) {
        (0 | 1, _) => true,
        (2, 2) => outcomes == 2,
        (2, _) => outcomes == 1,
        _ => false,
    };
    assignments.len() < 2
        && !waits
        && are_different(events().filter_map(|event| event.crew.as_ref()).collect())
        && are_different(events().filter_map(|event| event.office.as_ref()).collect())
        && closes_as_there
}

fn ends_as_the_tables_say(before: &Ticket, after: &Ticket) -> Result<bool, String> {
    let fresh = after.events.iter().filter(|entry| before.event(&entry.entry).is_none());
    let fresh: Vec<(IntentId, Kind)> = fresh
        .filter_map(|entry| Some((entry.entry, entry.value.kind()?)))
        .collect();
    let mut kinds: Vec<&str> = fresh.iter().map(|(_, kind)| kind.name()).collect();
    kinds.sort_unstable();
    let table = if kinds.len() == 2 { PAIRS } else { TRIPLES };
    if !is_of_the_tables(before, after, &fresh) {
        return Ok(false);
    }
    let Some(tabled) = row(table, &kinds, before.status().name()) else {
        return Ok(false);
    };
    let overtaken = fresh
        .iter()
        .filter(|(id, _)| after.workflow.superseded.contains_key(id));
    let mut overtaken: Vec<&str> = overtaken.map(|(_, kind)| kind.name()).collect();
    overtaken.sort_unstable();
    let status = after.status().name();
    let found = Row {
        kinds,
        overtaken,
        status,
    };
    if found == tabled {
        Ok(true)
    } else {
        Err(format!(
            "not as the tables say: {found:?} from {}, {tabled:?}",
            before.status().name()
        ))
    }
}
