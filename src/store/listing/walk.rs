//! Walking folders for article files.

use std::{
    collections::HashSet,
    fs,
    io::{self, ErrorKind},
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use ignore::{DirEntry, WalkBuilder};

use super::{Converters, ENDINGS, own_files, reason};
use crate::{
    diagnostic::{Diagnostic, Severity},
    store::{STORE_FOLDER, atomic_write::SafeFiles, discovery::is_store},
    text::{agree, count},
};

/// A path named by the user, without detours.
pub(super) enum NamedPath {
    Folder(PathBuf),
    File(PathBuf),
}

impl NamedPath {
    /// Classifies a path. Resolves links in its folders, but a linked file keeps its own name.
    pub(super) fn find(path: &Path) -> io::Result<NamedPath> {
        if path.metadata()?.is_dir() {
            return Ok(NamedPath::Folder(path.canonicalize()?));
        }
        let name = path.file_name().ok_or(ErrorKind::NotFound)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
        Ok(NamedPath::File(folder.join(name)))
    }

    /// Returns the path inside `root`. A path that a link of the corpus leads out of `root` keeps the
    /// name of the link, as the walk through `root` names its files.
    pub(super) fn within(self, root: &Path, typed: &Path) -> Self {
        if self.folder().starts_with(root) {
            return self;
        }
        let Some(inside) = inside_by_name(root, typed) else {
            return self;
        };
        match self {
            NamedPath::Folder(_) => NamedPath::Folder(inside),
            NamedPath::File(_) => NamedPath::File(inside),
        }
    }

    /// Returns the path itself.
    pub(super) fn path(&self) -> &Path {
        let (NamedPath::Folder(path) | NamedPath::File(path)) = self;
        path
    }

    pub(super) fn folder(&self) -> &Path {
        match self {
            NamedPath::Folder(folder) => folder,
            NamedPath::File(file) => file.parent().unwrap_or(file),
        }
    }
}

/// Returns the path of a typed path below `root`, without following links below `root`.
fn inside_by_name(root: &Path, typed: &Path) -> Option<PathBuf> {
    let whole = absolute_by_name(typed)?;
    let is_root = |around: &&Path| around.canonicalize().is_ok_and(|real| real == root);
    let around = whole.ancestors().find(is_root)?;
    Some(root.join(whole.strip_prefix(around).ok()?))
}

/// Returns the absolute path as typed. `None` with `..`, whose meaning depends on links.
pub(super) fn absolute_by_name(typed: &Path) -> Option<PathBuf> {
    let has_parent = typed.components().any(|part| part == Component::ParentDir);
    if has_parent {
        return None;
    }
    // The shell knows the links that led to the present folder.
    let present = Path::new(".").canonicalize().ok();
    let here = std::env::var_os("PWD").map(PathBuf::from).filter(|here| {
        here.is_absolute() && present.is_some() && here.canonicalize().ok() == present
    });
    let whole = here.map_or_else(|| typed.to_owned(), |here| here.join(typed));
    let whole = std::path::absolute(whole).ok()?;
    Some(whole.components().collect())
}

/// Returns the innermost folder that holds all paths.
pub(super) fn common_folder(places: &[NamedPath]) -> Option<PathBuf> {
    let mut folders = places.iter().map(NamedPath::folder);
    let first = folders.next()?;
    let common = folders.fold(first, |common, folder| {
        let around = common.ancestors().find(|around| folder.starts_with(around));
        around.unwrap_or(common)
    });
    Some(common.to_owned())
}

/// Results of a walk, in any order.
#[derive(Default)]
pub(super) struct WalkResult {
    pub files: Vec<PathBuf>,
    pub problems: Vec<(PathBuf, Diagnostic)>,
    /// The folders that were looked into.
    pub folders: Vec<PathBuf>,
    /// Files of copydesk's own.
    pub own: Vec<PathBuf>,
    /// The programs that say which further endings count.
    pub converters: Converters,
}

impl WalkResult {
    /// Returns the results of no walk yet.
    pub(super) fn of(converters: &Converters) -> Self {
        Self { converters: converters.clone(), ..Self::default() }
    }

    /// Adds the results of another walk. A problem that both met counts once.
    pub(super) fn add(&mut self, other: Self) {
        self.files.extend(other.files);
        self.own.extend(other.own);
        self.folders.extend(other.folders);
        self.problems.extend(other.problems);
        self.problems.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.problems.dedup();
    }

    fn warn(&mut self, path: &Path, message: impl Into<String>) {
        let problem = Diagnostic::new(Severity::Warning, message);
        self.problems.push((path.to_owned(), problem));
    }

    /// Returns the file of an entry if the file may be an article.
    fn file_of(&mut self, entry: DirEntry) -> Option<PathBuf> {
        let kind = entry.file_type();
        if !is_article_name(entry.path(), &self.converters) || kind.is_none_or(|kind| kind.is_dir())
        {
            return None;
        }
        if kind.is_some_and(|kind| kind.is_file()) {
            return Some(entry.into_path());
        }
        self.problems.push((entry.into_path(), not_a_file()));
        None
    }

    /// Adds files, and tells files of copydesk's own from articles.
    fn add_files(&mut self, files: Vec<PathBuf>) {
        let are_own = own_files::are_own(&files, own_files::n_threads(files.len()));
        for (file, is_own) in files.into_iter().zip(are_own) {
            if is_own {
                self.own.push(file);
            } else {
                self.files.push(file);
            }
        }
    }

    fn add_error(&mut self, error: &ignore::Error, folder: &Path) {
        let path = path_of(error).unwrap_or(folder);
        if is_loop(error) {
            return self.warn(path, "a link to one of its parent folders: not followed");
        }
        let is_link = || fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
        match error.io_error() {
            Some(source) if source.kind() == ErrorKind::NotFound && is_link() => {
                self.warn(path, "a link to nothing: not listed");
            }
            Some(source) if source.kind() == ErrorKind::PermissionDenied => {
                self.warn(path, "no permission to look into the folder: not listed");
            }
            Some(_) if is_link() => self.warn(path, "a link that leads nowhere: not listed"),
            Some(source) => self.warn(path, reason(source)),
            None => self.warn(path, format!("not listed: {error}")),
        }
    }
}

/// Returns the finding for a FIFO, a device or a socket.
pub(super) fn not_a_file() -> Diagnostic {
    let message = "not a regular file: never opened; pipe it in with `copydesk -`";
    Diagnostic::new(Severity::Error, message)
}

/// Adds the articles of a path. Fails only if the path itself cannot be read.
pub(super) fn walk(place: &NamedPath, root: &Path, found: &mut WalkResult) -> io::Result<()> {
    let folder = match place {
        NamedPath::Folder(folder) => folder,
        NamedPath::File(file) => {
            if file.metadata()?.is_file() {
                found.add_files(vec![file.clone()]);
            } else {
                found.problems.push((file.clone(), not_a_file()));
            }
            return Ok(());
        }
    };
    fs::read_dir(folder)?;
    let n_before = found.files.len() + found.own.len();
    let links = Arc::new(FollowedLinks::default());
    let mut files = Vec::new();
    for entry in walker(folder, root, IgnoreFiles::Respected, &links).build() {
        match entry {
            Ok(entry) => files.extend(found.file_of(entry)),
            Err(error) => found.add_error(&error, folder),
        }
    }
    found.add_files(files);
    found.folders.push(folder.clone());
    found.folders.extend(links.entered());
    for link in links.refused() {
        found.warn(&link, "a link to a folder that was followed already: not followed again");
    }
    if found.files.len() + found.own.len() == n_before {
        let message = why_empty(folder, root, &found.converters);
        found.warn(folder, message);
    }
    Ok(())
}

/// Effect of `.gitignore` files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IgnoreFiles {
    Respected,
    Disregarded,
}

/// Returns a walk with equal results on every machine: no global or surrounding ignore files.
///
/// Unpublished texts are often ignored by the surrounding repository and must still be read.
fn walker(
    folder: &Path,
    root: &Path,
    ignore: IgnoreFiles,
    links: &Arc<FollowedLinks>,
) -> WalkBuilder {
    let links = Arc::clone(links);
    let own = [folder.join(STORE_FOLDER), root.join(STORE_FOLDER)];
    let files = SafeFiles::real();
    // The texts in a store are no articles, also in a store of an earlier start from a folder below.
    let is_stores = move |entry: &DirEntry| {
        let is_named = entry.file_name() == STORE_FOLDER;
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        (is_named && (own.iter().any(|own| own == entry.path()) || is_store(&files, entry.path())))
            || (is_folder && own_files::is_store(entry.path()))
    };
    let respected = ignore == IgnoreFiles::Respected;
    let mut builder = WalkBuilder::new(folder);
    builder
        .parents(false)
        .git_global(false)
        .git_exclude(false)
        .git_ignore(respected)
        .ignore(respected)
        .require_git(false)
        .follow_links(true)
        // The choice between several links must not depend on the file system.
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| entry.depth() == 0 || (!is_stores(entry) && links.admit(entry)));
    builder
}

/// Linked folders, each followed once, and all folders that the walk enters.
///
/// Ten folders with links to each other have more paths than seconds in a month.
#[derive(Default)]
struct FollowedLinks {
    links: Mutex<(HashSet<PathBuf>, Vec<PathBuf>)>,
    entered: Mutex<Vec<PathBuf>>,
}

impl FollowedLinks {
    /// Returns true if the walk enters an entry.
    fn admit(&self, entry: &DirEntry) -> bool {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_admitted = !is_folder || !entry.path_is_symlink() || self.is_new(entry);
        if is_folder && is_admitted {
            let mut entered = self.entered.lock().unwrap_or_else(PoisonError::into_inner);
            entered.push(entry.path().to_owned());
        }
        is_admitted
    }

    fn is_new(&self, entry: &DirEntry) -> bool {
        let Ok(target) = entry.path().canonicalize() else {
            return true;
        };
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = links.0.insert(target);
        if !is_new {
            links.1.push(entry.path().to_owned());
        }
        is_new
    }

    /// Takes the links that were not followed.
    fn refused(&self) -> Vec<PathBuf> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut links.1)
    }

    /// Takes the folders that the walk has entered.
    fn entered(&self) -> Vec<PathBuf> {
        let mut entered = self.entered.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut entered)
    }
}

fn why_empty(folder: &Path, root: &Path, converters: &Converters) -> String {
    let all = walker(folder, root, IgnoreFiles::Disregarded, &Arc::default()).build().flatten();
    let is_article = |entry: &DirEntry| {
        entry.file_type().is_some_and(|kind| kind.is_file())
            && is_article_name(entry.path(), converters)
    };
    match all.filter(is_article).count() {
        0 => format!("no article in the folder: none ends in .{}", ENDINGS.join(", .")),
        n => {
            let (each, them) = (agree(n, "it", "them one by one"), agree(n, "it", "them"));
            format!(".gitignore hides {}: name {each} to read {them}", count(n, "article"))
        }
    }
}

fn is_article_name(path: &Path, converters: &Converters) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)) || converters.knows(ending)
    })
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithPath { err, .. } => is_loop(err),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_of(path: &Path, source: io::Error) -> String {
        let error = ignore::Error::WithPath {
            path: path.to_owned(),
            err: Box::new(ignore::Error::Io(source)),
        };
        let mut found = WalkResult::default();
        found.add_error(&error, Path::new("elsewhere"));
        let (named, told) = found.problems.pop().unwrap();
        assert_eq!(named, path);
        told.message
    }

    /// Errors that a test cannot bring about: it may run as somebody who may read everything.
    #[test]
    fn each_error_is_told_with_its_cause() {
        let folder = tempfile::tempdir().unwrap();
        let denied = told_of(folder.path(), ErrorKind::PermissionDenied.into());
        assert!(denied.contains("no permission to look into"), "{denied}");
        let broken = told_of(folder.path(), io::Error::other("the disk is broken"));
        assert!(broken.contains("the disk is broken"), "{broken}");
        let gone = told_of(&folder.path().join("gone.txt"), ErrorKind::NotFound.into());
        assert!(gone.contains("the file is gone"), "{gone}");
    }
}
