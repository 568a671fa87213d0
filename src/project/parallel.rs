//! Runs one function over many values on several threads and keeps the order of the results.
//!
//! Owns the threads; [`super::parallel_search`] adds cancellation. Each thread takes the next free
//! value, so a slow value delays only its own thread. A panic of `work` reaches the caller.

use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Returns the number of parallel threads of the machine, at least 1.
pub fn n_threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Returns `work(value)` for each value, in the order of the values.
pub fn map<T: Sync, R: Send>(
    values: &[T],
    n_threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work_on_some = || {
        let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < values.len());
        let done = std::iter::from_fn(take).map(|at| (at, work(&values[at])));
        done.collect::<Vec<_>>()
    };
    let mut done = thread::scope(|scope| {
        let n_helpers = n_threads.min(values.len()).saturating_sub(1);
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

/// Calls `work` with each number below `n` on all threads of the machine; see
/// [`crate::repeats::ParallelFor`].
pub fn run_parallel(n: usize, work: &(dyn Fn(usize) + Sync)) {
    let numbers: Vec<usize> = (0..n).collect();
    map(&numbers, n_threads(), |&number| work(number));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_values() {
        let values: Vec<usize> = (0..1_000).collect();
        let expected: Vec<usize> = values.iter().map(|value| value * 2).collect();
        for n_threads in [0, 1, 3, 2_000] {
            assert_eq!(map(&values, n_threads, |value| value * 2), expected);
        }
        assert!(map(&[0_u8; 0], 4, |_| 1).is_empty());
    }
}
