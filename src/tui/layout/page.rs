//! [`Page`]: an article broken into rows, for one width.
//!
//! Owns the one map between columns and bytes of a row, [`Row::glyphs`]. Drawing, cursor and mouse share
//! the map, so the cell under the cursor is the text under the cursor.

use std::ops::Range;

use copydesk::{
    corpus::Article,
    text::{Block, BlockKind, Glyph, LeftOut, Span, glyphs, wrap},
};

/// One row of the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The words; empty in a row between blocks.
    pub span: Span,
    /// Columns before the words, inside the text column.
    pub indent: u16,
    /// The list marker, in the first row of its block.
    pub marker: Option<Span>,
    /// Index of the block; `None` between blocks.
    pub block: Option<usize>,
    /// Index of the fold, in the line of a fold.
    pub fold: Option<usize>,
    /// Index of the left-out stretches, in their line.
    pub left_out: Option<usize>,
}

/// Sentences behind one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Indices of the sentences in the article.
    pub sentences: Range<usize>,
    /// The bytes from the first to the end of the last sentence.
    pub span: Span,
    /// The words of the line, for example `‹3 sentences of site text, decided boilerplate›`.
    pub words: String,
    /// Number of words behind the line.
    pub n_words: usize,
}

impl Row {
    /// Returns the glyphs of the row, each with its first column in the text column.
    pub fn glyphs<'a>(&self, text: &'a str) -> impl Iterator<Item = (usize, Glyph<'a>)> + use<'a> {
        glyphs(text, self.span).scan(usize::from(self.indent), |next, glyph| {
            let col = *next;
            *next += glyph.cols;
            Some((col, glyph))
        })
    }

    /// Returns the column of the glyph with the byte; the column behind the words for a later byte.
    pub fn column_of(&self, text: &str, byte: usize) -> usize {
        let mut end = usize::from(self.indent);
        for (col, glyph) in self.glyphs(text) {
            if byte < glyph.span.end {
                return col;
            }
            end = col + glyph.cols;
        }
        end
    }

    /// Returns the first byte of the glyph at a column; past the end, of the last glyph.
    pub fn byte_at(&self, text: &str, col: usize) -> usize {
        let mut last = self.span.start;
        for (_, glyph) in self.glyphs(text).take_while(|(begin, _)| *begin <= col) {
            last = glyph.span.start;
        }
        last
    }
}

/// All rows of one article for one width.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub rows: Vec<Row>,
    /// The folds, in order.
    pub folds: Vec<Fold>,
    /// The lines of the stretches of a page that are not part of the article, in order.
    pub left_out: Vec<String>,
}

impl Page {
    /// Breaks an article into rows of at most `cols` columns; each fold is one row.
    pub fn new(article: &Article, cols: u16, folds: Vec<Fold>) -> Self {
        let mut rows = Vec::new();
        let mut lines = Vec::new();
        let mut left_out = article.outline.left_out.as_slice();
        let mut previous: Option<&Block> = None;
        for (index, block) in article.outline.blocks.iter().enumerate() {
            let n_before =
                left_out.partition_point(|stretch| stretch.span.start < block.span.start);
            let (before, after) = left_out.split_at(n_before);
            left_out = after;
            push_left_out(&mut rows, &mut lines, before);
            let parts = parts(block.span, &folds, &article.text);
            let Some(first) = parts.first() else { continue };
            if previous.is_some_and(|previous| !stands_close(previous, block)) || n_before > 0 {
                let at = first.span().start;
                rows.push(Row { span: Span::new(at, at), ..Row::default() });
            }
            for part in parts {
                match part {
                    Stretch::Words(span) => push_words(&mut rows, article, (index, span), cols),
                    Stretch::Fold(fold, span) => {
                        let (block, fold) = (Some(index), Some(fold));
                        rows.push(Row { span, block, fold, ..Row::default() });
                    }
                }
            }
            previous = Some(block);
        }
        push_left_out(&mut rows, &mut lines, left_out);
        Self { rows, folds, left_out: lines }
    }

    /// Returns the fold around a sentence.
    pub fn fold_of(&self, sentence: usize) -> Option<&Fold> {
        let after = self.folds.partition_point(|fold| fold.sentences.end <= sentence);
        let fold = self.folds.get(after)?;
        fold.sentences.contains(&sentence).then_some(fold)
    }

    /// Returns the number of words behind all folds.
    pub fn n_folded_words(&self) -> usize {
        self.folds.iter().map(|fold| fold.n_words).sum()
    }

    /// Returns the row with this byte, or the last row before the byte.
    pub fn row_of(&self, byte: usize) -> usize {
        let after = self.rows.partition_point(|row| row.span.start <= byte);
        let row = after.saturating_sub(1);
        // A byte behind the last word of a row may belong to the marker of the next block.
        let is_outside = |row: &Row| row.block.is_none();
        let next =
            self.rows.get(row..).and_then(|rows| rows.iter().position(|row| !is_outside(row)));
        let before =
            self.rows.get(..row).and_then(|rows| rows.iter().rposition(|row| !is_outside(row)));
        next.map(|next| row + next).or(before).unwrap_or(row)
    }

    /// Returns the rows with some words of the span.
    pub fn rows_of(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.row_of(span.start);
        let end = self.rows.partition_point(|row| row.span.start < span.end);
        first..end.max(first + 1)
    }

    /// Returns the byte `col` columns into the text of a row; past its end, the last byte.
    pub fn byte_at(&self, text: &str, row: usize, col: u16) -> Option<usize> {
        let row = self.rows.get(row).filter(|row| row.block.is_some())?;
        Some(row.byte_at(text, usize::from(col)))
    }
}

/// Adds the line of neighbouring stretches outside of the article.
fn push_left_out(rows: &mut Vec<Row>, lines: &mut Vec<String>, stretches: &[LeftOut]) {
    let Some(first) = stretches.first() else { return };
    let at = first.span.start;
    let span = Span::new(at, at);
    if !rows.is_empty() {
        rows.push(Row { span, ..Row::default() });
    }
    rows.push(Row { span, left_out: Some(lines.len()), ..Row::default() });
    lines.push(format!("‹{}›", LeftOut::summary(stretches)));
}

/// Returns true for items of a list, and for a question with its answer: no empty row stands between.
fn stands_close(previous: &Block, block: &Block) -> bool {
    use BlockKind::{Answer, ListItem, Question};
    matches!((previous.kind, block.kind), (ListItem, ListItem) | (Question, Answer))
}

/// A part of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stretch {
    /// Words of the reader.
    Words(Span),
    /// The line of a fold with its beginning here.
    Fold(usize, Span),
}

impl Stretch {
    fn span(self) -> Span {
        match self {
            Stretch::Words(span) | Stretch::Fold(_, span) => span,
        }
    }
}

/// Returns the parts of a block, in order; none if a fold from an earlier block hides the block.
fn parts(block: Span, folds: &[Fold], text: &str) -> Vec<Stretch> {
    let mut parts = Vec::new();
    let mut at = block.start;
    let first = folds.partition_point(|fold| fold.span.end <= block.start);
    let here = folds[first..].iter().zip(first..);
    for (fold, index) in here.take_while(|(fold, _)| fold.span.start < block.end) {
        parts.extend(words_between(Span::new(at, fold.span.start.max(at)), text));
        if fold.span.start >= block.start {
            parts.push(Stretch::Fold(index, fold.span));
        }
        at = fold.span.end.min(block.end);
    }
    if at == block.start {
        return vec![Stretch::Words(block)];
    }
    parts.extend(words_between(Span::new(at, block.end), text));
    parts
}

/// Returns the words of a span without the white space around the words.
fn words_between(span: Span, text: &str) -> Option<Stretch> {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    let words = words.trim();
    (!words.is_empty()).then(|| Stretch::Words(Span::new(start, start + words.len())))
}

fn push_words(rows: &mut Vec<Row>, article: &Article, (index, words): (usize, Span), cols: u16) {
    let block = &article.outline.blocks[index];
    let hangs = block.kind == BlockKind::ListItem && cols > 12;
    let marker = block.marker.filter(|_| hangs);
    let marker_cols: usize =
        marker.map_or(0, |marker| glyphs(&article.text, marker).map(|glyph| glyph.cols).sum());
    let indent = if hangs { (marker_cols + 3).min(8) } else { 0 };
    let room = usize::from(cols).saturating_sub(indent).max(1);
    for (at, span) in wrap(&article.text, words, room).into_iter().enumerate() {
        let marker = marker.filter(|_| at == 0 && words.start == block.span.start);
        rows.push(Row {
            span,
            indent: indent as u16,
            marker,
            block: Some(index),
            ..Row::default()
        });
    }
}
