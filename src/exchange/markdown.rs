//! A dossier in Markdown: per article a heading, per label a list of quotations with what is known
//! about each.
//!
//! Made to be read: articles and labels come in the order of their first row, white space is
//! evened out. Whatever comes from articles and reviewers is escaped, so that it can make no heading,
//! link, image, HTML, mention or formula, in CommonMark and as code forges extend it; and it is made
//! visible, as on the screen. The exact words are in the other formats.

use std::{collections::HashMap, fmt::Write as _};

use super::{
    ExportError, ExportOptions, ExportReport, ExportRow, ExportSink, Exporter, ResolvedArticle,
    exporter::{lossless, rows},
};
use crate::{annotation::AnnotationField, text::visible};

/// The format to read: a dossier in Markdown.
pub struct Dossier;

impl Exporter for Dossier {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extension(&self) -> &'static str {
        "md"
    }

    fn export(
        &self,
        articles: &[ResolvedArticle],
        _: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError> {
        let out = out.file("annotations.md")?;
        writeln!(out, "# Annotations")?;
        let n_rows = rows(articles).count();
        if n_rows == 0 {
            writeln!(out, "\nNothing is annotated yet.")?;
        }
        for of_article in groups(rows(articles), |row| &row.article) {
            let first = of_article[0];
            writeln!(out, "\n## {}", heading(first))?;
            for of_label in groups(of_article.iter().copied(), |row| &row.label) {
                writeln!(out, "\n### {} ({})", label(of_label[0]), of_label.len())?;
                for row in of_label {
                    out.write_all(item(row).as_bytes())?;
                }
            }
        }
        Ok(lossless(n_rows))
    }
}

/// Rows with the same key together, keys in the order of their first row.
fn groups<'a>(
    rows: impl Iterator<Item = &'a ExportRow>,
    key: impl Fn(&ExportRow) -> &String,
) -> Vec<Vec<&'a ExportRow>> {
    let mut places = HashMap::new();
    let mut groups: Vec<Vec<&ExportRow>> = Vec::new();
    for row in rows {
        let place = *places.entry(key(row).clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

fn heading(row: &ExportRow) -> String {
    match &row.title {
        Some(title) => format!("{} ({})", escaped(title), escaped(&row.article)),
        None => escaped(&row.article),
    }
}

fn label(row: &ExportRow) -> String {
    if row.label.is_empty() { "notes".to_owned() } else { escaped(&row.label.replace('_', " ")) }
}

/// One quotation: where it stands, the words as a block quotation, and what is known about it.
fn item(row: &ExportRow) -> String {
    let mut text = format!("\n- Line {}, characters {} to {}", row.line, row.start, row.end);
    if !row.state.is_empty() && row.state != "kept" {
        let _ = write!(text, " ({})", escaped(&row.state));
    }
    let _ = write!(text, ":\n\n  > {}\n", escaped(&row.quote));
    let fields = AnnotationField::IN_PROSE.map(|field| {
        let value = row.value(field);
        let value = match field {
            AnnotationField::Text(_) if field.description().is_address => link(&value),
            AnnotationField::Confidence if !value.is_empty() => format!("{value} of 3"),
            AnnotationField::Confidence
            | AnnotationField::Label
            | AnnotationField::Text(_)
            | AnnotationField::Words(_) => escaped(&value),
        };
        (field.description().heading, value)
    });
    let origin =
        [("By", by(row)), ("Decided", escaped(&row.inherited)), ("Not chosen yet", rivals(row))];
    let details = fields.iter().chain(&origin);
    for (name, value) in details.filter(|(_, value)| !value.is_empty()) {
        let _ = write!(text, "\n  {name}: {value}\n");
    }
    text
}

/// What else is said of the same words.
fn rivals(row: &ExportRow) -> String {
    match row.rivals {
        0 => String::new(),
        1 => "another version of this annotation".to_owned(),
        n => format!("{n} other versions of this annotation"),
    }
}

/// Who decided, and when last.
fn by(row: &ExportRow) -> String {
    let parts = [escaped(&row.annotator), escaped(&row.modified)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A web address as a link, if it can be nothing else; anything else as plain text.
fn link(address: &str) -> String {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    let is_plain = |sign: char| sign.is_ascii_graphic() && !matches!(sign, '<' | '>' | '\\');
    if is_web && address.chars().all(is_plain) { format!("<{address}>") } else { escaped(address) }
}

/// The text on one line, without any meaning to Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        push_word(&visible(word), at == 0, &mut out);
    }
    out
}

fn push_word(word: &str, is_first: bool, out: &mut String) {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    for (at, sign) in word.char_indices() {
        let before = &word[..at];
        let opens_line = is_first && at == 0;
        let is_markup = match sign {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$' | '@' | '&' => {
                true
            }
            '-' | '+' | '=' => opens_line,
            '.' | ')' => {
                (is_first && is_number(before)) || before.to_ascii_lowercase().ends_with("www")
            }
            ':' => true,
            _ => false,
        };
        // A colon makes links ("https://") and, between letters, pictures (":smile:"); at the end of
        // a word, where prose has it, it makes nothing.
        let is_prose = sign == ':' && at + 1 == word.len() && !before.contains(':');
        if is_markup && !is_prose {
            out.push('\\');
        }
        out.push(sign);
    }
}
