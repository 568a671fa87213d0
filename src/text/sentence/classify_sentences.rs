//! Decides the kind of a sentence: statement, question, announcement, call to action.
//!
//! The rules read the shape of the words and the block around them; no grammar is involved. An
//! unrecognised sentence is a claim: a claim shown for nothing costs one key, and a hidden claim is
//! lost.

use super::SentenceKind;
use crate::text::{
    Block, BlockKind, Span,
    line_shape::{is_call_to_action, is_lead_in},
};

/// The position of a sentence in its block.
pub(super) struct SentencePosition<'a> {
    block: &'a Block,
    is_first: bool,
    is_last: bool,
    /// Kind of the next block.
    next: Option<BlockKind>,
}

impl<'a> SentencePosition<'a> {
    /// The place of sentence `at` of `count` in `block`.
    pub(super) fn new(block: &'a Block, at: usize, count: usize, next: Option<BlockKind>) -> Self {
        Self { block, is_first: at == 0, is_last: at + 1 == count, next }
    }
}

/// Verbs that carry a proposition by themselves, and modal verbs.
const FINITE: &[&str] = &[
    "is", "are", "was", "were", "am", "has", "have", "had", "will", "would", "can", "could", "may",
    "might", "must", "shall", "should", "do", "does", "did", "cannot", "isn't", "aren't", "wasn't",
    "weren't", "hasn't", "haven't", "won't", "can't", "couldn't", "wouldn't", "shouldn't", "don't",
    "doesn't", "didn't", "it's", "that's", "there's", "they're", "we're", "you're", "i'm", "he's",
    "she's", "we've", "they've", "remains", "remain", "became", "becomes", "said", "says", "seems",
    "requires", "means", "makes", "gives", "leads", "creates", "poses", "allows", "provides",
    "ensures", "enables", "reduces", "improves", "prevents", "depends", "involves", "includes",
    "brings", "keeps", "saves", "undermines", "threatens", "shows", "reflects", "represents",
    "suggests", "helps", "needs", "demands", "builds", "protects", "works",
];

/// Returns the kind of the sentence at `place`.
pub(super) fn kind(text: &str, span: Span, place: &SentencePosition<'_>) -> SentenceKind {
    let words = span.of(text);
    match place.block.kind {
        BlockKind::Headline | BlockKind::Heading => SentenceKind::Heading,
        BlockKind::Byline => SentenceKind::Byline,
        BlockKind::Question if place.is_last || ends_in_question(words) => SentenceKind::Question,
        BlockKind::LeadIn => SentenceKind::LeadIn,
        BlockKind::Chrome if is_call_to_action(words) && !is_technical(words) => {
            SentenceKind::CallToAction
        }
        BlockKind::Breadcrumb | BlockKind::Chrome | BlockKind::Caption => SentenceKind::Chrome,
        BlockKind::Question
        | BlockKind::Paragraph
        | BlockKind::ListItem
        | BlockKind::Answer
        | BlockKind::CallOut
        | BlockKind::Quote
        | BlockKind::Row => of_running(text, span, place),
    }
}

/// The kind of a sentence of running text.
fn of_running(text: &str, span: Span, place: &SentencePosition<'_>) -> SentenceKind {
    let words = span.of(text);
    let is_label = place.is_first
        && place.block.run_in.is_some_and(|label| label.contains(span))
        && place.block.kind == BlockKind::CallOut;
    let before_list = place.is_last && place.next == Some(BlockKind::ListItem);
    if is_label {
        SentenceKind::Label
    } else if ends_in_question(words) {
        SentenceKind::Question
    } else if before_list && is_lead_in(words) {
        SentenceKind::LeadIn
    } else if is_call_to_action(words) && place.block.kind != BlockKind::ListItem {
        SentenceKind::CallToAction
    } else if place.block.kind == BlockKind::ListItem && is_fragment(unlabelled(text, span, place))
    {
        SentenceKind::Fragment
    } else {
        SentenceKind::Claim
    }
}

/// The words of a sentence behind the run-in label of its block.
fn unlabelled<'a>(text: &'a str, span: Span, place: &SentencePosition<'_>) -> &'a str {
    let start = place.block.run_in.map_or(span.start, |label| label.end.max(span.start));
    text.get(start..span.end).unwrap_or_default().trim_start()
}

/// Returns `true` if the sentence ends with a question mark, apart from closing quotes.
fn ends_in_question(words: &str) -> bool {
    let is_close = |c: char| c.is_whitespace() || "”’\"'»“‘)]*_!".contains(c);
    words.trim_end_matches(is_close).ends_with(['?', '？', '؟'])
}

/// Returns `true` for lines about the machinery of the site, which ask for no decision of the
/// reader.
fn is_technical(words: &str) -> bool {
    let words = words.to_lowercase();
    ["comment data", "adblock", "ad blocker", "leave a comment", "leave a reply", "javascript"]
        .iter()
        .any(|cue| words.contains(cue))
}

/// Returns `true` if a list item states nothing: no verb outside a relative clause.
///
/// English only, and careful: an item with the end of a sentence is a fragment only when it begins
/// with a form in -ing or with "To".
fn is_fragment(words: &str) -> bool {
    let folded = words.to_lowercase().replace('’', "'");
    let all: Vec<&str> = folded
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'))
        .filter(|word| !word.is_empty())
        .collect();
    let Some(first) = all.first() else {
        return true;
    };
    let is_relative = |word: &&str| ["that", "which", "who", "where", "what", "how"].contains(word);
    let has_verb = all.iter().enumerate().any(|(at, word)| {
        let near = &all[at.saturating_sub(2)..at];
        FINITE.contains(word) && !near.iter().any(&is_relative)
    });
    let gerund = first.len() > 4 && first.ends_with("ing") && !NOUNS_IN_ING.contains(first);
    let ends = words.ends_with(['.', '!', '”', '"']);
    !has_verb && (gerund || *first == "to" || !ends)
}

/// Nouns in -ing, for example "building".
const NOUNS_IN_ING: &[&str] = &[
    "nothing", "something", "anything", "everything", "during", "evening", "morning", "spring",
    "string", "beijing",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_name_the_page_or_its_reader() {
        for yes in [
            "See our guide on harbours for more information.",
            "Share your thoughts in the comments below!",
            "Please let us know what you saw.",
        ] {
            assert!(is_call_to_action(yes), "{yes}");
        }
        for no in [
            "See what the storm did to the harbour.",
            "Our guide says that the harbour is safe.",
            "“Share your bread,” she said to us.",
            "",
        ] {
            assert!(!is_call_to_action(no), "{no}");
        }
    }

    #[test]
    fn fragments_have_no_verb_of_their_own() {
        for yes in [
            "Sharing boats, and helping towns that are poor.",
            "Better roads and schools",
            "To cut the cost of bread.",
        ] {
            assert!(is_fragment(yes), "{yes}");
        }
        for no in [
            "Stopping the flow of money is crucial.",
            "Fighting the flood requires boats.",
            "Strengthen the border.",
            "The town grows fast.",
            "Nothing changed.",
        ] {
            assert!(!is_fragment(no), "{no}");
        }
    }

    #[test]
    fn a_question_may_end_in_marks() {
        assert!(ends_in_question("“Why now?”"));
        assert!(!ends_in_question("“Why now?” he asked."));
    }
}
