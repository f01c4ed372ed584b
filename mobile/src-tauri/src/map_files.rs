// SPDX-License-Identifier: EUPL-1.2
//! The protocol `map:`: installed maps for the web view, in the ranges it asks for. `map://localhost/SHA256?bytes=0-511`.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use ronda_shared::wire::ByteRange;
use tauri::http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, RANGE,
};
use tauri::http::{Method, Request, Response, StatusCode};

use crate::app::App;

/// Most of one answer: a map is asked for by pieces, never held in memory as a whole.
const ANSWER_BYTES: u64 = 32 * 1024 * 1024;

/// Answers one request.
pub async fn answer(app: App, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    if request.method() == Method::OPTIONS {
        return plain(StatusCode::NO_CONTENT, None);
    }
    let name = request.uri().path().trim_start_matches('/').to_owned();
    let range = Asked::of(&request);
    let asked = name.clone();
    let Some(path) = app.ask(move |desk| desk.map_path(&asked)).await.ok().flatten() else {
        return plain(StatusCode::NOT_FOUND, None);
    };
    let read = move || given(&path, &name, &range);
    let read = tauri::async_runtime::spawn_blocking(read).await;
    let gone = |_| plain(StatusCode::NOT_FOUND, None);
    read.map_or_else(
        |_| plain(StatusCode::INTERNAL_SERVER_ERROR, None),
        |read| read.unwrap_or_else(gone),
    )
}

/// The part of a file that is asked for.
enum Asked {
    /// As a part of the whole, by the header.
    InHeader(Option<String>),
    /// As a thing of its own, by the address: Android's web view would skip to a range of the header once more in the part it
    /// was given, and to others the header is a question that has to be asked first.
    InAddress(String),
}

impl Asked {
    fn of(request: &Request<Vec<u8>>) -> Self {
        let header = request.headers().get(RANGE).and_then(|range| range.to_str().ok());
        match request.uri().query() {
            Some(range) => Self::InAddress(range.to_owned()),
            None => Self::InHeader(header.map(str::to_owned)),
        }
    }

    fn range(&self) -> Option<&str> {
        match self {
            Self::InHeader(range) => range.as_deref(),
            Self::InAddress(range) => Some(range),
        }
    }
}

fn given(path: &Path, name: &str, asked: &Asked) -> io::Result<Response<Vec<u8>>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let (from, to) = match ByteRange::asked(asked.range(), size) {
        ByteRange::Part(from, to) => (from, to),
        ByteRange::Nothing => {
            return Ok(plain(
                StatusCode::RANGE_NOT_SATISFIABLE,
                Some(format!("bytes */{size}")),
            ));
        }
        ByteRange::Whole if size > ANSWER_BYTES => return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, None)),
        ByteRange::Whole => return Ok(with_bytes(StatusCode::OK, name, None, part(&mut file, 0, size)?)),
    };
    let to = to.min(from.saturating_add(ANSWER_BYTES - 1));
    let bytes = part(&mut file, from, to - from + 1)?;
    if matches!(asked, Asked::InAddress(_)) {
        return Ok(with_bytes(StatusCode::OK, name, None, bytes));
    }
    let content_range = format!("bytes {from}-{to}/{size}");
    Ok(with_bytes(
        StatusCode::PARTIAL_CONTENT,
        name,
        Some(content_range),
        bytes,
    ))
}

fn part(file: &mut File, from: u64, count: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
    file.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn with_bytes(status: StatusCode, name: &str, content_range: Option<String>, bytes: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = headed(status, content_range)
        .header(CONTENT_TYPE, "application/vnd.pmtiles")
        .header(ETAG, format!("\"{name}\""));
    // A file is named by what it is, so it never changes; the store, not the web view, keeps it.
    response = response.header(CACHE_CONTROL, "no-store");
    response
        .body(bytes)
        .unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, None))
}

fn plain(status: StatusCode, content_range: Option<String>) -> Response<Vec<u8>> {
    headed(status, content_range).body(Vec::new()).unwrap_or_default()
}

/// The page is of another scheme than the map; what is in it is public.
fn headed(status: StatusCode, content_range: Option<String>) -> tauri::http::response::Builder {
    let builder = Response::builder()
        .status(status)
        .header(ACCEPT_RANGES, "bytes")
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")
        .header(ACCESS_CONTROL_ALLOW_HEADERS, "range, if-match, cache-control")
        .header(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            "accept-ranges, content-range, content-length, etag",
        );
    match content_range {
        Some(range) => builder.header(CONTENT_RANGE, range),
        None => builder,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_map_is_given_whole_in_parts_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map");
        std::fs::write(&path, b"PMTiles of a town").unwrap();
        let answered = |asked: Asked| {
            let response = given(&path, "ab", &asked).unwrap();
            let content_range = response.headers().get(CONTENT_RANGE);
            let content_range = content_range.map(|range| range.to_str().unwrap().to_owned());
            (response.status().as_u16(), content_range, response.into_body())
        };
        let ask = |range: Option<&str>| answered(Asked::InHeader(range.map(str::to_owned)));
        assert_eq!(ask(None), (200, None, b"PMTiles of a town".to_vec()));
        assert_eq!(
            ask(Some("bytes=0-6")),
            (206, Some("bytes 0-6/17".into()), b"PMTiles".to_vec())
        );
        assert_eq!(
            ask(Some("bytes=-4")),
            (206, Some("bytes 13-16/17".into()), b"town".to_vec())
        );
        assert_eq!(ask(Some("bytes=17-")), (416, Some("bytes */17".into()), Vec::new()));
        let by_address = answered(Asked::InAddress("bytes=11-16".to_owned()));
        assert_eq!(by_address, (200, None, b"a town".to_vec()));
    }
}
