//! Text folded for search and matching, with the map back to the original bytes.
//!
//! Owns the choice of characters that count as equal in a query: case, accents, quotes, dashes,
//! spaces and width forms. For example `Müller’s` folds to `muller's`. Splitting into words belongs
//! to `find`. Folding is idempotent, and every folded span maps to whole characters of the
//! original.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use super::Span;

/// Limit of a folded text in bytes, so that the map can count in 32 bits. A scalar folds to at most
/// eleven times its length.
const LONGEST: usize = 1 << 28;

/// A text as typed on a plain keyboard: lower case, no accents, straight quotes, `-` for every
/// dash, a plain space for every kind of space, nothing invisible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Changes of the distance between folded and original offset, as (folded, original).
    steps: Vec<(u32, u32)>,
    /// Start and bytes of each expansion of a single character, for example "ß" to `ss` or "½" to
    /// `1/2`.
    several: Vec<(u32, u32)>,
}

/// Folds `text`; for plain ASCII that is little more than a copy.
///
/// ```
/// use copydesk::text::{Span, fold};
///
/// let text = "“Nicolás” – 5 €";
/// let folded = fold(text);
/// assert_eq!(folded.text, "\"nicolas\" - 5 €");
/// assert_eq!(folded.original(Span::new(1, 8)).of(text), "Nicolás");
/// ```
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    folded.append(text, Span::new(0, text.len()));
    folded
}

impl Folded {
    /// Returns the bytes of the original for `folded`, a span of [`Folded::text`].
    ///
    /// The answer covers whole characters and the dropped marks after them.
    pub fn original(&self, folded: Span) -> Span {
        let start = match self.around(folded.start) {
            Some((first, _)) => first,
            None => folded.start,
        };
        let end = match self.around(folded.end) {
            Some((_, last)) if !folded.is_empty() => last,
            Some((first, _)) => first,
            None => folded.end,
        };
        Span::new(self.place(start), self.place(end))
    }

    /// Adds the fold of one piece of the original; pieces come in order and may leave gaps.
    pub(crate) fn append(&mut self, text: &str, piece: Span) {
        let words = &piece.of(text)[..piece.of(text).floor_char_boundary(LONGEST)];
        self.step_to(piece.start);
        let mut at = 0;
        while at < words.len() {
            at += self.append_plain(&words[at..]);
            let Some(next) = words[at..].chars().next() else {
                break;
            };
            at += next.len_utf8();
            self.append_char(next, piece.start + at);
        }
    }

    /// Adds a character that is in no original, to keep two pieces apart.
    pub(crate) fn append_break(&mut self) {
        self.text.push('\n');
    }

    /// Gives back room that was taken in advance.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.steps.shrink_to_fit();
        self.several.shrink_to_fit();
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.text.capacity()
            + (self.steps.capacity() + self.several.capacity()) * size_of::<(u32, u32)>()
    }

    /// Copies the ASCII at the start of `words`, lower-cased, and returns its length in bytes.
    fn append_plain(&mut self, words: &str) -> usize {
        let is_plain = |byte: &u8| byte.is_ascii() && !matches!(byte, b'\t'..=b'\r' | b'`');
        let len = words.bytes().take_while(is_plain).count();
        let start = self.text.len();
        self.text.push_str(&words[..len]);
        self.text[start..].make_ascii_lowercase();
        len
    }

    fn append_char(&mut self, original: char, original_end: usize) {
        let start = self.text.len();
        push_folded(original, &mut self.text);
        let pushed = &self.text[start..];
        if pushed.chars().nth(1).is_some() {
            self.several.push((offset(start), offset(pushed.len())));
        }
        self.step_to(original_end);
    }

    /// Records that the end of the folded text stands for byte `original`.
    fn step_to(&mut self, original: usize) {
        let folded = self.text.len();
        if self.place(folded) == original {
            return;
        }
        let step = (offset(folded), offset(original));
        match self.steps.last_mut() {
            Some(last) if last.0 == step.0 => *last = step,
            _ => self.steps.push(step),
        }
    }

    /// Returns the original offset of a folded offset.
    fn place(&self, folded: usize) -> usize {
        let known = match self.steps.last() {
            Some(last) if last.0 as usize <= folded => self.steps.len(),
            _ => self.steps.partition_point(|step| step.0 as usize <= folded),
        };
        let (at, original) = known.checked_sub(1).map_or((0, 0), |last| self.steps[last]);
        original as usize + (folded - at as usize)
    }

    /// The bytes of the character turned into several that `folded` lies strictly inside of.
    fn around(&self, folded: usize) -> Option<(usize, usize)> {
        let known = self.several.partition_point(|one| (one.0 as usize) < folded);
        let (start, len) = self.several[known.checked_sub(1)?];
        let end = start as usize + len as usize;
        (folded < end).then_some((start as usize, end))
    }
}

/// An offset of the map; what is longer than 32 bits was cut before.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Appends the fold of a character: nothing, one character or several.
fn push_folded(original: char, out: &mut String) {
    match plain(original) {
        Some(sign) => out.push(sign),
        None if is_invisible(original) => {}
        None if is_syllable(original) => out.push(original),
        None => decompose_compatible(original, |part| {
            for lower in part.to_lowercase() {
                push_letter(lower, out);
            }
        }),
    }
}

/// Adds a decomposed, lower-case character unless it is a mark.
fn push_letter(lower: char, out: &mut String) {
    let base = match lower {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'þ' => "th",
        'ς' => "σ",
        _ => {
            if !is_mark(lower) && !is_invisible(lower) {
                out.push(plain(lower).unwrap_or(lower));
            }
            return;
        }
    };
    out.push_str(base);
}

/// The ASCII sign for a quote, dash or space of any kind.
fn plain(sign: char) -> Option<char> {
    match sign {
        '\''
        | '`'
        | '´'
        | '\u{2b9}'..='\u{2bd}'
        | '\u{2c8}'
        | '‘'
        | '’'
        | '‚'
        | '‛'
        | '′'
        | '‵'
        | '‹'
        | '›'
        | '＇'
        | '｀'
        | 'ꞌ' => Some('\''),
        '"' | '“' | '”' | '„' | '‟' | '″' | '‶' | '«' | '»' | '〝' | '〞' | '〟' | '＂' => {
            Some('"')
        }
        '-' | '\u{58a}' | '\u{5be}' | '‐'..='―' | '⁃' | '−' | '﹘' | '﹣' | '－' => {
            Some('-')
        }
        '⁄' | '∕' => Some('/'),
        _ if sign.is_whitespace() => Some(' '),
        _ => None,
    }
}

/// Returns `true` for characters without room on the screen that nobody types: soft hyphens,
/// joiners, direction marks, variation selectors.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}'
        | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Returns `true` for an accent or a vowel point. Marks of combining class 0 (vowels of Indic
/// scripts), 8 (voicing of kana) and 9 (virama) make different letters and stay.
fn is_mark(sign: char) -> bool {
    !matches!(canonical_combining_class(sign), 0 | 8 | 9)
}

/// Kana and Hangul syllables are letters to their readers: taking them apart would only cost room.
fn is_syllable(sign: char) -> bool {
    matches!(sign, '\u{3041}'..='\u{30fe}' | '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text).text, expected, "{text:?}");
    }

    /// `marked` holds [[…]] around the words that `query` must lead back to.
    #[track_caller]
    fn check_place(marked: &str, query: &str) {
        let text = marked.replace("[[", "").replace("]]", "");
        let folded = fold(&text);
        let at = folded.text.find(query).expect("the fold holds the query");
        let span = folded.original(Span::new(at, at + query.len()));
        let (before, rest) = text.split_at(span.start);
        let (words, after) = rest.split_at(span.len());
        assert_eq!(format!("{before}[[{words}]]{after}"), marked);
    }

    #[test]
    fn what_nobody_types_is_gone() {
        check("María ÇELİK", "maria celik");
        check("‘Los Soles’ “isn’t” «new»", "'los soles' \"isn't\" \"new\"");
        check("2023–24 — now − then", "2023-24 - now - then");
        check("a\u{a0}b\u{2009}c\td\ne", "a b c d e");
        check("Straße, Łódź, Ørsted, œuvre", "strasse, lodz, orsted, oeuvre");
        check("Æsir, đảo, Suðuroy, Ħal, ışık, Þór", "aesir, dao, suduroy, hal, isik, thor");
        check("ﬁnal ½ … Ｗｉｄｅ", "final 1/2 ... wide");
        check("exam\u{ad}ple \u{200b}zero\u{feff}", "example zero");
        check("Θεός Ὀδυσσεύς", "θεοσ οδυσσευσ");
        check("ЁЛКА", "елка");
        check("مُحَمَّد", "محمد");
        check("が 한글 漢字", "が 한글 漢字");
        check("क्षि", "क्षि");
        check("a\0b", "a\0b");
        check("", "");
    }

    #[test]
    fn a_folded_span_leads_back_to_whole_characters() {
        check_place("says [[María]] Corina", "maria");
        check_place("says Mari\u{301}[[a Corina]]", "a corina");
        check_place("[[Mari\u{301}a]]", "maria");
        check_place("the [[exam\u{ad}ple]]", "example");
        check_place("Stra[[ß]]e", "ss");
        check_place("[[Stra]]ße", "stra");
        check_place("Straß[[e]]", "e");
        check_place("a [[½]] b", "1");
        check_place("a [[½]] b", "2");
        check_place("‘[[Los Soles]]’", "los soles");
        check_place("“We [[isn’t]]”", "isn't");
    }

    #[test]
    fn a_place_inside_of_one_character_covers_nothing() {
        assert!(fold("Straße").original(Span::new(5, 5)).is_empty());
    }

    #[test]
    fn room_is_given_back_and_counted() {
        let mut folded = fold(&"éß".repeat(500));
        let with_spare = folded.bytes();
        folded.shrink();
        // Three bytes of text for each pair, one step of the map, one character that became several.
        assert_eq!(folded.bytes(), 500 * (3 + 8 + 8));
        assert!(folded.bytes() < with_spare);
    }

    #[test]
    fn pieces_keep_their_places() {
        let text = "“One.” skip “Two, María.”";
        let mut folded = Folded::default();
        folded.append(text, Span::new(0, 10));
        folded.append_break();
        folded.append(text, Span::new(16, text.len()));
        let at = folded.text.find("maria").unwrap();
        assert_eq!(folded.text, "\"one.\"\n\"two, maria.\"");
        assert_eq!(folded.original(Span::new(at, at + 5)).of(text), "María");
        assert_eq!(folded.original(Span::new(0, 6)).of(text), "“One.”");
    }

    #[test]
    fn every_character_folds_to_what_folds_to_itself() {
        for original in '\0'..=char::MAX {
            let mut once = String::new();
            push_folded(original, &mut once);
            assert_eq!(fold(&once).text, once, "U+{:04X}", original as u32);
            assert!(once.len() <= 16 * original.len_utf8());
        }
    }

    #[test]
    fn a_text_of_accents_is_linear() {
        let text = "e\u{301}".repeat(1_000_000);
        let folded = fold(&text);
        assert_eq!(folded.text.len(), 1_000_000);
        assert_eq!(folded.original(Span::new(999_999, 1_000_000)).end, text.len());
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::string::string_regex(
            "([a-zA-Z ]{0,6}|[éÑßﬃ½’“–\u{ad}\u{301}İŉ\u{a0}漢が]|\\PC){0,30}",
        )
        .expect("a regular expression")
    }

    proptest! {
        #[test]
        fn the_fold_of_a_fold_is_itself(text in text()) {
            let once = fold(&text).text;
            prop_assert_eq!(&fold(&once).text, &once);
        }

        #[test]
        fn the_map_is_monotone_and_covers(text in text()) {
            let folded = fold(&text);
            let mut before = Span::new(0, 0);
            for (at, sign) in folded.text.char_indices() {
                let span = folded.original(Span::new(at, at + sign.len_utf8()));
                prop_assert!(!span.is_empty());
                prop_assert!(before.start <= span.start && before.end <= span.end);
                prop_assert!(before.end >= span.start || fold(&text[before.end..span.start]).text.is_empty());
                let words = span.get(&text);
                prop_assert!(words.is_some_and(|words| fold(words).text.contains(sign)));
                before = span;
            }
            let whole = folded.original(Span::new(0, folded.text.len()));
            prop_assert_eq!(fold(whole.of(&text)).text, folded.text);
        }
    }
}
