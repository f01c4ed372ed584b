// SPDX-License-Identifier: EUPL-1.2
//! What a person does all day on a full phone: types, opens, goes back, changes places and chips, scrolls.

use std::collections::BTreeMap;

use ronda_tests::app::App;

use super::super::say;
use super::probe::Probe;

/// The first row is drawn, is of what was asked for, and a finger would hit it.
pub const LIST_IS_USABLE: &str = "const row = document.querySelector('.rows li button');
    if (!row || document.querySelector('[aria-busy=true]')) return false;
    const box = row.getBoundingClientRect();
    return row.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));";
const FIRST_ROW: &str = "(//ul[contains(@class, 'rows')]//button)[1]";
const TICKET_IS_OPEN: &str =
    "return location.hash.startsWith('#/ticket/') && Boolean(document.querySelector('main dl'));";
/// What is typed, letter by letter: words of many tickets, of few, and of none.
const TYPED: [&str; 5] = ["lampione", "buca", "tombino", "ramo", "xilofono"];
const SEARCH: &str = "//input[@type='search']";
const ROW_IN_THE_MIDDLE: &str = "const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    return Number(middle?.closest('li')?.getAttribute('aria-posinset') ?? 0);";
/// More than two pages of the list.
const SCROLLED_ROWS: i64 = 100;
const BACKSPACE: &str = "\u{E003}";
const NOTCHES: i64 = 120;
const NOTCH_POINTS: i64 = 240;
const NOTCH_MS: u64 = 24;

/// Milliseconds to each answer, by what was done.
pub type Answers = BTreeMap<&'static str, Vec<f64>>;

/// What a day came to.
pub struct Walked {
    pub answers: Answers,
    /// How long each frame took while the list was scrolled.
    pub frames: Vec<f64>,
}

/// So many rounds through the places of the app, beginning and ending at the list of everything.
pub fn walked(app: &App, rounds: usize) -> Walked {
    say("typing, opening, going back, changing places");
    let mut answers = Answers::new();
    for round in 0..rounds {
        opened(app, &mut answers);
        visited(app, &mut answers);
        let keys = typed(app, TYPED[round % TYPED.len()]);
        answers.entry("key to the painted results").or_default().extend(keys);
    }
    say("scrolling");
    let frames = Probe::of(app).frames_ms(|app| {
        let turned = app.browser().wheel(NOTCHES, NOTCH_POINTS, NOTCH_MS);
        turned.expect("the wheel turns");
    });
    app.until("a row far down in the list", |browser| {
        let row = browser.run(ROW_IN_THE_MIDDLE, &[]).ok()?.as_i64()?;
        (row > SCROLLED_ROWS).then_some(())
    });
    Walked { answers, frames }
}

fn opened(app: &App, answers: &mut Answers) {
    let row = app.find(FIRST_ROW);
    let open = |app: &App| app.browser().click(&row).expect("the row is tapped");
    let took = Probe::of(app).answer_ms(TICKET_IS_OPEN, open);
    answers.entry("tap to an open ticket").or_default().push(took);
    tap(app, answers, "tap on back to the list", LIST_IS_USABLE, "Indietro");
}

fn visited(app: &App, answers: &mut Answers) {
    let place = "tap on a main place to its screen";
    tap(app, answers, place, &is_at("Le mie", LIST_IS_USABLE), "Le mie");
    for chip in ["In coda", "Consegnate", "Con esito"] {
        tap(app, answers, "tap on a chip to its list", &is_listed(chip), chip);
    }
    let shift = "return Boolean(document.querySelector('main .age'));";
    tap(app, answers, place, &is_at("Turno", shift), "Turno");
    tap(app, answers, place, &is_at("Altro", "return true;"), "Altro");
    tap(app, answers, place, &is_at("Cerca", LIST_IS_USABLE), "Cerca");
    for distance in ["300 m", "Ovunque"] {
        let around = "tap on a distance to what is around";
        tap(app, answers, around, &is_listed(distance), distance);
    }
}

fn tap(app: &App, answers: &mut Answers, what: &'static str, ready: &str, name: &str) {
    let took = Probe::of(app).answer_ms(ready, |app| app.tap(name));
    answers.entry(what).or_default().push(took);
}

/// Each key of a word, until the list shows what was typed so far.
fn typed(app: &App, word: &str) -> Vec<f64> {
    let field = app.find(SEARCH);
    app.browser().click(&field).expect("the field takes the focus");
    let keys = word.char_indices().map(|(at, letter)| {
        let so_far = &word[..at + letter.len_utf8()];
        let press = |app: &App| app.browser().press(&letter.to_string()).expect("the key is pressed");
        Probe::of(app).answer_ms(&is_found(so_far), press)
    });
    let times = keys.collect();
    let rubbed_out = BACKSPACE.repeat(word.chars().count());
    app.browser().press(&rubbed_out).expect("the keys are pressed");
    app.until("the whole list", |browser| {
        let found = browser.run(&is_searched_for("", LIST_IS_USABLE), &[]).ok()?;
        (found == true).then_some(())
    });
    times
}

fn is_at(place: &str, and: &str) -> String {
    format!(
        "if (!document.querySelector('nav [aria-current=page]')?.textContent.includes('{place}')) return false; {and}"
    )
}

/// The chip is on and its list is there, or the words that it is empty.
fn is_listed(chip: &str) -> String {
    format!(
        "const chip = [...document.querySelectorAll('.chip')].find((one) => one.textContent.includes('{chip}'));
        if (chip?.ariaPressed !== 'true') return false; {}",
        or_empty()
    )
}

fn is_found(words: &str) -> String {
    is_searched_for(words, &or_empty())
}

fn is_searched_for(words: &str, and: &str) -> String {
    format!("if (document.querySelector('input[type=search]')?.value !== '{words}') return false; {and}")
}

fn or_empty() -> String {
    format!(
        "if (document.querySelector('main .empty') && !document.querySelector('[aria-busy=true]')) return true; {LIST_IS_USABLE}"
    )
}
