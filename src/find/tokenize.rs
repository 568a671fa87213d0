//! Tokenizes folded text into words, for passages and queries alike.
//!
//! A word has a range and a spelling. The spelling leaves out characters that people leave out:
//! separators inside numbers ("5,000" is `5000`), apostrophes ("isn't" is `isnt`), dots of initials
//! ("U.S." is `us`) and a possessive s. Each ideograph is a word.

use crate::text::Span;

/// Maximum length of a word in bytes: a longer run is cut, so that no word of a hostile text is
/// expensive.
pub(super) const LONGEST: usize = 64;

/// Calls `take` with the place and the spelling of each word of `folded`, in order.
pub(super) fn each(folded: &str, take: &mut dyn FnMut(Span, &str)) {
    let mut spelling = String::with_capacity(LONGEST);
    let mut at = 0;
    while let Some(start) = next_start(folded, at) {
        if let Some(end) = plain_end(folded.as_bytes(), start) {
            take(Span::new(start, end), &folded[start..end]);
            at = end;
            continue;
        }
        let mut cutter =
            WordCutter { text: folded, at: start, end: start, spelling: &mut spelling };
        cutter.cut();
        let (after, end) = (cutter.at, cutter.end);
        take(Span::new(start, end), &spelling);
        at = after;
    }
}

/// Returns the end of a word that is spelled unchanged, as nearly all words are: ASCII letters
/// without a follower that could belong to the word.
fn plain_end(text: &[u8], start: usize) -> Option<usize> {
    let rest = &text[start..];
    // Bounded by the length of a word, so that an endless run is read once.
    let len = rest
        .iter()
        .take(LONGEST)
        .position(|byte| !byte.is_ascii_alphanumeric())
        .unwrap_or(rest.len().min(LONGEST));
    let is_plain = match rest.get(len) {
        None => true,
        Some(b'\'') => false,
        Some(b'.') => len > 1,
        Some(next) => next.is_ascii(),
    };
    (is_plain && len < LONGEST && rest[0].is_ascii_alphabetic()).then_some(start + len)
}

/// Returns the start of the next word.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                return Some(at);
            }
            at += 1;
        } else {
            let sign = text[at..].chars().next()?;
            if sign.is_alphanumeric() {
                return Some(at);
            }
            at += sign.len_utf8();
        }
    }
    None
}

struct WordCutter<'a> {
    text: &'a str,
    /// Byte where cutting goes on.
    at: usize,
    /// End of the word; before `at` after a possessive s.
    end: usize,
    spelling: &'a mut String,
}

impl WordCutter<'_> {
    fn cut(&mut self) {
        self.spelling.clear();
        if self.byte(0).is_ascii_digit() {
            self.number();
        } else if self.text[self.at..].starts_with(is_ideograph) {
            self.push_char();
        } else {
            self.letters();
        }
    }

    /// The byte so far ahead; a space beyond the end.
    fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(b' ')
    }

    fn is_full(&self) -> bool {
        self.spelling.len() >= LONGEST
    }

    /// Consumes a char if it belongs to the word.
    fn push_char(&mut self) -> bool {
        let taken = self.text[self.at..].chars().next().filter(|sign| sign.is_alphanumeric());
        if let Some(sign) = taken {
            self.spelling.push(sign);
            self.at += sign.len_utf8();
            self.end = self.at;
        }
        taken.is_some()
    }

    /// Takes what stands together; ideographs begin a word of their own.
    fn run(&mut self) {
        while !self.is_full() && !self.text[self.at..].starts_with(is_ideograph) && self.push_char()
        {
        }
    }

    fn letters(&mut self) {
        let start = self.at;
        self.run();
        while !self.is_full() {
            match self.byte(0) {
                b'\'' if self.is_letter(1) => {
                    if self.byte(1) == b's' && !self.is_letter(2) && self.at - start >= 3 {
                        self.at += 2;
                        return;
                    }
                    self.at += 1;
                }
                b'.' if self.is_initial(start) && self.is_letter(1) && !self.is_letter(2) => {
                    self.at += 1;
                }
                _ => return,
            }
            self.run();
        }
    }

    /// Returns `true` if a letter or digit stands `n` bytes ahead; valid after ASCII only.
    fn is_letter(&self, ahead: usize) -> bool {
        let rest = self.text.get(self.at + ahead..).unwrap_or_default();
        rest.starts_with(char::is_alphanumeric)
    }

    /// Returns `true` if the word so far is single letters with dots between, for example `u.s`.
    fn is_initial(&self, start: usize) -> bool {
        let parts = self.text[start..self.at].split('.');
        parts.into_iter().all(|part| part.chars().nth(1).is_none() && !part.is_empty())
    }

    fn number(&mut self) {
        self.digits();
        let mut groups = self.spelling.len() <= 3;
        while !self.is_full() {
            let thousand = groups && self.is_group();
            match self.byte(0) {
                b',' | b'.' | b' ' | b'\'' if thousand => {
                    self.at += 1;
                    self.digits();
                }
                b'.' | b',' if self.byte(1).is_ascii_digit() && !self.is_group() => {
                    self.spelling.push('.');
                    self.at += 1;
                    self.digits();
                    groups = false;
                }
                _ => return self.run(),
            }
        }
    }

    fn digits(&mut self) {
        while !self.is_full() && self.byte(0).is_ascii_digit() {
            self.push_char();
        }
    }

    /// Returns `true` before a separator and exactly three digits.
    fn is_group(&self) -> bool {
        (1..=3).all(|ahead| self.byte(ahead).is_ascii_digit()) && !self.is_letter(4)
    }
}

/// Scripts written without spaces, one sign nearly a word.
fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<(Span, String)> {
        let mut all = Vec::new();
        each(text, &mut |span, word| all.push((span, word.to_owned())));
        all
    }

    /// `marked` holds [ ] around each word.
    #[track_caller]
    fn check(marked: &str, words: &[&str]) {
        let text = marked.replace(['[', ']'], "");
        let found = cut(&text);
        let mut shown = String::new();
        let mut at = 0;
        for (span, _) in &found {
            shown += &format!("{}[{}]", &text[at..span.start], span.of(&text));
            at = span.end;
        }
        shown += &text[at..];
        assert_eq!(shown, marked);
        assert_eq!(found.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>(), words);
    }

    #[test]
    fn words_and_their_spelling() {
        check("[los] [soles]: \"[the] [suns]\"", &["los", "soles", "the", "suns"]);
        check("[isn't] [peru]'s [it's] [don't]", &["isnt", "peru", "its", "dont"]);
        check("[soc]-[groups]-[as]-[proxies]", &["soc", "groups", "as", "proxies"]);
        check("[u.s]. [m.a]. [dr]. [who]. [a] [b]", &["us", "ma", "dr", "who", "a", "b"]);
        check("[covid]-[19] [f16] [4th]", &["covid", "19", "f16", "4th"]);
    }

    #[test]
    fn numbers_lose_their_separators() {
        check("[5,000] [members]", &["5000", "members"]);
        check("$[50] [million], [1,234,567.89]", &["50", "million", "1234567.89"]);
        check("[5 000] [5.000] [5'000]", &["5000", "5000", "5000"]);
        check("[3.5]% [2,5] [in] [2023] [400] [men]", &["3.5", "2.5", "in", "2023", "400", "men"]);
        check("[2023],[400] [1],[a] [12].", &["2023", "400", "1", "a", "12"]);
        check("[5,0000] [12.05.2023]", &["5.0000", "12.05.2023"]);
    }

    #[test]
    fn scripts_without_spaces() {
        check("[漢][字]。[かx]".replace("[かx]", "[か][x]").as_str(), &["漢", "字", "か", "x"]);
        check("[русский] [текст]", &["русский", "текст"]);
    }

    #[test]
    fn hostile_runs_are_cut() {
        let found = cut(&"x".repeat(1_000_000));
        assert!(found.iter().all(|(_, word)| word.len() <= LONGEST));
        assert_eq!(found.len(), 1_000_000 / LONGEST);
        assert!(cut(&"1,000".repeat(100_000)).iter().all(|(_, word)| word.len() <= LONGEST + 3));
        assert!(!cut(&"a.".repeat(100_000)).is_empty());
        assert!(cut("\0\u{1b}[0m -- ''' ...").len() == 1);
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_stay_when_cut_again(text in "[a-z0-9',. é漢-]{0,40}|\\PC{0,20}") {
            let text = crate::text::fold(&text).text;
            let mut before = 0;
            for (span, word) in cut(&text) {
                prop_assert!(span.start >= before && !span.is_empty() && !word.is_empty());
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                before = span.end;
            }
        }
    }
}
