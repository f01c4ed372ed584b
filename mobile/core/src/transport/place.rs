// SPDX-License-Identifier: EUPL-1.2
//! Brings the catalogue and the files it names; what the bytes are worth, signature and hash say elsewhere.

use std::io;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_RANGE, HeaderMap, IF_RANGE, RANGE};
use ronda_shared::ids::PlaceHash;
use ronda_shared::limits;
use ronda_shared::place::{FileRef, SignedCatalogue};
use ronda_shared::sync::Failure;
use ronda_shared::wire::from_cbor;
use sha2::{Digest, Sha256};

use super::{Transport, bounded, faults};

/// What a signature adds to a catalogue.
const ENVELOPE_BYTES: usize = 256;

/// A piece of a file on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The server begins at the first byte, whatever was asked for.
    Anew,
    /// The next bytes.
    Bytes(&'a [u8]),
}

impl Transport {
    /// The current catalogue; none when there is none.
    ///
    /// # Errors
    /// When there is no connection, or the server sends something else.
    pub async fn catalogue(&self) -> Result<Option<SignedCatalogue>, Failure> {
        let url = self.server.at("/v1/place");
        let response = self.authorised(|http| http.get(url.clone())).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let body = bounded(
            faults::accepted(response).await?,
            limits::CATALOGUE_BYTES + ENVELOPE_BYTES,
        )
        .await?;
        from_cbor(&body).map(Some).map_err(|_| faults::not_understood())
    }

    /// A small file as a whole, its hash checked.
    ///
    /// # Errors
    /// When there is no connection, the server does not have it, or sends something else.
    pub async fn place_file(&self, file: &FileRef) -> Result<Vec<u8>, Failure> {
        let url = self.place_url(&file.sha256);
        let response = self.authorised(|http| http.get(url.clone())).await?;
        let bytes = bounded(faults::accepted(response).await?, limits::PLACE_FILE_BYTES).await?;
        if <[u8; 32]>::from(Sha256::digest(&bytes)) == *file.sha256.bytes() {
            Ok(bytes)
        } else {
            Err(Failure::Unreachable("a file of the city arrived damaged".into()))
        }
    }

    /// A file from a byte on, handed over piece by piece until its end or the connection's.
    ///
    /// # Errors
    /// When the connection is cut, the server does not have the file, or `take` fails; what was taken stays.
    pub async fn place_file_from(
        &self,
        file: &PlaceHash,
        from: u64,
        mut take: impl FnMut(Piece<'_>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let (url, tag) = (self.place_url(file), format!("\"{file}\""));
        let get = |http: &reqwest::Client| {
            let get = http.get(url.clone());
            if from == 0 {
                return get;
            }
            get.header(RANGE, format!("bytes={from}-")).header(IF_RANGE, &tag)
        };
        let response = self.authorised(get).await?;
        match response.status() {
            StatusCode::NOT_FOUND => {
                return Err(Failure::Refused(
                    "the office has another version of this by now: sync, then begin again".into(),
                ));
            }
            StatusCode::PARTIAL_CONTENT if begins_at(response.headers(), from) => {}
            StatusCode::PARTIAL_CONTENT => return Err(faults::not_understood()),
            StatusCode::RANGE_NOT_SATISFIABLE => {
                return Err(Failure::Unreachable("the file is another one by now".into()));
            }
            // Only a whole file takes the place of what is here: a server in trouble must not cost what came already.
            StatusCode::OK => take(Piece::Anew).map_err(unwritten)?,
            _ => {}
        }
        let mut response = faults::accepted(response).await?;
        while let Some(bytes) = response.chunk().await.map_err(faults::unreachable)? {
            take(Piece::Bytes(&bytes)).map_err(unwritten)?;
        }
        Ok(())
    }

    fn place_url(&self, file: &PlaceHash) -> reqwest::Url {
        self.server.at(&format!("/v1/place/{file}"))
    }
}

/// Whether an answer in part begins where it was asked to.
fn begins_at(headers: &HeaderMap, from: u64) -> bool {
    let range = headers.get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let first = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.parse::<u64>().ok());
    first == Some(from)
}

fn unwritten(error: io::Error) -> Failure {
    Failure::Store(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the phone's storage is full: free some space; everything saved before is safe".into()
        }
        kind => format!("the file cannot be written ({kind}): free some space and try again"),
    })
}
