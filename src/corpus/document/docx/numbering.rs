//! The numbers and bullets of lists in a Word document, counted as Word counts them.

use std::collections::{HashMap, HashSet};

use super::styles::ListPlace;
use crate::corpus::document::{
    counter::{NumberFormat, number_text},
    xml::{XmlEvent, XmlReader, XmlTag},
};

/// Levels of a list.
const N_LEVELS: usize = 9;

/// Longest marker, in bytes.
const MAX_MARKER_BYTES: usize = 64;

/// A level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: NumberFormat,
    /// The marker, with `%1` for the number of the first level.
    text: String,
}

/// A list: its definition, and the levels that begin anew.
#[derive(Clone, Debug, Default)]
struct ListUse {
    definition: u32,
    starts: HashMap<usize, u32>,
}

/// The lists of a document, with the numbers reached so far.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: HashMap<u32, Vec<Level>>,
    lists: HashMap<u32, ListUse>,
    counters: HashMap<u32, [Option<u32>; N_LEVELS]>,
    begun: HashSet<(u32, usize)>,
}

/// The element under construction.
#[derive(Default)]
struct Open {
    definition: Option<u32>,
    list: Option<u32>,
    level: usize,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read(text: &str) -> Numbering {
        let mut all = Numbering::default();
        let mut open = Open::default();
        for event in XmlReader::new(text) {
            if let XmlEvent::Start(tag) = event {
                all.take(&tag, &mut open);
            }
        }
        all
    }

    fn take(&mut self, tag: &XmlTag<'_>, open: &mut Open) {
        let number = |name: &str| tag.attribute(name)?.parse::<u32>().ok();
        let level = || number("ilvl").map_or(0, |level| level as usize).min(N_LEVELS - 1);
        match tag.name() {
            "abstractNum" => {
                *open = Open { definition: number("abstractNumId"), ..Open::default() }
            }
            "num" => *open = Open { list: number("numId"), ..Open::default() },
            "abstractNumId" => {
                if let (Some(list), Some(definition)) = (open.list, number("val")) {
                    self.lists.entry(list).or_default().definition = definition;
                }
            }
            "lvl" | "lvlOverride" => open.level = level(),
            "startOverride" => {
                if let (Some(list), Some(start)) = (open.list, number("val")) {
                    self.lists.entry(list).or_default().starts.insert(open.level, start);
                }
            }
            "start" | "numFmt" | "lvlText" => {
                let Some(definition) = open.definition else { return };
                let levels = self.definitions.entry(definition).or_default();
                levels.resize(
                    levels.len().max(open.level + 1),
                    Level { start: 1, ..Level::default() },
                );
                let known = &mut levels[open.level];
                match tag.name() {
                    "start" => known.start = number("val").unwrap_or(1),
                    "numFmt" => {
                        known.format = NumberFormat::of(&tag.attribute("val").unwrap_or_default());
                    }
                    _ => known.text = tag.attribute("val").unwrap_or_default(),
                }
            }
            _ => {}
        }
    }

    /// Returns the marker of the next item at a place; `None` for a place in no list.
    pub(super) fn marker(&mut self, place: ListPlace) -> Option<String> {
        let list = place.list.filter(|list| *list != 0)?;
        let level = place.level.unwrap_or(0).min(N_LEVELS - 1);
        let Some(used) = self.lists.get(&list) else { return Some("-".to_owned()) };
        let none = Vec::new();
        let levels = self.definitions.get(&used.definition).unwrap_or(&none);
        let Some(own) = levels.get(level) else { return Some("-".to_owned()) };
        let counters = self.counters.entry(used.definition).or_default();
        let first = used.starts.get(&level).copied();
        let begins = self.begun.insert((list, level));
        let next = match (counters[level], first) {
            (_, Some(start)) if begins => start,
            (Some(number), _) => number.saturating_add(1),
            (None, _) => own.start,
        };
        counters[level] = Some(next);
        for deeper in &mut counters[level + 1..] {
            *deeper = None;
        }
        if own.format == NumberFormat::Bullet {
            return Some("-".to_owned());
        }
        let mut marker = own.text.clone();
        for (at, known) in levels.iter().enumerate().take(level + 1) {
            let sign = format!("%{}", at + 1);
            if marker.contains(&sign) {
                let number = counters[at].unwrap_or(known.start);
                marker = marker.replace(&sign, &number_text(known.format, number));
            }
        }
        let is_short = marker.len() <= MAX_MARKER_BYTES;
        Some(if is_short { marker } else { "-".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_by_level_and_list() {
        let mut lists = Numbering::read(
            "<w:numbering><w:abstractNum w:abstractNumId='7'>\
             <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>\
             <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%1%2)'/></w:lvl>\
             </w:abstractNum><w:abstractNum w:abstractNumId='8'><w:lvl w:ilvl='0'>\
             <w:numFmt w:val='bullet'/><w:lvlText w:val='\u{f0b7}'/></w:lvl></w:abstractNum>\
             <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>\
             <w:num w:numId='2'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'>\
             <w:startOverride w:val='5'/></w:lvlOverride></w:num>\
             <w:num w:numId='3'><w:abstractNumId w:val='8'/></w:num></w:numbering>",
        );
        let mut marker =
            |list, level| lists.marker(ListPlace { list: Some(list), level: Some(level) });
        let items = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0), (2, 0), (3, 0), (9, 0)];
        let markers = items.map(|(list, level)| marker(list, level).unwrap());
        assert_eq!(markers, ["1.", "1a)", "1b)", "2.", "2a)", "5.", "6.", "-", "-"]);
        assert_eq!(marker(0, 0), None);
    }
}
