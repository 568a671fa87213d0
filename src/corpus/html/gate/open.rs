//! The open elements at a place of a page, as the parser would see them.
//!
//! Follows HTML's tree construction as far as the rules decide on open elements: optional end tags,
//! end tags of short reach, tables, drawings. A rough imitation keeps more elements stay open
//! than in the parser, because hostile pages exploit every element that the scan misses.

use super::super::tags::is_one_of;

/// Void elements, which never have content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements of which a page has exactly one, wherever their tags stand.
const FRAME: &[&str] = &["html", "head", "body", "frameset", "frame"];

/// Elements that the parser opens again in every block until their end tag.
const REOPENED: [&str; 12] =
    ["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose end tag closes no element inside.
const CLOSED_ALONE: &[&str] = &["a", "nobr", "form"];

/// Elements that stop an end tag from closing anything around them.
const WALLS: &[&str] = &[
    "applet", "button", "caption", "marquee", "math", "object", "select", "svg", "table", "td",
    "template", "th",
];

/// Table parts: ignored outside a table, and their end tag goes through walls inside a table.
const TABLE_PARTS: &[&str] =
    &["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// Elements that the end tag of an unknown or inline element does not close.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "center", "colgroup", "dd", "details", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hgroup", "li", "listing", "main", "menu", "nav", "ol", "p",
    "plaintext", "pre", "search", "section", "summary", "tbody", "tfoot", "thead", "tr", "ul",
];

/// Elements of HTML that end an enclosing drawing or formula.
const ENDING_DRAWINGS: &[&str] = &[
    "b", "big", "blockquote", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol",
    "p", "pre", "ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u",
    "ul", "var",
];

/// The language of the tags inside an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TagLanguage {
    Html,
    /// Parts of a drawing.
    Svg,
    /// Parts of a formula.
    Math,
}

impl TagLanguage {
    /// Returns the elements with HTML inside again.
    fn holding_html(self) -> &'static [&'static str] {
        match self {
            TagLanguage::Html => &[],
            TagLanguage::Svg => &["desc", "foreignobject", "title"],
            TagLanguage::Math => &["annotation-xml", "mi", "mn", "mo", "ms", "mtext"],
        }
    }
}

/// Returns the elements that a start tag of `name` closes when innermost.
fn ended_by(name: &str) -> &'static [&'static str] {
    match name.to_ascii_lowercase().as_str() {
        "a" => &["a"],
        "li" => &["li"],
        "dt" | "dd" => &["dt", "dd"],
        "option" => &["option"],
        "td" | "th" => &["td", "th", "p"],
        "tr" => &["td", "th", "tr", "p"],
        "tbody" | "thead" | "tfoot" => &["td", "th", "tr", "tbody", "thead", "tfoot", "p"],
        _ => &[],
    }
}

fn reopened(name: &str) -> Option<usize> {
    REOPENED.iter().position(|known| known.eq_ignore_ascii_case(name))
}

/// An open element.
struct OpenElement<'a> {
    name: &'a str,
    content: TagLanguage,
}

impl OpenElement<'_> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Returns `true` if the end tag of `name` does not reach beyond this element.
    fn stops(&self, name: &str) -> bool {
        if is_one_of(name, TABLE_PARTS) {
            return self.is("table");
        }
        let is_block = is_one_of(name, BLOCKS) || is_one_of(name, WALLS);
        !self.is(name)
            && (is_one_of(self.name, WALLS) && !name.eq_ignore_ascii_case("table")
                || (!is_block || name.eq_ignore_ascii_case("p")) && is_one_of(self.name, BLOCKS)
                || name.eq_ignore_ascii_case("li") && is_one_of(self.name, &["ul", "ol"]))
    }
}

/// The open elements, the innermost last.
#[derive(Default)]
pub(super) struct OpenElements<'a> {
    elements: Vec<OpenElement<'a>>,
    n_tables: usize,
    /// Opened less closed, of each of [`REOPENED`].
    n_reopened: [usize; REOPENED.len()],
}

impl<'a> OpenElements<'a> {
    /// Returns the number of open elements.
    pub(super) fn depth(&self) -> usize {
        self.elements.len()
    }

    /// Returns the cost of a tag here. An element to open again costs more than an element to pass
    /// over.
    pub(super) fn work(&self) -> usize {
        self.elements.len() + 32 * self.n_reopened.iter().sum::<usize>()
    }

    /// Returns `true` if a tag here would be part of a drawing or formula.
    pub(super) fn is_foreign(&self) -> bool {
        self.content() != TagLanguage::Html
    }

    fn content(&self) -> TagLanguage {
        self.elements.last().map_or(TagLanguage::Html, |last| last.content)
    }

    /// Follows a start tag.
    pub(super) fn push(&mut self, name: &'a str, attributes: &str) {
        if self.is_foreign() && is_one_of(name, ENDING_DRAWINGS) {
            let html =
                self.elements.iter().rposition(|element| element.content == TagLanguage::Html);
            self.truncate(html.map_or(0, |at| at + 1));
        }
        if self.is_foreign() {
            return self.push_foreign(name, attributes);
        }
        let is_nothing = self.n_tables == 0 && is_one_of(name, TABLE_PARTS);
        if is_nothing || is_one_of(name, VOID) || is_one_of(name, FRAME) {
            return;
        }
        if is_one_of(name, BLOCKS)
            && let Some(at) = self.innermost("p")
            && self.reaches("p", at)
        {
            self.truncate(at);
        }
        let ended = ended_by(name);
        while self.elements.last().is_some_and(|last| is_one_of(last.name, ended)) {
            self.elements.pop();
        }
        if is_one_of(name, &["svg", "math"]) {
            return self.push_foreign(name, attributes);
        }
        self.n_tables += usize::from(name.eq_ignore_ascii_case("table"));
        if let Some(which) = reopened(name) {
            self.n_reopened[which] += 1;
        }
        self.elements.push(OpenElement { name, content: TagLanguage::Html });
    }

    fn push_foreign(&mut self, name: &'a str, attributes: &str) {
        let around = self.content();
        let content = match name.to_ascii_lowercase().as_str() {
            "svg" => TagLanguage::Svg,
            "math" => TagLanguage::Math,
            name if around.holding_html().contains(&name) => TagLanguage::Html,
            _ => around,
        };
        if !attributes.ends_with('/') {
            self.elements.push(OpenElement { name, content });
        }
    }

    /// Follows an end tag: closes the innermost element of the same name, if in reach.
    pub(super) fn pop(&mut self, name: &str) {
        let which = reopened(name);
        if let Some(which) = which {
            self.n_reopened[which] = self.n_reopened[which].saturating_sub(1);
        }
        let Some(at) = self.innermost(name) else {
            return;
        };
        let is_alone = which.is_some() || is_one_of(name, CLOSED_ALONE);
        if is_alone && self.elements[at].content == TagLanguage::Html {
            self.elements.remove(at);
        } else if self.reaches(name, at) {
            self.truncate(at);
        }
    }

    fn innermost(&self, name: &str) -> Option<usize> {
        self.elements.iter().rposition(|element| element.is(name))
    }

    /// Returns `true` if nothing inside element number `at` stops an end tag of `name`.
    fn reaches(&self, name: &str, at: usize) -> bool {
        let inside = &self.elements[at + 1..];
        inside.iter().all(|element| !element.stops(name))
    }

    fn truncate(&mut self, len: usize) {
        let is_table = |element: &&OpenElement<'_>| element.is("table");
        self.n_tables -= self.elements[len..].iter().filter(is_table).count();
        self.elements.truncate(len);
    }
}
