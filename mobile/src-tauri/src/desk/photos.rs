// SPDX-License-Identifier: EUPL-1.2
//! Bytes of photos for the custom protocol.

use ronda_field::store::DraftBytes;
use ronda_shared::photo::thumbnail_of;

use super::Desk;

/// A photo that the web view asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// `full/TICKET/SHA256`.
    Full(String, String),
    /// `thumb/SHA256`.
    Thumb(String),
    /// `draft/ID`.
    Draft(String),
    /// `draft-thumb/ID`.
    DraftThumb(String),
}

impl Asked {
    /// What a path asks for.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.trim_start_matches('/').replace("%2F", "/");
        let mut parts = path.split('/').map(str::to_owned);
        match (parts.next()?.as_str(), parts.next()?, parts.next()) {
            ("full", ticket, Some(photo)) => Some(Self::Full(ticket, photo)),
            ("thumb", photo, None) => Some(Self::Thumb(photo)),
            ("draft", id, None) => Some(Self::Draft(id)),
            ("draft-thumb", id, None) => Some(Self::DraftThumb(id)),
            _ => None,
        }
    }
}

impl Desk {
    /// The JPEG, when it is on this phone and the home is open.
    pub fn photo_bytes(&mut self, asked: &Asked) -> Option<Vec<u8>> {
        let engine = self.engine().ok()?;
        let store = engine.store();
        match asked {
            Asked::Full(ticket, photo) => engine.photo_bytes(&ticket.parse().ok()?, &photo.parse().ok()?).ok(),
            Asked::Thumb(photo) => {
                let photo = photo.parse().ok()?;
                let small = store.photo_thumbnail(&photo).ok()?;
                small.or_else(|| thumbnail_of(&store.photo_jpeg(&photo).ok()??).ok())
            }
            Asked::Draft(id) => store.draft_photo_bytes(id, DraftBytes::Picture).ok()?,
            Asked::DraftThumb(id) => store.draft_photo_bytes(id, DraftBytes::Thumbnail).ok()?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_photos_and_nothing_else() {
        assert_eq!(Asked::of("/thumb/ab"), Some(Asked::Thumb("ab".into())));
        assert_eq!(Asked::of("/full%2Ft%2Fp"), Some(Asked::Full("t".into(), "p".into())));
        assert_eq!(Asked::of("/draft-thumb/x"), Some(Asked::DraftThumb("x".into())));
        for other in ["", "/", "/thumb", "/thumb/a/b", "/../etc/passwd", "/full/t"] {
            assert_eq!(Asked::of(other), None, "{other}");
        }
    }
}
