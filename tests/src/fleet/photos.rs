// SPDX-License-Identifier: EUPL-1.2
//! Photos as the app stores them, as many different ones as are wanted, at the price of one.

use ronda_shared::photo::{intake, verify_kept};

use crate::camera::{Scene, photo};

/// One stored photo that is made into others.
pub struct Photos {
    jpeg: Vec<u8>,
    /// Where its first table of quantisation has its last entries: what stands there only tints the finest grain.
    at: usize,
}

/// Bytes of a table that tell photos apart: seven values each, enough for every fleet.
const DIGITS: usize = 12;
const BASE: u64 = 7;

impl Photos {
    /// Photos of about so many kB.
    pub fn of(kb: u32) -> Self {
        // Gravel takes about 0.19 bytes a pixel as the app stores it.
        let pixels = f64::from(kb) * 1_000.0 / 0.19;
        let width = (pixels * 4.0 / 3.0).sqrt().clamp(64.0, 2_048.0) as u32;
        let file = photo(Scene::at(43.77, 11.25, 1).sized(width, width * 3 / 4).gravel());
        let jpeg = intake(&file).expect("a photo of ours is taken in").jpeg;
        let table = jpeg
            .windows(2)
            .position(|pair| pair == [0xff, 0xdb])
            .expect("a table of quantisation");
        // Marker, length, number of the table, then its 64 entries.
        let at = table + 5 + 64 - DIGITS;
        let photos = Self { jpeg, at };
        verify_kept(&photos.number(1)).expect("the office takes it");
        photos
    }

    /// The photo of a number; no two are alike.
    pub fn number(&self, number: u64) -> Vec<u8> {
        let mut jpeg = self.jpeg.clone();
        let mut left = number;
        for byte in &mut jpeg[self.at..self.at + DIGITS] {
            *byte = (100 + left % BASE) as u8;
            left /= BASE;
        }
        jpeg
    }

    pub fn bytes(&self) -> usize {
        self.jpeg.len()
    }
}
