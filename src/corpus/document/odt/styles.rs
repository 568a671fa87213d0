//! The styles of an OpenDocument text, as far as they change words, kinds of blocks or markers.

use std::collections::HashMap;

use crate::corpus::document::{
    counter::NumberFormat,
    look::RunLook,
    xml::{XmlEvent, XmlReader, XmlTag},
};

/// Styles that are based on each other.
const MAX_CHAIN: usize = 32;

#[derive(Clone, Debug, Default)]
struct Style {
    parent: Option<String>,
    look: RunLook,
}

/// A level of a list style.
#[derive(Clone, Debug, Default)]
pub(super) struct ListLevel {
    pub(super) format: NumberFormat,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) start: u32,
    /// Levels whose numbers are shown.
    pub(super) n_shown: usize,
}

/// All styles of a text by their name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<(String, String), Style>,
    lists: HashMap<String, HashMap<usize, ListLevel>>,
    /// The language of the whole text, for example `en-GB`.
    pub(super) language: Option<String>,
}

/// The element under construction.
#[derive(Default)]
struct Open {
    style: Option<(String, String)>,
    list: Option<String>,
}

impl Styles {
    /// Adds the styles of `styles.xml` or `content.xml`.
    pub(super) fn read(&mut self, text: &str) {
        let mut open = Open::default();
        for event in XmlReader::new(text) {
            if let XmlEvent::Start(tag) = event {
                if tag.name() == "body" {
                    return;
                }
                self.take(&tag, &mut open);
            }
        }
    }

    fn take(&mut self, tag: &XmlTag<'_>, open: &mut Open) {
        match tag.name() {
            "style" | "default-style" => {
                let family = tag.attribute("family").unwrap_or_default();
                let key = (family, tag.attribute("name").unwrap_or_default());
                *open = Open { style: Some(key.clone()), list: None };
                let style =
                    Style { parent: tag.attribute("parent-style-name"), look: RunLook::default() };
                self.styles.insert(key, style);
            }
            "text-properties" => {
                if let Some(style) = open.style.as_ref().and_then(|key| self.styles.get_mut(key)) {
                    style.look = look(tag);
                }
                let is_default = open
                    .style
                    .as_ref()
                    .is_some_and(|(family, name)| family == "paragraph" && name.is_empty());
                if is_default {
                    self.language = language(tag);
                }
            }
            "list-style" => {
                *open = Open { style: None, list: tag.attribute("name") };
            }
            "list-level-style-number" | "list-level-style-bullet" | "list-level-style-image" => {
                let Some(list) = &open.list else { return };
                let number = |name: &str| tag.attribute(name)?.parse::<usize>().ok();
                let level = ListLevel {
                    format: match tag.name() {
                        "list-level-style-number" => {
                            NumberFormat::of(&tag.attribute("num-format").unwrap_or_default())
                        }
                        _ => NumberFormat::Bullet,
                    },
                    before: tag.attribute("num-prefix").unwrap_or_default(),
                    after: tag.attribute("num-suffix").unwrap_or_default(),
                    start: number("start-value").and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
                    n_shown: number("display-levels").unwrap_or(1).clamp(1, 10),
                };
                let levels = self.lists.entry(list.clone()).or_default();
                levels.insert(number("level").unwrap_or(1), level);
            }
            _ => {}
        }
    }

    /// Returns a style and the styles that it is based on, each with its name.
    fn chain<'a>(&'a self, family: &str, name: &str) -> Vec<(String, &'a Style)> {
        let mut chain = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(name) = next.take().filter(|_| chain.len() < MAX_CHAIN) {
            let Some(style) = self.styles.get(&(family.to_owned(), name.clone())) else { break };
            next.clone_from(&style.parent);
            chain.push((name, style));
        }
        chain
    }

    /// Returns the look that a style gives to words.
    pub(super) fn look(&self, family: &str, name: &str) -> RunLook {
        let chain = self.chain(family, name);
        chain.iter().fold(RunLook::default(), |look, (_, style)| look.or(style.look))
    }

    /// Returns the names of a paragraph's style and the styles that it is based on.
    pub(super) fn names(&self, name: &str) -> Vec<String> {
        let chain = self.chain("paragraph", name).into_iter().map(|(name, _)| name);
        let names: Vec<String> = chain.collect();
        if names.is_empty() { vec![name.to_owned()] } else { names }
    }

    /// Returns a level, counted from 1, of a list style.
    pub(super) fn level(&self, list: &str, level: usize) -> Option<&ListLevel> {
        self.lists.get(list)?.get(&level)
    }
}

fn look(tag: &XmlTag<'_>) -> RunLook {
    let is_line = |name: &str| tag.attribute(name).map(|value| value != "none");
    RunLook {
        struck: is_line("text-line-through-style").or_else(|| is_line("text-line-through-type")),
        hidden: tag.attribute("display").map(|value| value == "none"),
    }
}

fn language(tag: &XmlTag<'_>) -> Option<String> {
    let stated = |name: &str| tag.attribute(name).filter(|value| value != "none");
    let language = stated("language")?;
    Some(stated("country").map_or(language.clone(), |country| format!("{language}-{country}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_come_from_the_style_and_its_parents() {
        let mut styles = Styles::default();
        styles.read(
            "<s><style:default-style style:family='paragraph'><style:text-properties fo:language='de' \
             fo:country='AT'/></style:default-style>\
             <style:style style:name='T1' style:family='text' style:parent-style-name='T2'>\
             <style:text-properties style:text-line-through-style='none'/></style:style>\
             <style:style style:name='T2' style:family='text' style:parent-style-name='T1'>\
             <style:text-properties text:display='none' style:text-line-through-style='solid'/></style:style></s>",
        );
        let look = styles.look("text", "T1");
        assert_eq!((look.struck, look.hidden), (Some(false), Some(true)));
        assert_eq!(styles.look("paragraph", "T1"), RunLook::default());
        assert_eq!(styles.language.as_deref(), Some("de-AT"));
        assert_eq!(styles.names("P9"), ["P9"]);
    }
}
