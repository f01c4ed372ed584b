// SPDX-License-Identifier: EUPL-1.2
//! tus 1.0 as clients nobody here wrote understand it: tuspy and tus-js-client (installed by `scripts/setup.sh test`).

use std::path::{Path, PathBuf};
use std::process::Command;

use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::Office;
use ronda_tests::program;
use ronda_tests::stranger::{Stranger, hex};
use sha2::{Digest, Sha256};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

async fn uploads_with(program: PathBuf, script: &str) {
    let office = Office::open();
    let stranger = Stranger::enrolled(&office, "Ada Prova", "agent").await;
    let stored = ronda_shared::photo::intake(&photo(Scene::at(43.77, 11.25, 5))).unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("photo.jpg");
    std::fs::write(&file, &stored.jpeg).unwrap();
    let endpoint = format!("{}/v1/photos/uploads", office.url());
    let sha256 = hex(&stored.sha256);
    let run = |sha256: &str| {
        let mut command = Command::new(&program);
        command
            .arg(root().join("tests/clients").join(script))
            .args([&endpoint, file.to_str().unwrap(), sha256]);
        program::run(
            command.env("RONDA_TOKEN", &stranger.token).env("NO_PROXY", "127.0.0.1"),
            &[],
        )
    };
    let answer = run(&sha256);
    assert_eq!(answer.code, 0, "{answer:?}\n{}", office.log());
    let photos = office.data().join("photos");
    let found = Command::new("find").arg(&photos).args(["-type", "f"]).output().unwrap();
    let path = String::from_utf8(found.stdout).unwrap();
    assert!(path.contains(&sha256), "{path}");
    assert_eq!(hex(&Sha256::digest(std::fs::read(path.trim()).unwrap())), sha256);
    let wrong = run(&"0".repeat(64));
    assert_ne!(wrong.code, 0, "bytes that are not what was announced are refused");
}

#[tokio::test]
async fn tuspy_uploads_a_photo_and_is_told_when_its_bytes_are_wrong() {
    uploads_with(root().join("target/venv/bin/python"), "upload.py").await;
}

#[tokio::test]
async fn tus_js_client_uploads_a_photo_and_is_told_when_its_bytes_are_wrong() {
    uploads_with(PathBuf::from("node"), "upload.mjs").await;
}
