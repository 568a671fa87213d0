//! A linear reader of HTML: tags and the text between them, in order, without a tree.
//!
//! Serves the gate, which must be cheap on hostile pages, and the stripper, which works without the
//! real parser. Each byte is read a constant number of times, even in a page that closes nothing.

/// A piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HtmlPiece<'a> {
    /// Text outside tags, with its character references.
    Text(&'a str),
    /// A start tag: its name and the attributes after the name.
    Open { name: &'a str, attributes: &'a str },
    /// An end tag.
    Close { name: &'a str },
    /// The content of an element without markup, for example of `script` or `title`.
    Raw { name: &'a str, content: &'a str },
}

/// The pieces of a page; comments, declarations and processing instructions are left out.
pub(super) fn pieces(page: &str) -> HtmlPieces<'_> {
    HtmlPieces { rest: page, raw: None }
}

/// Elements with unparsed content, which end only at an end tag of the same name.
const RAW: &[&str] =
    &["script", "style", "title", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes"];

/// Returns `true` if two names are equal in HTML.
pub(super) fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The pieces of what is left of a page.
pub(super) struct HtmlPieces<'a> {
    rest: &'a str,
    /// The element that holds no markup and has just been opened.
    raw: Option<&'a str>,
}

impl<'a> Iterator for HtmlPieces<'a> {
    type Item = HtmlPiece<'a>;

    fn next(&mut self) -> Option<HtmlPiece<'a>> {
        if let Some(name) = self.raw.take() {
            let content = self.take(end_of_raw(self.rest, name));
            return Some(HtmlPiece::Raw { name, content });
        }
        while !self.rest.is_empty() {
            let Some(markup) = markup_at_start(self.rest) else {
                return Some(HtmlPiece::Text(self.take_text()));
            };
            let whole = self.take(markup.len);
            if let Some(piece) = markup.tag(whole) {
                if let HtmlPiece::Open { name, .. } = piece
                    && is_one_of(name, RAW)
                {
                    self.raw = Some(name);
                }
                return Some(piece);
            }
        }
        None
    }
}

impl<'a> HtmlPieces<'a> {
    /// Parses the content of the element just opened like any other: inside drawings the content of
    /// `title` and `style` is markup.
    #[cfg(feature = "html")]
    pub(super) fn parse_raw_content(&mut self) {
        self.raw = None;
    }

    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        taken
    }

    /// Takes up to the next `<` that is not the first character.
    fn take_text(&mut self) -> &'a str {
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let next = self.rest[first..].find('<');
        self.take(next.map_or(self.rest.len(), |at| first + at))
    }
}

/// MarkupSpan at the start of what is left.
struct MarkupSpan {
    /// Bytes from `<` to past `>`, or all that is left.
    len: usize,
    is_tag: bool,
}

impl MarkupSpan {
    fn tag<'a>(&self, whole: &'a str) -> Option<HtmlPiece<'a>> {
        if !self.is_tag {
            return None;
        }
        let inside = whole.strip_prefix('<')?;
        let inside = inside.strip_suffix('>').unwrap_or(inside);
        let (is_end, inside) = match inside.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, inside),
        };
        let ends = |c: char| c.is_ascii_whitespace() || c == '/';
        let (name, attributes) = inside.split_at(inside.find(ends).unwrap_or(inside.len()));
        Some(match is_end {
            true => HtmlPiece::Close { name },
            false => HtmlPiece::Open { name, attributes },
        })
    }
}

/// The markup that begins here, if a `<` begins any.
fn markup_at_start(text: &str) -> Option<MarkupSpan> {
    let inside = text.strip_prefix('<')?;
    let after_slash = inside.strip_prefix('/').unwrap_or(inside);
    if after_slash.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let len = 1 + tag_len(inside);
        return Some(MarkupSpan { len, is_tag: true });
    }
    let end = match inside.strip_prefix("!--") {
        Some(_) => find_after(inside, "-->"),
        None if inside.starts_with(['!', '?', '/']) => find_after(inside, ">"),
        None => return None,
    };
    Some(MarkupSpan { len: 1 + end, is_tag: false })
}

/// Returns the bytes up to and with `needle`, or all. Unclosed markup runs to the end of the page,
/// so the page is never searched twice for the same end.
fn find_after(text: &str, needle: &str) -> usize {
    text.find(needle).map_or(text.len(), |at| at + needle.len())
}

/// Returns the bytes of a tag after its `<`, with its `>`. A quote counts only at the start of a
/// value.
fn tag_len(inside: &str) -> usize {
    let (mut quote, mut value_begins) = (None, false);
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if value_begins => quote = Some(byte),
            (None, b'>') => return at + 1,
            (None, _) => {}
        }
        value_begins = byte == b'=' || value_begins && byte.is_ascii_whitespace();
    }
    inside.len()
}

/// Bytes up to the end tag `</name`, or all.
fn end_of_raw(text: &str, name: &str) -> usize {
    let is_end = |at: &usize| {
        let after = text.as_bytes().get(at + 2..at + 2 + name.len());
        after.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    let starts = text.match_indices("</").map(|(at, _)| at);
    starts.into_iter().find(is_end).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text stands as it is, tags as `[name attributes]`, raw content in braces.
    fn check(page: &str, expected: &str) {
        let shown = pieces(page).map(|piece| match piece {
            HtmlPiece::Text(text) => text.to_owned(),
            HtmlPiece::Open { name, attributes } => format!("[{name}{attributes}]"),
            HtmlPiece::Close { name } => format!("[/{name}]"),
            HtmlPiece::Raw { content, .. } => format!("{{{content}}}"),
        });
        assert_eq!(shown.collect::<String>(), expected, "{page:?}");
    }

    #[test]
    fn tags_and_text_come_in_order() {
        check("<p>a <b>c</b></p>", "[p]a [b]c[/b][/p]");
        check("<a href='x>y' b>z</A>", "[a href='x>y' b]z[/A]");
        check("<br/>x", "[br/]x");
    }

    #[test]
    fn a_lone_sign_is_text() {
        check("2 < 3 <3 <", "2 < 3 <3 <");
        check("it's <p>don't</p>", "it's [p]don't[/p]");
        check("<p title=it's>x</p>", "[p title=it's]x[/p]");
    }

    #[test]
    fn comments_and_declarations_are_left_out() {
        check("<!doctype html>a<!-- <p> -->b<?xml x?>c", "abc");
        check("a<!-- never closed <p>", "a");
    }

    #[test]
    fn scripts_hold_no_markup() {
        check("<script>if (a<b) '<p>'</SCRIPT>c", "[script]{if (a<b) '<p>'}[/SCRIPT]c");
        check("<title>a < b</title>", "[title]{a < b}[/title]");
        check("<style>x", "[style]{x}");
    }

    #[test]
    fn what_is_left_open_ends_with_the_page() {
        check("a<p class=\"x", "a[p class=\"x]");
        check("é<", "é<");
    }
}
