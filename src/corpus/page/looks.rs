//! Judges blocks by their look: the value of each block for the article, and the box that holds the article.
//!
//! The value of running text is its letters. Links, menus and boxes with bad names count against the boxes
//! around them, so the box with the largest sum is the innermost box with the whole article.

use super::{
    block::{Container, PageBlockKind, Rendered, RenderedBlock},
    elements::LeftOutReason,
};

/// Letters of running text that need no closing sign.
const LONG_PROSE: usize = 80;

/// Letters of running text that ends with a closing sign.
const SHORT_PROSE: usize = 20;

/// A bad name does not count on a box with more of the prose of a page than this share, in percent.
const MAX_BAD_SHARE: usize = 35;

/// Letters of a bad block that count against the boxes around.
const MAX_BAD_LETTERS: i64 = 400;

/// The share of a second opinion in the value of a block, in tenths.
const SECOND_OPINION_TENTHS: i64 = 3;

/// The judgement on the blocks and boxes of a page.
#[derive(Debug)]
pub(super) struct Looks {
    /// For each block: `true` for running text.
    pub(super) is_prose: Vec<bool>,
    /// For each box: the reason to leave its blocks out, with the boxes around taken into account.
    pub(super) bad: Vec<Option<LeftOutReason>>,
    /// For each box: it is or lies in the body of an article.
    pub(super) in_body: Vec<bool>,
    /// A box of the page calls itself the body of an article.
    has_body: bool,
    /// For each block: its value; running text in good boxes is above 0.
    pub(super) values: Vec<i64>,
}

/// Judges a page; `opinion` says for each block if another judge takes it for a part of the article.
pub(super) fn looks(page: &Rendered, opinion: Option<&[bool]>) -> Looks {
    let is_prose: Vec<bool> = page.blocks.iter().map(|block| is_prose(page, block)).collect();
    let prose = prose_letters(page, &is_prose);
    let chosen = opinion.map(|opinion| {
        let both: Vec<bool> =
            is_prose.iter().zip(opinion).map(|(prose, other)| *prose && *other).collect();
        prose_letters(page, &both)
    });
    let mut looks = Looks {
        bad: bad_boxes(&page.containers, &prose, chosen.as_deref()),
        in_body: body_boxes(&page.containers),
        has_body: page.containers.iter().any(|container| container.hints.is_body),
        is_prose,
        values: Vec::new(),
    };
    looks.values = (0..page.blocks.len()).map(|at| looks.value(page, at, opinion)).collect();
    looks
}

impl Looks {
    fn value(&self, page: &Rendered, at: usize, opinion: Option<&[bool]>) -> i64 {
        let block = &page.blocks[at];
        let letters = to_i64(block.n_letters);
        let own = 10 * self.own_value(block, self.is_prose[at]);
        let Some(opinion) = opinion else { return own };
        let second = if opinion.get(at).copied().unwrap_or(false) { letters } else { 0 };
        (own * (10 - SECOND_OPINION_TENTHS) + 10 * second * SECOND_OPINION_TENTHS) / 10
    }

    fn own_value(&self, block: &RenderedBlock, is_prose: bool) -> i64 {
        let letters = to_i64(block.n_letters);
        let links = to_i64(block.n_link_letters);
        if self.bad[block.container].is_some() {
            return -(letters.min(MAX_BAD_LETTERS) / 2) - links.min(MAX_BAD_LETTERS) / 2 - 5;
        }
        if !is_prose {
            return if 2 * links >= letters.max(1) { -(links.min(100) / 2) - 5 } else { 0 };
        }
        let value = letters - links;
        if self.has_body && !self.in_body[block.container] { value / 2 } else { value }
    }

    /// Returns the box with the largest sum of values, the innermost of equal boxes.
    ///
    /// A box of one block gives way to the box around, and a box inside the body of an article with the same
    /// sum to that body, so that short lines beside the only paragraph belong to the article.
    pub(super) fn root(&self, containers: &[Container]) -> usize {
        let sums = sums(containers, &self.values);
        let mut root = 0;
        for (at, sum) in sums.iter().enumerate() {
            let is_deeper = *sum == sums[root] && is_inside(containers, at, root);
            if *sum > sums[root] || is_deeper {
                root = at;
            }
        }
        while root > 0 && containers[root].end_block - containers[root].first_block < 2 {
            root = containers[root].parent;
        }
        let parents =
            std::iter::successors(Some(root), |at| (*at > 0).then(|| containers[*at].parent));
        let mut equal = parents.take_while(|at| sums[*at] == sums[root]);
        equal.find(|at| containers[*at].hints.is_body).unwrap_or(root)
    }
}

/// Returns `true` if the blocks of box `at` are blocks of box `outer` that begins before.
fn is_inside(containers: &[Container], at: usize, outer: usize) -> bool {
    let (inner, outer_box) = (&containers[at], &containers[outer]);
    at > outer
        && inner.first_block >= outer_box.first_block
        && inner.end_block <= outer_box.end_block
        && inner.first_block < inner.end_block
}

/// The sums of the boxes, inner boxes included. The blocks of a box are a range.
fn sums(containers: &[Container], values: &[i64]) -> Vec<i64> {
    let mut before = Vec::with_capacity(values.len() + 1);
    let mut sum = 0;
    before.push(sum);
    for value in values {
        sum += value;
        before.push(sum);
    }
    let of = |container: &Container| {
        let end = container.end_block.max(container.first_block);
        before[end.min(values.len())] - before[container.first_block.min(values.len())]
    };
    containers.iter().map(of).collect()
}

/// Letters of running text in each box, inner boxes included.
fn prose_letters(page: &Rendered, is_prose: &[bool]) -> Vec<i64> {
    let values: Vec<i64> = page
        .blocks
        .iter()
        .zip(is_prose)
        .map(|(block, is_prose)| if *is_prose { to_i64(block.n_letters) } else { 0 })
        .collect();
    sums(&page.containers, &values)
}

/// Judges the boxes. A bad name does not count on a box with a large share of the prose, or of the prose that
/// the second opinion chose.
fn bad_boxes(
    containers: &[Container],
    prose: &[i64],
    chosen: Option<&[i64]>,
) -> Vec<Option<LeftOutReason>> {
    let is_large = |prose: &[i64], at: usize| prose[at] * 100 > prose[0] * to_i64(MAX_BAD_SHARE);
    let holds_article =
        |at: usize| is_large(prose, at) || chosen.is_some_and(|chosen| is_large(chosen, at));
    let mut bad: Vec<Option<LeftOutReason>> = Vec::with_capacity(containers.len());
    for (at, container) in containers.iter().enumerate() {
        let around = if at == 0 { None } else { bad[container.parent] };
        let own = container
            .hints
            .bad
            .filter(|reason| *reason == LeftOutReason::Consent || !holds_article(at));
        bad.push(around.or(own));
    }
    bad
}

fn body_boxes(containers: &[Container]) -> Vec<bool> {
    let mut in_body: Vec<bool> = Vec::with_capacity(containers.len());
    for (at, container) in containers.iter().enumerate() {
        let around = at > 0 && in_body[container.parent];
        in_body.push(around || container.hints.is_body);
    }
    in_body
}

/// Returns `true` for running text: long, or short and closed like a sentence, and not mostly links.
fn is_prose(page: &Rendered, block: &RenderedBlock) -> bool {
    let may_be = match block.kind {
        PageBlockKind::Paragraph
        | PageBlockKind::ListItem
        | PageBlockKind::Quotation
        | PageBlockKind::Preformatted
        | PageBlockKind::Note => true,
        PageBlockKind::Heading(_)
        | PageBlockKind::Caption
        | PageBlockKind::Row
        | PageBlockKind::Byline
        | PageBlockKind::Time => false,
    };
    let letters = block.n_letters;
    may_be
        && 2 * block.n_link_letters < letters
        && (letters >= LONG_PROSE || letters >= SHORT_PROSE && is_closed(page.words(block)))
}

/// Returns `true` if the words end as a sentence does, quotation marks and brackets aside.
fn is_closed(words: &str) -> bool {
    let words = words.trim_end_matches(|c: char| "”\"»“’'›)]」』".contains(c) || c.is_whitespace());
    words.ends_with(['.', '!', '?', '…', '。', '؟', '।', '！', '？', '۔', '։', '።'])
}

fn to_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
