// SPDX-License-Identifier: EUPL-1.2
//! Where an upload stands, and its end before its time.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use ronda_shared::ids::PhotoHash;

use super::settling::{forget, receipt, settle};
use super::{check_version, extend, offset_of, running, upload_id};
use crate::http::auth::Caller;
use crate::http::front::Front;
use crate::http::photo::visible;
use crate::http::problem::{Problem, ProblemBody};

/// The upload's offset. One whose bytes are all there is ended here, should its last answer have been lost.
#[utoipa::path(head, path = "/v1/photos/uploads/{sha256}", tag = "photos", security(("token" = [])),
    params(("sha256" = String, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 200, headers(("Upload-Offset" = u64), ("Upload-Length" = u64))), (status = 401), (status = 404), (status = 412)))]
pub(in crate::http) async fn standing(
    State(front): State<Front>,
    Caller(asker): Caller,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    check_version(&headers)?;
    let hash: PhotoHash = sha256.parse().map_err(|_| Problem::NotFound)?;
    // The writer before is interrupted first: the offset must not move under the one who asks for it.
    let _writer = front.writers().claim(upload_id(&asker.device, &hash)).await?;
    let Some(upload) = running(&front, &asker.device, &hash).await? else {
        let record = visible(&front, &asker, hash).await?.ok_or(Problem::NotFound)?;
        let mut response = stands(record.bytes, record.bytes);
        receipt(response.headers_mut(), &hash, record.no)?;
        return Ok(response);
    };
    let at = offset_of(&front, &upload).await?;
    let mut response = stands(at, upload.length);
    if at == upload.length {
        receipt(response.headers_mut(), &hash, settle(&front, &asker, &upload).await?)?;
    } else {
        response
            .headers_mut()
            .insert("upload-expires", extend(&front, &upload).await?);
    }
    Ok(response)
}

/// Ends a running upload and drops its bytes. A stored photo is no upload any more, and stays.
#[utoipa::path(delete, path = "/v1/photos/uploads/{sha256}", tag = "photos", security(("token" = [])),
    params(("sha256" = String, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody)))]
pub(in crate::http) async fn terminate(
    State(front): State<Front>,
    Caller(asker): Caller,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    check_version(&headers)?;
    let hash: PhotoHash = sha256.parse().map_err(|_| Problem::NotFound)?;
    let _writer = front.writers().claim(upload_id(&asker.device, &hash)).await?;
    let upload = running(&front, &asker.device, &hash).await?.ok_or(Problem::NotFound)?;
    forget(&front, &upload).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn stands(offset: u64, length: u64) -> Response {
    let headers = [
        ("upload-offset", HeaderValue::from(offset)),
        ("upload-length", HeaderValue::from(length)),
    ];
    (StatusCode::OK, headers).into_response()
}
