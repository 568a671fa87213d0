//! The metadata of an article, for example its title, each value with its origin.
//!
//! Owns the record and fills it with the findings of the reader. Exporters and views read the record, so
//! that a further origin, for example the markup of a page, changes nothing there.

use std::borrow::Cow;

use super::{Article, StatedSource, StatedValue};
use crate::text::Span;

/// The origin of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetadataOrigin {
    /// These words of the article's text.
    Text(Span),
    /// A statement of the page about itself.
    Stated(StatedSource),
}

/// A value with its origin. Untrusted, as the text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataValue<'a> {
    /// The value, for example "Jo Moss"; dates that a page states are in ISO 8601.
    pub value: Cow<'a, str>,
    /// The value as written, for example "By Jo Moss".
    pub raw: Cow<'a, str>,
    /// The origin of the value.
    pub origin: MetadataOrigin,
}

/// Everything known about an article beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleMetadata<'a> {
    /// The headline.
    pub title: Option<MetadataValue<'a>>,
    /// The authors in order; a byline of a text is one author.
    pub authors: Vec<MetadataValue<'a>>,
    /// The date of publication.
    pub published: Option<MetadataValue<'a>>,
    /// The date of the last change.
    pub modified: Option<MetadataValue<'a>>,
    /// The newspaper or the site.
    pub outlet: Option<MetadataValue<'a>>,
    /// The address of the page.
    pub url: Option<MetadataValue<'a>>,
    /// The language as a BCP 47 tag, for example "en".
    pub language: Option<MetadataValue<'a>>,
    /// The date on which a program saved the page.
    pub saved: Option<MetadataValue<'a>>,
}

impl Article {
    /// Returns the metadata of the article.
    pub fn metadata(&self) -> ArticleMetadata<'_> {
        let of_text = |span: Option<Span>| {
            span.map(|span| MetadataValue {
                value: Cow::Borrowed(self.words(span)),
                raw: Cow::Borrowed(self.words(span)),
                origin: MetadataOrigin::Text(span),
            })
        };
        let stated = &self.stated;
        let authors: Vec<_> = stated.authors.iter().map(of_page).collect();
        let byline = || of_text(self.front.byline).into_iter().collect();
        ArticleMetadata {
            title: of_text(self.front.title).or_else(|| stated.title.as_ref().map(of_page)),
            authors: if authors.is_empty() { byline() } else { authors },
            published: stated.published.as_ref().map(of_page).or_else(|| of_text(self.front.date)),
            modified: stated.modified.as_ref().map(of_page),
            outlet: stated.outlet.as_ref().map(of_page),
            url: stated.url.as_ref().map(of_page),
            language: stated.language.as_ref().map(of_page),
            saved: stated.saved.as_ref().map(of_page),
        }
    }
}

fn of_page(stated: &StatedValue) -> MetadataValue<'_> {
    MetadataValue {
        value: Cow::Borrowed(&stated.value),
        raw: Cow::Borrowed(&stated.raw),
        origin: MetadataOrigin::Stated(stated.source.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_name_their_words() {
        let text = "The fee rises\n\nBy Jo Moss\n3 May 2026\n\nThe fee for a berth rises.\n";
        let article = Article::read("fees.txt", text.as_bytes());
        let metadata = article.metadata();
        let title = metadata.title.expect("a title");
        assert_eq!(title.value, "The fee rises");
        assert_eq!(title.origin, MetadataOrigin::Text(Span::new(0, 13)));
        assert_eq!(metadata.authors.len(), 1);
        assert_eq!(metadata.outlet, None);
    }
}
