//! The feeds beside the screen: articles read, files changed, annotations without an article,
//! missing annotations.
//!
//! Each function returns the events of one feed; [`super::worker::feed`] posts them from a thread of its
//! own. The thread reads a file only when the next event is due.

use std::{
    iter::{from_fn, once_with},
    sync::Arc,
    thread,
};

use copydesk::{
    corpus::Article,
    project::{ReloadScope, RenameSearch, parallel_map},
    store::{BackupRecovery, Entry, FileWatch, MissingSearch, read},
};

use super::event::Event;

/// Reads the entries in order and yields them in chunks of 8, 16, 32 … at most 256 articles. The first
/// chunk is small, so that a search has hits at once.
pub fn articles(entries: Vec<(usize, Entry)>) -> impl Iterator<Item = Event> + Send {
    let mut entries = entries.into_iter();
    let mut size = 8;
    from_fn(move || {
        let chunk: Vec<_> = entries.by_ref().take(size).collect();
        size = (size * 2).min(256);
        (!chunk.is_empty()).then(|| Event::Loaded(read_chunk(&chunk)))
    })
}

/// Reads some articles on all processors but one, for the screen.
fn read_chunk(chunk: &[(usize, Entry)]) -> Vec<(usize, Arc<Article>)> {
    let n_processors = thread::available_parallelism().map_or(1, usize::from);
    let n_readers = n_processors.saturating_sub(1).clamp(1, 8);
    parallel_map(chunk, n_readers, |(index, entry)| (*index, Arc::new(read(entry))))
}

/// Reads one article, for the first time or again.
pub fn article(
    index: usize,
    entry: Entry,
    again: Option<ReloadScope>,
) -> impl Iterator<Item = Event> + Send {
    once_with(move || {
        let article = Arc::new(read(&entry));
        match again {
            None => Event::Loaded(vec![(index, article)]),
            Some(what) => Event::Reread(index, article, what),
        }
    })
}

/// Polls the files again and again, and yields [`Event::Changed`] for changes.
///
/// The first poll only learns the state of the files.
pub fn changed_files(mut watch: FileWatch) -> impl Iterator<Item = Event> + Send {
    let mut knows_files = false;
    let looks = from_fn(move || {
        if !knows_files {
            knows_files = true;
            let _ = watch.changed();
        }
        thread::sleep(watch.pause());
        Some(watch.changed())
    });
    looks.filter(|changed| !changed.is_empty()).map(Event::Changed)
}

/// Searches once for annotations without an article.
pub fn renamed_articles(search: RenameSearch) -> impl Iterator<Item = Event> + Send {
    once_with(move || Event::Renamed(search.carry_out()))
}

/// Looks once for annotations of an earlier folder, and yields [`Event::Earlier`] if any exist.
pub fn earlier_annotations(recovery: BackupRecovery) -> impl Iterator<Item = Event> + Send {
    once_with(move || recovery.earlier()).flatten().map(Event::Earlier)
}

/// Compares the files once with the copies and the journal, and yields [`Event::Missing`] if annotations
/// are missing.
pub fn missing_annotations(search: MissingSearch) -> impl Iterator<Item = Event> + Send {
    once_with(move || search.carry_out()).filter(|found| !found.is_empty()).map(Event::Missing)
}
