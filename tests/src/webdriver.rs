// SPDX-License-Identifier: EUPL-1.2
//! A small WebDriver client: one session with one window, spoken to over plain HTTP.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::wait::until;

/// The key under which WebDriver names elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// This driver takes a picture at the next repaint, which a page that rests never has: a dot that nobody sees changes until it is gone.
const REPAINTS: &str = "const dot = (window.repaints = document.createElement('i'));
    dot.style = 'position: fixed; right: 0; bottom: 0; width: 2px; height: 2px; background: #000; opacity: 0.001';
    document.body.append(dot);
    const change = (at) => {
        if (!dot.isConnected) return;
        dot.style.opacity = at % 2 ? '0.001' : '0.002';
        requestAnimationFrame(() => change(at + 1));
    };
    change(0);";

/// A driver and the window it drives.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

/// An element of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(pub String);

impl Browser {
    /// Starts `WebKitWebDriver` with this environment and lets it start the program.
    pub fn start(program: &str, environment: &[(String, String)]) -> Self {
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .args([&format!("--port={port}"), "--host=127.0.0.1"])
            .envs(environment.iter().cloned())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver starts: run scripts/setup.sh test");
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
        };
        until("the driver", Duration::from_secs(20), || {
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        let options = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } });
        let capabilities = json!({ "capabilities": { "alwaysMatch": options } });
        let made = browser.ask("POST", "/session", &capabilities).expect("a session");
        browser.session = made["sessionId"].as_str().expect("a session id").to_owned();
        browser
    }

    /// The driver's process.
    pub fn pid(&self) -> u32 {
        self.driver.id()
    }

    /// Runs a script in the page; its `return` is the answer.
    pub fn run(&self, script: &str, args: &[Value]) -> Result<Value, String> {
        self.call("POST", "/execute/sync", &json!({ "script": script, "args": args }))
    }

    /// Runs a script that calls its last argument with the answer.
    pub fn run_async(&self, script: &str, args: &[Value]) -> Result<Value, String> {
        self.call("POST", "/execute/async", &json!({ "script": script, "args": args }))
    }

    /// The first element of an XPath, if it is there.
    pub fn find(&self, xpath: &str) -> Option<Element> {
        let found = self.call("POST", "/element", &json!({ "using": "xpath", "value": xpath }));
        found.ok().and_then(|found| element(&found))
    }

    /// Clicks an element.
    pub fn click(&self, element: &Element) -> Result<(), String> {
        self.call("POST", &format!("/element/{}/click", element.0), &json!({}))
            .map(|_| ())
    }

    /// Where an element is on the page.
    pub fn place(&self, element: &Element) -> Result<Value, String> {
        self.call("GET", &format!("/element/{}/rect", element.0), &Value::Null)
    }

    /// Types into an element, or gives a file input its paths, one per line.
    pub fn type_into(&self, element: &Element, text: &str) -> Result<(), String> {
        self.call(
            "POST",
            &format!("/element/{}/value", element.0),
            &json!({ "text": text }),
        )
        .map(|_| ())
    }

    /// Empties a field.
    pub fn clear(&self, element: &Element) -> Result<(), String> {
        self.call("POST", &format!("/element/{}/clear", element.0), &json!({}))
            .map(|_| ())
    }

    /// Presses keys, whoever has the focus.
    pub fn press(&self, keys: &str) -> Result<(), String> {
        let strokes = keys.chars().flat_map(|key| {
            let key = key.to_string();
            [
                json!({ "type": "keyDown", "value": key }),
                json!({ "type": "keyUp", "value": key }),
            ]
        });
        let strokes: Vec<Value> = strokes.collect();
        let actions = json!({ "actions": [{ "type": "key", "id": "keys", "actions": strokes }] });
        self.call("POST", "/actions", &actions).map(|_| ())
    }

    /// Draws an element along by so many pixels, held at its middle.
    pub fn drag(&self, element: &Element, right: i32, down: i32) -> Result<(), String> {
        let origin = json!({ ELEMENT: element.0 });
        let moves = json!([
            { "type": "pointerMove", "origin": origin, "x": 0, "y": 0, "duration": 0 },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerMove", "origin": "pointer", "x": right / 2, "y": down / 2, "duration": 100 },
            { "type": "pointerMove", "origin": "pointer", "x": right - right / 2, "y": down - down / 2, "duration": 100 },
            { "type": "pointerUp", "button": 0 },
        ]);
        let actions = json!({ "actions": [{ "type": "pointer", "id": "hand", "parameters": { "pointerType": "mouse" }, "actions": moves }] });
        self.call("POST", "/actions", &actions).map(|_| ())
    }

    /// Draws a line over the window, from point to point.
    pub fn draw(&self, points: &[(i64, i64)]) -> Result<(), String> {
        let moves = points
            .iter()
            .map(|(x, y)| json!({ "type": "pointerMove", "x": x, "y": y, "duration": 10 }));
        let mut strokes: Vec<Value> = moves.collect();
        strokes.insert(1, json!({ "type": "pointerDown", "button": 0 }));
        strokes.push(json!({ "type": "pointerUp", "button": 0 }));
        let actions = json!({ "actions": [{ "type": "pointer", "id": "finger", "actions": strokes }] });
        self.call("POST", "/actions", &actions).map(|_| ())
    }

    /// Turns the wheel over the middle of the window, notch by notch: downwards by so many points each time, one after so many
    /// milliseconds.
    pub fn wheel(&self, notches: i64, points: i64, each_ms: u64) -> Result<(), String> {
        // This driver reads how far the wheel was turned in all, and tells the page the differences.
        let turned = (1..=notches).map(|notch| {
            json!({ "type": "scroll", "x": 195, "y": 500, "deltaX": 0, "deltaY": notch * points, "duration": each_ms })
        });
        let strokes: Vec<Value> = turned.collect();
        let actions = json!({ "actions": [{ "type": "wheel", "id": "wheel", "actions": strokes }] });
        self.call("POST", "/actions", &actions).map(|_| ())
    }

    /// The window as a PNG in base64.
    pub fn screenshot(&self) -> Result<String, String> {
        self.run(REPAINTS, &[])?;
        let shot = self.call("GET", "/screenshot", &Value::Null);
        self.run("window.repaints.remove()", &[])?;
        let shot = shot?;
        shot.as_str().map(str::to_owned).ok_or_else(|| "no picture".to_owned())
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        );
        let answer = exchange(self.port, &request).map_err(|error| error.to_string())?;
        let (_, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
        let mut read: Value = serde_json::from_str(body).map_err(|error| format!("{error}: {body}"))?;
        let value = read["value"].take();
        match value.get("error") {
            Some(error) => Err(format!("{error}: {}", value["message"])),
            None => Ok(value),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _closed = self.call("DELETE", "", &Value::Null);
        let _gone = self.driver.kill();
        let _waited = self.driver.wait();
    }
}

fn element(found: &Value) -> Option<Element> {
    found[ELEMENT].as_str().map(|id| Element(id.to_owned()))
}

/// One request, one answer; the driver is on this machine.
fn exchange(port: u16, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.write_all(request.as_bytes())?;
    let (mut answer, mut part) = (Vec::new(), [0; 64 * 1024]);
    loop {
        let read = stream.read(&mut part)?;
        answer.extend_from_slice(&part[..read]);
        if read == 0 || is_whole(&answer) {
            return Ok(String::from_utf8_lossy(&answer).into_owned());
        }
    }
}

/// The driver keeps its connections open, so an answer ends where its length says.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    length.is_some_and(|length| answer.len() >= head.len() + 4 + length)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
