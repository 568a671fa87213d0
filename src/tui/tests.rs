//! Journeys: keys in, the screen as text out.
//!
//! Each file below walks one part of the program as a user would, through [`journey::Journey`]: the
//! real `update`, the real effects on a real folder, the real searcher thread, and a drawn screen. What
//! needs no screen is tested beside its code. [`bindings`] checks that no default key and no row of the
//! command table is left out.

mod journey;

mod reading;

mod labelling;

mod label_trail;

mod drafts;

mod spans;

mod particulars;

mod parts;

mod readme;

mod finding;

mod once;

mod left_out;

mod passages;

mod concordance;

mod searches;

mod queries;

mod repeats;

mod together;

mod lists;

mod moved;

mod renames;

mod sheets;

mod contested;
mod missing;

mod damage;

mod disk;

mod folder;

mod outside;

mod slow;

mod gate;

mod pointer;

mod sights;

mod sizes;

mod safety;

#[cfg(unix)]
mod panics;

mod foreign;

mod effort;

mod bindings;

mod pictures;
