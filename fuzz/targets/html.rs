#![no_main]
//! Feeds `copydesk::testing::properties::html`, which panics where a property is broken.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copydesk::testing::properties::html(bytes));
