// SPDX-License-Identifier: EUPL-1.2
//! How a run ends that cannot settle everything, and what goes out before it does.

use super::*;

const PATIENCE_MS: i64 = 15_000;

/// How a run ends whose every reply is applied to this, and which photos it sent on the way.
fn ends(applied: &Applied, uploads: Result<Uploaded, Failure>) -> (Result<SyncReport, Failure>, Vec<PhotoHash>) {
    let (mut sync, mut now_ms, mut sent) = (DeviceSync::new(0, PATIENCE_MS), 0, Vec::new());
    let mut effect = sync.handle(now_ms, Event::Start);
    loop {
        let event = match effect {
            Effect::Finish(result) => return (result, sent),
            Effect::Gather(_) | Effect::Send(_) | Effect::Apply(_) => Event::Applied(applied.clone()),
            Effect::Upload(photos) => {
                sent.extend(photos);
                let failed = |failure| Event::Failed { failure, jitter: 1 };
                uploads.clone().map_or_else(failed, Event::Uploaded)
            }
            Effect::Wait { wait_ms } => {
                now_ms += wait_ms;
                Event::Woken
            }
        };
        effect = sync.handle(now_ms, event);
    }
}

fn with_photo() -> Applied {
    Applied {
        photos: vec![PhotoHash([1; 32])],
        ..Applied::default()
    }
}

#[test]
fn photos_go_out_before_a_run_gives_up_over_a_ticket_that_is_not_taken() {
    let stalled = Applied {
        owes: true,
        ..with_photo()
    };
    let (ended, sent) = ends(&stalled, Ok(Uploaded::default()));
    assert!(matches!(ended, Err(Failure::Busy { .. })), "{ended:?}");
    assert_eq!(sent, with_photo().photos, "once");
}

#[test]
fn photos_go_out_before_a_run_says_that_the_two_sides_differ() {
    let (ended, sent) = ends(&with_photo(), Ok(Uploaded::default()));
    assert_eq!((ended, sent), (Err(Failure::StillDiffers), with_photo().photos));
}

#[test]
fn an_upload_that_fails_for_good_is_what_the_run_tells() {
    let refused = Failure::Refused("not this one".into());
    let (ended, _) = ends(&with_photo(), Err(refused.clone()));
    assert_eq!(ended, Err(refused));
}

#[test]
fn a_cut_upload_leaves_no_verdict_behind() {
    let (mut sync, failure) = (DeviceSync::new(0, PATIENCE_MS), Failure::Unreachable("cut".into()));
    for _ in 0..RECONCILE_ROUNDS {
        assert!(matches!(
            sync.handle(0, Event::Applied(with_photo())),
            Effect::Gather(_)
        ));
    }
    assert!(matches!(
        sync.handle(0, Event::Applied(with_photo())),
        Effect::Upload(_)
    ));
    assert!(matches!(
        sync.handle(0, Event::Failed { failure, jitter: 1 }),
        Effect::Wait { .. }
    ));
    assert!(matches!(sync.handle(1, Event::Woken), Effect::Gather(_)));
    let agreed = Applied {
        digests_agree: true,
        ..with_photo()
    };
    assert!(matches!(sync.handle(1, Event::Applied(agreed)), Effect::Upload(_)));
    let ended = sync.handle(1, Event::Uploaded(Uploaded::default()));
    assert!(matches!(ended, Effect::Finish(Ok(_))), "{ended:?}");
}

#[test]
fn a_ticket_whose_changes_are_to_be_signed_goes_again_at_once_and_only_once() {
    let mut sync = DeviceSync::new(0, PATIENCE_MS);
    let ticket = TicketId::from_bytes([7; 16]);
    let asked = || Applied {
        owes: true,
        sign_each: vec![ticket],
        ..Applied::default()
    };
    let Effect::Gather(next) = sync.handle(0, Event::Applied(asked())) else {
        panic!("it goes again at once");
    };
    assert_eq!(next.sign_each, BTreeSet::from([ticket]));
    let again = sync.handle(0, Event::Applied(asked()));
    assert!(
        matches!(again, Effect::Wait { .. }),
        "signing has not helped: {again:?}"
    );
}
