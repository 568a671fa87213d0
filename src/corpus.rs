//! The open articles, in a stable order.
//!
//! Owns the article and its making from the bytes of a file; [`crate::store`] reads the bytes.
//! Making an article never fails: diagnostics beside the article tell of bad bytes.

mod article;
mod metadata;
mod decode;
mod html;
mod page;
mod sample;

pub(crate) use self::{
    article::too_large,
    html::{ExtractedPage, extract, strip_all},
};

pub use self::{
    article::{Article, ArticleFormat, Digest, MAX_ARTICLE_BYTES},
    html::is_panic_contained,
    page::{
        HtmlPage, LeftOutReason, Omission, PageBlock, PageBlockKind, StatedMetadata, StatedSource, StatedValue,
        read_page,
    },
    metadata::{ArticleMetadata, MetadataOrigin, MetadataValue},
    sample::sample,
};
