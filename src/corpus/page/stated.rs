//! The metadata that a page states about its article.
//!
//! The first statement of the order below wins, and every value keeps its source and its wording. Nothing is
//! guessed: no date is read out of running text, and no part of a date is filled up.

mod authors;
mod stated_date;

use serde_json::{Map, Value};

use self::authors::authors;
pub(crate) use self::stated_date::stated_date;
use super::{
    entity::reference,
    json_ld::JsonLd,
    sink::is_json_ld,
    tree::{NodeId, Tree},
};

/// The place where a page states a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatedSource {
    /// A property of the article in a JSON-LD script, for example `datePublished`.
    JsonLd(&'static str),
    /// A `meta` element with this name or property.
    Meta(String),
    /// An element of the page, for example `h1` or `link rel=canonical`.
    Element(&'static str),
    /// The comment of a program that saved the page.
    SavingNote,
    /// The metadata of a document, for example `core.xml dc:title`.
    Container(String),
}

/// A value that a page states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedValue {
    /// The value, for dates as ISO 8601 with the stated precision and offset.
    pub value: String,
    /// The value as the page has it.
    pub raw: String,
    /// The place of the statement.
    pub source: StatedSource,
}

/// Everything that a page states about its article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedMetadata {
    /// The headline.
    pub title: Option<StatedValue>,
    /// The authors in their order.
    pub authors: Vec<StatedValue>,
    /// Date of publication.
    pub published: Option<StatedValue>,
    /// Date of the last change.
    pub modified: Option<StatedValue>,
    /// Newspaper or site.
    pub outlet: Option<StatedValue>,
    /// Address of the article.
    pub url: Option<StatedValue>,
    /// Language as a BCP 47 tag, for example `en`.
    pub language: Option<StatedValue>,
    /// Date on which a program saved the page.
    pub saved: Option<StatedValue>,
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.created",
    "dcterms.issued",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publication-date",
    "article.published",
    "ptime",
    "og:published_time",
    "datepublished",
    "rnews:datepublished",
    "article:published",
    "citation_publication_date",
    "created",
    "originalpublicationdate",
    "vr:published_time",
    "bt:pubdate",
];
const MODIFIED: &[&str] = &[
    "article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "lastmod",
    "last-modified", "datemodified", "article.updated", "revision_date",
];
const AUTHOR: &[&str] = &[
    "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author",
    "sailthru.author", "byl", "og:article:author", "article:author_name", "citation_author",
    "rnews:author", "cxenseparse:author",
];
const TITLE: &[&str] =
    &["og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"];
const OUTLET: &[&str] =
    &["og:site_name", "dc.publisher", "dcterms.publisher", "application-name", "cre"];

/// Reads the statements of a page.
pub(super) struct Statements<'a> {
    tree: &'a Tree,
    json_ld: &'a JsonLd,
    metas: Vec<(String, &'a str)>,
    /// The elements other than `meta` that state something.
    elements: Vec<NodeId>,
}

impl<'a> Statements<'a> {
    pub(super) fn of(tree: &'a Tree, json_ld: &'a JsonLd) -> Statements<'a> {
        let mut found = Statements { tree, json_ld, metas: Vec::new(), elements: Vec::new() };
        for node in tree.inside(tree.root()) {
            let Some(element) = tree.element(node) else { continue };
            if element.is("meta") {
                let name = element.attribute("property").or_else(|| element.attribute("name"));
                if let (Some(name), Some(content)) = (name, element.attribute("content")) {
                    found.metas.push((name.trim().to_ascii_lowercase(), content));
                }
            }
            let states = matches!(&*element.name, "html" | "h1" | "title")
                || element.has("itemprop")
                || element.has("rel");
            if states {
                found.elements.push(node);
            }
        }
        found
    }

    /// Returns the metadata of the page.
    pub(super) fn metadata(&self, saving_notes: &[String]) -> StatedMetadata {
        let outlet = self.outlet();
        let mut authors = authors(self);
        let is_outlet = |author: &StatedValue| {
            outlet.as_ref().is_some_and(|outlet| outlet.value.eq_ignore_ascii_case(&author.value))
        };
        authors.retain(|author| !is_outlet(author));
        let (saved_url, saved) = saving(saving_notes);
        StatedMetadata {
            title: self.title(),
            authors,
            published: self.date("datePublished", PUBLISHED),
            modified: self.date("dateModified", MODIFIED),
            outlet,
            url: self.url().or(saved_url),
            language: self.language(),
            saved,
        }
    }

    /// Returns all titles that the page states, for the search for the headline.
    pub(super) fn titles(&self) -> Vec<String> {
        let stated = self.json_ld_string("headline").into_iter();
        let metas =
            TITLE.iter().filter_map(|name| self.meta(name)).map(|(_, value)| value.to_owned());
        let element = self.first_element("title").map(|node| self.words(node));
        stated.chain(metas).chain(element).map(|title| one_line(&title)).collect()
    }

    fn article(&self) -> Option<&'a Map<String, Value>> {
        self.json_ld.article()
    }

    fn json_ld_string(&self, name: &str) -> Option<String> {
        let value = self.article()?.get(name)?.as_str()?;
        Some(value.to_owned()).filter(|value| !value.trim().is_empty())
    }

    fn meta(&self, name: &str) -> Option<(&str, &'a str)> {
        let mut found =
            self.metas.iter().filter(|(known, value)| known == name && !value.trim().is_empty());
        found.next().map(|(name, value)| (name.as_str(), *value))
    }

    fn first_meta(&self, names: &[&str]) -> Option<StatedValue> {
        names.iter().find_map(|name| {
            let (name, raw) = self.meta(name)?;
            text_value(raw, StatedSource::Meta(name.to_owned()))
        })
    }

    fn first_element(&self, name: &str) -> Option<NodeId> {
        let is_it =
            |node: &NodeId| self.tree.element(*node).is_some_and(|element| element.is(name));
        self.elements.iter().copied().find(is_it)
    }

    fn words(&self, node: NodeId) -> String {
        let texts: Vec<&str> =
            self.tree.inside(node).take(400).filter_map(|inside| self.tree.text(inside)).collect();
        one_line(&texts.concat())
    }

    fn title(&self) -> Option<StatedValue> {
        let headline = self.json_ld_string("headline");
        headline
            .and_then(|raw| text_value(&raw, StatedSource::JsonLd("headline")))
            .or_else(|| self.first_meta(&TITLE[..2]))
            .or_else(|| self.only_heading())
            .or_else(|| self.first_meta(&TITLE[2..]))
            .or_else(|| {
                let words = self.words(self.first_element("title")?);
                text_value(&words, StatedSource::Element("title"))
            })
    }

    fn only_heading(&self) -> Option<StatedValue> {
        let is_heading =
            |node: &&NodeId| self.tree.element(**node).is_some_and(|element| element.is("h1"));
        let mut headings = self.elements.iter().filter(is_heading);
        let (first, second) = (headings.next()?, headings.next());
        let words = self.words(*first);
        second.is_none().then(|| text_value(&words, StatedSource::Element("h1"))).flatten()
    }

    fn date(&self, property: &'static str, names: &[&str]) -> Option<StatedValue> {
        let dated = |raw: &str, source: StatedSource| {
            let value = stated_date(raw)?;
            Some(StatedValue { value, raw: raw.to_owned(), source })
        };
        self.json_ld_string(property)
            .and_then(|raw| dated(&raw, StatedSource::JsonLd(property)))
            .or_else(|| {
                names.iter().find_map(|name| {
                    let (name, raw) = self.meta(name)?;
                    dated(raw, StatedSource::Meta(name.to_owned()))
                })
            })
            .or_else(|| dated(self.only_item(property)?, StatedSource::Element("itemprop")))
    }

    /// Returns the value of an `itemprop` that the page states only once; teasers state others.
    fn only_item(&self, property: &str) -> Option<&'a str> {
        let values = self.elements.iter().filter_map(|node| {
            let element = self.tree.element(*node)?;
            let names = element.attribute("itemprop")?;
            let is_it = names.split_ascii_whitespace().any(|name| name == property);
            is_it.then(|| element.attribute("datetime").or_else(|| element.attribute("content")))?
        });
        let mut values: Vec<&str> = values.collect();
        values.dedup();
        if let [value] = values.as_slice() { Some(value) } else { None }
    }

    fn outlet(&self) -> Option<StatedValue> {
        let publisher = self.article().and_then(|article| article.get("publisher"));
        let name = self.json_ld.names(publisher).into_iter().find(|name| !name.trim().is_empty());
        name.and_then(|raw| text_value(&raw, StatedSource::JsonLd("publisher")))
            .or_else(|| self.first_meta(OUTLET))
    }

    fn url(&self) -> Option<StatedValue> {
        let canonical = self.elements.iter().find_map(|node| {
            let element = self.tree.element(*node)?;
            let is_canonical =
                element.is("link") && element.attribute("rel")?.eq_ignore_ascii_case("canonical");
            is_canonical.then(|| element.attribute("href"))?
        });
        let of = |raw: &str, source| {
            let is_address =
                raw.trim().starts_with("http://") || raw.trim().starts_with("https://");
            is_address.then(|| StatedValue {
                value: raw.trim().to_owned(),
                raw: raw.to_owned(),
                source,
            })
        };
        canonical
            .and_then(|raw| of(raw, StatedSource::Element("link rel=canonical")))
            .or_else(|| of(self.meta("og:url")?.1, StatedSource::Meta("og:url".to_owned())))
            .or_else(|| of(&self.json_ld_string("url")?, StatedSource::JsonLd("url")))
    }

    fn language(&self) -> Option<StatedValue> {
        let html = self.first_element("html");
        let lang = html.and_then(|html| self.tree.element(html)?.attribute("lang"));
        let of = |raw: &str, source| -> Option<StatedValue> {
            let value = stated_language(raw)?;
            Some(StatedValue { value, raw: raw.to_owned(), source })
        };
        lang.and_then(|raw| of(raw, StatedSource::Element("html lang")))
            .or_else(|| of(&self.json_ld_string("inLanguage")?, StatedSource::JsonLd("inLanguage")))
            .or_else(|| {
                ["og:locale", "dc.language", "dcterms.language", "language", "content-language"]
                    .iter()
                    .find_map(|name| {
                        let (name, raw) = self.meta(name)?;
                        of(raw, StatedSource::Meta(name.to_owned()))
                    })
            })
    }

    /// Returns the text of JSON-LD's `articleBody`.
    pub(super) fn article_body(&self) -> Option<String> {
        self.json_ld_string("articleBody")
    }
}

/// Returns the texts of the page's JSON-LD scripts.
pub(super) fn json_ld_scripts(tree: &Tree) -> impl Iterator<Item = &str> {
    let is_script = |node: &NodeId| {
        tree.element(*node).is_some_and(|element| {
            element.is("script") && element.attribute("type").is_some_and(is_json_ld)
        })
    };
    let scripts = tree.inside(tree.root()).filter(is_script);
    scripts.filter_map(|script| tree.text(tree.first_child(script)?))
}

/// Returns the BCP 47 tag of a statement, for example `en-GB`.
pub(crate) fn stated_language(raw: &str) -> Option<String> {
    let value = raw.trim().replace('_', "-");
    let is_part = |part: &str| {
        !part.is_empty() && part.len() <= 8 && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let is_first = |first: &str| first.bytes().all(|b| b.is_ascii_alphabetic()) && first.len() <= 3;
    let is_tag = (2..=35).contains(&value.len())
        && value.split('-').all(is_part)
        && value.split('-').next().is_some_and(is_first);
    is_tag.then_some(value)
}

/// Reads address and date from the comments of programs that save pages.
fn saving(notes: &[String]) -> (Option<StatedValue>, Option<StatedValue>) {
    let source = StatedSource::SavingNote;
    let (mut url, mut saved) = (None, None);
    for note in notes {
        let address = note.split_whitespace().find_map(|word| {
            let start = word.find("http")?;
            Some(&word[start..])
                .filter(|address| address.starts_with("http://") || address.starts_with("https://"))
        });
        if let Some(raw) = address.filter(|_| url.is_none()) {
            url = Some(StatedValue {
                value: raw.to_owned(),
                raw: raw.to_owned(),
                source: source.clone(),
            });
        }
        let date = note.split_once("saved date:").and_then(|(_, date)| date.lines().next());
        if let Some(raw) = date.filter(|_| saved.is_none()) {
            // "Mon Nov 30 2026 10:00:00 GMT+0100 (Central European Standard Time)"
            saved = stated_date(raw).map(|value| StatedValue {
                value,
                raw: raw.trim().to_owned(),
                source: source.clone(),
            });
        }
    }
    (url, saved)
}

fn text_value(raw: &str, source: StatedSource) -> Option<StatedValue> {
    let value = one_line(&unescaped(raw));
    (!value.is_empty()).then(|| StatedValue { value, raw: raw.to_owned(), source })
}

/// Returns the words with one blank between them.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the text with character references decoded, which scripts and doubly escaped values have.
fn unescaped(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, len) = reference(rest).unwrap_or(('&', 1));
        decoded.push(c);
        rest = &rest[len..];
    }
    decoded.push_str(rest);
    decoded
}
