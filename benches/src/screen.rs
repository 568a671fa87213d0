//! Times that a user waits for: the first frame and the frame of a key; and the memory of a large corpus.
//!
//! The bench prints what has a goal as a percentile; criterion watches the distributions of three keys.

mod finding;
mod first_frame;
mod keys;

use copydesk::keymap::Key;
use criterion::Criterion;

/// Measures the parts that `words` names (`start`, `keys`, `find`, `criterion`), or all.
pub fn measure(words: &[String]) {
    let parts = ["start", "keys", "find", "criterion"];
    let chosen = |part| {
        let none = !words.iter().any(|word| parts.contains(&word.as_str()));
        none || words.iter().any(|word| word == part)
    };
    if chosen("start") {
        first_frame::measure(5, 40);
        first_frame::measure(10_000, 15);
    }
    if chosen("keys") {
        keys::measure();
    }
    if chosen("find") {
        first_frame::measure_search(number("SCREEN_ARTICLES", 10_000));
        finding::measure(number("SCREEN_LONG_ARTICLES", 500));
    }
    if chosen("criterion") {
        distributions(&mut Criterion::default().without_plots());
    }
}

/// A number of the environment.
fn number(name: &str, default: usize) -> usize {
    let known = std::env::var(name).ok();
    known.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Keys that can be pressed for ever.
fn distributions(criterion: &mut Criterion) {
    let mut desk = keys::HeadlessScreen::open(1_000_000);
    criterion.bench_function("key j and k to a frame, 1 MB article", |bench| {
        bench.iter(|| desk.press(Key::char('j')) + desk.press(Key::char('k')));
    });
    criterion.bench_function("keys v and esc to a frame, 1 MB article", |bench| {
        let esc = copydesk::keymap::parse_keys("esc").expect("a key")[0];
        bench.iter(|| desk.press(Key::char('v')) + desk.press(esc));
    });
    desk.play("g g ,", 1);
    // Taking a label off would leave one deleted record more each time, and measure ever longer files.
    criterion.bench_function("keys 1 and 2 on one sentence, saved, 1 MB article", |bench| {
        desk.play("g g ,", 1);
        bench.iter(|| desk.press(Key::char('1')) + desk.press(Key::char('2')));
    });
}
