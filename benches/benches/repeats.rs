//! The repeats engine on planted corpora: time, memory, and peers on the same input.
//!
//! `cargo bench -p copydesk-benches --bench repeats` makes up corpora of 100, 1,000 and 10,000 articles;
//! `cargo bench -p copydesk-benches --bench repeats -- FILE.jsonl` reads articles as JSON Lines with an "id" and a "text"
//! each. Time is processor time of this process (where the system does not tell it, time on the clock), since
//! other work on the machine says nothing about the engine.
//!
//! | option | |
//! |---|---|
//! | `--odd` | only odd input: one word a million times, one article a thousand times, … |
//! | `--peers` | gaoya, which is built then, and datasketch, when `python3` has it |
//! | `--found OUT.jsonl` | the clusters of the last corpus, as scorers of planted truth read them |
//! | `--threads N` | so many threads; 1 unless told, 0 for as many as the machine has |
//! | `--stages` | processor time and memory when each 5 % of the work was done |
//! | `--runs N` | the fastest of N runs is printed; 3 unless told |

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufWriter, Write},
    ops::ControlFlow,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use copydesk::{
    project::run_parallel,
    repeats::{RepeatInput, RepeatOptions, Repeats, find_repeats, sequential},
    text::{Markup, Outline, ScalarMap, outline},
};

#[path = "repeats/machine.rs"]
mod machine;
#[path = "repeats/odd.rs"]
mod odd;
#[path = "repeats/peers.rs"]
mod peers;

use machine::{cpu_time, now_bytes, peak_bytes};

struct Corpus {
    ids: Vec<String>,
    texts: Vec<String>,
}

struct Wishes {
    files: Vec<String>,
    found: Option<String>,
    only_odd: bool,
    with_peers: bool,
    with_stages: bool,
    runs: usize,
    threads: usize,
}

fn main() {
    let wishes = wishes();
    if wishes.only_odd {
        return odd::measure();
    }
    if wishes.files.is_empty() {
        for n_articles in [100, 1_000, 10_000] {
            measure(&made_up(n_articles), &wishes);
        }
    }
    for file in &wishes.files {
        match fs::read_to_string(file).map(|lines| read(&lines)) {
            Ok(corpus) => measure(&corpus, &wishes),
            Err(error) => eprintln!("{file}: {error}"),
        }
    }
}

fn wishes() -> Wishes {
    let mut wishes = Wishes {
        files: Vec::new(),
        found: None,
        only_odd: false,
        with_peers: false,
        with_stages: false,
        runs: 3,
        threads: 1,
    };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--odd" => wishes.only_odd = true,
            "--peers" => wishes.with_peers = true,
            "--stages" => wishes.with_stages = true,
            "--threads" => wishes.threads = words.next().and_then(|n| n.parse().ok()).unwrap_or(0),
            "--found" => wishes.found = words.next(),
            "--runs" => wishes.runs = words.next().and_then(|n| n.parse().ok()).unwrap_or(1),
            option if option.starts_with('-') => {}
            _ => wishes.files.push(word),
        }
    }
    wishes
}

fn read(lines: &str) -> Corpus {
    let values = lines.lines().filter_map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        Some((value["id"].as_str()?.to_owned(), value["text"].as_str()?.to_owned()))
    });
    let (ids, texts) = values.unzip();
    Corpus { ids, texts }
}

fn outlines(texts: &[String]) -> Vec<Outline> {
    let all = texts.iter();
    all.map(|text| outline(text, Markup::Plain)).collect()
}

fn inputs<'a>(texts: &'a [String], outlines: &'a [Outline]) -> Vec<RepeatInput<'a>> {
    let pairs = texts.iter().zip(outlines);
    pairs.map(|(text, outline)| RepeatInput { text, outline }).collect()
}

fn measure(corpus: &Corpus, wishes: &Wishes) {
    let texts = &corpus.texts;
    let outlines = outlines(texts);
    let inputs = inputs(texts, &outlines);
    let before = peak_bytes();
    let mut best = (Duration::MAX, Duration::MAX);
    let mut found = Repeats::default();
    let mut quickest = Duration::MAX;
    let mut stages = Stages::default();
    let workers = |n: usize, work: &(dyn Fn(usize) + Sync)| share(n, wishes.threads, work);
    for _ in 0..wishes.runs {
        let (start, begun) = (cpu_time(), Instant::now());
        stages.0.clear();
        // The first quarter of the work is reading words; 25 % is told when it is done.
        let mut read = Duration::MAX;
        let repeats = find_repeats(&inputs, RepeatOptions::default(), &workers, &mut |percent| {
            if percent >= 25 {
                read = read.min(cpu_time() - start);
            }
            if wishes.with_stages {
                stages.note(percent, cpu_time() - start, now_bytes());
            }
            ControlFlow::Continue(())
        });
        best = (best.0.min(read), best.1.min(cpu_time() - start));
        quickest = quickest.min(begun.elapsed());
        found = repeats.unwrap_or_default();
    }
    let n_bytes: usize = texts.iter().map(String::len).sum();
    println!(
        "{} articles, {} words, {:.1} MB: {} clusters",
        texts.len(),
        found.n_words,
        mega(n_bytes),
        found.clusters.len()
    );
    println!(
        "  all compared     {:>12} of CPU on {} threads, {} by the clock, {:.1} times reading the words ({})",
        millis(best.1),
        wishes.threads,
        millis(quickest),
        best.1.as_secs_f64() / best.0.as_secs_f64(),
        millis(best.0)
    );
    stages.print();
    if let (Some(before), Some(after)) = (before, peak_bytes()) {
        println!(
            "  peak memory      {:>9.0} MB, of which {:.0} MB before the engine began",
            mega(after),
            mega(before)
        );
    }
    if let Some(path) = &wishes.found {
        write_found(path, corpus, &found).unwrap_or_else(|error| eprintln!("{path}: {error}"));
    }
    if wishes.with_peers {
        peers::measure(texts, &outlines, best.1);
    }
}

/// Time and memory when each 5 % of the work was done.
#[derive(Default)]
struct Stages(BTreeMap<u8, (Duration, Option<usize>)>);

impl Stages {
    fn note(&mut self, percent: u8, time: Duration, bytes: Option<usize>) {
        self.0.entry(percent / 5 * 5).or_insert((time, bytes));
    }

    fn print(&self) {
        for (percent, (time, bytes)) in &self.0 {
            let bytes = bytes.map_or(0.0, mega);
            println!("  {percent:>3} %            {:>12}, {bytes:.0} MB", millis(*time));
        }
    }
}

/// Calls `work` with each number below `n`, on so many threads.
fn share(n: usize, n_threads: usize, work: &(dyn Fn(usize) + Sync)) {
    let next = AtomicUsize::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < n);
    let take_some = || std::iter::from_fn(take).for_each(work);
    match n_threads {
        0 => run_parallel(n, work),
        1 => sequential(n, work),
        _ => thread::scope(|scope| {
            for _ in 0..n_threads.min(n) {
                scope.spawn(take_some);
            }
        }),
    }
}

fn write_found(path: &str, corpus: &Corpus, found: &Repeats) -> std::io::Result<()> {
    let maps: Vec<ScalarMap> = corpus.texts.iter().map(|text| ScalarMap::new(text)).collect();
    let mut out = BufWriter::new(fs::File::create(path)?);
    for cluster in &found.clusters {
        let places: Vec<serde_json::Value> = cluster
            .occurrences
            .iter()
            .map(|one| {
                let (text, map) = (&corpus.texts[one.article], &maps[one.article]);
                serde_json::json!({
                    "doc": corpus.ids[one.article],
                    "start": map.scalar(text, one.span.start),
                    "end": map.scalar(text, one.span.end),
                })
            })
            .collect();
        let line = serde_json::json!({ "cluster": cluster.id.to_string(), "occ": places });
        writeln!(out, "{line}")?;
    }
    out.flush()
}

fn mega(n_bytes: usize) -> f64 {
    n_bytes as f64 / 1e6
}

fn millis(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

/// Articles of made-up words; a fifth of the paragraphs are copies with one word changed.
fn made_up(n_articles: usize) -> Corpus {
    let mut dice = fastrand::Rng::with_seed(7);
    let paragraph = |dice: &mut fastrand::Rng| -> Vec<String> {
        (0..40).map(|_| format!("w{}", (dice.f64().powi(3) * 25_000.0) as usize)).collect()
    };
    let copied: Vec<Vec<String>> = (0..n_articles / 2).map(|_| paragraph(&mut dice)).collect();
    let texts = (0..n_articles).map(|_| {
        let mut text = String::new();
        for _ in 0..10 {
            let mut words = paragraph(&mut dice);
            if dice.u8(..5) == 0 {
                words.clone_from(&copied[dice.usize(..copied.len())]);
                let at = dice.usize(..words.len());
                words[at] = "changed".to_owned();
            }
            text.push_str(&words.join(" "));
            text.push_str(".\n\n");
        }
        text
    });
    Corpus {
        texts: texts.collect(),
        ids: (0..n_articles).map(|number| format!("d{number}")).collect(),
    }
}
