//! Finding the words of 1,000 annotations again in a text that has changed (promise A5: within a second).
//!
//! The texts have 1 MB: made prose with small edits all over, the same with a paragraph in front only,
//! one word repeated, and one line without words. Each annotation lies on about a sentence.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use copydesk::{
    annotation::{Anchor, AnchorState, WordIndex, anchor},
    text::Span,
};
use copydesk_benches::{corpus::Writer, spread::Spread};

const BYTES: usize = 1_000_000;
const MARKS: usize = 1_000;

fn main() {
    let prose = Writer::new(1).article(BYTES);
    let moved = format!("UPDATED on Tuesday, with a new paragraph in front.\n\n{prose}");
    // About one letter in 200 is another one, in every annotation and around it.
    let edited: String = prose
        .chars()
        .enumerate()
        .map(|(at, char)| if at % 199 == 0 && char.is_alphabetic() { 'x' } else { char })
        .collect();
    let word = "turn ".repeat(BYTES / 5);
    let dashes = "-".repeat(BYTES);
    for (name, old, new) in [
        ("a paragraph in front", &prose, &moved),
        ("a letter in 200 is another", &prose, &edited),
        ("one word repeated, two taken out", &word, &word[10..].replacen("turn ", "turns ", 2)),
        ("one sign repeated, two taken out", &dashes, &format!("x{}", &dashes[10..])),
    ] {
        measure(name, old, new);
    }
}

fn measure(name: &str, old: &str, new: &str) {
    let annotations: Vec<Anchor> = (0..MARKS).map(|nth| annotation(old, nth)).collect();
    let mut spread = Spread::default();
    let mut told = [0; 4];
    for _ in 0..5 {
        told = [0; 4];
        spread.time(|| {
            let index = WordIndex::new(new);
            for annotation in &annotations {
                told[index.reanchor(annotation).0 as usize] += 1;
            }
        });
    }
    spread.print(name);
    let count = |state: AnchorState| told[state as usize];
    println!(
        "  kept {}, moved {}, ambiguous {}, orphan {}",
        count(AnchorState::Kept),
        count(AnchorState::Moved),
        count(AnchorState::Ambiguous),
        count(AnchorState::Orphan)
    );
}

/// About a sentence, at even distances.
fn annotation(text: &str, nth: usize) -> Anchor {
    let start = text.floor_char_boundary(text.len() / MARKS * nth);
    let end = text.floor_char_boundary((start + 120).min(text.len()));
    anchor(text, Span::new(start, end))
}
