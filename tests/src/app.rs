// SPDX-License-Identifier: EUPL-1.2
//! The phone app in its real window: a screen nobody sees, a home folder, and somebody who reads and taps.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use image::RgbImage;
use serde_json::Value;
use tempfile::TempDir;

use crate::processes;
use crate::program;
use crate::screen::Screen;
use crate::wait::{until, within};
use crate::webdriver::{Browser, Element};

/// No answer of the app takes longer, on a machine that does other things too.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// With what a person works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// On the glass.
    Finger,
    /// Tab, arrows, Enter and Space alone.
    Keys,
}

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SPACE: &str = "\u{E00D}";
const DOWN: &str = "\u{E015}";

/// What has the focus: its name as a screen reader says it, what it is, and the names it is a choice among.
const FOCUSED: &str = "const name = (e) => (e.getAttribute('aria-label')
        || [...(e.labels || [])].map((label) => label.innerText).join(' ') || e.innerText || '').replace(/\\s+/g, ' ').trim();
    const here = document.activeElement || document.body;
    const kind = here.getAttribute('role') || here.type || here.tagName.toLowerCase();
    const among = kind === 'radio'
        ? [...(here.closest('fieldset, [role=radiogroup]') || document).querySelectorAll('[role=radio], input[type=radio]')]
        : [];
    return { name: here.tabIndex < 0 ? '' : name(here), kind, among: among.map(name) };";

/// The app of one person.
pub struct App {
    folder: TempDir,
    browser: Option<Browser>,
    environment: Vec<(String, String)>,
    program: String,
    screen: Screen,
    hand: Hand,
}

impl App {
    /// The app on a new phone that stands at this place, not yet started.
    pub fn new(fix: &str) -> Self {
        Self::built("ronda-app", fix)
    }

    /// As [`Self::new`], of another build.
    pub fn built(program: &str, fix: &str) -> Self {
        let (folder, screen) = (TempDir::new().expect("a temporary folder"), Screen::new());
        let set = |name: &str, value: String| (name.to_owned(), value);
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let environment = vec![
            set("DISPLAY", screen.display().to_owned()),
            set("TAURI_WEBVIEW_AUTOMATION", "true".to_owned()),
            set("GDK_BACKEND", "x11".to_owned()),
            set("WEBKIT_DISABLE_DMABUF_RENDERER", "1".to_owned()),
            set("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
            set("NO_AT_BRIDGE", "1".to_owned()),
            set("XDG_DATA_HOME", path("xdg")),
            set("RONDA_HOME", path("home")),
            set("RONDA_FIX", fix.to_owned()),
        ];
        Self {
            browser: None,
            environment,
            program: program::path(program).to_string_lossy().into_owned(),
            folder,
            screen,
            hand: Hand::Finger,
        }
    }

    /// The same, worked with this hand.
    #[must_use]
    pub fn with(self, hand: Hand) -> Self {
        Self { hand, ..self }
    }

    /// Sets a variable of its environment from its next start on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// The folder of the person's home.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A file on this phone outside its home.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("the file is written");
        path.to_string_lossy().into_owned()
    }

    /// Opens the app and waits for its first screen.
    pub fn start(&mut self) {
        self.browser = Some(Browser::start(&self.program, &self.environment));
        let drawn = "return document.readyState === 'complete' && document.body.innerText.trim().length > 0";
        self.until("the first screen", |browser| {
            browser.run(drawn, &[]).ok().filter(|drawn| drawn == true)
        });
    }

    /// Ends the app as a dead battery does: nothing of it is asked to finish anything.
    pub fn kill(&mut self) {
        let browser = self.browser.take().expect("the app runs");
        if let Some(app) = process_of(&browser) {
            let _sent = Command::new("kill").args(["-KILL", &app.to_string()]).status();
        }
        drop(browser);
    }

    /// When the app's process began, in milliseconds since 1970.
    pub fn started_ms(&self) -> f64 {
        let started = process_of(self.browser()).and_then(processes::started_ms);
        started.expect("the app runs")
    }

    /// The window.
    pub fn browser(&self) -> &Browser {
        self.browser.as_ref().expect("the app runs")
    }

    /// Waits until something of the window is there.
    pub fn until<T>(&self, what: &str, mut ready: impl FnMut(&Browser) -> Option<T>) -> T {
        let browser = self.browser();
        within(PATIENCE, || ready(browser))
            .unwrap_or_else(|| panic!("waited for {what}; the screen says:\n{}", self.text()))
    }

    /// Everything the screen says.
    pub fn text(&self) -> String {
        let said = self.browser().run("return document.body.innerText", &[]);
        said.ok()
            .and_then(|said| said.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Waits until the screen says this.
    pub fn sees(&self, words: &str) {
        let seen = |_: &Browser| self.text().to_lowercase().contains(&words.to_lowercase()).then_some(());
        self.until(&format!("\u{201c}{words}\u{201d}"), seen);
    }

    /// Waits for the element of an XPath.
    pub fn find(&self, xpath: &str) -> Element {
        self.until(xpath, |browser| browser.find(xpath))
    }

    /// Taps what can be tapped and is named so: a button, a link, a tab, a choice.
    pub fn tap(&self, name: &str) {
        if self.hand == Hand::Keys {
            let kind = self.focus(name, |focused| named(focused, name));
            let chosen = ["radio", "checkbox", "switch"].contains(&kind.as_str());
            let pressed = self.browser().press(if chosen { SPACE } else { ENTER });
            return pressed.expect("the key is pressed");
        }
        let tappable =
            "self::button or self::a or self::summary or @role='tab' or @role='radio' or @role='switch' or self::label";
        let named = format!(
            "contains(normalize-space(.), {0}) or contains(@aria-label, {0})",
            quoted(name)
        );
        let xpath = format!("//*[({tappable}) and ({named}) and not(@disabled)]");
        // What still moves would be missed, or another thing hit in its place.
        let mut before = Value::Null;
        self.until(&xpath, |browser| {
            let element = browser.find(&xpath)?;
            let place = browser.place(&element).ok()?;
            let rests = std::mem::replace(&mut before, place.clone()) == place;
            rests.then(|| browser.click(&element).ok())?
        });
    }

    /// Types into the field of a label.
    pub fn fill(&self, label: &str, text: &str) {
        if self.hand == Hand::Keys {
            self.focus(label, |focused| named(focused, label) && typed_into(focused));
            return self.browser().press(text).expect("the text is typed");
        }
        // A field that was just drawn lets nobody in yet.
        let emptied = self.until(&format!("the field \u{201c}{label}\u{201d}"), |browser| {
            let field = browser.find(&field(label))?;
            browser.clear(&field).ok().map(|()| field)
        });
        self.browser().type_into(&emptied, text).expect("the text is typed");
    }

    /// Chooses a day in the field of a label, as the system's own calendar hands it over.
    pub fn choose_day(&self, label: &str, day: &str) {
        let script =
            "const found = document.evaluate(arguments[0], document, null, XPathResult.FIRST_ORDERED_NODE_TYPE);
            const field = found.singleNodeValue;
            if (!field) return false;
            field.value = arguments[1];
            return field.dispatchEvent(new Event('input', { bubbles: true }));";
        let args = [Value::from(field(label)), Value::from(day)];
        self.until(label, |browser| {
            browser.run(script, &args).ok().filter(|chosen| chosen == true)
        });
    }

    /// Moves the focus, with Tab and inside a group of choices with the arrow, until it is there; answers on what kind.
    fn focus(&self, what: &str, is_there: impl Fn(&Value) -> bool) -> String {
        self.until(&format!("the focus on \u{201c}{what}\u{201d}"), |browser| {
            let focused = browser.run(FOCUSED, &[]).ok()?;
            if is_there(&focused) {
                return focused["kind"].as_str().map(str::to_owned);
            }
            let among = focused["among"].as_array().is_some_and(|among| {
                among
                    .iter()
                    .any(|name| name.as_str().is_some_and(|name| name.contains(what)))
            });
            let _pressed = browser.press(if among { DOWN } else { TAB });
            None
        })
    }

    /// Gives the file input of the screen these files.
    pub fn choose_files(&self, paths: &[String]) {
        if self.hand == Hand::Keys {
            self.focus("the camera", |focused| {
                focused["kind"] == "file" || named(focused, "Scatta")
            });
        }
        let input = self.find("//input[@type='file']");
        self.browser()
            .type_into(&input, &paths.join("\n"))
            .expect("the files are chosen");
    }

    /// Gives a command over the bridge, as the screens do; a failure is its code.
    pub fn call(&self, command: &str, request: &Value) -> Result<Value, String> {
        let script = "const [name, request, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(name, { request }).then((value) => done({ value }), (fault) => done({ fault }));";
        let answer = self
            .browser()
            .run_async(script, &[Value::from(command), request.clone()])?;
        match answer.get("fault") {
            Some(fault) => Err(fault["code"].as_str().map_or_else(|| fault.to_string(), str::to_owned)),
            None => Ok(answer["value"].clone()),
        }
    }

    /// What is on the screen, pixel by pixel.
    pub fn picture(&self) -> RgbImage {
        self.screen.picture()
    }

    /// The display on which the window is.
    pub fn display(&self) -> &str {
        self.screen.display()
    }
}

/// The app that a driver started; its web view's processes descend from it.
fn process_of(browser: &Browser) -> Option<u32> {
    let family = processes::descendants(browser.pid());
    family.into_iter().rfind(|pid| {
        let name = processes::name(*pid).unwrap_or_default();
        !name.starts_with("WebKit") && !name.starts_with("bwrap")
    })
}

/// Waits until a command answers what is wanted.
pub fn until_answer<T>(app: &App, command: &str, request: &Value, wanted: impl Fn(&Value) -> Option<T>) -> T {
    until(command, PATIENCE, || {
        app.call(command, request).ok().and_then(|answer| wanted(&answer))
    })
}

fn named(focused: &Value, name: &str) -> bool {
    focused["name"].as_str().is_some_and(|said| said.contains(name))
}

fn typed_into(focused: &Value) -> bool {
    let kind = focused["kind"].as_str().unwrap_or_default();
    !["button", "submit", "a", "radio", "checkbox", "switch"].contains(&kind)
}

/// The field of a label.
fn field(label: &str) -> String {
    let label = quoted(label);
    format!(
        "//*[self::input or self::textarea or self::select][@id = //label[contains(normalize-space(.), {label})]/@for or contains(@aria-label, {label}) or ancestor::label[contains(normalize-space(.), {label})]]"
    )
}

/// A text inside an XPath; none here holds both kinds of quotes.
fn quoted(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{text}\"")
    } else {
        format!("'{text}'")
    }
}
