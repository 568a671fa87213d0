//! Reads XML of documents within limits: an iterator over starts, ends and texts.
//!
//! Names come without their prefix. Entities of the file's own are never expanded, and a file that declares
//! some is refused. Nothing recurses.

use std::borrow::Cow;

use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};

/// Elements inside each other.
const MAX_DEPTH: usize = 2000;

/// A part of an XML file.
pub(super) enum XmlEvent<'a> {
    /// An element begins. An element without content has an end too.
    Start(XmlTag<'a>),
    /// An element ends.
    End,
    /// Characters, in one or several pieces.
    Text(Cow<'a, str>),
}

/// The start of an element.
pub(super) struct XmlTag<'a>(BytesStart<'a>);

impl XmlTag<'_> {
    /// Returns the name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// Returns `true` for an element with this prefix.
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        self.0.name().0.split_once(':').is_some_and(|(own, _)| own == prefix)
    }

    /// Returns the value of the first attribute with this name, prefixes not counted.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // The comparison of each attribute with all others takes too long for a hostile file.
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| local(attribute.key.0) == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The reason why an XML file was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum XmlFault {
    /// The file is no well-formed XML from some place on.
    Broken,
    /// Elements nest deeper than any program nests them.
    TooDeep,
    /// The file declares entities.
    OwnEntities,
}

/// Reads a text as XML. Ends at the first fault.
pub(super) struct XmlReader<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// The reason why the reading ended early.
    pub(super) fault: Option<XmlFault>,
    is_done: bool,
}

impl<'a> XmlReader<'a> {
    pub(super) fn new(text: &'a str) -> XmlReader<'a> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        XmlReader { reader, depth: 0, fault: None, is_done: false }
    }

    fn end_with(&mut self, fault: XmlFault) -> Option<XmlEvent<'a>> {
        self.fault = Some(fault);
        self.is_done = true;
        None
    }

    fn start(&mut self, tag: BytesStart<'a>) -> Option<XmlEvent<'a>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.end_with(XmlFault::TooDeep);
        }
        Some(XmlEvent::Start(XmlTag(tag)))
    }

    /// Ends the reading; open elements are a fault.
    fn finish(&mut self) -> Option<XmlEvent<'a>> {
        self.is_done = true;
        if self.depth > 0 {
            self.fault = Some(XmlFault::Broken);
        }
        None
    }
}

impl<'a> Iterator for XmlReader<'a> {
    type Item = XmlEvent<'a>;

    fn next(&mut self) -> Option<XmlEvent<'a>> {
        while !self.is_done {
            match self.reader.read_event() {
                Err(_) => return self.end_with(XmlFault::Broken),
                Ok(Event::Eof) => return self.finish(),
                Ok(Event::Start(tag) | Event::Empty(tag)) => return self.start(tag),
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Some(XmlEvent::End);
                }
                Ok(Event::Text(text)) => return Some(XmlEvent::Text(text.xml10_content())),
                Ok(Event::CData(text)) => return Some(XmlEvent::Text(text.xml10_content())),
                Ok(Event::GeneralRef(reference)) => {
                    return Some(XmlEvent::Text(Cow::Owned(character(&reference))));
                }
                Ok(Event::DocType(text)) if text.contains("<!ENTITY") => {
                    return self.end_with(XmlFault::OwnEntities);
                }
                Ok(Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            }
        }
        None
    }
}

/// Returns the character of a reference; an unknown reference stays as written.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    match quick_xml::escape::resolve_predefined_entity(reference) {
        Some(text) => text.to_owned(),
        None => format!("&{};", &**reference),
    }
}

/// Returns the text of an XML file: UTF-8, or UTF-16 with its mark.
pub(super) fn xml_text(bytes: &[u8]) -> Cow<'_, str> {
    encoding_rs::UTF_8.decode(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<XmlFault>) {
        let mut reader = XmlReader::new(text);
        let mut told = String::new();
        for event in reader.by_ref() {
            match event {
                XmlEvent::Start(tag) => {
                    told += &format!("<{}", tag.name());
                    told += &tag.attribute("val").map_or(String::new(), |val| format!("={val}"));
                }
                XmlEvent::End => told.push('>'),
                XmlEvent::Text(text) => told += &text,
            }
        }
        (told, reader.fault)
    }

    #[test]
    fn names_come_without_prefix_and_references_as_characters() {
        let (told, fault) =
            read("<w:p><w:b w:val='1&amp;2'/>a&lt;&#233;&nbsp;<![CDATA[<x>]]></w:p>");
        assert_eq!((told.as_str(), fault), ("<p<b=1&2>a<é&nbsp;<x>>", None));
    }

    #[test]
    fn each_fault_is_told_and_the_text_before_stays() {
        for text in ["<a>x</b>", "<a>x", "<a>x<b", "<a>x</a></a>"] {
            let (told, fault) = read(text);
            assert!(told.starts_with("<ax"), "{text}: {told}");
            assert_eq!(fault, Some(XmlFault::Broken), "{text}");
        }
        assert_eq!(read(&"<a>".repeat(100_000)).1, Some(XmlFault::TooDeep));
        let bomb = "<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY m '&l;&l;'>]><a>&m;</a>";
        assert_eq!(read(bomb), (String::new(), Some(XmlFault::OwnEntities)));
        assert_eq!(read("<!DOCTYPE a SYSTEM 'x.dtd'><a>b</a>").1, None);
    }

    #[test]
    fn a_tag_of_very_many_attributes_costs_one_look_at_each() {
        let attributes: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
        assert_eq!(read(&format!("<a{attributes} val='2'/>")).0, "<a=2>");
    }
}
