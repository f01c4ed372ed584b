// SPDX-License-Identifier: EUPL-1.2
//! People, devices, orders and alarms in SQLite: each question handed to its file.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ronda_shared::identity::{Order, OrderKind, SignedCertificate, SignedOrder};
use ronda_shared::ids::{DeviceId, PersonId};
use rusqlite::Row;

use super::cells::{blob_or_none, number};
use super::{SqliteStore, devices, orders, people};
use crate::case_store::{
    Alarm, AlarmKind, By, Device, Enrolment, Names, NewCode, NewDevice, OpenCode, Person, RaisedAlarm, Registry,
    StoreError, Visit, Visited,
};

#[async_trait]
impl Registry for SqliteStore {
    async fn put_person(&self, person: Person, verb: &str, by: By) -> Result<(), StoreError> {
        let verb = verb.to_owned();
        self.write(move |w| people::put(w, &person, verb, by)).await
    }

    async fn person(&self, id: &PersonId) -> Result<Option<Person>, StoreError> {
        let id = *id;
        self.read(move |conn| people::one(conn, &id)).await
    }

    async fn people(&self) -> Result<Vec<Person>, StoreError> {
        self.read(people::all).await
    }

    async fn names(&self, people: &[PersonId]) -> Result<Names, StoreError> {
        let people = people.to_vec();
        self.read(move |conn| people::names(conn, &people)).await
    }

    async fn contact_before(&self, device: &DeviceId, ms: i64) -> Result<Option<i64>, StoreError> {
        let device = *device;
        self.read(move |conn| devices::contact_before(conn, &device, ms)).await
    }

    async fn put_code(&self, code: NewCode, by: By) -> Result<(), StoreError> {
        self.write(move |w| people::put_code(w, &code, by)).await
    }

    async fn code(&self, lookup: &[u8; 16]) -> Result<Option<OpenCode>, StoreError> {
        let lookup = *lookup;
        self.read(move |conn| people::code(conn, &lookup)).await
    }

    async fn enrol(&self, enrolment: Enrolment) -> Result<bool, StoreError> {
        self.write(move |w| {
            let Enrolment { lookup, device, by } = enrolment;
            let valid = people::use_up_code(w, &lookup, by.at_ms)?;
            if valid {
                devices::put(w, &device, "device.enrolled", by)?;
            }
            Ok(valid)
        })
        .await
    }

    async fn put_device(&self, device: NewDevice, alarm: Option<Alarm>, by: By) -> Result<(), StoreError> {
        self.write(move |w| {
            alarm.iter().try_for_each(|alarm| w.raise(alarm))?;
            devices::put(w, &device, "device.registered", by)
        })
        .await
    }

    async fn device(&self, id: &DeviceId) -> Result<Option<Device>, StoreError> {
        let id = *id;
        self.read(move |conn| devices::one(conn, &id)).await
    }

    async fn devices(&self) -> Result<Vec<Device>, StoreError> {
        self.read(devices::all).await
    }

    async fn visit(&self, visit: Visit) -> Result<Visited, StoreError> {
        self.write(move |w| devices::visit(w, &visit)).await
    }

    async fn unflag(&self, device: &DeviceId, by: By) -> Result<(), StoreError> {
        let device = *device;
        self.write(move |w| devices::unflag(w, &device, by)).await
    }

    async fn certificates(&self, ids: &[DeviceId]) -> Result<BTreeMap<DeviceId, SignedCertificate>, StoreError> {
        let ids = ids.to_vec();
        self.read(move |conn| devices::certificates(conn, &ids)).await
    }

    async fn put_orders(&self, orders: Vec<(Order, SignedOrder)>, by: By) -> Result<(), StoreError> {
        let forgets = orders
            .iter()
            .any(|(order, _)| !matches!(order.kind, OrderKind::Revoke(_)));
        self.write(move |w| {
            orders
                .iter()
                .try_for_each(|(order, signed)| orders::put(w, order, signed, None, &by))
        })
        .await?;
        if forgets { self.cut_log().await } else { Ok(()) }
    }

    async fn orders_for(&self, device: &DeviceId, most: u32) -> Result<Vec<SignedOrder>, StoreError> {
        let device = *device;
        self.read(move |conn| orders::for_device(conn, &device, most)).await
    }

    async fn revocation(&self, device: &DeviceId) -> Result<Option<SignedOrder>, StoreError> {
        let device = *device;
        self.read(move |conn| orders::revocation(conn, &device)).await
    }

    async fn orders(&self) -> Result<Vec<SignedOrder>, StoreError> {
        self.read(orders::all).await
    }

    async fn raise(&self, alarm: Alarm) -> Result<(), StoreError> {
        self.write(move |w| w.raise(&alarm)).await
    }

    async fn alarms(&self, limit: u32) -> Result<Vec<RaisedAlarm>, StoreError> {
        self.read(move |conn| {
            let sql = "SELECT no, at_ms, kind, device, detail FROM alarm ORDER BY no DESC LIMIT ?1";
            let mut read = conn.prepare_cached(sql)?;
            let alarms = read.query_map([limit], raised)?;
            Ok(alarms.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

fn raised(row: &Row<'_>) -> rusqlite::Result<RaisedAlarm> {
    let kind = AlarmKind::named(&row.get::<_, String>(2)?);
    let device = blob_or_none(row, 3, DeviceId::from_slice)?;
    Ok(RaisedAlarm {
        no: number(row, 0)?,
        alarm: Alarm {
            at_ms: row.get(1)?,
            kind,
            device,
            detail: row.get(4)?,
        },
    })
}
