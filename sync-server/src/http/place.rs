// SPDX-License-Identifier: EUPL-1.2
//! The catalogue of public files about places and the files it names, whole or in part, to any device with a token.

use std::io::SeekFrom;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ronda_shared::ids::PlaceHash;
use ronda_shared::place::FileRef;
use ronda_shared::wire::{ByteRange, to_cbor};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::auth::Caller;
use super::body::piecemeal;
use super::front::Front;
use super::problem::{Problem, ProblemBody};

const CATALOGUE_TYPE: &str = "application/vnd.ronda.catalogue+cbor";

/// The current catalogue, signed by the root key.
#[utoipa::path(get, path = "/v1/place", tag = "place", security(("token" = [])),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.ronda.catalogue+cbor"),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn catalogue(State(front): State<Front>, _caller: Caller) -> Result<Response, Problem> {
    let signed = front.office().signed_catalogue().await?.ok_or(Problem::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, CATALOGUE_TYPE),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    Ok((headers, to_cbor(&signed)).into_response())
}

/// A file of the current catalogue; `Range` with `If-Range` goes on where a connection was cut.
#[utoipa::path(method(get, head), path = "/v1/place/{sha256}", tag = "place", security(("token" = [])),
    params(("sha256" = String, Path, description = "the file's SHA-256 in lower-case hexadecimal")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 206), (status = 304),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody), (status = 416, body = ProblemBody)))]
pub(super) async fn file(
    State(front): State<Front>,
    _caller: Caller,
    Path(sha256): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let hash: PlaceHash = sha256.parse().map_err(|_| Problem::NotFound)?;
    let catalogue = front.office().catalogue().await?;
    let named = catalogue
        .files()
        .find(|file| file.sha256 == hash)
        .ok_or(Problem::NotFound)?;
    let tag = format!("\"{hash}\"");
    let said = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if said(header::IF_NONE_MATCH) == Some(tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, out_headers(tag)).into_response());
    }
    // A part of another file would be worthless: then all of this one is sent.
    let same = said(header::IF_RANGE).is_none_or(|known| known == tag);
    let range = ByteRange::asked(said(header::RANGE).filter(|_| same), named.bytes);
    let body = match (range, method) {
        (ByteRange::Nothing, _) => return Ok(nothing(named)),
        (_, Method::HEAD) => Body::empty(),
        (ByteRange::Whole, _) => part(&front, &hash, 0, named.bytes).await?,
        (ByteRange::Part(from, to), _) => part(&front, &hash, from, to - from + 1).await?,
    };
    Ok(match range {
        ByteRange::Part(from, to) => {
            let about = [
                (header::CONTENT_RANGE, format!("bytes {from}-{to}/{}", named.bytes)),
                (header::CONTENT_LENGTH, (to - from + 1).to_string()),
            ];
            (StatusCode::PARTIAL_CONTENT, out_headers(tag), about, body).into_response()
        }
        _ => {
            let length = [(header::CONTENT_LENGTH, named.bytes.to_string())];
            (out_headers(tag), length, body).into_response()
        }
    })
}

fn nothing(named: FileRef) -> Response {
    let range = [(header::CONTENT_RANGE, format!("bytes */{}", named.bytes))];
    (range, Problem::NoSuchRange).into_response()
}

async fn part(front: &Front, hash: &PlaceHash, from: u64, count: u64) -> Result<Body, Problem> {
    let path = front.office().place_folder().path(hash);
    let missing = |error: std::io::Error| {
        tracing::error!(%error, file = %hash, "a file of the catalogue cannot be read: see ronda-server doctor");
        Problem::NotFound
    };
    let mut file = File::open(path).await.map_err(missing)?;
    file.seek(SeekFrom::Start(from)).await.map_err(missing)?;
    Ok(piecemeal(file.take(count)))
}

/// A file is named by what it is, so it never changes.
fn out_headers(tag: String) -> [(HeaderName, String); 5] {
    [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
        (header::ETAG, tag),
    ]
}
