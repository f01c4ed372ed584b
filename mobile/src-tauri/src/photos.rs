// SPDX-License-Identifier: EUPL-1.2
//! The protocol `photo:`: JPEGs for the web view, in ranges where it asks for them, never as JSON.

use ronda_shared::wire::ByteRange;
use tauri::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use tauri::http::{Request, Response, StatusCode};

use crate::app::App;
use crate::desk::Asked;

/// Answers one request.
pub async fn answer(app: App, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    let asked = Asked::of(request.uri().path());
    let range = request
        .headers()
        .get(RANGE)
        .and_then(|range| range.to_str().ok().map(str::to_owned));
    let found = match asked {
        Some(asked) => app.ask(move |desk| desk.photo_bytes(&asked)).await.ok().flatten(),
        None => None,
    };
    match found {
        Some(jpeg) => given(jpeg, range.as_deref()),
        None => plain(StatusCode::NOT_FOUND),
    }
}

fn given(jpeg: Vec<u8>, range: Option<&str>) -> Response<Vec<u8>> {
    // A photo is named by what it is, so it never changes; the phone's lock empties the page that shows it.
    let response = Response::builder()
        .header(CONTENT_TYPE, "image/jpeg")
        .header(CACHE_CONTROL, "no-store")
        .header(ACCEPT_RANGES, "bytes");
    let built = match ByteRange::asked(range, jpeg.len() as u64) {
        ByteRange::Whole => response.body(jpeg),
        ByteRange::Part(from, to) => response
            .status(StatusCode::PARTIAL_CONTENT)
            .header(CONTENT_RANGE, format!("bytes {from}-{to}/{}", jpeg.len()))
            .body(part(&jpeg, from, to)),
        ByteRange::Nothing => return plain(StatusCode::RANGE_NOT_SATISFIABLE),
    };
    built.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR))
}

fn plain(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

fn part(jpeg: &[u8], from: u64, to: u64) -> Vec<u8> {
    let at = |byte: u64| usize::try_from(byte).unwrap_or(usize::MAX);
    jpeg.get(at(from)..=at(to)).unwrap_or_default().to_vec()
}
