//! Whether a process still runs: what it left behind is in nobody's way then.

/// Whether a process of this machine runs; none where that cannot be told.
#[cfg(unix)]
pub(super) fn runs(id: u64) -> Option<bool> {
    use rustix::{
        io::Errno,
        process::{Pid, test_kill_process},
    };
    // A number that no process can have.
    let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) else {
        return Some(false);
    };
    Some(test_kill_process(pid) != Err(Errno::SRCH))
}

/// Other systems have no such question.
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
