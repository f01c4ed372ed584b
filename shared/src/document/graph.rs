// SPDX-License-Identifier: EUPL-1.2
//! The history of a document as a graph: who built on what, without reading any content.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Automerge;

use super::raw::RawChange;
use crate::ids::{Actor, ChangeHash};

/// What the graph knows of one change.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) actor: Actor,
    pub(super) seq: u64,
    pub(super) first_op: u64,
    pub(super) last_op: u64,
    pub(super) deps: Vec<ChangeHash>,
}

/// The changes of a document by hash.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    nodes: BTreeMap<ChangeHash, Node>,
    last_of_actor: BTreeMap<Actor, (u64, ChangeHash)>,
    heads: BTreeSet<ChangeHash>,
}

impl Graph {
    pub(super) fn of(doc: &Automerge) -> Self {
        let mut graph = Self::default();
        for meta in doc.get_changes_meta(&[]) {
            let Some(actor) = Actor::from_slice(meta.actor.to_bytes()) else {
                continue;
            };
            let deps = meta.deps.iter().map(|hash| ChangeHash(hash.0)).collect();
            let node = Node {
                actor,
                seq: meta.seq,
                first_op: meta.start_op,
                last_op: meta.max_op,
                deps,
            };
            graph.insert(ChangeHash(meta.hash.0), node);
        }
        graph
    }

    pub(super) fn add(&mut self, change: &RawChange) {
        let (first_op, last_op, deps) = (change.start_op(), change.last_op(), change.deps().to_vec());
        let node = Node {
            actor: change.actor(),
            seq: change.seq(),
            first_op,
            last_op,
            deps,
        };
        self.insert(change.hash(), node);
    }

    pub(super) fn insert(&mut self, hash: ChangeHash, node: Node) {
        for dep in &node.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(hash);
        let last = self.last_of_actor.entry(node.actor).or_insert((node.seq, hash));
        if node.seq >= last.0 {
            *last = (node.seq, hash);
        }
        self.nodes.insert(hash, node);
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn holds(&self, hash: &ChangeHash) -> bool {
        self.nodes.contains_key(hash)
    }

    pub(super) fn node(&self, hash: &ChangeHash) -> Option<&Node> {
        self.nodes.get(hash)
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = (&ChangeHash, &Node)> {
        self.nodes.iter()
    }

    /// The change that holds an operation.
    pub(super) fn writer_of(&self, actor: &Actor, counter: u64) -> Option<ChangeHash> {
        let holds = |node: &Node| node.actor == *actor && (node.first_op..=node.last_op).contains(&counter);
        self.nodes.iter().find(|(_, node)| holds(node)).map(|(hash, _)| *hash)
    }

    /// The newest change of an actor, with its sequence number.
    pub(super) fn last_of(&self, actor: &Actor) -> Option<&(u64, ChangeHash)> {
        self.last_of_actor.get(actor)
    }

    /// Whether these dependencies are all there is, so that everything here is behind them.
    pub(super) fn are_all_heads(&self, deps: &[ChangeHash]) -> bool {
        self.heads.iter().all(|head| deps.contains(head))
    }

    /// `of` and everything behind it.
    pub(super) fn ancestors(&self, of: &[ChangeHash]) -> BTreeSet<ChangeHash> {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<ChangeHash> = of.to_vec();
        while let Some(hash) = waiting.pop() {
            if let Some(node) = self.nodes.get(&hash)
                && seen.insert(hash)
            {
                waiting.extend(&node.deps);
            }
        }
        seen
    }

    pub(super) fn frontier_within(&self, keep: &dyn Fn(&ChangeHash) -> bool, of: &[ChangeHash]) -> Vec<ChangeHash> {
        let kept: BTreeSet<ChangeHash> = self.ancestors(of).into_iter().filter(|hash| keep(hash)).collect();
        self.frontier(&kept)
    }

    /// The members of a set that no other member builds on, even through changes outside the set.
    pub(super) fn frontier(&self, set: &BTreeSet<ChangeHash>) -> Vec<ChangeHash> {
        let deps_of = |hash: &ChangeHash| self.nodes.get(hash).map(|node| node.deps.clone()).unwrap_or_default();
        let behind: Vec<ChangeHash> = set.iter().flat_map(deps_of).collect();
        let behind = self.ancestors(&behind);
        set.iter().filter(|hash| !behind.contains(hash)).copied().collect()
    }
}
