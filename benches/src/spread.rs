//! A set of measured times and the line that is printed of them.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// Times of the same thing, done often.
#[derive(Default)]
pub struct Spread {
    times: Vec<Duration>,
}

impl Spread {
    pub fn push(&mut self, time: Duration) {
        self.times.push(time);
    }

    /// Does something once and keeps how long it took.
    pub fn time<T>(&mut self, act: impl FnOnce() -> T) {
        let start = Instant::now();
        black_box(act());
        self.push(start.elapsed());
    }

    pub fn total(&self) -> Duration {
        self.times.iter().sum()
    }

    pub fn join(&mut self, other: &Spread) {
        self.times.extend(&other.times);
    }

    /// The time that this share of all is not above: the nearest rank, so 1 is the longest.
    pub fn at(&self, share: f64) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        let rank = (share * times.len() as f64).ceil() as usize;
        times.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    pub fn print(&self, name: &str) {
        let ms = |share| self.at(share).as_secs_f64() * 1e3;
        println!(
            "{name:<44} p50 {:>8.3} ms   p99 {:>8.3} ms   max {:>8.3} ms   n {}",
            ms(0.5),
            ms(0.99),
            ms(1.0),
            self.times.len()
        );
    }
}
