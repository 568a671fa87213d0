//! A disk in memory for tests: any call can be made to fail, and every call is remembered.
//!
//! It knows files and folders under absolute paths, no links. What a power cut would leave of what is
//! remembered is [`power`]'s. A call that fails does nothing, except a write that is cut short.

pub(crate) mod power;

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

use super::{About, Kind, Layer, LockFile, OpenFile};

/// Names a file or a folder for as long as the disk lives, whatever it is called.
pub(crate) type NodeId = usize;

const ROOT: NodeId = 0;

/// What a call can fail with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The error of the system with this number.
    Error(i32),
    /// A write takes only a part of the bytes; other calls succeed.
    ShortWrite,
}

impl Failure {
    /// Every failure that is tried, with its name in the manual pages.
    pub(crate) const ALL: [(&'static str, Failure); 8] = [
        ("ENOSPC", Failure::Error(28)),
        ("EIO", Failure::Error(5)),
        ("EROFS", Failure::Error(30)),
        ("EACCES", Failure::Error(13)),
        ("EMFILE", Failure::Error(24)),
        ("EXDEV", Failure::Error(18)),
        ("EINTR", Failure::Error(4)),
        ("a short write", Failure::ShortWrite),
    ];
}

/// One thing that happened to the disk, in the order of the calls.
#[derive(Clone, Debug)]
pub(crate) enum Happened {
    /// The file has now these bytes.
    Wrote(NodeId, Vec<u8>),
    FlushedFile(NodeId),
    /// There is a new folder, still without a name.
    MadeFolder(NodeId),
    /// Names of a folder changed, all of them or none.
    Named(NodeId, Vec<(OsString, Option<NodeId>)>),
    FlushedFolder(NodeId),
    /// The user was told that so many steps are saved.
    Reported(usize),
    /// The user took so many steps.
    Took(usize),
}

#[derive(Clone, Debug)]
enum Node {
    File(Vec<u8>),
    Folder(BTreeMap<OsString, NodeId>),
}

#[derive(Debug)]
struct State {
    nodes: Vec<Node>,
    happened: Vec<Happened>,
    n_calls: usize,
    failing: Option<(usize, Failure)>,
    locked: BTreeSet<NodeId>,
}

/// The disk; clones are the same disk.
#[derive(Clone, Debug)]
pub(crate) struct Simulated(Arc<Mutex<State>>);

impl Simulated {
    /// An empty disk.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            nodes: vec![Node::Folder(BTreeMap::new())],
            happened: Vec::new(),
            n_calls: 0,
            failing: None,
            locked: BTreeSet::new(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many calls were made so far.
    pub(crate) fn n_calls(&self) -> usize {
        self.state().n_calls
    }

    /// Makes the call with this number (from 0) fail, once.
    pub(crate) fn fail(&self, call: usize, failure: Failure) {
        self.state().failing = Some((call, failure));
    }

    /// Whether the call that was to fail was never made.
    pub(crate) fn failure_is_pending(&self) -> bool {
        self.state().failing.is_some()
    }

    /// Remembers that the user took so many steps, or was told that so many are saved.
    pub(crate) fn note(&self, happened: Happened) {
        self.state().happened.push(happened);
    }

    /// Every file with its bytes, by path.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.state();
        let mut files = BTreeMap::new();
        let mut open = vec![(PathBuf::from("/"), ROOT)];
        while let Some((path, node)) = open.pop() {
            match &state.nodes[node] {
                Node::File(bytes) => {
                    files.insert(path, bytes.clone());
                }
                Node::Folder(names) => {
                    open.extend(names.iter().map(|(name, node)| (path.join(name), *node)));
                }
            }
        }
        files
    }

    /// Another disk with the same files, to which nothing has happened.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        copy.state().nodes.clone_from(&self.state().nodes);
        copy
    }

    /// Forgets what happened, where nobody will cut the power.
    pub(crate) fn forget(&self) {
        self.state().happened.clear();
    }

    /// Writes a file in place, as no part of the store does: for protocols that lose data, and damage.
    pub(crate) fn overwrite(&self, path: &Path, bytes: &[u8]) {
        let mut state = self.state();
        let node = state.find(path).expect("the file is there");
        state.write(node, bytes.to_vec());
    }

    /// Makes an empty file, unless it is there.
    pub(crate) fn touch(&self, path: &Path) {
        let mut state = self.state();
        if state.find(path).is_err() {
            state
                .enter(path, Node::File(Vec::new()))
                .expect("its folder is there");
        }
    }

    /// Makes the bytes of a file durable, but not its name.
    pub(crate) fn flush(&self, path: &Path) {
        let mut state = self.state();
        let node = state.find(path).expect("the file is there");
        state.happened.push(Happened::FlushedFile(node));
    }
}

impl State {
    /// Counts a call and lets it fail when it is the one.
    fn call(&mut self) -> io::Result<Option<Failure>> {
        let now = self.n_calls;
        self.n_calls += 1;
        match self.failing.filter(|(call, _)| *call == now) {
            None => Ok(None),
            Some((_, failure)) => {
                self.failing = None;
                match failure {
                    Failure::Error(number) => Err(io::Error::from_raw_os_error(number)),
                    Failure::ShortWrite => Ok(Some(failure)),
                }
            }
        }
    }

    fn find(&self, path: &Path) -> io::Result<NodeId> {
        let names = path.components().filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            _ => None,
        });
        let mut node = ROOT;
        for name in names {
            node = match &self.nodes[node] {
                Node::Folder(names) => *names.get(name).ok_or(ErrorKind::NotFound)?,
                Node::File(_) => return Err(ErrorKind::NotADirectory.into()),
            };
        }
        Ok(node)
    }

    fn folder_and_name<'a>(&self, path: &'a Path) -> io::Result<(NodeId, &'a OsStr)> {
        let parent = path.parent().ok_or(ErrorKind::InvalidInput)?;
        let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
        Ok((self.find(parent)?, name))
    }

    fn names(&mut self, folder: NodeId) -> io::Result<&mut BTreeMap<OsString, NodeId>> {
        match &mut self.nodes[folder] {
            Node::Folder(names) => Ok(names),
            Node::File(_) => Err(ErrorKind::NotADirectory.into()),
        }
    }

    fn name(&mut self, folder: NodeId, changes: Vec<(OsString, Option<NodeId>)>) -> io::Result<()> {
        let names = self.names(folder)?;
        for (name, node) in &changes {
            match node {
                Some(node) => names.insert(name.clone(), *node),
                None => names.remove(name),
            };
        }
        self.happened.push(Happened::Named(folder, changes));
        Ok(())
    }

    fn enter(&mut self, path: &Path, node: Node) -> io::Result<NodeId> {
        let (folder, name) = self.folder_and_name(path)?;
        if self.names(folder)?.contains_key(name) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let id = self.nodes.len();
        if matches!(node, Node::Folder(_)) {
            self.happened.push(Happened::MadeFolder(id));
        }
        self.nodes.push(node);
        self.name(folder, vec![(name.to_owned(), Some(id))])?;
        Ok(id)
    }

    fn write(&mut self, node: NodeId, bytes: Vec<u8>) {
        self.happened.push(Happened::Wrote(node, bytes.clone()));
        self.nodes[node] = Node::File(bytes);
    }

    fn about(&mut self, path: &Path) -> io::Result<About> {
        self.call()?;
        Ok(match &self.nodes[self.find(path)?] {
            Node::File(bytes) => About {
                kind: Kind::File,
                len: bytes.len() as u64,
            },
            Node::Folder(_) => About {
                kind: Kind::Folder,
                len: 0,
            },
        })
    }
}

impl Layer for Simulated {
    fn about(&self, path: &Path) -> io::Result<About> {
        self.state().about(path)
    }

    fn about_name(&self, path: &Path) -> io::Result<About> {
        self.state().about(path)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        self.state().about(path)?;
        Ok(path.to_owned())
    }

    fn is_writable(&self, folder: &Path) -> bool {
        self.about(folder).is_ok()
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
            Node::File(bytes) => Ok(bytes.clone()),
            Node::Folder(_) => Err(ErrorKind::IsADirectory.into()),
        }
    }

    fn create_new(&self, path: &Path, _like: &Path) -> io::Result<Box<dyn OpenFile>> {
        let mut state = self.state();
        state.call()?;
        let node = state.enter(path, Node::File(Vec::new()))?;
        let disk = self.clone();
        Ok(Box::new(SimulatedFile { disk, node }))
    }

    fn open_end(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        let mut state = self.state();
        state.call()?;
        let node = state.find(path)?;
        let disk = self.clone();
        Ok(Box::new(SimulatedFile { disk, node }))
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
        state.name(
            folder,
            vec![(old.to_owned(), None), (new.to_owned(), Some(node))],
        )
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
        state.enter(path, Node::Folder(BTreeMap::new()))?;
        Ok(())
    }

    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        let folder = state.find(folder)?;
        state.happened.push(Happened::FlushedFolder(folder));
        Ok(())
    }

    fn open_lock(&self, path: &Path) -> io::Result<Box<dyn LockFile>> {
        let mut state = self.state();
        state.call()?;
        let node = match state.find(path) {
            Ok(node) => node,
            Err(_) => state.enter(path, Node::File(Vec::new()))?,
        };
        let disk = self.clone();
        let is_held = AtomicBool::new(false);
        Ok(Box::new(SimulatedLock {
            disk,
            node,
            is_held,
        }))
    }
}

#[derive(Debug)]
struct SimulatedFile {
    disk: Simulated,
    node: NodeId,
}

impl io::Write for SimulatedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.disk.state();
        let taken = match state.call()? {
            Some(Failure::ShortWrite) => bytes.len().div_ceil(2),
            _ => bytes.len(),
        };
        let mut all = match &state.nodes[self.node] {
            Node::File(bytes) => bytes.clone(),
            Node::Folder(_) => Vec::new(),
        };
        all.extend_from_slice(&bytes[..taken]);
        state.write(self.node, all);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl OpenFile for SimulatedFile {
    fn flush_to_disk(&mut self) -> io::Result<()> {
        let mut state = self.disk.state();
        state.call()?;
        state.happened.push(Happened::FlushedFile(self.node));
        Ok(())
    }
}

#[derive(Debug)]
struct SimulatedLock {
    disk: Simulated,
    node: NodeId,
    is_held: AtomicBool,
}

impl LockFile for SimulatedLock {
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

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        if self.is_held.load(Ordering::Relaxed) {
            self.disk.state().locked.remove(&self.node);
        }
    }
}
