// SPDX-License-Identifier: EUPL-1.2
//! A chunk's way from the network to the disk: in whole pieces, each on the disk before it counts.

use axum::body::Body;
use axum::http::HeaderMap;

use super::headers::Checksum;
use super::writers::Writer;
use crate::case_store::Upload;
use crate::http::body::Arriving;
use crate::http::front::Front;
use crate::http::problem::Problem;
use crate::http::room::announced;

/// Bytes put down at once: what a broken connection can cost at most.
const PIECE_BYTES: usize = 512 * 1024;

/// A chunk on its way.
pub(super) struct Arrival<'a> {
    pub(super) front: &'a Front,
    pub(super) upload: &'a Upload,
    pub(super) writer: &'a Writer<'a>,
    /// Where the upload stands.
    pub(super) at: u64,
    /// Bytes of the body that the upload has already.
    pub(super) skip: u64,
}

impl Arrival<'_> {
    /// Takes the chunk in; answers where the upload stands. With a checksum the chunk counts whole or not at all.
    pub(super) async fn take(mut self, headers: &HeaderMap, body: Body) -> Result<u64, Problem> {
        let checksum = Checksum::of(headers)?;
        let most = usize::try_from((self.upload.length - self.at.min(self.upload.length)).saturating_add(self.skip))
            .unwrap_or(usize::MAX);
        let mut arriving = Arriving::new(body, most, self.front.silence());
        let at_once = checksum.as_ref().map_or(most.min(PIECE_BYTES), |_| most);
        let entering = self.front.arrivals().enter(announced(headers, at_once));
        let _room = self.interruptible(entering).await?;
        match checksum {
            Some(checksum) => {
                let chunk = self.interruptible(arriving.whole()).await?;
                if !checksum.matches(&chunk) {
                    return Err(Problem::WrongChecksum);
                }
                self.put(chunk).await?;
            }
            None => self.pieces(&mut arriving).await?,
        }
        Ok(self.at)
    }

    async fn pieces(&mut self, arriving: &mut Arriving) -> Result<(), Problem> {
        let mut piece = Vec::new();
        loop {
            let next = self.interruptible(arriving.next()).await;
            let ended = !matches!(next, Ok(Some(_)));
            if let Ok(Some(bytes)) = &next {
                piece.extend_from_slice(bytes);
            }
            // What arrived before a connection broke counts, so that it need not be sent again.
            if ended || piece.len() >= PIECE_BYTES {
                self.put(std::mem::take(&mut piece)).await?;
            }
            if ended {
                return next.map(drop);
            }
        }
    }

    async fn interruptible<T>(&self, reading: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        tokio::select! {
            biased;
            () = self.writer.interrupt.cancelled() => Err(Problem::UploadBusy),
            read = reading => read,
        }
    }

    async fn put(&mut self, mut bytes: Vec<u8>) -> Result<(), Problem> {
        let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len());
        bytes.drain(..skipped);
        self.skip -= skipped as u64;
        if !bytes.is_empty() {
            self.at = self
                .front
                .office()
                .photos()
                .append(&self.upload.id, self.at, bytes)
                .await?;
        }
        Ok(())
    }
}
