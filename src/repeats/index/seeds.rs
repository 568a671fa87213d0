//! Where short sequences of words and the keys of frames stand, for a corpus that changes.
//!
//! A seed is 32 bits of a hash and a place. Seeds lie in sorted levels; what is new is a small level
//! of its own, and levels merge when one is no more than four times the next, so adding costs little on
//! average and asking looks into few levels. Places that are gone stay until a merge drops them:
//! whoever asks knows which articles live.
//!
//! Invariant: a level is sorted by hash, then place; `directory[b]` is the first seed of bucket `b`.

/// Seeds of one bucket of a level's directory, on average.
const BUCKET: usize = 8;

/// How many times longer the next level must be.
const STEP: usize = 4;

/// All seeds.
#[derive(Debug, Default)]
pub(super) struct Seeds(Vec<Level>);

#[derive(Debug, Default)]
struct Level {
    hashes: Vec<u32>,
    places: Vec<u32>,
    directory: Vec<u32>,
    /// How far a hash is shifted to give its bucket.
    shift: u32,
}

impl Seeds {
    /// Adds seeds as (hash, place), in any order; `lives` tells which places are still there.
    pub(super) fn add(&mut self, mut seeds: Vec<(u32, u32)>, lives: &dyn Fn(u32) -> bool) {
        seeds.sort_unstable();
        self.0.push(Level::new(seeds.into_iter()));
        while let [.., before, last] = self.0.as_slice()
            && before.hashes.len() <= STEP * last.hashes.len()
        {
            let merged = merged(before, last, lives);
            self.0.truncate(self.0.len() - 2);
            self.0.push(merged);
        }
    }

    /// The places of a hash, dead ones too, by level, newest first; in each level the last is the newest.
    pub(super) fn of(&self, hash: u32) -> Vec<&[u32]> {
        let levels = self.0.iter().rev().map(|level| level.of(hash));
        levels.filter(|places| !places.is_empty()).collect()
    }

    /// Bytes that the seeds take.
    pub(super) fn n_bytes(&self) -> usize {
        let bytes = |level: &Level| {
            4 * (level.hashes.capacity() + level.places.capacity() + level.directory.capacity())
        };
        self.0.iter().map(bytes).sum()
    }

    /// The live seeds, sorted.
    #[cfg(test)]
    pub(super) fn live(&self, lives: &dyn Fn(u32) -> bool) -> Vec<(u32, u32)> {
        let all = |level: &Level| level.seeds().collect::<Vec<_>>();
        let mut live: Vec<(u32, u32)> = self.0.iter().flat_map(all).collect();
        live.retain(|&(_, place)| lives(place));
        live.sort_unstable();
        live
    }
}

impl Level {
    fn new(seeds: impl ExactSizeIterator<Item = (u32, u32)>) -> Level {
        let mut level = Level {
            hashes: Vec::with_capacity(seeds.len()),
            places: Vec::with_capacity(seeds.len()),
            ..Level::default()
        };
        for (hash, place) in seeds {
            level.hashes.push(hash);
            level.places.push(place);
        }
        level.divide();
        level
    }

    /// Makes the directory.
    fn divide(&mut self) {
        let n_buckets = (self.hashes.len() / BUCKET)
            .next_power_of_two()
            .clamp(2, 1 << 24);
        self.shift = 32 - n_buckets.trailing_zeros();
        self.directory = Vec::with_capacity(n_buckets + 1);
        self.directory.push(0);
        for (at, &hash) in self.hashes.iter().enumerate() {
            let bucket = (hash >> self.shift) as usize;
            // Buckets up to this one begin here at the latest.
            while self.directory.len() <= bucket {
                self.directory.push(at as u32);
            }
        }
        self.directory
            .resize(n_buckets + 1, self.hashes.len() as u32);
    }

    fn of(&self, hash: u32) -> &[u32] {
        let bucket = (hash >> self.shift) as usize;
        let (from, to) = (
            self.directory[bucket] as usize,
            self.directory[bucket + 1] as usize,
        );
        let here = &self.hashes[from..to];
        let first = from + here.partition_point(|&known| known < hash);
        let n = self.hashes[first..to].partition_point(|&known| known == hash);
        &self.places[first..first + n]
    }

    fn seeds(&self) -> impl Iterator<Item = (u32, u32)> {
        self.hashes.iter().copied().zip(self.places.iter().copied())
    }
}

/// The live seeds of two levels as one.
fn merged(one: &Level, other: &Level, lives: &dyn Fn(u32) -> bool) -> Level {
    let n = one.hashes.len() + other.hashes.len();
    let mut level = Level {
        hashes: Vec::with_capacity(n),
        places: Vec::with_capacity(n),
        ..Level::default()
    };
    let (mut left, mut right) = (one.seeds().peekable(), other.seeds().peekable());
    loop {
        let next = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) if a <= b => left.next(),
            (Some(_), None) => left.next(),
            (_, Some(_)) => right.next(),
            (None, None) => break,
        };
        if let Some((hash, place)) = next.filter(|(_, place)| lives(*place)) {
            level.hashes.push(hash);
            level.places.push(place);
        }
    }
    level.divide();
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found_and_what_died_is_dropped() {
        let mut seeds = Seeds::default();
        let hash = |number: u32| number.wrapping_mul(0x9E37_79B9);
        for part in 0..40 {
            let numbers = part * 50..part * 50 + 50;
            seeds.add(numbers.map(|n| (hash(n % 700), n)).collect(), &|place| {
                place >= 100
            });
        }
        for number in [0, 99, 100, 699] {
            let mut found = seeds.of(hash(number)).concat();
            found.retain(|&place| place >= 100);
            found.sort_unstable();
            let expected: Vec<u32> = (100..2_000).filter(|n| n % 700 == number).collect();
            assert_eq!(found, expected, "{number}");
        }
        assert!(seeds.of(hash(7_001)).is_empty());
        assert!(seeds.0.len() < 8, "{} levels", seeds.0.len());
    }
}
