// SPDX-License-Identifier: EUPL-1.2
//! Requests of which only the path is the office's: any method, any header, any body.

use reqwest::Method;
use reqwest::header::HeaderValue;

use super::described::Draft;
use crate::scenario::Random;

const METHODS: [Method; 8] = [
    Method::GET,
    Method::POST,
    Method::PATCH,
    Method::HEAD,
    Method::DELETE,
    Method::PUT,
    Method::OPTIONS,
    Method::TRACE,
];
const HEADERS: [(&str, &[&str]); 8] = [
    (
        "content-type",
        &[
            "application/json",
            "application/offset+octet-stream",
            "application/vnd.ronda.exchange+cbor+zstd",
            "text/plain",
            "",
        ],
    ),
    ("Tus-Resumable", &["1.0.0", "0.2.2", "x"]),
    (
        "Upload-Length",
        &["0", "1", "99999999999999999999", "-1", "4194305", "12"],
    ),
    ("Upload-Offset", &["0", "1", "18446744073709551615", "x"]),
    (
        "Upload-Metadata",
        &[
            "sha256 MDA=",
            "sha256",
            "sha256 !!!!",
            ",,,,",
            "sha256 MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
        ],
    ),
    ("Upload-Checksum", &["sha256 AAAA", "md5 AAAA", "sha1", ""]),
    ("Range", &["bytes=0-", "bytes=5-1", "x"]),
    ("Accept-Encoding", &["zstd", "*;q=0", "gzip, br"]),
];

/// One request, by whoever has this token or none.
pub fn request(paths: &[String], photos: &[String], token: &str, random: &mut Random) -> Draft {
    let path = &paths[random.index(paths.len())];
    let hash = &photos[random.index(photos.len())];
    let parts = [
        hash.as_str(),
        "..%2f..%2fkeys",
        "%00",
        "0000",
        "",
        "a\u{301}",
        "%F0%9F%92%A9",
    ];
    let mut draft = Draft {
        path: path.replace("{sha256}", parts[random.index(parts.len())]),
        method: METHODS[random.index(METHODS.len())].clone(),
        token: [token, "", "x", "Zm9v"][random.index(4)].to_owned(),
        ..Draft::default()
    };
    for (name, values) in HEADERS {
        if random.below(2) == 0 {
            let value = values[random.index(values.len())];
            draft.headers.push((name.to_owned(), HeaderValue::from_static(value)));
        }
    }
    let bodies = [
        Vec::new(),
        b"{}".to_vec(),
        b"{\"device\":\"00\",\"more\":1}".to_vec(),
        b"[[[[[[[[[[[[[[[[".repeat(300),
        vec![0; random.index(4_000)],
        ronda_shared::wire::encode(&vec![random.below(255) as u8; random.index(3_000)]),
        (0..random.index(600)).map(|_| random.below(256) as u8).collect(),
    ];
    draft.body = bodies[random.index(bodies.len())].clone();
    draft
}
