//! Support for tests, fuzz targets and benches. The feature `testing` turns it on; a release has none of it.
//!
//! The package depends on itself with this feature while tests are compiled, so a plain `cargo test`
//! needs no flag. A module here may know every module of the library, and none of them knows it outside
//! of tests.

mod real_data;
mod screen_audit;
#[cfg(test)]
pub(crate) mod simulated_disk;
mod trial_count;

pub mod properties;

pub use self::{
    real_data::{real_articles, real_data},
    screen_audit::{Audited, audit, cell_objection, objection},
    trial_count::trials,
};
