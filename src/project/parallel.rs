//! The same work on many things, on several threads, with the results in order.

use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// How many threads are worth starting on this machine.
pub fn n_threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What `work` makes of each thing, in the order of the things.
pub(super) fn map<T: Sync, R: Send>(
    things: &[T],
    n_threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work_on_some = || {
        let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < things.len());
        let done = std::iter::from_fn(take).map(|at| (at, work(&things[at])));
        done.collect::<Vec<_>>()
    };
    let mut done = thread::scope(|scope| {
        let n_helpers = n_threads.min(things.len()).saturating_sub(1);
        let helpers: Vec<_> = (0..n_helpers).map(|_| scope.spawn(work_on_some)).collect();
        let mut done = work_on_some();
        for helper in helpers {
            done.append(&mut helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Calls `work` with each number below `n` on this machine's threads; see [`crate::repeats::Workers`].
pub fn run_parallel(n: usize, work: &(dyn Fn(usize) + Sync)) {
    let numbers: Vec<usize> = (0..n).collect();
    map(&numbers, n_threads(), |&number| work(number));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_things() {
        let things: Vec<usize> = (0..1_000).collect();
        let expected: Vec<usize> = things.iter().map(|thing| thing * 2).collect();
        for n_threads in [0, 1, 3, 2_000] {
            assert_eq!(map(&things, n_threads, |thing| thing * 2), expected);
        }
        assert!(map(&[0_u8; 0], 4, |_| 1).is_empty());
    }
}
