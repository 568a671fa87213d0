//! Support for tests of everything that touches files: a disk in memory.

pub(crate) mod simulated_disk;
