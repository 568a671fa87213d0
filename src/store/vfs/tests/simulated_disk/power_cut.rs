//! Explores the states of a [`SimulatedDisk`] after a power cut, at every moment.
//!
//! The model has two rules:
//!
//! - Bytes without a flush land as any subset of 512-byte sectors, old or new. The file has any length
//!   from its shortest to its longest since the flush.
//! - Names without a flush of their folder land as any subset, as a prefix, or all.
//!
//! A flush of a file does not keep its name. A flush of a folder does not keep the bytes of its files.
//!
//! # Speed: a million states in seconds
//!
//! A state is a moment, a choice of names and a choice of sectors. If every named file was flushed, the
//! moment and the names alone decide the [`StateVerdict`], so `read` runs once for all choices of
//! sectors. A state with a torn file under a final name is built and read on its own.

use std::{
    collections::{BTreeMap, HashMap},
    ffi::OsString,
    sync::Arc,
    thread,
};

use super::{DiskEvent, DiskNode, DiskNodeId, ROOT, SimulatedDisk};

const SECTOR_BYTES: usize = 512;

/// Names of one folder that change together, for example by a rename.
type NameChange = Vec<(OsString, Option<DiskNodeId>)>;

/// A file with bytes that were not flushed.
#[derive(Clone, Debug)]
struct TornFile {
    node: DiskNodeId,
    old: Arc<[u8]>,
    new: Arc<[u8]>,
    /// Shortest and longest length since the last flush, in bytes.
    lens: (usize, usize),
}

/// The disk at one moment.
#[derive(Clone, Debug, Default)]
struct DiskMoment {
    n_reported: usize,
    n_taken: usize,
    durable: BTreeMap<DiskNodeId, Arc<[u8]>>,
    torn: Vec<TornFile>,
    folders: BTreeMap<DiskNodeId, BTreeMap<OsString, DiskNodeId>>,
    pending: Vec<(DiskNodeId, Vec<NameChange>)>,
}

/// The pending changes that reached the disk.
struct LandedChanges {
    /// One bit per [`NameChange`], folder by folder.
    names: u64,
    /// For each torn file one bit per sector, and the length in bytes.
    sectors: Vec<(u64, usize)>,
}

/// Content of a disk after a power cut, as `read` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StateVerdict {
    /// The disk holds this number of steps.
    Steps(usize),
    /// The disk cannot be read, or its content was never saved.
    Broken,
}

/// Number of explored states, and the number of states that break the promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExploredStates {
    pub(crate) n_states: usize,
    /// States without a step that was reported as saved.
    pub(crate) n_lost: usize,
    /// States with the verdict [`StateVerdict::Broken`].
    pub(crate) n_broken: usize,
}

/// Moment of the power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CutTime {
    /// After any event.
    Ever,
    /// After the last event.
    AtTheEnd,
}

/// Reads `n_states` states after power cuts.
///
/// `read` returns the number of steps on a disk; `None` if the disk holds no saved state.
pub(crate) fn explore(
    disk: &SimulatedDisk,
    (when, n_states): (CutTime, usize),
    read: impl Fn(&SimulatedDisk) -> Option<usize> + Sync,
) -> ExploredStates {
    let mut moments = moments(&disk.state().happened);
    if when == CutTime::AtTheEnd {
        moments.drain(..moments.len() - 1);
    }
    let n_threads = thread::available_parallelism().map_or(1, |n| n.get().min(4));
    let part = |number: usize| {
        let mut explorer = StateExplorer {
            moments: &moments,
            read: &read,
            rng: fastrand::Rng::with_seed(number as u64),
            known: HashMap::new(),
        };
        let share = n_states / n_threads + usize::from(number < n_states % n_threads);
        explorer.look(share)
    };
    thread::scope(|scope| {
        let parts: Vec<_> =
            (0..n_threads).map(|number| scope.spawn(move || part(number))).collect();
        let parts = parts.into_iter().map(|part| part.join().expect("it ends"));
        parts.fold(ExploredStates::default(), |all, part| ExploredStates {
            n_states: all.n_states + part.n_states,
            n_lost: all.n_lost + part.n_lost,
            n_broken: all.n_broken + part.n_broken,
        })
    })
}

/// Returns the disk after each event that leaves a change pending, and after the last event.
fn moments(happened: &[DiskEvent]) -> Vec<DiskMoment> {
    let mut now = DiskMoment::default();
    now.folders.insert(ROOT, BTreeMap::new());
    let mut moments = Vec::new();
    for what in happened {
        now.take(what);
        if !now.torn.is_empty() || !now.pending.is_empty() {
            moments.push(now.clone());
        }
    }
    moments.push(now);
    moments
}

impl DiskMoment {
    fn take(&mut self, what: &DiskEvent) {
        match what {
            DiskEvent::Wrote(node, bytes) => self.write(*node, bytes),
            DiskEvent::FlushedFile(node) => {
                if let Some(at) = self.torn.iter().position(|torn| torn.node == *node) {
                    let torn = self.torn.remove(at);
                    self.durable.insert(*node, torn.new);
                }
            }
            DiskEvent::MadeFolder(node) => {
                self.folders.insert(*node, BTreeMap::new());
            }
            DiskEvent::Named(folder, change) => {
                match self.pending.iter_mut().find(|(of, _)| of == folder) {
                    Some((_, changes)) => changes.push(change.clone()),
                    None => self.pending.push((*folder, vec![change.clone()])),
                }
            }
            DiskEvent::FlushedFolder(folder) => {
                if let Some(at) = self.pending.iter().position(|(of, _)| of == folder) {
                    let (_, changes) = self.pending.remove(at);
                    let names = self.folders.entry(*folder).or_default();
                    changes.iter().for_each(|change| apply(names, change));
                }
            }
            DiskEvent::Reported(n) => self.n_reported = *n,
            DiskEvent::Took(n) => self.n_taken = *n,
        }
    }

    fn write(&mut self, node: DiskNodeId, bytes: &[u8]) {
        match self.torn.iter_mut().find(|torn| torn.node == node) {
            Some(torn) => {
                torn.new = bytes.into();
                let (shortest, longest) = torn.lens;
                torn.lens = (shortest.min(bytes.len()), longest.max(bytes.len()));
            }
            None => {
                let old = self.durable.get(&node).cloned().unwrap_or_default();
                self.torn.push(TornFile {
                    node,
                    lens: (old.len().min(bytes.len()), old.len().max(bytes.len())),
                    old,
                    new: bytes.into(),
                });
            }
        }
    }

    fn chance(&self, rng: &mut fastrand::Rng) -> LandedChanges {
        let (mut names, mut at) = (0, 0);
        for (_, changes) in &self.pending {
            let all = (1_u64 << changes.len()) - 1;
            let landed = match rng.u8(..3) {
                0 => all,
                1 => (1 << rng.usize(..=changes.len())) - 1,
                _ => rng.u64(..=all),
            };
            names |= landed << at;
            at += changes.len();
        }
        let sectors = self.torn.iter().map(|torn| {
            let landed = match rng.u8(..4) {
                0 => 0,
                1 => u64::MAX,
                _ => rng.u64(..),
            };
            let len = match rng.u8(..3) {
                0 => torn.old.len(),
                1 => torn.new.len(),
                _ => rng.usize(torn.lens.0..=torn.lens.1),
            };
            (landed, len)
        });
        let sectors = sectors.collect();
        LandedChanges { names, sectors }
    }

    /// Returns the names after a power cut, by folder.
    fn names(&self, landed: u64) -> BTreeMap<DiskNodeId, BTreeMap<OsString, DiskNodeId>> {
        let mut folders = self.folders.clone();
        let mut at = 0;
        for (folder, changes) in &self.pending {
            let names = folders.entry(*folder).or_default();
            for change in changes {
                if landed >> at & 1 == 1 {
                    apply(names, change);
                }
                at += 1;
            }
        }
        folders
    }

    /// Returns true if a torn file has a final name, not `*.tmp`.
    fn shows_torn(&self, folders: &BTreeMap<DiskNodeId, BTreeMap<OsString, DiskNodeId>>) -> bool {
        let mut open = vec![ROOT];
        while let Some(folder) = open.pop() {
            for (name, node) in folders.get(&folder).into_iter().flatten() {
                let is_temporary = name.as_encoded_bytes().ends_with(b".tmp");
                if !is_temporary && self.torn.iter().any(|torn| torn.node == *node) {
                    return true;
                }
                open.push(*node);
            }
        }
        false
    }

    /// Returns the disk after the power cut.
    fn disk(&self, chance: &LandedChanges) -> SimulatedDisk {
        let mut folders = self.names(chance.names);
        let files = self.durable.iter().map(|(node, bytes)| (*node, bytes.to_vec()));
        let torn = self.torn.iter().zip(&chance.sectors);
        let mut files: BTreeMap<DiskNodeId, Vec<u8>> = files
            .chain(torn.map(|(torn, (landed, len))| (torn.node, torn.bytes(*landed, *len))))
            .collect();
        let named: Vec<DiskNodeId> =
            folders.values().flat_map(|names| names.values().copied()).collect();
        let last = named.into_iter().max().unwrap_or(ROOT);
        let node = |node: DiskNodeId| match (files.remove(&node), folders.remove(&node)) {
            (_, Some(names)) => DiskNode::Folder(names),
            (bytes, None) => DiskNode::File(bytes.unwrap_or_default()),
        };
        let disk = SimulatedDisk::new();
        disk.state().nodes = (ROOT..=last).map(node).collect();
        disk
    }
}

impl TornFile {
    fn bytes(&self, landed: u64, len: usize) -> Vec<u8> {
        let byte = |at: usize| {
            let is_new = landed >> (at / SECTOR_BYTES % 64) & 1 == 1;
            let side = if is_new { &self.new } else { &self.old };
            side.get(at).copied().unwrap_or(0)
        };
        (0..len).map(byte).collect()
    }
}

fn apply(names: &mut BTreeMap<OsString, DiskNodeId>, change: &NameChange) {
    for (name, node) in change {
        match node {
            Some(node) => names.insert(name.clone(), *node),
            None => names.remove(name),
        };
    }
}

struct StateExplorer<'a, R> {
    moments: &'a [DiskMoment],
    read: &'a R,
    rng: fastrand::Rng,
    /// Verdict by moment and landed names; `None` if the sectors decide.
    known: HashMap<(usize, u64), Option<StateVerdict>>,
}

impl<R: Fn(&SimulatedDisk) -> Option<usize>> StateExplorer<'_, R> {
    fn look(&mut self, n_states: usize) -> ExploredStates {
        let mut explored = ExploredStates::default();
        for number in 0..n_states {
            let at = number % self.moments.len();
            let moment = &self.moments[at];
            let chance = moment.chance(&mut self.rng);
            let verdict = self.verdict(at, &chance);
            explored.n_states += 1;
            match verdict {
                StateVerdict::Broken => explored.n_broken += 1,
                StateVerdict::Steps(n) if n < moment.n_reported => explored.n_lost += 1,
                StateVerdict::Steps(n) => assert!(n <= moment.n_taken, "nobody took step {n}"),
            }
        }
        explored
    }

    fn verdict(&mut self, at: usize, chance: &LandedChanges) -> StateVerdict {
        let moment = &self.moments[at];
        let read = || match (self.read)(&moment.disk(chance)) {
            Some(n) => StateVerdict::Steps(n),
            None => StateVerdict::Broken,
        };
        let known = self.known.entry((at, chance.names)).or_insert_with(|| {
            let torn = moment.shows_torn(&moment.names(chance.names));
            (!torn).then(read)
        });
        known.unwrap_or_else(read)
    }
}
