//! Words and clauses: the steps by which a selection grows and shrinks.
//!
//! Words follow Unicode UAX 29, except that a hyphen between letters does not split a word. Clauses
//! end at punctuation only; no grammar is involved.

use unicode_segmentation::UnicodeSegmentation;

use super::{
    Span,
    span::{border_after, border_before},
};

/// The marks at which a clause ends; a comma or full stop inside a number is none.
const CLAUSE_MARKS: &str = ",;:.!?–—()[]“”„\"«»…";

/// The words of `within` in reading order, without white space and punctuation around them; none parts
/// a grapheme cluster.
pub fn words(text: &str, within: Span) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (at, word) in within.of(text).unicode_word_indices() {
        let start = within.start + at;
        // A combining mark after a blank makes a "word" with the blank in front, and a number sign
        // shares a cluster with the digit after the sign.
        let word = Span::new(start, start + word.len()).trim(text).whole(text);
        match found.last_mut() {
            Some(last) if word.start < last.end || is_hyphen(&text[last.end..word.start]) => {
                last.end = word.end.max(last.end);
            }
            _ => found.push(word),
        }
    }
    found
}

/// Returns `true` if `gap` is exactly one hyphen.
fn is_hyphen(gap: &str) -> bool {
    matches!(gap, "-" | "\u{2010}" | "\u{2011}")
}

/// Returns the end of the clause of `within` at `byte`: before the next clause mark.
///
/// A mark directly at `byte` is skipped, so that repeated calls step forward. The last result is
/// the end of `within`.
pub fn clause_end(text: &str, within: Span, byte: usize) -> usize {
    let from = floor(text, byte).clamp(within.start, within.end);
    let is_gap = |c: char| c.is_whitespace() || CLAUSE_MARKS.contains(c) || is_single(c);
    let rest = &text[from..within.end];
    let start = from + (rest.len() - rest.trim_start_matches(is_gap).len());
    let end = text[start..within.end]
        .char_indices()
        .map(|(at, _)| start + at)
        .find(|&at| is_clause_mark(text, within, at));
    let end = trim_end(text, start, end.unwrap_or(within.end));
    border_after(text, end).min(within.end)
}

/// Returns the start of the clause of `within` at or before `byte`: after the previous clause mark.
/// Repeated calls step backward to the start of `within`.
pub fn clause_start(text: &str, within: Span, byte: usize) -> usize {
    let to = floor(text, byte).clamp(within.start, within.end);
    let is_gap = |c: char| c.is_whitespace() || CLAUSE_MARKS.contains(c) || is_single(c);
    let end = within.start + text[within.start..to].trim_end_matches(is_gap).len();
    let mark = text[within.start..end]
        .char_indices()
        .map(|(at, _)| within.start + at)
        .rfind(|&at| is_clause_mark(text, within, at));
    let Some(mark) = mark else {
        return within.start;
    };
    let rest = &text[mark..end];
    let start = mark + (rest.len() - rest.trim_start_matches(is_gap).len());
    border_before(text, start).max(within.start)
}

/// Returns `true` if the mark at `at` ends a clause; a mark inside "3.5", "1,000", "10:30" or
/// "isn’t" does not.
fn is_clause_mark(text: &str, within: Span, at: usize) -> bool {
    let Some(mark) = text[at..within.end].chars().next() else {
        return false;
    };
    let before = text[within.start..at].chars().next_back();
    let after = text[at + mark.len_utf8()..within.end].chars().next();
    let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match mark {
        ',' | '.' | ':' | '!' | '?' => !is_inside(after),
        c if is_single(c) => !(is_possessive(before, c) || is_inside(before) && is_inside(after)),
        c => CLAUSE_MARKS.contains(c),
    }
}

/// A single mark after an s is more often a plural's apostrophe than a quotation's end.
fn is_possessive(before: Option<char>, mark: char) -> bool {
    mark != '‘' && before == Some('s')
}

/// Returns `true` for single quotation marks, which also serve as apostrophes.
fn is_single(c: char) -> bool {
    matches!(c, '‘' | '’' | '\'' | '‚' | '‹' | '›')
}

/// Returns `byte`, or the char boundary before `byte`.
fn floor(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte)
}

/// `end` without the white space before it, but not before `start`.
fn trim_end(text: &str, start: usize, end: usize) -> usize {
    start + text[start..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::span::is_border;

    /// The words of the text are those in double square brackets.
    fn check(marked: &str) {
        let text = marked.replace("[[", "").replace("]]", "");
        let mut shown = text.clone();
        for span in words(&text, Span::new(0, text.len())).iter().rev() {
            shown.insert_str(span.end, "]]");
            shown.insert_str(span.start, "[[");
        }
        assert_eq!(shown, marked);
    }

    #[test]
    fn words_keep_inner_apostrophes_and_hyphens() {
        check("[[The]] [[state-led]] “[[plan]]” [[isn’t]] [[over]] – [[not]] [[3.5]]% [[yet]].");
        check("- [[one]] -[[two]]- [[three]]--[[four]]");
        check("[[naïve]] [[José]] [[Ελλάδα]] …");
        check("");
    }

    /// `|` is where one starts, `>` where the clause ends.
    fn check_clause(marked: &str) {
        let from = marked.find('|').unwrap();
        let text = marked.replace(['|', '>'], "");
        let found = clause_end(&text, Span::new(0, text.len()), from);
        let wanted = marked.find('>').unwrap() - 1;
        assert_eq!(&text[..found], &text[..wanted], "{marked}");
    }

    #[test]
    fn a_clause_ends_at_punctuation() {
        check_clause("|He left at 10:30>, she stayed.");
        check_clause("He left|, she stayed>.");
        check_clause("He paid |$1,000 for 3.5 acres> (all of it).");
        check_clause("|The isn’t of it> – and more");
        check_clause("The |end>");
    }

    #[test]
    fn a_clause_starts_after_punctuation() {
        let text = "He left at 10:30, she (Ann) stayed.";
        let within = Span::new(0, text.len());
        let start = |byte| &text[clause_start(text, within, byte)..];
        assert_eq!(start(text.len()), "stayed.");
        assert_eq!(start(text.find("stayed").unwrap()), "Ann) stayed.");
        assert_eq!(start(text.find("Ann").unwrap()), "she (Ann) stayed.");
        assert_eq!(start(text.find("she").unwrap()), text);
        assert_eq!(start(3), text);
    }

    proptest! {
        #[test]
        fn clauses_stay_inside(
            text in "\\PC{0,40}|[a1,.;:–()“”'’ \u{301}\u{600}\u{345}\u{200d}👩🇩]{0,40}",
            byte in 0usize..60,
        ) {
            let within = Span::new(0, text.len());
            let end = clause_end(&text, within, byte);
            let start = clause_start(&text, within, byte);
            prop_assert!(text.get(start..).is_some() && text.get(..end).is_some());
            prop_assert!(start <= byte);
            prop_assert!(is_border(&text, start) && is_border(&text, end));
            let mut last = 0;
            for word in words(&text, within) {
                prop_assert!(!word.is_empty() && word.trim(&text) == word);
                prop_assert!(word.whole(&text) == word && last <= word.start);
                last = word.end;
            }
        }
    }
}
