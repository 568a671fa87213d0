//! Reading the bytes of one article.
//!
//! Nothing here waits: only regular files are opened, and opening a file waits for no writer.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use super::{Converters, Entry, FilePart, file_parts, reason, walk};
use crate::{
    corpus::{Article, ArticleFormat, MAX_ARTICLE_BYTES, too_large},
    diagnostic::{Diagnostic, Severity},
};

/// Bytes from which reading a text, a page or a packed document takes longer than a frame.
const LONG_TEXT: u64 = 1 << 20;
const LONG_PAGE: u64 = 1 << 17;
const LONG_DOCUMENT: u64 = 1 << 15;

/// Reads an article. An error becomes the article's [`Article::problem`].
pub fn read(entry: &Entry) -> Article {
    let bytes = bytes_of(&entry.file, entry.part);
    match bytes.and_then(|bytes| file_parts::article_of(bytes, entry.part)) {
        Ok(bytes) => entry.converters.article(&entry.path, Some(&entry.file), bytes),
        Err(diagnostic) => Article::refused(&entry.path, diagnostic),
    }
}

/// Reads an article from a stream, for example standard input, under the name `path`.
///
/// # Errors
/// [`io::Error`] if the stream cannot be read.
pub fn read_from(path: &str, reader: impl Read, converters: &Converters) -> io::Result<Article> {
    Ok(converters.article(path, None, bytes_until_too_many(reader)?))
}

/// Returns true if reading the article may take longer than a key press should wait.
pub fn is_long(entry: &Entry) -> bool {
    if entry.converters.converts(&entry.path) {
        return true;
    }
    let limit = match ArticleFormat::of(&entry.path) {
        ArticleFormat::Html => LONG_PAGE,
        ArticleFormat::Document | ArticleFormat::Pdf => LONG_DOCUMENT,
        ArticleFormat::Text | ArticleFormat::Markdown => LONG_TEXT,
    };
    let len_of_file = || entry.file.metadata().map_or(0, |metadata| metadata.len());
    let len = entry.part.map_or_else(len_of_file, |part| part.len);
    (limit..=MAX_ARTICLE_BYTES as u64).contains(&len)
}

/// Returns the bytes of a part, or of the whole file without a part.
fn bytes_of(path: &Path, part: Option<FilePart>) -> Result<Vec<u8>, Diagnostic> {
    let told = |source: io::Error| Diagnostic::new(Severity::Error, reason(&source));
    // Checked before opening, because opening a device may have effects.
    if !path.metadata().map_err(told)?.is_file() {
        return Err(walk::not_a_file());
    }
    let mut file = open(path).map_err(told)?;
    let metadata = file.metadata().map_err(told)?;
    if !metadata.is_file() {
        return Err(walk::not_a_file());
    }
    if part.map_or(metadata.len(), |part| part.len) > MAX_ARTICLE_BYTES as u64 {
        return Err(too_large());
    }
    if let Some(FilePart { start, len, .. }) = part {
        file.seek(SeekFrom::Start(start)).map_err(told)?;
        return bytes_until_too_many(file.take(len)).map_err(told);
    }
    // The file may have grown since the check.
    bytes_until_too_many(file).map_err(told)
}

/// Reads all bytes, at most one byte above the limit of an article, which marks the article as too
/// large.
fn bytes_until_too_many(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_ARTICLE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file for reading without blocking on a FIFO.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::{sync::mpsc::channel, thread, time::Duration};

    use super::*;

    /// Returns the result of `work`, or `None` after `patience`; `work` is then abandoned.
    #[cfg(unix)]
    fn within<T: Send + 'static>(
        patience: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (sender, result) = channel();
        thread::spawn(move || {
            // After a timeout the receiver is gone.
            let _ = sender.send(work());
        });
        result.recv_timeout(patience).ok()
    }

    #[cfg(unix)]
    #[test]
    fn i2_a_fifo_that_took_the_place_of_a_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.is_ok_and(|status| status.success()));
        // As if it had been a file when it was asked: opening it must come back all the same.
        let opened = within(Duration::from_secs(20), {
            let path = path.clone();
            move || open(&path).map(|file| file.metadata().is_ok_and(|metadata| metadata.is_file()))
        });
        assert!(matches!(opened, Some(Ok(false))));
        // The check catches one that waits.
        let waits = within(Duration::from_millis(300), {
            let path = path.clone();
            move || File::open(&path).is_ok()
        });
        assert_eq!(waits, None);
        // Lets the thread go that was given up; nothing is written, since it may be gone by then.
        File::options().write(true).open(&path).unwrap();
    }

    #[test]
    fn long_articles_are_told_by_their_size() {
        let folder = tempfile::tempdir().unwrap();
        let entry = |name: &str, len: u64| {
            let file = folder.path().join(name);
            File::create(&file).unwrap().set_len(len).unwrap();
            let (path, converters) = (name.to_owned(), Converters::default());
            Entry { path, file, part: None, converters }
        };
        assert!(!is_long(&entry("a.txt", 500_000)));
        assert!(is_long(&entry("b.txt", 5_000_000)));
        assert!(is_long(&entry("c.html", 500_000)));
        assert!(!is_long(&entry("d.txt", 1 << 40)), "it is refused at once");
        assert!(is_long(&entry("e.pdf", 100)), "a program converts it");
    }
}
