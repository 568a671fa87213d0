//! The opinion of another extractor about the blocks of a page.
//!
//! The other extractor gets a copy of the tree without scripts and pictures and gives the words of the article.
//! A block belongs to the opinion if most runs of its words occur there. The words themselves are never taken.

use dom_smoothie::Readability;

use super::{
    block::Rendered,
    contained::contained,
    elements::{Display, display},
    line_builder::n_letters,
    tree::{Inside, NodeContent, NodeId, Tree},
};

/// Words of a run that is compared.
const RUN_WORDS: usize = 4;

/// The other extractor recurses and is not linear on deep pages.
const MAX_DEPTH: usize = 120;
const MAX_NODES: usize = 30_000;
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Returns for each block if the other extractor takes the block for a part of the article; `None` for
/// pages that it must not see, and if it finds nothing.
pub(super) fn second_opinion(tree: &Tree, page: &Rendered) -> Option<Vec<bool>> {
    let copy = copy_of(tree)?;
    let text = contained(move || {
        let mut extractor = Readability::new(copy, None, None).ok()?;
        extractor.parse().ok().map(|article| article.text_content.to_string())
    })??;
    let mut known: Vec<u64> = runs(&word_hashes(&text)).collect();
    known.sort_unstable();
    let belongs = |words: &str| {
        let hashes = word_hashes(words);
        let n_runs = runs(&hashes).count();
        let n_known = runs(&hashes).filter(|run| known.binary_search(run).is_ok()).count();
        n_runs > 0 && 2 * n_known >= n_runs
    };
    Some(page.blocks.iter().map(|block| belongs(page.words(block))).collect())
}

/// A hash of each run of neighbouring words.
fn runs(hashes: &[u64]) -> impl Iterator<Item = u64> + '_ {
    let of_run = |run: &[u64]| run.iter().fold(0, |hash: u64, word| hash.rotate_left(17) ^ word);
    hashes.windows(RUN_WORDS).map(of_run)
}

/// A hash of each word: a run of letters, or an ideograph.
fn word_hashes(text: &str) -> Vec<u64> {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    let step = |hash: u64, c: char| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    let mut hashes = Vec::new();
    let mut word = START;
    for c in text.chars() {
        let is_long = n_letters(c) == 2;
        if c.is_alphanumeric() && !is_long {
            word = step(word, c);
            continue;
        }
        if word != START {
            hashes.push(word);
            word = START;
        }
        if is_long {
            hashes.push(step(START, c));
        }
    }
    if word != START {
        hashes.push(word);
    }
    hashes
}

/// Writes the tree as HTML; `None` if it is too large or too deep.
fn copy_of(tree: &Tree) -> Option<String> {
    if tree.len() > MAX_NODES {
        return None;
    }
    let mut copy = String::new();
    let mut open: Vec<NodeId> = Vec::new();
    let mut at = tree.first_child(tree.root());
    while let Some(node) = at {
        let parent = tree.parent(node);
        while open.last().copied() != parent && !open.is_empty() {
            close(tree, open.pop(), &mut copy);
        }
        let inside = write(tree, node, &mut copy);
        if inside == Inside::Visited {
            open.push(node);
        }
        if open.len() > MAX_DEPTH || copy.len() > MAX_BYTES {
            return None;
        }
        at = tree.following(node, tree.root(), inside);
    }
    Some(copy)
}

fn close(tree: &Tree, node: Option<NodeId>, copy: &mut String) {
    if let Some(element) = node.and_then(|node| tree.element(node)) {
        copy.push_str("</");
        copy.push_str(&element.name);
        copy.push('>');
    }
}

/// Writes a node without its inside; returns the treatment of the inside.
fn write(tree: &Tree, node: NodeId, copy: &mut String) -> Inside {
    match tree.content(node) {
        NodeContent::Text(text) => {
            escape(text, copy);
            Inside::Skipped
        }
        NodeContent::Document | NodeContent::Nothing => Inside::Skipped,
        NodeContent::Element(element) => {
            let is_shown = !matches!(display(element), Display::Nothing | Display::LeftOut(_))
                || element.is("head");
            if !is_shown && !element.is("title") {
                return Inside::Skipped;
            }
            copy.push('<');
            copy.push_str(&element.name);
            for (name, value) in &element.attributes {
                copy.push(' ');
                copy.push_str(name);
                copy.push_str("=\"");
                escape(value, copy);
                copy.push('"');
            }
            copy.push('>');
            let is_void = matches!(&*element.name, "br" | "hr" | "img" | "wbr");
            if is_void { Inside::Skipped } else { Inside::Visited }
        }
    }
}

fn escape(text: &str, copy: &mut String) {
    for c in text.chars() {
        match c {
            '&' => copy.push_str("&amp;"),
            '<' => copy.push_str("&lt;"),
            '>' => copy.push_str("&gt;"),
            '"' => copy.push_str("&quot;"),
            c => copy.push(c),
        }
    }
}
