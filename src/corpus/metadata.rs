//! The metadata of an article, for example its title, each value with its origin.
//!
//! Owns the record and fills it with the findings of the reader. Exporters and views read the record, so
//! that a further origin, for example the markup of a page, changes nothing there.

use std::borrow::Cow;

use super::Article;
use crate::text::Span;

/// The origin of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetadataOrigin {
    /// These words of the article's text.
    Text(Span),
}

/// A value with its origin. Untrusted, as the text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataValue<'a> {
    /// The value as written, for example "By Jo Moss".
    pub value: Cow<'a, str>,
    /// The origin of the value.
    pub origin: MetadataOrigin,
}

/// Everything known about an article beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleMetadata<'a> {
    /// The headline.
    pub title: Option<MetadataValue<'a>>,
    /// The authors in order; today the whole byline is one author.
    pub authors: Vec<MetadataValue<'a>>,
    /// The date of publication, as written.
    pub date: Option<MetadataValue<'a>>,
    /// The newspaper or the site; no reader finds one yet.
    pub outlet: Option<MetadataValue<'a>>,
    /// The address of the page; no reader finds one yet.
    pub url: Option<MetadataValue<'a>>,
    /// The language as a BCP 47 tag, for example "en"; no reader finds one yet.
    pub language: Option<MetadataValue<'a>>,
}

impl Article {
    /// Returns the metadata of the article.
    pub fn metadata(&self) -> ArticleMetadata<'_> {
        let of_text = |span: Option<Span>| {
            span.map(|span| MetadataValue {
                value: Cow::Borrowed(self.words(span)),
                origin: MetadataOrigin::Text(span),
            })
        };
        ArticleMetadata {
            title: of_text(self.front.title),
            authors: of_text(self.front.byline).into_iter().collect(),
            date: of_text(self.front.date),
            ..ArticleMetadata::default()
        }
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
