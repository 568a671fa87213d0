//! How far a run is, and whether to go on.

use std::ops::{ControlFlow, Range};

/// Steps between two questions to the caller.
const EVERY: usize = 256;

/// The caller's callback with the last percentage told.
pub(super) struct Progress<'a> {
    tell: &'a mut dyn FnMut(u8) -> ControlFlow<()>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(tell: &'a mut dyn FnMut(u8) -> ControlFlow<()>) -> Self {
        Self { tell }
    }

    /// The share of a stage, in percent.
    pub(super) fn part(&mut self, percent: Range<u8>) -> Part<'_> {
        Part {
            tell: self.tell,
            percent,
        }
    }
}

/// One stage of the run.
pub(super) struct Part<'a> {
    tell: &'a mut dyn FnMut(u8) -> ControlFlow<()>,
    percent: Range<u8>,
}

impl Part<'_> {
    /// Notes that `done` of `all` steps are done; nothing when the caller wants to stop.
    pub(super) fn step(&mut self, done: usize, all: usize) -> Option<()> {
        if !done.is_multiple_of(EVERY) {
            return Some(());
        }
        let width = usize::from(self.percent.end - self.percent.start);
        let share = (width * done / all.max(1)).min(width);
        let percent = self.percent.start + u8::try_from(share).unwrap_or(0);
        (self.tell)(percent).is_continue().then_some(())
    }
}
