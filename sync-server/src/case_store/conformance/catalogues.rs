// SPDX-License-Identifier: EUPL-1.2
//! The catalogue of public files about places.

use ronda_shared::identity::{Secret, SigningKey};
use ronda_shared::ids::PlaceHash;
use ronda_shared::place::{Catalogue, FileRef, LayerEntry, SignedCatalogue};

use super::*;
use crate::case_store::{Deed, StagedLayer};

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
        let signed = published(at_ms);
        store.put_catalogue(signed, at_ms, false, vec![deed]).await.unwrap();
    }
    assert_eq!(store.catalogue().await.unwrap(), Some(published(20)));
    assert_eq!(store.catalogue_at_ms().await.unwrap(), Some(20));
    assert_ne!(store.meta().await.unwrap().audit, before, "each is on record");
}

pub(crate) async fn layers_wait_for_their_publication(ground: &impl Ground) {
    let staged = |name: &str, count: Option<u64>| StagedLayer {
        name: name.to_owned(),
        entry: count.map(|count| LayerEntry {
            name: name.to_owned(),
            date: "2026-11-29".to_owned(),
            count,
            file: FileRef {
                sha256: PlaceHash([7; 32]),
                bytes: count,
            },
        }),
    };
    let store = ground.open();
    assert_eq!(store.staged_layers().await.unwrap(), []);
    for layer in [
        staged("lamps", Some(1)),
        staged("bins", Some(5)),
        staged("lamps", None),
        staged("bins", Some(6)),
    ] {
        store.stage_layer(layer, By::office(1)).await.unwrap();
    }
    store.put_catalogue(published(1), 1, false, Vec::new()).await.unwrap();
    store.close().await;
    drop(store);
    let store = ground.open();
    let both = [staged("bins", Some(6)), staged("lamps", None)];
    assert_eq!(
        store.staged_layers().await.unwrap(),
        both,
        "the last of each name waits, whatever else is published"
    );
    store.unstage_layers(Some("bins".into())).await.unwrap();
    assert_eq!(store.staged_layers().await.unwrap(), both[1..]);
    store.unstage_layers(None).await.unwrap();
    assert_eq!(store.staged_layers().await.unwrap(), []);
    store
        .stage_layer(staged("trees", Some(2)), By::office(2))
        .await
        .unwrap();
    store.put_catalogue(published(2), 2, true, Vec::new()).await.unwrap();
    assert_eq!(store.staged_layers().await.unwrap(), []);
}
