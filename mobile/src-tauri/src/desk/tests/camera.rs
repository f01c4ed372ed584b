// SPDX-License-Identifier: EUPL-1.2
//! The camera's folder is swept of what shows nothing, and of nothing else.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use ronda_shared::limits;

use super::app;
use crate::bridge::fault::Code;

/// A file of the camera, written two days ago.
fn old(folder: &tempfile::TempDir, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.path().join("pictures").join(name);
    fs::write(&path, content).unwrap();
    let file = File::options().write(true).open(&path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(48 * 3600))
        .unwrap();
    path
}

#[tokio::test]
async fn a_photo_that_is_too_large_stays_and_the_person_is_told_while_a_broken_file_goes() {
    let home = tempfile::tempdir().unwrap();
    let app = app(&home, 1);
    let broken = old(&home, "broken.jpg", b"no photo");
    let empty = old(&home, "empty.jpg", b"");
    let large = old(&home, "large.jpg", &vec![0; limits::PHOTO_FILE_BYTES + 1]);
    let fresh = home.path().join("pictures").join("fresh.jpg");
    fs::write(&fresh, b"being written").unwrap();
    let step = app.ask(|desk| {
        desk.recover_photos()?;
        desk.state(())
    });
    let state = step.await.unwrap().unwrap();
    let stay = [broken, empty, large, fresh].map(|path| path.exists());
    assert_eq!(stay, [false, false, true, true]);
    assert_eq!(state.failure.map(|fault| fault.code), Some(Code::LargePhoto));
    assert!(state.drafts < 0.5, "no report is begun for nothing");
}
