// SPDX-License-Identifier: EUPL-1.2
//! The app itself, on Ada's phone, where there is a display to show it on.

use std::io::{BufRead, BufReader, IsTerminal};
use std::process::{Child, Command, Stdio};

use ronda_tests::phone::{PIN, Phone};
use ronda_tests::program;

/// What the app says on its log once its screens are drawn.
const DRAWN: &str = "the screens are up";

/// Opens the app on a phone; with somebody at the terminal it stays until he closes it, else it is closed once it was seen.
pub fn shown(phone: &Phone) {
    let displays = ["DISPLAY", "WAYLAND_DISPLAY"];
    if !displays.iter().any(|name| std::env::var_os(name).is_some()) {
        println!("   there is no display here: `make app` opens the app where there is one");
        return;
    }
    let mut app = opened(phone);
    let drawn = BufReader::new(app.stderr.take().expect("its log"))
        .lines()
        .map_while(Result::ok)
        .any(|line| line.contains(DRAWN));
    if !drawn {
        println!("   the app could not open a window here; `RONDA_LOG=info make app` says why");
    } else if std::io::stdin().is_terminal() {
        println!("   the app is open on Ada's phone: PIN {PIN}. Close its window to end the demo.");
        let _closed = app.wait();
    } else {
        println!("   the app opened on Ada's phone and was closed again, as nobody is at this terminal");
    }
    let _gone = app.kill();
    let _waited = app.wait();
}

fn opened(phone: &Phone) -> Child {
    Command::new(program::path("ronda-app"))
        .env("RONDA_HOME", phone.home())
        .env("RONDA_FIX", "43.77112,11.25394,8")
        .env("RONDA_LOG", "ronda_mobile=info")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the app starts")
}
