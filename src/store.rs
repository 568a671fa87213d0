//! The only module that touches files.

mod listing;

mod record;

mod file;

mod save;

mod dirs;

mod settings;

mod place;
