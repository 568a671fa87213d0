//! Tests of the whole: repository rules, journeys, runs of the real binary.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, here in its helpers too")]

mod bad_input;
mod cli;
mod counts;
mod docs;
mod documents;
mod git;
mod inputs;
mod sample;
mod sample_gold;
mod sentences;
mod terminal;
mod tidy;
