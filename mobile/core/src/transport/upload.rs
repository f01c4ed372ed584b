// SPDX-License-Identifier: EUPL-1.2
//! Photo uploads by tus 1.0: the server is always asked how far it has got, so a cut costs at most one chunk.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Response, StatusCode, Url};
use ronda_shared::ids::PhotoHash;
use ronda_shared::sync::Failure;
use sha2::{Digest, Sha256};

use super::Transport;
use super::faults::{self, Problem};

const TUS: (&str, &str) = ("Tus-Resumable", "1.0.0");
/// New uploads begun for one photo in one run, when the server forgot or refuses the one it gave.
const BEGINNINGS: u32 = 3;
/// Chunks sent again in one run because they arrived damaged or out of step.
const MISSTEPS: u32 = 8;

/// A photo to upload.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name.
    pub photo: PhotoHash,
    /// The stored JPEG.
    pub jpeg: Vec<u8>,
    /// Where an earlier run left off.
    pub url: Option<String>,
}

/// What became of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server holds all of it; the number is missing when another request brought the last byte.
    Held {
        /// Its number in the store.
        server_no: Option<u64>,
        /// Bytes sent in this run.
        sent_bytes: u64,
    },
    /// The server will not have it.
    Refused(Refused),
}

/// Why a server will not have a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In a sentence.
    pub reason: String,
    /// The server keeps the bytes for the office all the same: nothing of it is owed any more.
    pub in_custody: bool,
}

/// The size of the next chunk, adapted to the link: about a second's worth.
#[derive(Debug, Clone, Copy)]
pub struct Chunks {
    size: usize,
}

impl Chunks {
    /// The smallest chunk, in bytes.
    pub const LEAST: usize = 64 * 1024;
    /// The largest chunk, in bytes.
    pub const MOST: usize = 1024 * 1024;
    const FAST: Duration = Duration::from_millis(800);
    const SLOW: Duration = Duration::from_millis(3_000);

    fn new() -> Self {
        Self { size: 4 * Self::LEAST }
    }

    fn took(&mut self, time: Duration) {
        if time < Self::FAST {
            self.size = (self.size * 2).min(Self::MOST);
        } else if time > Self::SLOW {
            self.size = (self.size / 2).max(Self::LEAST);
        }
    }
}

/// How far the server is.
struct Progress {
    offset: usize,
    server_no: Option<u64>,
}

/// What one chunk came to.
enum Step {
    At(Progress),
    AskAgain,
    Gone,
    Refused(Refused),
}

impl Transport {
    /// Uploads a photo, from where the server is to its end. `began` hears of the address to continue at after a restart.
    ///
    /// # Errors
    /// When the connection is cut; what has arrived is kept by the server.
    pub async fn upload(&self, upload: &Upload, began: impl Fn(&str)) -> Result<Outcome, Failure> {
        let mut known = upload.url.as_deref().and_then(|url| self.server.located(url));
        for _ in 0..BEGINNINGS {
            let url = match known.take() {
                Some(url) => url,
                None => match self.begin(upload).await? {
                    Ok(url) => url,
                    Err(refused) => return Ok(Outcome::Refused(refused)),
                },
            };
            began(url.as_str());
            if let Some(outcome) = self.proceed(upload, &url).await? {
                return Ok(outcome);
            }
        }
        Err(Failure::Unreachable("the server keeps forgetting the upload".into()))
    }

    async fn begin(&self, upload: &Upload) -> Result<Result<Url, Refused>, Failure> {
        let url = self.server.at("/v1/photos/uploads");
        let metadata = format!("sha256 {}", STANDARD.encode(upload.photo.to_string()));
        let post = |http: &reqwest::Client| {
            http.post(url.clone())
                .header(TUS.0, TUS.1)
                .header("Upload-Length", upload.jpeg.len())
                .header("Upload-Metadata", &metadata)
        };
        let response = self.authorised(post).await?;
        if response.status() == StatusCode::UNPROCESSABLE_ENTITY {
            return Ok(Err(refused(response).await));
        }
        let response = faults::accepted(response).await?;
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let url = location.and_then(|location| self.server.located(location));
        url.map(Ok).ok_or_else(faults::not_understood)
    }

    /// Nothing when the server forgot the upload and it must begin anew.
    async fn proceed(&self, upload: &Upload, url: &Url) -> Result<Option<Outcome>, Failure> {
        let (mut chunks, mut sent_bytes) = (Chunks::new(), 0);
        for _ in 0..MISSTEPS {
            let Some(mut progress) = self.progress(url).await? else {
                return Ok(None);
            };
            loop {
                let Some(rest) = upload.jpeg.get(progress.offset..) else {
                    return Ok(None);
                };
                if rest.is_empty() {
                    let server_no = progress.server_no;
                    return Ok(Some(Outcome::Held { server_no, sent_bytes }));
                }
                let chunk = rest.get(..chunks.size).unwrap_or(rest);
                let began = Instant::now();
                let step = self.step(url, progress.offset, chunk).await?;
                chunks.took(began.elapsed());
                match step {
                    Step::At(reached) => progress = reached,
                    Step::AskAgain => break,
                    Step::Gone => return Ok(None),
                    Step::Refused(refused) => return Ok(Some(Outcome::Refused(refused))),
                }
                sent_bytes += chunk.len() as u64;
            }
        }
        Err(Failure::Unreachable("the photo keeps arriving damaged".into()))
    }

    async fn progress(&self, url: &Url) -> Result<Option<Progress>, Failure> {
        let response = self
            .authorised(|http| http.head(url.clone()).header(TUS.0, TUS.1))
            .await?;
        match response.status() {
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
            _ => Ok(Some(progress(faults::accepted(response).await?.headers())?)),
        }
    }

    async fn step(&self, url: &Url, offset: usize, chunk: &[u8]) -> Result<Step, Failure> {
        let checksum = format!("sha256 {}", STANDARD.encode(Sha256::digest(chunk)));
        let patch = |http: &reqwest::Client| {
            http.patch(url.clone())
                .header(TUS.0, TUS.1)
                .header("Upload-Offset", offset)
                .header("Upload-Checksum", &checksum)
                .header(CONTENT_TYPE, "application/offset+octet-stream")
                .body(chunk.to_vec())
        };
        stepped(self.authorised(patch).await?, offset + chunk.len()).await
    }
}

async fn stepped(response: Response, expected: usize) -> Result<Step, Failure> {
    const CHECKSUM_MISMATCH: u16 = 460;
    match response.status() {
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Step::Gone),
        StatusCode::UNPROCESSABLE_ENTITY => Ok(Step::Refused(refused(response).await)),
        StatusCode::CONFLICT | StatusCode::LOCKED => Ok(Step::AskAgain),
        status if status.as_u16() == CHECKSUM_MISMATCH => Ok(Step::AskAgain),
        _ => {
            let reached = progress(faults::accepted(response).await?.headers())?;
            Ok(if reached.offset == expected {
                Step::At(reached)
            } else {
                Step::AskAgain
            })
        }
    }
}

async fn refused(response: Response) -> Refused {
    let problem = Problem::of(response).await;
    Refused {
        reason: problem.sentence(StatusCode::UNPROCESSABLE_ENTITY),
        in_custody: problem.is("photo_set_aside"),
    }
}

fn progress(headers: &HeaderMap) -> Result<Progress, Failure> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
    let offset = number("Upload-Offset").and_then(|offset| usize::try_from(offset).ok());
    let offset = offset.ok_or_else(faults::not_understood)?;
    Ok(Progress {
        offset,
        server_no: number("Ronda-Server-No"),
    })
}
