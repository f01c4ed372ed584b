// SPDX-License-Identifier: EUPL-1.2
//! The line on which the server says how far its store is: numbers alone; what is new comes by an exchange.

use reqwest::Response;
use ronda_shared::sync::Failure;

use super::{Transport, faults};

/// Longer is no line of this.
const LINE_BYTES: usize = 1024;

/// A line that stays open until one side ends it.
#[derive(Debug)]
pub struct NewsLine {
    response: Response,
    unread: Vec<u8>,
}

impl Transport {
    /// Opens a line; its first number comes at once.
    ///
    /// # Errors
    /// When there is no connection, or the server has no ear for this device.
    pub async fn news(&self) -> Result<NewsLine, Failure> {
        let url = self.server.at("/v1/news");
        let response = self.authorised(|http| http.get(url.clone())).await?;
        Ok(NewsLine {
            response: faults::accepted(response).await?,
            unread: Vec::new(),
        })
    }
}

impl NewsLine {
    /// The next number: the greatest of the store.
    ///
    /// # Errors
    /// When the line ends, or says something else.
    pub async fn next(&mut self) -> Result<u64, Failure> {
        loop {
            while let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                if let Some(number) = number(&line) {
                    return Ok(number);
                }
            }
            if self.unread.len() > LINE_BYTES {
                return Err(faults::not_understood());
            }
            let part = self.response.chunk().await.map_err(faults::unreachable)?;
            let ended = || Failure::Unreachable("the server ended the line".into());
            self.unread.extend_from_slice(&part.ok_or_else(ended)?);
        }
    }
}

/// The number of a data line; comments and other lines have none.
fn number(line: &[u8]) -> Option<u64> {
    let data = std::str::from_utf8(line).ok()?.strip_prefix("data:")?;
    data.trim().parse().ok()
}
