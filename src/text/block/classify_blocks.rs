//! Decides the kind of each piece by its own shape and its neighbours.
//!
//! One pass goes down the pieces with a little memory: has running text begun, is this a part with
//! questions and answers. A second pass goes up from the end, where authors' biographies and site
//! chrome stand. [`crate::text::line_shape`] and [`crate::text::page_words`] judge the words themselves.

use super::{Block, BlockKind, Span, pieces::BlockPiece};
use crate::text::{
    line_shape::{
        LabelPlace, QuestionRole, ends_sentence, is_biography, is_breadcrumb, is_byline,
        is_call_to_action, is_date_line, is_heading, is_lead_in, is_short_question, label,
        question_label, question_mark,
    },
    page_words::is_caption,
    site_text::{announces_links, is_chrome},
    statement::{has_figure, has_verb},
};

/// Number of pieces at the top that may be a byline or a breadcrumb.
const TOP: usize = 12;

/// Longest run of headings; a longer run is a list of lines, for example a poem.
const HEADINGS_IN_A_ROW: usize = 3;

/// The blocks of the pieces, one for each.
pub(super) fn classify(text: &str, pieces: &[BlockPiece]) -> Vec<Block> {
    let outer: Vec<OuterLook> = pieces.iter().map(|piece| outer(text, piece)).collect();
    let mut page = BlockBuilder {
        text,
        pieces,
        last_body: outer.iter().rposition(|outer| *outer == OuterLook::Body),
        outer,
        blocks: Vec::with_capacity(pieces.len()),
        has_headline: false,
        has_body: false,
        in_questions: false,
        headings: 0,
    };
    for at in 0..pieces.len() {
        page.push(at);
    }
    let mut blocks = page.blocks;
    mark_tail(text, &mut blocks);
    blocks
}

/// The look of a piece without regard to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OuterLook {
    /// Site furniture or the credit of a picture.
    Furniture(BlockKind),
    /// Short and without the end of a sentence.
    Heading,
    /// All else.
    Body,
}

fn outer(text: &str, piece: &BlockPiece) -> OuterLook {
    let words = piece.span.of(text);
    match piece.kind {
        Some(kind @ (BlockKind::Chrome | BlockKind::Caption)) => OuterLook::Furniture(kind),
        Some(BlockKind::Heading) => OuterLook::Heading,
        Some(BlockKind::Paragraph) if is_caption(words) => OuterLook::Furniture(BlockKind::Caption),
        Some(BlockKind::Paragraph) if is_chrome(words) => OuterLook::Furniture(BlockKind::Chrome),
        Some(_) => OuterLook::Body,
        None if is_row(words) || words.starts_with('>') || is_signature(words) => OuterLook::Body,
        None if is_caption(words) => OuterLook::Furniture(BlockKind::Caption),
        None if is_chrome(words) => OuterLook::Furniture(BlockKind::Chrome),
        None if piece.marker.is_some() => OuterLook::Body,
        None if is_bold(words) => OuterLook::Heading,
        None if is_heading(words) && !is_statement(words) => OuterLook::Heading,
        None => OuterLook::Body,
    }
}

/// Returns `true` for a line of cells: between bars, or short cells between tabs.
fn is_row(words: &str) -> bool {
    let bars = words.matches('|').count();
    let cells = words.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
    let is_short = |cell: &str| cell.split_whitespace().count() <= 6;
    (words.starts_with('|') && bars >= 2)
        || (words.contains('\t') && cells.clone().count() >= 2 && cells.clone().all(is_short))
}

/// Returns `true` for the signature of a post, for example "— Crew Union (@crewunion)".
fn is_signature(words: &str) -> bool {
    let is_handle = |word: &str| {
        let name = word.trim_matches(['(', ')', ',']).strip_prefix('@');
        name.is_some_and(|name| !name.is_empty() && !name.contains('.'))
    };
    words.starts_with(['—', '–', '-']) && words.split_whitespace().take(12).any(is_handle)
}

/// Returns `true` for a short line that reads as a sentence without its full stop: in sentence case, with
/// a verb or a figure. Headings in title case often have verbs too.
fn is_statement(words: &str) -> bool {
    let all: Vec<&str> = words.split_whitespace().collect();
    let is_small = |word: &&&str| word.len() > 3 && word.starts_with(char::is_lowercase);
    let n_small = all.iter().skip(1).filter(is_small).count();
    let opens_quote = words.starts_with(['“', '"', '„', '«']) && all.len() >= 4;
    opens_quote || all.len() >= 4 && n_small >= 2 && has_verb(words) && has_figure(words)
}

/// A line that is bold from end to end, as a heading in Markdown may be.
fn is_bold(words: &str) -> bool {
    let inner = words.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    inner.is_some_and(|inner| !inner.contains("**") && is_heading(inner))
}

/// The blocks so far, with the memory of the downward pass.
struct BlockBuilder<'a> {
    text: &'a str,
    pieces: &'a [BlockPiece],
    outer: Vec<OuterLook>,
    last_body: Option<usize>,
    blocks: Vec<Block>,
    has_headline: bool,
    has_body: bool,
    in_questions: bool,
    headings: usize,
}

impl BlockBuilder<'_> {
    /// Adds the block of piece `at`.
    fn push(&mut self, at: usize) {
        let piece = self.pieces[at];
        let (kind, run_in) = self.read(at);
        match kind {
            BlockKind::Heading => {
                self.headings += 1;
                self.in_questions = is_about_questions(piece.span.of(self.text));
            }
            BlockKind::Headline => self.has_headline = true,
            BlockKind::Breadcrumb | BlockKind::Byline | BlockKind::Chrome | BlockKind::Caption => {}
            BlockKind::Paragraph
            | BlockKind::ListItem
            | BlockKind::Question
            | BlockKind::Answer
            | BlockKind::CallOut
            | BlockKind::Quote
            | BlockKind::Row
            | BlockKind::LeadIn => {
                self.has_body = true;
                self.headings = 0;
            }
        }
        let start = piece.span.start;
        self.blocks.push(Block {
            kind,
            span: piece.span,
            marker: piece.marker,
            run_in: run_in.map(|len| Span::new(start, start + len)),
        });
    }

    /// The kind of piece `at` and the length of its run-in label.
    fn read(&self, at: usize) -> (BlockKind, Option<usize>) {
        let piece = self.pieces[at];
        let words = piece.span.of(self.text);
        if piece.kind == Some(BlockKind::Heading) {
            let is_title = !self.has_headline && !self.has_body;
            let kind = if is_title { BlockKind::Headline } else { BlockKind::Heading };
            return (kind, None);
        }
        if let Some(kind @ (BlockKind::Quote | BlockKind::Row)) = piece.kind {
            return (kind, None);
        }
        if piece.kind != Some(BlockKind::Paragraph) && piece.marker.is_none() {
            if is_row(words) {
                return (BlockKind::Row, None);
            }
            if words.starts_with('>') || self.is_post(at) {
                return (BlockKind::Quote, None);
            }
        }
        if !self.has_body
            && at < TOP
            && let Some(kind) = self.top(at, words)
        {
            return (kind, None);
        }
        if let OuterLook::Furniture(kind) = self.outer[at] {
            return (kind, None);
        }
        if let Some((len, asks)) = question_mark(words) {
            let kind = match asks {
                QuestionRole::Question => BlockKind::Question,
                QuestionRole::Answer => BlockKind::Answer,
            };
            return (kind, Some(len));
        }
        if piece.marker.is_some() {
            let is_quote = piece.marker.is_some_and(|mark| mark.of(self.text).starts_with('>'));
            let kind = if is_quote { BlockKind::Quote } else { BlockKind::ListItem };
            return (kind, label(words, LabelPlace::Item));
        }
        self.running(at, words)
    }

    /// Returns `true` for the signature of a post, and for the short line before the signature.
    fn is_post(&self, at: usize) -> bool {
        let signs = |at: usize| {
            self.pieces.get(at).is_some_and(|piece| is_signature(piece.span.of(self.text)))
        };
        signs(at) || self.outer[at] == OuterLook::Heading && signs(at + 1)
    }

    /// The kind of a piece above the running text.
    fn top(&self, at: usize, words: &str) -> Option<BlockKind> {
        let piece = self.pieces[at];
        let is_paragraph = piece.kind == Some(BlockKind::Paragraph);
        if piece.marker.is_some() || piece.kind.is_some() && !is_paragraph {
            return None;
        }
        if is_breadcrumb(words) && at < 3 {
            return Some(BlockKind::Breadcrumb);
        }
        if is_date_line(words) || is_byline(words) {
            return Some(BlockKind::Byline);
        }
        let is_kicker = self.outer[at] != OuterLook::Body && self.is_kicker(at);
        if self.has_headline || is_paragraph || is_kicker {
            return None;
        }
        let repeats = self.blocks.last().is_some_and(|before| {
            before.kind == BlockKind::Breadcrumb && before.span.of(self.text).ends_with(words)
        });
        let next = self.pieces.get(at + 1).map(|piece| piece.span.of(self.text));
        let n_words = words.split_whitespace().take(26).count();
        let before_byline =
            n_words <= 20 && next.is_some_and(|next| is_byline(next) || is_date_line(next));
        let shaped = self.outer[at] == OuterLook::Heading || is_short_question(words);
        let is_title = repeats || before_byline || (shaped && next.is_some());
        (is_title && !matches!(self.outer[at], OuterLook::Furniture(_)))
            .then_some(BlockKind::Headline)
    }

    /// One or two words over the title ("OPINION").
    fn is_kicker(&self, at: usize) -> bool {
        let n_words = |at: usize| self.pieces[at].span.of(self.text).split_whitespace().count();
        let next = self.outer.get(at + 1);
        n_words(at) <= 2
            && next == Some(&OuterLook::Heading)
            && n_words(at + 1) >= 4
            && !is_byline(self.pieces[at + 1].span.of(self.text))
    }

    /// The kind of a line of running text, or of a heading in it.
    fn running(&self, at: usize, words: &str) -> (BlockKind, Option<usize>) {
        let before = self.blocks.last().map(|block| block.kind);
        if before == Some(BlockKind::Question) {
            return (BlockKind::Answer, label(words, LabelPlace::Paragraph));
        }
        let next = self.pieces.get(at + 1);
        let before_list = next.is_some_and(|next| next.marker.is_some());
        if before_list && is_lead_in(words) && !words.contains(". ") {
            return (BlockKind::LeadIn, None);
        }
        if let Some(len) = question_label(words) {
            return (BlockKind::CallOut, Some(len));
        }
        if self.outer[at] == OuterLook::Heading {
            return (self.heading(at), None);
        }
        if is_short_question(words) {
            let is_paragraph = self.pieces[at].kind == Some(BlockKind::Paragraph);
            let asked = self.in_questions || self.pieces.len() == at + 1;
            let is_heading =
                !asked && !is_paragraph && next.is_some_and(|next| next.marker.is_none());
            return match (self.in_questions, is_heading) {
                (true, _) => (BlockKind::Question, None),
                (false, true) => (BlockKind::Heading, None),
                (false, false) => (BlockKind::Paragraph, None),
            };
        }
        if is_call_to_action(words) && words.len() <= 300 && is_one_sentence(words) {
            return (BlockKind::Chrome, None);
        }
        match label(words, LabelPlace::Paragraph) {
            Some(len) => (BlockKind::CallOut, Some(len)),
            None => (BlockKind::Paragraph, None),
        }
    }

    /// Returns the kind of a line in the shape of a heading: a heading only above running text.
    fn heading(&self, at: usize) -> BlockKind {
        let after = self.outer[at..].iter().take(HEADINGS_IN_A_ROW + 1);
        let row = self.headings + after.take_while(|outer| **outer == OuterLook::Heading).count();
        let over_body = self.last_body.is_some_and(|last| at < last);
        let before = self.blocks.last().map(|block| block.kind);
        if over_body && row <= HEADINGS_IN_A_ROW {
            BlockKind::Heading
        } else if !over_body && before == Some(BlockKind::Chrome) && self.is_in_links() {
            // Titles of other articles, under "You may also like".
            BlockKind::Chrome
        } else {
            BlockKind::Paragraph
        }
    }

    /// Returns `true` if the site text before announces links to other articles.
    fn is_in_links(&self) -> bool {
        let before = self.blocks.iter().rev();
        let mut row = before.take_while(|block| block.kind == BlockKind::Chrome);
        row.any(|block| announces_links(block.span.of(self.text)))
    }
}

/// Finds the call-outs and announcements of lists among the paragraphs of a page, whose other kinds are known.
pub(in crate::text) fn mark_call_outs(text: &str, blocks: &mut [Block]) {
    for at in 0..blocks.len() {
        let is_before_list =
            blocks.get(at + 1).is_some_and(|next| next.kind == BlockKind::ListItem);
        let block = &mut blocks[at];
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        let words = block.span.of(text);
        if is_before_list && is_lead_in(words) && !words.contains(". ") {
            block.kind = BlockKind::LeadIn;
        } else if let Some(len) =
            question_label(words).or_else(|| label(words, LabelPlace::Paragraph))
        {
            block.kind = BlockKind::CallOut;
            block.run_in = Some(Span::new(block.span.start, block.span.start + len));
        }
    }
}

/// Returns `true` if only the end of the line ends a sentence.
fn is_one_sentence(words: &str) -> bool {
    ends_sentence(words) && !words.contains(". ") && !words.contains("? ")
}

/// Returns `true` if a heading announces questions and answers, for example "FAQ".
fn is_about_questions(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("frequently asked")
        || words.contains("questions and answers")
        || words.contains("questions & answers")
        || words.contains("q&a")
        || words.split(|c: char| !c.is_alphanumeric()).any(|word| word == "faq" || word == "faqs")
}

/// Marks the biography of the author, which stands last or over the furniture at the end.
fn mark_tail(text: &str, blocks: &mut [Block]) {
    let byline = blocks.iter().find(|block| block.kind == BlockKind::Byline);
    let byline = byline.map(|block| block.span.of(text)).unwrap_or_default();
    let mut furnished = false;
    for at in (1..blocks.len()).rev() {
        let block = &blocks[at];
        match block.kind {
            BlockKind::Chrome | BlockKind::Caption => furnished = true,
            BlockKind::Paragraph if is_biography(block.span.of(text)) => {
                let words = block.span.of(text);
                let name: Vec<&str> = words.split_whitespace().take(2).collect();
                let signed = name.len() == 2 && name.iter().all(|part| byline.contains(part));
                if !(furnished || signed) {
                    return;
                }
                blocks[at].kind = BlockKind::Chrome;
            }
            BlockKind::Breadcrumb
            | BlockKind::Headline
            | BlockKind::Byline
            | BlockKind::Heading
            | BlockKind::Paragraph
            | BlockKind::ListItem
            | BlockKind::Question
            | BlockKind::Answer
            | BlockKind::CallOut
            | BlockKind::Quote
            | BlockKind::Row
            | BlockKind::LeadIn => return,
        }
    }
}
