//! Tests of replacing a file: what stays when calls fail, what is kept of the old file, words for errors.

use std::fs;

use super::*;
use crate::store::vfs::tests::simulated_disk::{DiskFailure, SimulatedDisk};

pub(super) fn names(folder: &Path) -> Vec<OsString> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

#[test]
fn a_refusal_fits_one_line_of_the_screen() {
    let deep = Path::new("/a/very/long/way/to/the/annotations/of/this/corpus/me/a.txt.ron");
    for kind in [ErrorKind::StorageFull, ErrorKind::ReadOnlyFilesystem, ErrorKind::PermissionDenied]
    {
        let brief = StoreError::io("write", deep)(kind.into()).in_brief();
        assert!(brief.chars().count() <= 50, "{brief}");
    }
}

#[test]
fn each_common_cause_has_words_of_its_own() {
    let path = Path::new("a.txt.ron");
    let in_the_way = "a file stands where a folder is needed";
    for (kind, brief, advice) in [
        (ErrorKind::StorageFull, "the disk is full", "make room"),
        (ErrorKind::QuotaExceeded, "the disk is full", "make room"),
        (ErrorKind::FileTooLarge, "no files of this size", "make room"),
        (ErrorKind::ReadOnlyFilesystem, "read-only, name another", "writable"),
        (ErrorKind::PermissionDenied, "no permission", "writable"),
        (ErrorKind::NotADirectory, in_the_way, in_the_way),
        (ErrorKind::AlreadyExists, in_the_way, in_the_way),
    ] {
        let error = StoreError::io("write", path)(kind.into());
        assert!(error.in_brief().contains(brief), "{}", error.in_brief());
        assert!(error.to_string().contains(advice), "{error}");
    }
    let (path, problem) = (Path::new("deep/a.ron").to_owned(), "cut off".to_owned());
    let unreadable = StoreError::Unreadable { path, problem };
    assert_eq!(unreadable.in_brief(), "a.ron: cut off");
}

#[test]
fn a_file_is_made_and_replaced_and_nothing_else_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    // Left over from a killed process that had our id.
    fs::write(temp_beside(&path), "stale and much longer than the new text").unwrap();
    for text in ["one", "two"] {
        for replace in [SafeFiles::replace, SafeFiles::replace_unflushed] {
            replace(&SafeFiles::real(), &path, text.as_bytes()).unwrap();
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
    let told = SafeFiles::real().replace(&path, b"new").unwrap_err().to_string();
    assert!(told.starts_with("cannot replace") && told.contains("a.ron"), "{told}");
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
    let files = SafeFiles::real();
    files.create_folder(&deep).unwrap();
    files.create_folder(&deep).unwrap();
    assert!(deep.is_dir());
    fs::write(deep.join("file"), "").unwrap();
    assert!(files.create_folder(&deep.join("file/d")).is_err());
}

#[test]
fn a_folder_of_others_need_not_be_flushed_and_a_new_one_must() {
    let path = Path::new("/shared/mine");
    let prepared = |there: bool| {
        let disk = SimulatedDisk::new();
        let files = SafeFiles::on(Arc::new(disk.clone()));
        files.create_folder(Path::new("/shared")).unwrap();
        if there {
            disk.make_folder(path).unwrap();
        }
        (disk, files)
    };
    let created = |there: bool, error: i32| {
        let (disk, files) = prepared(there);
        files.create_folder(path).unwrap();
        // Flushing the folder around it is the last of its calls.
        let last = disk.n_calls() - 1;
        let (disk, files) = prepared(there);
        disk.fail(last, DiskFailure::Error(error));
        files.create_folder(path)
    };
    let (denied, broken) = (13, 5);
    created(true, denied).unwrap();
    for (there, error) in [(true, broken), (false, denied), (false, broken)] {
        assert!(created(there, error).is_err(), "{there} {error}");
    }
}

#[test]
fn a_name_without_a_folder_is_in_the_one_of_now() {
    assert_eq!(parent_of(Path::new("a.ron")), Path::new("."));
    assert_eq!(parent_of(Path::new("b/a.ron")), Path::new("b"));
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
    SafeFiles::real().replace_within(folder.path(), &link, b"new").unwrap();
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_or_nowhere_are_refused() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    let files = SafeFiles::real();
    fs::create_dir(&root).unwrap();
    fs::write(folder.path().join("outside"), "old").unwrap();
    symlink("../outside", root.join("out")).unwrap();
    symlink("missing", root.join("dangling")).unwrap();
    let refused = files.replace_within(&root, &root.join("out"), b"new").unwrap_err();
    assert!(matches!(refused, StoreError::Outside { .. }), "{refused}");
    assert!(files.replace_within(&root, &root.join("dangling"), b"new").is_err());
    assert!(files.read(&root.join("dangling"), 9).is_err());
    assert_eq!(fs::read_to_string(folder.path().join("outside")).unwrap(), "old");
}

#[test]
fn only_regular_files_of_a_sane_size_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = SafeFiles::real();
    let path = folder.path().join("a");
    assert_eq!(files.read(&path, 3).unwrap(), None);
    fs::write(&path, "abc").unwrap();
    assert_eq!(files.read(&path, 3).unwrap().as_deref(), Some(&b"abc"[..]));
    assert!(files.read(&path, 2).unwrap_err().to_string().contains("larger"));
    assert!(files.read(folder.path(), 9).unwrap_err().to_string().contains("regular"));
}
