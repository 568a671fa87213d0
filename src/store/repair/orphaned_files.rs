//! Annotations of missing articles: moved, renamed or deleted files.
//!
//! Such an article is never opened, so nobody would learn of its annotations. The article name in a file
//! is trusted only if the file is at the place of the article. Even then nothing is opened by the name;
//! only its existence in the folder of the articles is checked.

use std::{
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};

use super::{FILE_LIMIT, StoreCheck, inspection};
use crate::{
    diagnostic::{Diagnostic, Severity},
    store::{annotation_file::AnnotationFile, listing, path_encoding},
    text::count,
};

impl StoreCheck {
    /// Returns the annotation files of missing articles, each with a finding.
    pub fn orphaned_files(&self) -> Vec<(PathBuf, Diagnostic)> {
        let found = self.found().into_iter();
        let astray = found.filter_map(|(path, found)| {
            let told = self.gone(&path, found.annotations()?)?;
            Some((path, told))
        });
        astray.collect()
    }

    /// Returns a finding if the article of an annotation file is missing.
    pub(super) fn gone(&self, file: &Path, name: &str) -> Option<Diagnostic> {
        self.root.as_deref()?;
        if self.article_of(name).is_some() {
            return None;
        }
        let bytes = self.files.read(file, FILE_LIMIT).ok()??;
        let annotations = AnnotationFile::read_whole(&bytes);
        let n = annotations.live().count();
        let (article, _) = annotations.says()?;
        (n > 0 && self.is_missing(&annotations, name)).then(|| {
            let annotations = count(n, "annotation");
            let told = format!(
                "{annotations} of {article}, which is not there any more: bring it back under that name, \
                 or move them to its new name with `copydesk renames`; the annotations are kept"
            );
            Diagnostic::new(Severity::Warning, told)
        })
    }

    /// Returns true if the article of an annotation file at `name` in the store is missing.
    pub(in crate::store) fn is_missing(&self, annotations: &AnnotationFile, name: &str) -> bool {
        let (Some(root), Some((article, _))) = (self.root.as_deref(), annotations.says()) else {
            return false;
        };
        let is_there = article == path_encoding::RULES
            || self.article_of(name).is_some()
            || inspection::misplaced(annotations, name).is_some()
            || !is_inside(&article)
            || [article.as_str(), listing::file_of(&article)]
                .into_iter()
                .any(|name| listing::below(root, name).is_none_or(|path| self.is_there(&path)));
        !is_there
    }

    /// Returns every readable annotation file of an article: path, name in the store, and content.
    pub(in crate::store) fn annotation_files(
        &self,
    ) -> impl Iterator<Item = (PathBuf, String, AnnotationFile)> {
        let found = self.found().into_iter();
        found.filter_map(|(path, found)| {
            let name = found.annotations()?.to_owned();
            let bytes = self.files.read(&path, FILE_LIMIT).ok()??;
            let file = AnnotationFile::read_whole(&bytes);
            let is_of_article = file.says()?.0 != path_encoding::RULES
                && inspection::misplaced(&file, &name).is_none();
            is_of_article.then_some((path, name, file))
        })
    }

    /// Returns the folder of the articles.
    pub(in crate::store) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Returns true if a path exists, or if the system cannot tell.
    fn is_there(&self, path: &Path) -> bool {
        let about = self.files.vfs().symlink_metadata(path);
        about.err().is_none_or(|error| {
            !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
        })
    }
}

/// Returns true if the bytes of a name lead to a place inside the corpus.
///
/// A backslash separates folders on some systems, so there names with a backslash are not checked.
fn is_inside(article: &str) -> bool {
    let mut parts = Path::new(article).components();
    let is_odd = |c: char| c == '\0' || (c == '\\' && cfg!(not(unix)));
    !article.contains(is_odd) && parts.all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_inside_the_corpus_are_asked_for() {
        for name in ["a.txt", "folder/b\u{1b}.txt", "-rf.txt"] {
            assert!(is_inside(name), "{name:?}");
        }
        for name in ["../a.txt", "/etc/passwd", "a/../../b.txt", "a\0.txt"] {
            assert!(!is_inside(name), "{name:?}");
        }
    }
}
