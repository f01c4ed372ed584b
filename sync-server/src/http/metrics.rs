// SPDX-License-Identifier: EUPL-1.2
//! Numbers for a monitor in Prometheus' text form; they count, they never name.

use std::sync::OnceLock;

use axum::extract::{Extension, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::connections::Peer;
use super::front::Front;
use super::problem::{Problem, ProblemBody};

/// One recorder for the process, however many servers run in it.
static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Seconds up to which requests are counted together.
const SECONDS: [f64; 8] = [0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 60.0];

fn recorder() -> Option<&'static PrometheusHandle> {
    let install = || {
        PrometheusBuilder::new()
            .set_buckets(&SECONDS)
            .ok()?
            .install_recorder()
            .ok()
    };
    RECORDER.get_or_init(install).as_ref()
}

/// Begins to count.
pub(super) fn start() {
    recorder();
}

/// Counts one answered request.
pub(super) fn answered(route: &str, status: u16, seconds: f64) {
    let labels = [("route", route.to_owned()), ("status", status.to_string())];
    metrics::histogram!("ronda_http_request_seconds", &labels).record(seconds);
}

/// Requests by route and status, and where the store stands. Loopback may read it; others as configured.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, body = String, content_type = "text/plain"), (status = 404, body = ProblemBody)))]
pub(super) async fn metrics_text(
    State(front): State<Front>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Result<Response, Problem> {
    if !may_read(&front, peer, &request) {
        return Err(Problem::NotFound);
    }
    let meta = front.office().store().meta().await?;
    metrics::gauge!("ronda_store_last_no").set(meta.last_no as f64);
    metrics::gauge!("ronda_store_vaulted_no").set(meta.vaulted_no() as f64);
    metrics::gauge!("ronda_listeners").set(front.news().receiver_count() as f64);
    let handle = recorder().ok_or(Problem::Unexpected)?;
    handle.run_upkeep();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response())
}

/// A request that a proxy passed on comes from loopback only in appearance.
fn may_read(front: &Front, peer: Peer, request: &Request) -> bool {
    let passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    let local = peer.0.ip().is_loopback() && !passed_on;
    let token = front.metrics().token.as_ref().filter(|_| front.metrics().remote);
    local || token.is_some_and(|token| shown(request, &token.0))
}

fn shown(request: &Request, token: &str) -> bool {
    use sha2::{Digest, Sha256};
    let value = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let given = value.and_then(|value| value.strip_prefix("Bearer "));
    // Equal hashes, so that the time of the comparison tells nothing about the token.
    given.is_some_and(|given| Sha256::digest(given) == Sha256::digest(token))
}
