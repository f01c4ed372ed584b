// SPDX-License-Identifier: EUPL-1.2
//! Request bodies, read within a bound of bytes and of silence, and files on their way out.

use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, header};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use tokio::io::AsyncRead;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::io::ReaderStream;

use super::problem::Problem;
use super::room::Room;

/// Largest JSON body: keys, codes and certificates.
const JSON_BYTES: usize = 16 * 1024;

/// The first share of a body that is not announced to be shorter: nearly every exchange fits, so that hardly one has to wait
/// in its midst, and one that announces much and sends little holds little.
const FIRST_SHARE_BYTES: usize = 256 * 1024;

/// What is in memory of a file on its way out.
const PIECE_BYTES: usize = 64 * 1024;

/// A body on its way in.
pub(super) struct Arriving {
    stream: BodyDataStream,
    most: usize,
    taken: usize,
    silence: Duration,
}

impl Arriving {
    /// At most `most` bytes, never silent for longer than `silence`.
    pub(super) fn new(body: Body, most: usize, silence: Duration) -> Self {
        Self {
            stream: body.into_data_stream(),
            most,
            taken: 0,
            silence,
        }
    }

    /// The next bytes; none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let next = tokio::time::timeout(self.silence, self.stream.next())
            .await
            .map_err(|_| Problem::TooSlow)?;
        let Some(bytes) = next else { return Ok(None) };
        let bytes = bytes.map_err(|_| Problem::BadRequest("the body was cut short: send it again".to_owned()))?;
        self.taken = self.taken.saturating_add(bytes.len());
        if self.taken > self.most {
            return Err(Problem::TooLarge(self.most));
        }
        Ok(Some(bytes))
    }

    /// Everything at once, in a room that is charged with what has arrived; the share is to be held as long as the bytes.
    pub(super) async fn whole_in(
        mut self,
        room: &Room,
        announced: usize,
    ) -> Result<(Vec<u8>, OwnedSemaphorePermit), Problem> {
        let mut fits = announced.min(FIRST_SHARE_BYTES);
        let mut share = room.enter(fits).await?;
        let mut whole = Vec::new();
        while let Some(bytes) = self.next().await? {
            if self.taken > fits {
                fits = self.taken.saturating_mul(2).min(self.most);
                room.widen(&mut share, fits).await?;
            }
            whole.extend_from_slice(&bytes);
        }
        Ok((whole, share))
    }

    /// Everything at once.
    pub(super) async fn whole(mut self) -> Result<Vec<u8>, Problem> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.next().await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole)
    }
}

/// A body on its way out, read as it is sent: who takes it slowly holds a piece of it, not the whole.
pub(super) fn piecemeal(read: impl AsyncRead + Send + 'static) -> Body {
    Body::from_stream(ReaderStream::with_capacity(read, PIECE_BYTES))
}

/// The media type without its parameters, in lower case.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A JSON body; unknown fields are refused by the types read.
pub(super) async fn json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
    silence: Duration,
) -> Result<T, Problem> {
    if media_type(headers) != "application/json" {
        return Err(Problem::WrongType("application/json"));
    }
    let whole = Arriving::new(body, JSON_BYTES, silence).whole().await?;
    // Where, not what: the value at fault may be a secret.
    let fault = |error: serde_json::Error| {
        format!(
            "the JSON body does not fit at line {}, column {}: see /openapi.json",
            error.line(),
            error.column()
        )
    };
    serde_json::from_slice(&whole).map_err(|error| Problem::BadRequest(fault(error)))
}
