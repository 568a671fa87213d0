//! The files inside a document: a zip archive, read within limits.
//!
//! The directory at the end of the archive says all; only files that are asked for are unpacked. So an archive
//! with a hostile directory or a file that unpacks without end costs a bounded number of steps and bytes. Only
//! the two methods that documents use are known: stored and deflated.

use std::{collections::HashMap, io::Read, ops::Range};

use flate2::read::DeflateDecoder;

/// Files of an archive.
const MAX_FILES: usize = 20_000;

/// Bytes of all unpacked files together.
const MAX_UNPACKED: u64 = 64 << 20;

/// Bytes of the longest end record: 22, and a comment.
const MAX_END_BYTES: usize = 22 + 0xffff;

/// A document that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZipFault {
    /// No archive, or a damaged one.
    Damaged,
    /// The file needs a password.
    Encrypted,
    /// More than 20,000 files.
    TooManyFiles,
    /// More than 64 MB of text.
    TooLarge,
}

/// A file of the archive.
#[derive(Clone, Debug)]
struct ZipFile {
    /// First byte of its header.
    header: usize,
    packed: usize,
    method: u16,
    flags: u16,
    checksum: u32,
}

/// An archive.
pub(super) struct ZipParts<'a> {
    bytes: &'a [u8],
    files: HashMap<String, ZipFile>,
    /// Bytes that may still be unpacked.
    room: u64,
}

impl<'a> ZipParts<'a> {
    /// Reads the directory of an archive.
    pub(super) fn open(bytes: &'a [u8]) -> Result<ZipParts<'a>, ZipFault> {
        let directory = directory(bytes).ok_or(ZipFault::Damaged)?;
        let mut files = HashMap::new();
        let mut at = directory.records.start;
        while at < directory.records.end {
            if files.len() >= MAX_FILES {
                return Err(ZipFault::TooManyFiles);
            }
            let (name, file, next) = record(bytes, at, directory.shift).ok_or(ZipFault::Damaged)?;
            files.entry(name).or_insert(file);
            at = next;
        }
        Ok(ZipParts { bytes, files, room: MAX_UNPACKED })
    }

    /// Returns the names of all files, in order of their names.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.files.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Unpacks a file; `None` if the archive has no such file.
    ///
    /// # Errors
    /// - [`ZipFault::TooLarge`] if all files so far unpack to more than 64 MB.
    /// - [`ZipFault::Encrypted`] if the file needs a password.
    /// - [`ZipFault::Damaged`] for everything else.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ZipFault> {
        let Some(file) = self.files.get(name) else { return Ok(None) };
        if file.flags & 1 != 0 {
            return Err(ZipFault::Encrypted);
        }
        let packed = packed(self.bytes, file).ok_or(ZipFault::Damaged)?;
        let mut unpacked = Vec::new();
        let read = match file.method {
            0 => packed.take(self.room + 1).read_to_end(&mut unpacked),
            8 => DeflateDecoder::new(packed).take(self.room + 1).read_to_end(&mut unpacked),
            _ => return Err(ZipFault::Damaged),
        };
        if unpacked.len() as u64 > self.room {
            return Err(ZipFault::TooLarge);
        }
        self.room -= unpacked.len() as u64;
        let is_whole = read.is_ok() && crc32fast::hash(&unpacked) == file.checksum;
        if is_whole { Ok(Some(unpacked)) } else { Err(ZipFault::Damaged) }
    }
}

/// The records of the directory, as bytes of the file.
struct Directory {
    records: Range<usize>,
    /// Bytes before the archive, which its places do not count.
    shift: usize,
}

fn directory(bytes: &[u8]) -> Option<Directory> {
    let from = bytes.len().saturating_sub(MAX_END_BYTES);
    let tail = bytes.get(from..)?;
    let end = tail.windows(4).rposition(|four| four == b"PK\x05\x06")? + from;
    let n_bytes = number(bytes, end + 12, 4)?;
    let start = number(bytes, end + 16, 4)?;
    let real = end.checked_sub(n_bytes)?;
    Some(Directory { records: real..end, shift: real.checked_sub(start)? })
}

/// Returns name and place of a file, and the place of the next record.
fn record(bytes: &[u8], at: usize, shift: usize) -> Option<(String, ZipFile, usize)> {
    if bytes.get(at..at + 4)? != b"PK\x01\x02" {
        return None;
    }
    let name_len = number(bytes, at + 28, 2)?;
    let name = bytes.get(at + 46..at + 46 + name_len)?;
    let next = at + 46 + name_len + number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?;
    let file = ZipFile {
        header: number(bytes, at + 42, 4)?.checked_add(shift)?,
        packed: number(bytes, at + 20, 4)?,
        method: u16::try_from(number(bytes, at + 10, 2)?).ok()?,
        flags: u16::try_from(number(bytes, at + 8, 2)?).ok()?,
        checksum: u32::try_from(number(bytes, at + 16, 4)?).ok()?,
    };
    // Some programs write the names with backslashes.
    Some((String::from_utf8_lossy(name).replace('\\', "/"), file, next))
}

/// Returns the packed bytes of a file.
fn packed<'a>(bytes: &'a [u8], file: &ZipFile) -> Option<&'a [u8]> {
    let at = file.header;
    if bytes.get(at..at.checked_add(4)?)? != b"PK\x03\x04" {
        return None;
    }
    let start = at + 30 + number(bytes, at + 26, 2)? + number(bytes, at + 28, 2)?;
    bytes.get(start..start.checked_add(file.packed)?)
}

/// Returns a number of two or four bytes, the lowest byte first.
fn number(bytes: &[u8], at: usize, len: usize) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(len)?)?;
    Some(digits.iter().rev().fold(0, |number, digit| number << 8 | usize::from(*digit)))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::DeflateEncoder};

    use super::*;

    /// Returns an archive with these files, deflated.
    pub(in crate::corpus::document) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            let packed = encoder.finish().unwrap();
            let header = u32::try_from(bytes.len()).unwrap().to_le_bytes();
            let mut fields = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
            fields.extend(crc32fast::hash(content).to_le_bytes());
            fields.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
            fields.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
            fields.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            fields.extend([0, 0]);
            bytes.extend(b"PK\x03\x04");
            bytes.extend(&fields);
            bytes.extend(name.as_bytes());
            bytes.extend(packed);
            directory.extend(b"PK\x01\x02\x14\0");
            directory.extend(&fields);
            directory.extend([0; 10]);
            directory.extend(header);
            directory.extend(name.as_bytes());
        }
        let start = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let len = u32::try_from(directory.len()).unwrap().to_le_bytes();
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0\0\0\0\0");
        bytes.extend(len);
        bytes.extend(start);
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn files_are_unpacked_by_name() {
        let mut bytes = zip(&[("a", b"one one one"), ("b/c", b"two")]);
        let mut parts = ZipParts::open(&bytes).unwrap();
        assert_eq!(parts.names(), ["a", "b/c"]);
        assert_eq!(parts.read("a"), Ok(Some(b"one one one".to_vec())));
        assert_eq!(parts.read("x"), Ok(None));
        bytes.splice(0..0, *b"before");
        let mut parts = ZipParts::open(&bytes).unwrap();
        assert_eq!(parts.read("b/c"), Ok(Some(b"two".to_vec())), "bytes before the archive");
    }

    #[test]
    fn damage_is_told_wherever_it_is() {
        let whole = zip(&[("a", &b"one and two and three ".repeat(9)[..])]);
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            if let Ok(mut parts) = ZipParts::open(&bytes) {
                let name = parts.names().first().map_or(String::new(), |name| (*name).to_owned());
                let same = parts.read(&name);
                let is_known = same.is_err() || same == Ok(None) || name != "a";
                assert!(is_known || same == Ok(Some(b"one and two and three ".repeat(9))), "{at}");
            }
            assert!(at + 2 >= whole.len() || ZipParts::open(&whole[..at]).is_err(), "{at}");
        }
    }

    #[test]
    fn a_bomb_stops_at_its_limit() {
        let bomb = zip(&[("a", &vec![b' '; 65 << 20])]);
        let mut parts = ZipParts::open(&bomb).unwrap();
        assert_eq!(parts.read("a"), Err(ZipFault::TooLarge));
        let half = zip(&[("a", &vec![b' '; 33 << 20])]);
        let mut parts = ZipParts::open(&half).unwrap();
        assert!(parts.read("a").is_ok());
        assert_eq!(parts.read("a"), Err(ZipFault::TooLarge), "all files count together");
        let names: Vec<String> = (0..=MAX_FILES).map(|n| n.to_string()).collect();
        let files: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert_eq!(ZipParts::open(&zip(&files)).err(), Some(ZipFault::TooManyFiles));
    }
}
