// SPDX-License-Identifier: EUPL-1.2
//! The one function that serves: the binary and the tests call the same one.
//!
//! To stop, it takes no more connections, ends the requests in flight within a bound, and closes the store, whose writer
//! finishes what it has. Nothing that was answered is lost.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsAcceptor;

use crate::config::Config;
use crate::http::{Connections, Front, router, upkeep};
use crate::office::Office;
use crate::tls;

/// What each connection may send ahead while it waits, and how large its headers may be: of thousands at once this is memory.
const READ_AHEAD_BYTES: usize = 16 * 1024;

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be had.
    #[error("cannot listen on {address} ({error}): choose another address or end what listens there")]
    Listen {
        /// The wanted address.
        address: SocketAddr,
        /// The system's word.
        error: std::io::Error,
    },
    /// Plain HTTP where others could listen in.
    #[error(
        "plain HTTP on {0} is not allowed, since passwords of phones would cross the network readably: give --tls-cert and --tls-key, listen on 127.0.0.1, or set `allow_plain_http = true` behind a proxy that speaks TLS"
    )]
    PlainHttp(SocketAddr),
    /// Certificate or key.
    #[error("{0}: name a PEM certificate chain and its PEM private key")]
    Tls(String),
    /// The listener broke.
    #[error("the listener failed ({0}): start the server again")]
    Failed(#[from] std::io::Error),
}

/// Binds the configured address.
///
/// # Errors
/// When it is taken or not allowed.
pub fn bind(config: &Config) -> Result<TcpListener, ServeError> {
    let address = config.listen;
    TcpListener::bind(address).map_err(|error| ServeError::Listen { address, error })
}

/// The address phones are told: as configured, or the one bound.
#[must_use]
pub fn url(config: &Config, bound: SocketAddr) -> String {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    config
        .public_url
        .clone()
        .unwrap_or_else(|| format!("{scheme}://{bound}"))
}

/// Serves the office, whose data folder is `data`, until `shutdown` resolves; then stops gracefully and closes the store.
///
/// # Errors
/// When plain HTTP is not allowed there, TLS cannot be had, or the listener breaks. The store is closed in every case.
pub async fn serve(
    listener: TcpListener,
    office: Office,
    data: &Path,
    config: &Config,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), ServeError> {
    let served = until(listener, &office, data, config, shutdown).await;
    office.store().close().await;
    served
}

async fn until(
    listener: TcpListener,
    office: &Office,
    data: &Path,
    config: &Config,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    if config.tls.is_none() && !config.allow_plain_http && !address.ip().is_loopback() {
        return Err(ServeError::PlainHttp(address));
    }
    let front = Front::new(office.clone(), data, config);
    let handle = Handle::new();
    let serving = accept(listener, &front, config, handle.clone());
    let stopping = async {
        shutdown.await;
        front.stopping().cancel();
        handle.graceful_shutdown(Some(Duration::from_secs(config.stop_within_s)));
        std::future::pending::<()>().await;
    };
    tokio::select! {
        served = serving => {
            front.stopping().cancel();
            served
        }
        () = upkeep(front.clone()) => Ok(()),
        () = stopping => Ok(()),
    }
}

async fn accept(
    listener: TcpListener,
    front: &Front,
    config: &Config,
    handle: Handle<SocketAddr>,
) -> Result<(), ServeError> {
    let connections = Connections::new(router(front.clone()), config.limits.connections);
    let header_time = Duration::from_secs(config.limits.header_s);
    let mut server = axum_server::from_tcp(listener)?
        .handle(handle)
        .first_request_timeout(header_time);
    server
        .http_builder()
        .http1()
        .header_read_timeout(header_time)
        .max_buf_size(READ_AHEAD_BYTES);
    server
        .http_builder()
        .http2()
        // Nothing else ends an idle connection of HTTP/2 whose other end is gone.
        .keep_alive_interval(header_time)
        .keep_alive_timeout(header_time)
        .max_concurrent_streams(64)
        .max_header_list_size(32 * 1024);
    let server = server.accept_error_handler(|_, error| tracing::debug!(%error, "a connection was not taken"));
    match &config.tls {
        Some(files) => {
            let acceptor = RustlsAcceptor::new(tls::load(files).await?).acceptor(NoDelayAcceptor::new());
            server.acceptor(acceptor).serve(connections).await?;
        }
        None => server.acceptor(NoDelayAcceptor::new()).serve(connections).await?,
    }
    Ok(())
}
