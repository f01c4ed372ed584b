// SPDX-License-Identifier: EUPL-1.2
//! Two hundred photos looked at one after another: the web view holds no more during the last forty than during the first.

use std::fs;

use ronda_tests::app::App;
use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::processes::{descendants, name};
use serde_json::Value;

use crate::steps::{FIX, unlock};

/// A ticket takes twelve.
const EACH: u32 = 12;
const TICKETS: u32 = 17;
/// Over so many photos the most it holds is taken: it lets go when it likes, so one look may fall before that or after.
const SPAN: usize = 40;
/// One picture decoded is 4 MiB: holding a tenth of them would show.
const SLACK_KIB: u64 = 64 * 1024;

#[test]
fn two_hundred_photos_leave_no_more_behind_than_forty() {
    let office = Office::open();
    let phone = Phone::of(&office, "Anna Prova", "agent");
    let looked_at: Vec<(String, String)> = (0..TICKETS).flat_map(|ticket| album(&phone, ticket)).collect();
    let mut app = App::new(FIX);
    app.set("RONDA_HOME", &phone.home().to_string_lossy());
    app.start();
    unlock(&app);
    app.sees("Le mie");
    let held: Vec<u64> = looked_at
        .iter()
        .map(|(ticket, sha256)| {
            look(&app, ticket, sha256);
            web_view_kib(app.browser().pid())
        })
        .collect();
    let most = |span: &[u64]| span.iter().copied().max().unwrap_or_default();
    let (first_kib, last_kib) = (most(&held[..SPAN]), most(&held[held.len() - SPAN..]));
    assert!(first_kib > 0, "the web view runs");
    assert!(
        last_kib <= first_kib + SLACK_KIB,
        "{first_kib} KiB at most during the first {SPAN} photos, {last_kib} KiB during the last of {}",
        held.len()
    );
}

/// A ticket full of photos: its id with the name of each.
fn album(phone: &Phone, ticket: u32) -> Vec<(String, String)> {
    let files: Vec<String> = (0..EACH)
        .map(|at| {
            let scene = Scene::at(43.7696, 11.2558, ticket * EACH + at).sized(1200, 900);
            phone.file(&format!("IMG_{ticket}_{at}.jpg"), &photo(scene))
        })
        .collect();
    let args: Vec<&str> = files.iter().flat_map(|file| ["--photo", file.as_str()]).collect();
    let filed = phone.files(&args);
    let id = filed["id"].as_str().expect("an id").to_owned();
    let shown = phone.show(&id);
    let photos = shown["photos"].as_array().expect("photos").iter();
    photos
        .filter_map(|photo| Some((id.clone(), photo["sha256"].as_str()?.to_owned())))
        .collect()
}

/// Opens a photo and waits until all its pixels are there.
fn look(app: &App, ticket: &str, sha256: &str) {
    let go = format!("location.hash = '#/view/{ticket}/{sha256}'");
    app.browser().run(&go, &[]).expect("the address is set");
    let drawn = "return [...document.images].some((image) =>
        image.src.includes(arguments[0]) && image.complete && image.naturalWidth >= 1200)";
    app.until("the photo", |browser| {
        browser
            .run(drawn, &[Value::from(sha256)])
            .ok()
            .filter(|drawn| drawn == true)
    });
}

/// What the page's own process holds, of all that descend from the driver.
fn web_view_kib(driver: u32) -> u64 {
    let resident = |pid: &u32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    let family = descendants(driver).into_iter();
    let pages = family.filter(|pid| name(*pid).is_some_and(|name| name.starts_with("WebKitWebProces")));
    pages.filter_map(|pid| resident(&pid)).sum()
}
