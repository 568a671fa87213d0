//! A disk in memory for tests: any call can fail, and every call is recorded as a [`DiskEvent`].
//!
//! Holds files and folders under absolute paths, no links. [`power_cut`] derives from the events the
//! state after a power cut. A failed call changes nothing, except for [`DiskFailure::ShortWrite`].

pub(crate) mod power_cut;

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::{OsStr, OsString},
    fs::TryLockError,
    io::{self, ErrorKind},
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::store::vfs::{FileKind, FileMetadata, FileSystem, LockFile, OpenFile};

/// Number of a file or folder on its disk; stays the same after a rename.
pub(crate) type DiskNodeId = usize;

const ROOT: DiskNodeId = 0;

/// A way for a call to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DiskFailure {
    /// An `errno` of the system, for example 28 for `ENOSPC`.
    Error(i32),
    /// A write takes only a part of the bytes; other calls succeed.
    ShortWrite,
}

impl DiskFailure {
    /// Every failure, with its name in the manual pages.
    pub(crate) const ALL: [(&'static str, DiskFailure); 8] = [
        ("ENOSPC", DiskFailure::Error(28)),
        ("EIO", DiskFailure::Error(5)),
        ("EROFS", DiskFailure::Error(30)),
        ("EACCES", DiskFailure::Error(13)),
        ("EMFILE", DiskFailure::Error(24)),
        ("EXDEV", DiskFailure::Error(18)),
        ("EINTR", DiskFailure::Error(4)),
        ("a short write", DiskFailure::ShortWrite),
    ];
}

/// An event of the disk or of its user, in the order of the calls.
#[derive(Clone, Debug)]
pub(crate) enum DiskEvent {
    /// The file got new content: all of its bytes.
    Wrote(DiskNodeId, Vec<u8>),
    FlushedFile(DiskNodeId),
    /// A folder was made, still without a name.
    MadeFolder(DiskNodeId),
    /// Names of a folder changed, all at once or not at all; `None` removes a name.
    Named(DiskNodeId, Vec<(OsString, Option<DiskNodeId>)>),
    FlushedFolder(DiskNodeId),
    /// The program reported this number of steps as saved.
    Reported(usize),
    /// The user had taken this number of steps.
    Took(usize),
}

#[derive(Clone, Debug)]
enum DiskNode {
    File(Vec<u8>),
    Folder(BTreeMap<OsString, DiskNodeId>),
}

#[derive(Debug)]
struct DiskState {
    nodes: Vec<DiskNode>,
    happened: Vec<DiskEvent>,
    n_calls: usize,
    failing: Option<(usize, DiskFailure)>,
    locked: BTreeSet<DiskNodeId>,
}

/// The disk; clones share their state.
#[derive(Clone, Debug)]
pub(crate) struct SimulatedDisk(Arc<Mutex<DiskState>>);

impl SimulatedDisk {
    /// Returns an empty disk.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(DiskState {
            nodes: vec![DiskNode::Folder(BTreeMap::new())],
            happened: Vec::new(),
            n_calls: 0,
            failing: None,
            locked: BTreeSet::new(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, DiskState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of calls so far.
    pub(crate) fn n_calls(&self) -> usize {
        self.state().n_calls
    }

    /// Makes call number `call` fail once; the first call is 0.
    pub(crate) fn fail(&self, call: usize, failure: DiskFailure) {
        self.state().failing = Some((call, failure));
    }

    /// Returns true until the call of [`Self::fail`] is made.
    pub(crate) fn failure_is_pending(&self) -> bool {
        self.state().failing.is_some()
    }

    /// Records an event of the user: [`DiskEvent::Took`] or [`DiskEvent::Reported`].
    pub(crate) fn note(&self, happened: DiskEvent) {
        self.state().happened.push(happened);
    }

    /// Returns every file with its bytes, by path.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.state();
        let mut files = BTreeMap::new();
        let mut open = vec![(PathBuf::from("/"), ROOT)];
        while let Some((path, node)) = open.pop() {
            match &state.nodes[node] {
                DiskNode::File(bytes) => {
                    files.insert(path, bytes.clone());
                }
                DiskNode::Folder(names) => {
                    open.extend(names.iter().map(|(name, node)| (path.join(name), *node)));
                }
            }
        }
        files
    }

    /// Returns a new disk with equal files and no events.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        copy.state().nodes.clone_from(&self.state().nodes);
        copy
    }

    /// Forgets all events, to save memory in tests without power cuts.
    pub(crate) fn forget(&self) {
        self.state().happened.clear();
    }

    /// Writes a file in place, for damage and for known-bad protocols; `store` never does.
    pub(crate) fn overwrite(&self, path: &Path, bytes: &[u8]) {
        let mut state = self.state();
        let node = state.find(path).expect("the file is there");
        state.write(node, bytes.to_vec());
    }

    /// Makes an empty file, unless the path exists.
    pub(crate) fn touch(&self, path: &Path) {
        let mut state = self.state();
        if state.find(path).is_err() {
            state.enter(path, DiskNode::File(Vec::new())).expect("its folder is there");
        }
    }

    /// Makes the bytes of a file durable, but not its name.
    pub(crate) fn flush(&self, path: &Path) {
        let mut state = self.state();
        let node = state.find(path).expect("the file is there");
        state.happened.push(DiskEvent::FlushedFile(node));
    }
}

impl DiskState {
    /// Counts a call; the call chosen by [`SimulatedDisk::fail`] fails.
    fn call(&mut self) -> io::Result<Option<DiskFailure>> {
        let now = self.n_calls;
        self.n_calls += 1;
        match self.failing.filter(|(call, _)| *call == now) {
            None => Ok(None),
            Some((_, failure)) => {
                self.failing = None;
                match failure {
                    DiskFailure::Error(number) => Err(io::Error::from_raw_os_error(number)),
                    DiskFailure::ShortWrite => Ok(Some(failure)),
                }
            }
        }
    }

    fn find(&self, path: &Path) -> io::Result<DiskNodeId> {
        let names = path.components().filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            _ => None,
        });
        let mut node = ROOT;
        for name in names {
            node = match &self.nodes[node] {
                DiskNode::Folder(names) => *names.get(name).ok_or(ErrorKind::NotFound)?,
                DiskNode::File(_) => return Err(ErrorKind::NotADirectory.into()),
            };
        }
        Ok(node)
    }

    fn folder_and_name<'a>(&self, path: &'a Path) -> io::Result<(DiskNodeId, &'a OsStr)> {
        let parent = path.parent().ok_or(ErrorKind::InvalidInput)?;
        let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
        Ok((self.find(parent)?, name))
    }

    fn names(&mut self, folder: DiskNodeId) -> io::Result<&mut BTreeMap<OsString, DiskNodeId>> {
        match &mut self.nodes[folder] {
            DiskNode::Folder(names) => Ok(names),
            DiskNode::File(_) => Err(ErrorKind::NotADirectory.into()),
        }
    }

    fn name(
        &mut self,
        folder: DiskNodeId,
        changes: Vec<(OsString, Option<DiskNodeId>)>,
    ) -> io::Result<()> {
        let names = self.names(folder)?;
        for (name, node) in &changes {
            match node {
                Some(node) => names.insert(name.clone(), *node),
                None => names.remove(name),
            };
        }
        self.happened.push(DiskEvent::Named(folder, changes));
        Ok(())
    }

    fn enter(&mut self, path: &Path, node: DiskNode) -> io::Result<DiskNodeId> {
        let (folder, name) = self.folder_and_name(path)?;
        if self.names(folder)?.contains_key(name) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let id = self.nodes.len();
        if matches!(node, DiskNode::Folder(_)) {
            self.happened.push(DiskEvent::MadeFolder(id));
        }
        self.nodes.push(node);
        self.name(folder, vec![(name.to_owned(), Some(id))])?;
        Ok(id)
    }

    fn write(&mut self, node: DiskNodeId, bytes: Vec<u8>) {
        self.happened.push(DiskEvent::Wrote(node, bytes.clone()));
        self.nodes[node] = DiskNode::File(bytes);
    }

    fn metadata(&mut self, path: &Path) -> io::Result<FileMetadata> {
        self.call()?;
        Ok(match &self.nodes[self.find(path)?] {
            DiskNode::File(bytes) => FileMetadata { kind: FileKind::File, len: bytes.len() as u64 },
            DiskNode::Folder(_) => FileMetadata { kind: FileKind::Folder, len: 0 },
        })
    }
}

impl FileSystem for SimulatedDisk {
    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.state().metadata(path)
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.state().metadata(path)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        self.state().metadata(path)?;
        Ok(path.to_owned())
    }

    fn is_writable(&self, folder: &Path) -> bool {
        self.metadata(folder).is_ok()
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let mut state = self.state();
        state.call()?;
        let folder = state.find(folder)?;
        Ok(state.names(folder)?.keys().cloned().collect())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut state = self.state();
        state.call()?;
        match &state.nodes[state.find(path)?] {
            DiskNode::File(bytes) => Ok(bytes.clone()),
            DiskNode::Folder(_) => Err(ErrorKind::IsADirectory.into()),
        }
    }

    fn create_new(&self, path: &Path, _like: &Path) -> io::Result<Box<dyn OpenFile>> {
        let mut state = self.state();
        state.call()?;
        let node = state.enter(path, DiskNode::File(Vec::new()))?;
        let disk = self.clone();
        Ok(Box::new(SimulatedDiskFile { disk, node }))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        let mut state = self.state();
        state.call()?;
        let node = state.find(path)?;
        let disk = self.clone();
        Ok(Box::new(SimulatedDiskFile { disk, node }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        let node = state.find(from)?;
        let (folder, old) = state.folder_and_name(from)?;
        let (target, new) = state.folder_and_name(to)?;
        if folder != target {
            return Err(ErrorKind::CrossesDevices.into());
        }
        state.name(folder, vec![(old.to_owned(), None), (new.to_owned(), Some(node))])
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        state.find(path)?;
        let (folder, name) = state.folder_and_name(path)?;
        state.name(folder, vec![(name.to_owned(), None)])
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        state.enter(path, DiskNode::Folder(BTreeMap::new()))?;
        Ok(())
    }

    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        let folder = state.find(folder)?;
        state.happened.push(DiskEvent::FlushedFolder(folder));
        Ok(())
    }

    fn open_lock(&self, path: &Path) -> io::Result<Box<dyn LockFile>> {
        let mut state = self.state();
        state.call()?;
        let node = match state.find(path) {
            Ok(node) => node,
            Err(_) => state.enter(path, DiskNode::File(Vec::new()))?,
        };
        let disk = self.clone();
        let is_held = AtomicBool::new(false);
        Ok(Box::new(SimulatedDiskLock { disk, node, is_held }))
    }
}

#[derive(Debug)]
struct SimulatedDiskFile {
    disk: SimulatedDisk,
    node: DiskNodeId,
}

impl io::Write for SimulatedDiskFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.disk.state();
        let taken = match state.call()? {
            Some(DiskFailure::ShortWrite) => bytes.len().div_ceil(2),
            _ => bytes.len(),
        };
        let mut all = match &state.nodes[self.node] {
            DiskNode::File(bytes) => bytes.clone(),
            DiskNode::Folder(_) => Vec::new(),
        };
        all.extend_from_slice(&bytes[..taken]);
        state.write(self.node, all);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl OpenFile for SimulatedDiskFile {
    fn flush_to_disk(&mut self) -> io::Result<()> {
        let mut state = self.disk.state();
        state.call()?;
        state.happened.push(DiskEvent::FlushedFile(self.node));
        Ok(())
    }
}

#[derive(Debug)]
struct SimulatedDiskLock {
    disk: SimulatedDisk,
    node: DiskNodeId,
    is_held: AtomicBool,
}

impl LockFile for SimulatedDiskLock {
    fn try_lock(&self) -> Result<(), TryLockError> {
        let mut state = self.disk.state();
        state.call().map_err(TryLockError::Error)?;
        if state.locked.insert(self.node) {
            self.is_held.store(true, Ordering::Relaxed);
            Ok(())
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    fn say(&self, words: &[u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        state.call()?;
        state.write(self.node, words.to_vec());
        Ok(())
    }
}

impl Drop for SimulatedDiskLock {
    fn drop(&mut self) {
        if self.is_held.load(Ordering::Relaxed) {
            self.disk.state().locked.remove(&self.node);
        }
    }
}
