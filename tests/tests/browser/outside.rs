// SPDX-License-Identifier: EUPL-1.2
//! All that is neither this phone nor its office: a proxy through which the window would go there, and which should hear nothing.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ronda_tests::app::App;

/// Somebody listens, whoever is called.
pub struct Outside {
    heard: Arc<Mutex<Vec<String>>>,
}

impl Outside {
    /// Around an app that is not yet started.
    pub fn of(app: &mut App) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        app.set("http_proxy", &url);
        app.set("https_proxy", &url);
        // The driver speaks to the window over this machine.
        app.set("no_proxy", "127.0.0.1,localhost");
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let outside = Self { heard: heard.clone() };
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                let _bounded = caller.set_read_timeout(Some(Duration::from_secs(5)));
                let mut asked = String::new();
                let _read = BufReader::new(caller).read_line(&mut asked);
                heard
                    .lock()
                    .expect("nobody panics here")
                    .push(asked.trim_end().to_owned());
            }
        });
        outside
    }

    /// The first line of each call.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("nobody panics here").clone()
    }

    /// A script cannot send the window elsewhere. What no policy of a page forbids is heard: the silence before meant something.
    pub fn would_have_heard(&self, app: &App) {
        let before = app.browser().run("return location.href", &[]).unwrap();
        let go = "location.href = 'http://elsewhere.example/?told'; return true";
        app.browser().run(go, &[]).unwrap();
        let stayed = app.browser().run("return location.href", &[]).unwrap();
        assert_eq!(stayed, before, "the window is sent elsewhere and stays");
        assert_eq!(self.heard(), [""; 0]);
        let link = "const link = document.createElement('link');
            link.rel = 'preconnect';
            link.href = 'https://elsewhere.example/';
            document.head.append(link);";
        app.browser().run(link, &[]).unwrap();
        let heard = app.until("a call from the window", |_| self.heard().into_iter().next());
        assert!(heard.starts_with("CONNECT elsewhere.example:443"), "{heard}");
    }
}
