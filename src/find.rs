//! Finding passages: what a query means and which passages answer it, best first.

mod query;

mod rank;
