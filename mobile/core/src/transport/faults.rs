// SPDX-License-Identifier: EUPL-1.2
//! What went wrong on the way, as the sync loop understands it; the only place that reads status codes and problem details.

use std::error::Error;

use reqwest::{Response, StatusCode};
use ronda_shared::sync::Failure;

use super::{SMALL_BYTES, bounded};

/// What a busy server is given when it does not say how long.
const DEFAULT_WAIT_MS: i64 = 1_000;
/// No server may ask for more than this.
const LONGEST_WAIT_MS: i64 = 10 * 60 * 1_000;

/// A connection that did not come about or broke; addresses stay out of the message.
pub(super) fn unreachable(error: reqwest::Error) -> Failure {
    let cause = if is_untrusted(&error) {
        "it shows a certificate that this device does not trust: enrol with --ca FILE if the office has its own authority, otherwise ask whether another network answers in its place"
    } else if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "the server cannot be reached"
    } else {
        "the connection was cut"
    };
    tracing::debug!(error = %error.without_url(), "request failed");
    Failure::Unreachable(cause.into())
}

/// The certificate is what the connection failed for. An error of the system may wrap the one of TLS without being its source.
fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
        || wrapped.is_some_and(|inner| is_untrusted(inner))
        || error.source().is_some_and(is_untrusted)
}

/// An answer that is none of the protocol's.
pub(super) fn not_understood() -> Failure {
    Failure::Refused("its answer cannot be understood: check the server address, or update the app".into())
}

/// The response when it says yes; otherwise the failure it stands for.
pub(super) async fn accepted(response: Response) -> Result<Response, Failure> {
    if response.status().is_success() {
        Ok(response)
    } else {
        Err(failure(response).await)
    }
}

/// The failure a response stands for.
pub(super) async fn failure(response: Response) -> Failure {
    let status = response.status();
    let wait_ms = retry_after_ms(&response);
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Failure::Busy { wait_ms },
        status if status.is_server_error() => {
            Failure::Unreachable(format!("the server is in trouble: {}", status.as_u16()))
        }
        StatusCode::REQUEST_TIMEOUT => Failure::Unreachable("the connection was too slow".into()),
        status => {
            let problem = Problem::of(response).await;
            if status == StatusCode::FORBIDDEN && problem.is("revoked") {
                Failure::Revoked
            } else {
                Failure::Refused(problem.sentence(status))
            }
        }
    }
}

fn retry_after_ms(response: &Response) -> i64 {
    let header = response.headers().get(reqwest::header::RETRY_AFTER);
    let seconds = header
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<i64>().ok());
    seconds
        .map_or(DEFAULT_WAIT_MS, |seconds| seconds.saturating_mul(1_000))
        .clamp(0, LONGEST_WAIT_MS)
}

/// Problem details (RFC 9457), as far as a phone reads them.
pub(super) struct Problem(serde_json::Value);

impl Problem {
    /// The problem of a response; an empty one when there is none to read.
    pub(super) async fn of(response: Response) -> Self {
        let body = bounded(response, SMALL_BYTES).await.unwrap_or_default();
        Self(serde_json::from_slice(&body).unwrap_or_default())
    }

    /// It goes by this name.
    pub(super) fn is(&self, name: &str) -> bool {
        let mut names = ["code", "name", "type"]
            .iter()
            .filter_map(|key| self.0.get(key)?.as_str());
        names.any(|known| known.rsplit(['/', ':']).next() == Some(name))
    }

    /// The server's own sentence, or its status.
    pub(super) fn sentence(&self, status: StatusCode) -> String {
        let sentence = ["detail", "title"].iter().find_map(|key| self.0.get(key)?.as_str());
        sentence.map_or_else(|| format!("it answered {}", status.as_u16()), str::to_owned)
    }
}
