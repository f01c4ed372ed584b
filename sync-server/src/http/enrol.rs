// SPDX-License-Identifier: EUPL-1.2
//! Enrolment: a phone that proves to know a one-time code gets its certificate. Tried rarely, so that codes cannot be guessed.

use std::time::Instant;

use axum::Json;
use axum::extract::{Extension, Request, State};
use ronda_shared::wire::{EnrolReply, EnrolRequest};

use super::body;
use super::connections::Peer;
use super::front::Front;
use super::problem::{Problem, ProblemBody};

/// Enrols the device. Whatever is wrong with the code, the answer is the same.
#[utoipa::path(post, path = "/v1/enrol", tag = "enrolment", request_body = EnrolRequest,
    responses((status = 200, body = EnrolReply), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 415, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(super) async fn enrol(
    State(front): State<Front>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Result<Json<EnrolReply>, Problem> {
    rarely(&front, peer)?;
    let (parts, body) = request.into_parts();
    let asked: EnrolRequest = body::json(&parts.headers, body, front.silence()).await?;
    Ok(Json(front.office().enrol(asked).await?))
}

/// The strict rate of what nobody is authenticated for.
pub(super) fn rarely(front: &Front, peer: Peer) -> Result<(), Problem> {
    front
        .enrolments()
        .take(peer.0.ip(), Instant::now())
        .map_err(|retry_after_s| Problem::TooMany { retry_after_s })
}
