//! The state of each part of the screen; nothing here draws or decides.

pub mod text_field;

pub mod finder;

pub mod occurrences;

pub mod popup;

pub mod reader;
pub mod settle;
