// SPDX-License-Identifier: EUPL-1.2
//! Somebody with the phone in his hands guesses the PIN: he sets its clock, starts it again, kills it at the right moment.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use minicbor::Decode;
use ronda_field::keystore::{Cost, Hardware, Keystore, KeystoreError, LAST_TRY};
use ronda_shared::identity::{BoxKey, Secret, open};
use tempfile::TempDir;

use crate::office::Office;
use crate::phone::{PIN, Phone};
use crate::scenario::Random;
use crate::wait;

const NOW_MS: i64 = 1_777_882_530_250;
const TEN_YEARS_MS: u64 = 10 * 365 * 86_400_000;
/// What a guess costs here: it is not what is tried.
const CHEAP: Cost = Cost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};
const PATIENCE: Duration = Duration::from_secs(60);
/// Wrong PINs in a row that cost no wait.
const FREE: u32 = 3;

/// A phone's hardware: its key is in no file.
#[derive(Debug, Clone, Default)]
struct Chip(Arc<Mutex<Option<u8>>>);

impl Hardware for Chip {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        let key = *self.0.lock().expect("the chip").get_or_insert(0x5a);
        Ok(secret.iter().map(|byte| byte ^ key).collect())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        let key = self.0.lock().expect("the chip").ok_or(KeystoreError::Damaged)?;
        Ok(wrapped.iter().map(|byte| byte ^ key).collect())
    }

    fn forget(&self) -> Result<(), KeystoreError> {
        self.0.lock().expect("the chip").take();
        Ok(())
    }
}

/// What stands in the file of tries.
#[derive(Debug, Decode)]
#[cbor(map)]
struct Count {
    #[n(0)]
    failed: u32,
}

fn counted(home: &Path) -> u32 {
    std::fs::read(home.join("tries")).map_or(0, |bytes| {
        minicbor::decode::<Count>(&bytes).map_or(FREE + 1, |count| count.failed)
    })
}

/// The wait that so many wrong PINs in a row cost, as the promise has it: nothing for three, 30 s for the fourth, then double
/// each time, an hour at most.
fn wait_ms(failed: u32) -> i64 {
    match failed.checked_sub(FREE + 1) {
        None => 0,
        Some(doublings) => (30_000_i64 << doublings.min(20)).min(3_600_000),
    }
}

struct Thief {
    home: TempDir,
    chip: Chip,
    right: String,
    data_key: Secret,
    recovery: BoxKey,
    /// What the phone's clock shows.
    shown_ms: i64,
    /// How far it went forward since the last guess that counted; setting it back gives nothing back.
    waited_ms: i64,
    guesses: u64,
}

impl Thief {
    fn with_a_phone(random: &mut Random) -> Self {
        let (home, chip) = (TempDir::new().expect("a home"), Chip::default());
        let right = format!("{:04}", random.below(10_000));
        let recovery = BoxKey::from_seed(&Secret([7; 32]));
        let keystore = Keystore::with_cost(home.path(), CHEAP).in_hardware(Box::new(chip.clone()));
        let data_key = keystore.found::<_, KeystoreError>(&right, &recovery.public(), |key| Ok(key.clone()));
        Self {
            home,
            chip,
            right,
            data_key: data_key.expect("founded"),
            recovery,
            shown_ms: NOW_MS,
            waited_ms: 0,
            guesses: 0,
        }
    }

    /// The phone as it starts anew: nothing is remembered but what is on its disk.
    fn keystore(&self) -> Keystore {
        Keystore::with_cost(self.home.path(), CHEAP).in_hardware(Box::new(self.chip.clone()))
    }

    fn passes(&mut self, ms: i64) {
        self.shown_ms += ms;
        self.waited_ms += ms.max(0);
    }

    /// Tries a PIN; whether it was looked at.
    fn tries(&mut self, pin: &str) -> Result<bool, String> {
        let before = counted(self.home.path());
        let answer = self.keystore().unlock(pin, self.shown_ms);
        let after = counted(self.home.path());
        self.guesses += 1;
        let told = match &answer {
            Ok(_) => "open".to_owned(),
            Err(fault) => fault.to_string(),
        };
        let fault = |what: &str| Err(format!("{what}: {told}, {before} counted before and {after} after"));
        match answer {
            Ok(key) if pin != self.right || key != self.data_key => fault("it opened for a wrong PIN"),
            Ok(_) if after != 0 => fault("it opened and counts on"),
            Err(KeystoreError::Wait { .. }) if after != before => fault("a PIN that was not looked at was counted"),
            Err(KeystoreError::Wait { .. }) => Ok(false),
            Err(KeystoreError::WrongPin { .. }) if pin == self.right => fault("the right PIN is wrong"),
            Err(KeystoreError::WrongPin { .. }) if after != before + 1 => fault("a guess was not counted"),
            Err(KeystoreError::WrongPin { .. }) if after >= LAST_TRY => fault("the last try left the key here"),
            Err(KeystoreError::Dropped) if after != LAST_TRY => fault("the key was dropped at another try"),
            Ok(_) | Err(KeystoreError::WrongPin { .. } | KeystoreError::Dropped) => {
                let waited = std::mem::take(&mut self.waited_ms);
                if waited < wait_ms(before) {
                    return fault(&format!("looked at after {waited} ms of a wait"));
                }
                Ok(true)
            }
            Err(_) => fault("another answer"),
        }
    }

    fn wrong(&self, random: &mut Random) -> String {
        let guess = (self.right.parse::<u64>().expect("a number") + 1 + random.below(9_999)) % 10_000;
        format!("{guess:04}")
    }

    /// One thing that he, or now and then the owner, does.
    fn step(&mut self, random: &mut Random) -> Result<(), String> {
        let any = random.below(TEN_YEARS_MS).cast_signed();
        match random.below(20) {
            0..=8 => {
                let guess = self.wrong(random);
                self.tries(&guess).map(drop)
            }
            9 => {
                let right = self.right.clone();
                self.tries(&right).map(drop)
            }
            16.. => self.waits_as_told(random),
            other => {
                self.passes(match other {
                    10..=11 => -any,
                    12 => any,
                    _ => random.below(60_000).cast_signed(),
                });
                Ok(())
            }
        }
    }

    /// Whoever waits as long as he is told may try again, whatever the clock was set to before.
    fn waits_as_told(&mut self, random: &mut Random) -> Result<(), String> {
        let guess = self.wrong(random);
        if self.is_dropped() || self.tries(&guess)? {
            return Ok(());
        }
        let told = self
            .keystore()
            .wait_ms(self.shown_ms)
            .map_err(|fault| fault.to_string())?;
        self.passes(told);
        match self.tries(&guess)? {
            true => Ok(()),
            false => Err(format!("{told} ms were to be waited, were waited, and did not do")),
        }
    }

    fn is_dropped(&self) -> bool {
        counted(self.home.path()) >= LAST_TRY
    }

    /// After the last try no PIN opens, whatever the clock says; the office's way remains.
    fn ends(&mut self, random: &mut Random) -> Result<(), String> {
        while !self.is_dropped() {
            self.waits_as_told(random)?;
        }
        for _ in 0..8 {
            self.passes(random.below(TEN_YEARS_MS).cast_signed() - (TEN_YEARS_MS / 2).cast_signed());
            let answer = self.keystore().unlock(&self.right, self.shown_ms);
            if !matches!(answer, Err(KeystoreError::Dropped)) {
                return Err(format!("after the last try it answers {answer:?}"));
            }
        }
        let sealed = self.keystore().sealed_key().map_err(|fault| fault.to_string())?;
        let opened = open(&self.recovery, &sealed).map_err(|_| "the office's key does not open it any more")?;
        if opened == self.data_key.0 {
            Ok(())
        } else {
            Err("the office's key opens something else".into())
        }
    }
}

/// So many thieves of a seed, each until his phone has dropped its key; answers how many PINs they tried.
///
/// # Panics
/// When one got a guess that he should not have, naming seed, thief and step.
pub fn failed(seed: u64, thieves: u64) -> u64 {
    let mut tried = 0;
    for number in 0..thieves {
        let mut random = Random::of(seed * 1_000_003 + number);
        let mut thief = Thief::with_a_phone(&mut random);
        let mut step = 0;
        while step < 60 && !thief.is_dropped() {
            let done = thief.step(&mut random);
            done.unwrap_or_else(|what| panic!("seed {seed}, thief {number}, step {step}: {what}"));
            step += 1;
        }
        let ended = thief.ends(&mut random);
        ended.unwrap_or_else(|what| panic!("seed {seed}, thief {number}, at the end: {what}"));
        tried += thief.guesses;
    }
    tried
}

/// Whether the right PIN opens where its try cannot be counted: it must not be looked at.
pub fn opens_uncounted(seed: u64) -> bool {
    let thief = Thief::with_a_phone(&mut Random::of(seed));
    std::fs::create_dir(thief.home.path().join("tries")).expect("a folder where the count should be");
    !matches!(
        thief.keystore().unlock(&thief.right, NOW_MS),
        Err(KeystoreError::Home(_))
    )
}

/// Real `ronda` processes killed as soon as a wrong try is counted; answers how many were.
///
/// # Panics
/// When such a try is forgotten, or the fifth PIN is looked at without a wait.
pub fn killed_in_between() -> u64 {
    let office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let mut killed = 0;
    for number in 1..=FREE + 1 {
        let mut command = phone.command(&["status", "--json"]);
        let command = command.env("RONDA_PIN", "000000").stdin(Stdio::null());
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        wait::until("the try to be counted", PATIENCE, || {
            (counted(&phone.home()) == number).then_some(())
        });
        child.kill().expect("it is ours to kill");
        let ended = child.wait().expect("it ends");
        // One that was quicker than the kill had its answer, and was counted all the same.
        killed += u64::from(ended.signal().is_some());
        assert_eq!(counted(&phone.home()), number, "a kill gave a try back");
    }
    let answer = phone.run(&["status"]);
    assert!(
        answer.code != 0 && answer.err.contains("too many wrong PINs"),
        "the PIN {PIN} was looked at without a wait: {answer:?}"
    );
    assert_eq!(counted(&phone.home()), FREE + 1);
    killed
}
