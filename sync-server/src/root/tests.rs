// SPDX-License-Identifier: EUPL-1.2
//! Keys, kit and journal in real folders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fs;
use std::io::Write;

use ronda_shared::identity::{BoxKey, Order, OrderKind, Secret, SignedOrder, SigningKey};
use ronda_shared::ids::{DeviceId, OrderId};

use super::*;

fn seeds() -> RootSeeds {
    RootSeeds {
        root: Secret([1; 32]),
        cursor: Secret([2; 32]),
        office: Secret([3; 32]),
    }
}

fn kit() -> RecoveryKit {
    let (jurisdiction, name) = ("FI".to_owned(), "Comune di Prova".to_owned());
    RecoveryKit {
        root: Secret([1; 32]),
        recovery: Secret([4; 32]),
        cursor: Secret([2; 32]),
        jurisdiction,
        name,
    }
}

fn order(no: u8) -> SignedOrder {
    let (id, kind) = (OrderId::from_bytes([no; 16]), OrderKind::Revoke(DeviceId([no; 8])));
    Order {
        id,
        at_ms: i64::from(no),
        kind,
    }
    .sign(&SigningKey::from_seed(&Secret([1; 32])))
}

#[test]
fn keys_read_back_and_are_never_overwritten() {
    let data = tempfile::tempdir().unwrap();
    assert!(matches!(RootKeys::load(data.path()), Err(RootError::NoKeys(_))));
    let recovery = BoxKey::from_seed(&Secret([4; 32])).public();
    let made = RootKeys::create(data.path(), &seeds(), recovery).unwrap();
    let read = RootKeys::load(data.path()).unwrap();
    assert_eq!(
        (read.root.public(), read.office.public()),
        (made.root.public(), made.office.public())
    );
    assert_eq!((read.cursor.0, read.recovery), (Secret([2; 32]), recovery));
    assert!(matches!(
        RootKeys::create(data.path(), &seeds(), recovery),
        Err(RootError::KeysThere(_))
    ));
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_may_read_keys_or_kit() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    RootKeys::create(data.path(), &seeds(), kit().recovery_key().public()).unwrap();
    kit().write(&data.path().join(KIT_FILE), None, [9; 32]).unwrap();
    for file in [RootKeys::file(data.path()), data.path().join(KIT_FILE)] {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_kit_opens_with_its_passphrase_alone() {
    let data = tempfile::tempdir().unwrap();
    let (open, sealed) = (data.path().join("open.json"), data.path().join("sealed.json"));
    kit().write(&open, None, [9; 32]).unwrap();
    kit().write(&sealed, Some("a long passphrase"), [9; 32]).unwrap();
    for read in [
        RecoveryKit::read(&open, None),
        RecoveryKit::read(&sealed, Some("a long passphrase")),
    ] {
        let read = read.unwrap();
        assert_eq!(
            (read.root, read.recovery, read.name),
            (kit().root, kit().recovery, kit().name)
        );
    }
    assert_eq!(RecoveryKit::read(&sealed, None).unwrap_err(), RootError::Sealed);
    assert_eq!(
        RecoveryKit::read(&sealed, Some("another one")).unwrap_err(),
        RootError::WrongPassphrase
    );
    let text = fs::read_to_string(&sealed).unwrap();
    assert!(
        !text.contains(&"01".repeat(32)) && !text.contains(&"04".repeat(32)),
        "no key in the clear"
    );
    assert!(text.contains("safe place"), "it says in plain words what to do with it");
}

#[test]
fn the_journal_keeps_each_order_once_and_survives_a_line_cut_short() {
    let data = tempfile::tempdir().unwrap();
    let journal = OrdersJournal::of(data.path());
    let root = SigningKey::from_seed(&Secret([1; 32])).public();
    assert_eq!(journal.orders(&root).unwrap(), []);
    journal.append(&order(1)).unwrap();
    journal.append(&order(1)).unwrap();
    let mut file = fs::OpenOptions::new().append(true).open(journal.file()).unwrap();
    file.write_all(b"a2005861").unwrap();
    journal.append(&order(2)).unwrap();
    assert_eq!(
        OrdersJournal::of(data.path()).orders(&root).unwrap(),
        [order(1), order(2)]
    );
    let stranger = SigningKey::from_seed(&Secret([7; 32])).public();
    assert_eq!(journal.orders(&stranger).unwrap(), [], "an order nobody signed is none");
}
