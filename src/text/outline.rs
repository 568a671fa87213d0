//! The structure of an article: blocks, and sentences inside blocks.

use std::ops::Range;

use super::{
    Block, LeftOut, Markup, Sentence, Span,
    block::{blocks, mark_call_outs},
    quotation::quotations,
    sentence::sentences,
};

/// Blocks and sentences in reading order; no two blocks and no two sentences overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// The sentences; each sentence lies inside its block.
    pub sentences: Vec<Sentence>,
    /// The stretches outside of all blocks, in order; empty for texts that are no pages.
    pub left_out: Vec<LeftOut>,
}

/// Finds the blocks of `text` and their sentences; never fails, and is linear in the text.
///
/// ```
/// use copydesk::text::{Markup, outline};
///
/// let text = "# Trams\n\nDr. Hale left at 5 p.m. Nobody said why.";
/// let outline = outline(text, Markup::Markdown);
/// assert_eq!(outline.blocks.len(), 2);
/// let sentences: Vec<&str> = outline.sentences.iter().map(|sentence| sentence.span.of(text)).collect();
/// assert_eq!(sentences[1..], ["Dr. Hale left at 5 p.m.", "Nobody said why."]);
/// ```
pub fn outline(text: &str, markup: Markup) -> Outline {
    outline_of_blocks(text, blocks(text, markup), Vec::new())
}

/// Finds the sentences of blocks that the elements of a page give, and the call-outs among the paragraphs.
pub fn outline_of_page(text: &str, mut blocks: Vec<Block>, left_out: Vec<LeftOut>) -> Outline {
    mark_call_outs(text, &mut blocks);
    outline_of_blocks(text, blocks, left_out)
}

fn outline_of_blocks(text: &str, mut blocks: Vec<Block>, left_out: Vec<LeftOut>) -> Outline {
    let mut sentences = sentences(text, &blocks);
    // A project keeps the outlines of all its articles.
    blocks.shrink_to_fit();
    sentences.shrink_to_fit();
    Outline { blocks, sentences, left_out }
}

impl Outline {
    /// Returns `true` if a span shares at least one byte with a stretch outside of the article.
    pub fn is_left_out(&self, span: Span) -> bool {
        let after = self.left_out.partition_point(|stretch| stretch.span.end <= span.start);
        self.left_out.get(after).is_some_and(|stretch| stretch.span.start < span.end)
    }

    /// Returns the index of the sentence at `byte`, else of the nearest sentence before `byte`,
    /// else 0.
    pub fn sentence_at(&self, byte: usize) -> usize {
        let after = self.sentences.partition_point(|sentence| sentence.span.start <= byte);
        after.saturating_sub(1)
    }

    /// Returns the indices of the sentences that share at least one byte with `span`.
    pub fn sentences_in(&self, span: Span) -> Range<usize> {
        let start = self.sentences.partition_point(|sentence| sentence.span.end <= span.start);
        let end = self.sentences.partition_point(|sentence| sentence.span.start < span.end);
        start..end.max(start)
    }

    /// Returns the next larger unit around `span`: its sentences, then the quotation with its
    /// attribution, then the block. Returns `None` when `span` is a whole block already.
    pub fn widen(&self, text: &str, span: Span) -> Option<Span> {
        let touched = self.sentences_in(Span::new(span.start, span.end.max(span.start + 1)));
        let sentences = self.sentences.get(touched.clone()).filter(|all| !all.is_empty())?;
        let (first, last) = (sentences.first()?, sentences.last()?);
        let blocks = &self.blocks[first.block..=last.block];
        let quoted = (first.block == last.block).then(|| self.quoted_unit(text, touched)).flatten();
        let units = [
            Some(first.span.join(last.span)),
            quoted,
            Some(blocks.first()?.span.join(blocks.last()?.span)),
        ];
        units.into_iter().flatten().find(|unit| unit.contains(span) && *unit != span)
    }

    /// Returns the sentences that share a byte with `span`, and the sentences of the same speaker's words
    /// around them. Returns `None` if `span` touches no sentence.
    pub fn quotation_around(&self, text: &str, span: Span) -> Option<Span> {
        let touched = self.sentences_in(span);
        let sentences = self.sentences.get(touched.clone())?;
        let (first, last) = (sentences.first()?, sentences.last()?);
        let quoted = (first.block == last.block).then(|| self.quoted_unit(text, touched)).flatten();
        Some(quoted.unwrap_or(first.span.join(last.span)))
    }

    /// Returns the sentences of one speaker's words around the sentences of `touched`, which lie in
    /// one block.
    fn quoted_unit(&self, text: &str, touched: Range<usize>) -> Option<Span> {
        let block = self.sentences.get(touched.start)?.block;
        let within = self.blocks.get(block)?.span;
        let all = self.sentences_in(within);
        let quotations = quotations(text, within);
        let is_linked = |at: usize| self.is_linked(text, &quotations, at);
        let mut start = touched.start;
        while start > all.start && is_linked(start) {
            start -= 1;
        }
        let mut end = touched.end;
        while end < all.end && is_linked(end) {
            end += 1;
        }
        (start < touched.start || end > touched.end)
            .then(|| self.sentences[start].span.join(self.sentences[end - 1].span))
    }

    /// Returns `true` if sentence `at` continues the quotation of the sentence before: inside the
    /// same marks, or in new marks after the speaker's name.
    fn is_linked(&self, text: &str, quotations: &[Span], at: usize) -> bool {
        let (before, this) = (self.sentences[at - 1].span, self.sentences[at].span);
        let first = quotations.partition_point(|quotation| quotation.end <= before.start);
        let near = &quotations[first..];
        let spans = near
            .iter()
            .take_while(|quotation| quotation.start < this.start)
            .any(|quotation| quotation.end > this.start);
        let reopens = near.iter().any(|quotation| quotation.start == this.start);
        let is_speech = |quotation: &&Span| {
            let inner = quotation.of(text);
            let inner = inner.trim_end_matches(|c: char| "”\"»“’'".contains(c)).trim_end();
            inner.ends_with([',', '.', '?', '!', '…'])
        };
        let spoke = near
            .iter()
            .take_while(|quotation| quotation.start < before.end)
            .any(|quotation| is_speech(&quotation));
        spans || (reopens && spoke)
    }
}
