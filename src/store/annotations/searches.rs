//! The file `searches.ron`: the searches that were saved under a name, for all who work on a corpus.
//!
//! It stands beside `project.ron`, since a search belongs to the articles that it is about and to
//! everybody who reviews them; one search a line, so that git merges two people's, and what git makes of
//! two files is read as both ([`merge`]). Entries of other versions are written back as they are, and a
//! file that cannot be read whole is never overwritten.

use std::path::PathBuf;

use ron::value::RawValue;
use serde::Deserialize;

use super::{Store, lock, named, unreadable};
use crate::{
    diagnostic::{Diagnostic, Severity},
    find::SavedSearch,
    store::{StoreError, merge, record::options},
};

const FORMAT: u32 = 1;

const FILE_LIMIT: u64 = 1 << 20;

const FILE: &str = "searches.ron";

/// What the file holds.
#[derive(Default)]
struct SearchFile {
    searches: Vec<SavedSearch>,
    /// Entries that this version cannot read.
    others: Vec<String>,
    findings: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct Readable {
    format: u32,
    searches: Vec<Box<RawValue>>,
}

impl Store {
    /// The saved searches, in the order they were saved; and what is wrong with their file.
    pub fn searches(&self) -> (Vec<SavedSearch>, Vec<Diagnostic>) {
        let path = self.searches_path();
        match self.load_searches() {
            Ok(file) => {
                let findings = file.findings.iter();
                let findings = findings.map(|finding| named(&path, finding)).collect();
                (file.searches, findings)
            }
            Err(finding) => (Vec::new(), vec![named(&path, &finding)]),
        }
    }

    /// Changes the saved searches as they are on disk now; returns what they are then.
    ///
    /// # Errors
    /// A file that cannot be read whole or not be written; it is then as it was.
    pub fn change_searches(
        &mut self,
        change: impl FnOnce(&mut Vec<SavedSearch>),
    ) -> Result<Vec<SavedSearch>, StoreError> {
        self.make_folder(&self.dir)?;
        let _lock = lock::acquire(self.files.layer(), &self.dir)?;
        let path = self.searches_path();
        let mut file = self
            .load_searches()
            .map_err(|finding| unreadable(&path, &finding))?;
        change(&mut file.searches);
        self.files
            .replace_within(&self.dir, &path, &file.to_bytes())?;
        Ok(file.searches)
    }

    pub(super) fn searches_path(&self) -> PathBuf {
        self.dir.join(FILE)
    }

    fn load_searches(&self) -> Result<SearchFile, Diagnostic> {
        let path = self.searches_path();
        let error = |told: String| Diagnostic::new(Severity::Error, told);
        let bytes = self
            .files
            .read(&path, FILE_LIMIT)
            .map_err(|refused| error(refused.to_string()))?;
        let Some(bytes) = bytes else {
            return Ok(SearchFile::default());
        };
        SearchFile::read(&bytes)
    }
}

impl SearchFile {
    fn read(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let error = |told: String| Diagnostic::new(Severity::Error, told);
        let text =
            str::from_utf8(bytes).map_err(|_| error("it is not UTF-8".to_owned()).at(1, 1))?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Self::read_document(text).or_else(|mistake| {
            let merged = merge::one_document(text, "searches").ok_or_else(|| mistake.clone())?;
            let mut file = Self::read_document(&merged.text).map_err(|_| mistake)?;
            file.findings = merged.findings;
            Ok(file)
        })
    }

    fn read_document(text: &str) -> Result<Self, Diagnostic> {
        let error = |told: String| Diagnostic::new(Severity::Error, told);
        let read: Readable = options().from_str(text).map_err(|bad| {
            error(bad.code.to_string()).at(bad.span.start.line, bad.span.start.col)
        })?;
        if read.format != FORMAT {
            let told = "it is of another format: open it with a newer copydesk";
            return Err(error(told.to_owned()).at(1, 1));
        }
        let mut file = Self::default();
        for entry in read.searches {
            match entry.into_rust::<SavedSearch>() {
                Ok(search) => file.take(search),
                Err(_) => file.others.push(entry.get_ron().trim().to_owned()),
            }
        }
        Ok(file)
    }

    /// Adds a search. Two people may have given one name to two searches: the second is numbered.
    fn take(&mut self, search: SavedSearch) {
        if self.searches.contains(&search) {
            return;
        }
        let is_taken = |name: &str| self.searches.iter().any(|known| known.name == name);
        let numbered = (2..).map(|n| format!("{} ({n})", search.name));
        let mut names = std::iter::once(search.name.clone()).chain(numbered);
        let name = names.find(|name| !is_taken(name)).unwrap_or_default();
        self.searches.push(SavedSearch { name, ..search });
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("(format:{FORMAT},searches:[\n");
        for search in &self.searches {
            let line = ron::to_string(search).expect("writing a search into memory cannot fail");
            text.push_str(&line);
            text.push_str(",\n");
        }
        for other in &self.others {
            text.push_str(other);
            text.push_str(",\n");
        }
        text.push_str("])\n");
        text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::{Mode, Order, SavedView};

    fn search(name: &str, query: &str) -> SavedSearch {
        SavedSearch {
            name: name.to_owned(),
            view: SavedView::Concordance,
            mode: Mode::Regex,
            order: Order::Left,
            query: query.to_owned(),
        }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("annotations"), "ana");
        (folder, store)
    }

    #[test]
    fn searches_come_back_and_looking_writes_nothing() {
        let (folder, mut store) = store();
        assert_eq!(store.searches(), (Vec::new(), Vec::new()));
        assert!(!folder.path().join("annotations").exists());
        let odd = search("my \"first\"\n one", "in:000 \\bsays\u{1b}? \\\"");
        let all = store.change_searches(|all| all.push(odd.clone())).unwrap();
        assert_eq!(all, std::slice::from_ref(&odd));
        let again = Store::at(store.dir.clone(), "ben");
        assert_eq!(again.searches(), (vec![odd], Vec::new()));
        let text = std::fs::read_to_string(store.dir.join(FILE)).unwrap();
        assert_eq!(text.lines().count(), 3, "one search per line: {text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn entries_of_others_stay() {
        let (_folder, mut store) = store();
        store.make_folder(&store.dir).unwrap();
        let text = "(format:1,searches:[\n(name:\"a\",query:\"x\"),\n(name:\"a\",query:\"y\"),\n(name:\"a\",query:\"x\"),\n(title:\"new\",n:(1,2)),\n])";
        std::fs::write(store.dir.join(FILE), text).unwrap();
        let all = store
            .change_searches(|all| all.push(search("b", "z")))
            .unwrap();
        let names: Vec<_> = all.iter().map(|search| search.name.as_str()).collect();
        assert_eq!(
            names,
            ["a", "a (2)", "b"],
            "none of two equal names is lost"
        );
        assert_eq!(
            (all[0].mode, all[0].view),
            (Mode::Words, SavedView::Passages)
        );
        let text = std::fs::read_to_string(store.dir.join(FILE)).unwrap();
        assert!(text.contains("\n(title:\"new\",n:(1,2)),\n"), "{text}");
    }

    #[test]
    fn markers_of_git_and_both_sides_of_a_union_are_read_through_and_written_whole() {
        let entry = |name: &str| format!("(name:\"{name}\",query:\"x\"),\n");
        let (first, last) = ("(format:1,searches:[\n", "])\n");
        let [a, b, c] = ["a", "b", "c"].map(entry);
        let sides = format!("<<<<<<< HEAD\n{b}||||||| base\n=======\n{c}>>>>>>> ben\n");
        for text in [
            format!("{first}{a}{sides}{last}"),
            format!("{first}{a}{b}{last}{a}{c}{last}"),
            format!("<<<<<<< HEAD\r\n{first}{a}{b}{last}=======\n{first}{a}{c}{last}>>>>>>> ben"),
        ] {
            let (_folder, mut store) = store();
            store.make_folder(&store.dir).unwrap();
            std::fs::write(store.dir.join(FILE), &text).unwrap();
            let (searches, findings) = store.searches();
            let names: Vec<_> = searches.iter().map(|search| &search.name[..]).collect();
            assert_eq!(names, ["a", "b", "c"], "{text}");
            assert!(findings[0].message.contains("the searches of both sides"));
            store.change_searches(|_| ()).unwrap();
            assert_eq!(store.searches(), (searches, Vec::new()), "{text}");
        }
    }

    #[test]
    fn a_broken_file_is_told_and_not_overwritten() {
        let (_folder, mut store) = store();
        store.make_folder(&store.dir).unwrap();
        for broken in ["<<<<<<< HEAD\n(format:1", "(format:9,searches:[])", "\u{0}"] {
            std::fs::write(store.dir.join(FILE), broken).unwrap();
            let (searches, findings) = store.searches();
            assert!(searches.is_empty());
            assert_eq!(findings.len(), 1, "{broken:?}");
            store.change_searches(Vec::clear).unwrap_err();
            let text = std::fs::read_to_string(store.dir.join(FILE)).unwrap();
            assert_eq!(text, broken);
        }
    }
}
