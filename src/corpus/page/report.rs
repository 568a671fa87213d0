//! The findings about a page: limits, left-out words, and text from metadata.

use super::{HtmlPage, LeftOutReason, Omission, PageBlock, PageBlockKind, sink::PageLimit};
use crate::{
    diagnostic::{Diagnostic, Severity},
    text::{Span, count},
};

/// Share of the article's words, in percent, above which left-out words are a warning.
const MAX_LEFT_OUT_PERCENT: usize = 25;

/// Share of disagreement between the two judges, in percent, that is a warning.
const MAX_DISAGREEMENT_PERCENT: usize = 30;

/// The course of the reading, as far as findings tell of it.
pub(super) struct Reading {
    pub(super) limit: Option<PageLimit>,
    pub(super) n_crowded_tags: usize,
    pub(super) n_invalid_scripts: usize,
    pub(super) is_last_resort: bool,
    pub(super) n_shown_hidden_words: usize,
    pub(super) opinion: Option<Vec<bool>>,
}

/// A page that was not parsed.
pub(super) fn unreadable() -> HtmlPage {
    let message = "the tags of the page nest in each other; the page was not read";
    HtmlPage { diagnostics: vec![Diagnostic::new(Severity::Error, message)], ..HtmlPage::default() }
}

/// Adds the text that the page states as `articleBody`, if the page shows less than half of its words;
/// returns `true` if so.
pub(super) fn add_stated_body(page: &mut HtmlPage, body: Option<String>) -> bool {
    let Some(body) = body else { return false };
    let n_stated = body.split_whitespace().count();
    let n_kept: usize = kept(page).map(|block| block.n_words).sum();
    if n_stated < 10 || 2 * n_kept >= n_stated {
        return false;
    }
    for block in &mut page.blocks {
        let is_head = matches!(block.kind, PageBlockKind::Heading(1) | PageBlockKind::Byline);
        if block.left_out.is_none() && !is_head {
            block.left_out = Some(LeftOutReason::Outside);
        }
    }
    page.article = page.blocks.len()..page.blocks.len();
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let start = page.text.len();
        page.text.push_str(line);
        page.blocks.push(PageBlock {
            span: Span::new(start, page.text.len()),
            marker: None,
            kind: PageBlockKind::Paragraph,
            left_out: None,
            n_words: line.split_whitespace().count(),
        });
        page.text.push('\n');
    }
    page.article.end = page.blocks.len();
    let message = "the page shows no article; its text was taken from the metadata of the page";
    page.diagnostics.push(Diagnostic::new(Severity::Warning, message));
    true
}

fn kept(page: &HtmlPage) -> impl Iterator<Item = &PageBlock> {
    page.blocks.iter().filter(|block| block.left_out.is_none())
}

/// Adds the findings about a page.
pub(super) fn add_findings(page: &mut HtmlPage, reading: &Reading) {
    let mut found = Vec::new();
    found.extend(reading.limit.map(of_limit));
    if reading.n_crowded_tags > 0 {
        let message =
            format!("{} read without attributes: too many", count(reading.n_crowded_tags, "tag"));
        found.push(Diagnostic::new(Severity::Note, message));
    }
    if reading.n_invalid_scripts > 0 {
        let message = format!(
            "{} with broken metadata (JSON-LD)",
            count(reading.n_invalid_scripts, "script")
        );
        found.push(Diagnostic::new(Severity::Note, message));
    }
    if reading.n_shown_hidden_words > 0 {
        let words = count(reading.n_shown_hidden_words, "word");
        found.push(Diagnostic::new(
            Severity::Warning,
            format!("the page hides {words}; they are shown here"),
        ));
    }
    if reading.is_last_resort && !page.blocks.is_empty() {
        let message = if kept(page).count() == page.blocks.len() {
            "no article was found in the page; all of its text is shown"
        } else {
            "no article was found in the page; everything but menus and links is shown"
        };
        found.push(Diagnostic::new(Severity::Warning, message));
    } else {
        found.extend(of_left_out(page));
        found.extend(reading.opinion.as_ref().and_then(|opinion| of_disagreement(page, opinion)));
    }
    page.diagnostics.extend(found);
}

fn of_limit(limit: PageLimit) -> Diagnostic {
    let message = match limit {
        PageLimit::Steps => "the page is built to hold up readers; only its beginning was read",
        PageLimit::Nodes => {
            "the page has more than 4 million elements; only its beginning was read"
        }
        PageLimit::Text => "the page has more than 48 MB of text; only its beginning was read",
    };
    Diagnostic::new(Severity::Warning, message)
}

/// Returns the finding about words inside of the article's box that are left out.
pub(super) fn of_left_out(page: &HtmlPage) -> Option<Diagnostic> {
    let inside = page.blocks.get(page.article.clone())?;
    let left_out = || inside.iter().filter(|block| block.left_out.is_some());
    let is_inside =
        |omission: &&Omission| page.article.contains(&omission.after_blocks.saturating_sub(1));
    let omissions = || page.omissions.iter().filter(is_inside);
    let n_words: usize = left_out().map(|block| block.n_words).sum::<usize>()
        + omissions().map(|omission| omission.n_words).sum::<usize>();
    let n_kept: usize = kept(page).map(|block| block.n_words).sum();
    if n_words == 0 {
        return None;
    }
    let n_places = left_out().count() + omissions().count();
    let percent = (100 * n_words).div_ceil(n_words + n_kept);
    let severity = if percent > MAX_LEFT_OUT_PERCENT { Severity::Warning } else { Severity::Note };
    let message = format!(
        "{percent} % of the article's words left out ({} in {})",
        count(n_words, "word"),
        count(n_places, "place"),
    );
    Some(Diagnostic::new(severity, message))
}

/// Returns the finding about two judges that choose different blocks.
fn of_disagreement(page: &HtmlPage, opinion: &[bool]) -> Option<Diagnostic> {
    let (mut n_either, mut n_both) = (0, 0);
    for (block, other) in page.blocks.iter().zip(opinion) {
        let own = block.left_out.is_none();
        n_either += if own || *other { block.n_words } else { 0 };
        n_both += if own && *other { block.n_words } else { 0 };
    }
    let percent = 100 * (n_either - n_both) / n_either.max(1);
    (percent > MAX_DISAGREEMENT_PERCENT).then(|| {
        let message = format!(
            "the borders of the article are unsure: two ways to find them differ by {percent} %"
        );
        Diagnostic::new(Severity::Warning, message)
    })
}
