//! Tests of whole pages: rendering, choice, hostile pages, any bytes.

use super::*;

mod any_page;
mod choice;
mod hostile;
mod rendering;

/// Paragraphs that make a page an article.
const BODY: &str = "<p>The ferry company said on Friday that it would end the night crossing in autumn, after \
    twelve years of losses.</p><p>Its director, Maren Holt, told the crews in a letter that no ship would be \
    sold before the new year.</p>";

/// Returns the blocks as lines: `[kind] words`, with `!reason` in the brackets for a left-out block.
fn lines(page: &HtmlPage) -> Vec<String> {
    let line = |block: &PageBlock| {
        let kind = kind_name(block.kind);
        let reason =
            block.left_out.map(|reason| format!(" !{}", reason.name())).unwrap_or_default();
        let marker =
            block.marker.map(|marker| format!("{} ", marker.of(&page.text))).unwrap_or_default();
        format!("[{kind}{reason}] {marker}{}", block.span.of(&page.text))
    };
    page.blocks.iter().map(line).collect()
}

fn kind_name(kind: PageBlockKind) -> String {
    match kind {
        PageBlockKind::Heading(level) => format!("h{level}"),
        PageBlockKind::Paragraph => "p".to_owned(),
        PageBlockKind::ListItem => "li".to_owned(),
        PageBlockKind::Quotation => "quote".to_owned(),
        PageBlockKind::Caption => "caption".to_owned(),
        PageBlockKind::Row => "row".to_owned(),
        PageBlockKind::Preformatted => "pre".to_owned(),
        PageBlockKind::Byline => "byline".to_owned(),
        PageBlockKind::Time => "time".to_owned(),
        PageBlockKind::Note => "note".to_owned(),
    }
}

/// Returns the kept blocks of a page that has `part` between the paragraphs of [`BODY`], without these.
fn between(part: &str) -> Vec<String> {
    let page = read_page(&format!("<article>{BODY}{part}{BODY}</article>"));
    let is_own = |line: &String| !line.contains("ferry company") && !line.contains("Maren Holt");
    lines(&page).into_iter().filter(is_own).collect()
}

/// Checks the words of one paragraph.
#[track_caller]
fn check(inner: &str, expected: &str) {
    assert_eq!(between(&format!("<p>{inner}</p>")), [format!("[p] {expected}")], "{inner}");
}

/// Returns the omissions of a page with `part` in its article, as `reason: words`.
fn omitted(part: &str) -> Vec<String> {
    let page = read_page(&format!("<article>{BODY}{part}{BODY}</article>"));
    page.omissions
        .iter()
        .map(|omission| format!("{}: {}", omission.reason.name(), omission.words))
        .collect()
}
