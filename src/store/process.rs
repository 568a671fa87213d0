//! Looking up processes, to recognise files of ended processes.

/// Returns true if a process of this machine runs; `None` if the system cannot tell.
#[cfg(unix)]
pub(super) fn runs(id: u64) -> Option<bool> {
    use rustix::{
        io::Errno,
        process::{Pid, test_kill_process},
    };
    // No process can have the number.
    let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) else {
        return Some(false);
    };
    Some(test_kill_process(pid) != Err(Errno::SRCH))
}

/// Returns `None`: other systems cannot tell.
#[cfg(not(unix))]
pub(super) fn runs(_id: u64) -> Option<bool> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::runs;

    #[test]
    fn this_process_runs_and_one_that_ended_does_not() {
        assert_eq!(runs(std::process::id().into()), Some(true));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert_eq!(runs(child.id().into()), Some(false));
        assert_eq!(runs(u64::MAX), Some(false));
    }
}
