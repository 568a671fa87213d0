//! The repeats of a corpus as the bytes of a cache file, and back.
//!
//! Owns the format: a magic line with the program's version, [`FORMAT`] as four bytes, the content
//! encoded by `postcard`, and a CRC-32 of all bytes before it. The path and the size limit of the file
//! are `store::repeats`'.
//!
//! Invariant: [`CorpusRepeats::from_bytes`] returns what was written, or nothing. Damaged bytes and
//! bytes of a different program or version give nothing. Bytes with a right checksum and an impossible
//! content, for example a span that ends before it begins, give nothing too.

use std::sync::Arc;

use super::{Cluster, Repeats};
use crate::{corpus::Digest, text::Span};

/// Number of the format. Raise the number when the bytes change, and when equal articles give different
/// clusters.
const FORMAT: u32 = 4;

/// The first bytes. They hold the program's version, since other versions may cut other sentences.
const MAGIC: &[u8] = concat!("copydesk repeats ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();

/// The repeats of a corpus with the digests of the texts that were compared.
#[derive(Clone, Debug, PartialEq)]
pub struct CorpusRepeats {
    /// The digest of each article's text, in order.
    pub digests: Vec<Digest>,
    /// The clusters.
    pub repeats: Arc<Repeats>,
}

impl CorpusRepeats {
    /// Encodes the repeats; nothing if a number does not fit the format.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let Repeats { n_words, clusters, .. } = &*self.repeats;
        let digests: Vec<[u8; 32]> = self.digests.iter().map(|digest| digest.0).collect();
        let head = [MAGIC, &FORMAT.to_le_bytes()].concat();
        let mut bytes = postcard::to_extend(&(digests, n_words, clusters), head).ok()?;
        let checksum = crc32fast::hash(&bytes);
        bytes.extend(checksum.to_le_bytes());
        Some(bytes)
    }

    /// Decodes the repeats; nothing for bytes that cannot be trusted.
    pub fn from_bytes(bytes: &[u8]) -> Option<CorpusRepeats> {
        let (bytes, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(bytes) != u32::from_le_bytes(*checksum) {
            return None;
        }
        let (format, content) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
        if u32::from_le_bytes(*format) != FORMAT {
            return None;
        }
        type Content = (Vec<[u8; 32]>, usize, Vec<Cluster>);
        let ((digests, n_words, clusters), rest) =
            postcard::take_from_bytes::<Content>(content).ok()?;
        let are_possible = clusters.iter().all(|one| is_possible(one, digests.len()));
        (rest.is_empty() && are_possible).then(|| CorpusRepeats {
            repeats: Arc::new(Repeats::new(clusters, digests.len(), n_words)),
            digests: digests.into_iter().map(Digest).collect(),
        })
    }
}

/// Returns whether a cluster names articles that exist, spans that run forwards and finite numbers.
fn is_possible(cluster: &Cluster, n_articles: usize) -> bool {
    let runs_forwards = |span: &Span| span.start <= span.end;
    let mut occurrences = cluster.occurrences.iter();
    let needed = &cluster.threshold;
    let mut bits = cluster.why.iter().map(|(_, bits)| *bits).chain([
        cluster.score_bits, needed.bits, needed.places, needed.margin, needed.least, needed.factor,
    ]);
    bits.all(f64::is_finite)
        && occurrences.all(|one| {
            one.article < n_articles
                && runs_forwards(&one.span)
                && one.slots.iter().all(runs_forwards)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        repeats::{RepeatInput, tests::repeats},
        text::{Markup, outline},
    };

    const TEXTS: [&str; 3] = [
        "Fog closed the narrow harbour entrance during the stormy winter night, says Ann Miller.",
        "Ice closed the narrow harbour entrance during the stormy winter night, says Bob Carter.",
        "Did you know? Fog closed the narrow harbour entrance during the stormy winter.",
    ];

    fn found() -> CorpusRepeats {
        CorpusRepeats {
            digests: TEXTS.map(Digest::of).to_vec(),
            repeats: Arc::new(repeats(&TEXTS)),
        }
    }

    fn bytes() -> Vec<u8> {
        found().to_bytes().unwrap()
    }

    #[test]
    fn written_repeats_are_read_back() {
        assert!(!found().repeats.clusters.is_empty());
        assert_eq!(CorpusRepeats::from_bytes(&bytes()), Some(found()));
        let nothing = CorpusRepeats { digests: Vec::new(), repeats: Arc::default() };
        let bytes = nothing.to_bytes().unwrap();
        assert_eq!(CorpusRepeats::from_bytes(&bytes), Some(nothing));
    }

    #[test]
    fn damage_gives_nothing() {
        let bytes = bytes();
        let read = CorpusRepeats::from_bytes;
        for at in 0..bytes.len() {
            assert_eq!(read(&bytes[..at]), None, "cut at {at}");
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                assert_eq!(read(&damaged), None, "bit {bit} of byte {at}");
            }
        }
        assert_eq!(read(&[bytes.clone(), vec![0]].concat()), None);
        assert_eq!(read(b"SQLite format 3\0"), None);
    }

    /// Bytes with a right checksum: nothing panics, and every span that comes out lies inside its text.
    #[test]
    fn damage_with_a_right_checksum_does_no_harm() {
        let bytes = bytes();
        let outlines = TEXTS.map(|text| outline(text, Markup::Plain));
        let pairs = TEXTS.iter().zip(&outlines);
        let articles: Vec<RepeatInput<'_>> =
            pairs.map(|(text, outline)| RepeatInput { text, outline }).collect();
        let mut n_read = 0;
        for at in 0..bytes.len() - 4 {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = bytes[..bytes.len() - 4].to_vec();
                damaged[at] = byte;
                damaged.extend(crc32fast::hash(&damaged).to_le_bytes());
                let Some(read) = CorpusRepeats::from_bytes(&damaged) else {
                    continue;
                };
                n_read += 1;
                if !read.repeats.fit(&articles) {
                    continue;
                }
                for cluster in &read.repeats.clusters {
                    let mut all = cluster.occurrences.iter();
                    assert!(all.all(|one| one.span.get(TEXTS[one.article]).is_some()));
                }
                read.repeats.carried_over(&[Some(1), None, Some(0)], 2);
            }
        }
        assert!(n_read > 0, "some damage shows in no number");
    }
}
