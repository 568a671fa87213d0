//! The query language, parsed into a value.
