#![no_main]
//! Feeds `copydesk::testing::properties::store_file`, which panics where a property is broken.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copydesk::testing::properties::store_file(bytes));
