//! The kind of a cluster, by rules over its words and places.
//!
//! [`setting`] looks at the surroundings of each occurrence; [`kind`] decides by majority. For
//! example a passage with most occurrences in quotation marks is a quotation.

use super::{ClusterKind, RepeatInput, template::TemplateKind};
use crate::text::{Block, BlockKind, Span, quotations};

/// Share of an article that makes a passage a reprint, in percent.
const REPRINT: usize = 40;

/// Fewest words of a reprint.
const REPRINT_WORDS: usize = 50;

/// Most blocks at the head or foot of an article where site text stands; of a short article a quarter.
const EDGE_BLOCKS: usize = 3;

/// Most words of site text on a line of its own, and on average on each of the last lines of an article.
const SHORT_LINE: usize = 12;

/// Most words of site text on lines of [`MANY_ARTICLES`] articles.
const LONG_LINE: usize = 60;

/// Most words of site text at the very end of [`MANY_ARTICLES`] articles.
const LAST_WORDS: usize = 25;

/// Articles that make lines at any place site text.
const MANY_ARTICLES: usize = 3;

/// Most words of an attribution.
const ATTRIBUTION_WORDS: usize = 25;

/// Most words of an attribution by a name and a verb of speaking.
const CUE_WORDS: usize = 12;

/// Most words of a sentence with a slot that is a template.
const TEMPLATE_WORDS: usize = 18;

/// Share of a passage in quotation marks that makes the passage a quotation, in percent.
const QUOTED: usize = 60;

/// Verbs of speaking beside the name of a source.
const CUES: [&str; 16] = [
    "said", "says", "explains", "explained", "argues", "argued", "warns", "warned", "notes",
    "noted", "added", "adds", "told", "according", "wrote", "writes",
];

/// The surroundings of one occurrence.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OccurrenceSetting {
    /// Number of words.
    pub n_words: usize,
    /// Number of lines that the occurrence touches.
    pub n_lines: usize,
    /// One or more whole lines.
    pub is_lines: bool,
    /// One or more whole sentences.
    pub is_sentences: bool,
    /// At the head or foot of the article.
    pub is_at_edge: bool,
    /// The last words of the article.
    pub is_at_end: bool,
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
    let n_sentences = sentences.len();
    let ends = article.outline.sentences.get(sentences);
    let ends = ends.and_then(|all| Some((all.first()?.span.start, all.last()?.span.end)));
    let begins_line = bare(from.span.start, span.start.max(from.span.start));
    let may_speak = template.is_none();
    let all = |kinds: &[BlockKind]| touched.iter().all(|block| kinds.contains(&block.kind));
    let edge = EDGE_BLOCKS.min(blocks.len() / 4);
    OccurrenceSetting {
        n_words,
        n_lines: touched.len(),
        is_lines: begins_line && bare(span.end.min(to.span.end), to.span.end),
        is_sentences: ends.is_some_and(|(start, end)| {
            bare(start.min(span.start), span.start) && bare(span.end, end.max(span.end))
        }),
        is_at_edge: first + edge >= blocks.len()
            || last <= edge
            || blocks[last..].iter().all(|block| block.kind == BlockKind::Chrome),
        is_at_end: bare(span.end, text.len()),
        is_furniture: all(&[BlockKind::Chrome, BlockKind::Breadcrumb]),
        is_byline: all(&[BlockKind::Byline]) || (begins_line && is_by_name(span.of(text))),
        is_heading: all(&[BlockKind::Heading, BlockKind::Headline, BlockKind::Question]),
        is_attribution: may_speak && n_sentences <= 1 && is_short_attribution(text, span, n_words),
        is_quoted: may_speak && is_quoted(text, touched, span),
        is_reprint: n_words >= REPRINT_WORDS && n_words * 100 >= all_words * REPRINT,
    }
}

/// Returns the kind of a cluster in `n_articles` articles.
pub(super) fn kind(
    template: Option<TemplateKind>,
    (has_slots, n_articles): (bool, usize),
    settings: &[OccurrenceSetting],
) -> ClusterKind {
    let count = |is: &dyn Fn(&OccurrenceSetting) -> bool| {
        settings.iter().filter(|setting| is(setting)).count()
    };
    let most = |is: &dyn Fn(&OccurrenceSetting) -> bool| count(is) * 2 > settings.len();
    let is_heading = most(&|setting| setting.is_heading);
    let is_furniture = most(&|setting| setting.is_furniture);
    if most(&|setting| setting.is_byline) {
        return ClusterKind::Byline;
    }
    match template {
        Some(TemplateKind::Label) if is_furniture => return ClusterKind::Chrome,
        Some(TemplateKind::Label) => return ClusterKind::Label,
        Some(TemplateKind::Heading | TemplateKind::Sentence) => return ClusterKind::Template,
        None => {}
    }
    let is_many = n_articles >= MANY_ARTICLES;
    let is_site_line = |setting: &OccurrenceSetting| {
        setting.is_lines
            && !setting.is_heading
            && (setting.is_at_edge
                || setting.n_words <= SHORT_LINE
                || (is_many && setting.n_words <= LONG_LINE))
    };
    let is_last = |setting: &OccurrenceSetting| {
        let are_short_lines = setting.n_lines > 1
            && setting.is_sentences
            && setting.n_words <= SHORT_LINE * setting.n_lines;
        setting.is_at_end && (are_short_lines || (is_many && setting.n_words <= LAST_WORDS))
    };
    let is_site = most(&is_site_line) || most(&is_last);
    if count(&|setting| setting.is_quoted) * 3 >= settings.len() {
        ClusterKind::Quotation
    } else if count(&|setting| setting.is_reprint) >= 2 && !is_heading {
        ClusterKind::Reprint
    } else if is_furniture || (is_site && !has_slots) {
        ClusterKind::Chrome
    } else if most(&|setting| setting.is_attribution) {
        ClusterKind::Attribution
    } else if is_heading
        || (has_slots && most(&|setting| setting.is_sentences && setting.n_words <= TEMPLATE_WORDS))
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
    let (describes, speaks) = speaker_signs(text, span);
    describes || speaks
}

/// Returns whether a passage describes a person, and whether it has a name beside a verb of speaking.
fn speaker_signs(text: &str, span: Span) -> (bool, bool) {
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
    (describes, speaks && names)
}

/// Returns whether a passage of `n_words` is short enough for an attribution and is one.
fn is_short_attribution(text: &str, span: Span, n_words: usize) -> bool {
    let (describes, speaks) = speaker_signs(text, span);
    n_words <= ATTRIBUTION_WORDS && (describes || (speaks && n_words <= CUE_WORDS))
}

/// Returns whether most of a span lies in quotation marks, or whether the span is a tweet: it names an
/// account, for example "(@port_north)".
fn is_quoted(text: &str, blocks: &[Block], span: Span) -> bool {
    let inside = |quotation: &Span| {
        quotation.end.min(span.end).saturating_sub(quotation.start.max(span.start))
    };
    let found = blocks.iter().flat_map(|block| quotations(text, block.span));
    let n_inside: usize = found.map(|quotation| inside(&quotation)).sum();
    n_inside * 100 >= span.len() * QUOTED || span.of(text).contains("(@")
}
