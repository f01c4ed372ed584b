// SPDX-License-Identifier: EUPL-1.2
//! Going on with an upload from where it stands.

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use ronda_shared::ids::PhotoHash;

use super::arrival::Arrival;
use super::headers::number;
use super::settling::{receipt, settle};
use super::{CHUNK_TYPE, check_version, extend, offset_of, running, upload_id};
use crate::http::auth::Caller;
use crate::http::body::media_type;
use crate::http::front::Front;
use crate::http::photo::visible;
use crate::http::problem::{Problem, ProblemBody};
use crate::office::Asker;

/// Adds a chunk at the upload's offset. The last one is answered with the receipt: `Ronda-Server-No` and `Ronda-Photo`.
#[utoipa::path(patch, path = "/v1/photos/uploads/{sha256}", tag = "photos", security(("token" = [])),
    params(("sha256" = String, Path), ("Tus-Resumable" = String, Header), ("Upload-Offset" = u64, Header),
        ("Upload-Checksum" = Option<String>, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, headers(("Upload-Offset" = u64))), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 415, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 423, body = ProblemBody), (status = 460, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
pub(in crate::http) async fn patch(
    State(front): State<Front>,
    Caller(asker): Caller,
    Path(sha256): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    check_version(&parts.headers)?;
    if media_type(&parts.headers) != CHUNK_TYPE {
        return Err(Problem::WrongType(CHUNK_TYPE));
    }
    let hash: PhotoHash = sha256.parse().map_err(|_| Problem::NotFound)?;
    let writer = front.writers().claim(upload_id(&asker.device, &hash)).await?;
    let Some(upload) = running(&front, &asker.device, &hash).await? else {
        return over(&front, &asker, hash, &parts.headers).await;
    };
    let at = offset_of(&front, &upload).await?;
    if number(&parts.headers, "upload-offset")? != at {
        return Err(Problem::WrongOffset);
    }
    let arrival = Arrival {
        front: &front,
        upload: &upload,
        writer: &writer,
        at,
        skip: 0,
    };
    let at = arrival.take(&parts.headers, body).await?;
    let mut response = patched(at);
    if at == upload.length {
        receipt(response.headers_mut(), &hash, settle(&front, &asker, &upload).await?)?;
    } else {
        response
            .headers_mut()
            .insert("upload-expires", extend(&front, &upload).await?);
    }
    Ok(response)
}

/// An upload that has ended already: asking for its end again gives the same receipt.
async fn over(front: &Front, asker: &Asker, hash: PhotoHash, headers: &HeaderMap) -> Result<Response, Problem> {
    let record = visible(front, asker, hash).await?.ok_or(Problem::NotFound)?;
    if number(headers, "upload-offset")? != record.bytes {
        return Err(Problem::WrongOffset);
    }
    let mut response = patched(record.bytes);
    receipt(response.headers_mut(), &hash, record.no)?;
    Ok(response)
}

fn patched(offset: u64) -> Response {
    (StatusCode::NO_CONTENT, [("upload-offset", HeaderValue::from(offset))]).into_response()
}
