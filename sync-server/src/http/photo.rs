// SPDX-License-Identifier: EUPL-1.2
//! A stored photo, to who uploaded it or may read a ticket holding it; to others it does not exist.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use ronda_shared::ids::PhotoHash;
use ronda_shared::photo::{is_sealed, thumbnail_of};

use super::auth::Caller;
use super::body::piecemeal;
use super::front::Front;
use super::problem::{Problem, ProblemBody};
use crate::case_store::PhotoRecord;
use crate::office::Asker;

/// The photo's JPEG bytes.
#[utoipa::path(method(get, head), path = "/v1/photos/{sha256}", tag = "photos", security(("token" = [])),
    params(("sha256" = String, Path, description = "the photo's SHA-256 in lower-case hexadecimal")),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = 304), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(super) async fn photo(
    State(front): State<Front>,
    Caller(asker): Caller,
    Path(sha256): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let hash: PhotoHash = sha256.parse().map_err(|_| Problem::NotFound)?;
    let record = visible(&front, &asker, hash).await?.ok_or(Problem::NotFound)?;
    let tag = format!("\"{hash}\"");
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return Ok((StatusCode::NOT_MODIFIED, out_headers(&record, tag)).into_response());
    }
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        let reading = front.office().photos().read(&hash).await?;
        let reading = reading.ok_or_else(|| not_on_disk(&hash))?;
        piecemeal(reading)
    };
    let length = [(header::CONTENT_LENGTH, record.bytes.to_string())];
    Ok((out_headers(&record, tag), length, body).into_response())
}

/// A thumbnail of the photo: a JPEG of at most 320 pixels on its longer edge. While others deliver, it is asked for later.
#[utoipa::path(get, path = "/v1/photos/{sha256}/thumbnail", tag = "photos", security(("token" = [])),
    params(("sha256" = String, Path, description = "the photo's SHA-256 in lower-case hexadecimal")),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(super) async fn thumbnail(
    State(front): State<Front>,
    Caller(asker): Caller,
    Path(sha256): Path<String>,
) -> Result<Response, Problem> {
    let hash: PhotoHash = sha256.parse().map_err(|_| Problem::NotFound)?;
    let record = visible(&front, &asker, hash).await?.ok_or(Problem::NotFound)?;
    let small = match front.office().thumbnails().of_photo(&hash) {
        Some(kept) => kept,
        None => made_small(&front, &hash).await?,
    };
    Ok((out_headers(&record, format!("\"{hash}-320\"")), small).into_response())
}

/// Makes a thumbnail and keeps it for the next who asks.
async fn made_small(front: &Front, hash: &PhotoHash) -> Result<Bytes, Problem> {
    let room = front.thumbnail_room().await?;
    let thumbnails = front.office().thumbnails();
    if let Some(kept) = thumbnails.of_photo(hash) {
        return Ok(kept);
    }
    let _turn = front.office().photo_turn().await;
    let original = front.office().photos().get(hash).await?;
    let original = original.ok_or_else(|| not_on_disk(hash))?;
    if is_sealed(&original) {
        return Err(Problem::NotFound);
    }
    // Whoever hangs up meanwhile does not make room: the work goes on.
    let make = move || {
        let _room = room;
        thumbnail_of(&original)
    };
    let small = tokio::task::spawn_blocking(make).await?;
    let small = Bytes::from(small.map_err(|error| Problem::unexpected(&error))?);
    thumbnails.keep(*hash, small.clone());
    Ok(small)
}

/// The record of a photo, when the asker may see it.
pub(super) async fn visible(front: &Front, asker: &Asker, hash: PhotoHash) -> Result<Option<PhotoRecord>, Problem> {
    let seen = front
        .office()
        .store()
        .photos_visible(&asker.photo_query(), &[hash])
        .await?;
    Ok(seen.into_iter().next())
}

fn not_on_disk(hash: &PhotoHash) -> Problem {
    Problem::unexpected(&format!("photo {hash} is in the ledger and not on the disk"))
}

fn out_headers(record: &PhotoRecord, tag: String) -> [(header::HeaderName, String); 6] {
    let short: String = record.hash.to_string().chars().take(16).collect();
    [
        (header::CONTENT_TYPE, "image/jpeg".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"ronda-{short}.jpg\""),
        ),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
        (header::ETAG, tag),
    ]
}
