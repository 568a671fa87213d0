//! Runs of the real binary in a pseudo-terminal.
//!
//! Few, since each starts a process: what only a terminal can show. What keys do is tested without one,
//! beside the screen's code.

pub mod pty;

mod journey;

mod kills;

mod drafts;

mod folder;

mod leaving;

mod looks;

mod sizes;

mod hostile;

mod beginning;

mod together;
