// SPDX-License-Identifier: EUPL-1.2
//! What is left of a request that was answered before it was read to its end.
//!
//! A server that closes while its client still sends breaks the connection, and the client may see that instead of the answer: a
//! phone would not learn that its token is old, or when to come again. So the rest is read while the answer is on its way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures::stream::{Fuse, poll_fn};
use futures::{FutureExt, StreamExt};
use ronda_shared::limits::EXCHANGE_WIRE_BYTES;

use super::front::Front;

/// The largest body that is taken anywhere; of more the rest is not read.
const MOST_BYTES: usize = EXCHANGE_WIRE_BYTES;

/// A body that its handler may leave behind.
#[derive(Clone)]
struct Left(Arc<Mutex<Fuse<BodyDataStream>>>);

impl Left {
    fn stream(&self) -> MutexGuard<'_, Fuse<BodyDataStream>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        self.stream().poll_next_unpin(context)
    }

    async fn next(&self) -> Option<Result<Bytes, axum::Error>> {
        poll_fn(|context| self.poll(context)).next().await
    }

    async fn read(self, silence: Duration) {
        let mut left = MOST_BYTES;
        while let Ok(Some(Ok(bytes))) = tokio::time::timeout(silence, self.next()).await {
            match left.checked_sub(bytes.len()) {
                Some(less) => left = less,
                None => return,
            }
        }
    }
}

/// Answers, and reads what the answer left of the request.
pub(super) async fn read_on(State(front): State<Front>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let left = Left(Arc::new(Mutex::new(body.into_data_stream().fuse())));
    let given = left.clone();
    let body = Body::from_stream(poll_fn(move |context| given.poll(context)));
    let response = next.run(Request::from_parts(parts, body)).await;
    if !matches!(left.next().now_or_never(), Some(None | Some(Err(_)))) {
        let whole = Duration::from_secs(front.limits().request_s);
        tokio::spawn(tokio::time::timeout(whole, left.read(front.silence())));
    }
    response
}
