// SPDX-License-Identifier: EUPL-1.2
//! Streets of one name that have nothing to do with each other: every village has a via Roma. What lies within half a kilometre
//! belongs together, what lies a kilometre and a half apart does not, and what is between may go either way.

use std::collections::BTreeMap;

use ronda_shared::place::{HouseNumber, Path, Spot, distance_m};

/// Side of the cells by which neighbours are told, in millionths of a degree of latitude: half a kilometre.
const CELL: f64 = 4_500.0;

/// A street with what belongs to it.
#[derive(Default)]
pub(super) struct Street<'a> {
    pub(super) paths: Vec<&'a Path>,
    pub(super) numbers: Vec<&'a HouseNumber>,
}

impl Street<'_> {
    fn length_m(&self) -> f64 {
        let pieces = self.paths.iter().flat_map(|path| path.0.windows(2));
        pieces
            .map(|piece| match piece {
                [from, to] => distance_m(from.place(), to.place()),
                _ => 0.0,
            })
            .sum()
    }
}

impl<'a> Street<'a> {
    /// The streets that bear this one's name, the longest first.
    pub(super) fn apart(self) -> Vec<Self> {
        let lines = self.paths.iter().map(|path| path.0.clone());
        let points = self
            .numbers
            .iter()
            .map(|number| number.spot().into_iter().collect::<Vec<Spot>>());
        let mut joined = Joined::of(lines.chain(points).collect());
        let mut streets: BTreeMap<usize, Self> = BTreeMap::new();
        let lines = self.paths.len();
        for (at, path) in self.paths.into_iter().enumerate() {
            streets.entry(joined.root(at)).or_default().paths.push(path);
        }
        for (at, number) in self.numbers.into_iter().enumerate() {
            streets.entry(joined.root(lines + at)).or_default().numbers.push(number);
        }
        let mut streets: Vec<Self> = streets.into_values().collect();
        streets.sort_by(|one, other| {
            let numbers = other.numbers.len().cmp(&one.numbers.len());
            other.length_m().total_cmp(&one.length_m()).then(numbers)
        });
        streets
    }
}

/// Lines joined where the cells they touch are the same or neighbours.
struct Joined {
    parents: Vec<usize>,
}

impl Joined {
    fn of(lines: Vec<Vec<Spot>>) -> Self {
        let mut joined = Self {
            parents: (0..lines.len()).collect(),
        };
        // One width of a degree for the whole name: a map is not so tall that it matters.
        let Some(first) = lines.iter().flatten().next() else {
            return joined;
        };
        let wide = CELL / first.place().0.to_radians().cos().max(0.01);
        let mut cells: BTreeMap<(i32, i32), usize> = BTreeMap::new();
        for (at, line) in lines.iter().enumerate() {
            let mut last = None;
            walk(line, wide, |cell| {
                if last.replace(cell) == Some(cell) {
                    return;
                }
                for (x, y) in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y))) {
                    if let Some(near) = cells.get(&(cell.0 + x, cell.1 + y)) {
                        joined.join(at, *near);
                    }
                }
                cells.insert(cell, at);
            });
        }
        joined
    }

    fn root(&mut self, at: usize) -> usize {
        let mut root = at;
        while let Some(parent) = self.parents.get(root).copied().filter(|parent| *parent != root) {
            root = parent;
        }
        let mut below = at;
        while let Some(parent) = self.parents.get_mut(below).filter(|parent| **parent != root) {
            below = std::mem::replace(parent, root);
        }
        root
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(parent) = self.parents.get_mut(one) {
            *parent = other;
        }
    }
}

/// Tells the cells that a line touches, in steps of half a cell.
fn walk(line: &[Spot], wide: f64, mut tell: impl FnMut((i32, i32))) {
    let cells = |spot: &Spot| (f64::from(spot.lon) / wide, f64::from(spot.lat) / CELL);
    let mut before = line.first().map(cells);
    for (x, y) in line.iter().map(cells) {
        let (from_x, from_y) = before.replace((x, y)).unwrap_or((x, y));
        let steps = ((x - from_x).abs().max((y - from_y).abs()) * 2.0).ceil().max(1.0);
        for step in 0..=steps as i32 {
            let share = f64::from(step) / steps;
            let at = (from_x + (x - from_x) * share, from_y + (y - from_y) * share);
            tell((at.0.floor() as i32, at.1.floor() as i32));
        }
    }
}
