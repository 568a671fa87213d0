//! Finding the store of a path, as git finds its repository, and other stores of the same articles.
//!
//! Owns the answer to the question which folder is the corpus. The search walks from the given folder
//! upward to the nearest folder with a store:
//!
//! - A store is recognised by its content, so a folder that is only called `annotations` is none.
//! - The search stops at the border of a file system and at the home folder, which it still looks at.
//! - A folder that everybody may write to, for example `/tmp`, never lends its store to folders below.
//!   Otherwise any user of the machine could place a store above the articles of another user.
//!
//! Looking writes nothing.

use std::{
    collections::HashSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use directories::BaseDirs;

use super::{
    annotation_file::AnnotationFile,
    atomic_write::SafeFiles,
    dirs::{Dirs, STORE_FOLDER, STORES, corpus_id},
    path_encoding,
};

const FILE_LIMIT: u64 = 64 << 20;

/// Most annotation files that are read to learn which articles a store is about.
const READ_FILES: usize = 256;

/// Deepest folder of annotation files that is looked at.
const DEPTH: usize = 16;

/// Place of a second store, seen from the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StorePosition {
    /// In a folder around the corpus.
    Above,
    /// In a folder of the corpus.
    Below,
}

/// Another store about some of the same articles, made by an earlier start from another folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecondStore {
    /// Place seen from the corpus.
    pub position: StorePosition,
    /// The folder of its articles.
    pub root: PathBuf,
    /// The folder of the store.
    pub dir: PathBuf,
}

/// Returns the corpus of a folder: the nearest folder around it with a store, or the folder itself.
/// `None` if no folder has a store.
pub(crate) fn corpus_root(dirs: &Dirs, here: &Path) -> Option<PathBuf> {
    reachable(here).into_iter().find(|folder| store_of(dirs, folder).is_some())
}

/// Returns the corpus of a folder whose annotations are in a `given` store.
///
/// 1. The folder beside the store, if the folder holds the given one.
/// 2. The folder below which most articles of the store stand, the nearest of several.
/// 3. The corpus without the store, as of [`corpus_root`].
pub(crate) fn corpus_root_with(dirs: &Dirs, here: &Path, given: &Path) -> Option<PathBuf> {
    let given = given.canonicalize().unwrap_or_else(|_| given.to_owned());
    let is_beside = given.file_name().is_some_and(|name| name == STORE_FOLDER);
    if let Some(around) = given.parent().filter(|around| is_beside && here.starts_with(around)) {
        return Some(around.to_owned());
    }
    let articles = articles_of(&dirs.files, &given);
    let n_there = |folder: &Path| {
        let there = articles.iter().filter(|article| folder.join(article).is_file());
        there.count()
    };
    let counted = reachable(here).into_iter().rev().map(|folder| (n_there(&folder), folder));
    let most = counted.filter(|(n, _)| *n > 0).max_by_key(|(n, _)| *n);
    most.map(|(_, folder)| folder).or_else(|| corpus_root(dirs, here))
}

/// Returns the store of exactly this folder: beside its articles, or in the data folder.
pub(crate) fn store_of(dirs: &Dirs, folder: &Path) -> Option<PathBuf> {
    let beside = folder.join(STORE_FOLDER);
    let apart = || dirs.data.join(STORES).join(corpus_id(Some(folder)));
    let is_there = |dir: &PathBuf| is_store(&dirs.files, dir);
    Some(beside).filter(is_there).or_else(|| Some(apart()).filter(is_there))
}

/// Returns the stores around the corpus and in its `folders`, in order of place.
pub(crate) fn second_stores(dirs: &Dirs, root: &Path, folders: &[PathBuf]) -> Vec<SecondStore> {
    let apart = dirs.files.vfs().list(&dirs.data.join(STORES)).unwrap_or_default();
    let apart: HashSet<OsString> = apart.into_iter().collect();
    // A stat for each folder; the digest of a path only if a store apart may have its name.
    let may_have = |folder: &Path| {
        folder.join(STORE_FOLDER).is_dir()
            || (!apart.is_empty() && apart.contains(&OsString::from(corpus_id(Some(folder)))))
    };
    let found = |position: StorePosition, folder: &Path| {
        let dir = Some(folder).filter(|folder| may_have(folder));
        let dir = dir.and_then(|folder| store_of(dirs, folder))?;
        Some(SecondStore { position, root: folder.to_owned(), dir })
    };
    let above = reachable(root).into_iter().skip(1);
    let above: Vec<_> = above.filter_map(|folder| found(StorePosition::Above, &folder)).collect();
    let below = folders.iter().filter(|folder| *folder != root && folder.starts_with(root));
    let below = below.filter_map(|folder| found(StorePosition::Below, folder));
    let mut all: Vec<SecondStore> = above.into_iter().chain(below).collect();
    all.sort();
    all.dedup();
    all
}

/// Returns true if a folder is a store of this or another version: it has one of the files that only
/// copydesk writes. Also a damaged store is one.
pub(crate) fn is_store(files: &SafeFiles, dir: &Path) -> bool {
    let text = |name: &str| {
        let bytes = files.read(&dir.join(name), FILE_LIMIT).ok().flatten();
        bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    };
    let is_list = |name: &str, list: &str| {
        let text = text(name);
        text.contains("(format:") && text.contains(list)
    };
    if !files.is_folder(dir).unwrap_or(false) {
        return false;
    }
    text(".gitattributes").contains("*.ron text eol=lf merge=union")
        || is_list("project.ron", "labels:[")
        || is_list("searches.ron", "searches:[")
        || annotation_files(files, dir, 1).next().is_some()
}

/// Returns the paths of the articles in the annotation files of a store.
fn articles_of(files: &SafeFiles, dir: &Path) -> HashSet<String> {
    let named = annotation_files(files, dir, READ_FILES).filter_map(|file| file.says());
    let named = named.map(|(article, _)| article);
    named.filter(|article| article != path_encoding::RULES && !article.starts_with('/')).collect()
}

/// Returns the files in the folders of a store that have the first line of an annotation file, at most
/// `limit`.
fn annotation_files(
    files: &SafeFiles,
    dir: &Path,
    limit: usize,
) -> impl Iterator<Item = AnnotationFile> {
    let mut found = Vec::new();
    let mut open = vec![(dir.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop().filter(|_| found.len() < limit) {
        let mut names = files.vfs().list(&folder).unwrap_or_default();
        names.sort();
        for name in names {
            let path = folder.join(&name);
            let is_ron = path.extension().is_some_and(|ending| ending == "ron");
            if is_ron && depth > 0 && found.len() < limit {
                let bytes = files.read(&path, FILE_LIMIT).ok().flatten().unwrap_or_default();
                let file = AnnotationFile::read_anyones(&bytes);
                found.extend(Some(file).filter(|file| file.says().is_some()));
            } else if depth < DEPTH && files.is_folder(&path).unwrap_or(false) {
                open.push((path, depth + 1));
            }
        }
    }
    found.into_iter()
}

/// Returns a folder and the folders around it whose store may be meant, the nearest first.
fn reachable(here: &Path) -> Vec<PathBuf> {
    let home = BaseDirs::new().and_then(|base| base.home_dir().canonicalize().ok());
    let mut folders = Vec::new();
    for folder in here.ancestors() {
        let is_start = folders.is_empty();
        if !is_start && device(folder) != device(here) {
            break;
        }
        if is_start || !is_everybodys(folder) {
            folders.push(folder.to_owned());
        }
        if home.as_deref() == Some(folder) {
            break;
        }
    }
    folders
}

#[cfg(unix)]
fn device(folder: &Path) -> Option<u64> {
    fs::metadata(folder).ok().map(|about| std::os::unix::fs::MetadataExt::dev(&about))
}

/// Returns `None`: a drive is a border of paths already.
#[cfg(not(unix))]
fn device(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(unix)]
fn is_everybodys(folder: &Path) -> bool {
    const OTHERS_WRITE: u32 = 0o002;
    let mode = fs::metadata(folder).map(|about| std::os::unix::fs::MetadataExt::mode(&about));
    mode.is_ok_and(|mode| mode & OTHERS_WRITE != 0)
}

#[cfg(not(unix))]
fn is_everybodys(_folder: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::annotation_file::tests::put;
    use crate::store::record::RecordLine;

    struct Disk(tempfile::TempDir);

    impl Disk {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().canonicalize().unwrap().join(name)
        }

        fn dirs(&self) -> Dirs {
            Dirs::below(&self.path("home"))
        }

        fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
            let path = self.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }

        fn annotations(&self, store: &str, article: &str) {
            let line = RecordLine::write(put(1, 1, 0), "");
            let file = AnnotationFile::new(article, "ana").merged([line]).to_bytes();
            self.write(&format!("{store}/ana/{article}.ron"), file);
        }

        fn root(&self, from: &str) -> Option<String> {
            fs::create_dir_all(self.path(from)).unwrap();
            let root = corpus_root(&self.dirs(), &self.path(from))?;
            let base = self.path("");
            Some(root.strip_prefix(base).unwrap().to_string_lossy().into_owned())
        }
    }

    #[test]
    fn the_nearest_folder_with_a_store_is_the_corpus_of_every_folder_below() {
        let disk = Disk::new();
        assert_eq!(disk.root("p/d1/deep"), None, "no store, no corpus");
        disk.annotations("p/annotations", "a.txt");
        for from in ["p", "p/d1", "p/d1/deep", "p/annotations"] {
            assert_eq!(disk.root(from).as_deref(), Some("p"), "{from}");
        }
        assert_eq!(disk.root("q"), None);
        disk.annotations("p/d1/annotations", "b.txt");
        assert_eq!(disk.root("p/d1/deep").as_deref(), Some("p/d1"));
        assert_eq!(disk.root("p").as_deref(), Some("p"));
    }

    #[test]
    fn a_store_is_known_by_its_content_and_also_when_damaged() {
        let labels = "(format:1,labels:[\n(id:\"a\",name:\"a\"";
        for (file, bytes) in [
            ("project.ron", labels),
            ("project.ron", "<<<<<<< HEAD\n(format:1,labels:[\n"),
            ("searches.ron", "(format:1,searches:[\n])\n"),
            (".gitattributes", "*.ron text eol=lf merge=union\n"),
            (
                "ana/deep/er/a.txt.ron",
                "(format:9,article:\"a.txt\",annotator:\"ana\",offsets:\"x\",records:[\ncut off",
            ),
        ] {
            let disk = Disk::new();
            disk.write(&format!("p/annotations/{file}"), bytes);
            assert_eq!(disk.root("p/d1").as_deref(), Some("p"), "{file}");
        }
        for (file, bytes) in [
            ("project.ron", "(name:\"a game\")"),
            ("ana/a.txt.ron", "(name:\"a game\")"),
            ("ana/a.txt.ann", "T1 Person 0 5"),
            ("README.txt", "(format:1,labels:["),
            (".gitattributes", "* text"),
        ] {
            let disk = Disk::new();
            disk.write(&format!("p/annotations/{file}"), bytes);
            assert_eq!(disk.root("p/d1"), None, "{file} makes no store");
        }
        let disk = Disk::new();
        disk.write("p/annotations", labels);
        assert_eq!(disk.root("p/d1"), None, "a file is no store");
    }

    #[test]
    fn a_corpus_that_cannot_be_written_to_has_its_store_in_the_data_folder() {
        let disk = Disk::new();
        fs::create_dir_all(disk.path("p/d1")).unwrap();
        let id = corpus_id(Some(&disk.path("p")));
        disk.annotations(&format!("home/data/stores/{id}"), "a.txt");
        assert_eq!(disk.root("p/d1").as_deref(), Some("p"));
        let second = second_stores(&disk.dirs(), &disk.path("p/d1"), &[]);
        assert_eq!(second.len(), 1, "{second:?}");
    }

    #[test]
    fn a_given_store_has_the_same_corpus_from_every_folder() {
        let disk = Disk::new();
        for article in ["p/a.txt", "p/d1/a.txt", "p/d1/deep/b.txt"] {
            disk.write(article, "text");
        }
        disk.annotations("marks", "a.txt");
        disk.annotations("marks", "d1/a.txt");
        let root = |from: &str, store: &str| {
            corpus_root_with(&disk.dirs(), &disk.path(from), &disk.path(store))
        };
        for from in ["p", "p/d1", "p/d1/deep"] {
            assert_eq!(root(from, "marks"), Some(disk.path("p")), "{from}");
            assert_eq!(root(from, "p/annotations"), Some(disk.path("p")), "beside: {from}");
            assert_eq!(root(from, "new"), None, "{from}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_of_everybody_lends_its_store_to_nobody() {
        use std::os::unix::fs::PermissionsExt;
        let disk = Disk::new();
        disk.annotations("p/annotations", "a.txt");
        fs::create_dir_all(disk.path("p/d1")).unwrap();
        fs::set_permissions(disk.path("p"), fs::Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(disk.root("p/d1"), None);
        assert_eq!(disk.root("p").as_deref(), Some("p"), "whoever starts there means it");
    }

    #[test]
    fn stores_above_and_below_are_found() {
        let disk = Disk::new();
        for store in ["p/annotations", "p/d1/annotations", "p/d1/x/annotations"] {
            disk.annotations(store, "a.txt");
        }
        disk.write("p/d2/annotations/notes.txt", "no store");
        let folders = ["p", "p/d1", "p/d1/x", "p/d2"].map(|folder| disk.path(folder));
        let of = |root: &str| {
            let all = second_stores(&disk.dirs(), &disk.path(root), &folders);
            let named = all.iter().map(|second| (second.position, second.root.clone()));
            named.collect::<Vec<_>>()
        };
        let (above, below) = (StorePosition::Above, StorePosition::Below);
        assert_eq!(of("p"), [(below, disk.path("p/d1")), (below, disk.path("p/d1/x"))]);
        assert_eq!(of("p/d1"), [(above, disk.path("p")), (below, disk.path("p/d1/x"))]);
    }
}
