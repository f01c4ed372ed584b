// SPDX-License-Identifier: EUPL-1.2
//! A city's own house numbers: `street;number;lon;lat`, every fault with its line.

use ::csv::{ReaderBuilder, StringRecord, Trim};
use ronda_shared::place::{Spot, StreetIndex, StreetMaker};

/// The columns, in whatever order a file has them.
const COLUMNS: [&str; 4] = ["street", "number", "lon", "lat"];
/// Faults told at once: whoever has more corrects the export, not the lines.
const TOLD: usize = 20;

/// The index of a file's house numbers.
///
/// # Errors
/// Its faults, each with its line.
pub(super) fn house_numbers(text: &str) -> Result<StreetIndex, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = ReaderBuilder::new()
        .delimiter(b';')
        .trim(Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = columns(reader.headers().map_err(|error| format!("line 1: {error}"))?)?;
    let (mut maker, mut faults, mut count) = (StreetMaker::default(), Vec::new(), 0_usize);
    for record in reader.records() {
        let fault = match record {
            Ok(record) => {
                let line = record.position().map_or(0, ::csv::Position::line);
                take(&mut maker, &record, &columns)
                    .err()
                    .map(|fault| format!("line {line}: {fault}"))
            }
            Err(error) => Some(error.to_string()),
        };
        count += usize::from(fault.is_none());
        faults.extend(fault);
    }
    if !faults.is_empty() {
        let more = faults.len().saturating_sub(TOLD);
        faults.truncate(TOLD);
        faults.extend((more > 0).then(|| format!("and {more} more lines")));
        return Err(faults.join("; "));
    }
    if count == 0 {
        return Err("there is no house number in it: give one line for each".into());
    }
    let index = maker.finish();
    index.fault().map_or(Ok(index), Err)
}

/// Where each column stands.
fn columns(header: &StringRecord) -> Result<[usize; 4], String> {
    let at = |name: &str| header.iter().position(|column| column.eq_ignore_ascii_case(name));
    let found: Option<Vec<usize>> = COLUMNS.iter().map(|name| at(name)).collect();
    let alone = header.get(0).filter(|_| header.len() == 1).unwrap_or_default();
    let missing = || {
        let names = COLUMNS.join(";");
        if alone.contains([',', '\t']) {
            return format!("line 1: the separator is a semicolon (;), not a comma or a tab: export it as {names}");
        }
        format!("line 1: it names the columns: write {names}")
    };
    found.and_then(|found| found.try_into().ok()).ok_or_else(missing)
}

fn take(maker: &mut StreetMaker, record: &StringRecord, columns: &[usize; 4]) -> Result<(), String> {
    let [street, number, lon, lat] = columns.map(|at| record.get(at).unwrap_or_default());
    // Spreadsheets of half of Europe write a comma.
    let degrees = |text: &str| text.replace(',', ".").parse::<f64>().ok();
    let spot = degrees(lat).zip(degrees(lon)).and_then(|(lat, lon)| Spot::of(lat, lon));
    let spot = spot.ok_or("lon and lat are no place in degrees: write them as 11.2558;43.7696")?;
    maker.number(street, number, spot)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn columns_come_in_any_order_and_commas_are_points() {
        let index = house_numbers("\u{feff}number;street;lat;lon\n12/A; Via Roma ;43,7696;11,2558\n").unwrap();
        assert_eq!(index.names, ["Via Roma"]);
        let number = &index.numbers[0];
        assert_eq!(
            (number.number.as_str(), number.lon, number.lat),
            ("12/A", 11_255_800, 43_769_600)
        );
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let fault = |text: &str| house_numbers(text).unwrap_err();
        let two = fault("street;number;lon;lat\nVia Roma;;11;43\nVia Roma;1;11;43\nVia Roma;2;x;43\n");
        assert!(
            two.contains("line 2: the number") && two.contains("line 4: lon and lat"),
            "{two}"
        );
        assert!(fault("via;numero;lon;lat\n").contains("write street;number;lon;lat"));
        assert!(fault("street;number;lon;lat\n").contains("no house number"));
        for other in [
            "street,number,lon,lat\nVia Roma,1,11,43\n",
            "street\tnumber\tlon\tlat\n",
        ] {
            assert!(fault(other).contains("the separator is a semicolon"), "{other}");
        }
        let many = format!("street;number;lon;lat\n{}", ";;;\n".repeat(30));
        assert!(fault(&many).contains("and 10 more lines"));
    }
}
