//! Tests of the whole: repository rules, journeys, runs of the real binary.

mod cli;

mod docs;

mod sample;

mod sentences;

mod terminal;

mod tidy;
