// SPDX-License-Identifier: EUPL-1.2
//! The exchange: CBOR in zstd both ways, bounded on the wire and unpacked.

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use minicbor::{Decode, Encode};
use ronda_shared::limits::{EXCHANGE_DECODED_BYTES, EXCHANGE_ITEMS, EXCHANGE_WIRE_BYTES};
use ronda_shared::wire::{EXCHANGE_TYPE, ExchangeRequest, decode_counted, encode, unpacks_to};
use tokio::sync::OwnedSemaphorePermit;

use super::auth::Caller;
use super::body::{Arriving, media_type};
use super::front::Front;
use super::news;
use super::problem::{Problem, ProblemBody};
use super::room::{Rooms, announced, worked_on};

/// Packing and unpacking more than this leaves the threads that serve others.
const INLINE_BYTES: usize = 64 * 1024;

/// Takes what the phone has for the office and gives what came after its cursor. Repeating a request changes nothing.
#[utoipa::path(post, path = "/v1/exchange", tag = "sync", security(("token" = [])),
    request_body(content = Vec<u8>, content_type = "application/vnd.ronda.exchange+cbor+zstd"),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.ronda.exchange+cbor+zstd"),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 415, body = ProblemBody), (status = 429, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
pub(super) async fn exchange(
    State(front): State<Front>,
    Caller(asker): Caller,
    request: Request,
) -> Result<Response, Problem> {
    let (body, _room) = arrived(&front, front.exchanges(), request).await?;
    let _turn = front.turns().exchange().await;
    let asked: ExchangeRequest = unpacked(body).await?;
    let pushes = !asked.tickets.is_empty();
    let reply = front.office().exchange(&asker, asked).await?;
    if pushes {
        news::tell(&front).await;
    }
    packed(reply).await
}

/// A request's packed body once it is whole, and the share of room for answering it. Until that is free it keeps its share of
/// what arrives.
pub(super) async fn arrived(
    front: &Front,
    rooms: &Rooms,
    request: Request,
) -> Result<(Vec<u8>, OwnedSemaphorePermit), Problem> {
    let (parts, body) = request.into_parts();
    if media_type(&parts.headers) != EXCHANGE_TYPE {
        return Err(Problem::WrongType(EXCHANGE_TYPE));
    }
    let arriving = Arriving::new(body, EXCHANGE_WIRE_BYTES, front.silence());
    let length = announced(&parts.headers, EXCHANGE_WIRE_BYTES);
    let (bytes, _arrived) = arriving.whole_in(&rooms.arriving, length).await?;
    let unpacked = unpacks_to(&bytes, EXCHANGE_DECODED_BYTES)?;
    let room = rooms.working.enter(worked_on(bytes.len(), unpacked)).await?;
    Ok((bytes, room))
}

/// The value of a packed body, never of more items than any honest one has.
pub(super) async fn unpacked<T>(body: Vec<u8>) -> Result<T, Problem>
where
    T: for<'b> Decode<'b, ()> + Send + 'static,
{
    let unpacked = unpacks_to(&body, EXCHANGE_DECODED_BYTES)?;
    let read = move || decode_counted(&body, EXCHANGE_DECODED_BYTES, EXCHANGE_ITEMS);
    if unpacked <= INLINE_BYTES {
        return Ok(read()?);
    }
    Ok(tokio::task::spawn_blocking(read).await??)
}

/// A reply, packed.
pub(super) async fn packed<T: Encode<()> + Send + 'static>(reply: T) -> Result<Response, Problem> {
    let bytes = tokio::task::spawn_blocking(move || encode(&reply)).await?;
    Ok(([(header::CONTENT_TYPE, EXCHANGE_TYPE)], bytes).into_response())
}
