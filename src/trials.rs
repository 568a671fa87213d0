//! How often a measured promise is tried: some times at every commit, many times before a release.
//!
//! `COPYDESK_TRIALS=release` asks for the second number and `COPYDESK_TRIALS=10%` for that share of it,
//! never less than the first. Each test says how often it tried, which `--show-output` shows and
//! `tests/release.sh` adds up. Only tests know this file; the two units and `tests/it` share it.

/// How many times to try: `every_commit`, or what the environment asks of `before_release`.
#[allow(
    dead_code,
    reason = "not each of the three units has a promise of its own"
)]
#[allow(
    clippy::print_stdout,
    reason = "kept by the test harness until somebody asks how often was tried"
)]
pub(crate) fn trials(every_commit: usize, before_release: usize) -> usize {
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
