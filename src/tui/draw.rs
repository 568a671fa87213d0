//! Drawing tools of all views: cells, wrapped text and rows, and texts cut to a width.
//!
//! Invariant: nothing here reads the state of the screen. Every word goes through [`paint::put`], so
//! foreign text is always made visible.

pub mod abbreviate;
pub mod annotation_details;
pub mod article_text;
pub mod paint;
pub mod pen;
