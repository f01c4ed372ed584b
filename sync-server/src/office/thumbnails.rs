// SPDX-License-Identifier: EUPL-1.2
//! Thumbnails made of late: what a whole district asks for is made once. In memory alone, and gone with their photo.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use lru::LruCache;
use ronda_shared::ids::PhotoHash;

/// Bytes kept: some 800 thumbnails.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The thumbnails that were asked for last.
pub struct Thumbnails {
    kept: Mutex<Kept>,
    most_bytes: usize,
}

struct Kept {
    by_photo: LruCache<PhotoHash, Bytes>,
    bytes: usize,
}

impl Default for Thumbnails {
    fn default() -> Self {
        Self::of(MOST_BYTES)
    }
}

impl Thumbnails {
    fn of(most_bytes: usize) -> Self {
        Self {
            kept: Mutex::new(Kept {
                by_photo: LruCache::unbounded(),
                bytes: 0,
            }),
            most_bytes,
        }
    }

    /// The thumbnail of a photo, when it was made of late.
    pub fn of_photo(&self, photo: &PhotoHash) -> Option<Bytes> {
        self.kept().by_photo.get(photo).cloned()
    }

    /// Keeps a thumbnail; those that nobody asked for the longest make room for it.
    pub fn keep(&self, photo: PhotoHash, thumbnail: Bytes) {
        let mut kept = self.kept();
        kept.bytes += thumbnail.len();
        kept.bytes -= kept.by_photo.put(photo, thumbnail).map_or(0, |before| before.len());
        while kept.bytes > self.most_bytes
            && let Some((_, oldest)) = kept.by_photo.pop_lru()
        {
            kept.bytes -= oldest.len();
        }
    }

    /// Forgets the thumbnail of a photo that is deleted.
    pub fn forget(&self, photo: &PhotoHash) {
        let mut kept = self.kept();
        kept.bytes -= kept.by_photo.pop(photo).map_or(0, |gone| gone.len());
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asked_for_the_longest_makes_room_and_what_is_deleted_is_forgotten() {
        let thumbnails = Thumbnails::of(30);
        let photo = |n| PhotoHash([n; 32]);
        let here = || [1, 2, 3, 4].map(|n| thumbnails.of_photo(&photo(n)).is_some());
        for n in 1..=3 {
            thumbnails.keep(photo(n), vec![n; 10].into());
        }
        assert!(thumbnails.of_photo(&photo(1)).is_some());
        thumbnails.keep(photo(4), vec![4; 10].into());
        assert_eq!(here(), [true, false, true, true]);
        thumbnails.keep(photo(4), vec![5; 10].into());
        assert_eq!(thumbnails.of_photo(&photo(4)).as_deref(), Some(&[5; 10][..]));
        thumbnails.forget(&photo(1));
        thumbnails.keep(photo(2), vec![2; 10].into());
        assert_eq!(here(), [false, true, true, true]);
        thumbnails.keep(photo(1), vec![1; 31].into());
        assert_eq!(here(), [false; 4], "one that is larger than all room is not kept");
    }
}
