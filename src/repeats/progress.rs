//! Progress of a comparison, the request to stop, and work in parallel.
//!
//! # Parallel parts
//!
//! The engine starts no threads. It cuts work into independent parts and hands the parts to
//! [`ParallelFor`], which may run them in any order at the same time. Parts have a fixed size, and
//! their results are put together in order, so the number of threads does not show in the clusters.
//! Every 32 parts the caller is asked whether to go on.

use std::{
    ops::{ControlFlow, Range},
    sync::{Mutex, PoisonError},
};

/// A function that calls another function once with each number below `n`, on any threads, and
/// returns after the last call. For example `project::run_parallel` uses all processors.
pub type ParallelFor<'a> = &'a dyn Fn(usize, &(dyn Fn(usize) + Sync));

/// A [`ParallelFor`] on the caller's thread only.
pub fn sequential(n: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..n).for_each(work);
}

/// Steps between two questions to the caller.
const EVERY: usize = 256;

/// Parts between two questions to the caller: a few for each of many threads.
const HANDFUL: usize = 32;

/// The callback of the caller and the workers.
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

    /// Returns the stage that is this share of the work, in percent.
    pub(super) fn part(&mut self, percent: Range<u8>) -> StageProgress<'_> {
        StageProgress { tell: self.tell, workers: self.workers, percent }
    }
}

/// One stage of the comparison.
pub(super) struct StageProgress<'a> {
    tell: &'a mut dyn FnMut(u8) -> ControlFlow<()>,
    workers: ParallelFor<'a>,
    percent: Range<u8>,
}

impl StageProgress<'_> {
    /// Reports that `done` of `all` steps are done, at every 256th step; nothing when the caller
    /// wants to stop.
    pub(super) fn step(&mut self, done: usize, all: usize) -> Option<()> {
        if !done.is_multiple_of(EVERY) {
            return Some(());
        }
        self.ask(done, all)
    }

    /// Reports that `done` of `all` steps are done; nothing when the caller wants to stop.
    pub(super) fn ask(&mut self, done: usize, all: usize) -> Option<()> {
        let width = usize::from(self.percent.end - self.percent.start);
        let share = (width * done / all.max(1)).min(width);
        let percent = self.percent.start + u8::try_from(share).unwrap_or(0);
        (self.tell)(percent).is_continue().then_some(())
    }

    /// Runs `work` on each of some independent things, in parallel.
    pub(super) fn each<T: Send>(&self, things: &mut [T], work: impl Fn(&mut T) + Sync) {
        let things: Vec<Mutex<&mut T>> = things.iter_mut().map(Mutex::new).collect();
        (self.workers)(things.len(), &|at| {
            let mut thing = things[at].lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut thing);
        });
    }

    /// Runs `work` on ranges of `len` of `n` things in parallel and gives the results to `take` in
    /// order; nothing when the caller wants to stop.
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
            let mut parts: Vec<(Range<usize>, Option<R>)> =
                starts.map(|start| (start..end.min(start + len), None)).collect();
            self.each(&mut parts, |(range, made)| {
                *made = Some(work(range.clone()));
            });
            parts.into_iter().filter_map(|part| part.1).for_each(&mut take);
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
        let done = progress.part(0..9).map((9, 1), |_| (), |()| panic!("stopped"));
        assert_eq!(done, None);
    }
}
