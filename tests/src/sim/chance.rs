// SPDX-License-Identifier: EUPL-1.2
//! Random bytes that follow from a seed and a name: whoever draws from his own stream is not moved by what others draw.

use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};

const UNSPOILT: &str = "nobody panics while drawing";

/// One stream of bytes; cheap to clone, clones share it.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<Stream>>);

#[derive(Clone)]
struct Stream {
    key: [u8; 32],
    drawn: u64,
}

impl Chance {
    pub fn of(seed: u64, name: &str) -> Self {
        let key = Sha256::new()
            .chain_update(seed.to_be_bytes())
            .chain_update(name)
            .finalize()
            .into();
        Self(Arc::new(Mutex::new(Stream { key, drawn: 0 })))
    }

    /// A stream of its own that gives what this one would give next.
    pub fn apart(&self) -> Self {
        Self(Arc::new(Mutex::new(self.0.lock().expect(UNSPOILT).clone())))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        let mut stream = self.0.lock().expect(UNSPOILT);
        for part in bytes.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(stream.key)
                .chain_update(stream.drawn.to_be_bytes())
                .finalize();
            part.copy_from_slice(&block[..part.len()]);
            stream.drawn += 1;
        }
    }

    pub fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }
}
