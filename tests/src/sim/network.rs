// SPDX-License-Identifier: EUPL-1.2
//! A phone's sync over a network that loses, repeats, delays and cuts: the real loop, every step of it a place to die.

use std::sync::atomic::Ordering;

use ronda_field::store::Sent;
use ronda_field::sync::{Farewell, applied, gathered, renewed_after};
use ronda_shared::identity::SignedCertificate;
use ronda_shared::ids::PhotoHash;
use ronda_shared::limits::{CONNECT_PATIENCE_MS, EXCHANGE_DECODED_BYTES};
use ronda_shared::sync::{DeviceSync, Effect, Event, Failure, SyncReport, Uploaded};
use ronda_shared::wire::{ExchangeReply, ExchangeRequest, decode, encode};

use super::office::refused;
use super::script::Fate;
use super::world::World;

/// No sync of a small world needs so many steps.
const STEPS: u32 = 1_000;

/// A request that its sender has given up.
#[derive(Clone)]
pub struct HeldBack {
    certificate: SignedCertificate,
    bytes: Vec<u8>,
}

/// How a sync ended.
pub enum Synced {
    Done(SyncReport),
    Failed(Failure),
    /// The phone was killed on the way.
    Killed,
}

/// What became of a request.
enum Carried {
    Reply(Box<ExchangeReply>),
    Failed(Failure),
    Killed,
}

pub(super) fn cut() -> Failure {
    Failure::Unreachable("the connection was cut".into())
}

impl World {
    /// Syncs a phone; its requests meet these fates one after another, and a fine network when they are used up.
    pub fn sync(&mut self, phone: usize, fates: &[Fate]) -> Synced {
        if self.phones[phone].is_wiped() {
            return Synced::Failed(Failure::Refused("wiped".into()));
        }
        let ended = match self.until_settled(phone, &mut fates.iter().copied()) {
            Synced::Failed(Failure::Revoked) => self.says_farewell(phone),
            ended => ended,
        };
        match &ended {
            Synced::Killed => self.phones[phone].crashes(),
            Synced::Failed(failure) => renewed_after(self.phones[phone].engine(), failure),
            Synced::Done(_) => {}
        }
        ended
    }

    fn until_settled(&mut self, phone: usize, fates: &mut dyn Iterator<Item = Fate>) -> Synced {
        let mut sync = DeviceSync::new(self.now_ms(), CONNECT_PATIENCE_MS);
        let mut sent = Sent::default();
        let mut effect = sync.handle(self.now_ms(), Event::Start);
        for step in 0..STEPS {
            let event = match effect {
                Effect::Finish(Ok(report)) => return Synced::Done(report),
                Effect::Finish(Err(failure)) => return Synced::Failed(failure),
                Effect::Gather(gathering) => match gathered(self.phones[phone].look(), gathering) {
                    Ok((request, now)) => {
                        sent = now;
                        Ok(Event::Gathered(Box::new(request)))
                    }
                    Err(failure) => Err(failure),
                },
                Effect::Send(request) => match self.carry(phone, &request, fates.next().unwrap_or(Fate::Fine)) {
                    Carried::Reply(reply) => Ok(Event::Replied(reply)),
                    Carried::Failed(failure) => Err(failure),
                    Carried::Killed => return Synced::Killed,
                },
                Effect::Apply(reply) => {
                    let engine = self.phones[phone].engine();
                    applied(engine, &reply, std::mem::take(&mut sent)).map(Event::Applied)
                }
                Effect::Upload(photos) => match self.upload(phone, &photos, fates) {
                    Some(uploaded) => uploaded.map(Event::Uploaded),
                    None => return Synced::Killed,
                },
                Effect::Wait { wait_ms } => {
                    self.now.fetch_add(wait_ms, Ordering::SeqCst);
                    Ok(Event::Woken)
                }
            };
            let event = event.unwrap_or_else(|failure| Event::Failed {
                failure,
                jitter: u64::from(step) * 7_919,
            });
            effect = sync.handle(self.now_ms(), event);
        }
        Synced::Failed(Failure::Store("a sync that does not end".into()))
    }

    fn carry(&mut self, phone: usize, request: &ExchangeRequest, fate: Fate) -> Carried {
        let certificate = self.phones[phone].look().identity().certificate.clone();
        let bytes = encode(request);
        match fate {
            Fate::LostRequest => return Carried::Failed(cut()),
            Fate::Late => {
                self.late.push_back(HeldBack { certificate, bytes });
                return Carried::Failed(cut());
            }
            _ => {}
        }
        let first = self.exchange(&certificate, &bytes);
        let reply = match fate {
            Fate::LostReply => return Carried::Failed(cut()),
            Fate::Killed => return Carried::Killed,
            // The phone hears whichever answer comes; the later one knows more.
            Fate::Twice => first.and_then(|_| self.exchange(&certificate, &bytes)),
            _ => first,
        };
        match reply {
            Ok(reply) => Carried::Reply(Box::new(reply)),
            Err(failure) => Carried::Failed(failure),
        }
    }

    fn exchange(&self, certificate: &SignedCertificate, bytes: &[u8]) -> Result<ExchangeReply, Failure> {
        let reply = self.runtime.block_on(self.office.exchange(certificate, bytes))?;
        decode(&reply, EXCHANGE_DECODED_BYTES).map_err(|fault| Failure::Refused(fault.to_string()))
    }

    /// None when the phone was killed on the way.
    fn upload(
        &mut self,
        phone: usize,
        photos: &[PhotoHash],
        fates: &mut dyn Iterator<Item = Fate>,
    ) -> Option<Result<Uploaded, Failure>> {
        let (mut uploaded, mut result) = (Uploaded::default(), Ok(()));
        let certificate = self.phones[phone].look().identity().certificate.clone();
        for photo in photos {
            let jpeg = match self.phones[phone].look().store().photo_jpeg(photo) {
                Ok(Some(jpeg)) => jpeg,
                Ok(None) => continue,
                Err(fault) => return Some(Err(Failure::Store(fault.to_string()))),
            };
            let fate = fates.next().unwrap_or(Fate::Fine);
            let send = async || match fate {
                Fate::LostRequest => Err(cut()),
                Fate::Late | Fate::Killed => {
                    self.office.half_upload(&certificate, *photo, &jpeg).await;
                    Err(cut())
                }
                Fate::LostReply => self
                    .office
                    .upload(&certificate, *photo, &jpeg)
                    .await
                    .and_then(|_| Err(cut())),
                Fate::Fine | Fate::Twice => self.office.upload(&certificate, *photo, &jpeg).await,
            };
            let sent = self.runtime.block_on(send());
            if fate == Fate::Killed {
                return None;
            }
            let store = self.phones[phone].engine().store_mut();
            let kept = match sent {
                Ok(number) => {
                    uploaded.photos += 1;
                    store.photo_held(photo, number).map(drop)
                }
                Err(Failure::Refused(reason)) => {
                    uploaded.refused += 1;
                    store.photo_refused(photo, &reason, false).map(drop)
                }
                Err(failure) => {
                    result = Err(failure);
                    Ok(())
                }
            };
            if let Err(fault) = kept {
                return Some(Err(Failure::Store(fault.to_string())));
            }
        }
        Some(result.map(|()| uploaded))
    }

    /// A revoked phone hands over what it owes until it is told to forget.
    fn says_farewell(&mut self, phone: usize) -> Synced {
        let mut farewell = Farewell::default();
        for _ in 0..20 {
            let request = match farewell.parcel(self.phones[phone].engine()) {
                Ok(Some(parcel)) => parcel,
                Ok(None) => return Synced::Failed(Failure::Revoked),
                Err(failure) => return Synced::Failed(failure),
            };
            let reply = self.runtime.block_on(self.office.office.drop_box(request));
            let reply = match reply {
                Ok(reply) => reply,
                Err(error) => return Synced::Failed(refused(error)),
            };
            if let Err(failure) = farewell.taken(self.phones[phone].engine(), &reply) {
                return Synced::Failed(failure);
            }
        }
        Synced::Failed(Failure::Store("a farewell that does not end".into()))
    }

    /// A request that was held back arrives; nobody waits for its answer.
    pub fn late_arrival(&mut self) -> String {
        let Some(HeldBack { certificate, bytes }) = self.late.pop_front() else {
            return "nothing was held back".into();
        };
        match self.exchange(&certificate, &bytes) {
            Ok(reply) => format!("answered up to {}", reply.cursor.server_no),
            Err(failure) => format!("refused: {failure}"),
        }
    }
}
