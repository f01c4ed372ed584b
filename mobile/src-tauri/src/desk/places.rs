// SPDX-License-Identifier: EUPL-1.2
//! What is at a place, where something is, and the tickets of a piece of map.

use ronda_field::engine::{self, FoundKind as Kind};
use ronda_field::store::{MapRow, TicketBox};
use ronda_shared::limits::MAP_TICKETS;
use ronda_shared::place::AddressSource as Source;

use super::{Desk, invalid};
use crate::bridge::fault::Fault;
use crate::bridge::place::{
    AddressSource, AssetCode, FoundKind, FoundPlace, MapBox, MapTicket, NearAddress, NearAsset, PlaceSearch, Point,
    Whereabouts,
};

impl Desk {
    pub fn locate_place(&mut self, request: Point) -> Result<Whereabouts, Fault> {
        let found = self.engine()?.locate((request.lat, request.lon))?;
        Ok(Whereabouts {
            district: found.district,
            district_name: found.district_name,
            outside: found.outside,
        })
    }

    pub fn address_at(&mut self, request: Point) -> Result<Option<NearAddress>, Fault> {
        let found = self.engine()?.address_at((request.lat, request.lon))?;
        Ok(found.map(|near| NearAddress {
            address: near.address,
            source: match near.source {
                Source::StreetIndex => AddressSource::StreetIndex,
                Source::HouseNumbers => AddressSource::HouseNumbers,
                Source::Asset => AddressSource::Asset,
            },
            distance_m: near.distance_m,
        }))
    }

    pub fn search_places(&mut self, request: PlaceSearch) -> Result<Vec<FoundPlace>, Fault> {
        let near = match (request.lat, request.lon) {
            (Some(lat), Some(lon)) => Some((lat, lon)),
            (None, None) => None,
            _ => return Err(invalid("half a place is none: give both latitude and longitude")),
        };
        let found = self.engine()?.search_places(&request.text, near)?;
        Ok(found.into_iter().map(found_place).collect())
    }

    pub fn assets_near(&mut self, request: Point) -> Result<Vec<NearAsset>, Fault> {
        let found = self.engine()?.assets_near((request.lat, request.lon))?;
        Ok(found.into_iter().map(near_asset).collect())
    }

    pub fn asset_of_code(&mut self, request: AssetCode) -> Result<Vec<NearAsset>, Fault> {
        let found = self.engine()?.asset_of_code(&request.code)?;
        Ok(found.into_iter().map(near_asset).collect())
    }

    pub fn map_tickets(&mut self, request: MapBox) -> Result<Vec<MapTicket>, Fault> {
        let engine = self.engine()?;
        let area = TicketBox {
            west: request.west,
            south: request.south,
            east: request.east,
            north: request.north,
        };
        let (rows, me) = (engine.store().tickets_on_map(area, MAP_TICKETS)?, engine.person());
        let ticket = |shown: MapRow| {
            let MapRow { place, row } = shown;
            let group = row.category.split('.').next().unwrap_or_default();
            MapTicket {
                id: row.id.to_string(),
                code: row.code,
                lat: place.0,
                lon: place.1,
                category_group: group.to_owned(),
                category: row.category,
                status: row.status,
                is_mine: row.created_by == me,
                priority: row.priority.map(|priority| format!("{priority:?}")),
                danger: row.danger,
                title: row.title,
            }
        };
        Ok(rows.into_iter().map(ticket).collect())
    }
}

fn found_place(found: engine::FoundPlace) -> FoundPlace {
    FoundPlace {
        kind: match found.kind {
            Kind::Street => FoundKind::Street,
            Kind::Number => FoundKind::Number,
            Kind::Asset => FoundKind::Asset,
        },
        label: found.label,
        detail: found.detail,
        lat: found.place.0,
        lon: found.place.1,
        distance_m: found.distance_m,
    }
}

fn near_asset(near: engine::NearAsset) -> NearAsset {
    let asset = near.asset;
    NearAsset {
        code: asset.code,
        layer: asset.layer,
        label: asset.label,
        lat: asset.place.0,
        lon: asset.place.1,
        distance_m: near.distance_m,
    }
}
