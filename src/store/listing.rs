//! Listing the articles of folders and files, and reading their bytes.
//!
//! Owns everything between a path of the command line and [`Article::read`]: walking, order, names,
//! checks before a file is opened, and the time limit of reading ([`article_reader`]). Only regular
//! files are read. Opening never blocks, so a FIFO or a device cannot hang the program, even if it
//! replaced a file since listing. Problems of one file become diagnostics. Only a named path that cannot
//! be listed is an error.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};

use super::Converters;
#[cfg(doc)]
use crate::corpus::Article;
use crate::{diagnostic::Diagnostic, text::visible};

mod article_path;
mod article_reader;
mod distinct_names;
mod file_parts;
mod own_files;
mod walk;

pub(crate) use self::distinct_names::distinct_names;
pub(super) use self::{
    article_path::{below, inside},
    file_parts::file_of,
};
pub use self::{
    article_reader::{is_long, read, read_from},
    file_parts::FilePart,
};

/// The articles that the user asked for.
#[derive(Debug, Default)]
pub struct Listing {
    /// Corpus folder, the base of `Entry::path`; `None` for standard input and the sample.
    pub root: Option<PathBuf>,
    /// The articles in corpus order: by folder and file name, component by component, byte by byte.
    pub entries: Vec<Entry>,
    /// Problems of listing, each with its path inside the corpus.
    pub diagnostics: Vec<(String, Diagnostic)>,
    /// Indices of the entries at or below the named paths, in order.
    pub named: Vec<usize>,
    /// The folders that were looked into.
    pub folders: Vec<PathBuf>,
    /// Files of copydesk's own, which are no articles, for example an export; paths inside the corpus.
    pub own_files: Vec<String>,
}

/// One article: a file, or one of several articles in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Unique name of the article: its path inside the corpus with `/` between folders, and the number
    /// of its part, for example `2026/tram.txt` and `archive.jsonl#0003`.
    ///
    /// Bytes outside UTF-8 are written `\xNN`, and a backslash that would look like an escape `\x5c`.
    pub path: String,
    /// The file that holds the article.
    pub file: PathBuf,
    /// The article's number in the file; `None` if the file is one article.
    pub part: Option<FilePart>,
    /// The programs that convert files, for example PDF files.
    pub converters: Converters,
}

/// A named path that cannot be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The path does not exist.
    #[error("{} does not exist: check the spelling", shown(path))]
    Missing {
        /// The path in the user's spelling.
        path: PathBuf,
    },
    /// The system denies access.
    #[error("no permission to read {}: ask its owner, or copy what you may read", shown(path))]
    Denied {
        /// The path in the user's spelling.
        path: PathBuf,
    },
    /// Any other error.
    #[error("cannot read {}: {source}", shown(path))]
    Io {
        /// The path in the user's spelling.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
}

impl ListError {
    fn new(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => ListError::Missing { path },
            io::ErrorKind::PermissionDenied => ListError::Denied { path },
            _ => ListError::Io { path, source },
        }
    }
}

fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// Lists the articles of folders (recursively) and files, without a converter of the user.
///
/// # Errors
/// The [`ListError`] of [`list_with`].
pub fn list(paths: &[PathBuf]) -> Result<Listing, ListError> {
    list_with(paths, &Converters::default())
}

/// Lists the articles of folders (recursively) and files.
///
/// A file in a folder counts if its name ends in one of [`ENDINGS`] or has a converter, and neither a leading dot nor a
/// `.gitignore` inside the folder hides it. A named file always counts, for example `notes.log`. Exports,
/// reports and stores of copydesk never count, whatever their names are.
///
/// # Errors
/// - [`ListError::Missing`] if a named path does not exist.
/// - [`ListError::Denied`] without permission to read a named path.
/// - [`ListError::Io`] for every other error of a named path.
pub fn list_with(paths: &[PathBuf], converters: &Converters) -> Result<Listing, ListError> {
    let places = places(paths)?;
    let Some(root) = walk::common_folder(&places) else {
        return Ok(Listing::default());
    };
    listed(&root, places.into_iter().zip(paths), walk::WalkResult::of(converters))
}

/// Lists all articles of the corpus in `root`, with the files and folders named inside.
///
/// # Errors
/// The [`ListError`] of [`list`] for a named path.
pub fn list_within(
    root: &Path,
    paths: &[PathBuf],
    converters: &Converters,
) -> Result<Listing, ListError> {
    let places = places(paths)?.into_iter().zip(paths);
    let named: Vec<_> = places.map(|(place, path)| (place.within(root, path), path)).collect();
    let mut found = walk::WalkResult::of(converters);
    let is_whole = named.iter().any(|(place, _)| place.path() == root);
    if !is_whole {
        // A user who may read only a part of the corpus reads this part.
        let _ = walk::walk(&walk::NamedPath::Folder(root.to_owned()), root, &mut found);
    }
    listed(root, named.into_iter(), found)
}

/// Returns the common folder of paths, without links.
///
/// # Errors
/// The [`ListError`] of [`list`].
pub(crate) fn common_folder(paths: &[PathBuf]) -> Result<Option<PathBuf>, ListError> {
    Ok(walk::common_folder(&places(paths)?))
}

/// Returns the folder of each path as typed; `None` if a path with `..` or without a folder is among
/// them.
pub(crate) fn folders_by_name(paths: &[PathBuf]) -> Option<Vec<PathBuf>> {
    let folder = |path: &PathBuf| {
        let whole = walk::absolute_by_name(path)?;
        if whole.is_dir() { Some(whole) } else { whole.parent().map(Path::to_owned) }
    };
    paths.iter().map(folder).collect()
}

fn places(paths: &[PathBuf]) -> Result<Vec<walk::NamedPath>, ListError> {
    let find =
        |path: &PathBuf| walk::NamedPath::find(path).map_err(|source| ListError::new(path, source));
    paths.iter().map(find).collect()
}

/// Lists named places in addition to `found`.
fn listed<'a>(
    root: &Path,
    places: impl Iterator<Item = (walk::NamedPath, &'a PathBuf)>,
    mut found: walk::WalkResult,
) -> Result<Listing, ListError> {
    let mut of_named = walk::WalkResult::of(&found.converters);
    for (place, path) in places {
        walk::walk(&place, root, &mut of_named).map_err(|source| ListError::new(path, source))?;
    }
    let named: HashSet<PathBuf> = of_named.files.iter().cloned().collect();
    found.add(of_named);
    let entries = article_path::entries(found.files, root, &found.converters);
    let all = entries.iter().enumerate();
    found.own.sort();
    found.own.dedup();
    let own_files = found.own.iter().map(|file| article_path::inside(file, root)).collect();
    let diagnostics = found.problems.into_iter();
    Ok(Listing {
        own_files,
        named: all.filter(|(_, one)| named.contains(&one.file)).map(|(at, _)| at).collect(),
        entries,
        diagnostics: diagnostics
            .map(|(file, problem)| (article_path::inside(&file, root), problem))
            .collect(),
        root: Some(root.to_owned()),
        folders: found.folders,
    })
}

/// Endings of article files in folders.
pub const ENDINGS: [&str; 11] =
    ["txt", "md", "markdown", "html", "htm", "pdf", "docx", "docm", "odt", "ott", "epub"];

/// Returns an error of the system in words with a remedy.
fn reason(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::NotFound => "the file is gone: it was moved or deleted".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "no permission to read the file: ask its owner".to_owned()
        }
        _ => format!("the file can't be read: {source}"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use tempfile::TempDir;

    use super::*;

    /// A folder with these files in it; a name that ends in `/` is a folder.
    fn folder(files: &[&str]) -> TempDir {
        let dir = TempDir::new().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if file.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::write(path, "text").unwrap();
            }
        }
        dir
    }

    fn paths(listing: &Listing) -> Vec<&str> {
        listing.entries.iter().map(|entry| entry.path.as_str()).collect()
    }

    fn told(listing: &Listing) -> Vec<String> {
        let all = listing.diagnostics.iter();
        all.map(|(path, found)| format!("{path}: {}", found.message)).collect()
    }

    fn list_one(dir: &TempDir) -> Listing {
        list(&[dir.path().to_owned()]).unwrap()
    }

    #[test]
    fn articles_come_in_order_part_by_part() {
        let dir = folder(&["b.txt", "a/z.MD", "a-1.html", "a/b/c.htm", "B.markdown", "é.txt"]);
        let listing = list_one(&dir);
        let order = ["B.markdown", "a/b/c.htm", "a/z.MD", "a-1.html", "b.txt", "é.txt"];
        assert_eq!(paths(&listing), order);
        assert_eq!(listing.root, Some(dir.path().canonicalize().unwrap()));
        assert_eq!(read(&listing.entries[0]).text, "text");
    }

    #[test]
    fn what_is_no_article_is_left_out() {
        let files = [
            "a.txt", "b.xls", "c", ".d.txt", ".e/f.txt", "annotations/g.txt", "h/annotations/i.txt",
        ];
        assert_eq!(paths(&list_one(&folder(&files))), ["a.txt", "h/annotations/i.txt"]);
    }

    #[test]
    fn gitignore_counts_without_a_repository_and_is_told_when_it_hides_all() {
        let dir = folder(&["a.txt", "drafts/b.txt"]);
        fs::write(dir.path().join(".gitignore"), "drafts/\n").unwrap();
        assert_eq!(paths(&list_one(&dir)), ["a.txt"]);
        fs::write(dir.path().join(".gitignore"), "*\n").unwrap();
        let listing = list_one(&dir);
        assert!(listing.entries.is_empty());
        assert!(listing.diagnostics[0].1.message.contains(".gitignore hides 2"));
    }

    #[test]
    fn a_gitignore_above_the_folder_does_not_count() {
        let dir = folder(&["texts/a.txt"]);
        fs::write(dir.path().join(".gitignore"), "*.txt\n").unwrap();
        let listing = list(&[dir.path().join("texts")]).unwrap();
        assert_eq!(paths(&listing), ["a.txt"]);
    }

    #[test]
    fn an_empty_folder_says_what_would_be_read() {
        let dir = folder(&["a/", "b.xls", ".gitignore"]);
        fs::write(dir.path().join(".gitignore"), "*.xls\n").unwrap();
        let told = told(&list_one(&dir)).concat();
        assert!(told.contains("none ends in .txt"), "{told}");
        assert_eq!(list(&[]).unwrap().root, None);
    }

    #[test]
    fn named_files_count_whatever_they_are_called() {
        let dir = folder(&["a.log", "b/.c", "b/d.txt"]);
        let one = list(&[dir.path().join("a.log")]).unwrap();
        assert_eq!(paths(&one), ["a.log"]);
        assert_eq!(one.root, Some(dir.path().canonicalize().unwrap()));
        let several = [dir.path().join("b"), dir.path().join("b/.c"), dir.path().join("a.log")];
        let listing = list(&several).unwrap();
        assert_eq!(paths(&listing), ["a.log", "b/.c", "b/d.txt"]);
        let twice = list(&[dir.path().join("b/d.txt"), dir.path().join("b")]).unwrap();
        assert_eq!(paths(&twice), ["d.txt"]);
    }

    #[test]
    fn a_store_of_any_name_is_left_out_and_its_articles_are_not() {
        let dir =
            folder(&["a.txt", "may/b.txt", "may/notes/texts/c.txt", "may/notes/ana/b.txt.ron"]);
        let write = |file: &str, text: &str| fs::write(dir.path().join(file), text).unwrap();
        write(
            "may/notes/ana/b.txt.ron",
            "(format:1,article:\"b.txt\",annotator:\"ana\",records:[\n])\n",
        );
        assert_eq!(paths(&list_one(&dir)), ["a.txt", "may/b.txt"]);
        write("may/notes/ana/b.txt.ron", "no record");
        assert_eq!(paths(&list_one(&dir)), ["a.txt", "may/b.txt", "may/notes/texts/c.txt"]);
        write("may/notes/project.ron", "(format:1,guidelines:1,labels:[\n])\n");
        assert_eq!(paths(&list_one(&dir)), ["a.txt", "may/b.txt"]);
    }

    #[test]
    fn a_missing_path_is_named() {
        let error = list(&[PathBuf::from("no/such\u{1b}[2J")]).unwrap_err();
        assert_eq!(error.to_string(), "no/such␛[2J does not exist: check the spelling");
    }

    #[test]
    fn a_file_that_went_away_is_told() {
        let dir = folder(&["a.txt"]);
        let listing = list_one(&dir);
        fs::remove_file(dir.path().join("a.txt")).unwrap();
        let article = read(&listing.entries[0]);
        assert!(article.problem().unwrap().message.contains("gone"));
        let denied = reason(&io::ErrorKind::PermissionDenied.into());
        assert!(denied.contains("ask its owner"), "{denied}");
    }

    #[test]
    fn a_file_above_the_limit_is_never_read() {
        let dir = folder(&["a.txt"]);
        let file = File::create(dir.path().join("a.txt")).unwrap();
        file.set_len(1 << 40).unwrap();
        let article = read(&list_one(&dir).entries[0]);
        assert!(article.problem().unwrap().message.contains("64 MB"));
        let endless = read_from("stdin", io::repeat(b'x'), &Converters::default()).unwrap();
        assert!(endless.problem().unwrap().message.contains("64 MB"));
    }

    #[test]
    fn standard_input_is_an_article() {
        let article = read_from("-", "From a pipe.".as_bytes(), &Converters::default()).unwrap();
        assert_eq!((article.path.as_str(), article.text.as_str()), ("-", "From a pipe."));
    }

    #[cfg(unix)]
    mod unix {
        use std::{
            ffi::OsStr,
            os::unix::{
                ffi::OsStrExt,
                fs::{PermissionsExt, symlink},
                net::UnixListener,
            },
        };

        use super::*;

        #[test]
        fn linked_files_count_and_loops_are_told() {
            let dir = folder(&["a.txt", "b/c.txt"]);
            symlink(dir.path().join("a.txt"), dir.path().join("link.txt")).unwrap();
            symlink(dir.path(), dir.path().join("b/loop")).unwrap();
            symlink("nowhere", dir.path().join("broken.txt")).unwrap();
            let listing = list_one(&dir);
            assert_eq!(paths(&listing), ["a.txt", "b/c.txt", "link.txt"]);
            assert_eq!(
                told(&listing),
                [
                    "b/loop: a link to one of its parent folders: not followed",
                    "broken.txt: a link to nothing: not listed",
                ]
            );
        }

        #[test]
        fn links_that_lead_to_each_other_are_told_and_linked_files_all_count() {
            let dir = folder(&["a.txt"]);
            for name in ["b.txt", "c.txt"] {
                symlink("a.txt", dir.path().join(name)).unwrap();
            }
            symlink("y.txt", dir.path().join("x.txt")).unwrap();
            symlink("x.txt", dir.path().join("y.txt")).unwrap();
            let listing = list_one(&dir);
            assert_eq!(paths(&listing), ["a.txt", "b.txt", "c.txt"]);
            assert_eq!(
                told(&listing),
                ["x.txt", "y.txt"]
                    .map(|name| format!("{name}: a link that leads nowhere: not listed"))
            );
        }

        #[test]
        fn a_folder_that_two_links_lead_to_is_followed_by_the_first() {
            let outside = folder(&["a.txt"]);
            let dir = folder(&["b.txt"]);
            for name in ["one", "two"] {
                symlink(outside.path(), dir.path().join(name)).unwrap();
            }
            let listing = list_one(&dir);
            assert_eq!(paths(&listing), ["b.txt", "one/a.txt"]);
            assert_eq!(
                told(&listing),
                ["two: a link to a folder that was followed already: not followed again"]
            );
        }

        #[test]
        fn folders_that_link_to_each_other_are_followed_once() {
            let names: Vec<String> = (0..12).map(|n| n.to_string()).collect();
            let files: Vec<String> = names.iter().map(|name| format!("{name}/a.txt")).collect();
            let dir = folder(&files.iter().map(String::as_str).collect::<Vec<_>>());
            for from in &names {
                for to in names.iter().filter(|to| *to != from) {
                    let link = dir.path().join(from).join(format!("to{to}"));
                    symlink(format!("../{to}"), link).unwrap();
                }
            }
            let listing = list_one(&dir);
            assert!(listing.entries.len() <= 2 * names.len());
            let again =
                |(_, found): &(String, Diagnostic)| found.message.contains("not followed again");
            assert!(listing.diagnostics.iter().any(again));
            assert_eq!(listing.entries, list_one(&dir).entries);
        }

        #[test]
        fn sockets_and_pipes_are_never_opened() {
            let dir = folder(&["a.txt"]);
            let socket = dir.path().join("s.txt");
            let _listener = UnixListener::bind(&socket).unwrap();
            for paths in [vec![dir.path().to_owned()], vec![socket.clone()]] {
                let listing = list(&paths).unwrap();
                assert!(!listing.entries.iter().any(|entry| entry.path == "s.txt"));
                assert_eq!(listing.diagnostics[0].0, "s.txt");
                assert!(listing.diagnostics[0].1.message.contains("not a regular file"));
            }
            let entry = Entry {
                path: "s.txt".to_owned(),
                file: socket,
                part: None,
                converters: Converters::default(),
            };
            assert!(read(&entry).problem().is_some());
        }

        #[test]
        fn names_that_are_no_utf8_stay_apart_whatever_else_is_there() {
            let dir = folder(&[]);
            for name in [&b"a\xff.txt"[..], b"a\xfe.txt", b"a\\xff.txt"] {
                fs::write(dir.path().join(OsStr::from_bytes(name)), "text").unwrap();
            }
            let listing = list_one(&dir);
            assert_eq!(paths(&listing), ["a\\x5cxff.txt", "a\\xfe.txt", "a\\xff.txt"]);
            assert!(listing.entries.iter().all(|entry| read(entry).text == "text"));
            fs::remove_file(dir.path().join("a\\xff.txt")).unwrap();
            assert_eq!(paths(&list_one(&dir)), ["a\\xfe.txt", "a\\xff.txt"]);
        }

        #[test]
        fn what_may_not_be_read_is_told() {
            let dir = folder(&["a.txt", "b/c.txt"]);
            let closed = fs::Permissions::from_mode(0o000);
            fs::set_permissions(dir.path().join("a.txt"), closed.clone()).unwrap();
            fs::set_permissions(dir.path().join("b"), closed).unwrap();
            if fs::read_dir(dir.path().join("b")).is_ok() {
                eprintln!("not checked: this user may read everything");
                return;
            }
            let listing = list_one(&dir);
            assert!(read(&listing.entries[0]).problem().unwrap().message.contains("permission"));
            assert!(listing.diagnostics[0].1.message.contains("permission"));
            let error = list(&[dir.path().join("b")]).unwrap_err();
            assert!(matches!(error, ListError::Denied { .. }));
            fs::set_permissions(dir.path().join("b"), fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
}
