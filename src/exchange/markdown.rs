//! A dossier in Markdown: a heading per article, and below each label its quotations with their details.
//!
//! The dossier is for reading. Articles and labels come in the order of their first row, and white space
//! is normalised. Text of articles and reviewers is escaped and made visible. So no text can make a
//! heading, link, image, HTML, mention or formula, in CommonMark and in the dialects of code forges.
//! Other formats have the exact words.

use std::{collections::HashMap, fmt::Write as _};

use super::{
    ExportError, ExportOptions, ExportReport, ExportRow, ExportSink, Exporter, ResolvedArticle,
    exporter::{annotators, in_words, lossless, rows},
};
use crate::{annotation::AnnotationField, text::count, text::visible};

/// The line by which copydesk recognises a dossier, for example to leave it out of the articles. No
/// reader shows the line.
pub(super) const MARKER: &str = "<!-- copydesk export -->";

/// The format for readers: a dossier in Markdown.
pub struct Dossier;

impl Exporter for Dossier {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "a dossier for reading"
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
        writeln!(out, "# Annotations\n\n{MARKER}")?;
        let n_rows = rows(articles).count();
        let names = annotators(articles).into_iter().filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(escaped).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if !names.is_empty() {
            writeln!(out, "\n{} by {}.", count(n_rows, "annotation"), in_words(&names))?;
        }
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

/// Groups rows with the same key, in the order of the first row of each key.
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
    match (row.label.as_str(), row.label_name.as_str()) {
        ("", _) => "notes".to_owned(),
        (id, "") => escaped(&id.replace('_', " ")),
        (_, name) => escaped(name),
    }
}

/// Returns one quotation: its place, the words as a block quotation, and the details.
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

/// Returns the number of other versions in words.
fn rivals(row: &ExportRow) -> String {
    match row.rivals {
        0 => String::new(),
        1 => "another version of this annotation".to_owned(),
        n => format!("{} of this annotation", count(n, "other version")),
    }
}

/// Returns the annotator and the time of the last change.
fn by(row: &ExportRow) -> String {
    let parts = [escaped(&row.annotator), escaped(&row.modified)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Returns a web address as a link if no reader can misread the address. Returns other text escaped.
fn link(address: &str) -> String {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    let is_plain = |sign: char| sign.is_ascii_graphic() && !matches!(sign, '<' | '>' | '\\');
    if is_web && address.chars().all(is_plain) { format!("<{address}>") } else { escaped(address) }
}

/// Returns the text on one line, with every sign of Markdown escaped, for example `\*`.
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
        // A colon makes links (`https://`) and pictures (`:smile:`), but not at the end of a word.
        let is_prose = sign == ':' && at + 1 == word.len() && !before.contains(':');
        if is_markup && !is_prose {
            out.push('\\');
        }
        out.push(sign);
    }
}
