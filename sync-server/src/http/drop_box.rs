// SPDX-License-Identifier: EUPL-1.2
//! The drop box: write-only, rare, bounded; answered by receipts and the order that revoked the device.

use axum::extract::{Extension, Request, State};
use axum::response::Response;
use ronda_shared::wire::DropBoxRequest;

use super::connections::Peer;
use super::enrol::rarely;
use super::exchange::{arrived, packed, unpacked};
use super::front::Front;
use super::problem::{Problem, ProblemBody};

/// Takes a revoked phone's undelivered work into custody.
#[utoipa::path(post, path = "/v1/drop-box", tag = "sync",
    request_body(content = Vec<u8>, content_type = "application/vnd.ronda.exchange+cbor+zstd"),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.ronda.exchange+cbor+zstd"),
        (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(super) async fn drop_box(
    State(front): State<Front>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Result<Response, Problem> {
    rarely(&front, peer)?;
    let (body, _room) = arrived(&front, front.drop_boxes(), request).await?;
    let _turn = front.turns().drop_box().await;
    let mut asked: DropBoxRequest = unpacked(body).await?;
    if !asked.photos.is_empty() && !front.has_space() {
        // What is small is taken from a phone that may be lost soon; its photos wait until there is space.
        if asked.tickets.is_empty() && asked.reporters.is_empty() {
            return Err(Problem::Full);
        }
        asked.photos.clear();
    }
    packed(front.office().drop_box(asked).await?).await
}
