//! Causal history of the lines of one record, like a version vector, and the fold based on the history.
//!
//! A higher revision alone proves nothing. For example ana changes an annotation twice while ben changes
//! it once: ana's line has the higher revision, and ben's decision would vanish silently. Each line
//! therefore names the lines known to its writer, by revision and checksum, newest first:
//! `was:"2:1a2b3c4d 1:5566aabb"`. A line older than all named lines counts as known, because the list
//! has a limit, and lines of older programs name nothing.
//!
//! # Why every order of merges gives an equal fold
//!
//! The list of a line holds its parents and their lists, cut below the highest floor of the parents. A
//! child therefore supersedes everything that a parent supersedes, and a removed line never decides
//! about a remaining line.

use std::{borrow::Borrow, collections::BTreeMap, fmt};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

/// Most lines in one list. A record seldom changes more often between two merges.
const NAMED_LINES: usize = 16;

/// A line with one revision of a record.
pub(crate) trait RevisedLine {
    /// Type of the record's id.
    type Id: Ord;

    /// Returns the id of the record.
    fn id(&self) -> Self::Id;

    /// Returns the number of the revision, from 1.
    fn rev(&self) -> u32;

    /// Returns the time of the revision.
    fn at(&self) -> Timestamp;

    /// Returns the bytes of the line without its line break.
    fn raw(&self) -> &str;

    /// Returns the checksum at the end of the line.
    fn sum(&self) -> u32;

    /// Returns the lines known to the writer of the line.
    fn was(&self) -> &Lineage;

    /// Orders the lines of one record: revision, then time, then bytes. The greatest line counts.
    fn precedence(&self) -> (u32, Timestamp, &str) {
        (self.rev(), self.at(), self.raw())
    }

    /// Returns true if the writer of the line knew `other`, a line of the record with a lower revision.
    fn supersedes(&self, other: &Self) -> bool {
        self.rev() > other.rev() && self.was().knows((other.rev(), other.sum()))
    }
}

/// Returns the winning line of each record.
pub(crate) fn winners<'a, L: RevisedLine>(
    lines: impl IntoIterator<Item = &'a L>,
) -> BTreeMap<L::Id, &'a L> {
    let mut winners: BTreeMap<L::Id, &L> = BTreeMap::new();
    for line in lines {
        let known = winners.entry(line.id()).or_insert(line);
        if known.precedence() < line.precedence() {
            *known = line;
        }
    }
    winners
}

/// Returns the lines of one record that no line supersedes, the winner first.
///
/// More than one line is left after concurrent changes.
pub(crate) fn heads<L: RevisedLine, B: Borrow<L>>(mut lines: Vec<B>) -> Vec<B> {
    lines.sort_by(|a, b| b.borrow().precedence().cmp(&a.borrow().precedence()));
    lines.dedup_by(|a, b| (*a).borrow().raw() == (*b).borrow().raw());
    let is_superseded = |line: &B| {
        let mut others = lines.iter();
        others.any(|other| other.borrow().supersedes(line.borrow()))
    };
    let superseded: Vec<bool> = lines.iter().map(is_superseded).collect();
    let mut superseded = superseded.into_iter();
    lines.retain(|_| !superseded.next().unwrap_or_default());
    lines
}

/// Revision and checksum of the lines known to a writer, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lineage(Vec<(u32, u32)>);

impl Lineage {
    /// Returns the list for a new revision over `lines` of its record and over `own` lines from memory,
    /// by revision and checksum.
    pub(crate) fn over<'a, L: RevisedLine + 'a>(
        lines: impl Iterator<Item = &'a L> + Clone,
        own: impl Iterator<Item = (u32, u32)>,
    ) -> Self {
        let floors = lines.clone().map(|line| line.was().floor().unwrap_or(line.rev()));
        let floor = floors.max().unwrap_or(0);
        let parents = lines.clone().map(|line| (line.rev(), line.sum()));
        let named = lines.flat_map(|line| line.was().0.iter().copied());
        let mut all: Vec<_> = parents.chain(named).chain(own).collect();
        all.retain(|(rev, _)| *rev >= floor);
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.dedup();
        // The list names all lines of a revision or none: its floor is the lowest named revision.
        if let Some((cut, _)) = all.get(NAMED_LINES).copied() {
            let above = all.partition_point(|(rev, _)| *rev > cut);
            let at_least = all.partition_point(|(rev, _)| *rev >= cut);
            all.truncate(if above == 0 { at_least } else { above });
        }
        Self(all)
    }

    /// Returns the lowest named revision. The list names every known line of this revision.
    fn floor(&self) -> Option<u32> {
        self.0.last().map(|(rev, _)| *rev)
    }

    /// Returns true if the list covers a line of a lower revision, given by revision and checksum.
    fn knows(&self, (rev, sum): (u32, u32)) -> bool {
        self.floor().is_none_or(|floor| rev < floor) || self.0.contains(&(rev, sum))
    }

    /// Returns true if the list names no line.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (rev, sum)) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(f, "{gap}{rev}:{sum:08x}")?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Lineage {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let words = String::deserialize(from)?;
        let named = |word: &str| {
            let (rev, sum) = word.split_once(':')?;
            Some((rev.parse().ok()?, u32::from_str_radix(sum, 16).ok()?))
        };
        let all: Option<Vec<(u32, u32)>> = words.split_ascii_whitespace().map(named).collect();
        let mut all = all.ok_or_else(|| {
            serde::de::Error::custom("earlier revisions are named like 2:1a2b3c4d 1:5566aabb")
        })?;
        all.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Self(all))
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;
    use crate::store::{annotation_file::tests::put, record::RecordLine};

    /// A line over others, with a number that makes it unlike every other.
    fn over(rev: u32, unlike: usize, parents: &[&RecordLine]) -> RecordLine {
        let mut fields = put(1, rev, unlike);
        fields.was = Lineage::over(parents.iter().copied(), iter::empty());
        RecordLine::write(fields, "")
    }

    #[test]
    fn what_was_there_is_superseded_and_nothing_else() {
        let first = over(1, 0, &[]);
        let (mine, other) = (over(2, 1, &[&first]), over(2, 2, &[&first]));
        let newest = over(3, 3, &[&mine]);
        assert!(newest.supersedes(&mine) && newest.supersedes(&first));
        assert!(!newest.supersedes(&other), "made without knowing it");
        assert!(!mine.supersedes(&newest));
        let choice = over(4, 4, &[&newest, &other]);
        for line in [&first, &mine, &other, &newest] {
            assert!(choice.supersedes(line));
        }
    }

    #[test]
    fn lines_without_a_list_supersede_whatever_is_older() {
        let (old, new) = (over(1, 0, &[]), over(2, 1, &[]));
        assert!(new.supersedes(&old));
        let next = over(3, 2, &[&new]);
        assert!(next.supersedes(&old), "what the parent knew it knows");
    }

    #[test]
    fn the_list_has_a_limit_and_whole_revisions() {
        let mut line = over(1, 0, &[]);
        let first = line.clone();
        for rev in 2..40 {
            line = over(rev, rev as usize, &[&line]);
        }
        assert_eq!(line.fields.was.0.len(), NAMED_LINES);
        assert!(line.supersedes(&first));
        let many: Vec<RecordLine> = (0..40).map(|unlike| over(7, unlike, &[])).collect();
        let choice = over(8, 99, &many.iter().collect::<Vec<_>>());
        assert!(many.iter().all(|line| choice.supersedes(line)));
    }

    #[test]
    fn of_the_oldest_named_revision_only_what_is_named_is_known() {
        let (mine, other) = (over(1, 0, &[]), over(1, 1, &[]));
        let next = over(2, 2, &[&mine]);
        assert!(next.supersedes(&mine) && !next.supersedes(&other));
        // What a parent knows above its floor is named again, and nothing below the highest floor.
        let shallow = over(2, 3, &[]);
        let child = over(3, 4, &[&next, &shallow]);
        let revisions: Vec<u32> = child.fields.was.0.iter().map(|(rev, _)| *rev).collect();
        assert_eq!(revisions, [2, 2]);
    }

    #[test]
    fn a_list_reads_back_and_nonsense_does_not() {
        let words = Lineage(vec![(3, 0x1a2b), (2, 7), (2, 1)]).to_string();
        assert_eq!(words, "3:00001a2b 2:00000007 2:00000001");
        let read = |words: &str| ron::from_str::<Lineage>(&format!("{words:?}"));
        assert_eq!(read(&words).unwrap().to_string(), words);
        assert!(read("").unwrap().is_empty());
        for bad in ["3", "3:", "x:1", "3:1 y", "-1:1", "99999999999:1"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
