//! A PDF file, from the places of its words to paragraphs.
//!
//! A PDF file has no paragraphs, only words with places on pages. A converter says the places
//! (`pdftotext -bbox-layout`); everything else is done here: columns and bands, running heads, paragraphs,
//! words parted at line ends, ligatures.

mod columns;
mod hyphens;
mod layout;
mod paragraphs;
mod running_heads;

pub(crate) use self::layout::PdfLayout;
use self::{
    columns::in_reading_order,
    hyphens::Vocabulary,
    layout::{Line, Page},
    paragraphs::{Paragraph, paragraphs},
    running_heads::take_running_heads,
};
use super::builder::DocumentBuilder;
use crate::{
    corpus::{
        HtmlPage, LeftOutReason, PageBlockKind, StatedMetadata, StatedSource, StatedValue,
        stated_date,
    },
    diagnostic::{Diagnostic, Severity},
    text::count,
};

/// A heading has letters this much larger than running text.
const HEADING_SIZE: f32 = 1.12;

/// Longest heading, in chars.
const MAX_HEADING_CHARS: usize = 200;

/// Longest heading in letters of the running text, in chars.
const MAX_LINE_CHARS: usize = 80;

/// Makes the text of a PDF file from the places of its words.
pub(in crate::corpus) fn read_pdf_layout(layout: PdfLayout) -> HtmlPage {
    let metadata = metadata(&layout);
    let mut builder = DocumentBuilder::default();
    let n_pages = layout.pages.len();
    let empty = layout.pages.iter().filter(|page| page.lines.is_empty()).count();
    let mut pages = layout.pages;
    let heads = take_running_heads(&mut pages);
    let columns = in_reading_order(pages);
    let vocabulary = Vocabulary::of(&columns);
    let body_size = body_size(columns.iter().flat_map(|column| &column.lines));
    let found = paragraphs(&columns, &vocabulary, body_size);
    let largest = found.iter().map(|paragraph| paragraph.size).fold(0.0, f32::max);
    for (at, paragraph) in found.iter().enumerate() {
        let is_large = paragraph.size > HEADING_SIZE * body_size;
        let kind = match kind(paragraph, is_large, largest) {
            PageBlockKind::Paragraph if stands_above(paragraph, found.get(at + 1)) => {
                PageBlockKind::Heading(2)
            }
            kind => kind,
        };
        builder.push_block(kind, paragraph.marker.as_deref(), &paragraph.words);
    }
    for head in heads {
        builder.omit_everywhere(LeftOutReason::PageHead, &head);
    }
    builder.page.diagnostics.extend(of_pictures(empty, n_pages));
    builder.finish(metadata)
}

fn kind(paragraph: &Paragraph, is_large: bool, largest: f32) -> PageBlockKind {
    let is_short = paragraph.words.chars().count() <= MAX_HEADING_CHARS;
    if paragraph.is_row {
        PageBlockKind::Row
    } else if paragraph.marker.is_some() {
        PageBlockKind::ListItem
    } else if is_short && is_large {
        PageBlockKind::Heading(if paragraph.size > 0.98 * largest { 1 } else { 2 })
    } else {
        PageBlockKind::Paragraph
    }
}

/// Returns `true` for a line that is no sentence, above a paragraph of several lines: a heading in letters of
/// the running text.
fn stands_above(paragraph: &Paragraph, next: Option<&Paragraph>) -> bool {
    let is_title = paragraph.n_lines == 1
        && paragraph.words.chars().count() <= MAX_LINE_CHARS
        && paragraph.words.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && paragraph.words.ends_with(|c: char| c.is_alphanumeric() || c == '?');
    is_title && next.is_some_and(|next| next.n_lines >= 2 && next.marker.is_none() && !next.is_row)
}

/// Returns the letter height of most words.
fn body_size<'a>(lines: impl Iterator<Item = &'a Line>) -> f32 {
    let mut sizes: Vec<(f32, usize)> = lines.map(|line| (line.size(), line.n_chars())).collect();
    sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = sizes.iter().map(|(_, n_chars)| n_chars).sum::<usize>() / 2;
    let mut n_chars = 0;
    let middle = sizes.iter().find(|(_, n)| {
        n_chars += n;
        n_chars >= half
    });
    middle.map_or(0.0, |(size, _)| *size)
}

/// Returns the finding about pages without words.
fn of_pictures(n_empty: usize, n_pages: usize) -> Option<Diagnostic> {
    if n_empty == 0 {
        None
    } else if n_empty == n_pages {
        let message = "pictures only, no text: run text recognition on it, then open the result";
        Some(Diagnostic::new(Severity::Error, message))
    } else {
        let pages = count(n_pages, "page");
        let message = format!("{n_empty} of {pages} hold no text: pictures only, or empty");
        Some(Diagnostic::new(Severity::Warning, message))
    }
}

/// Returns the statements of the file. Titles that a program made of a file name are none.
fn metadata(layout: &PdfLayout) -> StatedMetadata {
    let value = |name: &str, raw: &str| {
        let value = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        let source = StatedSource::Container(format!("PDF {name}"));
        (!value.is_empty()).then(|| StatedValue { value, raw: raw.to_owned(), source })
    };
    let stated = |name: &str| layout.statements.get(name).and_then(|raw| value(name, raw));
    let is_title = |title: &StatedValue| {
        let name = title.value.to_lowercase();
        let endings = [".doc", ".docx", ".odt", ".rtf", ".pdf", ".indd", ".qxd", ".tex", ".dvi"];
        !name.starts_with("microsoft word")
            && !endings.iter().any(|ending| name.ends_with(ending))
            && name != "untitled"
    };
    let modified = stated("ModDate").and_then(|stated| {
        let value = stated_date(&stated.raw)?;
        Some(StatedValue { value, ..stated })
    });
    StatedMetadata {
        title: stated("Title").filter(is_title),
        authors: stated("Author").into_iter().collect(),
        modified,
        ..StatedMetadata::default()
    }
}

#[cfg(test)]
mod tests;
