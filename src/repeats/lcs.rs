//! A longest common subsequence of two short lists of words.
//!
//! Bit-parallel: 64 cells of the dynamic programming table are one number (Hyyrö, "Bit-parallel
//! LCS-length computation revisited", 2004). Row `i` has a zero bit for each word of the other list
//! that makes the subsequence of `one[i..]` longer. The first word of the other list is the highest
//! bit, so its suffixes are bits from 0 on. For example `[1, 2, 3]` and `[1, 9, 3]` give the pairs
//! `(0, 0)` and `(2, 2)`.

/// Returns the pairs of indices of a longest common subsequence; of several, the one with the
/// earliest pairs.
pub(super) fn common_words(one: &[u32], other: &[u32]) -> Vec<(usize, usize)> {
    if one.is_empty() || other.is_empty() {
        return Vec::new();
    }
    let table = LcsTable::of(one, other);
    let mut pairs = Vec::new();
    let (mut at, mut there) = (0, 0);
    let (mut here, mut below) = (table.longest(0, 0), table.longest(1, 0));
    while at < one.len() && there < other.len() {
        if one[at] == other[there] {
            pairs.push((at, there));
            (at, there) = (at + 1, there + 1);
            (here, below) = (table.longest(at, there), table.longest(at + 1, there));
        } else if below == here {
            at += 1;
            (here, below) = (below, table.longest(at + 1, there));
        } else {
            here -= table.gains(at, there);
            below -= table.gains(at + 1, there);
            there += 1;
        }
    }
    pairs
}

/// The table of lengths for each pair of suffixes.
struct LcsTable {
    /// Words of the other list.
    len: usize,
    /// Numbers in a row.
    width: usize,
    /// A row for each suffix of the first list, the empty suffix last; zero bits count.
    rows: Vec<u64>,
}

impl LcsTable {
    fn of(one: &[u32], other: &[u32]) -> LcsTable {
        let width = other.len().div_ceil(64);
        let mut table =
            LcsTable { len: other.len(), width, rows: vec![u64::MAX; (one.len() + 1) * width] };
        let mut places: Vec<(u32, usize)> =
            other.iter().copied().zip((0..other.len()).rev()).collect();
        places.sort_unstable();
        let mut equal = vec![0_u64; width];
        for (at, word) in one.iter().enumerate().rev() {
            let first = places.partition_point(|place| place.0 < *word);
            let same = places[first..].iter().take_while(|place| place.0 == *word);
            same.clone().for_each(|&(_, bit)| equal[bit / 64] |= 1 << (bit % 64));
            let (row, before) = table.rows[at * width..(at + 2) * width].split_at_mut(width);
            let mut carry = false;
            for ((new, &old), &equal) in row.iter_mut().zip(&*before).zip(&equal) {
                let (sum, has_carried) = old.overflowing_add(old & equal);
                let (sum, carries) = sum.overflowing_add(u64::from(carry));
                carry = has_carried || carries;
                *new = sum | (old & !equal);
            }
            same.for_each(|&(_, bit)| equal[bit / 64] = 0);
        }
        table
    }

    /// Returns the length of a longest common subsequence of two suffixes.
    fn longest(&self, at: usize, there: usize) -> u32 {
        let row = self.rows.get(at * self.width..(at + 1) * self.width);
        let n_bits = self.len - there;
        let (whole, rest) = (n_bits / 64, n_bits % 64);
        let row = row.unwrap_or_default();
        let numbers = row.iter().take(whole).map(|number| number.count_zeros());
        let last = row.get(whole).map_or(0, |number| (!number & ((1 << rest) - 1)).count_ones());
        numbers.sum::<u32>() + last
    }

    /// Returns 1 if the first word of the other suffix makes the subsequence longer, else 0.
    fn gains(&self, at: usize, there: usize) -> u32 {
        let bit = self.len - 1 - there;
        let number = self.rows[at * self.width + bit / 64];
        u32::from(number >> (bit % 64) & 1 == 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn common_words_are_in_order() {
        assert_eq!(common_words(&[1, 2, 3], &[1, 9, 3]), [(0, 0), (2, 2)]);
        assert_eq!(common_words(&[1, 2], &[2, 1]), [(1, 0)]);
        assert_eq!(common_words(&[], &[1]), []);
    }

    /// The table as it is usually told, cell by cell.
    fn cell_by_cell(one: &[u32], other: &[u32]) -> Vec<(usize, usize)> {
        let mut longest = vec![vec![0; other.len() + 1]; one.len() + 1];
        for at in (0..one.len()).rev() {
            for there in (0..other.len()).rev() {
                longest[at][there] = if one[at] == other[there] {
                    longest[at + 1][there + 1] + 1
                } else {
                    longest[at + 1][there].max(longest[at][there + 1])
                };
            }
        }
        let mut pairs = Vec::new();
        let (mut at, mut there) = (0, 0);
        while at < one.len() && there < other.len() {
            if one[at] == other[there] {
                pairs.push((at, there));
                (at, there) = (at + 1, there + 1);
            } else if longest[at + 1][there] == longest[at][there] {
                at += 1;
            } else {
                there += 1;
            }
        }
        pairs
    }

    proptest! {
        #[test]
        fn bits_give_the_pairs_that_cells_give(
            one in prop::collection::vec(0_u32..12, 0..150),
            other in prop::collection::vec(0_u32..12, 0..150),
        ) {
            prop_assert_eq!(common_words(&one, &other), cell_by_cell(&one, &other));
        }
    }
}
