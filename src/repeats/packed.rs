//! Clusters as bytes, and back: what a cache keeps of a corpus.
//!
//! Owns the format. Numbers are of seven bits a byte; a checksum ends it. Which file holds the bytes and
//! when they are thrown away is the store's business. Bytes of another program, of another version or with
//! damage give nothing; so do bytes that say something impossible, whatever their checksum.
//!
//! Invariant: what is read back is what was packed, or nothing.

use super::{Cluster, ClusterId, Kind, Needed, Occurrence, RepeatInput, Repeats};
use crate::{corpus::Digest, text::Span};

/// Raised whenever the same articles give other clusters, or the bytes mean something else.
const FORMAT: u32 = 2;

/// What the bytes begin with; texts are cut into sentences by the program's version.
const MAGIC: &[u8] = concat!("copydesk repeats ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();

/// The clusters of a corpus with what they were found in.
#[derive(Clone, Debug, PartialEq)]
pub struct Packed {
    /// The digest of each article's text, in order.
    pub digests: Vec<Digest>,
    /// The clusters.
    pub repeats: Repeats,
    /// Words that came or went since all articles were compared; none where that was the last thing done.
    pub n_changed: usize,
}

impl Packed {
    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer(MAGIC.to_vec());
        out.0.extend(FORMAT.to_le_bytes());
        out.number(self.digests.len());
        for digest in &self.digests {
            out.0.extend(digest.0);
        }
        out.number(self.n_changed);
        out.number(self.repeats.n_words);
        out.number(self.repeats.clusters.len());
        for cluster in self.repeats.clusters.iter() {
            out.cluster(cluster);
        }
        let checksum = crc32fast::hash(&out.0);
        out.0.extend(checksum.to_le_bytes());
        out.0
    }

    /// What the bytes say; nothing when they cannot be trusted.
    pub fn from_bytes(bytes: &[u8]) -> Option<Packed> {
        let (bytes, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(bytes) != u32::from_le_bytes(*checksum) {
            return None;
        }
        let (format, bytes) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
        if u32::from_le_bytes(*format) != FORMAT {
            return None;
        }
        let mut from = Reader(bytes);
        let digests = from.list(|from| Some(Digest(from.array()?)))?;
        let (n_changed, n_words) = (from.number()?, from.number()?);
        let clusters = from.list(|from| from.cluster(digests.len()))?;
        let packed = Packed {
            repeats: Repeats::new(clusters, digests.len(), n_words),
            digests,
            n_changed,
        };
        from.0.is_empty().then_some(packed)
    }

    /// The clusters over other articles: `to` says where each packed article is now, if it is there still.
    ///
    /// Nothing, when an occurrence is none of its article's text.
    pub fn over(self, to: &[Option<usize>], articles: &[RepeatInput<'_>]) -> Option<Repeats> {
        let mut clusters: Vec<Cluster> = Vec::with_capacity(self.repeats.clusters.len());
        for cluster in self.repeats.clusters.iter() {
            let mut cluster = cluster.clone();
            cluster.occurrences.retain_mut(|one| {
                let now = to.get(one.article).copied().flatten();
                one.article = now.unwrap_or(usize::MAX);
                now.is_some()
            });
            cluster
                .occurrences
                .sort_by_key(|one| (one.article, one.span));
            let all = cluster.occurrences.iter();
            let fits = |one: &Occurrence| {
                let text = articles.get(one.article).map(|article| article.text);
                let words = |span: &Span| text.is_some_and(|text| span.get(text).is_some());
                words(&one.span) && one.slots.iter().all(words)
            };
            if !all.clone().all(fits) {
                return None;
            }
            let groups = cluster
                .occurrences
                .chunk_by(|one, other| one.article == other.article);
            cluster.n_articles = groups.count();
            if cluster.n_articles > 1 {
                clusters.push(cluster);
            }
        }
        let known: std::collections::HashSet<ClusterId> =
            clusters.iter().map(|cluster| cluster.id).collect();
        for cluster in &mut clusters {
            cluster.inside = cluster.inside.filter(|holder| known.contains(holder));
        }
        Some(Repeats::new(clusters, articles.len(), self.repeats.n_words))
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn float(&mut self, number: f64) {
        self.0.extend(number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend(text.as_bytes());
    }

    fn span(&mut self, span: Span) {
        self.number(span.start);
        self.number(span.len());
    }

    fn cluster(&mut self, cluster: &Cluster) {
        self.0.extend(cluster.id.0.to_le_bytes());
        self.0.push(cluster.kind as u8);
        self.number(cluster.n_articles);
        self.float(cluster.score_bits);
        self.needed(&cluster.needed);
        self.text(&cluster.pattern);
        self.number(cluster.occurrences.len());
        for one in &cluster.occurrences {
            self.number(one.article);
            self.span(one.span);
            self.number(one.slots.len());
            one.slots.iter().for_each(|slot| self.span(*slot));
        }
        self.0.push(u8::from(cluster.inside.is_some()));
        self.0
            .extend(cluster.inside.map_or(0, |holder| holder.0).to_le_bytes());
        self.number(cluster.why.len());
        for (word, bits) in &cluster.why {
            self.text(word);
            self.float(*bits);
        }
    }

    fn needed(&mut self, needed: &Needed) {
        self.float(needed.bits);
        self.float(needed.places);
        self.number(needed.n_articles);
        self.float(needed.margin);
        self.float(needed.least);
        self.0.push(u8::from(needed.is_of_many));
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*array)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0_usize;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            let part = usize::from(byte & 0x7f);
            number |= part
                .checked_shl(shift)
                .filter(|moved| moved >> shift == part)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn float(&mut self) -> Option<f64> {
        self.array()
            .map(f64::from_le_bytes)
            .filter(|number| number.is_finite())
    }

    fn text(&mut self) -> Option<String> {
        let len = self.number()?;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(std::str::from_utf8(text).ok()?.to_owned())
    }

    fn span(&mut self) -> Option<Span> {
        let (start, len) = (self.number()?, self.number()?);
        Some(Span::new(start, start.checked_add(len)?))
    }

    /// As many things as a number says; each takes a byte at least, so no number makes much room.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = self.number().filter(|n| *n <= self.0.len())?;
        (0..n).map(|_| one(self)).collect()
    }

    fn cluster(&mut self, n_articles: usize) -> Option<Cluster> {
        Some(Cluster {
            id: ClusterId(u64::from_le_bytes(self.array()?)),
            kind: *Kind::ALL.get(usize::from(self.byte()?))?,
            n_articles: self.number()?,
            score_bits: self.float()?,
            needed: self.needed()?,
            pattern: self.text()?,
            occurrences: self.list(|from| {
                Some(Occurrence {
                    article: from.number().filter(|article| *article < n_articles)?,
                    span: from.span()?,
                    slots: from.list(Self::span)?,
                })
            })?,
            inside: {
                let is_inside = self.flag()?;
                let holder = ClusterId(u64::from_le_bytes(self.array()?));
                is_inside.then_some(holder)
            },
            why: self.list(|from| Some((from.text()?, from.float()?)))?,
        })
    }

    fn needed(&mut self) -> Option<Needed> {
        Some(Needed {
            bits: self.float()?,
            places: self.float()?,
            n_articles: self.number()?,
            margin: self.float()?,
            least: self.float()?,
            is_of_many: self.flag()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        repeats::tests::repeats,
        text::{Markup, Outline, outline},
    };

    const TEXTS: [&str; 3] = [
        "Fog closed the narrow harbour entrance during the stormy winter night, says Ann Miller.",
        "Ice closed the narrow harbour entrance during the stormy winter night, says Bob Carter.",
        "Did you know? Fog closed the narrow harbour entrance during the stormy winter.",
    ];

    fn packed() -> Packed {
        Packed {
            digests: TEXTS.map(Digest::of).to_vec(),
            repeats: repeats(&TEXTS),
            n_changed: 300,
        }
    }

    #[test]
    fn what_was_packed_is_read_back() {
        let packed = packed();
        assert!(!packed.repeats.clusters.is_empty());
        assert_eq!(Packed::from_bytes(&packed.to_bytes()), Some(packed));
        let nothing = Packed {
            digests: Vec::new(),
            repeats: Repeats::default(),
            n_changed: 0,
        };
        assert_eq!(Packed::from_bytes(&nothing.to_bytes()), Some(nothing));
    }

    #[test]
    fn damage_gives_nothing() {
        let bytes = packed().to_bytes();
        for at in 0..bytes.len() {
            assert_eq!(Packed::from_bytes(&bytes[..at]), None, "cut at {at}");
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                assert_eq!(Packed::from_bytes(&damaged), None, "bit {bit} of byte {at}");
            }
        }
        assert_eq!(Packed::from_bytes(&[bytes.clone(), vec![0]].concat()), None);
        assert_eq!(Packed::from_bytes(b"SQLite format 3\0"), None);
    }

    /// Damage that the checksum was made for: nothing impossible comes out, and nothing panics.
    #[test]
    fn damage_with_a_right_checksum_does_no_harm() {
        let bytes = packed().to_bytes();
        let outlines = TEXTS.map(|text| outline(text, Markup::Plain));
        let pairs = TEXTS.iter().zip(&outlines);
        let articles: Vec<RepeatInput<'_>> = pairs
            .map(|(text, outline)| RepeatInput { text, outline })
            .collect();
        for at in 0..bytes.len() - 4 {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = bytes[..bytes.len() - 4].to_vec();
                damaged[at] = byte;
                damaged.extend(crc32fast::hash(&damaged).to_le_bytes());
                let read = Packed::from_bytes(&damaged);
                let found =
                    read.and_then(|read| read.over(&[Some(0), Some(1), Some(2)], &articles));
                for one in found.iter().flat_map(|found| found.clusters.iter()) {
                    let mut all = one.occurrences.iter();
                    assert!(all.all(|one| one.span.get(TEXTS[one.article]).is_some()));
                }
            }
        }
    }

    #[test]
    fn articles_that_moved_take_their_occurrences_along() {
        let outlines = TEXTS.map(|text| outline(text, Markup::Plain));
        let input = |at: usize| RepeatInput {
            text: TEXTS[at],
            outline: &outlines[at],
        };
        let moved = packed()
            .over(&[Some(1), Some(0), None], &[input(1), input(0)])
            .unwrap();
        assert!(!moved.clusters.is_empty());
        for cluster in moved.clusters.iter() {
            assert_eq!(cluster.n_articles, 2);
            assert_eq!(cluster.occurrences[0].article, 0);
        }
        let other = "Something else.";
        let wrong = RepeatInput {
            text: other,
            outline: &Outline::default(),
        };
        assert_eq!(
            packed().over(&[Some(1), Some(0), None], &[input(1), wrong]),
            None
        );
    }
}
