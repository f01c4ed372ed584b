-- SPDX-License-Identifier: EUPL-1.2
-- Where each street lies as a whole: of the thousands that a word begins, the nearest are found without reading their pieces.

CREATE VIRTUAL TABLE street_place USING rtree_i32 (no, lon_least, lon_most, lat_least, lat_most, +name TEXT);

INSERT INTO street_place (no, lon_least, lon_most, lat_least, lat_most, name)
SELECT street.no, min(west), max(east), min(south), max(north), street.name
FROM (
    SELECT street AS of_street, lon_least AS west, lon_most AS east, lat_least AS south, lat_most AS north FROM segment
    UNION ALL
    SELECT street, lon, lon, lat, lat FROM house_number
) JOIN street ON street.no = of_street
GROUP BY street.no;
