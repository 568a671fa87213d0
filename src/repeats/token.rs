//! The normal form of words: case, accents, quotes and hyphens do not count.
//!
//! A token is a run of letters and digits. An apostrophe of any shape inside a word vanishes, for
//! example `isn’t` and `isnt` are equal. Every other sign separates, for example `multi-faceted`
//! has two tokens. In scripts without spaces each character is a token. A token is a hash of the
//! folded letters; its bytes come from reading the text again.
//!
//! Invariant: tokens are in order and never overlap. Reading takes time linear in the text.

use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, is_combining_mark},
};

use crate::text::Span;

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WordToken {
    /// Hash of the folded letters; the same in every run and on every machine.
    pub hash: u64,
    /// Bytes from the first letter to the last.
    pub span: Span,
}

/// Multiplier of the hash: 2^64 divided by the golden ratio, made odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Calls `sink` with every token of `span`.
pub(super) fn tokens(text: &str, span: Span, sink: impl FnMut(WordToken)) {
    each::<WordHash>(text, span, sink);
}

/// Calls `sink` with the bytes of every token of `span`, in half the time of [`tokens`].
pub(super) fn token_spans(text: &str, span: Span, mut sink: impl FnMut(Span)) {
    each::<SpanOnly>(text, span, |token| sink(token.span));
}

/// Returns whether `span` has a token.
pub(super) fn has_token(text: &str, span: Span) -> bool {
    let mut letters = span.of(text).chars();
    letters.any(|letter| letter.is_alphanumeric() && !is_mark(letter))
}

fn each<H: WordSink>(text: &str, span: Span, mut sink: impl FnMut(WordToken)) {
    let bytes = text.as_bytes();
    let mut at = span.start;
    while at < span.end {
        if bytes[at].is_ascii_alphanumeric() {
            let (token, next) = read_word::<H>(text, at, span.end);
            sink(token);
            at = next;
        } else if bytes[at].is_ascii() {
            at += 1;
        } else {
            let letter = text[at..].chars().next().unwrap_or(' ');
            if letter.is_alphanumeric() && !is_mark(letter) {
                let (token, next) = read_word::<H>(text, at, span.end);
                sink(token);
                at = next;
            } else {
                at += letter.len_utf8();
            }
        }
    }
}

/// Returns the hash of a word that is folded already, for example `maria`, as [`tokens`] computes
/// it.
pub(super) fn hash_folded(word: &str) -> u64 {
    let mut hash = WordHash::default();
    for byte in word.bytes() {
        hash.push(byte);
    }
    hash.finish()
}

/// Mixes two numbers into a hash.
pub(super) fn mix(one: u64, other: u64) -> u64 {
    let sum = (one.rotate_left(25) ^ other).wrapping_mul(GOLDEN);
    sum ^ (sum >> 29)
}

/// Receives the letters of a word.
trait WordSink: Default {
    /// Takes a byte of a folded letter.
    fn push(&mut self, byte: u8);

    /// Takes a letter outside ASCII, not folded yet.
    fn push_folded(&mut self, letter: char);

    fn finish(self) -> u64;
}

/// Ignores the letters, for readers that need spans only.
#[derive(Default)]
struct SpanOnly;

impl WordSink for SpanOnly {
    fn push(&mut self, _: u8) {}

    fn push_folded(&mut self, _: char) {}

    fn finish(self) -> u64 {
        0
    }
}

#[derive(Clone, Copy)]
struct WordHash(u64);

impl Default for WordHash {
    fn default() -> Self {
        WordHash(GOLDEN)
    }
}

impl WordSink for WordHash {
    fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }

    /// Takes the folded form of a letter: decomposed (NFKD), without marks, in lower case.
    fn push_folded(&mut self, letter: char) {
        for part in std::iter::once(letter).nfkd() {
            if !is_mark(part) {
                for lower in part.to_lowercase() {
                    if !is_mark(lower) {
                        self.push_char(lower);
                    }
                }
            }
        }
    }

    fn finish(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(GOLDEN);
        mixed ^ (mixed >> 29)
    }
}

impl WordHash {
    fn push_char(&mut self, letter: char) {
        let mut buffer = [0; 4];
        for &byte in letter.encode_utf8(&mut buffer).as_bytes() {
            self.push(byte);
        }
    }
}

/// Reads the word at `start`, where a letter or digit stands; returns the place behind the word
/// too.
fn read_word<H: WordSink>(text: &str, start: usize, limit: usize) -> (WordToken, usize) {
    let bytes = text.as_bytes();
    let mut hash = H::default();
    let (mut at, mut end) = (start, start);
    while at < limit {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            hash.push(byte.to_ascii_lowercase());
            at += 1;
            end = at;
        } else if byte == b'\'' {
            at += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            let letter = text[at..limit].chars().next().unwrap_or(' ');
            if is_apostrophe(letter) || is_invisible(letter) || is_mark(letter) {
                at += letter.len_utf8();
                if is_mark(letter) {
                    end = at;
                }
            } else if letter.is_alphanumeric() {
                if stands_alone(letter) && end > start {
                    break;
                }
                hash.push_folded(letter);
                at += letter.len_utf8();
                end = at;
                if stands_alone(letter) {
                    break;
                }
            } else {
                break;
            }
        }
    }
    let token = WordToken { hash: hash.finish(), span: Span::new(start, end) };
    (token, at.max(end))
}

/// Returns whether a sign is an accent or vowel point. Vowel signs and viramas make other letters
/// and do not count.
fn is_mark(sign: char) -> bool {
    is_combining_mark(sign) && !matches!(canonical_combining_class(sign), 0 | 8 | 9)
}

fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '’' | '‘' | 'ʼ' | '′' | '＇')
}

/// Returns whether a sign is a soft hyphen or a joiner.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Returns whether a letter is of a script without spaces, for example `漢`.
fn stands_alone(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<WordToken> {
        let mut found = Vec::new();
        tokens(text, Span::new(0, text.len()), |token| found.push(token));
        found
    }

    /// `marked` holds every token in brackets; `folded` are the words they must be equal to.
    #[track_caller]
    fn check(marked: &str, folded: &str) {
        let text = marked.replace(['[', ']'], "");
        let found = read(&text);
        let mut shown = text.clone();
        for token in found.iter().rev() {
            shown.insert(token.span.end, ']');
            shown.insert(token.span.start, '[');
        }
        assert_eq!(shown, marked);
        let hashes: Vec<u64> = found.iter().map(|token| token.hash).collect();
        let expected: Vec<u64> = folded.split(' ').map(hash_folded).collect();
        assert_eq!(hashes, expected, "{marked}");
    }

    #[test]
    fn words_lose_what_differs_for_no_reason() {
        check(
            "“[This] [isn’t] [It's]” — [a] [multi]-[faceted] [U].[S]. [plan]",
            "this isnt its a multi faceted u s plan",
        );
        check("[Nicolás] [MARÍA] [Straße] [ﬁnal]", "nicolas maria straße final");
        check("[Mari\u{301}a] [exam\u{ad}ple]", "maria example");
        check("‘[Los] [Soles]’ • [x]", "los soles x");
        check("[Привет] [мир]", "привет мир");
        check("[漢][字][が]", "漢 字 か\u{3099}");
        check("[rock]'", "rock");
    }

    #[test]
    fn odd_input_is_read() {
        assert_eq!(read(""), []);
        assert_eq!(read("\0 \u{301} ' ’ \u{200b}"), []);
        let accents = format!("e{}", "\u{301}".repeat(100_000));
        assert_eq!(read(&accents).len(), 1);
        assert_eq!(read(&"'".repeat(100_000)), []);
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_and_inside(text in "\\PC{0,60}") {
            let mut before = 0;
            for token in read(&text) {
                prop_assert!(token.span.start >= before);
                prop_assert!(token.span.get(&text).is_some_and(|word| !word.is_empty()));
                before = token.span.end;
            }
        }

        #[test]
        fn case_does_not_matter(text in "[a-zA-Z éÉñÑ']{0,40}") {
            let hashes = |text: &str| read(text).iter().map(|token| token.hash).collect::<Vec<_>>();
            prop_assert_eq!(hashes(&text), hashes(&text.to_uppercase()));
        }
    }
}
