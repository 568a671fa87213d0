//! The open articles, in a stable order.
//!
//! Owns the article and its making from the bytes of a file; [`crate::store`] reads the bytes.
//! Making an article never fails: diagnostics beside the article tell of bad bytes.

mod article;
mod metadata;
mod decode;
mod page;
mod document;
mod sample;

#[cfg(feature = "documents")]
pub(crate) use self::page::{stated_date, stated_language};
pub(crate) use self::{
    article::too_large,
    document::{PdfLayout, is_pdf},
};

pub use self::{
    article::{Article, ArticleFormat, Digest, MAX_ARTICLE_BYTES},
    metadata::{ArticleMetadata, MetadataOrigin, MetadataValue},
    page::{
        HtmlPage, LeftOutReason, Omission, PageBlock, PageBlockKind, StatedMetadata, StatedSource,
        StatedValue, is_panic_contained, read_page,
    },
    sample::sample,
};
