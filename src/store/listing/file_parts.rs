//! Files with several articles: number, name and place of each article.
//!
//! No present format holds several articles, so [`parts_of`] returns one whole file. All other code
//! takes an [`Entry`](super::Entry) and knows no formats. A part is read alone, so that reading all parts
//! takes as long as reading the file once.
//!
//! # How to add a format with several articles
//!
//! 1. Add its ending to [`ENDINGS`](super::ENDINGS).
//! 2. [`parts_of`] returns number and place of each article of the file, for example of each line.
//! 3. [`article_of`] turns the bytes of a part into the text of the article, for example of a JSON object.
//!
//! A number and a place must keep their article while the file grows at its end: annotations are found by
//! the name, for example `archive.jsonl#0003`.

use std::{fmt, path::Path};

use crate::diagnostic::{Diagnostic, Severity};

/// One article of a file. Shown as `#0003`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePart {
    /// Number of the article, from 0 in the order of the file.
    pub number: u32,
    /// First byte of the article in the file.
    pub start: u64,
    /// Number of bytes of the article.
    pub len: u64,
}

impl fmt::Display for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:04}", self.number)
    }
}

/// Returns the articles of a file: a part for each, or a single `None` if the file is one article.
pub(super) fn parts_of(_file: &Path) -> Vec<Option<FilePart>> {
    vec![None]
}

/// Returns the text of an article from the bytes of its part.
///
/// # Errors
/// A [`Diagnostic`] if the file ends before the part does.
pub(super) fn article_of(bytes: Vec<u8>, part: Option<FilePart>) -> Result<Vec<u8>, Diagnostic> {
    let n_bytes = bytes.len() as u64;
    match part {
        Some(part) if n_bytes < part.len => {
            let message =
                format!("the file has no article {part}: it was changed since it was listed");
            Err(Diagnostic::new(Severity::Error, message))
        }
        Some(_) | None => Ok(bytes),
    }
}

/// Returns the path of the file that holds an article, for example `archive.jsonl` for
/// `archive.jsonl#0003`. The name of a whole file stays unchanged.
pub(in crate::store) fn file_of(article: &str) -> &str {
    let is_part =
        |digits: &str| digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    match article.rsplit_once('#') {
        Some((file, digits)) if is_part(digits) => file,
        Some(_) | None => article,
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;
    use crate::store::{
        Converters, Entry, Store, is_long, listing::article_path::entries_of, read,
    };

    #[test]
    fn each_article_of_a_file_has_a_stable_name_and_files_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let [archive, plain] = ["archive.jsonl", "b.txt"].map(|name| folder.path().join(name));
        let part = |number| Some(FilePart { number, start: 0, len: 0 });
        let all = entries_of(
            vec![plain.clone(), archive.clone()],
            folder.path(),
            &Converters::default(),
            |file| match file.extension().is_some_and(|ending| ending == "jsonl") {
                true => (0..3).map(part).collect(),
                false => vec![None],
            },
        );
        let names: Vec<_> = all.iter().map(|entry| entry.path.as_str()).collect();
        let wanted = ["archive.jsonl#0000", "archive.jsonl#0001", "archive.jsonl#0002", "b.txt"];
        assert_eq!(names, wanted);
        assert_eq!((&all[2].file, all[2].part), (&archive, part(2)));
        assert_eq!((&all[3].file, all[3].part), (&plain, None));
        let store = Store::beside(folder.path(), "ana");
        let mut files: Vec<_> = names.iter().map(|name| store.file_of(name)).collect();
        files.dedup();
        assert_eq!(files.len(), 4, "each has an annotation file: {files:?}");
        let holders: Vec<_> = names.iter().map(|name| file_of(name)).collect();
        let holder = "archive.jsonl";
        assert_eq!(holders, [holder, holder, holder, "b.txt"]);
    }

    #[test]
    fn only_a_number_of_four_digits_or_more_names_a_part() {
        for (article, file) in [
            ("a/b.jsonl#12345", "a/b.jsonl"),
            ("a#1.txt", "a#1.txt"),
            ("a#003", "a#003"),
            ("a#0003", "a"),
            ("#", "#"),
        ] {
            assert_eq!(file_of(article), file);
        }
    }

    #[test]
    fn a_part_is_read_alone_whatever_the_length_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("archive.jsonl");
        fs::write(&file, "One fact.\nTwo facts.\n").unwrap();
        let entry = |number, start, len| {
            let part = FilePart { number, start, len };
            Entry {
                path: format!("archive.jsonl{part}"),
                file: file.clone(),
                part: Some(part),
                converters: Converters::default(),
            }
        };
        let texts = [entry(0, 0, 9), entry(1, 10, 10)].map(|entry| read(&entry).text);
        assert_eq!(texts, ["One fact.", "Two facts."]);
        let missing = read(&entry(3, 10, 99));
        assert!(missing.problem().unwrap().message.contains("no article #0003"));
        // The file is longer than an article may be, its parts are not.
        File::options().write(true).open(&file).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(read(&entry(1, 10, 10)).text, "Two facts.");
        assert!(!is_long(&entry(1, 10, 10)));
        assert!(read(&entry(2, 10, 1 << 30)).problem().unwrap().message.contains("64 MB"));
    }
}
