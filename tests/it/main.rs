//! Tests of the whole: repository rules, journeys, runs of the real binary.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, here in its helpers too"
)]

mod bad_input;

mod cli;

mod docs;

mod inputs;

mod git;

mod sample;

mod sentences;

mod terminal;

mod tidy;

#[path = "../../src/audit.rs"]
mod audit;

#[path = "../../src/trials.rs"]
mod trials;
