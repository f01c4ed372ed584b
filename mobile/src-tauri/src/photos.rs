// SPDX-License-Identifier: EUPL-1.2
//! The protocol `photo:`: JPEGs for the web view, in ranges where it asks for them, never as JSON.

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
    let built = match range {
        None => response.body(jpeg),
        Some(range) => match bounds(range, jpeg.len()) {
            Some((from, to)) => response
                .status(StatusCode::PARTIAL_CONTENT)
                .header(CONTENT_RANGE, format!("bytes {from}-{to}/{}", jpeg.len()))
                .body(jpeg.get(from..=to).unwrap_or_default().to_vec()),
            None => return plain(StatusCode::RANGE_NOT_SATISFIABLE),
        },
    };
    built.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR))
}

fn plain(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

/// First and last byte of a range; none when there is nothing of it.
fn bounds(range: &str, size: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = size.checked_sub(1)?;
    let (from, to) = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) => (from, to.min(last)),
        (Ok(from), Err(_)) if to.is_empty() => (from, last),
        (Err(_), Ok(tail)) if from.is_empty() => (size.saturating_sub(tail), last),
        _ => return None,
    };
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_stay_inside_the_photo() {
        for (range, expected) in [
            ("bytes=0-", Some((0, 9))),
            ("bytes=2-4", Some((2, 4))),
            ("bytes=2-400", Some((2, 9))),
            ("bytes=-3", Some((7, 9))),
            ("bytes=-30", Some((0, 9))),
            ("bytes=10-", None),
            ("bytes=5-4", None),
            ("bytes=-", None),
            ("lines=1-2", None),
        ] {
            assert_eq!(bounds(range, 10), expected, "{range}");
        }
        assert_eq!(bounds("bytes=0-", 0), None);
    }
}
