//! Support for tests, fuzz targets and benches, behind the feature `testing`; releases are built without
//! the feature.
//!
//! `Cargo.toml` lists the package among its own `dev-dependencies` with the feature `testing`, so a
//! plain `cargo test` needs no flag. The modules here may use every module of the library. Library code
//! uses `testing` only under `#[cfg(test)]`.

mod real_data;
mod screen_audit;
mod trial_count;

pub mod properties;

pub use self::{
    real_data::{real_articles, real_data},
    screen_audit::{Audited, audit, cell_objection, objection},
    trial_count::trials,
};
