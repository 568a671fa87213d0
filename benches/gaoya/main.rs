//! Reads sentences, one a line; prints how many have another near them by gaoya's MinHash index.
//!
//! Run by the repeats bench, which gives the share of words that two sentences must have in common.

use std::io;

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};

/// Bands of the signatures and their width: the setting that gaoya's own examples use for a half.
const BANDS: (usize, usize) = (42, 3);

fn main() {
    let share = std::env::args().nth(1).and_then(|share| share.parse().ok());
    let hasher = MinHasher32::new(BANDS.0 * BANDS.1);
    let mut index = MinHashIndex::new(BANDS.0, BANDS.1, share.unwrap_or(0.5));
    let lines = io::stdin().lines().map_while(Result::ok);
    let sign = |line: String| hasher.create_signature(line.split(' '));
    let signatures: Vec<Vec<u32>> = lines.map(sign).collect();
    for (number, signature) in signatures.iter().enumerate() {
        index.insert(number, signature.clone());
    }
    let has_others = |signature: &&Vec<u32>| index.query(signature).len() > 1;
    println!("{}", signatures.iter().filter(has_others).count());
}
