//! Running heads and page numbers: words at the edges of pages that many pages repeat.

use std::collections::HashMap;

use super::{Line, Page};

/// Height of an edge, as a share of the page.
const EDGE: f32 = 0.12;

/// Takes the running heads and page numbers out of the pages, and returns their words.
pub(super) fn take_running_heads(pages: &mut [Page]) -> Vec<String> {
    let n_pages = pages.len();
    let mut n_of: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let edge = Edge::of(page);
        let lines = page.lines.iter().filter(|line| edge.has(line));
        let mut keys: Vec<String> = lines.map(|line| key(&line.text())).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *n_of.entry(key).or_default() += 1;
        }
    }
    let mut taken = Vec::new();
    for (at, page) in pages.iter_mut().enumerate() {
        let edge = Edge::of(page);
        let is_head = |line: &Line| {
            let text = line.text();
            let n_alike = n_of.get(&key(&text)).copied().unwrap_or(0);
            // Heads of left and right pages take turns.
            let is_repeated = n_alike >= 2 && 2 * n_alike + 1 >= n_pages;
            is_repeated || is_page_number(&text, at + 1, n_pages) || is_of_browser(&text)
        };
        let heads: Vec<f32> = page
            .lines
            .iter()
            .filter(|line| edge.has(line) && is_head(line))
            .filter(|line| is_of_browser(&line.text()))
            .map(Line::bottom)
            .collect();
        page.lines.retain(|line| {
            // A browser prints the title beside the date, and the page number beside the address.
            let is_beside = || heads.iter().any(|bottom| (bottom - line.bottom()).abs() < 2.0);
            let is_taken = edge.has(line) && (is_head(line) || is_beside());
            if is_taken {
                taken.push(line.text());
            }
            !is_taken
        });
    }
    taken
}

/// The places of a page where running heads stand.
struct Edge {
    top: f32,
    bottom: f32,
    /// Lower edges of the first and the last line.
    first: f32,
    last: f32,
}

impl Edge {
    fn of(page: &Page) -> Edge {
        let bottoms = || page.lines.iter().map(Line::bottom);
        Edge {
            top: EDGE * page.height,
            bottom: (1.0 - EDGE) * page.height,
            first: bottoms().fold(f32::INFINITY, f32::min),
            last: bottoms().fold(0.0, f32::max),
        }
    }

    fn has(&self, line: &Line) -> bool {
        let bottom = line.bottom();
        let is_outermost = (bottom - self.first).abs() < 1.0 || (bottom - self.last).abs() < 1.0;
        bottom < self.top || line.top() > self.bottom || is_outermost
    }
}

/// Returns the words of a line with its figures as `#`.
fn key(text: &str) -> String {
    let mut key = String::new();
    for c in text.chars() {
        if !c.is_numeric() {
            key.push(c);
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    key
}

/// Returns `true` for the number of a page alone, for example `2`, `- 2 -`, `2/3` or `Page 2 of 3`.
fn is_page_number(text: &str, number: usize, n_pages: usize) -> bool {
    let figures: Vec<usize> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|figure| figure.parse().ok())
        .collect();
    let words = text.chars().filter(|c| c.is_alphabetic()).count();
    match figures.as_slice() {
        [only] => *only == number && words == 0,
        [first, last] => *first == number && *last == n_pages && words <= 10,
        _ => false,
    }
}

/// Returns `true` for the address, or the date and the time, that a browser prints at the edges of a page.
fn is_of_browser(text: &str) -> bool {
    let is_address = ["http://", "https://", "file://"].iter().any(|start| text.starts_with(start));
    if is_address {
        return !text.contains(' ');
    }
    let is_part = |word: &str| {
        let is_figure = |c: char| c.is_ascii_digit() || "/.:-,".contains(c);
        word.chars().all(is_figure) || matches!(word, "AM" | "PM")
    };
    text.contains(':') && text.matches(['/', '.', '-']).count() >= 2 && text.split(' ').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_the_lines_of_browsers_are_known() {
        for text in ["2", "- 2 -", "2/3", "Page 2 of 3", "2 | 3"] {
            assert!(is_page_number(text, 2, 3), "{text}");
        }
        for text in ["3", "2 boats", "2 of 4", "In 2 of 3 harbours boats pay", "2/3/4"] {
            assert!(!is_page_number(text, 2, 3), "{text}");
        }
        for text in ["https://quay.example/fees", "12/1/26, 7:28 AM", "01.12.2026, 07:28"] {
            assert!(is_of_browser(text), "{text}");
        }
        for text in ["3:1", "https://quay.example says", "12/1/26", "at 7:28"] {
            assert!(!is_of_browser(text), "{text}");
        }
    }
}
