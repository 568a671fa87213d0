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

/// Returns the words of a sentence in lines of at most `cols` columns. A longer word has a line of its
/// own.
pub fn wrapped(sentence: &str, cols: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut() {
            Some(line) if paint::width(line) + 1 + paint::width(word) <= cols => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Returns keys with their words, three blanks apart, in at most `cols` columns. The last words of the
/// longest key go first, for example `N keep…   b bring them back   Esc later`; a key itself stays.
pub fn keys_in_short(keys: &str, cols: usize) -> String {
    const GAP: &str = "   ";
    let mut parts: Vec<String> = keys.split(GAP).map(str::to_owned).collect();
    while paint::width(&parts.join(GAP)) > cols {
        let shorter = |part: &str| {
            let (rest, _) = part.trim_end_matches('…').rsplit_once(' ')?;
            Some(format!("{rest}…"))
        };
        let longest = parts.iter_mut().filter(|part| shorter(part).is_some());
        let Some(longest) = longest.max_by_key(|part| paint::width(part)) else { break };
        let Some(short) = shorter(longest) else { break };
        *longest = short;
    }
    cut(&parts.join(GAP), cols)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lose_their_last_words_and_no_key() {
        let keys = "N keep as a new project   b bring them back   Esc later";
        for (cols, expected) in [
            (80, keys),
            (55, keys),
            (54, "N keep as a new…   b bring them back   Esc later"),
            (40, "N keep as a…   b bring them…   Esc later"),
            (30, "N keep…   b bring…   Esc later"),
            (20, "N keep…   b…   Esc…"),
            (14, "N…   b…   Esc…"),
        ] {
            let short = keys_in_short(keys, cols);
            assert_eq!(short, expected, "{cols}");
            assert!(paint::width(&short) <= cols);
        }
    }

    #[test]
    fn a_fact_is_wrapped_between_words() {
        assert_eq!(
            wrapped("12345 annotations went from disk.", 20),
            ["12345 annotations", "went from disk."]
        );
        assert_eq!(wrapped("in-one-word", 4), ["in-one-word"]);
    }
}
