//! Milliseconds per key while ten queries are typed letter by letter, beside two peers and the floor.
//!
//! Owns the queries, the clock and the table that is printed; `prose` makes the passages. Every engine
//! sees the same passages in the same run. The floor is one pass over the bytes on as many threads. Run
//! it with `cargo bench -p copydesk-benches --bench find_million`; these variables change what it does:
//!
//! - `FIND_PASSAGES`: how many passages, 100,000 by default.
//! - `FIND_FILE`: passages from a file, one per line, instead; `FIND_SAVE`: write them to one.
//! - `FIND_THREADS`: how many threads all engines get.
//! - `FIND_PEERS`: how many of the keys the peers are asked for, evenly spread; `0` for none.
//! - `FIND_LIMIT`: how many hits are returned with their annotations, 100 by default.
//! - `FIND_SLOWEST`: how many of the slowest keys to name.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod peers;

mod prose;

use std::{
    env, fs, hint, thread,
    time::{Duration, Instant},
};

use copydesk::{
    find::{PassageIndex, Query, SearchOptions},
    project::{StdinPassages, n_threads, search},
    text::Span,
};

use self::prose::Prose;

const QUERIES: [&str; 10] = [
    "isabella ramirez",
    "terrorist desig",
    "committee",
    "share comments below",
    "maduro regime state department",
    "aragua train 5000",
    "maria caracas",
    "50 million reward",
    "hezbollah argentina attacks",
    "weaponisation of the border",
];

/// The values of the variables.
struct Settings {
    n_threads: usize,
    n_peer_keys: usize,
    limit: usize,
    n_slowest: usize,
}

fn number(name: &str, default: usize) -> usize {
    let value = env::var(name).ok().and_then(|value| value.parse().ok());
    value.unwrap_or(default)
}

fn main() {
    let settings = Settings {
        n_threads: number("FIND_THREADS", n_threads()),
        n_peer_keys: number("FIND_PEERS", 24),
        limit: number("FIND_LIMIT", 100),
        n_slowest: number("FIND_SLOWEST", 0),
    };
    let text = text();
    let lines = lines(&text);
    println!("{} passages, {} bytes", lines.len(), text.len());
    let started = Instant::now();
    let indexed =
        StdinPassages::read(text.as_bytes(), settings.n_threads).expect("a string can be read");
    let passages = indexed.passages;
    println!(
        "index: {:.2} s on {} threads, {:.0} bytes a passage, of these {:.0} of folded text",
        started.elapsed().as_secs_f64(),
        settings.n_threads,
        passages.bytes() as f64 / lines.len() as f64,
        text.len() as f64 / lines.len() as f64,
    );
    let keys: Vec<&str> =
        QUERIES.iter().flat_map(|query| (1..=query.len()).map(move |len| &query[..len])).collect();
    measure(&settings, &keys, (&text, &lines, &passages));
}

fn measure(settings: &Settings, keys: &[&str], of: (&str, &[Span], &PassageIndex)) {
    let (text, lines, passages) = of;
    let own = |key: &str| {
        let query = Query::parse(key).expect("the queries are right");
        let options = SearchOptions {
            limit: settings.limit,
            scattered: false,
            accept: &|_, _| true,
            proceed: &|| true,
        };
        search(passages, &query, &options, settings.n_threads)
    };
    println!("{} keys; milliseconds per key, best of three:", keys.len());
    let mine = times(keys, 3, |key| drop(hint::black_box(own(key))));
    let floor = times(keys, 3, |key| pass(text, key, settings.n_threads));
    row("copydesk", &mine);
    row("one pass over the bytes", &floor);
    println!("copydesk / one pass: {:.2}", at(&mine, 50) / at(&floor, 50));
    let mut slowest: Vec<_> = mine.iter().zip(keys).collect();
    slowest.sort_by_key(|(time, _)| std::cmp::Reverse(**time));
    for (time, key) in slowest.iter().take(settings.n_slowest) {
        println!("  {:8.2} {key:?}", time.as_secs_f64() * 1e3);
    }
    if settings.n_peer_keys > 0 {
        let step = keys.len().div_ceil(settings.n_peer_keys);
        let some: Vec<&str> = keys.iter().copied().skip(step / 2).step_by(step).collect();
        let mine = times(&some, 3, |key| drop(hint::black_box(own(key))));
        println!("{} of these keys, once for the peers:", some.len());
        row("copydesk", &mine);
        peers::measure(settings.n_threads, &some, (text, lines), at(&mine, 50));
    }
}

fn text() -> String {
    if let Ok(path) = env::var("FIND_FILE") {
        let bytes = fs::read(path).expect("the file can be read");
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let n_passages = number("FIND_PASSAGES", 100_000) as u64;
    let prose = Prose::new();
    let mut text = String::new();
    for n in 0..n_passages {
        text.push_str(&prose.passage(n));
        text.push('\n');
    }
    if let Ok(path) = env::var("FIND_SAVE") {
        fs::write(path, &text).expect("the file can be written");
    }
    text
}

/// The lines that are not empty.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let lines = text.split('\n').map(|line| {
        let span = Span::new(start, start + line.len()).trim(text);
        start += line.len() + 1;
        span
    });
    lines.filter(|line| !line.is_empty()).collect()
}

/// Returns the time of each key: the best of several rounds, since others use the machine too.
fn times(keys: &[&str], rounds: usize, mut search: impl FnMut(&str)) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; keys.len()];
    for _ in 0..rounds {
        for (key, best) in keys.iter().zip(&mut best) {
            let started = Instant::now();
            search(key);
            *best = started.elapsed().min(*best);
        }
    }
    best
}

/// A percentile, in milliseconds.
fn at(times: &[Duration], percent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1e3
}

fn row(name: &str, times: &[Duration]) {
    let [p50, p95, p99] = [50, 95, 99].map(|percent| at(times, percent));
    println!("{name:<26} p50 {p50:9.2}   p95 {p95:9.2}   p99 {p99:9.2}");
}

/// The floor: looks at every byte once and does next to nothing with it.
fn pass(text: &str, key: &str, n_threads: usize) {
    let last = key.as_bytes()[key.len() - 1];
    let size = text.len().div_ceil(n_threads).max(1);
    thread::scope(|scope| {
        for part in text.as_bytes().chunks(size) {
            scope.spawn(move || {
                let count = part.iter().filter(|byte| **byte == last).count();
                hint::black_box(count)
            });
        }
    });
}
