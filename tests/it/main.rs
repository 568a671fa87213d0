//! Tests of the whole: repository rules, journeys, runs of the real binary.

mod sample;

mod sentences;

mod terminal;

mod tidy;
