//! Counts the trials of a measured promise: few at every commit, many before a release.
//!
//! `COPYDESK_TRIALS=release` asks for the count of a release, `COPYDESK_TRIALS=10%` for a tenth of the
//! count, but never for less than at every commit. Each test prints its number of trials.
//! `--show-output` shows the number, and `tests/release.sh` adds the numbers up.

/// Returns `every_commit`, or the share of `before_release` in `COPYDESK_TRIALS`.
///
/// # Panics
///
/// Panics if `COPYDESK_TRIALS` is neither `release` nor a percentage, for example `10%`.
#[allow(
    clippy::print_stdout,
    reason = "kept by the test harness until somebody asks how often was tried"
)]
pub fn trials(every_commit: usize, before_release: usize) -> usize {
    let wish = std::env::var("COPYDESK_TRIALS").ok();
    let n = asked(wish.as_deref(), every_commit, before_release);
    println!("tried {n} of {before_release}");
    n
}

fn asked(wish: Option<&str>, every_commit: usize, before_release: usize) -> usize {
    match wish {
        None | Some("") => every_commit,
        Some("release") => before_release,
        Some(wish) => {
            let percent = wish.strip_suffix('%').and_then(|n| n.parse::<usize>().ok());
            let percent = percent.expect("COPYDESK_TRIALS is `release` or a percentage like `10%`");
            every_commit.max(before_release / 100 * percent)
        }
    }
}

#[test]
fn a_share_of_the_release_is_never_less_than_every_commit() {
    assert_eq!(asked(None, 200, 10_000), 200);
    assert_eq!(asked(Some("release"), 200, 10_000), 10_000);
    assert_eq!(asked(Some("10%"), 200, 10_000), 1_000);
    assert_eq!(asked(Some("1%"), 200, 10_000), 200);
}
