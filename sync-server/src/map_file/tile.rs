// SPDX-License-Identifier: EUPL-1.2
//! A vector tile (MVT 2.1): just as much of it as named lines of one layer need.

/// The protocol buffer wire types.
const VARINT: u64 = 0;
const EIGHT_BYTES: u64 = 1;
const COUNTED: u64 = 2;
const FOUR_BYTES: u64 = 5;

const LINES: u64 = 2;
const MOVE_TO: u64 = 1;
const LINE_TO: u64 = 2;

/// Units across a tile when it does not say.
const EXTENT: u32 = 4_096;

/// Bytes that are read from their beginning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

/// A field of a message.
enum Field<'a> {
    Number(u64),
    Counted(&'a [u8]),
    Other,
}

impl<'a> Bytes<'a> {
    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn counted(&mut self, count: u64) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }

    /// The next field with its number; none inside at the end, none outside when it is damaged.
    fn field(&mut self) -> Option<Option<(u64, Field<'a>)>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let tag = self.varint()?;
        let field = match tag & 7 {
            VARINT => Field::Number(self.varint()?),
            COUNTED => {
                let count = self.varint()?;
                Field::Counted(self.counted(count)?)
            }
            EIGHT_BYTES => self.counted(8).map(|_| Field::Other)?,
            FOUR_BYTES => self.counted(4).map(|_| Field::Other)?,
            _ => return None,
        };
        Some(Some((tag >> 3, field)))
    }

    fn varints(mut self) -> Option<Vec<u64>> {
        let mut values = Vec::new();
        while !self.0.is_empty() {
            values.push(self.varint()?);
        }
        Some(values)
    }
}

/// A line of a tile, in the units of its layer.
pub(super) type TileLine = Vec<(i64, i64)>;

/// A feature of lines with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) lines: Vec<TileLine>,
}

/// The named lines of a layer, and how many units its tile is wide; none when the tile is damaged.
pub(super) fn named_lines(tile: &[u8], layer: &str) -> Option<(u32, Vec<Named>)> {
    let (mut bytes, mut found) = (Bytes(tile), (EXTENT, Vec::new()));
    while let Some((number, field)) = bytes.field()? {
        if let (3, Field::Counted(message)) = (number, field) {
            let read = Layer::read(message)?;
            if read.name == layer.as_bytes() {
                found = (read.extent, read.named()?);
            }
        }
    }
    Some(found)
}

struct Layer<'a> {
    name: &'a [u8],
    extent: u32,
    keys: Vec<&'a [u8]>,
    values: Vec<&'a [u8]>,
    features: Vec<&'a [u8]>,
}

impl<'a> Layer<'a> {
    fn read(message: &'a [u8]) -> Option<Self> {
        let mut layer = Self {
            name: &[],
            extent: EXTENT,
            keys: Vec::new(),
            values: Vec::new(),
            features: Vec::new(),
        };
        let mut bytes = Bytes(message);
        while let Some((number, field)) = bytes.field()? {
            match (number, field) {
                (1, Field::Counted(name)) => layer.name = name,
                (2, Field::Counted(feature)) => layer.features.push(feature),
                (3, Field::Counted(key)) => layer.keys.push(key),
                (4, Field::Counted(value)) => layer.values.push(value),
                (5, Field::Number(extent)) => layer.extent = u32::try_from(extent).ok().filter(|extent| *extent > 0)?,
                _ => {}
            }
        }
        Some(layer)
    }

    fn named(&self) -> Option<Vec<Named>> {
        let mut found = Vec::new();
        for feature in &self.features {
            found.extend(self.feature(feature)?);
        }
        Some(found)
    }

    /// A feature that is one of lines and has a name.
    fn feature(&self, message: &[u8]) -> Option<Option<Named>> {
        let (mut bytes, mut kind) = (Bytes(message), 0);
        let (mut tags, mut geometry) = (Vec::new(), Vec::new());
        while let Some((number, field)) = bytes.field()? {
            match (number, field) {
                (2, Field::Counted(packed)) => tags = Bytes(packed).varints()?,
                (3, Field::Number(number)) => kind = number,
                (4, Field::Counted(packed)) => geometry = Bytes(packed).varints()?,
                _ => {}
            }
        }
        let name = self.name_of(&tags).filter(|_| kind == LINES);
        let Some(name) = name else { return Some(None) };
        let lines = lines(&geometry)?;
        Some(Some(Named { name, lines }))
    }

    fn name_of(&self, tags: &[u64]) -> Option<String> {
        let is_name = |key: u64| self.keys.get(usize::try_from(key).ok()?).map(|key| *key == b"name");
        let mut pairs = tags.chunks_exact(2);
        let value = pairs.find_map(|pair| match pair {
            [key, value] if is_name(*key) == Some(true) => Some(*value),
            _ => None,
        })?;
        let mut message = Bytes(self.values.get(usize::try_from(value).ok()?)?);
        match message.field()?? {
            (1, Field::Counted(text)) => String::from_utf8(text.to_vec()).ok(),
            _ => None,
        }
    }
}

fn lines(geometry: &[u64]) -> Option<Vec<TileLine>> {
    let (mut lines, mut here, mut commands) = (Vec::new(), (0_i64, 0_i64), geometry.iter().copied());
    while let Some(command) = commands.next() {
        for _ in 0..command >> 3 {
            let kind = command & 7;
            if kind != MOVE_TO && kind != LINE_TO {
                break;
            }
            let (dx, dy) = (step(commands.next()?), step(commands.next()?));
            here = (here.0.checked_add(dx)?, here.1.checked_add(dy)?);
            match lines.last_mut() {
                Some(line) if kind == LINE_TO => TileLine::push(line, here),
                _ => lines.push(vec![here]),
            }
        }
    }
    Some(lines)
}

/// A step, folded so that small ones of both signs are short.
fn step(folded: u64) -> i64 {
    ((folded >> 1) as i64) ^ -((folded & 1) as i64)
}
