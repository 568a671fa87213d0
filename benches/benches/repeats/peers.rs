//! Other tools on the same texts in the same run. Both find near copies of whole sentences and lines with
//! MinHash, which is a part of what the engine does; neither tells spans.
//!
//! Each is a program of its own, which gets the sentences on its standard input: datasketch a Python script,
//! gaoya the package in `gaoya/`, which is built when it is first asked for and locked by itself.

use std::{
    env,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use copydesk::text::Outline;

use super::{machine::cpu_time_of_children, millis};

/// Share of words that two sentences must have in common.
const JACCARD: f64 = 0.5;

/// Words that a sentence must have at least.
const LEAST_WORDS: usize = 4;

/// Prints the time of each peer beside ours.
pub fn measure(texts: &[String], outlines: &[Outline], ours: Duration) {
    let sentences: Vec<String> = texts
        .iter()
        .zip(outlines)
        .flat_map(|(text, outline)| outline.sentences.iter().map(|one| one.span.of(text)))
        .map(|sentence| sentence.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|sentence| sentence.split(' ').count() >= LEAST_WORDS)
        .collect();
    println!("  peers, MinHash over {} sentences at {JACCARD} of common words:", sentences.len());
    let sentences = sentences.join("\n");
    for (name, peer) in [("gaoya", gaoya()), ("datasketch", datasketch())] {
        match peer.and_then(|peer| run(peer, &sentences)) {
            Ok((time, n_pairs)) => report(name, time, n_pairs, ours),
            Err(why) => println!("    {name:<12}    not measured: {why}"),
        }
    }
}

fn report(name: &str, time: Duration, n_pairs: usize, ours: Duration) {
    let ratio = time.as_secs_f64() / ours.as_secs_f64();
    println!(
        "    {name:<12} {:>14} of CPU, {ratio:.1} times ours, {n_pairs} near copies",
        millis(time)
    );
}

/// gaoya's program, built; building is not measured.
fn gaoya() -> Result<Command, String> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("gaoya");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gaoya");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--quiet", "--target-dir"])
        .arg(&target)
        .arg("--manifest-path")
        .arg(package.join("Cargo.toml"))
        .status();
    match built {
        Ok(status) if status.success() => Ok(Command::new(target.join("release/gaoya_peer"))),
        _ => Err(format!("{} cannot be built", package.display())),
    }
}

/// datasketch's script, for `python3` or `$COPYDESK_PYTHON`.
fn datasketch() -> Result<Command, String> {
    const SCRIPT: &str = include_str!("datasketch_peer.py");
    let python = env::var("COPYDESK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_it =
        Command::new(&python).args(["-c", "import datasketch"]).stderr(Stdio::null()).status();
    if !has_it.is_ok_and(|status| status.success()) {
        return Err(format!(
            "{python} has no datasketch; `pip install datasketch`, or name one that has in COPYDESK_PYTHON"
        ));
    }
    let mut command = Command::new(python);
    command.args(["-c", SCRIPT]);
    Ok(command)
}

/// Processor time of a peer, and how many sentences have another near them.
fn run(mut peer: Command, sentences: &str) -> Result<(Duration, usize), String> {
    let before = cpu_time_of_children().ok_or("the system tells no processor time of children")?;
    let mut child = peer
        .arg(JACCARD.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        // A peer that ended early has said why by its answer.
        let _ = input.write_all(sentences.as_bytes());
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let answer = String::from_utf8_lossy(&output.stdout);
    let n_pairs = answer.trim().parse().map_err(|_| format!("it ended with {}", output.status))?;
    let after = cpu_time_of_children().unwrap_or_default();
    Ok((after.saturating_sub(before), n_pairs))
}
