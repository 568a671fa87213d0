//! Filters a list while typing: palette, help, articles, labels, quick open.
//!
//! Items have the [classes](super::HitClass) of passages. Items are short, so letters in order anywhere
//! in the item count as well, for example `plt` for `palette`. Every typed word must match. No sign
//! has a special meaning, because file names contain all signs, for example `-` and `"`.

use std::cmp::Reverse;

use super::{
    highlight::{HighlightMarks, disjoint},
    rank::FuzzyScorer,
    tokenize,
    word_match::{MatchReach, Needle, WordMatch, letters},
};
use crate::text::{Span, fold};

/// A matching item of [`pick`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilteredItem {
    /// Index in the list.
    pub index: usize,
    /// The bytes of the item that matched; sorted, disjoint.
    pub marks: Vec<Span>,
    /// `true` if some letters match only scattered over the item.
    pub is_scattered: bool,
}

/// Bytes of a query; `pick` cuts longer queries.
const LONGEST: usize = 256;

/// Returns the items that match the typed text, best first; for an empty query all items, in their
/// order.
///
/// ```
/// use copydesk::find::pick;
///
/// let names = ["trams.txt", "open-letter.txt", "fees.html"];
/// let picked = pick(names.into_iter(), "opl");
/// assert_eq!(picked[0].index, 1);
/// ```
pub fn pick<'a>(items: impl Iterator<Item = &'a str>, query: &str) -> Vec<FilteredItem> {
    let query = fold(&query[..query.floor_char_boundary(LONGEST)]).text;
    let mut needles = Vec::new();
    tokenize::each(&query, &mut |_, word| {
        needles.push(Needle::new(word, MatchReach::Fuzzy));
    });
    let scorer = FuzzyScorer::new();
    let mut picked: Vec<_> = items
        .enumerate()
        .filter_map(|(index, item)| {
            let (rank, marks) = look(item, &needles, &scorer)?;
            let is_scattered = rank.0 == WordMatch::Scattered;
            Some((rank, FilteredItem { index, marks, is_scattered }))
        })
        .collect();
    picked.sort_by_key(|(rank, _)| *rank);
    picked.into_iter().map(|(_, picked)| picked).collect()
}

/// Worst grade, all grades, then the score; smaller is better.
type ItemRank = (WordMatch, u32, Reverse<i64>);

/// Returns the rank of an item and the matched ranges.
fn look(item: &str, needles: &[Needle], scorer: &FuzzyScorer) -> Option<(ItemRank, Vec<Span>)> {
    let folded = fold(item);
    let mut cut = Vec::new();
    tokenize::each(&folded.text, &mut |span, word| {
        cut.push((span, word.to_owned(), letters(word)));
    });
    let mut marks = HighlightMarks::new(&folded.text);
    let (mut worst, mut sum, mut score) = (WordMatch::Whole, 0, 0);
    for needle in needles {
        let grading = cut.iter().filter_map(|(span, word, letters)| {
            Some((needle.grade(word, *letters)?, *span, word.len()))
        });
        let best = grading.min_by_key(|(grade, span, _)| (*grade, span.start));
        let (grade, span) = match best {
            Some((grade, span, spelled)) => {
                marks.word(needle, grade, (span, spelled));
                (grade, span)
            }
            None => {
                let span = Span::from(needle.scattered(&folded.text)?);
                marks.letters(needle, span);
                (WordMatch::Scattered, span)
            }
        };
        score += scorer.score(span.of(&folded.text), &needle.text);
        worst = worst.max(grade);
        sum += grade as u32;
    }
    let original = marks.spans.into_iter().map(|mark| folded.original(mark)).collect();
    Some(((worst, sum, Reverse(score)), disjoint(original)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMANDS: [&str; 6] = [
        "next_sentence", "label_sourced", "label_unsourced", "toggle_autojump", "Übersicht öffnen",
        "export",
    ];

    /// Shows the picked items with [ ] around their marks.
    #[track_caller]
    fn check(query: &str, expected: &[&str]) {
        let show = |picked: &FilteredItem| {
            let item = COMMANDS[picked.index];
            let mut shown = item.to_owned();
            for mark in picked.marks.iter().rev() {
                shown.insert(mark.end, ']');
                shown.insert(mark.start, '[');
            }
            shown
        };
        let picked = pick(COMMANDS.into_iter(), query);
        assert_eq!(picked.iter().map(show).collect::<Vec<_>>(), expected, "{query:?}");
    }

    #[test]
    fn best_first() {
        check("", &COMMANDS);
        check("  ", &COMMANDS);
        check("sourced", &["label_[sourced]", "label_un[sourced]"]);
        check("label uns", &["[label]_[uns]ourced"]);
        check("exprot", &["[export]"]);
        check("nxs", &["[n]e[x]t_[s]entence"]);
        check("uber", &["[Über]sicht öffnen"]);
        check("jump", &["toggle_auto[jump]"]);
        check("zzz", &[]);
    }

    #[test]
    fn hostile_queries_and_items_are_no_trouble() {
        let long = "a".repeat(100_000);
        assert!(pick([long.as_str(), "", "\0", "漢"].into_iter(), &long).len() <= 1);
        assert_eq!(pick(["", "x"].into_iter(), "x").len(), 1);
    }
}
