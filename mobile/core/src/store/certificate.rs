// SPDX-License-Identifier: EUPL-1.2
//! Certificates of the devices whose changes this phone holds; each was checked against the root key before it came here.

use std::collections::BTreeMap;

use ronda_shared::identity::{Certificate, PublicKey, Signature, SignedCertificate};
use ronda_shared::ids::DeviceId;
use rusqlite::{Connection, params};

use super::blob::id;
use super::{Store, StoreError, meta};

impl Store {
    /// The public keys of every known device.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn device_keys(&self) -> Result<BTreeMap<DeviceId, PublicKey>, StoreError> {
        keys(self.reader())
    }

    /// Every known device's certificate, as signed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn certificates(&self) -> Result<Vec<SignedCertificate>, StoreError> {
        of_devices(self.reader(), self.device_keys()?.into_keys())
    }

    /// Keeps who uses this home, under a name, with his own certificate beside those of others.
    pub(crate) fn keep_identity<T: minicbor::Encode<()>>(
        &mut self,
        key: &str,
        identity: &T,
        checked: &Certificate,
        signed: &SignedCertificate,
    ) -> Result<(), StoreError> {
        self.within(|transaction| {
            meta::put(transaction, key, identity)?;
            put(transaction, checked, signed)
        })
    }
}

/// The public keys of every known device.
pub(crate) fn keys(connection: &Connection) -> Result<BTreeMap<DeviceId, PublicKey>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT device, body FROM certificate")?;
    let rows = statement.query_and_then([], |row| {
        let body = row.get_ref(1)?.as_blob()?;
        let certificate: Certificate = minicbor::decode(body).map_err(|_| StoreError::Damaged("certificate"))?;
        Ok((id(row, 0)?, certificate.public_key))
    })?;
    rows.collect()
}

/// The certificates of some devices, as signed.
pub(crate) fn of_devices(
    connection: &Connection,
    devices: impl IntoIterator<Item = DeviceId>,
) -> Result<Vec<SignedCertificate>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body, signature FROM certificate WHERE device = ?1")?;
    let mut found = Vec::new();
    for device in devices {
        let mut rows = statement.query([device.bytes()])?;
        if let Some(row) = rows.next()? {
            found.push(SignedCertificate {
                body: row.get(0)?,
                signature: Signature(row.get(1)?),
            });
        }
    }
    Ok(found)
}

/// Keeps a certificate whose signature was checked.
pub(crate) fn put(
    connection: &Connection,
    checked: &Certificate,
    signed: &SignedCertificate,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO certificate (device, person, body, signature) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (device) DO UPDATE SET person = excluded.person, body = excluded.body, signature = excluded.signature",
    )?;
    statement.execute(params![
        checked.device.bytes(),
        checked.person.bytes(),
        signed.body,
        signed.signature.0
    ])?;
    Ok(())
}
