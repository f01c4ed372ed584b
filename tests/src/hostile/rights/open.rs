// SPDX-License-Identifier: EUPL-1.2
//! What every device with a token may have: public files of the place, and the number that says that there is news. Neither
//! leads to anything else.

use reqwest::Method;
use sha2::{Digest, Sha256};

use super::people::Person;
use super::town::Town;
use crate::hostile::http::Said;
use crate::stranger::hex;

/// A person asks for the catalogue, for each file of it, for files it does not name, and for the news.
pub async fn by(town: &Town, person: &Person) -> u64 {
    let catalogue = asked(town, person, Method::GET, "/v1/place", "").await;
    assert_eq!(catalogue.status, 200, "{}", person.name());
    let mut tried = 1;
    for file in &town.files {
        let path = format!("/v1/place/{file}");
        let whole = asked(town, person, Method::GET, &path, &file.to_string()).await;
        assert_eq!(
            (whole.status, hex(&Sha256::digest(&whole.body))),
            (200, file.to_string())
        );
        let head = asked(town, person, Method::HEAD, &path, &file.to_string()).await;
        assert_eq!(head.status, 200, "{}", person.name());
        let photo = asked(
            town,
            person,
            Method::GET,
            &format!("/v1/photos/{file}"),
            &file.to_string(),
        )
        .await;
        assert_eq!(photo.status, 404, "{}: a public file is no photo", person.name());
        tried += 3;
    }
    let absent = "0".repeat(64);
    let nothing = asked(town, person, Method::GET, &format!("/v1/place/{absent}"), &absent).await;
    assert_eq!(nothing.status, 404, "{}", person.name());
    for (_, photo) in town.photos() {
        let hash = photo.hash.to_string();
        let theirs = asked(town, person, Method::GET, &format!("/v1/place/{hash}"), &hash).await;
        assert_eq!(theirs, nothing, "{}: a photo is no public file", person.name());
        tried += 1;
    }
    heard(town, person).await;
    tried + 1
}

async fn asked(town: &Town, person: &Person, method: Method, path: &str, about: &str) -> Said {
    let request = town.http.asks(method, path, &person.device.token);
    // Nothing is named `/`, so what is of no name stays as it is.
    let about = if about.is_empty() { "//" } else { about };
    Said::about(about, request.send().await.expect("an answer")).await
}

/// The first news: a number and nothing else.
async fn heard(town: &Town, person: &Person) {
    let request = town.http.asks(Method::GET, "/v1/news", &person.device.token);
    let mut answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{}", person.name());
    let first = answer.chunk().await.expect("news").expect("the first of them");
    let text = String::from_utf8(first.to_vec()).expect("text");
    let number = text.trim().strip_prefix("event: news\ndata: ");
    assert!(number.is_some_and(|number| number.parse::<u64>().is_ok()), "{text}");
}
