//! Another tool on the same texts in the same run: datasketch finds near copies of whole sentences and lines
//! with MinHash, which is a part of what the engine does; it tells no spans.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};

use copydesk::text::Outline;

use super::{machine::cpu_time_of_children, millis};

/// Share of words that two sentences must have in common.
const JACCARD: f64 = 0.5;

/// Words that a sentence must have at least.
const LEAST_WORDS: usize = 4;

/// Prints the time of the peer beside ours.
pub fn measure(texts: &[String], outlines: &[Outline], ours: Duration) {
    let sentences: Vec<String> = texts
        .iter()
        .zip(outlines)
        .flat_map(|(text, outline)| outline.sentences.iter().map(|one| one.span.of(text)))
        .map(|sentence| {
            sentence
                .to_lowercase()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|sentence| sentence.split(' ').count() >= LEAST_WORDS)
        .collect();
    println!(
        "  a peer, MinHash over {} sentences at {JACCARD} of common words:",
        sentences.len()
    );
    match datasketch(&sentences) {
        Ok((time, n_pairs)) => report("datasketch", time, n_pairs, ours),
        Err(why) => println!("    datasketch      not measured: {why}"),
    }
}

fn report(name: &str, time: Duration, n_pairs: usize, ours: Duration) {
    let ratio = time.as_secs_f64() / ours.as_secs_f64();
    println!(
        "    {name:<12} {:>14} of CPU, {ratio:.1} times ours, {n_pairs} near copies",
        millis(time)
    );
}

/// Processor time of `datasketch_peer.py`, and how many sentences have another near them, when `python3`
/// (or `$COPYDESK_PYTHON`) has the package.
fn datasketch(sentences: &[String]) -> Result<(Duration, usize), String> {
    const SCRIPT: &str = include_str!("datasketch_peer.py");
    let python = std::env::var("COPYDESK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let before = cpu_time_of_children().unwrap_or_default();
    let mut child = Command::new(&python)
        .args(["-c", SCRIPT, &JACCARD.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{python}: {error}"))?;
    if let Some(mut input) = child.stdin.take() {
        // A script that ended early has said why by its status.
        let _ = input.write_all(sentences.join("\n").as_bytes());
    }
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    let words = String::from_utf8_lossy(&output.stdout);
    let n_pairs = words.trim().parse().map_err(|_| {
        format!("{python} has no datasketch; `pip install datasketch`, or name one that has in COPYDESK_PYTHON")
    })?;
    Ok((
        cpu_time_of_children()
            .unwrap_or_default()
            .saturating_sub(before),
        n_pairs,
    ))
}
