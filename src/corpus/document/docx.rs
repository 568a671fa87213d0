//! A Word document (`.docx`, `.docm`): its text as printed, without deleted, hidden and struck-out words.
//!
//! Insertions of tracked changes are text, deletions are left out. Page headers, comments and the words of
//! diagrams are left out too, each with its reason. Notes stand behind the text, with their marks.

mod body;
mod numbering;
mod styles;

use std::collections::HashMap;

use self::{
    body::{NoteMarkers, Walk, Walked},
    numbering::Numbering,
    styles::Styles,
};
use super::{
    DocumentFault,
    builder::DocumentBuilder,
    counter::{NumberFormat, number_text},
    flow::{Flow, FlowBlock},
    office_metadata::core_properties,
    xml::{XmlEvent, XmlFault, XmlReader, xml_text},
    zip_parts::ZipParts,
};
use crate::corpus::{HtmlPage, LeftOutReason};

/// Reads a Word document.
pub(super) fn read_docx(parts: &mut ZipParts<'_>) -> Result<HtmlPage, DocumentFault> {
    let main = main_part(parts)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut part = |name: &str| -> Result<String, DocumentFault> {
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        Ok(parts.read(&path)?.map_or(String::new(), |bytes| xml_text(&bytes).into_owned()))
    };
    let styles = Styles::read(&part("styles.xml")?);
    let mut numbering = Numbering::read(&part("numbering.xml")?);
    let mut notes = Vec::new();
    let mut markers = NoteMarkers::new();
    for (kind, name) in [("footnote", "footnotes.xml"), ("endnote", "endnotes.xml")] {
        let read = Notes::read(&part(name)?, &styles);
        markers.extend(read.markers(kind));
        notes.push((kind, read));
    }
    let text = parts.read(&main)?.ok_or(DocumentFault::NoText)?;
    let text = xml_text(&text).into_owned();
    let walked = Walk::new(&styles, &mut numbering, &markers).read(&text);
    let is_broken = fault_of(walked.fault)?;
    let mut builder = DocumentBuilder::default();
    let Walked { mut flow, references, .. } = walked;
    add_notes(&mut flow, notes, &references, &markers);
    flow.write(&mut builder);
    add_parts_beside(parts, &folder, &styles, &mut builder)?;
    let mut metadata = core_properties(parts)?;
    metadata.add_language(styles.language.as_deref(), "styles.xml lang");
    if is_broken {
        builder.find(super::damaged());
    }
    Ok(builder.finish(metadata.stated))
}

/// Returns `true` for a part that breaks off.
fn fault_of(fault: Option<XmlFault>) -> Result<bool, DocumentFault> {
    match fault {
        None => Ok(false),
        Some(XmlFault::Broken) => Ok(true),
        Some(XmlFault::TooDeep) => Err(DocumentFault::TooDeep),
        Some(XmlFault::OwnEntities) => Err(DocumentFault::OwnEntities),
    }
}

/// Returns the path of the part with the text.
fn main_part(parts: &mut ZipParts<'_>) -> Result<String, DocumentFault> {
    let relations = parts.read("_rels/.rels")?.unwrap_or_default();
    for event in XmlReader::new(&xml_text(&relations)) {
        let XmlEvent::Start(tag) = event else { continue };
        let is_main = tag.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument"));
        if let Some(target) = tag.attribute("Target").filter(|_| is_main) {
            return Ok(target.trim_start_matches('/').to_owned());
        }
    }
    Ok("word/document.xml".to_owned())
}

/// The notes of one part.
#[derive(Default)]
struct Notes {
    /// Each note with its id, in the order of the part.
    all: Vec<(String, Vec<FlowBlock>)>,
    /// Separators with a positive id, which take part in the counting of some programs.
    n_separators: u32,
}

impl Notes {
    fn read(text: &str, styles: &Styles) -> Notes {
        let markers = NoteMarkers::new();
        let walked = Walk::new(styles, &mut Numbering::default(), &markers).read(text);
        let separators = XmlReader::new(text).filter(|event| {
            let XmlEvent::Start(tag) = event else { return false };
            let is_separator = tag.attribute("type").is_some_and(|of| of.contains("eparator"));
            is_separator && tag.attribute("id").is_some_and(|id| !matches!(id.as_str(), "-1" | "0"))
        });
        Notes {
            n_separators: u32::try_from(separators.count()).unwrap_or(0),
            all: walked.flow.notes,
        }
    }

    /// Returns the shown number of each note: the id without separators, else the place in the part.
    fn markers(&self, kind: &'static str) -> NoteMarkers {
        let number = |id: &String| {
            let id = id.parse::<u32>().ok()?.checked_sub(self.n_separators)?;
            (id > 0).then_some(id)
        };
        let numbers: Option<Vec<u32>> = self.all.iter().map(|(id, _)| number(id)).collect();
        let numbers = numbers.unwrap_or_else(|| (1..).take(self.all.len()).collect());
        let format = match kind {
            "endnote" => NumberFormat::LowerRoman,
            _ => NumberFormat::Decimal,
        };
        let named = self.all.iter().zip(numbers);
        named.map(|((id, _), number)| ((kind, id.clone()), number_text(format, number))).collect()
    }
}

/// Adds the notes that the text refers to; others are left out.
fn add_notes(
    flow: &mut Flow,
    notes: Vec<(&'static str, Notes)>,
    references: &[(&'static str, String)],
    markers: &NoteMarkers,
) {
    for (kind, read) in notes {
        let mut by_id: HashMap<String, Vec<FlowBlock>> = read.all.into_iter().collect();
        for key in references.iter().filter(|(of, _)| *of == kind) {
            if let (Some(marker), Some(blocks)) = (markers.get(key), by_id.remove(&key.1)) {
                flow.notes.push((format!("[{marker}]"), blocks));
            }
        }
        let mut others: Vec<_> = by_id.into_iter().collect();
        others.sort_by(|(one, _), (other, _)| one.cmp(other));
        for block in others.into_iter().flat_map(|(_, blocks)| blocks) {
            flow.omit(LeftOutReason::Deleted, &block.words);
            flow.part_omissions();
        }
    }
}

/// Counts the words beside the text: page headers, comments, diagrams.
fn add_parts_beside(
    parts: &mut ZipParts<'_>,
    folder: &str,
    styles: &Styles,
    builder: &mut DocumentBuilder,
) -> Result<(), DocumentFault> {
    let names: Vec<String> = parts.names().into_iter().map(ToOwned::to_owned).collect();
    for name in names {
        let inside = name.strip_prefix(folder).unwrap_or(&name).trim_start_matches('/');
        let Some(reason) = reason_of_part(inside) else { continue };
        let text = parts.read(&name)?.unwrap_or_default();
        let text = xml_text(&text);
        let words = if reason == LeftOutReason::Drawing {
            drawn_words(&text)
        } else {
            let markers = NoteMarkers::new();
            let walk = Walk::new(styles, &mut Numbering::default(), &markers).read(&text);
            walk.flow.into_words()
        };
        builder.omit_everywhere(reason, &words);
    }
    Ok(())
}

fn reason_of_part(name: &str) -> Option<LeftOutReason> {
    let is_xml = name.ends_with(".xml");
    let has = |start: &str| is_xml && name.starts_with(start);
    if has("header") || has("footer") {
        Some(LeftOutReason::PageHead)
    } else if name == "comments.xml" {
        Some(LeftOutReason::Comment)
    } else if has("diagrams/data") || has("charts/chart") {
        Some(LeftOutReason::Drawing)
    } else {
        None
    }
}

/// Returns the words of a diagram or chart.
fn drawn_words(text: &str) -> String {
    let (mut words, mut names) = (String::new(), Vec::new());
    for event in XmlReader::new(text) {
        match event {
            XmlEvent::Start(tag) => names.push(matches!(tag.name(), "t" | "v")),
            XmlEvent::End => {
                names.pop();
                words.push(' ');
            }
            XmlEvent::Text(text) if names.last() == Some(&true) => words.push_str(&text),
            XmlEvent::Text(_) => {}
        }
    }
    words
}

#[cfg(test)]
mod tests;
