// SPDX-License-Identifier: EUPL-1.2
//! What fills itself in where a person said nothing: the place of an asset, the address of a place, each with its source.

use ronda_shared::limits::ASSET_M;
use ronda_shared::place::{AddressSource, Spot, distance_m};
use ronda_shared::ticket::{Field, NewTicket, Position, PositionSource, Ticket, Value};

use super::place::NearAddress;
use super::{Advice, Engine};
use crate::error::Error;
use crate::store::HeldAsset;

impl Engine {
    /// A new ticket about an asset gets its place when nobody gave one, and its code as it stands on the plate.
    pub(super) fn placed(&self, mut new: NewTicket, notes: &mut Vec<Advice>) -> Result<NewTicket, Error> {
        let place = new.position.map(|position| (position.lat, position.lon));
        let Some(asset) = self.asset(new.asset_ref.as_deref(), place, notes)? else {
            return Ok(new);
        };
        new.position = new.position.or_else(|| Some(position(&asset)));
        new.asset_ref = Some(asset.code);
        Ok(new)
    }

    /// A new ticket gets the address of its place when nobody typed one. One that the app had filled in keeps its source
    /// while it still is the one of the place.
    pub(super) fn addressed(&self, mut new: NewTicket, filled_in: bool) -> Result<NewTicket, Error> {
        let Some(position) = new.position else { return Ok(new) };
        let found = self.addresses((position.lat, position.lon), new.asset_ref.as_deref())?;
        let chosen = match &new.address {
            None => found.first(),
            Some(typed) if filled_in => found.iter().find(|one| one.address == *typed),
            Some(_) => None,
        };
        if let Some(chosen) = chosen {
            new.address = Some(chosen.address.clone());
            new.address_source = Some(chosen.source.name().to_owned());
        }
        Ok(new)
    }

    /// An edit that names an asset places a ticket that has no place yet.
    pub(super) fn placed_by_edit(
        &self,
        read: &Ticket,
        fields: &mut Vec<(Field, Value)>,
        notes: &mut Vec<Advice>,
    ) -> Result<(), Error> {
        let code = fields.iter().find_map(|(field, value)| match (field, value) {
            (Field::AssetRef, Value::Text(code)) => Some(code.clone()),
            _ => None,
        });
        let place = pin(fields).or_else(|| read.position().map(|position| (position.lat, position.lon)));
        if let Some(asset) = self.asset(code.as_deref(), place, notes)?
            && place.is_none()
        {
            fields.push((Field::Position, Value::Position(position(&asset))));
        }
        Ok(())
    }

    /// A moved pin takes an address along that nobody typed.
    pub(super) fn addressed_by_edit(&self, read: &Ticket, fields: &mut Vec<(Field, Value)>) -> Result<(), Error> {
        let says_address = fields.iter().any(|(field, _)| *field == Field::Address);
        let was_typed = read.text(&Field::Address).is_some() && read.address_source().is_none();
        let Some(place) = pin(fields).filter(|_| !says_address && !was_typed) else {
            return Ok(());
        };
        let code = read.text(&Field::AssetRef);
        let (address, source) = match self.addresses(place, code)?.into_iter().next() {
            Some(found) => (Value::Text(found.address), Value::Text(found.source.name().to_owned())),
            // What stood there was of the old place.
            None if read.address_source().is_some() => (Value::Cleared, Value::Cleared),
            None => return Ok(()),
        };
        fields.extend([(Field::Address, address), (Field::AddressSource, source)]);
        Ok(())
    }

    /// The asset of a code, of several the nearest; the person is told when something about it is odd.
    fn asset(
        &self,
        code: Option<&str>,
        place: Option<(f64, f64)>,
        notes: &mut Vec<Advice>,
    ) -> Result<Option<HeldAsset>, Error> {
        let Some(code) = code else { return Ok(None) };
        let far = |asset: &HeldAsset| place.map_or(0.0, |place| distance_m(place, asset.place));
        let all = self.store.assets_of_code(code)?;
        let Some(nearest) = all.into_iter().min_by(|one, other| far(one).total_cmp(&far(other))) else {
            let unknown = || Advice::UnknownAsset(code.to_owned());
            notes.extend(self.store.has_assets()?.then(unknown));
            return Ok(None);
        };
        let metres = far(&nearest);
        notes.extend((metres > ASSET_M).then(|| Advice::FarAsset(nearest.code.clone(), metres)));
        Ok(Some(nearest))
    }

    /// Every address that a place and an asset have, the best first.
    fn addresses(&self, place: (f64, f64), code: Option<&str>) -> Result<Vec<NearAddress>, Error> {
        // A place that is none is told with the other faults, when it is saved.
        if Spot::of(place.0, place.1).is_none() {
            return Ok(Vec::new());
        }
        let of_place = self.address_at(place)?;
        let asset = self.asset(code, Some(place), &mut Vec::new())?;
        let of_asset = asset.and_then(|asset| {
            Some(NearAddress {
                distance_m: distance_m(place, asset.place),
                address: asset.label?,
                source: AddressSource::Asset,
            })
        });
        Ok(of_place.into_iter().chain(of_asset).collect())
    }
}

fn position(asset: &HeldAsset) -> Position {
    Position::new(asset.place.0, asset.place.1, PositionSource::Asset)
}

/// The place an edit writes.
pub(super) fn pin(fields: &[(Field, Value)]) -> Option<(f64, f64)> {
    fields.iter().find_map(|(_, value)| match value {
        Value::Position(position) => Some((position.lat, position.lon)),
        _ => None,
    })
}
