// SPDX-License-Identifier: EUPL-1.2
//! What a server costs besides time: the bytes on its wire, counted on the way, and the memory it holds.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Bytes both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carried {
    pub up: u64,
    pub down: u64,
}

/// A way to a server that counts TCP payload, headers of HTTP included.
pub struct Meter {
    up: Arc<AtomicU64>,
    down: Arc<AtomicU64>,
}

impl Meter {
    /// Listens on `address` and carries everything to `target`.
    pub fn on(address: &str, target: &str) -> Self {
        let listener = TcpListener::bind(address).expect("the address is free");
        let meter = Self {
            up: Arc::default(),
            down: Arc::default(),
        };
        let (up, down, target) = (meter.up.clone(), meter.down.clone(), target.to_owned());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(&target).expect("the server listens");
                let reading = client.try_clone().expect("a second handle");
                let writing = server.try_clone().expect("a second handle");
                let (up, down) = (up.clone(), down.clone());
                thread::spawn(move || carry(reading, writing, &up));
                thread::spawn(move || carry(server, client, &down));
            }
        });
        meter
    }

    pub fn carried(&self) -> Carried {
        Carried {
            up: self.up.load(Ordering::SeqCst),
            down: self.down.load(Ordering::SeqCst),
        }
    }
}

impl Carried {
    pub fn since(self, before: Self) -> Self {
        Self {
            up: self.up - before.up,
            down: self.down - before.down,
        }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, counter: &AtomicU64) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        counter.fetch_add(length as u64, Ordering::SeqCst);
        if to.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    // Either end may be gone already; then there is nothing left to close.
    let _closed = to.shutdown(Shutdown::Write);
}

/// A line of `/proc/PID/status` in KiB, such as `VmRSS` or `VmHWM`.
pub fn memory_kib(pid: u32, line: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|held| held.starts_with(line))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_carried_and_counted() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let target = server.local_addr().unwrap().to_string();
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .to_string();
        let meter = Meter::on(&free, &target);
        let echo = thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            let mut heard = [0; 5];
            stream.read_exact(&mut heard).unwrap();
            stream.write_all(b"heard it").unwrap();
        });
        let mut client = TcpStream::connect(&free).unwrap();
        client.write_all(b"hello").unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        echo.join().unwrap();
        assert_eq!(
            (answer.as_str(), meter.carried()),
            ("heard it", Carried { up: 5, down: 8 })
        );
    }
}
