// SPDX-License-Identifier: EUPL-1.2
//! Connections: counted, bounded, each carrying the address of its other end to every request.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service;

use super::problem::Problem;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Makes the service of each connection, up to a bound; beyond it a connection is answered 503, beyond twice it is cut.
#[derive(Clone)]
pub struct Connections {
    router: Router,
    places: Arc<Semaphore>,
    standing: Arc<Semaphore>,
}

impl std::fmt::Debug for Connections {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Connections({} free)", self.places.available_permits())
    }
}

/// No place even to be told that there is none.
#[derive(Debug, thiserror::Error)]
#[error("too many connections: this one is cut")]
pub struct Overrun;

impl Connections {
    /// At most `most` connections at once.
    #[must_use]
    pub fn new(router: Router, most: usize) -> Self {
        let semaphore = || Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        Self {
            router,
            places: semaphore(),
            standing: semaphore(),
        }
    }

    fn admit(&self, peer: SocketAddr) -> Result<Connection, Overrun> {
        let (permit, router) = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(permit) => (permit, Some(self.router.clone())),
            Err(_) => (
                Arc::clone(&self.standing).try_acquire_owned().map_err(|_| Overrun)?,
                None,
            ),
        };
        Ok(Connection {
            router,
            peer: Peer(peer),
            _place: Arc::new(permit),
        })
    }
}

impl Service<SocketAddr> for Connections {
    type Response = Connection;
    type Error = Overrun;
    type Future = Ready<Result<Connection, Overrun>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Overrun>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, peer: SocketAddr) -> Self::Future {
        ready(self.admit(peer))
    }
}

/// One connection and its place among them.
#[derive(Clone)]
pub struct Connection {
    router: Option<Router>,
    peer: Peer,
    _place: Arc<OwnedSemaphorePermit>,
}

impl<B> Service<Request<B>> for Connection
where
    B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.peer);
        match self.router.clone() {
            Some(mut router) => Box::pin(async move { router.call(request).await }),
            None => Box::pin(async { Ok(crowded()) }),
        }
    }
}

fn crowded() -> Response {
    let mut response = Problem::Crowded.into_response();
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
