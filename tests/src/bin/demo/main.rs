// SPDX-License-Identifier: EUPL-1.2
//! `make demo`: the main job on real input, told step by step in plain words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::Value;

fn step(title: &str) {
    println!("\n== {title}");
}

fn main() {
    println!("Ronda: two phones without network, one server, nothing lost.");
    step("The municipality starts its server and enrols two people");
    let mut office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let bruno = Phone::of(&office, "Bruno Esempio", "crew");
    println!(
        "   server at {}, store in {}",
        office.url(),
        office.data().display()
    );
    println!(
        "   Ada (local police) and Bruno (maintenance crew): each phone made its own key and an encrypted store"
    );

    step("Ada files a ticket; both phones get it");
    let file = ada.file(
        "buca.jpg",
        &photo(Scene::at(43.771_12, 11.253_94, 1).sized(2400, 1800)),
    );
    let filed = ada.files(&[
        "--title",
        "Buca in via Calzaiuoli",
        "--description",
        "Profonda, vicino alle strisce",
        "--photo",
        &file,
    ]);
    let id = text(&filed["id"]);
    println!(
        "   code to read out: {}   position taken from the photo's GPS: {}",
        text(&filed["code"]),
        place(&ada.show(&id))
    );
    told("Ada syncs  ", &ada.syncs());
    told("Bruno syncs", &bruno.syncs());

    step("The network goes away; both go on working");
    office.stop();
    for (n, (phone, lat, lon, title)) in [
        (&ada, 43.768_3, 11.252_9, "Lampione spento sul ponte"),
        (&bruno, 43.773_1, 11.255_6, "Cassonetto rotto"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = phone.file("foto.jpg", &photo(Scene::at(lat, lon, 10 + n as u32)));
        let filed = phone.files(&["--title", title, "--photo", &file]);
        println!("   saved on the phone: {} {title}", text(&filed["code"]));
    }
    println!("   and both change the title of the same ticket, neither seeing the other:");
    for (who, phone, title) in [
        ("Ada", &ada, "Buca profonda 20 cm"),
        ("Bruno", &bruno, "Tombino sprofondato"),
    ] {
        phone.run(&["edit", &id, "--title", title]).done();
        println!("   {who} writes \"{title}\"");
    }
    let refused = ada.run(&["sync"]);
    println!(
        "   Ada tries to sync: exit {}, {}",
        refused.code,
        refused.err.trim()
    );
    for (who, phone) in [("Ada", &ada), ("Bruno", &bruno)] {
        let queue = &phone.run(&["status"]).done()["queue"];
        println!(
            "   waiting on {who}'s phone: {} changes, {} photos",
            queue["changes"], queue["photos"]
        );
    }

    step("The network is back");
    office.start();
    told("Ada syncs  ", &ada.syncs());
    told("Bruno syncs", &bruno.syncs());
    told("Ada syncs  ", &ada.syncs());
    let ticket = ada.show(&id);
    println!(
        "   receipt: \"{}\" is in the central store since {}",
        text(&ticket["code"]),
        ticket["delivered_at"].as_str().unwrap_or("?")
    );

    step("The conflict: nobody's title disappeared");
    let conflict = &ticket["conflicts"][0];
    for value in conflict["values"].as_array().unwrap() {
        println!(
            "   {}: {} (written {} by {})",
            text(&conflict["field"]),
            value["value"],
            text(&value["at"]),
            value["by_name"]
                .as_str()
                .unwrap_or(value["by"].as_str().unwrap())
        );
    }
    let kept = &conflict["values"][0];
    ada.run(&["keep", &id, "title", kept["value_id"].as_str().unwrap()])
        .done();
    told("Ada keeps one and syncs", &ada.syncs());
    told("Bruno syncs            ", &bruno.syncs());
    assert_eq!(bruno.show(&id)["title"], kept["value"]);
    assert_eq!(bruno.show(&id)["heads"], ada.show(&id)["heads"]);

    step("The case as the office sees it");
    let case = office.case(&id);
    println!(
        "   case {}   {}   status {}   conflicts {}",
        text(&case["case_number"]),
        case["title"],
        text(&case["status"]),
        case["conflicts"].as_array().unwrap().len()
    );
    for row in office.cases() {
        println!(
            "   {}  {}  {} photo(s)",
            text(&row["code"]),
            row["title"],
            row["photos"].as_array().unwrap().len()
        );
    }
    let hash = text(&case["photos"][0]["sha256"]);
    println!(
        "   the photo lies under {} as {}…jpg",
        office.data().join("photos").display(),
        &hash[..12]
    );
    office.assert_sound();
    println!(
        "   doctor: every document loads, every row equals its projection, every photo its hash, the audit chain holds"
    );

    finish(office, [ada, bruno]);
}

fn place(ticket: &Value) -> String {
    format!(
        "{}, {}",
        ticket["position"]["lat"], ticket["position"]["lon"]
    )
}

fn told(what: &str, report: &Value) {
    println!(
        "   {what}: sent {} changes and {} photos, received {}, conflicts {}",
        report["pushed"], report["photos"], report["pulled"], report["conflicts"]
    );
}

/// With KEEP=1 the server goes on until somebody presses Enter or stops this program.
fn finish(office: Office, phones: [Phone; 2]) {
    if std::env::var("KEEP").is_ok_and(|keep| keep == "1") {
        println!(
            "\nThe server goes on at {}. Look around in another terminal (PIN 246810):",
            office.url()
        );
        println!(
            "   target/debug/ronda-server --data {} case list",
            office.data().display()
        );
        for phone in &phones {
            println!(
                "   RONDA_PIN=246810 target/debug/ronda --home {} list",
                phone.home().display()
            );
        }
        println!("Press Enter here to stop it.");
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line);
        if read.is_ok_and(|bytes| bytes == 0) {
            std::thread::park();
        }
    }
    println!("\nDone.");
}
