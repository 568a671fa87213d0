//! The file `searches.ron`: the named searches of everybody who works on a corpus.
//!
//! Lies beside `project.ron`, because a search belongs to its articles and to all annotators. Holds one
//! search per line, so that git merges the lines of two people ([`super::conflict_markers`]). Entries of
//! other versions are written back unchanged, and an unreadable file is never overwritten.
//!
//! # Removed searches
//!
//! A search has no id; its line identifies the search. Deleting, renaming or replacing a search adds a
//! record of the removed line: `(name:"…",op:Del,was:"digest of the line")`. If a union merge restores
//! the line, the record suppresses it. A version that another person saved meanwhile is a different line
//! and stays. A search saved again unchanged gets a `rev` field, so that its line differs from the
//! removed line.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    iter, mem,
    path::PathBuf,
};

use ron::value::RawValue;
use serde::Deserialize;

use super::{
    Store, StoreError,
    list_file::{ListFile, list_text, parse_list},
    record::{RecordOp, quoted},
};
use crate::{corpus::Digest, diagnostic::Diagnostic, find::SavedSearch};

const FILE: &str = "searches.ron";

/// Content of the file.
#[derive(Default)]
pub(super) struct SearchFile {
    entries: Vec<SearchLine>,
    /// The searches of `entries`, each name once.
    searches: Vec<SavedSearch>,
    /// Records of removed lines, by the digest of the line.
    gone: BTreeMap<String, String>,
    /// Unreadable entries of other versions.
    others: Vec<String>,
    findings: Vec<Diagnostic>,
}

/// A search with its line.
struct SearchLine {
    search: SavedSearch,
    raw: String,
}

/// The record of a removed line.
#[derive(Deserialize)]
struct RemovedLine {
    op: RecordOp,
    was: String,
}

#[derive(Deserialize)]
struct SearchDocument {
    searches: Vec<Box<RawValue>>,
}

impl Store {
    /// Returns the saved searches in the order of saving, with the problems of their file.
    pub fn searches(&self) -> (Vec<SavedSearch>, Vec<Diagnostic>) {
        let (file, findings) = self.load_list::<SearchFile>(&self.searches_path());
        (file.searches, findings)
    }

    /// Changes the saved searches on disk, and returns the searches after the change.
    ///
    /// # Errors
    /// - [`StoreError::Unreadable`] if the file cannot be read whole; the file stays unchanged.
    /// - [`StoreError::Busy`], [`StoreError::Outside`] and [`StoreError::Io`] as for [`Store::save`].
    pub fn change_searches(
        &mut self,
        change: impl FnOnce(&mut Vec<SavedSearch>),
    ) -> Result<Vec<SavedSearch>, StoreError> {
        let path = self.searches_path();
        let file = self.change_list(&path, |file: &mut SearchFile| {
            let mut searches = file.searches.clone();
            change(&mut searches);
            file.become_these(searches);
            Ok(())
        })?;
        Ok(file.searches)
    }

    pub(super) fn searches_path(&self) -> PathBuf {
        self.dir().join(FILE)
    }
}

impl ListFile for SearchFile {
    const LIST: &'static str = "searches";

    fn read_document(text: &str) -> Result<Self, Diagnostic> {
        let read: SearchDocument = parse_list(text)?;
        let mut file = Self::default();
        for entry in read.searches {
            let raw = entry.get_ron().trim().to_owned();
            if let Ok(RemovedLine { op: RecordOp::Del, was }) = entry.into_rust() {
                file.gone.insert(was, raw);
            } else if let Ok(search) = entry.into_rust() {
                file.entries.push(SearchLine { search, raw });
            } else {
                file.others.push(raw);
            }
        }
        file.settle();
        Ok(file)
    }

    fn findings_mut(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.findings
    }

    fn to_bytes(&self) -> Vec<u8> {
        let entries = self.entries.iter().map(|entry| &entry.raw);
        let lines = entries.chain(&self.others).chain(self.gone.values());
        let lines = lines.map(|line| format!("{line},"));
        (list_text(&[], Self::LIST, lines) + ")\n").into_bytes()
    }
}

impl SearchFile {
    /// Keeps every search once, with a unique name.
    ///
    /// If two searches have one name, the first line in the alphabet keeps the name, and the second gets
    /// a number, for example `fares (2)`. Every merge numbers alike.
    fn settle(&mut self) {
        let mut all = mem::take(&mut self.entries);
        let mut seen = BTreeSet::new();
        all.retain(|entry| {
            !self.gone.contains_key(&digest(&entry.raw)) && seen.insert(entry.raw.clone())
        });
        let mut by_line: Vec<&SearchLine> = all.iter().collect();
        by_line.sort_by(|a, b| a.raw.cmp(&b.raw));
        by_line.dedup_by(|a, b| a.search == b.search);
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut of_line: HashMap<&str, String> = HashMap::new();
        for entry in by_line {
            let name = &entry.search.name;
            let numbered = (2..).map(|n| format!("{name} ({n})"));
            let mut possible = iter::once(name.clone()).chain(numbered);
            let free = possible.find(|name| !names.contains(name));
            let free = free.unwrap_or_default();
            names.insert(free.clone());
            of_line.insert(&entry.raw, free);
        }
        let searches = all.iter().filter_map(|entry| {
            let name = of_line.remove(&*entry.raw)?;
            let search = entry.search.clone();
            Some(SavedSearch { name, ..search })
        });
        self.searches = searches.collect();
        self.entries = all;
    }

    /// Adds the searches and removals of another file.
    pub(super) fn absorb(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.gone.extend(other.gone);
        self.others.extend(other.others);
        self.others.sort();
        self.others.dedup();
        self.settle();
    }

    /// Replaces the searches. An unchanged search keeps its line, and every other line gets a removal
    /// record.
    fn become_these(&mut self, searches: Vec<SavedSearch>) {
        let mut old = mem::take(&mut self.entries);
        let mut entries: Vec<SearchLine> = Vec::new();
        let mut lines = Vec::new();
        for search in &searches {
            let kept = old.iter().position(|entry| entry.search == *search);
            lines.push(kept.map(|at| old.remove(at)));
        }
        for entry in old {
            let was = digest(&entry.raw);
            let name = quoted(&entry.search.name);
            let record = format!("(name:{name},op:Del,was:{})", quoted(&was));
            self.gone.insert(was, record);
        }
        for (search, line) in searches.iter().zip(lines) {
            let new = || self.new_entry(search);
            entries.push(line.unwrap_or_else(new));
        }
        (self.entries, self.searches) = (entries, searches);
    }

    /// Returns a search with a line that no removal record names.
    fn new_entry(&self, search: &SavedSearch) -> SearchLine {
        let line = ron::to_string(search).expect("writing a search into memory cannot fail");
        let fields = line.trim_end_matches(')');
        let revised = (2..).map(|rev| format!("{fields},rev:{rev})"));
        let mut lines = iter::once(line.clone()).chain(revised);
        let raw = lines.find(|line| !self.gone.contains_key(&digest(line)));
        SearchLine { search: search.clone(), raw: raw.unwrap_or_default() }
    }
}

/// Returns the digest that identifies a line.
fn digest(line: &str) -> String {
    Digest::of(line).short()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::{LineOrder, SavedView, SearchMode};

    fn search(name: &str, query: &str) -> SavedSearch {
        SavedSearch {
            name: name.to_owned(),
            view: SavedView::Concordance,
            mode: SearchMode::Regex,
            order: LineOrder::Left,
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
        let again = Store::at(store.dir().to_owned(), "ben");
        assert_eq!(again.searches(), (vec![odd], Vec::new()));
        let text = std::fs::read_to_string(store.dir().join(FILE)).unwrap();
        assert_eq!(text.lines().count(), 3, "one search per line: {text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn entries_of_others_stay() {
        let (_folder, mut store) = store();
        store.make_folder(store.dir()).unwrap();
        let text = "(format:1,searches:[\n(name:\"a\",query:\"x\"),\n(name:\"a\",query:\"y\"),\n(name:\"a\",query:\"x\"),\n(title:\"new\",n:(1,2)),\n])";
        std::fs::write(store.dir().join(FILE), text).unwrap();
        let all = store.change_searches(|all| all.push(search("b", "z"))).unwrap();
        let names: Vec<_> = all.iter().map(|search| search.name.as_str()).collect();
        assert_eq!(names, ["a", "a (2)", "b"], "none of two equal names is lost");
        assert_eq!((all[0].mode, all[0].view), (SearchMode::Words, SavedView::Passages));
        let text = std::fs::read_to_string(store.dir().join(FILE)).unwrap();
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
            store.make_folder(store.dir()).unwrap();
            std::fs::write(store.dir().join(FILE), &text).unwrap();
            let (searches, findings) = store.searches();
            let names: Vec<_> = searches.iter().map(|search| &search.name[..]).collect();
            assert_eq!(names, ["a", "b", "c"], "{text}");
            assert!(findings[0].message.contains("the searches of both sides"));
            store.change_searches(|_| ()).unwrap();
            assert_eq!(store.searches(), (searches, Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_was_taken_away_stays_away_when_its_line_comes_back() {
        let (_folder, mut store) = store();
        let [first, other] = [search("tram", "fare"), search("ferry", "night")];
        store.change_searches(|all| all.extend([first.clone(), other.clone()])).unwrap();
        let path = store.dir().join(FILE);
        let lines = || -> Vec<String> {
            let text = std::fs::read_to_string(&path).unwrap();
            text.lines().map(str::to_owned).collect()
        };
        let union = |store: &Store, line: &str| {
            let now = std::fs::read_to_string(store.dir().join(FILE)).unwrap();
            let text = now.replacen("[\n", &format!("[\n{line}\n"), 1);
            std::fs::write(store.dir().join(FILE), text).unwrap();
        };
        let line = lines().remove(1);
        store.change_searches(|all| all.retain(|known| known.name != "tram")).unwrap();
        union(&store, &line);
        assert_eq!(store.searches(), (vec![other.clone()], Vec::new()));
        // Saved again just as it was, it is there, also beside its old line.
        store.change_searches(|all| all.push(first.clone())).unwrap();
        union(&store, &line);
        assert_eq!(store.searches().0, [other.clone(), first.clone()]);
        // What somebody else made of it meanwhile stays when it is deleted here.
        let changed = search("tram", "fare zone");
        let theirs = format!("{},", ron::to_string(&changed).unwrap());
        store.change_searches(|all| all.truncate(1)).unwrap();
        union(&store, &theirs);
        assert_eq!(store.searches().0, [changed, other]);
    }

    #[test]
    fn two_searches_of_one_name_are_named_alike_whoever_merges_them() {
        let entry = |query: &str| format!("(name:\"a\",query:\"{query}\"),\n");
        let mut written = Vec::new();
        for (one, other) in [("x", "y"), ("y", "x")] {
            let (_folder, mut store) = store();
            store.make_folder(store.dir()).unwrap();
            let text = format!("(format:1,searches:[\n{}{}])\n", entry(one), entry(other));
            std::fs::write(store.dir().join(FILE), &text).unwrap();
            let of_a_name = |name: &str| {
                let found = store.searches().0;
                let found = found.into_iter().find(|known| known.name == name);
                found.map(|known| known.query)
            };
            assert_eq!(of_a_name("a").as_deref(), Some("x"));
            assert_eq!(of_a_name("a (2)").as_deref(), Some("y"));
            // The one that is only numbered here is deleted with its line.
            store.change_searches(|all| all.retain(|known| known.name == "a")).unwrap();
            let text = std::fs::read_to_string(store.dir().join(FILE)).unwrap();
            assert!(!text.contains("query:\"y\""), "{text}");
            written.push(text);
        }
        assert_eq!(written[0], written[1]);
    }

    #[test]
    fn a_broken_file_is_told_and_not_overwritten() {
        let (_folder, mut store) = store();
        store.make_folder(store.dir()).unwrap();
        for broken in ["<<<<<<< HEAD\n(format:1", "(format:9,searches:[])", "\u{0}"] {
            std::fs::write(store.dir().join(FILE), broken).unwrap();
            let (searches, findings) = store.searches();
            assert!(searches.is_empty());
            assert_eq!(findings.len(), 1, "{broken:?}");
            store.change_searches(Vec::clear).unwrap_err();
            let text = std::fs::read_to_string(store.dir().join(FILE)).unwrap();
            assert_eq!(text, broken);
        }
    }
}
