//! The treatment of each element by the rendering, from the HTML standard.
//!
//! An element that is not named here is drawn inside its line, as browsers do.

use super::tree::{Element, ElementLanguage};
pub use crate::text::LeftOutReason;

/// The treatment of an element by the rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Display {
    /// Never drawn and never text of an article: scripts, style sheets, the head.
    Nothing,
    /// A part of the page that is no text; its inside is counted and left out.
    LeftOut(LeftOutReason),
    /// A line break.
    Break,
    /// A point without width, for example `wbr` or `img`.
    Point,
    /// Parts the text before from the text after.
    Block,
    /// Part of a line.
    Inline,
    /// An element with a name of the page's own.
    Custom,
}

/// Returns the treatment of an element.
pub(super) fn display(element: &Element) -> Display {
    match element.language {
        ElementLanguage::Svg | ElementLanguage::Math => Display::LeftOut(LeftOutReason::Drawing),
        ElementLanguage::Html => display_of_name(&element.name),
    }
}

fn display_of_name(name: &str) -> Display {
    match name {
        "head" | "script" | "style" | "noscript" | "rp" | "link" | "meta" | "title" | "base"
        | "param" | "source" | "track" | "noframes" | "noembed" | "area" | "datalist" => {
            Display::Nothing
        }
        "button" | "select" | "textarea" | "input" | "option" | "optgroup" | "meter"
        | "progress" => Display::LeftOut(LeftOutReason::Control),
        "iframe" | "video" | "audio" | "canvas" | "object" | "embed" | "applet" | "frameset"
        | "map" => Display::LeftOut(LeftOutReason::Media),
        "br" => Display::Break,
        "wbr" | "img" => Display::Point,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd"
        | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption"
        | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header"
        | "hgroup" | "hr" | "html" | "legend" | "li" | "listing" | "main" | "menu" | "nav"
        | "ol" | "p" | "plaintext" | "pre" | "search" | "section" | "summary" | "table"
        | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" | "ul" | "xmp" | "template"
        | "colgroup" | "col" | "frame" => Display::Block,
        _ if name.contains('-') => Display::Custom,
        _ => Display::Inline,
    }
}

/// Returns `true` for an element whose words are struck out.
pub(super) fn is_struck(element: &Element) -> bool {
    let by_name = element.language == ElementLanguage::Html
        && matches!(&*element.name, "del" | "s" | "strike");
    by_name
        || style(element, "text-decoration").any(|value| value.contains("line-through"))
        || style(element, "text-decoration-line").any(|value| value.contains("line-through"))
}

/// Returns `true` for an element that the page itself hides, style sheets not asked.
pub(super) fn is_hidden(element: &Element) -> bool {
    element.attribute("hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found"))
        || style(element, "display").any(|value| value.starts_with("none"))
        || style(element, "visibility").any(|value| value.starts_with("hidden"))
        || element.is("dialog") && !element.has("open")
}

/// Returns `true` for an inline element that its own style draws as a block.
pub(super) fn is_block_by_style(element: &Element) -> bool {
    style(element, "display").any(|value| {
        ["block", "flex", "grid", "table", "list-item"].iter().any(|known| value.starts_with(known))
    })
}

/// Returns `true` for a template whose content is drawn in the place of its host.
pub(super) fn is_shadow_root(element: &Element) -> bool {
    element.has("shadowrootmode") || element.has("shadowroot")
}

/// The values that the element's own style gives a property, in lower case.
fn style<'a>(element: &'a Element, property: &'a str) -> impl Iterator<Item = String> + 'a {
    let declarations = element.attribute("style").unwrap_or_default().split(';');
    declarations.filter_map(move |declaration| {
        let (name, value) = declaration.split_once(':')?;
        name.trim().eq_ignore_ascii_case(property).then(|| value.trim().to_ascii_lowercase())
    })
}
