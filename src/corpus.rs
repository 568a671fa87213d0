//! The articles that are open, in a stable order.
//!
//! This module owns what an article *is* and how it is made from the bytes of a file; reading the
//! bytes is [`crate::store`]'s. Making an article never fails: what is wrong with the bytes is told by
//! diagnostics beside it.

mod article;

mod decode;

mod html;

mod sample;

pub(crate) use self::{
    article::too_large,
    html::{Extracted, extract, strip_all},
};

pub use self::{
    article::{Article, Digest, Format, MAX_ARTICLE_BYTES},
    html::is_panic_contained,
    sample::sample,
};
