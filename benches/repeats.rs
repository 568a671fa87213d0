//! The repeats engine on planted corpora of fixed seeds: milliseconds of each size, beside the time of
//! reading the same words.
//!
//! `cargo bench --bench repeats` makes up corpora of 100, 1,000 and 10,000 articles;
//! `cargo bench --bench repeats -- FILE.jsonl` reads articles as JSON Lines with a "text" each. Every
//! run happens three times and the fastest is printed: other work on the machine only adds.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints its figures"
)]

use std::{
    env, fs,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use copydesk::{
    repeats::{RepeatInput, RepeatOptions, find_repeats},
    text::{Markup, Outline, outline},
};

const RUNS: usize = 3;

fn main() {
    println!(
        "{:>9} {:>10} {:>12} {:>12} {:>9} clusters",
        "articles", "words", "words read", "repeats", "ratio"
    );
    let files: Vec<String> = env::args()
        .skip(1)
        .filter(|one| !one.starts_with('-'))
        .collect();
    if files.is_empty() {
        for n_articles in [100, 1_000, 10_000] {
            measure(&made_up(n_articles));
        }
    }
    for file in files {
        match fs::read_to_string(&file) {
            Ok(lines) => measure(&lines.lines().filter_map(text_of).collect::<Vec<_>>()),
            Err(error) => eprintln!("{file}: {error}"),
        }
    }
}

fn text_of(line: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(value["text"].as_str()?.to_owned())
}

fn measure(texts: &[String]) {
    let outlines: Vec<Outline> = texts
        .iter()
        .map(|text| outline(text, Markup::Plain))
        .collect();
    let inputs: Vec<RepeatInput<'_>> = texts
        .iter()
        .zip(&outlines)
        .map(|(text, outline)| RepeatInput { text, outline })
        .collect();
    let mut best = (Duration::MAX, Duration::MAX);
    let mut facts = (0, 0);
    for _ in 0..RUNS {
        let start = Instant::now();
        // The first quarter of the work is reading words; 25 % is told when it is done.
        let mut read = Duration::MAX;
        let found = find_repeats(&inputs, RepeatOptions::default(), &mut |percent| {
            if percent >= 25 {
                read = read.min(start.elapsed());
            }
            ControlFlow::Continue(())
        });
        best = (best.0.min(read), best.1.min(start.elapsed()));
        facts = found.map_or(facts, |found| (found.n_words, found.clusters.len()));
    }
    let ratio = best.1.as_secs_f64() / best.0.as_secs_f64();
    let millis = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    println!(
        "{:>9} {:>10} {:>12} {:>12} {ratio:>9.1} {}",
        texts.len(),
        facts.0,
        millis(best.0),
        millis(best.1),
        facts.1,
    );
}

/// Articles of made-up words; a fifth of the paragraphs are copies with one word changed.
fn made_up(n_articles: usize) -> Vec<String> {
    let mut dice = fastrand::Rng::with_seed(7);
    let paragraph = |dice: &mut fastrand::Rng| -> Vec<String> {
        (0..40)
            .map(|_| format!("w{}", (dice.f64().powi(3) * 25_000.0) as usize))
            .collect()
    };
    let copied: Vec<Vec<String>> = (0..n_articles / 2).map(|_| paragraph(&mut dice)).collect();
    (0..n_articles)
        .map(|_| {
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
        })
        .collect()
}
