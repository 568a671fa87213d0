//! The metadata that a document carries: title, authors, date of the last change, language.
//!
//! The date on which a file was begun is no date of publication, and no date is made up.

use super::{
    DocumentFault,
    xml::{XmlEvent, XmlReader, xml_text},
    zip_parts::ZipParts,
};
use crate::corpus::{StatedMetadata, StatedSource, StatedValue, stated_date, stated_language};

/// The statements of a document about itself.
#[derive(Debug, Default)]
pub(super) struct OfficeMetadata {
    pub(super) stated: StatedMetadata,
}

impl OfficeMetadata {
    /// Takes a value over; the first value of a name counts.
    fn take(&mut self, name: &str, raw: &str, file: &str) {
        let raw = raw.trim();
        let value = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            return;
        }
        let source = || StatedSource::Container(format!("{file} {name}"));
        let stated = |value: String| StatedValue { value, raw: raw.to_owned(), source: source() };
        let known = &mut self.stated;
        match name {
            "dc:title" => {
                known.title.get_or_insert_with(|| stated(value));
            }
            "dc:creator" => {
                let names = value.split(';').map(str::trim).filter(|name| !name.is_empty());
                known.authors.extend(names.map(|name| stated(name.to_owned())));
            }
            "dc:publisher" => {
                known.outlet.get_or_insert_with(|| stated(value));
            }
            "dcterms:modified" => {
                known.modified = known.modified.take().or_else(|| stated_date(raw).map(stated));
            }
            "dc:date" | "dcterms:issued" => {
                known.published = known.published.take().or_else(|| stated_date(raw).map(stated));
            }
            "dc:language" => self.add_language(Some(raw), &format!("{file} {name}")),
            "dc:source" | "dc:identifier" if raw.starts_with("http") => {
                known.url.get_or_insert_with(|| stated(value));
            }
            _ => {}
        }
    }

    /// Takes a language over, if none is known.
    pub(super) fn add_language(&mut self, raw: Option<&str>, place: &str) {
        let known = &mut self.stated.language;
        if let Some((raw, value)) = raw.and_then(|raw| Some((raw, stated_language(raw)?)))
            && known.is_none()
        {
            let source = StatedSource::Container(place.to_owned());
            *known = Some(StatedValue { value, raw: raw.to_owned(), source });
        }
    }

    /// Reads the elements of a file by their names with prefix.
    fn read(
        text: &str,
        file: &str,
        named: impl Fn(&str) -> Option<&'static str>,
    ) -> OfficeMetadata {
        let mut metadata = OfficeMetadata::default();
        let mut open: Vec<Option<(&'static str, String)>> = Vec::new();
        for event in XmlReader::new(text) {
            match event {
                XmlEvent::Start(tag) => {
                    open.push(named(tag.name()).map(|name| (name, String::new())));
                }
                XmlEvent::Text(text) => {
                    if let Some(Some((_, words))) = open.last_mut() {
                        words.push_str(&text);
                    }
                }
                XmlEvent::End => {
                    if let Some(Some((name, words))) = open.pop() {
                        metadata.take(name, &words, file);
                    }
                }
            }
        }
        metadata
    }
}

/// Reads `docProps/core.xml` of a Word document.
pub(super) fn core_properties(parts: &mut ZipParts<'_>) -> Result<OfficeMetadata, DocumentFault> {
    let bytes = parts.read("docProps/core.xml")?.unwrap_or_default();
    let named = |name: &str| match name {
        "title" => Some("dc:title"),
        "creator" => Some("dc:creator"),
        "modified" => Some("dcterms:modified"),
        "issued" => Some("dcterms:issued"),
        "language" => Some("dc:language"),
        _ => None,
    };
    Ok(OfficeMetadata::read(&xml_text(&bytes), "core.xml", named))
}

/// Reads `meta.xml` of an OpenDocument text, whose `dc:date` is the date of the last change.
pub(super) fn meta_file(parts: &mut ZipParts<'_>) -> Result<OfficeMetadata, DocumentFault> {
    let bytes = parts.read("meta.xml")?.unwrap_or_default();
    let named = |name: &str| match name {
        "title" => Some("dc:title"),
        "creator" | "initial-creator" => Some("dc:creator"),
        "date" => Some("dcterms:modified"),
        "language" => Some("dc:language"),
        _ => None,
    };
    let text = xml_text(&bytes);
    let mut metadata = OfficeMetadata::read(&text, "meta.xml", named);
    // The author of the first version counts, if the file tells two.
    let first = OfficeMetadata::read(&text, "meta.xml", |name| {
        (name == "initial-creator").then_some("dc:creator")
    });
    if !first.stated.authors.is_empty() {
        metadata.stated.authors = first.stated.authors;
    }
    Ok(metadata)
}

/// Reads the metadata of a book's package file, whose `dc:date` is the date of publication.
pub(super) fn package_metadata(text: &str) -> OfficeMetadata {
    let named = |name: &str| match name {
        "title" => Some("dc:title"),
        "creator" => Some("dc:creator"),
        "publisher" => Some("dc:publisher"),
        "date" => Some("dc:date"),
        "language" => Some("dc:language"),
        "source" => Some("dc:source"),
        "identifier" => Some("dc:identifier"),
        _ => None,
    };
    OfficeMetadata::read(text, "package", named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_states_its_date_and_its_authors() {
        let stated = package_metadata(
            "<package><metadata><dc:title> The  Fee </dc:title><dc:creator>Ana Teles; Bo Lund</dc:creator>\
             <dc:date>2026-05</dc:date><dc:language>en-GB</dc:language><dc:date>2020</dc:date>\
             <dc:identifier>urn:x</dc:identifier><dc:source>https://quay.example/fee</dc:source>\
             </metadata></package>",
        )
        .stated;
        let value = |stated: &Option<StatedValue>| stated.as_ref().map(|one| one.value.clone());
        assert_eq!(value(&stated.title).as_deref(), Some("The Fee"));
        assert_eq!(stated.authors.len(), 2);
        assert_eq!(value(&stated.published).as_deref(), Some("2026-05"));
        assert_eq!(value(&stated.language).as_deref(), Some("en-GB"));
        assert_eq!(value(&stated.url).as_deref(), Some("https://quay.example/fee"));
        let source = stated.title.map(|title| title.source);
        assert_eq!(source, Some(StatedSource::Container("package dc:title".to_owned())));
    }

    #[test]
    fn no_date_is_made_up() {
        let stated =
            package_metadata("<p><date>soon</date><language>?</language><title/></p>").stated;
        assert_eq!(stated, StatedMetadata::default());
    }
}
