//! The styles of a Word document, as far as they change words or kinds of blocks.

use std::collections::HashMap;

use crate::corpus::document::{
    look::RunLook,
    xml::{XmlEvent, XmlReader, XmlTag},
};

/// Styles that are based on each other.
const MAX_CHAIN: usize = 32;

/// Takes over a property of `w:rPr` into a look.
pub(super) fn take_look(look: &mut RunLook, tag: &XmlTag<'_>) {
    match tag.name() {
        // A line and a double line are two switches of one thing.
        "strike" | "dstrike" => look.struck = Some(is_on(tag) || look.struck == Some(true)),
        "vanish" | "specVanish" => look.hidden = Some(is_on(tag)),
        _ => {}
    }
}

/// Returns the value of a switch, which is on without a value.
pub(super) fn is_on(tag: &XmlTag<'_>) -> bool {
    !matches!(tag.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// A place in a numbered list: the number of the list, and the level from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ListPlace {
    pub(super) list: Option<u32>,
    pub(super) level: Option<usize>,
}

impl ListPlace {
    /// Takes over a property of `w:numPr`.
    pub(super) fn take(&mut self, tag: &XmlTag<'_>) {
        let value = || tag.attribute("val")?.parse().ok();
        match tag.name() {
            "numId" => self.list = value(),
            "ilvl" => self.level = value().and_then(|level: u32| usize::try_from(level).ok()),
            _ => {}
        }
    }
}

/// A style with the styles that it is based on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Name in lower case, for example `heading 1`, in English for all styles of Word's own.
    pub(super) name: String,
    based_on: Option<String>,
    /// Level of the outline from 0; 9 is running text.
    pub(super) outline_level: Option<u8>,
    pub(super) look: RunLook,
    pub(super) place: ListPlace,
}

/// All styles by their id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The language of the whole document, for example `en-GB`.
    pub(super) language: Option<String>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(text: &str) -> Styles {
        let mut all = Styles::default();
        let mut open: Option<(String, Style)> = None;
        let (mut depth, mut style_depth) = (0_usize, 0);
        for event in XmlReader::new(text) {
            match event {
                XmlEvent::Text(_) => {}
                XmlEvent::End => {
                    if depth == style_depth
                        && let Some((id, style)) = open.take()
                    {
                        all.styles.insert(id, style);
                    }
                    depth = depth.saturating_sub(1);
                }
                XmlEvent::Start(tag) => {
                    depth += 1;
                    if tag.name() == "style" {
                        style_depth = depth;
                        open = tag.attribute("styleId").map(|id| (id, Style::default()));
                    } else if let Some((_, style)) = &mut open {
                        style.take(&tag);
                    } else if tag.name() == "lang" && all.language.is_none() {
                        all.language = tag.attribute("val");
                    }
                }
            }
        }
        all
    }

    /// Returns a style with everything that it takes from others. An unknown id is a style of that name.
    pub(super) fn get(&self, id: &str) -> Style {
        let Some(mut style) = self.styles.get(id).cloned() else {
            return Style { name: name_of_id(id), ..Style::default() };
        };
        let mut base = style.based_on.clone();
        for _ in 0..MAX_CHAIN {
            let Some(known) = base.as_ref().and_then(|id| self.styles.get(id)) else { break };
            style.outline_level = style.outline_level.or(known.outline_level);
            style.look = style.look.or(known.look);
            style.place.list = style.place.list.or(known.place.list);
            style.place.level = style.place.level.or(known.place.level);
            base.clone_from(&known.based_on);
        }
        style
    }
}

impl Style {
    fn take(&mut self, tag: &XmlTag<'_>) {
        match tag.name() {
            "name" => self.name = tag.attribute("val").unwrap_or_default().to_lowercase(),
            "basedOn" => self.based_on = tag.attribute("val"),
            "outlineLvl" => {
                self.outline_level = tag.attribute("val").and_then(|level| level.parse().ok());
            }
            _ => {
                take_look(&mut self.look, tag);
                self.place.take(tag);
            }
        }
    }
}

/// Returns the name that Word gives a style with this id: `heading 1` for `Heading1`.
fn name_of_id(id: &str) -> String {
    let words = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &id[words.len()..];
    let blank = if number.is_empty() || words.ends_with(' ') { "" } else { " " };
    format!("{words}{blank}{number}").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_takes_from_the_styles_that_it_is_based_on() {
        let styles = Styles::read(
            "<w:styles><w:docDefaults><w:lang w:val='de-DE'/></w:docDefaults>\
             <w:style w:styleId='a'><w:name w:val='Old'/><w:basedOn w:val='b'/></w:style>\
             <w:style w:styleId='b'><w:basedOn w:val='a'/><w:rPr><w:strike/></w:rPr>\
             <w:pPr><w:outlineLvl w:val='1'/></w:pPr></w:style></w:styles>",
        );
        let old = styles.get("a");
        assert_eq!((old.name.as_str(), old.outline_level), ("old", Some(1)));
        assert_eq!(old.look.struck, Some(true));
        assert_eq!(styles.get("Heading2").name, "heading 2");
        assert_eq!(styles.language.as_deref(), Some("de-DE"));
    }
}
