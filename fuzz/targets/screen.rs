#![no_main]
//! Feeds `copydesk::fuzzing::screen`, which says what must hold.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copydesk::fuzzing::screen(bytes));
