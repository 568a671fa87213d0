//! From the bytes of a file to text: byte order mark, UTF-8, declared charset, guess.
//!
//! Owns the line between text and binary data. [`super::html`] finds declarations inside a page,
//! and the reader limits the size. Decoding never fails: bytes without text give an empty text and
//! an error with advice.
//!
//! # The carrier and the author
//!
//! Decoding undoes what the carrier of a text did: the encoding, one byte order mark in front, and CR LF
//! or a lone CR for LF. So a text is the same on every machine, for example in a clone of git with
//! `autocrlf`. Everything of the author stays: NUL, tabs, kinds of spaces and quotes, a second mark.

mod binary;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

use crate::{
    diagnostic::{Diagnostic, Severity},
    text::{
        agree, count,
        line_ends::{BYTE_ORDER_MARK, LineEnd, LineEnds, with_lf},
    },
};

/// Number of bytes behind a guess, counted from the first byte outside ASCII.
const GUESS_BYTES: usize = 256 * 1024;

/// A decoded file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DecodedText {
    /// The text, without byte order mark and with LF alone; empty if the bytes are no text.
    pub text: String,
    /// The line ends before decoding made LF of each.
    pub line_ends: LineEnds,
    /// Name of the source encoding, for example `windows-1252`.
    pub encoding: &'static str,
    /// Findings about the bytes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Decodes a file; `declared` is the charset label that the content itself declares.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> DecodedText {
    if let Some(kind) = binary::known_kind(bytes) {
        return refused(kind);
    }
    if let Some((encoding, bom_len)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[bom_len..], None);
    }
    if let Some(encoding) = utf16_by_nuls(bytes) {
        return decode_as(encoding, bytes, Some(guessed(encoding)));
    }
    if let Some(reason) = binary::not_text(bytes) {
        return refused(&reason);
    }
    let declared = declared.and_then(usable_label);
    if declared == Some(ISO_2022_JP) || has_japanese_escapes(bytes) {
        let note = declared.is_none().then(|| guessed(ISO_2022_JP));
        return decode_as(ISO_2022_JP, bytes, note);
    }
    if is_mostly_utf8(bytes) {
        return decode_as(UTF_8, bytes, None);
    }
    if let Some(encoding) = declared {
        return decode_as(encoding, bytes, None);
    }
    let encoding = guess(bytes);
    decode_as(encoding, bytes, Some(guessed(encoding)))
}

fn refused(reason: &str) -> DecodedText {
    DecodedText {
        text: String::new(),
        line_ends: LineEnds::All(LineEnd::Lf),
        encoding: "none",
        diagnostics: vec![Diagnostic::new(Severity::Error, reason)],
    }
}

fn guessed(encoding: &'static Encoding) -> Diagnostic {
    let name = encoding.name();
    let message =
        format!("the encoding was guessed: {name}; convert to UTF-8 if letters look wrong");
    Diagnostic::new(Severity::Note, message)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], note: Option<Diagnostic>) -> DecodedText {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let mut diagnostics = Vec::from_iter(note);
    if had_errors {
        let n_bad = n_undecodable(encoding, bytes, &text);
        let message = format!(
            "{} {} shown as \u{fffd} (read as {}); look for an undamaged copy",
            count(n_bad, "undecodable place"),
            agree(n_bad, "is", "are"),
            encoding.name(),
        );
        diagnostics.push(Diagnostic::new(Severity::Warning, message));
    }
    // Some encodings write the mark in bytes of their own, for example GB 18030.
    let is_foreign = ![UTF_8, UTF_16LE, UTF_16BE].contains(&encoding);
    let mark = text.strip_prefix(BYTE_ORDER_MARK).filter(|_| is_foreign);
    let text = mark.unwrap_or(&text);
    let line_ends = LineEnds::of(text);
    let text = with_lf(text).into_owned();
    DecodedText { text, line_ends, encoding: encoding.name(), diagnostics }
}

/// Returns the number of places that could not be decoded. A genuine U+FFFD of UTF-8 does not
/// count.
fn n_undecodable(encoding: &'static Encoding, bytes: &[u8], text: &str) -> usize {
    if encoding == UTF_8 {
        let chunks = bytes.utf8_chunks();
        return chunks.filter(|chunk| !chunk.invalid().is_empty()).count();
    }
    text.matches('\u{fffd}').count()
}

/// The encoding of a declared label, unless the declaration can't be true or is of no use.
///
/// Whoever could read the declaration as ASCII does not read UTF-16.
fn usable_label(label: &str) -> Option<&'static Encoding> {
    let unusable = [UTF_16LE, UTF_16BE, REPLACEMENT, X_USER_DEFINED];
    Encoding::for_label(label.as_bytes()).filter(|encoding| !unusable.contains(encoding))
}

/// Returns `true` if the bytes are ASCII with the escape sequences of ISO-2022-JP.
fn has_japanese_escapes(bytes: &[u8]) -> bool {
    let switches = bytes.windows(3).any(|three| matches!(three, b"\x1b$B" | b"\x1b$@"));
    switches && bytes.is_ascii() && !ISO_2022_JP.decode_without_bom_handling(bytes).1
}

/// Returns `true` if the bytes are UTF-8, perhaps with a little damage.
///
/// Text in another encoding hardly ever forms a valid sequence of several bytes. So a damaged file
/// keeps its good letters and is not guessed.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut n_good, mut n_bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid().as_bytes();
        n_good += valid.iter().filter(|byte| **byte >= 0xC0).count();
        n_bad += usize::from(!chunk.invalid().is_empty());
    }
    n_bad == 0 || n_good > 2 * n_bad
}

/// UTF-16 without byte order mark, told by where the NUL bytes of its ASCII characters stand.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let n_pairs = sample.len() / 2;
    let nuls = |parity: usize| {
        let places = sample.iter().skip(parity).step_by(2);
        places.filter(|byte| **byte == 0).count()
    };
    let (n_first, n_second) = (nuls(0), nuls(1));
    let is_text = |with: usize, without: usize| with * 5 > n_pairs * 2 && without * 20 <= n_pairs;
    let encoding = if n_pairs >= 2 && is_text(n_second, n_first) {
        UTF_16LE
    } else if n_pairs >= 2 && is_text(n_first, n_second) {
        UTF_16BE
    } else {
        return None;
    };
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let n_odd = text.chars().filter(|c| binary::is_odd_control(*c)).count();
    (n_odd * 20 <= n_pairs).then_some(encoding)
}

/// The legacy encoding that the bytes most probably have.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let first = bytes.iter().position(|byte| !byte.is_ascii());
    let len = bytes.len().min(first.unwrap_or(0) + GUESS_BYTES);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // A prefix may end inside a character, which is a fault only at the end of the whole.
    detector.feed(&bytes[..len], len == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, encoding: &str) -> Vec<Severity> {
        check_declared(bytes, None, text, encoding)
    }

    fn check_declared(
        bytes: &[u8],
        declared: Option<&str>,
        text: &str,
        encoding: &str,
    ) -> Vec<Severity> {
        let decoded = decode(bytes, declared);
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.encoding, encoding);
        decoded.diagnostics.iter().map(|found| found.severity).collect()
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf8_stays_as_it_is_but_for_its_line_ends() {
        assert!(check("caf\u{e9}\tx\u{a0}\n".as_bytes(), "café\tx\u{a0}\n", "UTF-8").is_empty());
        assert!(check("caf\u{e9}\r\nx\ry\n".as_bytes(), "café\nx\ny\n", "UTF-8").is_empty());
        assert!(check(b"", "", "UTF-8").is_empty());
        assert!(check("\u{fffd}".as_bytes(), "\u{fffd}", "UTF-8").is_empty());
    }

    #[test]
    fn byte_order_marks_decide_and_go() {
        assert!(check("\u{feff}é".as_bytes(), "é", "UTF-8").is_empty());
        assert!(check(&utf16("\u{feff}é漢", u16::to_le_bytes), "é漢", "UTF-16LE").is_empty());
        assert!(check(&utf16("\u{feff}é漢", u16::to_be_bytes), "é漢", "UTF-16BE").is_empty());
        assert!(check(&[0xff, 0xfe], "", "UTF-16LE").is_empty());
        let twice = "\u{feff}\u{feff}é".as_bytes();
        assert!(check(twice, "\u{feff}é", "UTF-8").is_empty(), "as Python reads `utf-8-sig`");
        let crlf = utf16("\u{feff}é\r\n漢\r", u16::to_le_bytes);
        assert!(check(&crlf, "é\n漢\n", "UTF-16LE").is_empty());
        let gb = b"\x84\x31\x95\x33\xce\xd2\xc3\xc7\r\n";
        assert!(check_declared(gb, Some("gb18030"), "我们\n", "gb18030").is_empty());
    }

    #[test]
    fn utf16_without_mark_is_told_by_its_nuls() {
        let text = "The harbour opens at five, she said.\n";
        let note = [Severity::Note];
        assert_eq!(check(&utf16(text, u16::to_le_bytes), text, "UTF-16LE"), note);
        assert_eq!(check(&utf16(text, u16::to_be_bytes), text, "UTF-16BE"), note);
    }

    #[test]
    fn a_declared_charset_comes_before_a_guess() {
        let bytes = b"\xcf\xf0\xe8\xe2\xe5\xf2";
        let severities = check_declared(bytes, Some("windows-1251"), "Привет", "windows-1251");
        assert!(severities.is_empty());
        let text = "Übergröße";
        assert!(check_declared(text.as_bytes(), Some("latin1"), text, "UTF-8").is_empty());
        for label in ["utf-16", "no such thing"] {
            let decoded = decode(b"un caf\xe9 tr\xe8s serr\xe9, dit-il \xe0 No\xebl", Some(label));
            assert_eq!(decoded.text, "un café très serré, dit-il à Noël");
        }
    }

    #[test]
    fn legacy_encodings_are_guessed_and_told() {
        let german = b"Die \xdcberpr\xfcfung der Geb\xfchren dauerte l\xe4nger, sagte M\xfcller.";
        let text = "Die Überprüfung der Gebühren dauerte länger, sagte Müller.";
        assert_eq!(check(german, text, "windows-1252"), [Severity::Note]);
        let japanese = "港の料金は来年から上がると市長は述べた。漁師たちは反対している。";
        for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, ISO_2022_JP] {
            let bytes = encoding.encode(japanese).0;
            assert_eq!(check(&bytes, japanese, encoding.name()), [Severity::Note]);
        }
    }

    #[test]
    fn a_long_text_is_guessed_by_its_beginning() {
        let line = "市長は料金を上げると述べた。";
        let text = format!("{}{}", "a".repeat(3), line.repeat(20_000));
        let bytes = encoding_rs::SHIFT_JIS.encode(&text).0;
        assert!(bytes.len() > GUESS_BYTES);
        assert_eq!(check(&bytes, &text, "Shift_JIS"), [Severity::Note]);
    }

    #[test]
    fn damaged_utf8_keeps_its_good_letters() {
        let bytes =
            [" “Überprüfung” ".as_bytes(), b"\xff", "größer".as_bytes(), b"\xe2\x82"].concat();
        let text = " “Überprüfung” \u{fffd}größer\u{fffd}";
        assert_eq!(check(&bytes, text, "UTF-8"), [Severity::Warning]);
        let message = &decode(&bytes, None).diagnostics[0].message;
        assert!(message.starts_with("2 undecodable places"), "{message}");
    }

    #[test]
    fn a_few_nul_bytes_are_text() {
        assert!(check(b"a\0b", "a\0b", "UTF-8").is_empty());
        let decoded = decode(&b"fees\0 rise ".repeat(500), None);
        assert_eq!(decoded.diagnostics[0].severity, Severity::Error);
    }

    #[test]
    fn binary_files_are_refused_by_name() {
        let pdf = decode(b"%PDF-1.7\n%\xe2\xe3", None);
        assert_eq!((pdf.text.as_str(), pdf.encoding), ("", "none"));
        assert!(pdf.diagnostics[0].message.contains("a PDF file"));
        let noise: Vec<u8> = (0..4000_u32).map(|i| (i * i % 251) as u8).collect();
        assert!(decode(&noise, None).diagnostics[0].message.contains("not a text file"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let decoded = decode(&bytes, None);
            proptest::prop_assert!(!decoded.text.is_empty() || bytes.len() < 4
                || decoded.diagnostics.iter().any(|found| found.severity == Severity::Error));
        }
    }
}
