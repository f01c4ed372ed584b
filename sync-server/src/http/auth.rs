// SPDX-License-Identifier: EUPL-1.2
//! Who calls: the token names the device, and the office says at every request what that device may still do.

use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::front::Front;
use super::problem::Problem;
use crate::office::Asker;

/// An authenticated device that is neither revoked nor disabled at this moment.
pub(super) struct Caller(pub(super) Asker);

impl FromRequestParts<Front> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, front: &Front) -> Result<Self, Problem> {
        let device = bearer(parts).and_then(|token| front.tokens().device(token, front.office().now_ms()));
        let device = device.ok_or(Problem::NoToken)?;
        front
            .per_device()
            .take(device, Instant::now())
            .map_err(|retry_after_s| Problem::TooMany { retry_after_s })?;
        Ok(Self(front.office().asker(&device).await?))
    }
}

/// The token of `Authorization: Bearer TOKEN`.
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
