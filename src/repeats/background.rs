//! How common the words of English are, for corpora too small to tell.
//!
//! The table is text, `assets/background/english.txt`: a word and its surprise in half bits, then
//! words that often follow it with their surprise after it. Where it comes from and how it is made
//! again is told by `docs/decisions/0009-repeats.md`.

use super::token::hash_folded;

const TABLE: &str = include_str!("../../assets/background/english.txt");

/// One entry of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum BackgroundEntry {
    /// A word (its hash) has this chance at any place.
    Word(u64, f64),
    /// A word after another has this chance.
    Pair(u64, u64, f64),
}

/// Reads the table through.
pub(super) fn background() -> impl Iterator<Item = BackgroundEntry> {
    entries(TABLE)
}

fn entries(table: &str) -> impl Iterator<Item = BackgroundEntry> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| {
            let mut fields = line.split(' ');
            let word = hash_folded(fields.next().unwrap_or_default());
            let alone = fields.next().and_then(chance);
            let after = fields.filter_map(move |field| {
                let (next, half_bits) = field.split_once(':')?;
                Some(BackgroundEntry::Pair(
                    word,
                    hash_folded(next),
                    chance(half_bits)?,
                ))
            });
            alone
                .map(|chance| BackgroundEntry::Word(word, chance))
                .into_iter()
                .chain(after)
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
