// SPDX-License-Identifier: EUPL-1.2
//! Fuzzes the door `tus` of `ronda_tests::hostile::fuzzed`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: ronda_tests::hostile::fuzzed::begin(), |bytes: &[u8]| {
    ronda_tests::hostile::fuzzed::tus(bytes);
});
