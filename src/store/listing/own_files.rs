//! Files and folders of copydesk's own among the articles: exports, reports, stores.
//!
//! Owns reading the beginning of a file and looking into a folder. [`crate::exchange`] knows the contents
//! of the formats. Looking writes nothing, and never waits for a file.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    thread,
};

use super::article_reader::open;
use crate::exchange::is_own_file;

/// Bytes at the beginning of a file that tell its format.
const HEAD_BYTES: u64 = 4096;

/// Fewest files that are worth a further thread.
const FILES_FOR_A_THREAD: usize = 256;

const MOST_THREADS: usize = 8;

/// The file of labels, which every store has.
const STORE_FILE: &str = "project.ron";

/// Folders and files of a folder that are looked into for a store without labels.
const LOOKED_INTO: usize = 4;

/// Returns true for a regular file that is an export, a report or a file of a store. A file that cannot
/// be read is none.
///
/// A start asks this of every file, so a call costs one opening and one or two reads.
pub(super) fn is_own(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let Some(head) = beginning(file, HEAD_BYTES) else {
        return false;
    };
    is_own_file(&name, &head, || beginning(file, crate::corpus::MAX_ARTICLE_BYTES as u64))
}

/// Returns for each file if the file is copydesk's own, as [`is_own`] tells. The answer is the same for any
/// number of threads.
pub(super) fn are_own(files: &[PathBuf], n_threads: usize) -> Vec<bool> {
    let tell = |files: &[PathBuf]| files.iter().map(|file| is_own(file)).collect::<Vec<bool>>();
    if n_threads < 2 {
        return tell(files);
    }
    thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(n_threads).max(1));
        let told: Vec<_> = parts.map(|part| scope.spawn(move || tell(part))).collect();
        let told = told.into_iter().map(|part| part.join().expect("no file makes a panic"));
        told.flatten().collect()
    })
}

/// Returns the number of threads that tell so many files.
pub(super) fn n_threads(n_files: usize) -> usize {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    processors.min(MOST_THREADS).min(n_files / FILES_FOR_A_THREAD)
}

/// Returns true for a folder with the labels or the annotation files of a store, whatever its name is.
///
/// A folder with a store inside is none: its annotation files lie one folder deeper.
pub(super) fn is_store(folder: &Path) -> bool {
    let begins = |file: &Path| {
        let head = if file.is_file() { beginning(file, HEAD_BYTES) } else { None };
        head.unwrap_or_default()
    };
    let head = begins(&folder.join(STORE_FILE));
    let head = String::from_utf8_lossy(&head);
    if head.starts_with("(format:") && head.contains("labels:[") {
        return true;
    }
    // The labels may be lost; annotation files tell too.
    let inside = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let is_record = |file: &Path| {
        let head = begins(file);
        let head = String::from_utf8_lossy(&head);
        head.starts_with("(format:")
            && head.lines().next().is_some_and(|line| line.contains(",article:\""))
    };
    let has_ending = |file: &&PathBuf| file.extension().is_some_and(|ending| ending == "ron");
    let folders = inside(folder).into_iter().filter(|path| path.is_dir());
    folders.take(LOOKED_INTO).any(|folder| {
        let files = inside(&folder);
        files.iter().filter(has_ending).take(LOOKED_INTO).any(|file| is_record(file))
    })
}

/// Returns the first bytes of a file that was regular a moment ago; `None` if the file is no longer so.
fn beginning(file: &Path, n_bytes: u64) -> Option<Vec<u8>> {
    let file: File = open(file).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut head = Vec::with_capacity(HEAD_BYTES as usize);
    file.take(n_bytes).read_to_end(&mut head).ok()?;
    Some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_threads_tells_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<PathBuf> = (0..50)
            .map(|n| {
                let path = folder.path().join(format!("{n}.txt"));
                let own = "(format:1,labels:[\n])\n";
                fs::write(&path, if n % 7 == 3 { own } else { "It rained." }).unwrap();
                path
            })
            .collect();
        let one = are_own(&files, 1);
        assert_eq!(one.iter().filter(|is_own| **is_own).count(), 7);
        for n in [0, 2, 3, 50, 64] {
            assert_eq!(are_own(&files, n), one, "{n} threads");
        }
        assert_eq!(n_threads(10), 0, "a small folder needs no thread");
        assert!(are_own(&[], 4).is_empty());
    }
}
