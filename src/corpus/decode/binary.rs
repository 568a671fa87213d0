//! Tells binary files from text, with advice for each known format.

/// A file format by the bytes at its start.
struct BinaryFormat {
    magic: &'static [u8],
    /// Place of `magic`.
    at: usize,
    message: &'static str,
}

const fn kind(magic: &'static [u8], message: &'static str) -> BinaryFormat {
    BinaryFormat { magic, at: 0, message }
}

const PDF: &str = "a PDF file inside of another file: save it as a file of its own";
const RTF: &str = "a rich text file: name a converter for rtf in the settings, or save it as .docx";
const OLD_OFFICE: &str = "an old Office file: save it as .docx or .odt";
const LOCKED_OFFICE: &str = "an Office file with a password: save it without, then it is read";
const IMAGE: &str = "an image: run text recognition on it and open the text";
const ARCHIVE: &str = "a compressed file or archive: unpack it and open the articles inside";
const PROGRAM: &str = "a program, not a text";
const DATABASE: &str = "a database: export its articles as text files";
const SOUND: &str = "a sound or video file: open a transcript of it";
const UTF_32: &str = "UTF-32 text: convert it with `iconv -f UTF-32 -t UTF-8 FILE > NEW`";

/// The kinds that lie about in research folders; each magic number can't begin an article.
static KINDS: &[BinaryFormat] = &[
    kind(b"%PDF-", PDF),
    kind(b"{\\rtf", RTF),
    kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    kind(b"\x89PNG\r\n\x1a\n", IMAGE),
    kind(b"\xff\xd8\xff", IMAGE),
    kind(b"GIF87a", IMAGE),
    kind(b"GIF89a", IMAGE),
    kind(b"II*\0", IMAGE),
    kind(b"MM\0*", IMAGE),
    BinaryFormat { magic: b"WEBP", at: 8, message: IMAGE },
    kind(b"\x1f\x8b", ARCHIVE),
    kind(b"\xfd7zXZ\0", ARCHIVE),
    kind(b"\x28\xb5\x2f\xfd", ARCHIVE),
    kind(b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    kind(b"Rar!\x1a\x07", ARCHIVE),
    BinaryFormat { magic: b"1AY&SY", at: 4, message: ARCHIVE },
    BinaryFormat { magic: b"ustar", at: 257, message: ARCHIVE },
    kind(b"\x7fELF", PROGRAM),
    kind(b"\0asm", PROGRAM),
    kind(b"\xcf\xfa\xed\xfe", PROGRAM),
    kind(b"MZ\x90\0", PROGRAM),
    kind(b"SQLite format 3\0", DATABASE),
    kind(b"OggS\0", SOUND),
    kind(b"ID3\x03", SOUND),
    kind(b"ID3\x04", SOUND),
    BinaryFormat { magic: b"ftyp", at: 4, message: SOUND },
    kind(b"\xff\xfe\0\0", UTF_32),
    kind(b"\0\0\xfe\xff", UTF_32),
];

/// Returns the finding about a file whose first bytes name a binary format, for example `%PDF`.
pub(super) fn known_kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(zip_kind(bytes));
    }
    if is_locked(bytes) {
        return Some(LOCKED_OFFICE);
    }
    let is = |kind: &&BinaryFormat| {
        bytes.get(kind.at..).is_some_and(|bytes| bytes.starts_with(kind.magic))
    };
    // `ftyp` and `ustar` stand behind other bytes, at a place where an article might have the same
    // letters.
    let found = KINDS.iter().find(is)?;
    (found.at == 0 || bytes.iter().take(512).any(|byte| *byte == 0)).then_some(found.message)
}

/// Returns `true` for an old container around a new document with a password.
fn is_locked(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0";
    bytes.starts_with(b"\xd0\xcf\x11\xe0") && bytes.windows(MARK.len()).any(|part| part == MARK)
}

/// Returns the format of a zip archive by the names of its first files.
fn zip_kind(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(4096)];
    let holds = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    if holds(b"xl/") || holds(b"ppt/") || holds(b"opendocument.") {
        "an Office file that holds no text document: save it as .docx, .odt or .txt"
    } else {
        ARCHIVE
    }
}

/// Returns the finding about bytes with more control characters than any text.
///
/// A handful passes: bad copies contain control characters, and the screen shows a symbol for each.
pub(super) fn not_text(bytes: &[u8]) -> Option<String> {
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    let n_odd =
        sample.iter().filter(|byte| is_odd_control(char::from(**byte)) && byte.is_ascii()).count();
    (n_odd > 8 && n_odd * 50 > sample.len()).then(|| {
        format!(
            "not a text file ({n_odd} control bytes in the first {}): convert it to text",
            sample.len()
        )
    })
}

/// Control characters that no text has a use for; white space, backspace and escape are known from
/// terminal logs.
pub(super) fn is_odd_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t'..='\r' | '\u{8}' | '\u{1b}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<&str>) {
        let found = known_kind(bytes);
        match expected {
            Some(words) => assert!(found.is_some_and(|kind| kind.contains(words)), "{found:?}"),
            None => assert_eq!(found, None, "{bytes:?}"),
        }
    }

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        check(b"PK\x03\x04..xl/workbook.xml", Some("no text document"));
        check(b"{\\rtf1 x}", Some("rtf in the settings"));
        let locked =
            [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0"].concat();
        check(&locked, Some("password"));
        check(&locked[..8], Some("old Office"));
        check(b"PK\x03\x04..notes.txt", Some("archive"));
        check(b"\0\0\0\x18ftypmp42", Some("video"));
        check(b"BZh91AY&SY\0", Some("archive"));
    }

    #[test]
    fn articles_that_begin_alike_are_text() {
        check(b"PK said no.", None);
        check(b"The ftyp box of a film", None);
        check(b"12341AY&SY is a magic number", None);
        check(b"", None);
    }

    #[test]
    fn terminal_logs_are_text() {
        assert_eq!(not_text(&b"\x1b[31mred\x1b[0m\r\n\x0c".repeat(100)), None);
        assert!(not_text(&[1; 20]).is_some());
    }
}
