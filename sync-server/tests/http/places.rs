// SPDX-License-Identifier: EUPL-1.2
//! Public files about places: to devices with a token, only what the catalogue names, whole or in part.

use reqwest::Method;
use ronda_server::office::PackAbout;
use ronda_shared::place::SignedCatalogue;
use ronda_shared::policy::Role;
use ronda_shared::wire::from_cbor;
use serde_json::json;

use super::town::{Town, is_problem};

const LAMPS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[11.25,43.77]},"properties":{"code":"L1"}}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn files_are_for_devices_and_only_those_of_the_catalogue() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 7).await;
    for path in ["/v1/place", &format!("/v1/place/{}", "ab".repeat(32))] {
        is_problem(town.web.get(town.url(path)).send().await.unwrap(), 401, "no_token").await;
        is_problem(
            town.asks(&phone, Method::GET, path).send().await.unwrap(),
            404,
            "not_found",
        )
        .await;
    }
    let geojson = town.data.path().join("lamps.geojson");
    std::fs::write(&geojson, LAMPS).unwrap();
    let layer = town
        .office()
        .import_assets("lamps".into(), geojson.clone())
        .await
        .unwrap();
    let answer = town.asks(&phone, Method::GET, "/v1/place").send().await.unwrap();
    let signed: SignedCatalogue = from_cbor(&answer.bytes().await.unwrap()).unwrap();
    let catalogue = signed.verify(&town.office().root_public()).unwrap();
    assert_eq!(catalogue.layers, std::slice::from_ref(&layer));
    let path = format!("/v1/place/{}", layer.file.sha256);
    let whole = town.asks(&phone, Method::GET, &path).send().await.unwrap();
    assert_eq!(whole.headers()["accept-ranges"], "bytes");
    let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
    let whole = whole.bytes().await.unwrap();
    assert_eq!(whole.len() as u64, layer.file.bytes);
    // What lies in the folder and is not named is nobody's business.
    let stray = town.data.path().join("place").join("cd".repeat(32));
    std::fs::write(stray, b"stray").unwrap();
    let stray = town.asks(&phone, Method::GET, &format!("/v1/place/{}", "cd".repeat(32)));
    is_problem(stray.send().await.unwrap(), 404, "not_found").await;
    let part = |range: &str, of: &str| {
        let asked = town.asks(&phone, Method::GET, &path);
        asked
            .header("range", range.to_owned())
            .header("if-range", of.to_owned())
            .send()
    };
    let some = part("bytes=5-", &tag).await.unwrap();
    assert_eq!(some.status().as_u16(), 206);
    let said = format!("bytes 5-{}/{}", whole.len() - 1, whole.len());
    assert_eq!(some.headers()["content-range"], said.as_str());
    assert_eq!(some.bytes().await.unwrap(), whole[5..]);
    let another = part("bytes=5-", "\"another\"").await.unwrap();
    assert_eq!(
        (another.status().as_u16(), another.bytes().await.unwrap()),
        (200, whole.clone())
    );
    let beyond = part("bytes=100000-", &tag).await.unwrap();
    assert_eq!(
        beyond.headers()["content-range"],
        format!("bytes */{}", whole.len()).as_str()
    );
    is_problem(beyond, 416, "no_such_range").await;
    let head = town.asks(&phone, Method::HEAD, &path).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], whole.len().to_string().as_str());
    let known = town.asks(&phone, Method::GET, &path).header("if-none-match", &tag);
    assert_eq!(known.send().await.unwrap().status().as_u16(), 304);
    town.office().remove_assets("lamps").await.unwrap();
    is_problem(
        town.asks(&phone, Method::GET, &path).send().await.unwrap(),
        404,
        "not_found",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_map_leaves_nothing_behind() {
    let town = Town::open().await;
    let file = town.data.path().join("x.pmtiles");
    std::fs::write(&file, b"PMTiles of another kind").unwrap();
    let about = PackAbout {
        name: "x".into(),
        area: "x".into(),
        date: Some("2026-11-25".into()),
        licence: "x".into(),
        attribution: "x".into(),
    };
    let refused = town.office().add_pack(file, about).await.unwrap_err();
    assert!(refused.to_string().contains("no PMTiles file"), "{refused}");
    let kept = std::fs::read_dir(town.data.path().join("place")).map_or(0, Iterator::count);
    assert_eq!(
        (kept, json!(town.office().catalogue().await.unwrap().packs.len())),
        (0, json!(0))
    );
}
