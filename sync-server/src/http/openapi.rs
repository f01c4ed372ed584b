// SPDX-License-Identifier: EUPL-1.2
//! The OpenAPI description, generated from the handlers themselves.

use super::problem::PROBLEM_TYPE;
use axum::extract::Extension;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use utoipa::OpenApi;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{PathItem, RefOr};

/// Title and version; the paths come from the routes.
#[derive(OpenApi)]
#[openapi(info(
    title = "Ronda",
    description = "What phones and the office owe each other. Errors are problem details (RFC 9457).",
    license(name = "EUPL-1.2", identifier = "EUPL-1.2")
))]
pub(super) struct Description;

/// The description as it is sent.
#[derive(Clone)]
pub(super) struct DescriptionText(pub(super) Bytes);

/// The description of all routes.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    let mut api = super::routes::all().split_for_parts().1;
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    api.components
        .get_or_insert_default()
        .add_security_scheme("token", bearer);
    api.paths
        .paths
        .values_mut()
        .flat_map(operations)
        .for_each(name_problems);
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let all = [
        &mut item.get,
        &mut item.post,
        &mut item.patch,
        &mut item.head,
        &mut item.delete,
    ];
    all.into_iter().flatten()
}

/// Handlers name what they answer; that problems have a media type of their own is said here, once.
fn name_problems(operation: &mut Operation) {
    for (status, answer) in &mut operation.responses.responses {
        if status.starts_with(['4', '5'])
            && let RefOr::T(answer) = answer
            && let Some(body) = answer.content.shift_remove("application/json")
        {
            answer.content.insert(PROBLEM_TYPE.to_owned(), body);
        }
    }
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "operation", responses((status = 200, body = Object)))]
pub(super) async fn openapi(Extension(text): Extension<DescriptionText>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text.0).into_response()
}
