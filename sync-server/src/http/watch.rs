// SPDX-License-Identifier: EUPL-1.2
//! What happens around every request: its number in the log, its rate, its time, and a problem body for every error.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ronda_shared::wire::EXCHANGE_TYPE;
use tracing::Instrument;

use super::connections::Peer;
use super::front::Front;
use super::problem::{PROBLEM_TYPE, Problem};
use super::{metrics, tus};

static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// Numbers the request, times it, logs one line without contents, and leaves no error without a problem body.
pub(super) async fn observed(request: Request, next: Next) -> Response {
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let speaks_tus = route.starts_with(tus::UPLOADS);
    let span = tracing::info_span!("request", number, method = %request.method(), route);
    let began = Instant::now();
    let mut response = explained(next.run(request).instrument(span.clone()).await);
    dress(response.headers_mut(), number, speaks_tus);
    let (status, seconds) = (response.status().as_u16(), began.elapsed().as_secs_f64());
    metrics::answered(&route, status, seconds);
    span.in_scope(|| tracing::debug!(status, ms = (seconds * 1_000.0) as u64, "answered"));
    response
}

/// The headers of every answer but a whole exchange: no browser reads that, no cache may keep the answer to a POST, and where
/// nothing is wrong nobody looks its number up, while a phone pays for these bytes each time it asks.
fn dress(headers: &mut HeaderMap, number: u64, speaks_tus: bool) {
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == EXCHANGE_TYPE)
    {
        return;
    }
    headers.insert("x-request-id", HeaderValue::from(number));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if speaks_tus {
        headers.insert(tus::RESUMABLE, HeaderValue::from_static(tus::VERSION));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Gives bare errors of the router and its layers a problem body; their other headers (such as Allow) stay.
fn explained(response: Response) -> Response {
    let status = response.status();
    let said = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == PROBLEM_TYPE || kind == "application/json");
    if said || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut problem = Problem::of_status(status).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow.clone());
    }
    problem
}

/// The rate of one address over all routes.
pub(super) async fn rated(State(front): State<Front>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let taken = peer.map_or(Ok(()), |peer| front.per_ip().take(peer.0.ip(), Instant::now()));
    match taken {
        Ok(()) => next.run(request).await,
        Err(retry_after_s) => Problem::TooMany { retry_after_s }.into_response(),
    }
}

/// A handler that panicked: one log line, a generic answer, and the server goes on.
pub(super) fn caught(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request handler panicked");
    Problem::Unexpected.into_response()
}
