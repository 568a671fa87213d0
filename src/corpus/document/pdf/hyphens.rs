//! Words parted at line ends: whether the hyphen belongs to the word.

use std::collections::HashSet;

use super::{Line, columns::Column};

/// Signs that part a word at the end of a line.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{ad}'];

/// The words of a file that are not parted, in lower case.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: HashSet<String>,
    /// The author writes `‐` inside of lines, so that it is no sign of the typesetter.
    has_own_hyphen: bool,
    /// A line ends with `‐`, the sign by which the typesetter parts words.
    is_cut_by_sign: bool,
    /// The lines end at one edge, as programs set them that part words.
    is_justified: bool,
}

impl Vocabulary {
    /// Collects the words, without those at both ends of lines that may be parts.
    pub(super) fn of(columns: &[Column]) -> Vocabulary {
        let mut vocabulary =
            Vocabulary { is_justified: is_justified(columns), ..Vocabulary::default() };
        let mut is_part = false;
        for line in columns.iter().flat_map(|column| &column.lines) {
            let last = line.words.len().saturating_sub(1);
            for (at, word) in line.words.iter().enumerate() {
                let text = core(&word.text);
                let is_cut = at == last && word.text.ends_with(HYPHENS);
                let is_second_half = at == 0 && is_part;
                if !text.is_empty() && !is_cut && !is_second_half {
                    vocabulary.has_own_hyphen |= text.contains('\u{2010}');
                    for half in text.split(HYPHENS).filter(|half| half.len() < text.len()) {
                        vocabulary.words.insert(half.to_lowercase());
                    }
                    vocabulary.words.insert(text.replace('\u{2010}', "-").to_lowercase());
                }
            }
            let end = line.words.last().map_or("", |word| word.text.as_str());
            is_part = end.ends_with(HYPHENS);
            vocabulary.is_cut_by_sign |= end.ends_with('\u{2010}');
        }
        vocabulary
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&word.to_lowercase())
    }

    /// Adds the next line to a text.
    pub(super) fn join(&self, text: &mut String, next: &str) {
        let dash = text.ends_with(['—', '–'])
            && text.chars().rev().nth(1).is_some_and(|c| !c.is_whitespace());
        let cut = text.chars().next_back().filter(|c| HYPHENS.contains(c));
        let is_word = text.chars().rev().nth(1).is_some_and(char::is_alphanumeric)
            && next.starts_with(char::is_alphanumeric);
        match cut {
            Some(hyphen) if is_word => {
                let first = core(text.rsplit(' ').next().unwrap_or_default()).to_owned();
                let second = core(next.split(' ').next().unwrap_or_default()).to_owned();
                text.pop();
                if self.keeps(hyphen, &first, &second) {
                    text.push('-');
                }
            }
            _ if dash => {}
            _ => text.push(' '),
        }
        text.push_str(next);
    }

    /// Returns `true` if the hyphen belongs to the word.
    fn keeps(&self, hyphen: char, first: &str, second: &str) -> bool {
        if hyphen == '\u{ad}' || self.has(&format!("{first}{second}")) {
            return false;
        }
        let is_compound = self.has(&format!("{first}-{second}"));
        // `mid-19` and `Al-Sisi` have no letters to join.
        let is_name = second.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        if is_compound || is_name {
            return true;
        }
        if hyphen == '-' && (self.is_cut_by_sign || !self.is_justified) {
            return true;
        }
        if hyphen == '\u{2010}' && !self.has_own_hyphen {
            return false;
        }
        let is_word = |half: &str| half.chars().count() > 2 && self.has(half);
        // `well-known-` continues a compound.
        let last_part = first.rsplit('-').next().unwrap_or_default();
        is_word(last_part) && is_word(second.split('-').next().unwrap_or_default())
    }
}

/// Returns a word without the signs at both ends.
fn core(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Returns `true` if many lines of a column end at one place; lines of ragged text do so by chance only.
fn is_justified(columns: &[Column]) -> bool {
    let (mut n_lines, mut n_even) = (0, 0);
    for column in columns {
        let mut rights: Vec<f32> = column.lines.iter().map(Line::right).collect();
        rights.sort_by(f32::total_cmp);
        n_lines += rights.len();
        let runs = rights.chunk_by(|one, next| next - one < 0.1).map(<[f32]>::len);
        n_even += runs.max().unwrap_or(1) - 1;
    }
    7 * n_even > n_lines
}
