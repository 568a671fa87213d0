//! How far a run is, whether to go on, and who does the parts of its work.
//!
//! # Parts
//!
//! The engine starts no threads. Where its work falls into parts that do not touch each other, it hands them
//! to [`ParallelFor`], who may do them in any order at the same time. Parts are cut the same way whoever does
//! them, and what they give is put together in their order: so the clusters do not tell how many
//! threads there were. Between two handfuls of parts the caller is asked whether to go on.

use std::{
    ops::{ControlFlow, Range},
    sync::{Mutex, PoisonError},
};

/// Calls a function once with each number below another, on as many threads as it likes, and returns when
/// all calls have.
pub type ParallelFor<'a> = &'a dyn Fn(usize, &(dyn Fn(usize) + Sync));

/// The workers that are one thread: the caller's.
pub fn sequential(n: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..n).for_each(work);
}

/// Steps between two questions to the caller.
const EVERY: usize = 256;

/// Parts between two questions to the caller: a few for each of many threads.
const HANDFUL: usize = 32;

/// The caller's callback and the workers.
pub(super) struct RunProgress<'a> {
    tell: &'a mut dyn FnMut(u8) -> ControlFlow<()>,
    workers: ParallelFor<'a>,
}

impl<'a> RunProgress<'a> {
    pub(super) fn new(
        tell: &'a mut dyn FnMut(u8) -> ControlFlow<()>,
        workers: ParallelFor<'a>,
    ) -> Self {
        Self { tell, workers }
    }

    /// The share of a stage, in percent.
    pub(super) fn part(&mut self, percent: Range<u8>) -> StageProgress<'_> {
        StageProgress {
            tell: self.tell,
            workers: self.workers,
            percent,
        }
    }
}

/// One stage of the run.
pub(super) struct StageProgress<'a> {
    tell: &'a mut dyn FnMut(u8) -> ControlFlow<()>,
    workers: ParallelFor<'a>,
    percent: Range<u8>,
}

impl StageProgress<'_> {
    /// Notes that `done` of `all` steps are done; nothing when the caller wants to stop.
    pub(super) fn step(&mut self, done: usize, all: usize) -> Option<()> {
        if !done.is_multiple_of(EVERY) {
            return Some(());
        }
        self.ask(done, all)
    }

    /// Says how far the stage is; nothing when the caller wants to stop.
    pub(super) fn ask(&mut self, done: usize, all: usize) -> Option<()> {
        let width = usize::from(self.percent.end - self.percent.start);
        let share = (width * done / all.max(1)).min(width);
        let percent = self.percent.start + u8::try_from(share).unwrap_or(0);
        (self.tell)(percent).is_continue().then_some(())
    }

    /// Works on each of some things, which do not touch each other.
    pub(super) fn each<T: Send>(&self, things: &mut [T], work: impl Fn(&mut T) + Sync) {
        let things: Vec<Mutex<&mut T>> = things.iter_mut().map(Mutex::new).collect();
        (self.workers)(things.len(), &|at| {
            let mut thing = things[at].lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut thing);
        });
    }

    /// Gives `take` what `work` makes of `n` things, in order, `len` of them at a time.
    pub(super) fn map<R: Send>(
        &mut self,
        (n, len): (usize, usize),
        work: impl Fn(Range<usize>) -> R + Sync,
        mut take: impl FnMut(R),
    ) -> Option<()> {
        for first in (0..n).step_by(len * HANDFUL) {
            self.ask(first, n)?;
            let end = n.min(first + len * HANDFUL);
            let starts = (first..end).step_by(len);
            let mut parts: Vec<(Range<usize>, Option<R>)> = starts
                .map(|start| (start..end.min(start + len), None))
                .collect();
            self.each(&mut parts, |(range, made)| {
                *made = Some(work(range.clone()));
            });
            parts
                .into_iter()
                .filter_map(|part| part.1)
                .for_each(&mut take);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_in_order_and_can_be_stopped() {
        let backwards: ParallelFor<'_> = &|n, work| (0..n).rev().for_each(work);
        let mut told = Vec::new();
        let mut tell = |percent| {
            told.push(percent);
            ControlFlow::Continue(())
        };
        let mut taken = Vec::new();
        let mut progress = RunProgress::new(&mut tell, backwards);
        let mut stage = progress.part(20..40);
        let done = stage.map((1000, 10), |range| range, |range| taken.extend(range));
        assert_eq!(done, Some(()));
        assert_eq!(taken, (0..1000).collect::<Vec<_>>());
        assert_eq!(told, [20, 26, 32, 39]);
        let mut stop = |_| ControlFlow::Break(());
        let mut progress = RunProgress::new(&mut stop, backwards);
        let done = progress
            .part(0..9)
            .map((9, 1), |_| (), |()| panic!("stopped"));
        assert_eq!(done, None);
    }
}
