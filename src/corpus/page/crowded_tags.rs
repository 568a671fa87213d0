//! Finds tags with so many attributes that the parser would take minutes.
//!
//! The parser compares each attribute of a tag with all others: a tag of 100,000 attributes took 8 s. The scan
//! here knows nothing of comments and scripts. It follows each `<` with a letter as the parser would follow a
//! tag, also inside values, so that no trick hides a tag. A false hit inside a script costs a part of the script.

use std::ops::Range;

/// Attributes of a tag; real tags have fewer than 100.
const MAX_ATTRIBUTES: usize = 4096;

/// Steps of the scan for each byte of the page.
const STEPS_PER_BYTE: usize = 12;

/// Steps that every page may take.
const FREE_STEPS: usize = 4_000_000;

/// The stretches to leave out before parsing, in order, apart from each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CrowdedTags {
    pub(super) stretches: Vec<Range<usize>>,
}

/// Returns the attributes of crowded tags; `None` if the page is made to hold up the scan.
pub(super) fn crowded_tags(page: &str) -> Option<CrowdedTags> {
    let bytes = page.as_bytes();
    let mut stretches = Vec::new();
    let (mut at, mut n_steps) = (0, 0);
    while let Some(open) = bytes[at..].iter().position(|byte| *byte == b'<') {
        at += open + 1;
        let name = at + usize::from(bytes.get(at) == Some(&b'/'));
        if !bytes.get(name).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let tag = TagScan::of(bytes, name);
        n_steps += tag.end - name;
        if n_steps > FREE_STEPS + STEPS_PER_BYTE * page.len() {
            return None;
        }
        if tag.is_crowded {
            stretches.push(tag.name_end..tag.end);
            at = tag.end;
        }
    }
    Some(CrowdedTags { stretches })
}

/// A tag as the parser sees it.
struct TagScan {
    name_end: usize,
    /// The place of `>`, of the end tag of a script, or the end of the page.
    end: usize,
    is_crowded: bool,
}

impl TagScan {
    fn of(bytes: &[u8], name: usize) -> TagScan {
        let is_end = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name_end = skip_until(bytes, name, is_end);
        let (mut at, mut n_attributes, mut is_crowded) = (name_end, 0, false);
        loop {
            at = skip_until(bytes, at, |byte| !byte.is_ascii_whitespace() && byte != b'/');
            if at >= bytes.len() || bytes[at] == b'>' {
                break;
            }
            if is_crowded && ends_script(bytes, at) {
                break;
            }
            n_attributes += 1;
            is_crowded |= n_attributes > MAX_ATTRIBUTES;
            at = skip_attribute(bytes, at, is_end);
        }
        TagScan { name_end, end: at, is_crowded }
    }
}

fn ends_script(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 8).is_some_and(|start| start.eq_ignore_ascii_case(b"</script"))
}

/// Returns the place behind an attribute with its value.
fn skip_attribute(bytes: &[u8], at: usize, is_end: impl Fn(u8) -> bool) -> usize {
    // A sign of equality may begin a name.
    let name_end = skip_until(bytes, at + 1, |byte| is_end(byte) || byte == b'=');
    let sign = skip_until(bytes, name_end, |byte| !byte.is_ascii_whitespace());
    if bytes.get(sign) != Some(&b'=') {
        return name_end;
    }
    let value = skip_until(bytes, sign + 1, |byte| !byte.is_ascii_whitespace());
    match bytes.get(value) {
        Some(quote @ (b'"' | b'\'')) => {
            let end = skip_until(bytes, value + 1, |byte| byte == *quote);
            (end + 1).min(bytes.len())
        }
        _ => skip_until(bytes, value, |byte| byte.is_ascii_whitespace() || byte == b'>'),
    }
}

fn skip_until(bytes: &[u8], at: usize, is_end: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|byte| is_end(*byte)).map_or(bytes.len(), |found| at + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the page without the stretches.
    fn check(page: &str, n_cut: usize) -> String {
        let found = crowded_tags(page).expect("a page that can be scanned").stretches;
        assert_eq!(found.len(), n_cut, "{page:.60}");
        let mut rest = page.to_owned();
        for cut in found.into_iter().rev() {
            rest.replace_range(cut, "");
        }
        rest
    }

    #[test]
    fn attributes_of_a_crowded_tag_go_and_its_words_stay() {
        let many: String = (0..5000).map(|i| format!(" a{i}=1")).collect();
        assert_eq!(check(&format!("<p{many}>x</p>"), 1), "<p>x</p>");
        assert_eq!(check(&format!("<p>x</p{many}>"), 1), "<p>x</p>");
        assert_eq!(check(&format!("<p{}>x", "/a".repeat(5000)), 1), "<p>x");
        assert_eq!(check(&format!("<p{}>x", " a='>'".repeat(5000)), 1), "<p>x");
    }

    #[test]
    fn no_comment_script_or_value_hides_a_crowded_tag() {
        let many = " b".repeat(5000);
        for before in
            ["<!-- <a x=\" -->", "<script>a<b</script>", "<svg><script>'</svg>", "<a x='<q"]
        {
            check(&format!("{before}<p{many}>x"), 1);
        }
    }

    #[test]
    fn long_values_and_many_small_tags_pass() {
        check(&format!("<p style='{}'>x", "a=1 ".repeat(5000)), 0);
        check(&format!("<img src=\"data:{}\">", "a/b+".repeat(50_000)), 0);
        check(&"<a href=/x class='y z'>b</a>".repeat(20_000), 0);
        check("<", 0);
        check("", 0);
    }

    #[test]
    fn a_page_that_holds_up_the_scan_is_told() {
        assert_eq!(crowded_tags(&"<b".repeat(200_000)), None);
        assert!(crowded_tags(&"<b ".repeat(1000)).is_some());
    }
}
