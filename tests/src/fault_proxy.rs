// SPDX-License-Identifier: EUPL-1.2
//! A network that misbehaves: a proxy on loopback that cuts, stalls, delays, duplicates and half-closes connections at any byte.

use std::fmt;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::sim::script::number;
use crate::wait;

/// What happens to the next connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Both ways are cut after this many bytes of the request.
    CutRequest(u64),
    /// Both ways are cut after this many bytes of the reply: the server has done its work, the phone does not know.
    CutReply(u64),
    /// The reply's way is closed after this many bytes, the request's stays open.
    HalfClose(u64),
    /// After this many bytes of the request nothing passes any more, and nobody is told: a tunnel, a lift, a full cell.
    Stall(u64),
    /// The same for so many milliseconds; then both ways are cut: the phone came out at another cell.
    StallThenCut(u64, u64),
    /// After this many bytes of its own each way pauses once for so many milliseconds, then all goes on.
    Delay(u64, u64),
    /// The request is sent to the server once more over another connection, whose reply nobody reads.
    Duplicate,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::CutRequest(bytes) => write!(f, "cut-request {bytes}"),
            Self::CutReply(bytes) => write!(f, "cut-reply {bytes}"),
            Self::HalfClose(bytes) => write!(f, "half-close {bytes}"),
            Self::Stall(bytes) => write!(f, "stall {bytes}"),
            Self::StallThenCut(bytes, ms) => write!(f, "stall-then-cut {bytes} {ms}"),
            Self::Delay(bytes, ms) => write!(f, "delay {bytes} {ms}"),
            Self::Duplicate => f.write_str("duplicate"),
        }
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(said: &str) -> Result<Self, String> {
        let words: Vec<&str> = said.split_whitespace().collect();
        let number = |at: usize| number(words.get(at));
        Ok(match words.first().copied() {
            Some("none") => Self::None,
            Some("cut-request") => Self::CutRequest(number(1)?),
            Some("cut-reply") => Self::CutReply(number(1)?),
            Some("half-close") => Self::HalfClose(number(1)?),
            Some("stall") => Self::Stall(number(1)?),
            Some("stall-then-cut") => Self::StallThenCut(number(1)?, number(2)?),
            Some("delay") => Self::Delay(number(1)?, number(2)?),
            Some("duplicate") => Self::Duplicate,
            _ => return Err(format!("\"{said}\" is nothing that happens to a connection")),
        })
    }
}

/// A proxy in front of a server.
pub struct FaultProxy {
    address: String,
    faults: Arc<Mutex<Vec<Fault>>>,
    sent: Arc<AtomicU64>,
}

impl FaultProxy {
    /// A proxy to `target` (`127.0.0.1:PORT`) without faults.
    pub fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address").to_string();
        let faults: Arc<Mutex<Vec<Fault>>> = Arc::default();
        let sent: Arc<AtomicU64> = Arc::default();
        let (plan, counter, target) = (faults.clone(), sent.clone(), target.to_owned());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let fault = plan.lock().expect("the plan").pop().unwrap_or(Fault::None);
                let (counter, target) = (counter.clone(), target.clone());
                thread::spawn(move || carry(client, &target, fault, &counter));
            }
        });
        Self { address, faults, sent }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Faults for the next connections, in order; after them all is well.
    pub fn plan(&self, faults: &[Fault]) {
        *self.faults.lock().expect("the plan") = faults.iter().rev().copied().collect();
    }

    /// How many planned faults have not happened yet.
    pub fn left(&self) -> usize {
        self.faults.lock().expect("the plan").len()
    }

    /// Bytes sent towards the server so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }
}

fn carry(client: TcpStream, target: &str, fault: Fault, sent: &Arc<AtomicU64>) {
    let Ok(server) = TcpStream::connect(target) else {
        return;
    };
    let (Ok(up_from), Ok(up_to)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    let record: Arc<Mutex<Vec<u8>>> = Arc::default();
    let (recording, counter) = (record.clone(), sent.clone());
    let (upwards, downwards) = limits(fault);
    let up = thread::spawn(move || {
        copy(up_from, &up_to, upwards, |chunk| {
            counter.fetch_add(chunk.len() as u64, Ordering::SeqCst);
            recording.lock().expect("the record").extend(chunk);
        })
    });
    let mut repeated = fault != Fault::Duplicate;
    let Ok(reader) = server.try_clone() else {
        return;
    };
    copy(reader, &client, downwards, |_| {
        if !std::mem::replace(&mut repeated, true) {
            repeat(target, &record.lock().expect("the record"));
        }
    });
    let _closed = client.shutdown(if matches!(fault, Fault::HalfClose(_)) {
        Shutdown::Write
    } else {
        Shutdown::Both
    });
    let _closed = server.shutdown(Shutdown::Both);
    let _ended = up.join();
}

/// How much a way carries, and what becomes of it then.
type Limit = (u64, AtLimit);

/// What becomes of a way that has carried all it may.
#[derive(Clone, Copy)]
enum AtLimit {
    Cut,
    Stall,
    StallThenCut(Duration),
    /// It goes on, without a limit.
    Delay(Duration),
}

/// Of the request's way, and of the reply's.
fn limits(fault: Fault) -> (Limit, Limit) {
    let free = (u64::MAX, AtLimit::Cut);
    match fault {
        Fault::None | Fault::Duplicate => (free, free),
        Fault::CutRequest(bytes) => ((bytes, AtLimit::Cut), free),
        Fault::CutReply(bytes) | Fault::HalfClose(bytes) => (free, (bytes, AtLimit::Cut)),
        Fault::Stall(bytes) => ((bytes, AtLimit::Stall), free),
        Fault::StallThenCut(bytes, ms) => ((bytes, AtLimit::StallThenCut(Duration::from_millis(ms))), free),
        Fault::Delay(bytes, ms) => {
            let delayed = (bytes, AtLimit::Delay(Duration::from_millis(ms)));
            (delayed, delayed)
        }
    }
}

/// Copies until the end or the limit.
fn copy(mut from: TcpStream, to: &TcpStream, (limit, at_limit): Limit, mut seen: impl FnMut(&[u8])) {
    let reached = carried(&mut from, to, limit, &mut seen);
    match at_limit {
        _ if !reached => {}
        AtLimit::Stall => return,
        AtLimit::Cut => {
            let _cut = from.shutdown(Shutdown::Both);
        }
        AtLimit::StallThenCut(time) => {
            wait::held_back(time);
            let _cut = from.shutdown(Shutdown::Both);
        }
        AtLimit::Delay(time) => {
            wait::held_back(time);
            carried(&mut from, to, u64::MAX, &mut seen);
        }
    }
    let _cut = to.shutdown(Shutdown::Write);
}

/// Copies until the end or so many bytes; answers whether it was the latter.
fn carried(from: &mut TcpStream, mut to: &TcpStream, limit: u64, seen: &mut impl FnMut(&[u8])) -> bool {
    let (mut left, mut buffer) = (limit, [0_u8; 16 * 1024]);
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let Ok(read @ 1..) = from.read(&mut buffer[..most]) else {
            return false;
        };
        seen(&buffer[..read]);
        if to.write_all(&buffer[..read]).is_err() {
            return false;
        }
        left -= read as u64;
    }
    true
}

fn repeat(target: &str, request: &[u8]) {
    if let Ok(mut again) = TcpStream::connect(target) {
        let _sent = again.write_all(request);
        let _ended = again.shutdown(Shutdown::Write);
        let mut reply = Vec::new();
        let _read = again.read_to_end(&mut reply);
    }
}
