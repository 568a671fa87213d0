//! Keeps pages away from the tree-building parser that would stall or break the parser.
//!
//! The parser takes time in proportion to open elements times tags: a page of 128 KB that only
//! opens elements took 8 s, and a tag with 100,000 attributes as long. The code that walks the tree
//! recurses once per level. The scan here estimates the work in linear time and errs on the side of
//! refusing: the stripper still reads a refused page.

mod open;

use self::open::OpenElements;
use super::tags::{HtmlPiece, pieces};

/// Levels of open elements; real pages stay below 100.
const MAX_DEPTH: usize = 512;

/// Limit on the attribute-like parts of a tag.
const MAX_ATTRIBUTES: usize = 4096;

/// Open elements summed over all tags; a real page of 1 MB has about 500,000.
const MAX_WORK: usize = 5_000_000;

/// Bytes of a page; the extractor takes about a second for each MB.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// Returns the reason to keep the parser away from this page, as the end of "the page … ".
pub(super) fn objection(page: &str) -> Option<String> {
    if page.len() > MAX_BYTES {
        return Some(format!("is larger than {} MB", MAX_BYTES >> 20));
    }
    let mut open = OpenElements::default();
    let mut work = 0;
    let mut pieces = pieces(page);
    while let Some(piece) = pieces.next() {
        match piece {
            HtmlPiece::Open { name, attributes } => {
                if n_attributes(attributes) > MAX_ATTRIBUTES {
                    return Some(format!("has a tag of more than {MAX_ATTRIBUTES} attributes"));
                }
                if open.is_foreign() {
                    pieces.parse_raw_content();
                }
                open.push(name, attributes);
            }
            HtmlPiece::Close { name } => open.pop(name),
            HtmlPiece::Text(_) | HtmlPiece::Raw { .. } => {}
        }
        work += open.work();
        if open.depth() > MAX_DEPTH {
            return Some(format!("nests more than {MAX_DEPTH} elements"));
        }
        if work > MAX_WORK {
            return Some("leaves too many elements open".to_owned());
        }
    }
    None
}

/// Returns `true` if the parsed page is too deep for recursion.
///
/// A stack overflow can't be caught, so the estimate of the scan is not enough here.
pub(super) fn is_too_deep(document: &trafilatura::dom::Document) -> bool {
    let mut level = vec![document.root()];
    for _ in 0..=MAX_DEPTH {
        level = level.iter().flat_map(|node| document.children(*node)).collect();
        if level.is_empty() {
            return false;
        }
    }
    true
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: Option<&str>) {
        let found = objection(page);
        match expected {
            Some(words) => {
                assert!(found.as_ref().is_some_and(|found| found.contains(words)), "{found:?}");
            }
            None => assert_eq!(found, None),
        }
    }

    #[test]
    fn ordinary_pages_pass() {
        check("<p>a<p>b<br><img src=x>".repeat(5000).as_str(), None);
        check("<div><ul><li>a<li><b>b</b></ul></div>".repeat(5000).as_str(), None);
        check("", None);
    }

    #[test]
    fn deep_pages_are_refused() {
        check(&"<div>".repeat(30_000), Some("nests"));
        check(&"<span><div>".repeat(300), Some("nests"));
        check(&format!("{}x", "<div>".repeat(500)), None);
    }

    #[test]
    fn elements_opened_again_and_again_are_refused() {
        let fonts: String = (0..400).map(|i| format!("<font a={i}>")).collect();
        check(&format!("<p>{fonts}{}", "<p>x".repeat(20_000)), Some("open"));
        check(&format!("<div>{fonts}</div>{}", "<p>x</p>".repeat(20_000)), Some("open"));
    }

    #[test]
    fn tricks_that_keep_elements_open_are_refused() {
        for motif in [
            "<b><div></b>",
            "<div><table><td></div>",
            "<svg><title></svg><p><div>",
            "<span><div></span>",
            "<div><script></div></script>",
            "<head><x-y></head>",
            "<div/>",
            "<form><div></form>",
        ] {
            check(&motif.repeat(1000), Some("nests"));
        }
    }

    #[test]
    fn tables_lists_and_drawings_without_end_tags_pass() {
        check(&format!("<table>{}", "<tr><td>a<td><p>b".repeat(5000)), None);
        check(&format!("<dl>{}", "<dt>a<dd>b".repeat(5000)), None);
        check(&format!("<svg>{}</svg>", "<path d=''/>".repeat(5000)), None);
        check(&"<svg><g><path/></g></svg><div><p>x</div>".repeat(5000), None);
        check(&"<p>a<a name=x>b<table><tr><td><font>c</font></table>".repeat(1000), None);
    }

    #[test]
    fn depth_is_measured_again_after_parsing() {
        let parse = |levels| trafilatura::dom::Document::parse(&"<div>".repeat(levels));
        assert!(!is_too_deep(&parse(100)));
        assert!(is_too_deep(&parse(600)));
    }

    #[test]
    fn crowded_tags_are_refused() {
        let many: String = (0..5000).map(|i| format!(" a{i}=1")).collect();
        check(&format!("<p{many}>x"), Some("attributes"));
        check(&format!("<p{}>x", "/a".repeat(5000)), Some("attributes"));
        check(&format!("<p style='{}'>x", "a=1 ".repeat(5000)), None);
    }
}
