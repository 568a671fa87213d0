//! An HTML page: its whole rendered text, and the choice of blocks that are the article.
//!
//! The text hangs on the HTML standard alone. Which blocks belong to the article is a property of the blocks, so a
//! better choice moves no offset. Words that the page hides or strikes out, and the inside of controls and
//! drawings, stand in [`Omission`]s. Reading a page never fails, takes a bounded number of steps, and never
//! recurses.

mod charset;
mod contained;
mod tree;
mod sink;
mod crowded_tags;
mod parse;
mod elements;
mod block;
mod line_builder;
mod raised;
mod render;
mod class_words;
mod looks;
mod select;
#[cfg(feature = "html")]
mod second_opinion;
mod entity;
mod json_ld;
mod stated;
mod report;
mod page_outline;

#[cfg(test)]
mod tests;

use std::ops::Range;

use self::{
    block::Rendered,
    json_ld::JsonLd,
    looks::looks,
    parse::parse,
    render::{Visibility, render},
    select::{Selection, folded, select},
    stated::{Statements, json_ld_scripts},
};
use crate::{
    diagnostic::Diagnostic,
    text::{Outline, Span},
};

pub(crate) use self::charset::declared_charset;
#[cfg(feature = "documents")]
pub(crate) use self::stated::{stated_date, stated_language};
pub use self::{
    block::{Omission, PageBlockKind},
    contained::is_panic_contained,
    elements::LeftOutReason,
    stated::{StatedMetadata, StatedSource, StatedValue},
};

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageBlock {
    /// Bytes of the text, without the marker of a list.
    pub span: Span,
    /// The marker of a list item, without the blank behind it.
    pub marker: Option<Span>,
    /// Kind of the block, from its elements.
    pub kind: PageBlockKind,
    /// The reason why the block is not part of the article.
    pub left_out: Option<LeftOutReason>,
    /// Number of words.
    pub n_words: usize,
}

/// A page as read.
#[derive(Clone, Debug, Default)]
pub struct HtmlPage {
    /// All blocks, each ended by a line feed. Untrusted.
    pub text: String,
    /// The blocks in the order of the page.
    pub blocks: Vec<PageBlock>,
    /// The blocks of the article's box, as numbers of blocks, left-out blocks included.
    pub article: Range<usize>,
    /// Words that stand in no block.
    pub omissions: Vec<Omission>,
    /// The statements of the page about its article.
    pub metadata: StatedMetadata,
    /// Findings about the page.
    pub diagnostics: Vec<Diagnostic>,
}

impl HtmlPage {
    /// Returns the kept blocks with their sentences, and the stretches left out.
    pub fn outline(&self) -> Outline {
        page_outline::page_outline(self)
    }

    /// Adds the finding about the words of the article that are left out.
    pub(crate) fn tell_left_out(&mut self) {
        let found = report::of_left_out(self);
        self.diagnostics.extend(found);
    }
}

/// Reads a page.
pub fn read_page(source: &str) -> HtmlPage {
    let Some(parsed) = parse(source) else {
        return report::unreadable();
    };
    let rendered = drawn(&parsed.tree);
    let json_ld = JsonLd::read(json_ld_scripts(&parsed.tree));
    let statements = Statements::of(&parsed.tree, &json_ld);
    let titles: Vec<String> = statements.titles().iter().map(|title| folded(title)).collect();
    #[cfg(feature = "html")]
    let opinion = second_opinion::second_opinion(&parsed.tree, &rendered.page);
    #[cfg(not(feature = "html"))]
    let opinion: Option<Vec<bool>> = None;
    let looks = looks(&rendered.page, opinion.as_deref());
    let selection = select(&rendered.page, &looks, &titles);
    let mut page = HtmlPage {
        metadata: statements.metadata(&parsed.saving_notes),
        blocks: blocks(&rendered.page, &selection),
        article: selection.range.clone(),
        diagnostics: Vec::new(),
        omissions: rendered.page.omissions,
        text: rendered.page.text,
    };
    let is_stated = report::add_stated_body(&mut page, statements.article_body());
    report::add_findings(
        &mut page,
        &report::Reading {
            limit: parsed.limit,
            n_crowded_tags: parsed.n_crowded_tags,
            n_invalid_scripts: json_ld.n_invalid,
            is_last_resort: selection.is_last_resort && !is_stated,
            n_shown_hidden_words: rendered.n_hidden_words,
            opinion,
        },
    );
    page
}

/// Reads a page that is an article as a whole, for example a page of a book: every block is kept.
pub(crate) fn read_whole_page(source: &str) -> HtmlPage {
    let Some(parsed) = parse(source) else {
        return report::unreadable();
    };
    let rendered = drawn(&parsed.tree);
    let json_ld = JsonLd::read(json_ld_scripts(&parsed.tree));
    let statements = Statements::of(&parsed.tree, &json_ld);
    let n_blocks = rendered.page.blocks.len();
    let everything =
        Selection { range: 0..n_blocks, left_out: vec![None; n_blocks], is_last_resort: false };
    let mut page = HtmlPage {
        metadata: statements.metadata(&parsed.saving_notes),
        blocks: blocks(&rendered.page, &everything),
        // The caller tells of the words left out, of all pages together.
        article: 0..0,
        diagnostics: Vec::new(),
        omissions: rendered.page.omissions,
        text: rendered.page.text,
    };
    report::add_findings(
        &mut page,
        &report::Reading {
            limit: parsed.limit,
            n_crowded_tags: parsed.n_crowded_tags,
            n_invalid_scripts: json_ld.n_invalid,
            is_last_resort: false,
            n_shown_hidden_words: rendered.n_hidden_words,
            opinion: None,
        },
    );
    page.article = everything.range;
    page
}

/// A drawn page.
struct DrawnPage {
    page: Rendered,
    /// Words that the page hides and that are shown all the same.
    n_hidden_words: usize,
}

/// Draws the page, with its hidden words if the page hides more than three times the words that it shows.
fn drawn(tree: &tree::Tree) -> DrawnPage {
    let page = render(tree, Visibility::Rendered);
    let n_shown: usize = page.blocks.iter().map(|block| block.n_words).sum();
    let is_hiding = |omission: &&Omission| {
        matches!(
            omission.reason,
            LeftOutReason::Hidden | LeftOutReason::Struck | LeftOutReason::Control
        )
    };
    let n_hidden: usize =
        page.omissions.iter().filter(is_hiding).map(|omission| omission.n_words).sum();
    if n_hidden <= 3 * n_shown {
        return DrawnPage { page, n_hidden_words: 0 };
    }
    let everything = render(tree, Visibility::Everything);
    let n_all: usize = everything.blocks.iter().map(|block| block.n_words).sum();
    if n_all > n_shown {
        DrawnPage { page: everything, n_hidden_words: n_all - n_shown }
    } else {
        DrawnPage { page, n_hidden_words: 0 }
    }
}

fn blocks(page: &Rendered, selection: &Selection) -> Vec<PageBlock> {
    let block = |(at, block): (usize, &block::RenderedBlock)| {
        let start = block.span.start;
        let marker_end = start + block.marker_len;
        let marker = page.text[start..marker_end].trim_end();
        PageBlock {
            span: Span::new(marker_end, block.span.end),
            marker: (!marker.is_empty()).then(|| Span::new(start, start + marker.len())),
            kind: block.kind,
            left_out: selection.left_out[at],
            n_words: block.n_words,
        }
    };
    page.blocks.iter().enumerate().map(block).collect()
}
