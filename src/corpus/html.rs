//! The article text of an HTML page.
//!
//! Owns the choice between the extractor (feature `html`) and the plain stripper, and the form of
//! both results: one block per line, list items after `- `, title and byline as first lines where
//! only the head of the page names them. The extractor never sees a page that [`gate`] refuses, and
//! a panic in the extractor is caught. In every case the reader gets the words of the page and a
//! finding about the way of extraction.

mod entity;
#[cfg(feature = "html")]
mod gate;
mod strip;
mod tags;

use std::cell::Cell;

use self::strip::PageLines;
use crate::{
    diagnostic::{Diagnostic, Severity},
    text::BlockKind,
};

/// Number of bytes at the start of a file that may declare its charset.
const DECLARATION_BYTES: usize = 1024;

/// The result of extraction.
pub(crate) struct ExtractedPage {
    /// The text, one block per line.
    pub text: String,
    /// For each line the kind that its element says.
    pub kinds: Vec<Option<BlockKind>>,
    /// Findings about an unusual way of extraction.
    pub diagnostics: Vec<Diagnostic>,
}

/// The metadata of a page and the lines of its article.
#[derive(Default)]
struct PageParts {
    title: String,
    author: String,
    date: String,
    body: PageLines,
}

/// Takes the article out of a decoded page.
pub(crate) fn extract(page: &str) -> ExtractedPage {
    let (found, diagnostics) = match article_of(page) {
        Ok(found) => (found, Vec::new()),
        Err(diagnostic) => (stripped(page), vec![diagnostic]),
    };
    let PageLines { text, kinds } = with_front(found);
    ExtractedPage { text, kinds, diagnostics }
}

/// Takes all words out of a decoded page, for this reason.
pub(crate) fn strip_all(page: &str, reason: &str) -> ExtractedPage {
    let PageLines { text, kinds } = with_front(stripped(page));
    ExtractedPage { text, kinds, diagnostics: vec![whole_page(Severity::Warning, reason)] }
}

/// Returns the charset label in the first bytes of a page, from a `meta` tag or an XML declaration.
pub(crate) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let head: String = head.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let xml = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    if let Some(label) = xml.and_then(|(declaration, _)| value_after(declaration, "encoding")) {
        return Some(label);
    }
    tags::pieces(&head).find_map(|piece| match piece {
        tags::HtmlPiece::Open { name: "meta", attributes } => value_after(attributes, "charset"),
        _ => None,
    })
}

/// The value that stands after `key=`, in quotes of either kind or in none.
fn value_after(attributes: &str, key: &str) -> Option<String> {
    let after =
        attributes.split(key).skip(1).find_map(|after| after.trim_start().strip_prefix('='))?;
    let value = after.trim_start().trim_start_matches(['"', '\'']);
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '>' | '/');
    let label = value.split(ends).next().unwrap_or_default();
    (!label.is_empty()).then(|| label.to_owned())
}

/// Returns the whole page without its tags.
fn stripped(page: &str) -> PageParts {
    PageParts {
        title: strip::title(page).unwrap_or_default(),
        body: strip::strip(page),
        ..PageParts::default()
    }
}

fn whole_page(severity: Severity, reason: &str) -> Diagnostic {
    let message = format!("{reason}: the whole page is shown, with its menus and notices");
    Diagnostic::new(severity, message)
}

#[cfg(not(feature = "html"))]
fn article_of(_page: &str) -> Result<PageParts, Diagnostic> {
    let reason = "built without the feature `html`";
    Err(whole_page(Severity::Note, reason))
}

/// Returns the article that the extractor finds, or the reason for a failure.
#[cfg(feature = "html")]
fn article_of(page: &str) -> Result<PageParts, Diagnostic> {
    let warning = |reason: &str| whole_page(Severity::Warning, reason);
    if let Some(objection) = gate::objection(page) {
        return Err(warning(&format!("the page {objection}")));
    }
    let options = trafilatura::Options::default().with_fallback(true).with_exclude_comments(true);
    let run = || {
        let document = trafilatura::dom::Document::parse(page);
        (!gate::is_too_deep(&document)).then(|| trafilatura::extract_document(document, &options))
    };
    let found = match contained(run) {
        Some(Some(Ok(found))) => found,
        Some(Some(Err(_))) => return Err(warning("no article was found in the page")),
        Some(None) => return Err(warning("the page nests too many elements")),
        None => return Err(warning("the extractor failed on the page")),
    };
    let body = strip::strip(&found.content_html);
    if body.text.is_empty() {
        return Err(warning("no article was found in the page"));
    }
    let date = found.metadata.date.map(|date| date.to_string());
    Ok(PageParts {
        title: one_line(&found.metadata.title),
        author: one_line(&found.metadata.author),
        date: date.unwrap_or_default(),
        body,
    })
}

thread_local! {
    /// `true` while this thread is inside [`contained`]. A panic hook asks here, because a hook
    /// cannot know the origin of a panic.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Returns `true` if a panic of this thread is expected and caught, so that a panic hook stays
/// silent.
pub fn is_panic_contained() -> bool {
    CONTAINED.get()
}

/// Returns the result of `run`, or `None` if `run` panics.
#[cfg(feature = "html")]
fn contained<T>(run: impl FnOnce() -> T + std::panic::UnwindSafe) -> Option<T> {
    CONTAINED.set(true);
    let result = std::panic::catch_unwind(run);
    CONTAINED.set(false);
    result.ok()
}

/// Returns the text with title, byline and date in front, each only if missing in the text.
fn with_front(page: PageParts) -> PageLines {
    let PageLines { text: body, kinds: mut of_body } = page.body;
    let (first, rest) = body.split_once('\n').unwrap_or((body.as_str(), ""));
    let has_title = is_same_title(&page.title, first);
    let (mut lines, mut kinds) = (Vec::new(), Vec::new());
    if has_title {
        lines.push(first.to_owned());
        of_body.drain(..of_body.len().min(1));
    } else if !page.title.is_empty() && !has_line(&body, &page.title) {
        lines.push(page.title.clone());
    }
    if !lines.is_empty() {
        kinds.push(Some(BlockKind::Heading));
    }
    let authors = page.author.replace("; ", ", ");
    if !page.author.is_empty() && !page.author.split("; ").any(|author| body.contains(author)) {
        lines.push(format!("by {authors}"));
    }
    let year = page.date.get(..4).unwrap_or_default();
    if !page.date.is_empty() && !head_of(&body).contains(year) {
        lines.push(page.date.clone());
    }
    kinds.resize(lines.len(), None);
    kinds.extend(of_body);
    lines.push(if has_title { rest } else { &body }.to_owned());
    PageLines { text: lines.join("\n"), kinds }
}

/// Returns `true` if the first line is the title, perhaps with the site's name appended.
fn is_same_title(title: &str, line: &str) -> bool {
    !line.is_empty() && (title == line || title.starts_with(line) && line.len() * 3 > title.len())
}

fn has_line(body: &str, line: &str) -> bool {
    body.lines().any(|other| other == line)
}

/// The part of a text where a date line would stand.
fn head_of(body: &str) -> &str {
    body.char_indices().nth(400).map_or(body, |(at, _)| &body[..at])
}

#[cfg(feature = "html")]
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(page: &str) -> Vec<String> {
        extract(page).text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn pages_that_would_hold_up_the_parser_are_stripped() {
        let page = format!("<title>T</title>{}<p>The fee rises.", "<div>".repeat(30_000));
        let extracted = extract(&page);
        assert_eq!(extracted.text, "T\nThe fee rises.\n");
        assert_eq!(extracted.diagnostics.len(), 1);
        assert!(extracted.diagnostics[0].message.contains("menus"));
    }

    #[test]
    fn a_page_without_article_still_gives_its_words() {
        for page in ["x", "<p>One.<p>Two.", "<script>1</script>", "<frameset>", "<<<", "<!--"] {
            extract(page);
        }
        assert_eq!(lines("<b>Only words"), ["Only words"]);
    }

    #[test]
    fn charsets_are_declared_in_many_ways() {
        let check = |head: &str, expected: Option<&str>| {
            assert_eq!(declared_charset(head.as_bytes()).as_deref(), expected, "{head}");
        };
        check("<meta charset=utf-8>", Some("utf-8"));
        check("<META CHARSET = 'Windows-1251' />", Some("windows-1251"));
        check(
            "<meta http-equiv=content-type content=\"text/html; charset=koi8-r\">",
            Some("koi8-r"),
        );
        check("<?xml version='1.0' encoding='iso-8859-2'?><html>", Some("iso-8859-2"));
        check("<!-- <meta charset=latin1> --><p>charset=x", None);
        check(&format!("{}<meta charset=utf-8>", " ".repeat(1100)), None);
    }

    /// Tests of pages that only the extractor reads.
    #[cfg(feature = "html")]
    mod extractor {
        use super::*;

        /// A page with that head and an article of several real paragraphs.
        fn page(head: &str, article: &str) -> String {
            let menu =
                "<nav><ul><li><a href=/>Home</a></li><li><a href=/w>World</a></li></ul></nav>";
            let foot = "<footer><p>All rights reserved. <a href=/c>Contact us</a></p></footer>";
            format!(
                "<html><head>{head}</head><body>{menu}<article>{article}</article>{foot}</body></html>"
            )
        }

        const HARBOUR: &str = "<p>The harbour fee rises by a third in spring, the council decided on \
        Monday evening after a long debate.</p><h2>What it means</h2><p>“We cannot pay \
        that,” said Ingrid Østby, who runs four boats out of the old basin and employs eleven \
        people.</p><ul><li>Small boats pay 40 crowns</li><li>Trawlers pay 900 crowns</li></ul>\
        <p>The mayor disagrees. Nobody has to leave, she told the paper, and the money goes to the \
        new breakwater that fishermen have asked for since the storm.</p>";

        #[test]
        fn the_article_comes_out_line_by_line() {
            let page = page("<title>Fees rise | The Quay</title>", HARBOUR);
            let extracted = extract(&page);
            assert_eq!(extracted.diagnostics, []);
            let lines = lines(&page);
            assert_eq!(lines[0], "Fees rise");
            assert!(lines[1].starts_with("The harbour fee rises"), "{lines:?}");
            assert_eq!(lines[2], "What it means");
            assert_eq!(lines[4..6], ["- Small boats pay 40 crowns", "- Trawlers pay 900 crowns"]);
            assert_eq!(lines.len(), 7, "{lines:?}");
        }

        #[test]
        fn title_byline_and_date_come_first_once() {
            let head = "<title>Fees rise</title><meta name=author content='Ida Holm'>\
            <meta property='article:published_time' content='2021-03-04T10:00:00Z'>";
            let front = ["Fees rise", "by Ida Holm", "2021-03-04"];
            assert_eq!(lines(&page(head, HARBOUR))[..3], front);
            let titled = format!("<h1>Fees rise</h1>{HARBOUR}");
            let lines = lines(&page(head, &titled));
            assert_eq!(lines[..3], front);
            assert_eq!(lines.iter().filter(|line| *line == "Fees rise").count(), 1, "{lines:?}");
        }

        #[test]
        fn a_panic_is_contained_and_known_to_be() {
            assert_eq!(contained(is_panic_contained), Some(true));
            assert!(!is_panic_contained());
            assert_eq!(contained::<()>(|| std::panic::resume_unwind(Box::new("x"))), None);
            assert!(!is_panic_contained());
        }
    }
}
