//! Where one sentence ends and the next begins, inside one block.
//!
//! # How it works
//!
//! The segmenter knows abbreviations well, but it never cuts inside a quotation, and marks that do
//! not pair confuse it. So it reads a *plain copy* of the block: the same length in bytes, but with
//! blanks for quotation marks, emphasis, line breaks and brackets around whole sentences. Its cuts
//! are then placed in the real text (a closing mark stays with the sentence that it closes, an
//! opening one goes with the next) and judged: “Why?” before "he asked" ends nothing.
//!
//! Time is linear: the segmenter gets windows of bounded length, and only windows that look like
//! prose, because some of its patterns are quadratic in brackets and in words without end.

use super::abbreviation::{goes_on, is_speech_tag, is_title};
use crate::text::{
    Block, Span,
    quotation::{Mark, MarkEnd, marks, quotations},
};

/// How much the segmenter reads at once.
const WINDOW: usize = 4096;

/// How much of a window without any cut is read again with the next one.
const OVERLAP: usize = 256;

/// The sentences of a block: trimmed, in order, none empty.
pub(super) fn cut(text: &str, block: &Block) -> Vec<Span> {
    let words = block.span.of(text);
    let whole = Span::new(0, words.len());
    let marks = marks(words, whole);
    let plain = plain_copy(words, &marks);
    let page = Page {
        words,
        plain: &plain,
        marks: &marks,
        quotations: &quotations(words, whole),
    };
    let mut gaps: Vec<Span> = segment(&plain)
        .into_iter()
        .filter_map(|at| page.gap(at))
        .collect();
    page.cut_at_marks(&mut gaps);
    page.cut_after_no(&mut gaps);
    gaps.retain(|gap| !page.is_in_chant(*gap));
    let label = block.run_in.map(|label| label.end - block.span.start);
    gaps.retain(|gap| label.is_none_or(|end| ends_label(words, end, *gap)));
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

/// Whether a gap leaves a run-in label whole that ends at `end`. A label that asks stands alone; the
/// others belong to their sentence ("Q. Who came?").
fn ends_label(words: &str, end: usize, gap: Span) -> bool {
    gap.start > end || (gap.start == end && words[..end].ends_with('?'))
}

/// A block, its plain copy, and its quotation marks.
struct Page<'a> {
    words: &'a str,
    plain: &'a str,
    marks: &'a [Mark],
    /// The outermost quotations.
    quotations: &'a [Span],
}

impl Page<'_> {
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

    /// Whether the sentence goes on after the words that end at `end`.
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

    /// Adds the cuts that only quotation marks show, after an abbreviation that otherwise goes on:
    /// “No,” said John Kennedy Jr. “Never.” And: “We left the U.S.” Nobody answered.
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

    /// Adds the cuts after the answer "No.", which the segmenter takes for "number", and before
    /// the Spanish marks that only ever begin a sentence.
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

    /// Whether a gap lies inside a few shouted words: they chanted “Out! Out! Out!” until dawn.
    fn is_in_chant(&self, gap: Span) -> bool {
        let after = self
            .quotations
            .partition_point(|quotation| quotation.end <= gap.start);
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

/// The last word of `before`, without the full stop that ends it.
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

/// Letters of scripts that have no capitals.
fn is_caseless(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()
}

/// Whether two sentences lost the blank between them ("…the end.The next"), which is told from
/// names such as "example.Com/Page" by the words around.
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

/// The same words with blanks for all that would confuse the segmenter; byte for byte as long.
fn plain_copy(words: &str, marks: &[Mark]) -> String {
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

/// The round brackets around whole sentences: what stands before them and in them ends.
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

/// Where the segmenter begins a new sentence in `plain`, in order.
fn segment(plain: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < plain.len() {
        let end = window_end(plain, at);
        let window = &plain[at..end];
        let found = if is_prose(window) {
            sentence_starts(window)
        } else {
            Vec::new()
        };
        cuts.extend(found.iter().map(|start| at + start));
        at = match found.last() {
            _ if end == plain.len() => end,
            // The last sentence of the window may go on behind it, so it is read again.
            Some(last) => at + last,
            None => overlap_start(plain, at, end),
        };
    }
    cuts
}

/// The one place that knows the segmenter: the starts of all sentences but the first.
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
    plain[at..end]
        .rfind(' ')
        .map_or(end, |blank| at + blank + 1)
}

/// Where to read on after a window without a cut, so that a cut at its very end is seen.
fn overlap_start(plain: &str, at: usize, end: usize) -> usize {
    let from = plain.floor_char_boundary(end.saturating_sub(OVERLAP).max(at));
    match plain[from..end].find(' ') {
        Some(blank) if from + blank + 1 > at + WINDOW / 2 => from + blank + 1,
        _ => end,
    }
}

/// Whether the segmenter reads `window` in linear time: words of human length, few marks, and no
/// crowd of brackets that nothing closes.
fn is_prose(window: &str) -> bool {
    let longest = window.split(' ').map(str::len).max().unwrap_or(0);
    let is_stop = |c: char| c.is_ascii_punctuation() || "…。！？".contains(c);
    let stops = window.matches(is_stop).count();
    let tail = window.rsplit([')', ']', '）']).next().unwrap_or_default();
    let open = tail.matches(['(', '[', '（']).count();
    longest <= 512 && stops <= 64 + window.len() / 8 && open <= 16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::text::{Markup, outline};

    /// The sentences of the text are those in double square brackets.
    fn check(marked: &str) {
        let text = marked.replace("[[", "").replace("]]", "");
        let mut shown = text.clone();
        // Text below it keeps a line from being read as a headline.
        let page = format!("{text}\nIt rained.");
        let outline = outline(&page, Markup::Plain);
        for sentence in outline.sentences.iter().rev() {
            if sentence.span.end <= text.len() {
                shown.insert_str(sentence.span.end, "]]");
                shown.insert_str(sentence.span.start, "[[");
            }
        }
        assert_eq!(shown, marked);
    }

    #[test]
    fn titles_and_names_do_not_end_sentences() {
        check("[[Dr. Ann Lee met Gov. J. K. Rowe and Lt. Col. Pat Moss.]] [[They ate.]]");
        check("[[St. Louis lies on the river.]] [[Mt. Hood does not.]]");
        check("[[Apple Inc. grew.]] [[So did Smith & Co. of Leeds.]]");
        check("[[Smith vs. Jones began.]] [[It ended.]]");
        check("[[She lives on Main St.]] [[The owner left for Ft. Lauderdale, Fla., in May.]]");
        check("[[Lee spoke to John F. Kennedy Jr. on Monday.]] [[He left.]]");
        check("[[He holds a M.A. in Law and a Ph.D. from Leeds.]] [[She does not.]]");
        check("[[The Rev. Al Moss and Sgt. Pat Rowe sang.]]");
    }

    #[test]
    fn states_and_initials_end_sentences_only_before_a_new_one() {
        check("[[The U.S. Treasury said so.]] [[He lives in the U.S.]] [[The weather is good.]]");
        check("[[He works in Washington, D.C.]] [[She works in the U.K. as well.]]");
        check("[[In the U.S. he is known.]]");
    }

    #[test]
    fn numbers_dates_and_times_stay_whole() {
        check("[[Prices rose 3.5% to $50 million (Dec 4).]] [[They fell again.]]");
        check(
            "[[It cost $1.5 bn.]] [[In 2020. ]]"
                .trim_end()
                .replace(" ]]", "]]")
                .as_str(),
        );
        check(
            "[[It began on Jan. 5, 2020, at 5 p.m. Monday.]] [[It ended at 6 p.m.]] [[All left.]]",
        );
        check("[[It was 10 a.m. ET when it began.]] [[She is No. 5 on the list.]]");
        check("[[See Fig. 3 and Vol. 2 for more.]] [[It took approx. 5 days.]]");
        check("[[Am 5. Mai kam er.]] [[Am 6. Mai ging er.]]");
        check("[[Use it (e.g., daily), i.e. often.]] [[Do not wait.]]");
    }

    #[test]
    fn ellipses_end_sentences_before_a_capital_only() {
        check("[[Well … maybe.]] [[He paused ... and left.]]");
        check("[[“Hmm...” he said.]]");
    }

    #[test]
    fn quotations_are_cut_inside() {
        check(
            "[[“It rained.]] [[We left,” says Dr. Lee, a farmer.]] [[“The road was gone.]] [[We walked.”]]",
        );
        check("[[\"It rained.]] [[We left,\" she said.]]");
        check("[[‘It rained.]] [[We left,’ she said.]]");
        check("[[He said: “We won.]] [[They lost.”]] [[Then he left.]]");
        check("[[„Es regnet.]] [[Wir gehen“, sagte er.]]");
        check("[[«Je pars.]] [[Tu viens», dit-il.]] [[« Je pars. »]] [[Il part.]]");
        check("[[“He told me ‘go home.]] [[Go now.’ and I went.]] [[It hurt,” she said.]]");
        check("[[“Mr. Lee went to the U.S. Senate.]] [[He lost 3.5 percent,” she said.]]");
    }

    #[test]
    fn a_closing_mark_stays_with_its_sentence() {
        check("[[He said “no.”]] [[She said “yes.”]] [[“Never,” they said.]]");
        check("[[He left.”]] [[“She stayed.]]");
        check("[[**He left.**]] [[*She stayed.*]]");
        check(
            "[[He said it.[1]]] [[She denied it.[2][3]]] [[Then all left.]]"
                .replace("[1]]]", "[1]]]")
                .as_str(),
        );
    }

    #[test]
    fn a_question_inside_marks_goes_on_before_its_speaker() {
        check("[[“Why?” he asked.]] [[“Stop!” she cried.]]");
        check("[[“Why?” Ann Lee asked.]] [[“Stop!” Sgt. Moss told them.]]");
        check("[[“Why now?”]] [[He left the room.]]");
        check("[[He asked “Why?” and left.]] [[She shouted “Stop!” as he ran.]]");
        check("[[“Why?” – the word hung in the air.]]");
    }

    #[test]
    fn a_quotation_that_goes_on_begins_a_sentence() {
        check("[[“No,” said John Kennedy Jr.]] [[“Never.”]]");
        check("[[“No,” said Malcolm X.]] [[“Never.”]]");
        check("[[The U.S. “Global Fund” paid.]]");
        check("[[“We left the U.S.”]] [[Nobody answered.]] [[The “U.S.” Treasury paid.]]");
    }

    #[test]
    fn short_answers_and_chants() {
        check("[[“No.]] [[We stay,” she said.]] [[Is it No. 5?]] [[No.]] [[It is No. 6.]]");
        check("[[They chanted “Out! Out! Out!” until dawn.]]");
        check("[[“I never will. ...]] [[It’s wrong,” he said.]]");
    }

    #[test]
    fn brackets_hold_sentences_or_parts_of_one() {
        check("[[They left.]] [[(He was wrong about it.]] [[She knew.)]] [[All slept.]]");
        check("[[It fell (see p. 4. It is long) again.]] [[Then it rose.]]");
        check("[[The group (FTO).]] [[The next (contract killings).]] [[End.]]");
    }

    #[test]
    fn addresses_stay_whole() {
        check(
            "[[Visit www.example.com.]] [[Write to a.lee@example.com.]] [[Read https://example.org/A.Html?q=1.]] [[Go.]]",
        );
        check("[[They use Node.js and read example.Com/Page daily.]]");
    }

    #[test]
    fn slips_of_the_typist_still_end_sentences() {
        check("[[They came from Brazil.]] [[in exchange for money, they worked.]]");
        check("[[This was the end.]][[The next began.]]");
        check("[[The iPhone sold well.]] [[eBay did not.]]");
    }

    #[test]
    fn other_marks_end_sentences_too() {
        check("[[EE. UU. ganó 5 mill.]] [[La Dra. Ruiz no.]] [[¿Y él?]]");
        check("[[Das kostet ca. 5 Mio. Euro, z. B. hier.]] [[Er zahlt.]]");
        check("[[¿Por qué?]] [[No sé.]] [[¡Hola!]] [[Adiós.]]");
        check("[[Is this it?!]] [[Yes!!]] [[No.]]");
        check("[[What is Yahoo! worth?]]");
        check("[[雨が降った。]][[彼は去った。]]");
    }

    #[test]
    fn labels_are_cut_off_only_when_they_ask() {
        check("[[Did you know?]] [[The sea is salty.]]");
        check("[[Pro Tip: Bring a coat.]] [[It rains.]]");
        check("[[Q. Who came?]]");
    }

    #[test]
    fn line_breaks_inside_a_paragraph_are_blanks() {
        let text = "The ferry left the harbour at dawn with forty people aboard, most of them\n\
                    fishermen. It came back at noon with all of them and with a crate of the\n\
                    best mackerel. Nobody asked where they had been or what they had seen in\n\
                    the fog.\n\nAnother day began.";
        let outline = outline(text, Markup::Plain);
        let firsts: Vec<_> = outline
            .sentences
            .iter()
            .filter_map(|sentence| sentence.span.of(text).split_whitespace().next())
            .collect();
        assert_eq!(firsts, ["The", "It", "Nobody", "Another"]);
        assert_eq!(outline.blocks.len(), 2);
    }

    #[test]
    fn long_blocks_are_cut_like_short_ones() {
        let one = "“It rained,” said Dr. Lee. “We left the U.S. The road was gone.” They ate. ";
        let text = one.repeat(400);
        let outline = outline(&text, Markup::Plain);
        assert_eq!(outline.sentences.len(), 4 * 400);
        let cut: Vec<_> = outline.sentences[..4]
            .iter()
            .map(|s| s.span.of(&text))
            .collect();
        for chunk in outline.sentences.chunks(4) {
            let words: Vec<_> = chunk.iter().map(|s| s.span.of(&text)).collect();
            assert_eq!(words, cut);
        }
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        let start = std::time::Instant::now();
        for unit in [
            "a", "(", "“", "a.", ". ", "'", "a ( ", "\u{301}", "\0", "[1]", "' ",
        ] {
            let text = unit.repeat(300_000 / unit.len());
            let outline = outline(&text, Markup::Plain);
            assert!(!outline.sentences.is_empty(), "{unit:?}");
        }
        // Without optimisation this takes a few seconds; quadratic, it would take minutes.
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn blocks_and_sentences_hold_every_word(
            text in "([A-Za-zé.?!,:;“”\"'‘’«»()•\\-–*0-9 \\n\\r>#_漢。\u{301}\0]|Dr\\. |Q: |\\. |\n\n|\n- ){0,80}|\\PC{0,40}",
        ) {
            for markup in [Markup::Plain, Markup::Markdown] {
                let outline = outline(&text, markup);
                let mut held = vec![false; text.len()];
                let mut end = 0;
                for block in &outline.blocks {
                    let marker = block.marker.unwrap_or(block.span);
                    prop_assert!(end <= marker.start.min(block.span.start));
                    prop_assert!(block.marker.is_none_or(|marker| marker.end <= block.span.start));
                    prop_assert_eq!(block.span.trim(&text), block.span);
                    prop_assert!(!block.span.is_empty());
                    let label = block.run_in.unwrap_or(block.span);
                    prop_assert!(block.span.contains(label) && label.get(&text).is_some());
                    held[marker.range()].fill(true);
                    end = block.span.end;
                }
                end = 0;
                for sentence in &outline.sentences {
                    let span = sentence.span;
                    prop_assert!(end <= span.start && !span.is_empty());
                    prop_assert_eq!(span.trim(&text), span);
                    prop_assert!(outline.blocks[sentence.block].span.contains(span));
                    held[span.range()].fill(true);
                    end = span.end;
                }
                for (at, c) in text.char_indices() {
                    let free = c.is_whitespace() || (markup == Markup::Markdown && c == '>');
                    prop_assert!(held[at] || free, "{:?} at {} is nowhere", c, at);
                }
            }
        }
    }
}
