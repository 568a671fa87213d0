//! Parts that several benches share: made-up articles, measured times, and the screen without a terminal.
//!
//! The screen belongs to the binary, so this library compiles it a second time from its sources.

#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "only benches use the library, and a bench prints its figures"
)]

pub mod corpus;
pub mod screen;
pub mod spread;

#[path = "../../src"]
#[allow(
    dead_code,
    unused_imports,
    reason = "a bench needs a part of the screen, and never begins as the program does"
)]
mod source {
    pub mod start;
    pub mod tui;
}

use source::{start, tui};
