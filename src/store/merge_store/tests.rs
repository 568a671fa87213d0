//! Merges on a simulated disk, whole and with a failure at every call.

use std::{collections::BTreeMap, sync::Arc};

use super::*;
use crate::{
    annotation::{BatchId, LabelId, RepeatUnit, Rule},
    find::{LineOrder, SavedSearch, SavedView, SearchMode},
    store::{
        annotation_file::tests::put,
        record::RecordLine,
        vfs::tests::simulated_disk::{DiskFailure, SimulatedDisk},
    },
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

/// The stores of `/p` and of `/p/d1` on one disk.
struct Stores {
    disk: SimulatedDisk,
    dirs: Dirs,
}

impl Stores {
    fn on(disk: SimulatedDisk) -> Self {
        let dirs = Dirs::below(Path::new("/home")).on(Arc::new(disk.clone()));
        Self { disk, dirs }
    }

    /// Both stores with annotations, rules, labels, searches, an unreadable line, a text and a draft.
    fn full() -> Self {
        let stores = Self::on(SimulatedDisk::new());
        let files = &stores.dirs.files;
        for folder in ["/p", "/p/d1"] {
            files.create_folder(Path::new(folder)).unwrap();
        }
        let line = |id: u64, rev: u32, end: usize| RecordLine::write(put(id, rev, end), "");
        let lower = [line(1, 1, 10), line(2, 2, 20), line(3, 2, 30)];
        let upper = [line(3, 2, 40), line(4, 1, 50)];
        stores.write("/p/d1/annotations/ana/a.txt.ron", "a.txt", &lower, "an unreadable line\n");
        stores.write("/p/d1/annotations/ben/x/b.txt.ron", "x/b.txt", &lower[..1], "");
        stores.write("/p/annotations/ana/d1/a.txt.ron", "d1/a.txt", &upper, "");
        for (dir, n) in [("/p/annotations", 1), ("/p/d1/annotations", 2)] {
            let mut store = Store::on(files.clone(), dir.into(), "ana");
            let mut codebook = store.codebook().0;
            codebook.add(&format!("label {n}")).unwrap();
            store.save_codebook(&codebook).unwrap();
            let search = SavedSearch {
                name: format!("search {n}"),
                view: SavedView::default(),
                mode: SearchMode::Words,
                order: LineOrder::default(),
                query: "tram".to_owned(),
            };
            store.change_searches(|all| all.push(search)).unwrap();
            let rule = Rule {
                id: BatchId(n),
                words: format!("words {n}"),
                label: LabelId("boilerplate".to_owned()),
                unit: RepeatUnit::Words,
                created: at(0),
                left_out: Vec::new(),
            };
            store.save_rule(rule.id, Some(&rule), at(0)).unwrap();
        }
        stores
    }

    fn write(&self, path: &str, article: &str, lines: &[RecordLine], unreadable: &str) {
        let path = Path::new(path);
        let annotator = path.iter().find(|part| *part == "ana" || *part == "ben").unwrap();
        let file = AnnotationFile::new(article, annotator.to_str().unwrap());
        let text = String::from_utf8(file.merged(lines.iter().cloned()).to_bytes()).unwrap();
        let text = text.replace("])\n", &format!("{unreadable}])\n"));
        self.dirs.files.create_folder(path.parent().unwrap()).unwrap();
        self.dirs.files.replace(path, text.as_bytes()).unwrap();
    }

    fn merge(&self) -> StoreMerge {
        let place =
            |root: &str| StorePlace { root: root.into(), dir: Path::new(root).join(STORE_FOLDER) };
        StoreMerge { dirs: self.dirs.clone(), from: place("/p/d1"), into: place("/p") }
    }

    /// The files of the corpus without locks and backups.
    fn corpus(&self) -> BTreeMap<PathBuf, String> {
        let files = self.disk.files().into_iter();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let is_of_corpus = |path: &Path| path.starts_with("/p/annotations");
        let files = files.filter(|(path, _)| is_of_corpus(path) && !path.ends_with(".lock"));
        files.map(|(path, bytes)| (path, text(bytes.to_vec()))).collect()
    }

    fn has_lower(&self) -> bool {
        self.dirs.files.exists(Path::new("/p/d1/annotations")).unwrap()
    }
}

fn check_merged(stores: &Stores) {
    let corpus = stores.corpus();
    let text = |name: &str| &corpus[&Path::new("/p/annotations").join(name)];
    let file = AnnotationFile::read(text("ana/d1/a.txt.ron").as_bytes(), "d1/a.txt", "ana");
    assert_eq!(file.winners().len(), 4);
    assert_eq!(file.rivals().len(), 1, "both versions of the third stay");
    assert_eq!(file.n_kept(), 1, "an unreadable line comes along, once");
    assert!(file.lines().contains(&RecordLine::write(put(2, 2, 20), "")), "line for line");
    let other = AnnotationFile::read(text("ben/d1/x/b.txt.ron").as_bytes(), "d1/x/b.txt", "ben");
    assert_eq!((other.winners().len(), other.findings().len()), (1, 0));
    let mut store = Store::on(stores.dirs.files.clone(), "/p/annotations".into(), "ana");
    let labels = store.codebook().0.labels;
    let named: Vec<&str> = labels.iter().map(|label| label.name.as_str()).collect();
    assert!(named.contains(&"label 1") && named.contains(&"label 2"), "{named:?}");
    let searches = store.searches().0;
    let names: Vec<&str> = searches.iter().map(|search| search.name.as_str()).collect();
    assert_eq!(names, ["search 1", "search 2"]);
    assert_eq!(store.rules().0.len(), 2);
}

#[test]
fn everything_of_both_stores_is_in_the_corpus_and_the_second_store_is_aside() {
    let stores = Stores::full();
    let before = stores.disk.files();
    let planned = stores.merge().merge("ana", WriteMode::DryRun, at(1)).unwrap();
    assert_eq!(stores.disk.files(), before, "a dry run writes nothing");
    let done = stores.merge().merge("ana", WriteMode::Write, at(1)).unwrap();
    assert_eq!(planned, done);
    let of_ana = done.files.iter().find(|file| file.file == "ana/d1/a.txt.ron").unwrap();
    assert_eq!((of_ana.n_new, of_ana.n_conflicts), (2, 1));
    check_merged(&stores);
    assert!(!stores.has_lower());
    assert_eq!(done.aside, Path::new("/p/d1/.annotations-merged"));
    assert!(stores.dirs.files.exists(&done.aside.join("ana/a.txt.ron")).unwrap());
    assert_eq!(corpus_root(&stores.dirs, Path::new("/p/d1")).as_deref(), Some(Path::new("/p")));
}

#[test]
fn a_merge_that_fails_at_any_call_is_finished_by_the_next() {
    let whole = Stores::full();
    let n_before = whole.disk.n_calls();
    whole.merge().merge("ana", WriteMode::Write, at(1)).unwrap();
    let expected = whole.corpus();
    let n_calls = whole.disk.n_calls() - n_before;
    assert!(n_calls > 100, "{n_calls}");
    for call in 0..n_calls {
        let stores = Stores::full();
        stores.disk.fail(stores.disk.n_calls() + call, DiskFailure::Error(5));
        let first = stores.merge().merge("ana", WriteMode::Write, at(1));
        if first.is_err() && stores.has_lower() {
            stores.merge().merge("ana", WriteMode::Write, at(2)).unwrap();
        }
        assert!(!stores.has_lower(), "call {call}");
        assert_eq!(stores.corpus(), expected, "call {call}");
    }
}

#[test]
fn a_damaged_file_of_either_store_stops_the_merge_before_anything_is_written() {
    for path in [
        "/p/d1/annotations/ana/a.txt.ron",
        "/p/annotations/ana/d1/a.txt.ron",
        "/p/annotations/project.ron",
    ] {
        let stores = Stores::full();
        stores.disk.overwrite(Path::new(path), b"(format:1,");
        let before = stores.disk.files();
        let refused = stores.merge().merge("ana", WriteMode::Write, at(1)).unwrap_err();
        assert!(matches!(refused, MergeError::Damaged { .. }), "{path}: {refused}");
        assert_eq!(stores.disk.files(), before, "{path}");
    }
}

/// Replaces one text of the labels of a store.
fn change_labels(stores: &Stores, dir: &str, (old, new): (&str, &str)) {
    let path = Path::new(dir).join("project.ron");
    let text = String::from_utf8(stores.disk.files()[&path].to_vec()).unwrap();
    assert!(text.contains(old), "{text}");
    // Without the checksum, as after a change by hand.
    let (text, _) = text.rsplit_once(",c:").unwrap();
    stores
        .dirs
        .files
        .replace(&path, format!("{})\n", text.replacen(old, new, 1)).as_bytes())
        .unwrap();
}

#[test]
fn each_difference_of_the_labels_is_told_before_and_after() {
    let lower = "/p/d1/annotations";
    let sourced = "name:\"sourced\",key:'1'";
    for (dir, change, expected) in [
        (lower, (sourced, "name:\"with a source\",key:'1'"), "the other: name “with a source”"),
        (lower, (sourced, "name:\"sourced\",key:'9'"), "the other: key 9"),
        (
            "/p/annotations",
            (sourced, "name:\"mine\",key:'1'"),
            "label “mine” is defined differently",
        ),
        (lower, ("examples:[", "examples:[\"Ana said.\","), "examples “Ana said."),
        (lower, ("definition:\"", "definition:\"Always: "), "definition “Always: "),
        (lower, ("id:\"sourced\",name:\"sourced\",", "name:\"sourced\","), "1 entry of the other"),
    ] {
        let stores = Stores::full();
        let known = stores.merge().merge("ana", WriteMode::DryRun, at(1)).unwrap().notes;
        change_labels(&stores, dir, change);
        let before =
            Store::on(stores.dirs.files.clone(), "/p/annotations".into(), "ana").codebook().0;
        let planned = stores.merge().merge("ana", WriteMode::DryRun, at(1)).unwrap();
        let new: Vec<_> = planned.notes.iter().filter(|note| !known.contains(note)).collect();
        assert!(matches!(new[..], [note] if note.contains(expected)), "{expected}: {new:?}");
        let done = stores.merge().merge("ana", WriteMode::Write, at(1)).unwrap();
        assert_eq!(planned, done);
        let after =
            Store::on(stores.dirs.files.clone(), "/p/annotations".into(), "ana").codebook().0;
        let kept = before.labels.iter().filter(|label| after.labels.contains(label)).count();
        assert_eq!(kept, before.labels.len(), "the corpus's definitions stay");
    }
}

#[test]
fn labels_that_share_a_key_and_rows_of_kinds_are_told() {
    let stores = Stores::full();
    let notes = stores.merge().merge("ana", WriteMode::DryRun, at(1)).unwrap().notes;
    assert_eq!(
        notes,
        ["label “label 2” comes in with key 6 and letter A; the other: key 5, letter L"]
    );
    let row = |label: &str| {
        (
            "labels:[",
            format!("kinds:[(kind:\"heading\",label:{label:?},settle:Sure,rev:1)],labels:["),
        )
    };
    let (old, new) = row("sourced");
    change_labels(&stores, "/p/d1/annotations", (old, &new));
    let one = stores.merge().merge("ana", WriteMode::DryRun, at(1)).unwrap();
    assert_eq!(one.notes.len(), 1, "a row that only the other has comes in: {:?}", one.notes);
    let (old, new) = row("unsourced");
    change_labels(&stores, "/p/annotations", (old, &new));
    let both = stores.merge().merge("ana", WriteMode::DryRun, at(1)).unwrap().notes;
    assert!(both[1].contains("kind “heading” is set differently"), "{both:?}");
    assert!(both[1].contains("the other: sourced, sure"), "{both:?}");
}
