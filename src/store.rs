//! The only module that touches files.

mod listing;

mod record;

mod file;

mod save;

mod dirs;

mod settings;

mod place;

pub use self::listing::{ENDINGS, Entry, ListError, Listing, list, read, read_from};
