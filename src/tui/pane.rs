//! The state of each part of the screen; nothing here draws or decides.

pub mod field;

pub mod finder;

pub mod occurrences;

pub mod overlay;

pub mod reader;
