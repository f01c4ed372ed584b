// SPDX-License-Identifier: EUPL-1.2
//! A screen that nobody sees, and a picture of what is on it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use image::{Rgb, RgbImage};
use tempfile::TempDir;

/// A phone's screen in points.
const SIZE: &str = "390x844x24";

/// A screen of 390 by 844 points.
pub struct Screen {
    server: Child,
    display: String,
    folder: TempDir,
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}

impl Screen {
    /// A screen that shows nothing yet.
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"])
            .arg("-fbdir")
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts: run scripts/setup.sh test");
        let mut line = String::new();
        let mut lines = BufReader::new(server.stdout.take().expect("its standard output"));
        lines.read_line(&mut line).expect("the number of its display");
        let display = format!(":{}", line.trim());
        Self {
            server,
            display,
            folder,
        }
    }

    /// The name under which programs find it.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// What it shows now.
    pub fn picture(&self) -> RgbImage {
        let memory: PathBuf = self.folder.path().join("Xvfb_screen0");
        picture(&std::fs::read(memory).expect("the screen's memory"))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _gone = self.server.kill();
        let _waited = self.server.wait();
    }
}

/// A picture out of an X window dump of 32 bits a pixel, the least byte first: blue, green, red and nothing.
fn picture(dump: &[u8]) -> RgbImage {
    let word = |at: usize| {
        let bytes = dump[at * 4..at * 4 + 4].try_into().expect("four bytes");
        u32::from_be_bytes(bytes)
    };
    let (header, width, height, line, colours) = (word(0), word(4), word(5), word(12), word(19));
    assert_eq!((word(7), word(11)), (0, 32), "a screen of another kind than this reads");
    let start = (header + colours * 12) as usize;
    RgbImage::from_fn(width, height, |x, y| {
        let at = start + (y * line + x * 4) as usize;
        Rgb([dump[at + 2], dump[at + 1], dump[at]])
    })
}
