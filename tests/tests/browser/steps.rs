// SPDX-License-Identifier: EUPL-1.2
//! What every person does with the app: activate it, unlock it, file something.

use ronda_tests::app::App;
use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::Office;
use ronda_tests::phone::PIN;

/// Where the agent of these stories stands.
pub const FIX: &str = "43.7696,11.2558,9";

/// Types the office's one-time code, looks at whose it is, chooses a PIN.
pub fn activate(app: &App, office: &Office, person: &str) {
    app.fill(
        "Codice o link",
        &format!("{}/enrol#{}", office.url(), office.code(person)),
    );
    choose_pin(app);
}

/// With the office's code filled in: looks at whose it is, chooses a PIN.
pub fn choose_pin(app: &App) {
    app.tap("Continua");
    app.sees("Comune di Prova");
    app.fill("Scegli un PIN", PIN);
    app.fill("Ripeti il PIN", PIN);
    app.tap("attiva");
    app.sees("Le mie");
}

/// Types the PIN on the pad.
pub fn unlock(app: &App) {
    app.sees("Sblocca Ronda");
    app.browser().press(PIN).expect("the PIN is typed");
    app.tap("Sblocca");
}

/// Two photos as a camera makes them, as files on the phone.
pub fn two_photos(app: &App) -> Vec<String> {
    [1, 2]
        .map(|seed| app.file(&format!("IMG_{seed}.jpg"), &photo(Scene::at(43.7696, 11.2558, seed))))
        .to_vec()
}

/// As [`describe_a_hole`], and saved.
pub fn file_a_hole(app: &App) {
    describe_a_hole(app);
    app.tap("Salva");
}

/// Two photos, the type found by a synonym, the place as measured, the needed answers.
pub fn describe_a_hole(app: &App) {
    app.tap("Segnala");
    app.choose_files(&two_photos(app));
    app.tap("Continua");
    app.fill("Cerca il tipo", "buca");
    app.tap("Buca nella strada");
    app.tap("È qui");
    app.tap("Carreggiata");
}
