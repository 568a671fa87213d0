//! Tests of the whole: repository rules, journeys, runs of the real binary.

mod sentences;
