//! The look of words, as far as words are left out by it.

use crate::corpus::LeftOutReason;

/// The look of a run of words; `None` where the run says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RunLook {
    pub(super) struck: Option<bool>,
    pub(super) hidden: Option<bool>,
}

impl RunLook {
    /// Returns this look, with the other look where this one is silent.
    pub(super) fn or(self, other: RunLook) -> RunLook {
        RunLook { struck: self.struck.or(other.struck), hidden: self.hidden.or(other.hidden) }
    }

    /// Returns the reason to leave the words out.
    pub(super) fn reason(self) -> Option<LeftOutReason> {
        match (self.hidden, self.struck) {
            (Some(true), _) => Some(LeftOutReason::Hidden),
            (_, Some(true)) => Some(LeftOutReason::Struck),
            _ => None,
        }
    }
}
