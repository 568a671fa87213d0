//! Finds real articles and their annotations by hand, if the machine has them.
//!
//! `COPYDESK_DATA` names a folder with `corpus/` (the articles) and `gold/` (the annotations). Tests
//! over the data are `#[ignore]`d; `COPYDESK_DATA=… cargo test -- --ignored real_articles` runs the
//! tests.

use std::{env, fs, path::PathBuf};

/// Returns the folder in `COPYDESK_DATA`.
///
/// # Panics
///
/// Panics if `COPYDESK_DATA` is not set.
pub fn real_data() -> PathBuf {
    let folder = env::var_os("COPYDESK_DATA");
    PathBuf::from(folder.expect("COPYDESK_DATA names the folder with corpus/ and gold/"))
}

/// Returns the names and texts of the real articles, in the order of their names.
///
/// # Panics
///
/// Panics if the folder `corpus` is missing or holds anything but UTF-8 files.
pub fn real_articles() -> Vec<(String, String)> {
    let files = fs::read_dir(real_data().join("corpus")).expect("the folder of real articles");
    let mut articles: Vec<(String, String)> = files
        .map(|file| {
            let file = file.expect("an entry of the folder");
            let text = fs::read_to_string(file.path()).expect("a real article is UTF-8");
            (file.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    articles.sort();
    assert!(!articles.is_empty(), "the folder of real articles is empty");
    articles
}
