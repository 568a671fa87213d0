//! Keeps pages away from the tree-building parser that would hold it up or break it.
//!
//! The parser takes time in proportion to (open elements × tags): a page of 128 KB that only opens
//! elements took 8 s, one tag with 100,000 attributes as long, and what walks the tree afterwards
//! calls itself once per level. The scan here estimates all of that in linear time, and errs on the
//! side of refusing: what is refused is still read, by the stripper.

use super::tags::{Piece, is_one_of, pieces};

/// Levels of open elements; real pages stay below 100.
const MAX_DEPTH: usize = 512;

/// Attribute-like parts of one tag.
const MAX_ATTRIBUTES: usize = 4096;

/// Open elements summed over all tags; a real page of 1 MB has about 500,000.
const MAX_WORK: usize = 10_000_000;

/// Bytes of a page.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Why the parser must not see this page, if so, as the end of "the page … ".
pub(super) fn objection(page: &str) -> Option<String> {
    if page.len() > MAX_BYTES {
        return Some(format!("is larger than {} MB", MAX_BYTES >> 20));
    }
    let mut open = OpenElements::default();
    let mut work = 0;
    for piece in pieces(page) {
        match piece {
            Piece::Open { name, attributes } => {
                if n_attributes(attributes) > MAX_ATTRIBUTES {
                    return Some(format!(
                        "has a tag of more than {MAX_ATTRIBUTES} attributes"
                    ));
                }
                open.push(name, attributes);
            }
            Piece::Close { name } => open.pop(name),
            Piece::Text(_) | Piece::Raw { .. } => {}
        }
        work += open.work();
        if open.names.len() > MAX_DEPTH {
            return Some(format!("nests more than {MAX_DEPTH} elements"));
        }
        if work > MAX_WORK {
            return Some("leaves too many elements open".to_owned());
        }
    }
    None
}

/// An upper bound of the attributes: their separators and signs outside quoted values.
fn n_attributes(attributes: &str) -> usize {
    let (mut quote, mut count) = (None, 0);
    for byte in attributes.bytes() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'=' | b'/') => count += 1,
            (None, _) => count += usize::from(byte.is_ascii_whitespace()),
        }
    }
    count
}

/// Elements that never hold anything.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements that the parser opens again in every block until they are closed.
const REOPENED: &[&str] = &[
    "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u",
];

/// Elements whose end tag closes only themselves, not what stands open inside them.
const CLOSED_ALONE: &[&str] = &["a", "nobr", "form"];

/// Elements that stop an end tag from closing anything around them.
const WALLS: &[&str] = &[
    "applet", "button", "caption", "marquee", "math", "object", "select", "svg", "table", "td",
    "template", "th",
];

/// Elements whose end tag goes through walls.
const TABLE_PARTS: &[&str] = &["table", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// Elements that the end tag of an unknown or inline element does not close.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "colgroup",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "html",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Open elements that a start tag of `name` ends when they are innermost.
fn ended_by(name: &str) -> &'static [&'static str] {
    match name.to_ascii_lowercase().as_str() {
        "a" => &["a"],
        "p" => &["p"],
        "li" => &["li", "p"],
        "dt" | "dd" => &["dt", "dd", "p"],
        "option" => &["option"],
        "td" | "th" => &["td", "th"],
        "tr" => &["td", "th", "tr"],
        "tbody" | "thead" | "tfoot" => TABLE_PARTS.split_first().map_or(&[], |(_, parts)| parts),
        _ => &[],
    }
}

/// The elements that are open at a place of the page, roughly as the parser sees it. Where it is
/// rough, it holds more than the parser does.
#[derive(Default)]
struct OpenElements<'a> {
    names: Vec<&'a str>,
    /// Opened less closed, of those that are opened again and again.
    n_reopened: usize,
}

impl<'a> OpenElements<'a> {
    fn push(&mut self, name: &'a str, attributes: &str) {
        if is_one_of(name, VOID) || attributes.ends_with('/') && self.is_in_drawing() {
            return;
        }
        let ended = ended_by(name);
        while self.names.last().is_some_and(|last| is_one_of(last, ended)) {
            self.names.pop();
        }
        self.n_reopened += usize::from(is_one_of(name, REOPENED));
        self.names.push(name);
    }

    /// Whether a tag may close itself here, as only those of drawings and formulas do.
    fn is_in_drawing(&self) -> bool {
        let inside = |name: &&&str| !is_one_of(name, BLOCKS) && !is_one_of(name, REOPENED);
        let mut around = self.names.iter().rev().take_while(inside);
        around.any(|name| is_one_of(name, &["svg", "math"]))
    }

    /// Closes the innermost element of that name, if the end tag reaches it.
    fn pop(&mut self, name: &str) {
        let is_same = |open: &&str| open.eq_ignore_ascii_case(name);
        let Some(at) = self.names.iter().rposition(is_same) else {
            return;
        };
        if is_one_of(name, REOPENED) {
            self.n_reopened -= 1;
            self.names.remove(at);
        } else if is_one_of(name, CLOSED_ALONE) {
            self.names.remove(at);
        } else if self.names[at + 1..].iter().all(|open| !stops(open, name)) {
            self.names.truncate(at);
        }
    }

    /// Work that a tag costs here: elements opened again cost more than those that are passed over.
    fn work(&self) -> usize {
        self.names.len() + 16 * self.n_reopened
    }
}

/// Whether the end tag of `name` does not reach beyond the open element `open`.
fn stops(open: &str, name: &str) -> bool {
    if is_one_of(name, TABLE_PARTS) {
        return open.eq_ignore_ascii_case("table") && !name.eq_ignore_ascii_case("table");
    }
    let is_block = is_one_of(name, BLOCKS) || is_one_of(name, WALLS);
    is_one_of(open, WALLS)
        || !is_block && is_one_of(open, BLOCKS)
        || name.eq_ignore_ascii_case("li") && is_one_of(open, &["ul", "ol"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: Option<&str>) {
        let found = objection(page);
        match expected {
            Some(words) => assert!(
                found.as_ref().is_some_and(|found| found.contains(words)),
                "{found:?}"
            ),
            None => assert_eq!(found, None),
        }
    }

    #[test]
    fn ordinary_pages_pass() {
        check("<p>a<p>b<br><img src=x>".repeat(5000).as_str(), None);
        check(
            "<div><ul><li>a<li><b>b</b></ul></div>"
                .repeat(5000)
                .as_str(),
            None,
        );
        check("", None);
    }

    #[test]
    fn deep_pages_are_refused() {
        check(&"<div>".repeat(30_000), Some("nests"));
        check(&"<span><p>".repeat(600), Some("nests"));
        check(&format!("{}x", "<div>".repeat(500)), None);
    }

    #[test]
    fn elements_opened_again_and_again_are_refused() {
        let fonts: String = (0..400).map(|i| format!("<font a={i}>")).collect();
        check(
            &format!("<p>{fonts}{}", "<p>x".repeat(20_000)),
            Some("open"),
        );
        check(
            &format!("<div>{fonts}</div>{}", "<p>x</p>".repeat(20_000)),
            Some("open"),
        );
    }

    #[test]
    fn crowded_tags_are_refused() {
        let many: String = (0..5000).map(|i| format!(" a{i}=1")).collect();
        check(&format!("<p{many}>x"), Some("attributes"));
        check(&format!("<p{}>x", "/a".repeat(5000)), Some("attributes"));
        check(&format!("<p style='{}'>x", "a=1 ".repeat(5000)), None);
    }
}
