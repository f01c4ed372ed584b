// SPDX-License-Identifier: EUPL-1.2
//! Is the process alive, and is the office ready to take work: what a service manager and an operator's monitor ask.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use super::front::Front;
use crate::office::doctor::behind;

/// That the process answers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// Whether work can be taken.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Readiness {
    /// The store takes writes and its disk has space.
    ready: bool,
    /// What stands in the way, with the cure.
    faults: Vec<String>,
    /// What needs a person soon, with the cure.
    warnings: Vec<String>,
}

/// Answers as long as the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = Health)))]
pub(super) async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Answers 200 when changes and photos can be stored right now, otherwise 503; warnings stand beside.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses((status = 200, body = Readiness), (status = 503, body = Readiness)))]
pub(super) async fn readyz(State(front): State<Front>) -> (StatusCode, Json<Readiness>) {
    let (faults, warnings) = (faults(&front).await, warnings(&front).await);
    let ready = faults.is_empty();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Readiness {
            ready,
            faults,
            warnings,
        }),
    )
}

async fn faults(front: &Front) -> Vec<String> {
    let mut faults = Vec::new();
    if let Err(error) = front.office().store().ready().await {
        tracing::warn!(%error, "the store is not ready");
        faults.push("the case store takes no writes: see the server's log and run `ronda-server doctor`".to_owned());
    }
    if front.stopping().is_cancelled() {
        faults.push("the server is stopping: start it again".to_owned());
    }
    if !front.has_space() {
        faults.push("the disk of the data folder is nearly full: free some space".to_owned());
    }
    faults
}

async fn warnings(front: &Front) -> Vec<String> {
    let mut warnings = Vec::new();
    if front.data().join(crate::root::KIT_FILE).exists() {
        warnings.push("the recovery kit still lies in the data folder: move it to a safe place".to_owned());
    }
    match front.office().store().meta().await {
        Ok(meta) if meta.behind().is_some() => warnings.extend(meta.behind().map(behind)),
        Ok(meta) if meta.vaulted.is_none() && meta.last_no > 0 => {
            warnings
                .push("there is no verified backup yet: configure [backup] or run `ronda-server backup`".to_owned());
        }
        _ => {}
    }
    warnings
}
