// SPDX-License-Identifier: EUPL-1.2
//! The catalogue of public files about places.

use ronda_shared::identity::{Secret, SigningKey};
use ronda_shared::place::{Catalogue, SignedCatalogue};

use super::*;
use crate::case_store::Deed;

fn published(published_at_ms: i64) -> SignedCatalogue {
    let catalogue = Catalogue {
        published_at_ms,
        ..Catalogue::default()
    };
    catalogue.sign(&SigningKey::from_seed(&Secret([1; 32])))
}

pub(crate) async fn the_newest_catalogue_stands_alone_with_the_fact_that_made_it(ground: &impl Ground) {
    let store = ground.open();
    assert_eq!(store.catalogue().await.unwrap(), None);
    assert_eq!(store.catalogue_at_ms().await.unwrap(), None);
    let before = store.meta().await.unwrap().audit;
    for at_ms in [10, 20] {
        let deed = Deed {
            by: By::office(at_ms),
            verb: "pack.added".to_owned(),
            object: "firenze".to_owned(),
            content: Vec::new(),
        };
        store.put_catalogue(published(at_ms), at_ms, deed).await.unwrap();
    }
    assert_eq!(store.catalogue().await.unwrap(), Some(published(20)));
    assert_eq!(store.catalogue_at_ms().await.unwrap(), Some(20));
    assert_ne!(store.meta().await.unwrap().audit, before, "each is on record");
}
