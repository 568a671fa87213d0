//! Annotations of articles that are not there any more: moved, renamed or deleted files.
//!
//! Nobody opens such an article, so nobody would be told of its annotations. What a file says that it is
//! about is trusted only if the file stands at the place of that article, and then no file is opened by
//! it: it is asked whether something of that name is in the folder of the articles.

use std::{
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};

use super::{FILE_LIMIT, StoreCheck, StoreFileKind, inspection};
use crate::{
    diagnostic::{Diagnostic, Severity},
    store::{annotation_file::AnnotationFile, listing, path_encoding},
};

impl StoreCheck {
    /// The files of annotations of which the article is gone, with what there is to say.
    pub fn orphaned_files(&self) -> Vec<(PathBuf, Diagnostic)> {
        let found = self.found().into_iter();
        let astray = found.filter_map(|(path, found)| match found {
            StoreFileKind::Annotations(name) => {
                let told = self.gone(&path, &name)?;
                Some((path, told))
            }
            StoreFileKind::Labels
            | StoreFileKind::SharedRecords
            | StoreFileKind::Text(_)
            | StoreFileKind::Leftover => None,
        });
        astray.collect()
    }

    /// What there is to say of annotations whose article is gone.
    pub(super) fn gone(&self, file: &Path, name: &str) -> Option<Diagnostic> {
        let root = self.root.as_deref()?;
        if self.article_of(name).is_some() {
            return None;
        }
        let bytes = self.files.read(file, FILE_LIMIT).ok()??;
        let annotations = AnnotationFile::read_whole(&bytes);
        let n = annotations.live().count();
        let (article, _) = annotations.says()?;
        let is_there = article == path_encoding::RULES
            || inspection::misplaced(&annotations, name).is_some()
            || !is_inside(&article)
            || self.is_there(&root.join(&article))
            || self.is_there(&root.join(listing::file_of(&article)));
        (n > 0 && !is_there).then(|| {
            let what = if n == 1 { "annotation" } else { "annotations" };
            let told = format!(
                "{n} {what} of {article}, which is not there any more: bring it back under that name; \
                 the annotations are kept"
            );
            Diagnostic::new(Severity::Warning, told)
        })
    }

    /// Whether something has this name, as far as the system lets us know.
    fn is_there(&self, path: &Path) -> bool {
        let about = self.files.vfs().symlink_metadata(path);
        about.err().is_none_or(|error| {
            !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
        })
    }
}

/// Whether a path leads to a place inside the corpus, by the bytes of its name.
///
/// Bytes that are no UTF-8 are written `\xNN` there, so such a name cannot be asked for.
fn is_inside(article: &str) -> bool {
    let mut parts = Path::new(article).components();
    !article.contains(['\\', '\0']) && parts.all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_inside_the_corpus_are_asked_for() {
        for name in ["a.txt", "folder/b\u{1b}.txt", "-rf.txt"] {
            assert!(is_inside(name), "{name:?}");
        }
        for name in ["../a.txt", "/etc/passwd", "a/../../b.txt", "\\xff.txt", "a\0.txt"] {
            assert!(!is_inside(name), "{name:?}");
        }
    }
}
