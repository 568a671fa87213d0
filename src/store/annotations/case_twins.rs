//! The annotation file of each article, also of articles whose names differ only in case.
//!
//! On a disk that does not know upper and lower case, `A.txt` and `a.txt` would have one annotation
//! file. If a corpus has both articles, their file names end in a digest. A file from before stays in
//! use; the first line of a file tells its article.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{FILE_LIMIT, Store};
use crate::store::{annotation_file::AnnotationFile, path_encoding};

impl Store {
    /// Takes the names of all articles, to keep the files of names apart that differ only in case.
    pub(crate) fn know_articles<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let mut alike: HashMap<String, Vec<&str>> = HashMap::new();
        for name in names {
            alike.entry(name.to_ascii_lowercase()).or_default().push(name);
        }
        let twins = alike.into_values().filter(|names| names.len() > 1).flatten();
        self.case_twins = Arc::new(twins.map(str::to_owned).collect());
    }

    /// Returns the path of an article's annotation file, for example
    /// `annotations/ana/2026/tram.txt.ron`.
    pub fn file_of(&self, article_path: &str) -> PathBuf {
        let folder = self.dir.join(path_encoding::folder(&self.annotator));
        let plain = folder.join(path_encoding::article_file(article_path));
        if !self.case_twins.contains(article_path) {
            return plain;
        }
        // An existing file of the article stays in use. On a disk without upper and lower case the plain
        // file may be the file of the twin.
        let sealed = folder.join(path_encoding::sealed_article_file(article_path));
        let is_free = matches!(self.files.exists(&sealed), Ok(false));
        if is_free && self.may_be_of(&plain, article_path) { plain } else { sealed }
    }

    /// Returns true if a file exists and its first line names no other article. A damaged file stays in
    /// use, so that its damage is told.
    fn may_be_of(&self, file: &Path, article: &str) -> bool {
        match self.files.read(file, FILE_LIMIT) {
            Ok(None) => false,
            Ok(Some(bytes)) => {
                let says = AnnotationFile::read_anyones(&bytes).says();
                says.is_none_or(|(of, _)| of == article)
            }
            Err(_) => true,
        }
    }
}

#[cfg(test)]
mod tests;
