// SPDX-License-Identifier: EUPL-1.2
//! `make demo`: the main job on real input, told step by step in plain words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod crews;
mod places;
mod window;

use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::Value;

fn step(title: &str) {
    println!("\n== {title}");
}

/// The municipality and its two people in the field.
struct Story {
    office: Office,
    ada: Phone,
    bruno: Phone,
}

fn main() {
    println!("Ronda: two phones without network, one server, nothing lost.");
    let mut story = opening();
    let id = story.first_ticket();
    story.offline(&id);
    story.online();
    story.conflict(&id);
    story.office_view(&id);
    crews::walk(&story.office, &id);
    places::walk(&mut story.office, &story.ada);
    story.office.assert_sound();
    step("The same phone as its person sees it");
    window::shown(&story.ada);
    story.finish();
}

fn opening() -> Story {
    step("The municipality starts its server and enrols two people");
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let bruno = Phone::of(&office, "Bruno Esempio", "crew");
    println!("   server at {}, store in {}", office.url(), office.data().display());
    println!("   Ada (local police) and Bruno (maintenance crew): each phone made its own key and an encrypted store");
    Story { office, ada, bruno }
}

impl Story {
    fn first_ticket(&self) -> String {
        step("Ada files a ticket; both phones get it");
        let file = self
            .ada
            .file("buca.jpg", &photo(Scene::at(43.771_12, 11.253_94, 1).sized(2400, 1800)));
        let text_of = [
            "--title",
            "Buca in via Calzaiuoli",
            "--description",
            "Profonda, vicino alle strisce",
            "--photo",
            &file,
        ];
        let filed = self.ada.files(&text_of);
        let id = text(&filed["id"]);
        let place = place(&self.ada.show(&id));
        println!(
            "   code to read out: {}   position taken from the photo's GPS: {place}",
            text(&filed["code"])
        );
        self.sync("Ada", &self.ada);
        self.sync("Bruno", &self.bruno);
        id
    }

    fn offline(&mut self, id: &str) {
        step("The network goes away; both go on working");
        self.office.stop();
        let tickets = [
            (&self.ada, Scene::at(43.768_3, 11.252_9, 2), "Lampione spento sul ponte"),
            (&self.bruno, Scene::at(43.773_1, 11.255_6, 3), "Cassonetto rotto"),
        ];
        for (phone, scene, title) in tickets {
            let file = phone.file("foto.jpg", &photo(scene));
            let filed = phone.files(&["--title", title, "--photo", &file]);
            println!("   saved on the phone: {} {title}", text(&filed["code"]));
        }
        println!("   and both change the title of the same ticket, neither seeing the other:");
        for (who, phone, title) in [
            ("Ada", &self.ada, "Buca profonda 20 cm"),
            ("Bruno", &self.bruno, "Tombino sprofondato"),
        ] {
            phone.run(&["edit", id, "--title", title]).done();
            println!("   {who} writes \"{title}\"");
        }
        let refused = self.ada.run(&["sync"]);
        println!("   Ada tries to sync: exit {}, {}", refused.code, refused.err.trim());
        for (who, phone) in [("Ada", &self.ada), ("Bruno", &self.bruno)] {
            let queue = &phone.run(&["status"]).done()["queue"];
            println!(
                "   waiting on {who}'s phone: {} changes, {} photos",
                queue["changes"], queue["photos"]
            );
        }
    }

    fn online(&mut self) {
        step("The network is back");
        self.office.start();
        self.sync("Ada", &self.ada);
        self.sync("Bruno", &self.bruno);
        self.sync("Ada", &self.ada);
    }

    fn conflict(&self, id: &str) {
        let ticket = self.ada.show(id);
        println!(
            "   receipt: {} is in the central store since {}",
            text(&ticket["code"]),
            text(&ticket["delivered_at"])
        );
        step("The conflict: nobody's title disappeared");
        let values = ticket["conflicts"][0]["values"].as_array().expect("a conflict");
        for value in values {
            let by = value["by_name"].as_str().or(value["by"].as_str()).unwrap_or_default();
            println!("   title: {} (written {} by {by})", value["value"], text(&value["at"]));
        }
        self.ada
            .run(&["keep", id, "title", &text(&values[0]["value_id"])])
            .done();
        println!("   Ada keeps {}", values[0]["value"]);
        self.sync("Ada", &self.ada);
        self.sync("Bruno", &self.bruno);
        assert_eq!(self.bruno.show(id)["title"], values[0]["value"]);
        assert_eq!(self.bruno.show(id)["heads"], self.ada.show(id)["heads"]);
    }

    fn office_view(&self, id: &str) {
        step("The case as the office sees it");
        let case = self.office.case(id);
        let (number, conflicts) = (
            text(&case["case_number"]),
            case["conflicts"].as_array().map_or(0, Vec::len),
        );
        println!(
            "   case {number}   {}   status {}   conflicts {conflicts}",
            case["title"],
            text(&case["status"])
        );
        for row in self.office.cases() {
            println!(
                "   {}  {}  {} photo(s)",
                text(&row["code"]),
                row["title"],
                row["photos"].as_array().map_or(0, Vec::len)
            );
        }
        let hash = text(&case["photos"][0]["sha256"]);
        println!(
            "   the photo lies under {} as {hash}.jpg",
            self.office.data().join("photos").display()
        );
        self.office.assert_sound();
        println!(
            "   doctor: every document loads, every row equals its projection, every photo its hash, the audit chain holds"
        );
    }

    fn sync(&self, who: &str, phone: &Phone) {
        let report = phone.syncs();
        let (pushed, photos) = (&report["pushed"], &report["photos"]);
        println!(
            "   {who} syncs: sent {pushed} changes and {photos} photos, received {}, conflicts {}",
            report["pulled"], report["conflicts"]
        );
    }

    /// With KEEP=1 the server goes on until somebody presses Enter or stops this program.
    fn finish(self) {
        if std::env::var("KEEP").is_ok_and(|keep| keep == "1") {
            println!(
                "\nThe server goes on at {}. Look around in another terminal (PIN 246810):",
                self.office.url()
            );
            println!(
                "   target/debug/ronda-server --data {} case list",
                self.office.data().display()
            );
            for phone in [&self.ada, &self.bruno] {
                println!(
                    "   RONDA_PIN=246810 target/debug/ronda --home {} list",
                    phone.home().display()
                );
            }
            println!("Press Enter here to stop it.");
            if std::io::stdin()
                .read_line(&mut String::new())
                .is_ok_and(|bytes| bytes == 0)
            {
                std::thread::park();
            }
        }
        println!("\nDone.");
    }
}

fn place(ticket: &Value) -> String {
    format!("{}, {}", ticket["position"]["lat"], ticket["position"]["lon"])
}
