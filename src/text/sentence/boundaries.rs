//! Finds the ends of the sentences inside a block.
//!
//! # How it works
//!
//! The segmenter (crate `sentencex`) knows abbreviations well, but never cuts inside a quotation,
//! and unpaired marks confuse the segmenter. So the segmenter reads a *plain copy* of the block:
//! the same length in bytes, with blanks for quotation marks, emphasis, line breaks and brackets
//! around whole sentences. The cuts are then moved to the real text: a closing mark stays with its
//! sentence, an opening mark goes with the next. Last, the cuts are judged: for example “Why?”
//! before "he asked" ends nothing.
//!
//! Time is linear: the segmenter gets windows of bounded length, and only windows that look like
//! prose, because some of its patterns are quadratic in brackets and in endless words.

use super::abbreviation::{goes_on, is_speech_tag, is_title};
use crate::text::{
    Block, Span,
    quotation::{MarkEnd, QuoteMark, marks, quotations},
    span::{border_after, border_before},
};

/// Length of a window for the segmenter, in bytes.
const WINDOW: usize = 4096;

/// Length of the overlap after a window without a cut, in bytes.
const OVERLAP: usize = 256;

/// The sentences of a block: trimmed, in order, none empty.
pub(super) fn boundaries(text: &str, block: &Block) -> Vec<Span> {
    let words = block.span.of(text);
    let whole = Span::new(0, words.len());
    let marks = marks(words, whole);
    let plain = plain_copy(words, &marks);
    let page =
        BlockText { words, plain: &plain, marks: &marks, quotations: &quotations(words, whole) };
    let mut gaps: Vec<Span> = segment(&plain).into_iter().filter_map(|at| page.gap(at)).collect();
    page.cut_at_marks(&mut gaps);
    page.cut_after_no(&mut gaps);
    gaps.retain(|gap| !page.is_in_chant(*gap));
    let label = block.run_in.map(|label| label.end - block.span.start);
    gaps.retain(|gap| label.is_none_or(|end| ends_label(words, end, *gap)));
    gaps.retain_mut(|gap| part_no_cluster(words, gap));
    gaps.sort_unstable();
    gaps.dedup_by_key(|gap| gap.start);

    let mut start = block.span.start;
    let mut sentences: Vec<Span> = Vec::with_capacity(gaps.len() + 1);
    let ends = gaps.iter().map(|gap| (gap.start, gap.end));
    for (end, next) in ends.chain([(words.len(), words.len())]) {
        let sentence = Span::new(start, block.span.start + end).trim(text);
        start = block.span.start + next;
        match sentences.last_mut() {
            _ if sentence.is_empty() => {}
            // Dots and dashes alone are no sentence.
            Some(last) if !sentence.of(text).contains(char::is_alphanumeric) => {
                last.end = sentence.end;
            }
            _ => sentences.push(sentence),
        }
    }
    sentences
}

/// Moves the ends of a gap to borders of grapheme clusters: an accent on a blank goes with the
/// blank into the next sentence. Returns `false` if nothing of the gap is left.
fn part_no_cluster(words: &str, gap: &mut Span) -> bool {
    let (start, end) = (border_after(words, gap.start), border_before(words, gap.end));
    let is_left = start <= end;
    if is_left {
        *gap = Span::new(start, end);
    }
    is_left
}

/// Returns `true` if a gap leaves the run-in label that ends at `end` whole. A label with a
/// question stands alone; other labels belong to their sentence, for example "Q. Who came?".
fn ends_label(words: &str, end: usize, gap: Span) -> bool {
    gap.start > end || (gap.start == end && words[..end].ends_with('?'))
}

/// A block with its plain copy and quotation marks.
struct BlockText<'a> {
    words: &'a str,
    plain: &'a str,
    marks: &'a [QuoteMark],
    /// The outermost quotations.
    quotations: &'a [Span],
}

impl BlockText<'_> {
    /// The gap between two sentences around the segmenter's cut `at`, or nothing where the words
    /// show that the sentence goes on.
    fn gap(&self, at: usize) -> Option<Span> {
        let end = self.plain[..at].trim_end().len();
        let next = at + (self.plain.len() - at - self.plain[at..].trim_start().len());
        if end == 0 || next == self.plain.len() {
            return None;
        }
        let closed = self.last_close(end, next);
        let from = closed.map_or(end, |mark| mark.max(end));
        let blank = self.words[from..next].find(char::is_whitespace);
        let start = match blank {
            Some(blank) => from + blank,
            None if next > end || is_fused(self.words, end) => from,
            None => return None,
        };
        let gap = Span::new(start, self.skip_blank(start, next));
        (!self.goes_on(end, closed.is_some(), gap.end)).then_some(gap)
    }

    /// Past the white space at `start`, and past the `>` that Markdown repeats on each line.
    fn skip_blank(&self, start: usize, limit: usize) -> usize {
        let mut line_start = false;
        for (at, c) in self.words[start..limit].char_indices() {
            line_start = c == '\n' || c == '\r' || (line_start && (c == '>' || c == ' '));
            if !(c.is_whitespace() || line_start) {
                return start + at;
            }
        }
        limit
    }

    /// The end of the last closing mark or bracket between `end` and `next`.
    fn last_close(&self, end: usize, next: usize) -> Option<usize> {
        let first = self.marks.partition_point(|mark| mark.span.start < end);
        let closes = self.marks[first..]
            .iter()
            .take_while(|mark| mark.span.start < next)
            .filter(|mark| mark.end == MarkEnd::Close)
            .map(|mark| mark.span.end);
        let bracket = self.words[end..next].rfind(')').map(|at| end + at + 1);
        closes.max().max(bracket)
    }

    /// Returns `true` if the sentence goes on after the words that end at `end`.
    fn goes_on(&self, end: usize, closed: bool, next: usize) -> bool {
        let before = &self.words[..end];
        let rest = self.words[next..].trim_start_matches(is_opening);
        let Some(first) = rest.chars().next() else {
            return false;
        };
        if closed && !(first.is_uppercase() || first.is_numeric() || is_caseless(first)) {
            return true;
        }
        match before.chars().next_back() {
            Some('?' | '!') => first.is_lowercase() || closed && is_speech_tag(rest),
            Some('.') => goes_on(last_word(before), rest),
            _ => false,
        }
    }

    /// Adds the cuts after an abbreviation that only quotation marks show: “No,” said John Kennedy
    /// Jr. “Never.” Or: “We left the U.S.” Nobody answered.
    fn cut_at_marks(&self, gaps: &mut Vec<Span>) {
        let mut tagged = false;
        let is_capital = |at: usize| self.words[at..].starts_with(char::is_uppercase);
        for quotation in self.quotations {
            let before = &self.words[..quotation.start];
            let end = before.trim_end().len();
            let mark = self.words[quotation.start..].chars().next();
            let inner = quotation.start + mark.map_or(0, char::len_utf8);
            if tagged && end < before.len() && is_capital(inner) {
                let stop = before[..end].strip_suffix('.');
                if stop.is_some_and(|words| !is_title(last_word(words))) {
                    gaps.push(Span::new(end, quotation.start));
                }
            }
            let spoken = quotation.of(self.words);
            let said = spoken.trim_end_matches(|c: char| "”\"»“’'«".contains(c));
            tagged = said.ends_with([',', '?', '!']);
            let after = &self.words[quotation.end..];
            let next = quotation.end + (after.len() - after.trim_start().len());
            let is_speech = said.split_whitespace().nth(2).is_some();
            if said.ends_with('.') && is_speech && next > quotation.end && is_capital(next) {
                gaps.push(Span::new(quotation.end, next));
            }
        }
    }

    /// Adds the cuts after the answer "No.", which the segmenter reads as "number", and before the
    /// Spanish marks `¿` and `¡`, which only begin a sentence.
    fn cut_after_no(&self, gaps: &mut Vec<Span>) {
        for (at, no) in self.words.match_indices("No.") {
            let before = self.words[..at].trim_end_matches(is_opening);
            let end = at + no.len();
            let rest = self.words[end..].trim_start();
            let next = self.words.len() - rest.len();
            let starts = before.is_empty() || before.ends_with(['.', '!', '?', '…', ',', ':']);
            if starts && next > end && rest.starts_with(char::is_uppercase) {
                gaps.push(Span::new(end, next));
            }
        }
        for (at, _) in self.words.match_indices(['¿', '¡']) {
            let before = &self.words[..at];
            let end = before.trim_end().len();
            if end < at && before[..end].ends_with(['.', '!', '?', '…']) {
                gaps.push(Span::new(end, at));
            }
        }
    }

    /// Returns `true` if a gap lies inside a few shouted words: they chanted “Out! Out! Out!” until
    /// dawn.
    fn is_in_chant(&self, gap: Span) -> bool {
        let after = self.quotations.partition_point(|quotation| quotation.end <= gap.start);
        let Some(quotation) = self.quotations.get(after) else {
            return false;
        };
        let before = self.words[..quotation.start].trim_end();
        let rest = self.words[quotation.end..].trim_start();
        quotation.start < gap.start
            && gap.end < quotation.end
            && before.ends_with(char::is_alphanumeric)
            && rest.starts_with(char::is_lowercase)
            && quotation.of(self.words).split_whitespace().nth(4).is_none()
    }
}

/// Returns the last word of `before`, without the final full stop.
fn last_word(before: &str) -> &str {
    let before = before.strip_suffix('.').unwrap_or(before);
    // A word is looked at only as far as the longest abbreviation could reach.
    let from = before.ceil_char_boundary(before.len().saturating_sub(24));
    let is_edge = |c: char| !(c.is_alphanumeric() || c == '.');
    before[from..].rsplit(is_edge).next().unwrap_or_default()
}

/// Marks that may stand before the first letter of a sentence.
fn is_opening(c: char) -> bool {
    c.is_whitespace() || "“„\"«»‹‘‚'([*_¿¡#>–—-".contains(c)
}

/// Returns `true` for letters of scripts without capitals.
fn is_caseless(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()
}

/// Returns `true` if two sentences lost the blank between them, as in "…the end.The next". The
/// words around tell the case from names such as "example.Com/BlockText".
fn is_fused(words: &str, end: usize) -> bool {
    let mut before = words[..end].chars().rev();
    let stop = before.next();
    if stop.is_some_and(|c| "。！？｡".contains(c)) {
        return true;
    }
    let mut after = words[end..].chars();
    let is_lower = |c: Option<char>| c.is_some_and(char::is_lowercase);
    let is_end = is_lower(before.next()) && is_lower(before.next()) && is_lower(before.next());
    let is_start = after.next().is_some_and(char::is_uppercase) && is_lower(after.next());
    let from = words.floor_char_boundary(end.saturating_sub(100));
    let token = words[from..end].rsplit(char::is_whitespace).next();
    let is_address = token.is_some_and(|token| {
        token.contains(['/', '@', '\\']) || token.starts_with("www.") || token.contains("://")
    });
    let to = words.ceil_char_boundary(end + 40);
    let follower = words[end..to].split(char::is_whitespace).next();
    is_end && is_start && !is_address && follower.is_none_or(|word| !word.contains(['/', '@']))
}

/// Returns the words with blanks for everything that would confuse the segmenter; equal in bytes.
fn plain_copy(words: &str, marks: &[QuoteMark]) -> String {
    let brackets = whole_brackets(words);
    let mut hidden: Vec<usize> = marks.iter().map(|mark| mark.span.start).collect();
    hidden.extend(brackets);
    hidden.sort_unstable();
    let mut hidden = hidden.into_iter().peekable();
    let mut plain = String::with_capacity(words.len());
    let mut before = ' ';
    let mut chars = words.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        let is_mark = hidden.next_if_eq(&at).is_some();
        while hidden.next_if_eq(&at).is_some() {}
        let joins = before.is_alphanumeric() && after.is_alphanumeric();
        let is_blank = is_mark
            || c.is_whitespace()
            || "“”„\"«»‘‚<>{}`".contains(c)
            || ("’'*_~".contains(c) && !joins);
        if is_blank {
            plain.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            plain.push(c);
        }
        before = c;
    }
    plain
}

/// Returns the round brackets around whole sentences: a sentence ends before the bracket and
/// inside.
fn whole_brackets(words: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut last = '.';
    for (at, c) in words.char_indices() {
        let is_end = ".!?…".contains(last);
        match c {
            '(' => open.push((at, is_end)),
            ')' => {
                if let Some((start, true)) = open.pop()
                    && is_end
                    && at - start > 12
                {
                    found.extend([start, at]);
                }
            }
            _ => {}
        }
        if !(c.is_whitespace() || "”’\"»*_".contains(c)) {
            last = c;
        }
    }
    found
}

/// Returns the starts of new sentences in `plain`, in order.
fn segment(plain: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < plain.len() {
        let end = window_end(plain, at);
        let window = &plain[at..end];
        let found = if is_prose(window) { sentence_starts(window) } else { Vec::new() };
        cuts.extend(found.iter().map(|start| at + start));
        at = match found.last() {
            _ if end == plain.len() => end,
            // The last sentence of the window may go on after the window, so the next window
            // repeats the sentence.
            Some(last) => at + last,
            None => overlap_start(plain, at, end),
        };
    }
    cuts
}

/// Returns the starts of all sentences but the first. Only this function knows the segmenter.
fn sentence_starts(window: &str) -> Vec<usize> {
    sentencex::get_sentence_boundaries("en", window)
        .iter()
        .map(|sentence| sentence.start_byte)
        .filter(|&start| start > 0)
        .collect()
}

/// The end of the window at `at`: between two words where there are any.
fn window_end(plain: &str, at: usize) -> usize {
    let end = plain.floor_char_boundary(at + WINDOW);
    if end == plain.len() {
        return end;
    }
    plain[at..end].rfind(' ').map_or(end, |blank| at + blank + 1)
}

/// Returns the start of the next window after a window without a cut, so that a cut at the very end
/// is seen.
fn overlap_start(plain: &str, at: usize, end: usize) -> usize {
    let from = plain.floor_char_boundary(end.saturating_sub(OVERLAP).max(at));
    match plain[from..end].find(' ') {
        Some(blank) if from + blank + 1 > at + WINDOW / 2 => from + blank + 1,
        _ => end,
    }
}

/// Returns `true` if the segmenter reads `window` in linear time: words of human length, few marks,
/// no crowd of unclosed brackets.
fn is_prose(window: &str) -> bool {
    let longest = window.split(' ').map(str::len).max().unwrap_or(0);
    let is_stop = |c: char| c.is_ascii_punctuation() || "…。！？".contains(c);
    let stops = window.matches(is_stop).count();
    let tail = window.rsplit([')', ']', '）']).next().unwrap_or_default();
    let open = tail.matches(['(', '[', '（']).count();
    longest <= 512 && stops <= 64 + window.len() / 8 && open <= 16
}

#[cfg(test)]
mod tests;
