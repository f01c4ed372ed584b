// SPDX-License-Identifier: EUPL-1.2
//! What a change builds on: sequence and operation numbers follow from its dependencies, and nothing it names lies outside its past.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::graph::Graph;
use crate::document::raw::RawChange;
use crate::ids::{Actor, ChangeHash};
use crate::limits;
use crate::wire::{Refusal, RefusalCode};

/// Checks numbers against the history so far; all dependencies are in `graph`.
pub(super) fn check(graph: &Graph, change: &RawChange) -> Result<(), Refusal> {
    if change.deps().is_empty() && graph.len() > 0 {
        return Err(Refusal::new(
            RefusalCode::SecondGenesis,
            "the ticket exists already: a second creation would hide the first",
        ));
    }
    if graph.len() >= limits::TICKET_CHANGES {
        return Err(Refusal::new(
            RefusalCode::TicketFull,
            "the ticket has reached its limit of changes: file a new ticket and link it",
        ));
    }
    check_sequence(graph, change)?;
    let last_op = change
        .deps()
        .iter()
        .filter_map(|dep| graph.node(dep))
        .map(|node| node.last_op)
        .max()
        .unwrap_or(0);
    if change.start_op() != last_op + 1 {
        return Err(Refusal::new(
            RefusalCode::BrokenCounter,
            "the change's first operation does not follow its dependencies'",
        ));
    }
    Ok(())
}

fn check_sequence(graph: &Graph, change: &RawChange) -> Result<(), Refusal> {
    let broken = || {
        Refusal::new(
            RefusalCode::BrokenSequence,
            "the change is not the next of its author's engine start",
        )
    };
    match graph.last_of(&change.actor()) {
        None if change.seq() == 1 => Ok(()),
        Some((seq, hash)) if change.seq() == seq + 1 => {
            let follows = change.deps().contains(hash) || Past::of(graph, change).holds_change(hash);
            if follows { Ok(()) } else { Err(broken()) }
        }
        _ => Err(broken()),
    }
}

/// The operations a change's author had seen, by actor.
pub(super) struct Past<'a> {
    graph: &'a Graph,
    seen: Option<BTreeSet<ChangeHash>>,
    by_actor: BTreeMap<Actor, Vec<(u64, u64)>>,
}

impl<'a> Past<'a> {
    pub(super) fn of(graph: &'a Graph, change: &RawChange) -> Self {
        let seen = (!graph.are_all_heads(change.deps())).then(|| graph.ancestors(change.deps()));
        let mut by_actor: BTreeMap<Actor, Vec<(u64, u64)>> = BTreeMap::new();
        for (hash, node) in graph.nodes() {
            if seen.as_ref().is_none_or(|seen| seen.contains(hash)) {
                by_actor
                    .entry(node.actor)
                    .or_default()
                    .push((node.first_op, node.last_op));
            }
        }
        by_actor.values_mut().for_each(|ranges| ranges.sort_unstable());
        Self { graph, seen, by_actor }
    }

    /// Whether the operation `counter` of `actor` is in the past.
    pub(super) fn holds_operation(&self, actor: &Actor, counter: u64) -> bool {
        let Some(ranges) = self.by_actor.get(actor) else {
            return false;
        };
        let at = ranges.partition_point(|(_, last)| *last < counter);
        ranges.get(at).is_some_and(|(first, _)| *first <= counter)
    }

    fn holds_change(&self, hash: &ChangeHash) -> bool {
        self.seen
            .as_ref()
            .map_or_else(|| self.graph.holds(hash), |seen| seen.contains(hash))
    }
}
