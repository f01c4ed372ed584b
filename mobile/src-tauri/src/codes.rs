// SPDX-License-Identifier: EUPL-1.2
//! QR codes in pictures, for web views that read none themselves: an iPhone's, a desktop's, an Android's without Google's services.

use ronda_shared::photo::{Grey, PhotoError, grey};
use rqrr::PreparedImage;

/// What the codes in a photo say, in no order; none where there is none that can be read.
///
/// # Errors
/// When the file is no photo that could be taken in.
pub fn read(file: &[u8]) -> Result<Vec<String>, PhotoError> {
    let photo = grey(file)?;
    let small = photo.halved();
    // The grain of a camera is gone in the smaller one, which most codes are large enough for; engraved plates are bright on dark.
    let looks: [&dyn Fn() -> Vec<String>; 4] = [
        &|| codes(&small),
        &|| codes(&photo),
        &|| codes(&small.inverted()),
        &|| codes(&photo.inverted()),
    ];
    let found = looks.iter().map(|look| look()).find(|found| !found.is_empty());
    Ok(found.unwrap_or_default())
}

fn codes(picture: &Grey) -> Vec<String> {
    let (width, points) = (picture.width, &picture.points);
    if points.is_empty() {
        return Vec::new();
    }
    let point = |x: usize, y: usize| points.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut prepared = PreparedImage::prepare_from_greyscale(width, points.len() / width, point);
    let said = prepared
        .detect_grids()
        .into_iter()
        .filter_map(|grid| grid.decode().ok());
    said.map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests;
