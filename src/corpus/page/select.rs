//! Says which blocks of a page are its article, and for what reason the other blocks are left out.
//!
//! The words are never touched here: a wrong choice leaves a block out, and the block is told with its reason.

use super::{
    block::{PageBlockKind, Rendered, RenderedBlock},
    elements::LeftOutReason,
    looks::Looks,
};

/// Blocks between a headline outside the article's box and the box.
const MAX_HEADLINE_DISTANCE: usize = 40;

/// The choice of blocks.
#[derive(Debug)]
pub(super) struct Selection {
    /// For each block the reason to leave the block out.
    pub(super) left_out: Vec<Option<LeftOutReason>>,
    /// The blocks of the article's box with the headline, left-out ones included.
    pub(super) range: std::ops::Range<usize>,
    /// The page has no running text, so every block is kept.
    pub(super) is_last_resort: bool,
}

/// Chooses the blocks of the article. `titles` are the titles that the page states.
pub(super) fn select(page: &Rendered, looks: &Looks, titles: &[String]) -> Selection {
    let root = looks.root(&page.containers);
    let inside = page.containers[root].first_block..page.containers[root].end_block;
    let mut choice = Choice { page, looks, left_out: Vec::new(), titles };
    choice.left_out = (0..page.blocks.len()).map(|at| choice.outer_reason(at, &inside)).collect();
    let kept = |at: &usize| looks.values[*at] > 0 && choice.left_out[*at].is_none();
    let (Some(first), Some(last)) = (inside.clone().find(kept), inside.clone().rev().find(kept))
    else {
        return last_resort(page, looks);
    };
    choice.judge_inside(inside.clone(), first, last);
    let headline = choice.headline(inside.start, first);
    if let Some(headline) = headline {
        choice.keep_head(headline, first);
    }
    choice.drop_empty_headings();
    let start = headline.map_or(inside.start, |at| at.min(inside.start));
    let mut left_out = choice.left_out;
    // Boxes outside of the article say their own reason.
    for (at, reason) in left_out.iter_mut().enumerate() {
        if *reason == Some(LeftOutReason::Outside) {
            *reason = looks.bad[page.blocks[at].container].or(*reason);
        }
    }
    Selection { left_out, range: start..inside.end, is_last_resort: false }
}

/// Keeps every block that is not a menu, or all blocks.
fn last_resort(page: &Rendered, looks: &Looks) -> Selection {
    let reasons = page.blocks.iter().map(|block| {
        looks.bad[block.container].or(is_links(block).then_some(LeftOutReason::Links))
    });
    let mut left_out: Vec<_> = reasons.collect();
    if left_out.iter().all(Option::is_some) {
        left_out.fill(None);
    }
    Selection { left_out, range: 0..page.blocks.len(), is_last_resort: true }
}

struct Choice<'a> {
    page: &'a Rendered,
    looks: &'a Looks,
    left_out: Vec<Option<LeftOutReason>>,
    titles: &'a [String],
}

impl Choice<'_> {
    fn block(&self, at: usize) -> &RenderedBlock {
        &self.page.blocks[at]
    }

    /// Returns the reason of a block by its box alone.
    fn outer_reason(&self, at: usize, inside: &std::ops::Range<usize>) -> Option<LeftOutReason> {
        if inside.contains(&at) {
            self.looks.bad[self.block(at).container]
        } else {
            Some(LeftOutReason::Outside)
        }
    }

    /// Judges the blocks of the article's box; `first` and `last` are running text.
    fn judge_inside(&mut self, inside: std::ops::Range<usize>, first: usize, last: usize) {
        let mut at = inside.start;
        while at < inside.end {
            let end = self.end_of_group(at, inside.end);
            let reason = self.reason_of_group(at..end, first, last);
            for block in at..end {
                self.left_out[block] = self.left_out[block].or(reason);
            }
            at = end;
        }
    }

    /// Returns the end of the group of list items or rows in neighbouring boxes; other blocks are alone.
    fn end_of_group(&self, at: usize, end: usize) -> usize {
        let kind = self.block(at).kind;
        if !matches!(kind, PageBlockKind::ListItem | PageBlockKind::Row) {
            return at + 1;
        }
        let same = |other: &usize| self.block(*other).kind == kind;
        (at..end).find(|other| !same(other)).unwrap_or(end)
    }

    fn reason_of_group(
        &self,
        group: std::ops::Range<usize>,
        first: usize,
        last: usize,
    ) -> Option<LeftOutReason> {
        let blocks = &self.page.blocks[group.clone()];
        let letters: usize = blocks.iter().map(|block| block.n_letters).sum();
        let links: usize = blocks.iter().map(|block| block.n_link_letters).sum();
        let is_between = group.start > first && group.start < last;
        let is_sibling = self.is_sibling(group.start, first) || self.is_sibling(group.start, last);
        let is_single = group.len() == 1;
        if 2 * links >= letters.max(1) {
            // A linked sentence among the paragraphs of the article is a sentence of the article.
            let is_sentence = is_single
                && (is_between
                    && is_sibling
                    && blocks[0].kind == PageBlockKind::Paragraph
                    && letters > 80
                    || matches!(
                        blocks[0].kind,
                        PageBlockKind::Heading(_) | PageBlockKind::Byline | PageBlockKind::Caption
                    ));
            return (!is_sentence).then_some(LeftOutReason::Links);
        }
        let is_prose = group.clone().any(|at| self.looks.is_prose[at]);
        let is_kind = matches!(
            blocks[0].kind,
            PageBlockKind::Caption | PageBlockKind::Quotation | PageBlockKind::Row
        );
        let keeps = is_between || is_prose || is_kind || is_sibling;
        (!keeps).then_some(LeftOutReason::Outside)
    }

    fn is_sibling(&self, at: usize, other: usize) -> bool {
        let (a, b) = (self.block(at).container, self.block(other).container);
        a == b || self.page.containers[a].parent == self.page.containers[b].parent
    }

    /// Returns the headline: a heading above the first paragraph, the one of the page's title if any.
    fn headline(&self, start: usize, first: usize) -> Option<usize> {
        let earliest = start.saturating_sub(MAX_HEADLINE_DISTANCE);
        let candidates = (earliest..first).rev();
        let is_title = |at: &usize| {
            let block = self.block(*at);
            block.n_letters >= 8 && !is_list(block) && self.is_stated_title(self.page.words(block))
        };
        let is_first_heading = |at: &usize| {
            self.block(*at).kind == PageBlockKind::Heading(1)
                && self.looks.bad[self.block(*at).container] != Some(LeftOutReason::Consent)
        };
        candidates
            .clone()
            .find(|at| is_title(at) && matches!(self.block(*at).kind, PageBlockKind::Heading(_)))
            .or_else(|| candidates.clone().find(is_first_heading))
            .or_else(|| candidates.clone().find(is_title))
    }

    fn is_stated_title(&self, words: &str) -> bool {
        let words = folded(words);
        self.titles.iter().any(|title| {
            title == &words || title.starts_with(&words) && words.len() * 3 > title.len()
        })
    }

    /// Keeps the headline, and from it on bylines, dates, captions and the standfirst.
    fn keep_head(&mut self, headline: usize, first: usize) {
        self.left_out[headline] = None;
        for at in headline + 1..first {
            let block = self.block(at);
            let is_bad = self.looks.bad[block.container].is_some();
            let is_head = match block.kind {
                PageBlockKind::Byline | PageBlockKind::Time => true,
                PageBlockKind::Heading(_)
                | PageBlockKind::Paragraph
                | PageBlockKind::Caption
                | PageBlockKind::Quotation => !is_bad && !is_links(block),
                PageBlockKind::ListItem
                | PageBlockKind::Row
                | PageBlockKind::Preformatted
                | PageBlockKind::Note => !is_bad && self.looks.is_prose[at],
            };
            if is_head {
                self.left_out[at] = None;
            }
        }
    }

    /// Leaves out a heading over nothing but left-out blocks, for example "Read more".
    fn drop_empty_headings(&mut self) {
        let mut below: Option<LeftOutReason> = None;
        let mut is_followed = false;
        for at in (0..self.page.blocks.len()).rev() {
            let is_heading = matches!(self.block(at).kind, PageBlockKind::Heading(2..));
            match self.left_out[at] {
                Some(reason) => below = Some(reason),
                None if is_heading && !is_followed => {
                    self.left_out[at] = below.or(Some(LeftOutReason::Outside));
                }
                None if is_heading
                    && below.is_some_and(|reason| reason != LeftOutReason::Outside) =>
                {
                    self.left_out[at] = below;
                }
                None => {
                    is_followed = true;
                    below = None;
                }
            }
        }
    }
}

fn is_list(block: &RenderedBlock) -> bool {
    matches!(block.kind, PageBlockKind::ListItem | PageBlockKind::Row)
}

/// Returns `true` if at least half of the letters are links.
fn is_links(block: &RenderedBlock) -> bool {
    2 * block.n_link_letters >= block.n_letters.max(1)
}

/// Letters and digits in lower case.
pub(super) fn folded(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
