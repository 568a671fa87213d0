//! Runs a converter within limits of time, memory and output.
//!
//! A converter works on a foreign file, so it may hang, eat the memory or write without end. It runs without a
//! shell, in a process group of its own. At a limit the whole group is killed, and the caller goes on. Three
//! threads feed and drain its pipes; after the end they end with their pipes.

use std::{
    io::{self, Read, Write as _},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

/// Bytes of complaints that are kept.
const MAX_COMPLAINT_BYTES: usize = 16 << 10;

/// Longest wait for the last complaints of a converter that has ended.
const COMPLAINT_WAIT: Duration = Duration::from_secs(1);

/// Bytes of one piece of output.
const PIECE_BYTES: usize = 64 << 10;

/// Pause between two looks at a converter that has closed its output.
const LOOK: Duration = Duration::from_millis(2);

/// The limits of one run.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunLimits {
    /// Longest time without a byte of output.
    pub(super) quiet: Duration,
    /// Longest time of the whole run.
    pub(super) total: Duration,
    /// Bytes of output.
    pub(super) output: usize,
    /// Bytes of memory; only Linux limits the memory of another program.
    pub(super) memory: u64,
}

/// The reason why a run gave no result.
#[derive(Debug)]
pub(super) enum RunFault {
    /// The program is not installed.
    NotThere,
    /// The system does not start the program.
    NotStarted(io::Error),
    /// The program took too long; the limit in seconds.
    TooSlow(u64),
    /// The program wrote too much; the limit in MB.
    TooMuch(usize),
    /// The program ended with a fault, with its complaints.
    Failed(String),
}

/// Output and complaints of a run that ended well.
#[derive(Debug)]
pub(super) struct RunOutput {
    pub(super) output: Vec<u8>,
    pub(super) complaints: String,
}

/// Runs a program with `input` on its standard input.
///
/// # Errors
/// The [`RunFault`] that ended the run.
pub(super) fn run(
    command: &[String],
    input: Vec<u8>,
    limits: &RunLimits,
) -> Result<RunOutput, RunFault> {
    let (program, arguments) = command.split_first().ok_or(RunFault::NotThere)?;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(std::env::temp_dir());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    in_group_of_its_own(&mut command);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => RunFault::NotThere,
        _ => RunFault::NotStarted(error),
    })?;
    limit_memory(&child, limits);
    let ended = take_output(&mut child, input, limits);
    if ended.is_err() {
        kill_group(&mut child);
        let _ = child.wait();
    }
    let (status, output, complaints) = ended?;
    if status.success() {
        Ok(RunOutput { output, complaints })
    } else {
        Err(RunFault::Failed(complaints))
    }
}

/// Feeds the converter, and collects what it writes until it ends.
fn take_output(
    child: &mut Child,
    input: Vec<u8>,
    limits: &RunLimits,
) -> Result<(ExitStatus, Vec<u8>, String), RunFault> {
    let began = Instant::now();
    if let Some(mut pipe) = child.stdin.take() {
        // A converter may end before it has read everything.
        thread::spawn(move || pipe.write_all(&input));
    }
    let complaints = child.stderr.take().map(kept_complaints);
    let pieces = child.stdout.take().map(drained);
    let mut output = Vec::new();
    if let Some(pieces) = pieces {
        collect(&pieces, &mut output, limits, began)?;
    }
    let status = ended(child, limits, began)?;
    // A process that the converter has left behind may keep the pipe open.
    let words = complaints.and_then(|words| words.recv_timeout(COMPLAINT_WAIT).ok());
    Ok((status, output, words.unwrap_or_default()))
}

/// Collects the output until the pipe closes.
fn collect(
    pieces: &Receiver<Vec<u8>>,
    output: &mut Vec<u8>,
    limits: &RunLimits,
    began: Instant,
) -> Result<(), RunFault> {
    loop {
        let left = limits.total.saturating_sub(began.elapsed());
        let patience = limits.quiet.min(left);
        match pieces.recv_timeout(patience) {
            Ok(piece) => output.extend(piece),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) => return Err(too_slow(limits, left)),
        }
        if output.len() > limits.output {
            return Err(RunFault::TooMuch(limits.output >> 20));
        }
        if began.elapsed() > limits.total {
            return Err(too_slow(limits, Duration::ZERO));
        }
    }
}

fn too_slow(limits: &RunLimits, left: Duration) -> RunFault {
    let limit = if left < limits.quiet { limits.total } else { limits.quiet };
    RunFault::TooSlow(limit.as_secs().max(1))
}

/// Waits for the end of a converter that has closed its output.
fn ended(child: &mut Child, limits: &RunLimits, began: Instant) -> Result<ExitStatus, RunFault> {
    let closed = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Err(error) => return Err(RunFault::NotStarted(error)),
            Ok(None) if closed.elapsed() > limits.quiet || began.elapsed() > limits.total => {
                return Err(too_slow(limits, limits.quiet));
            }
            Ok(None) => thread::sleep(LOOK),
        }
    }
}

/// Returns the pieces that a thread reads from a pipe. Few pieces wait, so a flood waits in the pipe.
fn drained(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver): (SyncSender<Vec<u8>>, _) = sync_channel(4);
    thread::spawn(move || {
        let mut piece = vec![0; PIECE_BYTES];
        while let Ok(len) = pipe.read(&mut piece) {
            if len == 0 || sender.send(piece[..len].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Returns the first complaints once the pipe closes. The other complaints are read too, because a closed or
/// full pipe would end or stop the converter.
fn kept_complaints(mut pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = sync_channel(1);
    thread::spawn(move || {
        let (mut kept, mut piece) = (Vec::new(), vec![0; PIECE_BYTES]);
        while let Ok(len) = pipe.read(&mut piece) {
            if len == 0 {
                break;
            }
            let room = MAX_COMPLAINT_BYTES.saturating_sub(kept.len());
            kept.extend(&piece[..len.min(room)]);
        }
        let _ = sender.send(String::from_utf8_lossy(&kept).into_owned());
    });
    receiver
}

#[cfg(unix)]
fn in_group_of_its_own(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn in_group_of_its_own(_: &mut Command) {}

/// Kills the converter and everything that it has started.
#[cfg(unix)]
fn kill_group(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.kill();
}

#[cfg(not(unix))]
fn kill_group(child: &mut Child) {
    let _ = child.kill();
}

/// Limits memory and processor time, also of processes that the converter starts later.
#[cfg(target_os = "linux")]
fn limit_memory(child: &Child, limits: &RunLimits) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return };
    let set = |resource, most: u64| {
        let _ = prlimit(Some(pid), resource, Rlimit { current: Some(most), maximum: Some(most) });
    };
    set(Resource::Data, limits.memory);
    set(Resource::Cpu, limits.total.as_secs() + 2);
    set(Resource::Core, 0);
}

#[cfg(not(target_os = "linux"))]
fn limit_memory(_: &Child, _: &RunLimits) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LIMITS: RunLimits = RunLimits {
        quiet: Duration::from_secs(60),
        total: Duration::from_secs(60),
        output: 1 << 20,
        memory: 64 << 20,
    };

    fn tried(command: &[&str], input: &str) -> Result<RunOutput, RunFault> {
        tried_within(&LIMITS, command, input)
    }

    fn hung(command: &[&str]) -> Result<RunOutput, RunFault> {
        let limits = RunLimits { quiet: Duration::from_millis(150), ..LIMITS };
        tried_within(&limits, command, "x")
    }

    fn tried_within(
        limits: &RunLimits,
        command: &[&str],
        input: &str,
    ) -> Result<RunOutput, RunFault> {
        let command: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
        run(&command, input.as_bytes().to_vec(), limits)
    }

    #[test]
    fn output_of_any_length_is_taken_whole() {
        let input = "fees ".repeat(100_000);
        let done = tried(&["cat"], &input).unwrap();
        assert_eq!((done.output, done.complaints), (input.into_bytes(), String::new()));
        let done = tried(&["sh", "-c", "echo out; echo bad >&2"], "").unwrap();
        assert_eq!((done.output, done.complaints), (b"out\n".to_vec(), "bad\n".to_owned()));
        assert!(tried(&["true"], &"unread ".repeat(100_000)).is_ok());
        let noisy = "yes complaint | head -n 100000 >&2; echo out";
        let done = tried(&["sh", "-c", noisy], "").unwrap();
        assert_eq!(done.output, b"out\n".to_vec(), "complaints stop no converter");
        assert_eq!(done.complaints.len(), MAX_COMPLAINT_BYTES);
    }

    #[test]
    fn each_way_of_hanging_ends() {
        for command in [
            &["sleep", "60"][..],
            &["sh", "-c", "sleep 60 & sleep 60"],
            &["sh", "-c", "exec >&-; sleep 60"],
            &["sh", "-c", "while :; do :; done"],
            &["sh", "-c", "echo begun; cat >/dev/null; sleep 60"],
        ] {
            let ended = hung(command);
            assert!(matches!(ended, Err(RunFault::TooSlow(_))), "{command:?}: {ended:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_whole_group_is_killed() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("pid");
        let script = format!("sleep 60 & echo $! > {}; wait", mark.display());
        assert!(matches!(hung(&["sh", "-c", &script]), Err(RunFault::TooSlow(_))));
        let pid = std::fs::read_to_string(mark).unwrap();
        // A killed process may wait for its new parent to notice.
        let is_gone = || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
            stat.map_or(true, |stat| stat.contains(") Z"))
        };
        let began = Instant::now();
        while !is_gone() && began.elapsed() < Duration::from_secs(10) {
            thread::yield_now();
        }
        assert!(is_gone());
    }

    #[test]
    fn floods_and_faults_are_told() {
        assert!(matches!(tried(&["yes"], ""), Err(RunFault::TooMuch(1))));
        assert!(matches!(tried(&["no-such-program-here"], ""), Err(RunFault::NotThere)));
        let failed = tried(&["sh", "-c", "echo 'no good' >&2; exit 3"], "");
        assert!(matches!(failed, Err(RunFault::Failed(words)) if words == "no good\n"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_converter_that_eats_memory_fails() {
        let ended = tried(&["sh", "-c", "x=xxxxxxxx; while :; do x=$x$x; done"], "");
        assert!(matches!(ended, Err(RunFault::Failed(_))), "{ended:?}");
    }
}
