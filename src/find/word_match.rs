//! Compares a word of a query with a word of the text.
//!
//! Pure comparison of two spellings; `rank` judges the positions of words and whole passages. Every
//! comparison is linear in the longer word.

use std::ops::Range;

/// A set of letters: `a` to `z`, `0` to `9`, and 28 buckets for all other characters.
pub(super) type LetterMask = u64;

/// The letters of a word.
pub(super) fn letters(word: &str) -> LetterMask {
    word.chars().fold(0, |all, letter| {
        let bit = match letter {
            'a'..='z' => letter as u32 - 'a' as u32,
            '0'..='9' => 26 + letter as u32 - '0' as u32,
            _ => 36 + letter as u32 % 28,
        };
        all | 1 << bit
    })
}

/// The match of a query word with a word, best first. For example `harb` is a [`WordMatch::Start`]
/// of `harbour`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum WordMatch {
    /// Equal spelling.
    Whole,
    /// The word starts with the query word.
    Start,
    /// The word contains the query word.
    Inside,
    /// Equal but for one letter inserted, left out or replaced, or two letters swapped
    /// (Damerau-Levenshtein distance 1).
    Slip,
    /// The word starts with the query word but for one such error.
    SlipStart,
    /// Its letters stand in the word in their order, from the word's first letter.
    Gaps,
    /// Its letters stand in two neighbouring words in their order.
    Pair,
    /// Its letters stand in the passage in their order.
    Scattered,
}

impl WordMatch {
    /// Returns `true` if a person would say that the word is there.
    pub(super) fn is_exact(self) -> bool {
        self <= WordMatch::Start
    }
}

/// The weakest match that a query word accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MatchReach {
    /// Only [`WordMatch::Whole`].
    Whole,
    /// Up to [`WordMatch::Start`].
    Start,
    /// Up to [`WordMatch::Inside`].
    Inside,
    /// Everything.
    Fuzzy,
}

/// A query word, ready to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needle {
    pub(super) text: String,
    pub(super) reach: MatchReach,
    chars: Vec<char>,
    letters: LetterMask,
}

impl Needle {
    pub(super) fn new(text: &str, reach: MatchReach) -> Self {
        let chars: Vec<char> = text.chars().collect();
        // Another digit makes another number, so a number must match exactly.
        let is_number = chars.iter().any(char::is_ascii_digit);
        let letters = letters(text);
        let reach =
            if is_number && reach == MatchReach::Fuzzy { MatchReach::Inside } else { reach };
        Self { text: text.to_owned(), reach, chars, letters }
    }

    /// The best grade of a word.
    pub(super) fn grade(&self, word: &str, word_letters: LetterMask) -> Option<WordMatch> {
        let missing = (self.letters & !word_letters).count_ones();
        if missing == 0 {
            if word.starts_with(&self.text) {
                let whole = word.len() == self.text.len();
                return match self.reach {
                    _ if whole => Some(WordMatch::Whole),
                    MatchReach::Whole => None,
                    MatchReach::Start | MatchReach::Inside | MatchReach::Fuzzy => {
                        Some(WordMatch::Start)
                    }
                };
            }
            if matches!(self.reach, MatchReach::Inside | MatchReach::Fuzzy) && self.is_inside(word)
            {
                return Some(WordMatch::Inside);
            }
        }
        if self.reach != MatchReach::Fuzzy || missing > 1 {
            return None;
        }
        let slip = self.slip(word);
        slip.or_else(|| (missing == 0 && self.has_gaps(word)).then_some(WordMatch::Gaps))
    }

    /// Returns `true` if the word contains the needle. Words are short, so a naive search is
    /// fastest.
    fn is_inside(&self, word: &str) -> bool {
        let (needle, word) = (self.text.as_bytes(), word.as_bytes());
        let (Some(first), Some(last)) = (needle.first(), word.len().checked_sub(needle.len()))
        else {
            return needle.is_empty();
        };
        let starts = word[..=last].iter().zip(0..);
        let mut starts = starts.filter(|(byte, _)| *byte == first);
        starts.any(|(_, at): (_, usize)| word[at..].starts_with(needle))
    }

    /// Returns the bit of a needle of a single letter or digit.
    pub(super) fn only_letter(&self) -> Option<LetterMask> {
        let is_plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        (self.text.len() == 1 && self.text.bytes().all(|byte| is_plain(&byte)))
            .then_some(self.letters)
    }

    /// Returns `true` if the word, or its start, is one error away.
    fn slip(&self, word: &str) -> Option<WordMatch> {
        const SHORTEST: usize = 5;
        if self.chars.len() < SHORTEST || word.len() + 1 < self.chars.len() {
            return None;
        }
        // Nearly all words are ASCII, where a byte is a char and nothing needs to be taken apart.
        if self.text.is_ascii() && word.is_ascii() {
            return slip(self.text.as_bytes(), word.as_bytes());
        }
        let word: Vec<char> = word.chars().collect();
        slip(&self.chars, &word)
    }

    fn has_gaps(&self, word: &str) -> bool {
        const SHORTEST: usize = 4;
        self.chars.len() >= SHORTEST && anchored(&self.chars, word) == self.chars.len()
    }

    /// Returns the number of first letters of the needle that stand in `word` in order, from its
    /// first letter: `word` as the left of two words. Returns 0 for too few letters.
    pub(super) fn left(&self, word: &str) -> usize {
        if !self.can_pair() {
            return 0;
        }
        let len = anchored(&self.chars, word).min(self.chars.len() - 2);
        if len < 2 { 0 } else { len }
    }

    /// Returns the positions from which the rest of the needle stands in `word` in order, as the
    /// right of two words: one bit per letter.
    pub(super) fn right(&self, word: &str) -> u32 {
        if !self.can_pair() {
            return 0;
        }
        let first = word.chars().next();
        let starts = 2..self.chars.len() - 1;
        starts
            .filter(|&from| Some(self.chars[from]) == first)
            .filter(|&from| anchored(&self.chars[from..], word) == self.chars.len() - from)
            .fold(0, |all, from| all | 1 << from)
    }

    /// Returns the letters that every left word needs, and the letters that every right word needs.
    pub(super) fn half_letters(&self) -> Option<(LetterMask, LetterMask)> {
        let of = |chars: &[char]| letters(&chars.iter().collect::<String>());
        let len = self.chars.len();
        self.can_pair().then(|| (of(&self.chars[..2]), of(&self.chars[len - 2..])))
    }

    /// The places where the letters can be parted in two.
    pub(super) fn splits(&self) -> std::ops::Range<usize> {
        2..self.chars.len().saturating_sub(1).max(2)
    }

    /// Returns `true` if both halves are long enough for a match, and the needle is short enough
    /// for 32 bits.
    fn can_pair(&self) -> bool {
        self.reach == MatchReach::Fuzzy && (5..=LONGEST_PAIR).contains(&self.chars.len())
    }

    /// Returns the range of `text` with the letters in order: up to the first possible end, from
    /// the last possible start before the end.
    pub(super) fn scattered(&self, text: &str) -> Option<Range<usize>> {
        let mut ends = 0;
        let mut rest = text;
        for letter in &self.chars {
            let at = rest.find(*letter)? + letter.len_utf8();
            ends += at;
            rest = &rest[at..];
        }
        let mut start = ends;
        for letter in self.chars.iter().rev() {
            start = text[..start].rfind(*letter)?;
        }
        Some(start..ends)
    }

    pub(super) fn letters(&self) -> LetterMask {
        self.letters
    }
}

/// Compares `needle` with `word` or its start, allowing one error.
fn slip<T: PartialEq>(needle: &[T], word: &[T]) -> Option<WordMatch> {
    const SHORTEST_START: usize = 6;
    let same = needle.iter().zip(word).take_while(|(one, two)| one == two).count();
    let (mine, theirs) = (&needle[same..], &word[same..]);
    // The rest of the query word and of the word after the error is forgiven.
    let (one, two) = (mine.get(1..)?, theirs.get(1..));
    let swapped = match (mine, theirs) {
        ([a, b, mine @ ..], [c, d, theirs @ ..]) if a == d && b == c => Some((mine, theirs)),
        _ => None,
    };
    let rests =
        [Some((one, theirs)), two.map(|two| (mine, two)), two.map(|two| (one, two)), swapped];
    let mut rests = rests.into_iter().flatten();
    if rests.clone().any(|(mine, theirs)| mine == theirs) {
        return Some(WordMatch::Slip);
    }
    let is_start = |(mine, theirs): (&[T], &[T])| !mine.is_empty() && theirs.starts_with(mine);
    (needle.len() >= SHORTEST_START && rests.any(is_start)).then_some(WordMatch::SlipStart)
}

/// A query word with more letters is not looked for in two words.
const LONGEST_PAIR: usize = 24;

/// Returns the number of `letters` that stand in `word` in order, if the first letters are equal.
fn anchored(letters: &[char], word: &str) -> usize {
    let mut at = 0;
    for letter in word.chars() {
        if letters.get(at) == Some(&letter) {
            at += 1;
        } else if at == 0 {
            return 0;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(needle: &str, word: &str, expected: Option<WordMatch>) {
        let needle = Needle::new(needle, MatchReach::Fuzzy);
        assert_eq!(needle.grade(word, letters(word)), expected, "{} {word}", needle.text);
    }

    #[test]
    fn grades_from_whole_to_gaps() {
        check("maduro", "maduro", Some(WordMatch::Whole));
        check("weapon", "weaponization", Some(WordMatch::Start));
        check("terror", "narcoterrorism", Some(WordMatch::Inside));
        check("ramires", "ramirez", Some(WordMatch::Slip));
        check("hezbolah", "hezbollah", Some(WordMatch::Slip));
        check("hezzbollah", "hezbollah", Some(WordMatch::Slip));
        check("maudro", "maduro", Some(WordMatch::Slip));
        check("perus", "peru", Some(WordMatch::Slip));
        check("ziamond", "diamond", Some(WordMatch::Slip));
        check("venezulean", "venezuelans", Some(WordMatch::SlipStart));
        check("designtion", "designations", Some(WordMatch::SlipStart));
        check("vnzla", "venezuela", Some(WordMatch::Gaps));
        check("cocane", "cooking", None);
        check("state", "statistics", None);
        check("committee", "communities", None);
        check("peru", "pert", None);
        check("mdro", "amdro", Some(WordMatch::Inside));
        check("aduo", "maduro", None);
    }

    #[test]
    fn numbers_are_never_taken_for_one_another() {
        check("20235", "20236", None);
        check("2023", "20235", Some(WordMatch::Start));
        check("023", "2023", Some(WordMatch::Inside));
        check("covid19", "covid18", None);
    }

    #[test]
    fn reach_limits_the_grade() {
        let whole = Needle::new("weapon", MatchReach::Whole);
        let start = Needle::new("weapon", MatchReach::Start);
        assert_eq!(whole.grade("weapons", letters("weapons")), None);
        assert_eq!(start.grade("weapons", letters("weapons")), Some(WordMatch::Start));
        assert_eq!(start.grade("bioweapon", letters("bioweapon")), None);
    }

    #[test]
    fn two_words_share_the_letters() {
        let needle = Needle::new("losoles", MatchReach::Fuzzy);
        assert_eq!(needle.left("los"), 3);
        assert_eq!(needle.right("soles"), 1 << 2);
        assert_eq!(needle.left("soles"), 0);
        assert_eq!(Needle::new("dea", MatchReach::Fuzzy).left("de"), 0);
    }

    #[test]
    fn scattered_letters_have_a_window() {
        let needle = Needle::new("abc", MatchReach::Fuzzy);
        assert_eq!(needle.scattered("a a xb c c"), Some(2..8));
        assert_eq!(needle.scattered("cba"), None);
    }

    #[test]
    fn any_slip_of_a_word_is_found() {
        let word = "designation";
        for at in 0..word.len() {
            for changed in [
                format!("{}{}", &word[..at], &word[at + 1..]),
                format!("{}q{}", &word[..at], &word[at + 1..]),
                format!("{}q{}", &word[..at], &word[at..]),
            ] {
                let grade = Needle::new(&changed, MatchReach::Fuzzy).grade(word, letters(word));
                assert!(grade.is_some_and(|grade| grade <= WordMatch::Slip), "{changed} {grade:?}");
            }
        }
    }
}
