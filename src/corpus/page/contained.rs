//! Panics of another crate that are caught.

use std::cell::Cell;

thread_local! {
    /// `true` while this thread is inside [`contained`]. A panic hook asks here, because a hook
    /// cannot know the origin of a panic.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Returns `true` if a panic of this thread is expected and caught, so that a panic hook stays
/// silent.
pub fn is_panic_contained() -> bool {
    CONTAINED.get()
}

/// Returns the result of `run`, or `None` if `run` panics.
#[cfg(feature = "html")]
pub(super) fn contained<T>(run: impl FnOnce() -> T + std::panic::UnwindSafe) -> Option<T> {
    CONTAINED.set(true);
    let result = std::panic::catch_unwind(run);
    CONTAINED.set(false);
    result.ok()
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_contained_and_known_to_be() {
        assert_eq!(contained(is_panic_contained), Some(true));
        assert!(!is_panic_contained());
        assert_eq!(contained::<()>(|| std::panic::resume_unwind(Box::new("x"))), None);
        assert!(!is_panic_contained());
    }
}
