//! The annotators of a store: reserved names, the list of annotators, and reading the annotations of any
//! annotator.
//!
//! Every annotator has a folder in the store. The store reserves some names ([`RESERVED_NAMES`]).
//! Reading the annotations of another annotator takes no lock and writes nothing. Comparing annotators
//! belongs to [`crate::project`].

use std::ffi::OsString;

use super::{Store, path_encoding};
use crate::{annotation::AnnotationSet, corpus::Article, diagnostic::Diagnostic};

/// Reserved names, in any case: `Gold` is reserved too. Names that begin with `~` are also reserved.
pub const RESERVED_NAMES: [&str; 4] = ["gold", "shared", "exports", "texts"];

/// Folders of the store that belong to no annotator, including folders of older versions.
const OWN_FOLDERS: [&str; 5] = ["gold", "shared", "exports", "texts", "backup"];

/// A name that no annotator can have, because the store uses the name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{name:?} cannot be an annotator's name, the store uses it itself: choose another, for example {proposed:?}"
)]
pub struct ReservedName {
    /// The requested name.
    pub name: String,
    /// A similar free name, for example `gold-annotator`.
    pub proposed: String,
}

/// Checks the name of an annotator.
///
/// # Errors
/// [`ReservedName`] for `gold`, `shared`, `exports` and `texts` in any case, and for every name that
/// begins with `~`.
pub fn check_annotator(name: &str) -> Result<(), ReservedName> {
    if !is_reserved(name) {
        return Ok(());
    }
    let plain = name.trim_start_matches('~');
    let proposed = match plain {
        "" => "annotator".to_owned(),
        plain if is_reserved(plain) => format!("{plain}-annotator"),
        plain => plain.to_owned(),
    };
    Err(ReservedName { name: name.to_owned(), proposed })
}

fn is_reserved(name: &str) -> bool {
    name.starts_with('~') || RESERVED_NAMES.contains(&name.to_lowercase().as_str())
}

impl Store {
    /// Returns every annotator with a folder in the store, sorted by name.
    pub fn annotators(&self) -> Vec<String> {
        let entries = self.files.vfs().list(self.dir()).unwrap_or_default();
        let is_folder =
            |name: &OsString| self.files.is_folder(&self.dir().join(name)).unwrap_or(false);
        let folders = entries.into_iter().filter(is_folder);
        let names = folders.filter_map(|name| name.into_string().ok());
        let mut names: Vec<String> = names
            .filter(|name| !name.starts_with(['.', '~']) && !OWN_FOLDERS.contains(&name.as_str()))
            .map(|name| path_encoding::unfolder(&name).unwrap_or(name))
            .collect();
        names.sort();
        names
    }

    /// Reads the annotations of any annotator on an article, for example of one of
    /// [`Store::annotators`], with the problems of their file.
    ///
    /// Takes no lock, writes nothing and remembers nothing. An annotator without a file has no
    /// annotations.
    pub fn annotations_by(
        &self,
        annotator: &str,
        article: &Article,
    ) -> (AnnotationSet, Vec<Diagnostic>) {
        self.seen_by(annotator).load(article)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn names_of_the_store_are_reserved_and_another_one_is_proposed() {
        for (name, proposed) in [
            ("gold", "gold-annotator"),
            ("Shared", "Shared-annotator"),
            ("exports", "exports-annotator"),
            ("TEXTS", "TEXTS-annotator"),
            ("~rules", "rules"),
            ("~gold", "gold-annotator"),
            ("~", "annotator"),
        ] {
            let refused = check_annotator(name).unwrap_err();
            assert_eq!(refused.proposed, proposed, "{name}");
            assert!(refused.to_string().contains(name), "{refused}");
            assert_eq!(check_annotator(&refused.proposed), Ok(()));
        }
        for name in ["ana", "golden", "a~b", "Ana Ruiz", "text"] {
            assert_eq!(check_annotator(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn folders_of_the_store_are_no_annotators() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["ana", "gold", "shared", "exports", "texts", "backup", "~x", ".git"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let store = Store::at(folder.path().to_owned(), "ben");
        assert_eq!(store.annotators(), ["ana"]);
    }

    #[test]
    fn annotations_of_others_are_read_without_a_lock_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let article = Article::read("a.txt", b"One fact. Two facts.");
        let store = Store::at(folder.path().to_owned(), "ben");
        assert_eq!(store.annotations_by("ana", &article), Default::default());
        let file = Store::at(folder.path().to_owned(), "ana").file_of("a.txt");
        fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).unwrap();
        fs::write(&file, "not a record").unwrap();
        let (annotations, findings) = store.annotations_by("ana", &article);
        assert!(annotations.iter().next().is_none());
        assert!(findings[0].message.contains("ana"), "{findings:?}");
        assert!(!folder.path().join(".lock").exists());
        assert_eq!(fs::read_to_string(&file).unwrap(), "not a record");
    }
}
