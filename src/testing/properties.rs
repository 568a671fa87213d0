//! Properties of the library for any bytes, for example `html` for any web page.
//!
//! Each function takes the bytes of a fuzzer and panics if a property is broken. The fuzz targets in
//! `fuzz/` call the functions. A test calls every function with every input in `fuzz/corpus`, so a fixed
//! bug stays fixed.

use crate::{
    annotation::{AnchorState, WordIndex, anchor},
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
    store::{AnnotationFile, RecordLine},
    text::{Span, fold, glyphs, visible, wrap},
};

/// A property of one kind of input; panics if the bytes break the property.
pub type Property = fn(&[u8]);

/// The properties with the names of their fuzz targets, for example `html`.
pub const PROPERTIES: [(&str, Property); 6] = [
    ("store_line", store_line),
    ("store_file", store_file),
    ("screen", screen),
    ("html", html),
    ("decoding", decoding),
    ("anchors", anchors),
];

/// Reads and rewrites one record of a store file, with its own and with a valid `checksum`.
pub fn store_line(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().next().unwrap_or_default();
    // A fuzzer does not guess checksums, so the same words are tried with theirs as well.
    let body = line.split(",c:\"").next().unwrap_or_default();
    let sum = crc32fast::hash(body.as_bytes());
    for raw in [line, &format!("{body},c:\"{sum:08x}\"),")] {
        let Ok(read) = RecordLine::read(raw) else {
            continue;
        };
        assert_eq!(&*read.raw, raw, "the bytes of a line are kept");
        let again = RecordLine::write(read.fields.as_ref().clone(), &read.extra());
        assert!(!again.raw.contains('\n'), "a record is one line");
        let reread = RecordLine::read(&again.raw).expect("what was written can be read");
        assert_eq!(reread.fields, read.fields, "what was written says the same");
        let damaged = again.raw.replacen("rev:", "rev:1", 1);
        assert!(RecordLine::read(&damaged).is_err(), "damage is noticed");
    }
}

/// Reads a whole file of a store, for example with damage, `<<<<<<<` markers and duplicates.
pub fn store_file(bytes: &[u8]) {
    let read = |bytes: &[u8]| AnnotationFile::read(bytes, "a.txt", "me");
    let file = read(bytes);
    let folded = file.clone().merged([]);
    assert_eq!(folded.winners(), file.winners(), "folding changes nothing that counts");
    let written = folded.to_bytes();
    if file.refusal().is_none() {
        let again = read(&written);
        assert!(again.holds_the_same(&folded), "nothing is lost by writing");
        assert_eq!(again.to_bytes(), written, "the same state has the same bytes");
    }
    let twice = folded.merged(file.lines().iter().cloned());
    assert_eq!(twice.to_bytes(), written, "folding again changes nothing");
    let half = file.lines().len() / 2;
    let (first, second) = file.lines().split_at(half);
    let new = || AnnotationFile::new("a.txt", "me");
    let merged = |parts: [&[RecordLine]; 2]| {
        let [a, b] = parts.map(|part| part.iter().cloned());
        new().merged(a).merged(b).to_bytes()
    };
    assert_eq!(
        merged([first, second]),
        merged([second, first]),
        "the order in which two states meet does not matter"
    );
}

/// Filters and wraps text for the screen; the first byte is the width in columns.
pub fn screen(bytes: &[u8]) {
    let (cols, bytes) = bytes.split_first().unwrap_or((&40, &[]));
    let cols = usize::from(*cols).max(1);
    let text = String::from_utf8_lossy(bytes);
    let all = Span::new(0, text.len());
    let mut end = 0;
    for glyph in glyphs(&text, all) {
        assert_eq!(glyph.span.start, end, "no byte is without a cell");
        assert!(!glyph.span.is_empty() && glyph.cols >= 1);
        assert_harmless(&glyph.symbol);
        end = glyph.span.end;
    }
    assert_eq!(end, text.len(), "all bytes have a cell");
    assert_harmless(&visible(&text));
    let mut before = 0;
    for row in wrap(&text, all, cols) {
        let left_out = &text[before..row.start];
        assert!(left_out.chars().all(is_blank), "rows leave out {left_out:?}");
        let width: usize = glyphs(&text, row).map(|glyph| glyph.cols).sum();
        let n_glyphs = glyphs(&text, row).count();
        assert!(width <= cols || n_glyphs == 1, "a row of {width} > {cols}");
        before = row.end;
    }
    assert!(text[before..].chars().all(is_blank), "rows lose the end");
    let folded = fold(&text);
    for (at, c) in folded.text.char_indices() {
        let span = folded.original(Span::new(at, at + c.len_utf8()));
        assert!(span.get(&text).is_some(), "the map leads back into the text");
    }
}

/// Reads a web page, for example with unclosed tags.
pub fn html(bytes: &[u8]) {
    assert_sound(&Article::read("page.html", bytes));
}

/// Decodes a file of unknown encoding, for example `windows-1252`.
pub fn decoding(bytes: &[u8]) {
    assert_sound(&Article::read("article.txt", bytes));
    assert_sound(&Article::read("article.md", bytes));
}

/// Anchors words of one text in a second text; the first bytes choose the words, a `NUL` ends the first
/// text.
pub fn anchors(bytes: &[u8]) {
    let Some((&[from, len], bytes)) = bytes.split_first_chunk() else {
        return;
    };
    let all = String::from_utf8_lossy(bytes);
    let (then, now) = all.split_once('\0').unwrap_or((&all, ""));
    let start = then.floor_char_boundary(usize::from(from).min(then.len()));
    let end = then.ceil_char_boundary((start + usize::from(len).max(1)).min(then.len()));
    let wanted = anchor(then, Span::new(start, end));
    if start < end {
        let (state, span) = WordIndex::new(then).reanchor(&wanted);
        assert!(state != AnchorState::Orphan, "words are found where they were made");
        assert!(state != AnchorState::Kept || span == wanted.span);
    }
    let (state, span) = WordIndex::new(now).reanchor(&wanted);
    let found = span.get(now).expect("a place is inside the text");
    if state == AnchorState::Kept {
        assert_eq!(found, wanted.quote, "kept means the same words");
    }
    if state == AnchorState::Moved {
        assert!(!found.is_empty(), "nothing is found nowhere");
        assert_eq!(span.whole(now), span, "no grapheme cluster is parted");
    }
}

/// Panics if a symbol does more to a terminal than fill its cell.
fn assert_harmless(symbol: &str) {
    let is_harmful = |c: &char| {
        c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    assert!(!symbol.chars().any(|c| is_harmful(&c)), "{symbol:?}");
    assert!(symbol.len() <= 8 * symbol.chars().count().max(8), "{symbol:?}");
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}'
}

/// Panics unless blocks and sentences lie in the text, in order, and scalars map to bytes and back.
fn assert_sound(article: &Article) {
    let text = &article.text;
    assert!(!text.contains('\r'), "every line ends with LF");
    let mut end = 0;
    for block in &article.outline.blocks {
        assert!(block.span.start >= end && block.span.get(text).is_some());
        end = block.span.end;
    }
    let mut end = 0;
    for sentence in &article.outline.sentences {
        assert!(sentence.span.start >= end && sentence.span.get(text).is_some());
        assert!(article.outline.blocks[sentence.block].span.contains(sentence.span));
        let scalars = [sentence.span.start, sentence.span.end].map(|byte| article.scalar(byte));
        let back = article.span_of_scalars(scalars[0], scalars[1]);
        assert_eq!(back, Some(sentence.span));
        end = sentence.span.end;
    }
    let mut end = 0;
    for stretch in &article.outline.left_out {
        assert!(stretch.span.start >= end && stretch.span.get(text).is_some());
        assert!(article.outline.sentences_in(stretch.span).is_empty());
        end = stretch.span.end;
    }
    let is_error = |found: &Diagnostic| found.severity == Severity::Error;
    assert!(!article.diagnostics.iter().any(is_error) || text.is_empty());
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_kept_input_keeps_every_promise() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        for (name, property) in PROPERTIES {
            let folder = corpus.join(name);
            let inputs = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut n_inputs = 0;
            for input in inputs {
                property(&fs::read(input.unwrap().path()).unwrap());
                n_inputs += 1;
            }
            assert!(n_inputs > 0, "{} holds no input", folder.display());
        }
    }

    #[test]
    fn there_is_a_target_for_every_property() {
        let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/targets");
        for (name, _) in PROPERTIES {
            let target = fs::read_to_string(targets.join(name).with_extension("rs")).unwrap();
            assert!(target.contains(&format!("properties::{name}(")), "{name}");
        }
    }
}
