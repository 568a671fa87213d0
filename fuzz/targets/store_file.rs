#![no_main]
//! Feeds `copydesk::fuzzing::store_file`, which says what must hold.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copydesk::fuzzing::store_file(bytes));
