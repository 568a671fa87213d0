//! Names and passages cut to the room that a row has for them.

use copydesk::{
    project::Project,
    text::{Span, glyphs},
};

use super::paint;

/// Returns a text of at most `cols` columns; `…` stands for the words left out.
pub fn cut(text: &str, cols: usize) -> String {
    if paint::width(text) <= cols {
        return text.to_owned();
    }
    let mut used = 0;
    let fits = glyphs(text, Span::new(0, text.len())).take_while(|glyph| {
        used += glyph.cols;
        used < cols
    });
    let end = fits.last().map_or(0, |glyph| glyph.span.end);
    format!("{}…", text[..end].trim_end())
}

/// Returns the file name of a path in at most `cols` columns; the start and the last four
/// characters stay, for example `the-long-na….txt`.
pub fn short_path(path: &str, cols: usize) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    if paint::width(name) <= cols {
        return name.to_owned();
    }
    let n_before_end = name.chars().count().saturating_sub(4);
    let start: String = name.chars().take(cols.saturating_sub(6)).collect();
    let end: String = name.chars().skip(n_before_end).collect();
    format!("{start}…{end}")
}

/// Returns the first words of a passage on one line of `cols` columns.
pub fn in_short(passage: &str, cols: usize) -> String {
    let line = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&line, cols)
}

/// Returns the name of an article in at most `cols` columns; the path for an unread article.
pub fn article_name(project: &Project, index: usize, cols: usize) -> String {
    match project.article(index) {
        Some(article) => cut(&article.name(), cols),
        None => short_path(&project.shown_path(index), cols),
    }
}

/// Returns whole percents, rounded down, so that `100` means all.
pub fn percent(part: usize, all: usize) -> usize {
    (part * 100).checked_div(all).unwrap_or(0)
}
