//! Files with several articles: number, name and bytes of each article.
//!
//! No present format holds several articles, so [`parts_of`] returns one whole file. All other code
//! takes an [`Entry`](super::Entry) and knows no formats.
//!
//! # How to add a format with several articles
//!
//! 1. Add its ending to [`ENDINGS`](super::ENDINGS).
//! 2. [`parts_of`] returns a number for each article of the file, for example by counting lines.
//! 3. [`bytes_of`] returns the bytes of one article.
//!
//! A number must keep its article while the file grows at its end: annotations are found by the name,
//! for example `archive.jsonl#0003`.

use std::{fmt, path::Path};

use crate::diagnostic::{Diagnostic, Severity};

/// Number of an article in its file, from 0 in the order of the file. Shown as `#0003`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePart(pub u32);

impl fmt::Display for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:04}", self.0)
    }
}

/// Returns the articles of a file: a number for each, or a single `None` if the file is one article.
pub(super) fn parts_of(_file: &Path) -> Vec<Option<FilePart>> {
    vec![None]
}

/// Returns the bytes of one article of a file.
///
/// # Errors
/// A [`Diagnostic`] if the file has no such part; with the present formats, for every part.
pub(super) fn bytes_of(file: Vec<u8>, part: Option<FilePart>) -> Result<Vec<u8>, Diagnostic> {
    match part {
        None => Ok(file),
        Some(part) => {
            let message =
                format!("the file has no article {part}: it was changed since it was listed");
            Err(Diagnostic::new(Severity::Error, message))
        }
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
    use std::fs;

    use super::*;
    use crate::store::{Entry, Store, listing::article_path::entries_of, read};

    #[test]
    fn each_article_of_a_file_has_a_stable_name_and_files_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let [archive, plain] = ["archive.jsonl", "b.txt"].map(|name| folder.path().join(name));
        let part = |number| Some(FilePart(number));
        let all =
            entries_of(vec![plain.clone(), archive.clone()], folder.path(), |file| {
                match file.extension().is_some_and(|ending| ending == "jsonl") {
                    true => (0..3).map(part).collect(),
                    false => vec![None],
                }
            });
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
    fn a_part_that_no_format_holds_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("archive.jsonl");
        fs::write(&file, "text").unwrap();
        let entry = Entry { path: "archive.jsonl#0003".to_owned(), file, part: Some(FilePart(3)) };
        let article = read(&entry);
        assert!(article.problem().unwrap().message.contains("no article #0003"));
    }
}
