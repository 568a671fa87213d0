//! Tests of the whole: repository rules, journeys, runs of the real binary.

mod bad_input;

mod sample;

mod sentences;

mod tidy;
