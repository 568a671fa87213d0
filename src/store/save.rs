//! Replacing a file so that a crash leaves the old one or the new one, never a mixture.
//!
//! Every byte that the store writes goes through here: a new file beside the old one, flushed, renamed
//! over it, and the folder flushed. Only when that returned without an error may the screen say "saved".
//! What the bytes are, and that they can be read back, is the caller's.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// Why something could not be saved or read for saving; says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system refused.
    #[error("cannot {act} {}: {source}{}", path.display(), advice(source))]
    Io {
        /// What was tried, in the imperative.
        act: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file on disk cannot be read whole, so it is never overwritten.
    #[error(
        "{} is not overwritten: {problem}; repair it, take it back from version control, or move it away",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, with line and column.
        problem: String,
    },
    /// A link leads out of the store.
    #[error("{} leads to {}, outside the store: it is not written", path.display(), target.display())]
    Outside {
        /// The path inside the store.
        path: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// Another program has held the store for too long.
    #[error("another copydesk is writing and holds {}: close or continue it; nothing is lost here", path.display())]
    Busy {
        /// The file that is locked.
        path: PathBuf,
    },
    /// Something is longer than a file may hold.
    #[error("{what} is longer than {limit}: it cannot be saved; make it shorter")]
    TooLong {
        /// What is too long.
        what: String,
        /// The limit in words.
        limit: &'static str,
    },
    /// What would have been written does not read back as what was meant; the file is untouched.
    #[error("{} is untouched: what was to be written reads back differently; please report this", path.display())]
    NotFaithful {
        /// The file.
        path: PathBuf,
    },
    /// The labels cannot be used.
    #[error(transparent)]
    Codebook(#[from] crate::annotation::CodebookError),
}

impl StoreError {
    pub(crate) fn io(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { act, path, source }
    }

    /// The cause and what to do, in the few words that one line of a screen has room for.
    pub fn in_brief(&self) -> String {
        match self {
            Self::Io { source, .. } => match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                    "the disk is full, make room".to_owned()
                }
                ErrorKind::FileTooLarge => "files may not be that large here".to_owned(),
                ErrorKind::ReadOnlyFilesystem => {
                    "read-only, name another store with --store".to_owned()
                }
                ErrorKind::PermissionDenied => {
                    "no permission, name another store with --store".to_owned()
                }
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                    "a file stands where a folder is needed".to_owned()
                }
                _ => source.to_string(),
            },
            Self::Unreadable { path, problem } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                format!("{name}: {problem}")
            }
            other => other.to_string(),
        }
    }
}

/// What the user can do about the common causes.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "; make room, the change is kept in memory and saved with the next one"
        }
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            "; make it writable or name another place (--store, for exports --output)"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "; a file stands where a folder is needed: name another store with --store"
        }
        _ => "",
    }
}

/// Replaces a file, or the file that a link of this name leads to.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let target = resolve(path)?;
    write_beside_and_rename(&target, bytes)
}

/// Replaces a file without waiting for the disk: for what may be lost when the machine goes down.
pub(crate) fn replace_unflushed(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let target = resolve(path)?;
    rename_over(&target, |file| file.write_all(bytes))
}

/// Replaces a file of the store in `root`; a link that leads out of it is refused.
pub(crate) fn replace_within(root: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let target = resolve(path)?;
    let root = root.canonicalize().map_err(StoreError::io("find", root))?;
    if !target.starts_with(&root) {
        let path = path.to_owned();
        return Err(StoreError::Outside { path, target });
    }
    write_beside_and_rename(&target, bytes)
}

/// Makes a folder and its parents, each of them durable.
pub(crate) fn create_folder(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_folder(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => return Ok(()),
        made => made.map_err(StoreError::io("make the folder", path))?,
    }
    sync_folder(parent.unwrap_or(Path::new(".")))
}

/// The bytes of a regular file of at most `limit` bytes; nothing when there is no file.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => return no_dangling_link(path),
        Err(error) => return Err(StoreError::io("read", path)(error)),
    };
    let problem = if !about.is_file() {
        "it is not a regular file"
    } else if about.len() > limit {
        "it is larger than any file that copydesk writes"
    } else {
        return fs::read(path)
            .map(Some)
            .map_err(StoreError::io("read", path));
    };
    Err(StoreError::Unreadable {
        path: path.to_owned(),
        problem: problem.to_owned(),
    })
}

/// A link to nothing is not the same as no file: writing would put a file somewhere else.
fn no_dangling_link(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::Unreadable {
            path: path.to_owned(),
            problem: "it is a link that leads nowhere".to_owned(),
        });
    }
    Ok(None)
}

/// The real path of a file that may not exist yet.
fn resolve(path: &Path) -> Result<PathBuf, StoreError> {
    if fs::symlink_metadata(path).is_ok() {
        return path.canonicalize().map_err(StoreError::io("follow", path));
    }
    let parent = parent_of(path);
    let parent = parent
        .canonicalize()
        .map_err(StoreError::io("find", parent))?;
    Ok(parent.join(path.file_name().unwrap_or_default()))
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}

fn write_beside_and_rename(target: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    rename_over(target, |file| {
        file.write_all(bytes)?;
        file.sync_all()
    })?;
    sync_folder(parent_of(target))
}

/// Fills a new file beside the live one and puts it in its place.
fn rename_over(
    target: &Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), StoreError> {
    let temp = temp_beside(target);
    let written = new_like(&temp, target)
        .and_then(|mut file| fill(&mut file))
        .map_err(StoreError::io("write", &temp))
        .and_then(|()| fs::rename(&temp, target).map_err(StoreError::io("replace", target)));
    if let Err(error) = written {
        // The error that matters is the first one; a temporary file that stays is harmless.
        let _ = fs::remove_file(&temp);
        return Err(error);
    }
    Ok(())
}

fn temp_beside(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    target.with_file_name(name)
}

/// A new file with the owner and the mode of the live one.
fn new_like(temp: &Path, live: &Path) -> io::Result<File> {
    let file = create_new(temp)?;
    if let Ok(about) = fs::metadata(live) {
        keep_owner_and_mode(&file, &about)?;
    }
    Ok(file)
}

/// A file of this name can only be left over from a killed process that had our process id.
fn create_new(temp: &Path) -> io::Result<File> {
    let create = || OpenOptions::new().write(true).create_new(true).open(temp);
    match create() {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::remove_file(temp)?;
            create()
        }
        opened => opened,
    }
}

#[cfg(unix)]
fn keep_owner_and_mode(file: &File, about: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    if file.metadata()?.gid() != about.gid() {
        // Only members may give a file to a group; for others it keeps the folder's usual one.
        let _ = fchown(file, None, Some(about.gid()));
    }
    file.set_permissions(about.permissions())
}

#[cfg(not(unix))]
fn keep_owner_and_mode(file: &File, about: &fs::Metadata) -> io::Result<()> {
    file.set_permissions(about.permissions())
}

/// Makes a rename or a new entry durable.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let flushed = File::open(folder).and_then(|opened| opened.sync_all());
    match flushed {
        // Some network file systems cannot flush a folder and say so.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        flushed => flushed.map_err(StoreError::io("flush the folder", folder)),
    }
}

/// Other systems flush a folder's entries with the file and cannot open a folder.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<OsString> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_refusal_fits_one_line_of_the_screen() {
        let deep = Path::new("/a/very/long/way/to/the/annotations/of/this/corpus/me/a.txt.ron");
        for kind in [
            ErrorKind::StorageFull,
            ErrorKind::ReadOnlyFilesystem,
            ErrorKind::PermissionDenied,
        ] {
            let brief = StoreError::io("write", deep)(kind.into()).in_brief();
            assert!(brief.chars().count() <= 50, "{brief}");
        }
    }

    #[test]
    fn a_file_is_made_and_replaced_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        // Left over from a killed process that had our id.
        fs::write(
            temp_beside(&path),
            "stale and much longer than the new text",
        )
        .unwrap();
        for text in ["one", "two"] {
            for replace in [replace, replace_unflushed] {
                replace(&path, text.as_bytes()).unwrap();
                assert_eq!(fs::read_to_string(&path).unwrap(), text);
                assert_eq!(names(folder.path()), ["a.ron"]);
            }
        }
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "old").unwrap();
        let told = replace(&path, b"new").unwrap_err().to_string();
        assert!(
            told.starts_with("cannot replace") && told.contains("a.ron"),
            "{told}"
        );
        assert_eq!(names(folder.path()), ["a.ron"]);
        assert_eq!(fs::read_to_string(path.join("inside")).unwrap(), "old");
    }

    #[test]
    fn messages_say_what_to_do() {
        let told =
            |kind: ErrorKind| StoreError::io("write", Path::new("x.ron"))(kind.into()).to_string();
        assert!(told(ErrorKind::StorageFull).contains("make room"));
        assert!(told(ErrorKind::ReadOnlyFilesystem).contains("--store"));
        assert!(told(ErrorKind::PermissionDenied).starts_with("cannot write x.ron: "));
    }

    #[test]
    fn folders_are_made_with_their_parents() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b/c");
        create_folder(&deep).unwrap();
        create_folder(&deep).unwrap();
        assert!(deep.is_dir());
        fs::write(deep.join("file"), "").unwrap();
        assert!(create_folder(&deep.join("file/d")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn mode_and_links_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [real, link] = ["real.ron", "link.ron"].map(|name| folder.path().join(name));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real.ron", &link).unwrap();
        replace_within(folder.path(), &link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(
            fs::metadata(&real).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out_or_nowhere_are_refused() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("store");
        fs::create_dir(&root).unwrap();
        fs::write(folder.path().join("outside"), "old").unwrap();
        symlink("../outside", root.join("out")).unwrap();
        symlink("missing", root.join("dangling")).unwrap();
        let refused = replace_within(&root, &root.join("out"), b"new").unwrap_err();
        assert!(matches!(refused, StoreError::Outside { .. }), "{refused}");
        assert!(replace_within(&root, &root.join("dangling"), b"new").is_err());
        assert!(read(&root.join("dangling"), 9).is_err());
        assert_eq!(
            fs::read_to_string(folder.path().join("outside")).unwrap(),
            "old"
        );
    }

    #[test]
    fn only_regular_files_of_a_sane_size_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        assert_eq!(read(&path, 3).unwrap(), None);
        fs::write(&path, "abc").unwrap();
        assert_eq!(read(&path, 3).unwrap().as_deref(), Some(&b"abc"[..]));
        assert!(read(&path, 2).unwrap_err().to_string().contains("larger"));
        assert!(
            read(folder.path(), 9)
                .unwrap_err()
                .to_string()
                .contains("regular")
        );
    }
}
