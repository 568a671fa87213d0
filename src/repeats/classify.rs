//! The kind of a cluster, by rules over its words and places.
//!
//! [`setting`] looks at the surroundings of each occurrence; [`kind`] decides by majority. For
//! example a passage with most occurrences in quotation marks is a quotation.

use super::{ClusterKind, RepeatInput, template::TemplateKind};
use crate::text::{BlockKind, Span, quotations};

/// Share of an article that makes a passage a reprint, in percent.
const REPRINT: usize = 40;

/// Blocks at the head or foot of an article where site text stands.
const EDGE_BLOCKS: usize = 3;

/// Verbs of speaking beside the name of a source.
const CUES: [&str; 16] = [
    "said", "says", "explains", "explained", "argues", "argued", "warns", "warned", "notes",
    "noted", "added", "adds", "told", "according", "wrote", "writes",
];

/// The surroundings of one occurrence.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OccurrenceSetting {
    /// One or more whole lines.
    pub is_lines: bool,
    /// One or more whole sentences.
    pub is_sentences: bool,
    /// At the head or foot of the article.
    pub is_at_edge: bool,
    /// On a line of site text.
    pub is_furniture: bool,
    /// On a byline.
    pub is_byline: bool,
    /// On a heading or a question.
    pub is_heading: bool,
    /// Names a speaker.
    pub is_attribution: bool,
    /// In quotation marks.
    pub is_quoted: bool,
    /// A large part of the article.
    pub is_reprint: bool,
}

/// Returns the surroundings of `span`, which has `n_words` of the article's `all_words`.
///
/// A template is a label or a heading whoever speaks in it, so speakers and quotation marks are not
/// looked for.
pub(super) fn setting(
    article: &RepeatInput<'_>,
    span: Span,
    (n_words, all_words): (usize, usize),
    template: Option<TemplateKind>,
) -> OccurrenceSetting {
    let blocks = &article.outline.blocks;
    let first = blocks.partition_point(|block| block.span.end <= span.start);
    let last = blocks.partition_point(|block| block.span.start < span.end);
    let touched = &blocks[first.min(last)..last];
    let (Some(from), Some(to)) = (touched.first(), touched.last()) else {
        return OccurrenceSetting::default();
    };
    let text = article.text;
    let bare = |start: usize, end: usize| {
        let between = text.get(start..end).unwrap_or_default();
        !between.chars().any(char::is_alphanumeric)
    };
    let sentences = article.outline.sentences_in(span);
    let ends = article.outline.sentences.get(sentences.clone());
    let ends = ends.and_then(|all| Some((all.first()?.span.start, all.last()?.span.end)));
    let begins_line = bare(from.span.start, span.start.max(from.span.start));
    let may_speak = touched.len() == 1 && template.is_none();
    let all = |kinds: &[BlockKind]| touched.iter().all(|block| kinds.contains(&block.kind));
    OccurrenceSetting {
        is_lines: begins_line && bare(span.end.min(to.span.end), to.span.end),
        is_sentences: ends.is_some_and(|(start, end)| {
            bare(start.min(span.start), span.start) && bare(span.end, end.max(span.end))
        }),
        is_at_edge: first + EDGE_BLOCKS > blocks.len()
            || last <= EDGE_BLOCKS
            || blocks[last..].iter().all(|block| block.kind == BlockKind::Chrome),
        is_furniture: all(&[BlockKind::Chrome, BlockKind::Breadcrumb]),
        is_byline: all(&[BlockKind::Byline]) || (begins_line && is_by_name(span.of(text))),
        is_heading: all(&[BlockKind::Heading, BlockKind::Headline, BlockKind::Question]),
        is_attribution: may_speak && is_attribution(text, span),
        is_quoted: may_speak && is_quoted(text, from.span, span),
        is_reprint: n_words * 100 >= all_words * REPRINT,
    }
}

/// Returns the kind of a cluster.
pub(super) fn kind(
    template: Option<TemplateKind>,
    has_slots: bool,
    settings: &[OccurrenceSetting],
) -> ClusterKind {
    let most = |is: fn(&OccurrenceSetting) -> bool| {
        settings.iter().filter(|setting| is(setting)).count() * 2 > settings.len()
    };
    let is_furniture = most(|setting| setting.is_furniture);
    if most(|setting| setting.is_byline) {
        return ClusterKind::Byline;
    }
    if settings.iter().filter(|setting| setting.is_reprint).count() >= 2
        && !most(|setting| setting.is_heading)
    {
        return ClusterKind::Reprint;
    }
    match template {
        Some(TemplateKind::Label) if is_furniture => return ClusterKind::Chrome,
        Some(TemplateKind::Label) => return ClusterKind::Label,
        Some(TemplateKind::Heading | TemplateKind::Sentence) => return ClusterKind::Template,
        None => {}
    }
    let is_site = most(|setting| setting.is_sentences && setting.is_at_edge)
        || most(|setting| setting.is_lines && !setting.is_heading);
    if is_furniture || (is_site && !has_slots) {
        ClusterKind::Chrome
    } else if most(|setting| setting.is_attribution) {
        ClusterKind::Attribution
    } else if most(|setting| setting.is_quoted) {
        ClusterKind::Quotation
    } else if most(|setting| setting.is_heading)
        || (has_slots && most(|setting| setting.is_sentences))
    {
        ClusterKind::Template
    } else {
        ClusterKind::Copied
    }
}

/// Returns whether words are a byline, for example `by James Carter`.
fn is_by_name(words: &str) -> bool {
    let mut words = words.split_whitespace();
    let is_by = words.next().is_some_and(|word| word.eq_ignore_ascii_case("by"));
    is_by && words.next().is_some_and(starts_upper)
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Returns whether a passage has two capitalised words before ", a", ", an" or ", the", or beside a
/// verb of speaking.
pub(super) fn is_attribution(text: &str, span: Span) -> bool {
    let words: Vec<&str> = span.of(text).split_whitespace().collect();
    let describes = words.windows(3).any(|three| {
        starts_upper(three[0])
            && starts_upper(three[1])
            && three[1].ends_with(',')
            && matches!(three[2], "a" | "an" | "the")
    });
    let before = text[..span.start].split_whitespace().next_back();
    let near = before.into_iter().chain(words.iter().copied());
    let speaks = near
        .map(|word| word.trim_matches(|sign: char| !sign.is_alphanumeric()))
        .any(|word| CUES.contains(&word));
    let names = words.windows(2).any(|two| starts_upper(two[0]) && starts_upper(two[1]));
    describes || (speaks && names)
}

/// Returns whether the span lies in quotation marks inside its block.
fn is_quoted(text: &str, block: Span, span: Span) -> bool {
    let mut found = quotations(text, block).into_iter();
    found.any(|quotation| quotation.contains(span))
}
