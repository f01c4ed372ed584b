// SPDX-License-Identifier: EUPL-1.2
//! Photos: taken in bare and upright, delivered once, resumed where they stopped.

use std::process::{Child, Stdio};
use std::time::Duration;

use ronda_tests::camera::{Scene, photo};
use ronda_tests::fault_proxy::{Fault, FaultProxy};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::wait;
use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_photo_s_place_becomes_the_ticket_s_and_its_bytes_arrive_whole() {
    let office = Office::open();
    let (ada, bruno) = (
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "crew"),
    );
    let file = ada.file("buca.jpg", &photo(Scene::at(43.7712, 11.2486, 7).sized(3000, 2000)));
    let id = text(&ada.files(&["--title", "Buca", "--photo", &file])["id"]);
    let ticket = ada.show(&id);
    assert!((ticket["position"]["lat"].as_f64().unwrap() - 43.7712).abs() < 1e-5);
    assert_eq!(ticket["position"]["source"], "gps");
    assert_eq!(ticket["photos"][0]["delivered"], false);
    assert_eq!(ticket["photos"][0]["width"], 2048);
    let report = ada.syncs();
    assert_eq!(report["photos"], 1, "{report}");
    assert_eq!(ada.show(&id)["photos"][0]["delivered"], true);
    bruno.syncs();
    let hash = text(&bruno.show(&id)["photos"][0]["sha256"]);
    let out = bruno.file("copia.jpg", b"");
    bruno.run(&["photo-get", &id, &hash, "--out", &out]).done();
    assert_eq!(sha256(&std::fs::read(&out).unwrap()), hash);
    office.assert_sound();
}

#[test]
fn a_photo_upload_cut_midway_resumes_without_sending_it_all_again() {
    let office = Office::open();
    let proxy = FaultProxy::to(office.address());
    let person = office.hire("Ada Prova", "agent", &[]);
    let phone = Phone::enrolled(&office, &person, &proxy.url());
    let file = phone.file("grande.jpg", &photo(Scene::at(43.77, 11.25, 3).gravel()));
    let id = text(&phone.files(&["--photo", &file])["id"]);
    let bytes = phone.show(&id)["photos"][0]["bytes"].as_u64().unwrap();
    proxy.plan(&[Fault::CutRequest(bytes / 2), Fault::None]);
    let before = proxy.sent();
    let first = phone.run(&["sync"]);
    let report = if first.code == 0 { first.json() } else { phone.syncs() };
    let sent = proxy.sent() - before;
    assert!(bytes > 700 * 1024, "{bytes} bytes are no photo of several chunks");
    assert!(
        sent < bytes + SECOND_CHUNK + WORDS,
        "{sent} bytes for a photo of {bytes}: {report}"
    );
    assert_eq!(phone.show(&id)["photos"][0]["delivered"], true);
    office.assert_sound();
}

/// A phone with one photo of several chunks, whose way to the office stalls in the middle of it.
struct Midway {
    office: Office,
    proxy: FaultProxy,
    phone: Phone,
    ticket: String,
    bytes: u64,
}

/// A phone begins with a chunk of 256 KiB and goes on with one of 512 KiB.
const SECOND_CHUNK: u64 = 512 * 1024;
/// Room for headers and exchanges.
const WORDS: u64 = 32 * 1024;

impl Midway {
    fn new() -> Self {
        let office = Office::open();
        let proxy = FaultProxy::to(office.address());
        let person = office.hire("Ada Prova", "agent", &[]);
        let phone = Phone::enrolled(&office, &person, &proxy.url());
        let file = phone.file("grande.jpg", &photo(Scene::at(43.77, 11.25, 9).gravel()));
        let ticket = text(&phone.files(&["--photo", &file])["id"]);
        let bytes = phone.show(&ticket)["photos"][0]["bytes"].as_u64().unwrap();
        assert!(bytes > 700 * 1024, "{bytes} bytes are no photo of several chunks");
        Self {
            office,
            proxy,
            phone,
            ticket,
            bytes,
        }
    }

    /// Starts a sync and answers it when the way has stalled behind the first chunk.
    fn stalls(&self) -> Child {
        let stall = 300 * 1024;
        self.proxy.plan(&[Fault::Stall(stall)]);
        let before = self.proxy.sent();
        let mut command = self.phone.command(&["sync", "--json"]);
        let syncing = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait::until("the way to stall", Duration::from_secs(30), || {
            (self.proxy.sent() - before >= stall).then_some(())
        });
        syncing
    }

    fn assert_delivered(&self) {
        assert_eq!(self.phone.show(&self.ticket)["photos"][0]["delivered"], true);
        self.office.assert_sound();
    }
}

#[test]
fn a_phone_killed_midway_resumes_its_photo_at_the_stored_offset() {
    let midway = Midway::new();
    let mut syncing = midway.stalls();
    syncing.kill().unwrap();
    syncing.wait().unwrap();
    let before = midway.proxy.sent();
    midway.phone.syncs();
    let again = midway.proxy.sent() - before;
    assert!(
        again < midway.bytes - SECOND_CHUNK / 4,
        "{again} bytes for the rest of {}",
        midway.bytes
    );
    assert!(midway.proxy.sent() < midway.bytes + SECOND_CHUNK + WORDS);
    midway.assert_delivered();
}

#[test]
fn a_server_killed_midway_goes_on_with_the_photo_at_the_stored_offset() {
    let mut midway = Midway::new();
    let mut syncing = midway.stalls();
    let before = midway.proxy.sent();
    midway.office.kill();
    midway.office.start();
    let ended = syncing.wait().unwrap();
    assert!(ended.success(), "the phone goes on by itself: {}", midway.office.log());
    let again = midway.proxy.sent() - before;
    assert!(
        again < midway.bytes - SECOND_CHUNK / 4,
        "{again} bytes for the rest of {}",
        midway.bytes
    );
    midway.assert_delivered();
}

#[test]
fn thumbnails_of_others_come_with_a_sync_and_originals_on_demand() {
    let mut office = Office::open();
    let people = ["Ada Prova", "Bruno Esempio", "Carla Finta"].map(|name| Phone::of(&office, name, "agent"));
    let [ada, bruno, carla] = &people;
    let file = ada.file("buca.jpg", &photo(Scene::at(43.77, 11.25, 4)));
    let id = text(&ada.files(&["--photo", &file])["id"]);
    let hash = text(&ada.show(&id)["photos"][0]["sha256"]);
    assert_eq!(ada.syncs()["thumbnails"], 0, "its own are there from the start");
    assert_eq!(bruno.syncs()["thumbnails"], 1);
    assert_eq!(bruno.syncs()["thumbnails"], 0, "each comes once");
    assert_eq!(carla.run(&["sync", "--no-thumbnails"]).done()["thumbnails"], 0);
    let get = |phone: &Phone, extra: &[&str]| {
        let out = phone.file("copia.jpg", b"");
        let answer = phone.run(&[&["photo-get", &id, &hash, "--out", &out], extra].concat());
        (answer, std::fs::read(&out).unwrap())
    };
    let (answer, from_server) = get(carla, &["--thumbnail"]);
    assert_eq!(answer.done()["source"], "server");
    office.stop();
    for (phone, source) in [(ada, "phone"), (bruno, "phone"), (carla, "phone")] {
        let (answer, small) = get(phone, &["--thumbnail"]);
        assert_eq!(answer.done()["source"], source);
        let size = image::load_from_memory(&small).unwrap();
        assert_eq!((size.width(), size.height()), (320, 240));
    }
    assert!(!from_server.is_empty());
    let (original, _) = get(bruno, &[]);
    assert_eq!(
        original.code, 1,
        "the original is fetched on demand, and there is no network: {original:?}"
    );
}

#[test]
fn a_damaged_or_strange_file_is_refused_with_its_cure_and_nothing_is_saved() {
    let office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let whole = photo(Scene::at(43.77, 11.25, 3));
    let heic = [&[0, 0, 0, 24][..], b"ftypheic", &[0; 64]].concat();
    for (name, bytes) in [
        ("cut.jpg", &whole[..whole.len() / 2]),
        ("text.jpg", b"not a photo at all".as_slice()),
        ("photo.heic", &heic),
    ] {
        let file = phone.file(name, bytes);
        let answer = phone.run(&["file", "--category", "roads.pothole", "--photo", &file]);
        assert_eq!(answer.code, 1, "{name}: {answer:?}");
    }
    assert_eq!(phone.list(&[]).len(), 0);
    assert_eq!(phone.run(&["status"]).done()["queue"]["photos"], 0);
}
