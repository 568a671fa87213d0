//! Indexes a stream with one passage per line, for `copydesk find -`.
//!
//! Owns the text of the stream. The reader cuts the stream into chunks of whole lines. Worker threads
//! index a chunk while the reader continues, so a gigabyte is ready soon after its last byte. The finder
//! treats a chunk as an article; line numbers and offsets count over the whole stream. Invalid UTF-8
//! becomes `U+FFFD`, and line ends and a byte order mark do not count, as in an article.
//!
//! # Moving parts and how they stop
//!
//! The reading thread sends chunks through a bounded channel, so a fast stream cannot fill the memory.
//! The indexing threads receive until the channel is closed. A read error closes the channel early, the
//! threads end, and [`StdinPassages::read`] returns the error.

use std::{
    io::{self, Read},
    panic::resume_unwind,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use crate::{
    find::{Passage, PassageIndex},
    text::{
        Sentence, SentenceKind, Span,
        line_ends::{BYTE_ORDER_MARK, with_lf},
    },
};

/// Bytes per chunk unless a line is longer; the passages of one chunk fill one shard.
const CHUNK: usize = 6 << 20;

/// The indexed lines of a stream.
#[derive(Debug, Default)]
pub struct StdinPassages {
    /// The lines with at least one visible character.
    pub passages: PassageIndex,
    chunks: Vec<StdinChunk>,
}

#[derive(Debug)]
struct StdinChunk {
    text: String,
    n_lines: usize,
    /// Lines in all earlier chunks.
    lines_before: usize,
    /// Unicode scalars in all earlier chunks.
    scalars_before: usize,
}

impl StdinPassages {
    /// Reads and indexes a stream to its end.
    ///
    /// # Errors
    /// Returns the [`io::Error`] of the first read that fails.
    pub fn read(input: impl Read, n_threads: usize) -> io::Result<Self> {
        let (sender, receiver) = sync_channel(n_threads.max(1));
        let receiver = Mutex::new(receiver);
        let mut known = thread::scope(|scope| {
            let threads: Vec<_> =
                (0..n_threads.max(1)).map(|_| scope.spawn(|| index_all(&receiver))).collect();
            let read = send_chunks(input, &sender);
            drop(sender);
            let known = threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
            let known: Vec<_> = known.collect();
            read.map(|()| known)
        })?;
        known.sort_unstable_by_key(|(number, ..)| *number);
        let mut lines = Self::default();
        for (_, passages, chunk) in known {
            lines.passages.append(passages);
            lines.push(chunk);
        }
        Ok(lines)
    }

    fn push(&mut self, chunk: StdinChunk) {
        let before = self.chunks.last().map_or((0, 0), |last| {
            let n_scalars = last.text.chars().count();
            (last.lines_before + last.n_lines, last.scalars_before + n_scalars)
        });
        self.chunks.push(StdinChunk { lines_before: before.0, scalars_before: before.1, ..chunk });
    }

    /// Returns the chunk that the passage's span points into.
    pub fn text(&self, passage: &Passage) -> &str {
        self.chunks.get(passage.article).map_or("", |chunk| &chunk.text)
    }

    /// Returns the number of the passage's line in the stream, from 1.
    pub fn line(&self, passage: &Passage) -> usize {
        let chunk = self.chunks.get(passage.article);
        chunk.map_or(0, |chunk| chunk.lines_before + passage.sentence + 1)
    }

    /// Returns the number of Unicode scalars of the stream before `byte`, an offset into [`Self::text`].
    pub fn scalar(&self, passage: &Passage, byte: usize) -> usize {
        let chunk = self.chunks.get(passage.article);
        chunk.map_or(0, |chunk| chunk.scalars_before + chunk.text[..byte].chars().count())
    }
}

/// Sends the stream as numbered chunks of whole lines.
fn send_chunks(mut input: impl Read, sender: &SyncSender<(usize, Vec<u8>)>) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(CHUNK + CHUNK / 8);
    for number in 0.. {
        let mut searched = 0;
        let end = loop {
            let wanted = CHUNK.saturating_sub(bytes.len()).max(CHUNK / 8) as u64;
            let n_read = input.by_ref().take(wanted).read_to_end(&mut bytes)?;
            if n_read == 0 {
                break None;
            }
            let line_end = bytes[searched..].iter().rposition(|byte| *byte == b'\n');
            if let Some(at) = line_end.filter(|_| bytes.len() >= CHUNK) {
                break Some(searched + at + 1);
            }
            // No byte of a line longer than a chunk is searched twice.
            searched = if line_end.is_some() { searched } else { bytes.len() };
        };
        let mut rest = Vec::with_capacity(CHUNK + CHUNK / 8);
        rest.extend_from_slice(&bytes[end.unwrap_or(bytes.len())..]);
        bytes.truncate(end.unwrap_or(bytes.len()));
        let is_taken = sender.send((number, std::mem::replace(&mut bytes, rest)));
        if end.is_none() || is_taken.is_err() {
            break;
        }
    }
    Ok(())
}

/// Indexes chunks until the channel is closed.
fn index_all(chunks: &Mutex<Receiver<(usize, Vec<u8>)>>) -> Vec<(usize, PassageIndex, StdinChunk)> {
    let next = || {
        let chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
        chunks.recv().ok()
    };
    let known = std::iter::from_fn(next).map(|(number, bytes)| {
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        // The carrier's signs do not count, as in an article.
        let is_marked = number == 0 && text.starts_with(BYTE_ORDER_MARK);
        let text = if is_marked || text.contains('\r') {
            with_lf(text.strip_prefix(BYTE_ORDER_MARK).filter(|_| is_marked).unwrap_or(&text))
                .into_owned()
        } else {
            text
        };
        let mut passages = PassageIndex::default();
        let mut n_lines = 0;
        let mut start = 0;
        let lines = text.split_terminator('\n').enumerate().map(|(at, line)| {
            n_lines = at + 1;
            let span = Span::new(start, start + line.len()).trim(&text);
            start += line.len() + 1;
            let kind = SentenceKind::Claim;
            (at, Sentence { span, block: at, kind })
        });
        passages.extend(number, &text, lines);
        passages.close();
        let chunk = StdinChunk { text, n_lines, lines_before: 0, scalars_before: 0 };
        (number, passages, chunk)
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::{Query, SearchOptions};

    fn found(lines: &StdinPassages, query: &str) -> Vec<(usize, usize, String)> {
        let options =
            SearchOptions { limit: 10, scattered: false, accept: &|_, _| true, proceed: &|| true };
        let found = lines.passages.search(&Query::parse(query).unwrap(), &options);
        let hits = found.hits.iter().map(|hit| {
            let passage = &hit.passage;
            let words = passage.span.of(lines.text(passage)).to_owned();
            let start = lines.scalar(passage, passage.span.start);
            (lines.line(passage), start, words)
        });
        hits.collect()
    }

    #[test]
    fn every_line_is_a_passage_with_its_number() {
        let text = "Müller\r\n\n  \nMüller and the cartel\nMüller";
        let lines = StdinPassages::read(text.as_bytes(), 3).unwrap();
        assert_eq!(lines.passages.len(), 3);
        assert_eq!(found(&lines, "cartel"), [(4, 11, "Müller and the cartel".to_owned())]);
        let muller: Vec<_> = found(&lines, "muller").into_iter().map(|hit| hit.0).collect();
        assert_eq!(muller, [1, 4, 5]);
    }

    #[test]
    fn line_ends_and_a_mark_do_not_count() {
        let text = "Müller\nand\n\nthe cartel\nMüller";
        let plain = found(&StdinPassages::read(text.as_bytes(), 2).unwrap(), "cartel");
        for end in ["\r\n", "\r"] {
            let carried = format!("\u{feff}{}", text.replace('\n', end));
            let lines = StdinPassages::read(carried.as_bytes(), 2).unwrap();
            assert_eq!(found(&lines, "cartel"), plain, "{end:?}");
        }
    }

    #[test]
    fn chunks_end_where_lines_end() {
        let filler = "ñandú and some more words that fill the line\n".repeat(400_000);
        let text = format!("{filler}the needle\n{filler}another needle");
        let lines = StdinPassages::read(text.as_bytes(), 4).unwrap();
        assert!(lines.chunks.len() > 4);
        assert_eq!(lines.passages.len(), 800_002);
        let at = filler.chars().count();
        assert_eq!(
            found(&lines, "needle"),
            [
                (400_001, at, "the needle".to_owned()),
                (800_002, 2 * at + 11, "another needle".to_owned())
            ]
        );
    }

    #[test]
    fn odd_streams_are_no_trouble() {
        assert!(StdinPassages::read(io::empty(), 2).unwrap().passages.is_empty());
        let bytes = b"\xff\xfe broken \0 needle \x1b[31m\n\xf0\x9f";
        let lines = StdinPassages::read(&bytes[..], 0).unwrap();
        assert_eq!(found(&lines, "needle")[0].0, 1);
        let long = format!("{} needle", "word ".repeat(2_000_000));
        let lines = StdinPassages::read(long.as_bytes(), 2).unwrap();
        assert_eq!(lines.passages.len(), 1);
        assert_eq!(found(&lines, "needle").len(), 1);
    }
}
