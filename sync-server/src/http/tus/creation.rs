// SPDX-License-Identifier: EUPL-1.2
//! Beginning an upload: a new one, one to go on with, or a photo that is there already.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ronda_shared::ids::PhotoHash;
use ronda_shared::limits::{PHOTO_STORED_BYTES, UPLOAD_IDLE_MS};

use super::arrival::Arrival;
use super::headers::{number, photo_hash};
use super::settling::{forget, receipt, settle};
use super::{CHUNK_TYPE, UPLOADS, check_version, extend, offset_of, upload_id};
use crate::case_store::Upload;
use crate::http::auth::Caller;
use crate::http::body::media_type;
use crate::http::front::Front;
use crate::http::photo::visible;
use crate::http::problem::{Problem, ProblemBody};
use crate::office::Asker;

/// Begins or continues the upload of a photo; the body may already bring its bytes. Upload-Metadata must carry `sha256`.
#[utoipa::path(post, path = "/v1/photos/uploads", tag = "photos", security(("token" = [])),
    params(("Tus-Resumable" = String, Header), ("Upload-Length" = u64, Header), ("Upload-Metadata" = String, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 201, headers(("Location" = String), ("Upload-Offset" = u64))), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 412, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 423, body = ProblemBody), (status = 460, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
pub(in crate::http) async fn create(
    State(front): State<Front>,
    Caller(asker): Caller,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    check_version(&parts.headers)?;
    let hash = photo_hash(&parts.headers)?;
    let length = length(&parts.headers)?;
    if let Some(record) = visible(&front, &asker, hash).await? {
        let mut response = created(&hash, record.bytes)?;
        receipt(response.headers_mut(), &hash, record.no)?;
        return Ok(response);
    }
    if !front.has_space() {
        return Err(Problem::Full);
    }
    begin(&front, &asker, Wanted { hash, length }, &parts.headers, body).await
}

struct Wanted {
    hash: PhotoHash,
    length: u64,
}

async fn begin(
    front: &Front,
    asker: &Asker,
    wanted: Wanted,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let writer = front.writers().claim(upload_id(&asker.device, &wanted.hash)).await?;
    let upload = opened(front, asker, &wanted).await?;
    let mut at = offset_of(front, &upload).await?;
    if media_type(headers) == CHUNK_TYPE {
        // The body begins at the photo's first byte; what an earlier attempt left is not written twice.
        let arrival = Arrival {
            front,
            upload: &upload,
            writer: &writer,
            at,
            skip: at,
        };
        at = arrival.take(headers, body).await?;
    }
    let mut response = created(&wanted.hash, at)?;
    if at == upload.length {
        receipt(
            response.headers_mut(),
            &wanted.hash,
            settle(front, asker, &upload).await?,
        )?;
    } else {
        response
            .headers_mut()
            .insert("upload-expires", extend(front, &upload).await?);
    }
    Ok(response)
}

/// The device's upload of this photo; one that was begun with another length begins anew.
async fn opened(front: &Front, asker: &Asker, wanted: &Wanted) -> Result<Upload, Problem> {
    let expires_at_ms = front.office().now_ms().saturating_add(UPLOAD_IDLE_MS);
    let id = upload_id(&asker.device, &wanted.hash);
    let new = Upload {
        id,
        device: asker.device,
        hash: wanted.hash,
        length: wanted.length,
        expires_at_ms,
    };
    let upload = front.office().store().open_upload(new).await?;
    if upload.length == wanted.length {
        return Ok(upload);
    }
    forget(front, &upload).await?;
    Ok(front.office().store().open_upload(new).await?)
}

fn length(headers: &HeaderMap) -> Result<u64, Problem> {
    match number(headers, "upload-length")? {
        0 => Err(Problem::PhotoRefused(
            "the photo has no bytes: send the photo as the app prepared it".to_owned(),
        )),
        length if length > PHOTO_STORED_BYTES as u64 => Err(Problem::TooLarge(PHOTO_STORED_BYTES)),
        length => Ok(length),
    }
}

fn created(hash: &PhotoHash, offset: u64) -> Result<Response, Problem> {
    let location = HeaderValue::from_str(&format!("{UPLOADS}/{hash}")).map_err(|error| Problem::unexpected(&error))?;
    let headers = [
        (header::LOCATION, location),
        (
            header::HeaderName::from_static("upload-offset"),
            HeaderValue::from(offset),
        ),
    ];
    Ok((StatusCode::CREATED, headers).into_response())
}

/// What is offered, also to who has no token.
#[utoipa::path(options, path = "/v1/photos/uploads", tag = "photos", responses((status = 204)))]
pub(in crate::http) async fn options() -> Response {
    let offered = [
        ("tus-version", super::VERSION.to_owned()),
        (
            "tus-extension",
            "creation,creation-with-upload,checksum,expiration,termination".to_owned(),
        ),
        ("tus-checksum-algorithm", "sha1,sha256".to_owned()),
        ("tus-max-size", PHOTO_STORED_BYTES.to_string()),
    ];
    (StatusCode::NO_CONTENT, offered).into_response()
}

/// The same, asked of an upload.
#[utoipa::path(options, path = "/v1/photos/uploads/{sha256}", tag = "photos",
    params(("sha256" = String, Path)), responses((status = 204)))]
pub(in crate::http) async fn options_of_one() -> Response {
    options().await
}
