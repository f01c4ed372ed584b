// SPDX-License-Identifier: EUPL-1.2
//! Every route on one screen; the OpenAPI description is generated from the very same lines.

use std::time::Duration;

use axum::http::StatusCode;
use axum::{Extension, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::front::Front;
use super::openapi::{self, Description, DescriptionText, description};
use super::problem::Problem;
use super::{drop_box, enrol, exchange, health, metrics, news, photo, place, rest, session, tus, watch};

/// The routes and their description.
pub(super) fn all() -> OpenApiRouter<Front> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(enrol::enrol))
        .routes(routes!(session::challenge))
        .routes(routes!(session::token))
        .routes(routes!(exchange::exchange))
        .routes(routes!(drop_box::drop_box))
        .routes(routes!(news::news))
        .routes(routes!(tus::create, tus::options))
        .routes(routes!(tus::standing, tus::patch, tus::terminate, tus::options_of_one))
        .routes(routes!(photo::photo))
        .routes(routes!(photo::thumbnail))
        .routes(routes!(place::catalogue))
        .routes(routes!(place::file))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(metrics::metrics_text))
        .routes(routes!(openapi::openapi))
}

/// The whole service: the routes, and around them what happens to every request (the last layer comes first).
pub fn router(front: Front) -> Router {
    metrics::start();
    let text = DescriptionText(description().to_json().unwrap_or_default().into());
    let patience = Duration::from_secs(front.limits().request_s);
    let (routes, _) = all().split_for_parts();
    routes
        .fallback(|| async { Problem::NotFound })
        .layer(Extension(text))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, patience))
        .layer(CatchPanicLayer::custom(watch::caught))
        .layer(middleware::from_fn_with_state(front.clone(), watch::rated))
        .layer(middleware::from_fn(watch::observed))
        .layer(middleware::from_fn_with_state(front.clone(), rest::read_on))
        .with_state(front)
}
