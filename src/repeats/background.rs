//! Frequencies of English words and word pairs, for corpora too small to count them.
//!
//! The table is the text file `assets/background/english.txt`. A line has a word with its surprisal
//! in half bits, then frequent successors with their surprisal, for example `the 8 same:12`.
//! `docs/decisions/0009-repeats.md` names the source and the script.

use super::token::hash_folded;

const TABLE: &str = include_str!("../../assets/background/english.txt");

/// One entry of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum BackgroundEntry {
    /// The hash of a word and its probability.
    Word(u64, f64),
    /// The hashes of a word and its successor, and the successor's probability.
    Pair(u64, u64, f64),
}

/// Reads all entries.
pub(super) fn background() -> impl Iterator<Item = BackgroundEntry> {
    entries(TABLE)
}

fn entries(table: &str) -> impl Iterator<Item = BackgroundEntry> {
    table.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let mut fields = line.split(' ');
        let word = hash_folded(fields.next().unwrap_or_default());
        let alone = fields.next().and_then(chance);
        let after = fields.filter_map(move |field| {
            let (next, half_bits) = field.split_once(':')?;
            Some(BackgroundEntry::Pair(word, hash_folded(next), chance(half_bits)?))
        });
        alone.map(|chance| BackgroundEntry::Word(word, chance)).into_iter().chain(after)
    })
}

fn chance(half_bits: &str) -> Option<f64> {
    let half_bits: u8 = half_bits.parse().ok()?;
    Some((-f64::from(half_bits) / 2.0).exp2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_word_and_what_follows_it() {
        let found: Vec<BackgroundEntry> =
            entries("# note\nthe 8 same:12 odd\nbroken\n\n").collect();
        let the = hash_folded("the");
        assert_eq!(
            found,
            [
                BackgroundEntry::Word(the, 1.0 / 16.0),
                BackgroundEntry::Pair(the, hash_folded("same"), 1.0 / 64.0)
            ]
        );
    }

    #[test]
    fn the_table_has_common_words() {
        let the = hash_folded("the");
        let found = background().find_map(|known| match known {
            BackgroundEntry::Word(word, chance) if word == the => Some(chance),
            BackgroundEntry::Word(..) | BackgroundEntry::Pair(..) => None,
        });
        assert!(found.is_some_and(|chance| (0.02..0.1).contains(&chance)));
        assert!(background().count() > 10_000);
    }
}
