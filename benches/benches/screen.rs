//! Measures the screen: `cargo bench -p copydesk-benches --bench screen` runs all parts.
//!
//! `-- start`, `-- keys`, `-- find` and `-- criterion` run one part each. `SCREEN_ARTICLES=100000
//! SCREEN_LONG_ARTICLES=6000` make the search as large as the program promises.

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    copydesk_benches::screen::measure(&words);
}
