//! What a revision knows of the ones before it, so that a fold can tell an older line from another one.
//!
//! A higher revision alone proves nothing: who changes an annotation twice while a colleague changes it
//! once has the higher number, and the colleague's decision would vanish without a word. So each record
//! names the lines that were there when it was made, by revision and checksum, newest first:
//! `was:"2:1a2b3c4d 1:5566aabb"`. A line that is older than all that are named is taken for known: the
//! list has a limit, and records of programs without it name nothing.
//!
//! # Why folding is the same in any order
//!
//! The list of a record holds its parents and theirs, cut below the highest floor of them all. So what a
//! parent supersedes the child supersedes, and a line never depends for its fate on one that is gone.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::record::RecordLine;

/// Lines named in one record; an annotation is seldom changed more often between two merges.
const NAMED_LINES: usize = 16;

/// Revision and checksum of the lines that a record was made with knowledge of, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lineage(Vec<(u32, u32)>);

impl Lineage {
    /// What a new revision knows that is made over these lines of its annotation, and over `own` ones of
    /// the same memory, by revision and checksum.
    pub(crate) fn over<'a>(
        lines: impl Iterator<Item = &'a RecordLine> + Clone,
        own: impl Iterator<Item = (u32, u32)>,
    ) -> Self {
        let floor = lines.clone().map(RecordLine::floor).max().unwrap_or(0);
        let parents = lines.clone().map(|line| (line.fields.rev, line.sum()));
        let named = lines.flat_map(|line| line.fields.was.0.iter().copied());
        let mut all: Vec<_> = parents.chain(named).chain(own).collect();
        all.retain(|(rev, _)| *rev >= floor);
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.dedup();
        // A revision is named with all its lines or not at all: the floor is the lowest named one.
        if let Some((cut, _)) = all.get(NAMED_LINES).copied() {
            let above = all.partition_point(|(rev, _)| *rev > cut);
            let at_least = all.partition_point(|(rev, _)| *rev >= cut);
            all.truncate(if above == 0 { at_least } else { above });
        }
        Self(all)
    }

    /// The lowest revision of which all known lines are named.
    pub(crate) fn floor(&self) -> Option<u32> {
        self.0.last().map(|(rev, _)| *rev)
    }

    /// Whether a line of a lower revision was there when this was made.
    pub(crate) fn knows(&self, line: &RecordLine) -> bool {
        let rev = line.fields.rev;
        self.floor().is_none_or(|floor| rev < floor) || self.0.contains(&(rev, line.sum()))
    }

    /// Whether no line is named.
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
    use crate::store::annotation_file::tests::put;

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
