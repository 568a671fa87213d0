//! The measured promises about anchors, A1, A2, A3 and A5; A4 is about what surfaces tell and stands
//! with the project.
//!
//! Each check takes the way of finding words as a parameter, so that a way which is known to be bad
//! shows that the check can fail.

use std::collections::HashMap;

use fastrand::Rng;

use super::{
    changed::{Changed, article, is_part_of_chrome, known, made, marks, sentences},
    *,
};
use crate::{testing::trials, text::words};

/// A way of finding recorded words in a text.
type Find = fn(&WordIndex<'_>, &Anchor) -> (AnchorState, Span);

/// The way that the program has.
fn ours(index: &WordIndex<'_>, wanted: &Anchor) -> (AnchorState, Span) {
    index.reanchor(wanted)
}

/// Offsets alone, as many annotation tools have it.
fn offsets_alone(index: &WordIndex<'_>, wanted: &Anchor) -> (AnchorState, Span) {
    (AnchorState::Kept, clamp(index.text(), wanted.span))
}

/// The place of the words that is nearest to the recorded one, whatever stands around it.
fn nearest_words(index: &WordIndex<'_>, wanted: &Anchor) -> (AnchorState, Span) {
    let places = index.text().match_indices(&wanted.quote);
    let nearest = places.min_by_key(|(at, _)| at.abs_diff(wanted.span.start));
    match nearest {
        Some((at, _)) => (AnchorState::Moved, Span::new(at, at + wanted.quote.len())),
        None => (AnchorState::Orphan, wanted.span),
    }
}

fn is_placed(anchored: AnchorState) -> bool {
    matches!(anchored, AnchorState::Kept | AnchorState::Moved)
}

/// Marks that were placed on the right words after small edits, and all whose words were still there.
fn placed_right(n_articles: usize, find: Find) -> (usize, usize) {
    let known = known();
    let (mut right, mut all) = (0, 0);
    for seed in 0..n_articles as u64 {
        let random = &mut Rng::with_seed(seed);
        let old = article(random, &known);
        let chosen = marks(random, &old, 8);
        let mut changed = Changed::new(&old, &chosen);
        for _ in 0..random.usize(1..4) {
            changed.edit(random);
        }
        let index = WordIndex::new(&changed.text);
        for (mark, truth) in chosen.iter().zip(&changed.marks) {
            let Some(truth) = truth else { continue };
            let (anchored, found) = find(&index, &anchor(&old, *mark));
            let same = found.get(&changed.text).is_some()
                && words(&changed.text, found) == words(&changed.text, *truth);
            all += 1;
            right += usize::from(is_placed(anchored) && same);
        }
    }
    (right, all)
}

fn at_least_995_of_1000((right, all): (usize, usize)) -> bool {
    all > 0 && right * 1000 >= all * 995
}

#[test]
fn a1_marks_are_placed_right_after_small_edits() {
    let found = placed_right(trials(1_000, 20_000), ours);
    eprintln!("{} of {} placed right", found.0, found.1);
    assert!(at_least_995_of_1000(found));
}

#[test]
fn a1_the_check_catches_offsets_alone_and_words_without_surroundings() {
    assert!(!at_least_995_of_1000(placed_right(100, offsets_alone)));
    assert!(!at_least_995_of_1000(placed_right(400, nearest_words)));
}

/// Marks of one article that were attached to an unrelated one, of so many articles.
fn wrongly_attached(n_articles: usize, find: Find) -> usize {
    let mut wrong = 0;
    let mut old = made(&mut Rng::with_seed(0));
    for seed in 1..=n_articles as u64 {
        let random = &mut Rng::with_seed(seed);
        let new = made(random);
        let mut chosen = marks(random, &old, 2);
        chosen.retain(|mark| !is_part_of_chrome(&old, *mark));
        let index = WordIndex::new(&new);
        let wanted = chosen.iter().map(|mark| anchor(&old, *mark));
        wrong += wanted.filter(|wanted| is_placed(find(&index, wanted).0)).count();
        old = new;
    }
    wrong
}

#[test]
fn a2_nothing_is_attached_to_unrelated_articles() {
    assert_eq!(wrongly_attached(trials(4_000, 100_000), ours), 0);
}

#[test]
fn a2_the_check_catches_words_without_surroundings() {
    assert!(wrongly_attached(400, nearest_words) > 0);
}

/// Of articles in which a passage stands twice, how often each state was told for a mark on it.
///
/// The passage is put in again, or both move; the surroundings that are recorded are equal.
fn told_of_two_places(n_articles: usize, find: Find) -> HashMap<AnchorState, usize> {
    let mut told = HashMap::new();
    for seed in 0..n_articles as u64 {
        let random = &mut Rng::with_seed(seed);
        let (one, passage, two) = (made(random), sentences(random, 3), made(random));
        let mark = marks(random, &passage, 12).into_iter().find(|mark| is_inner(&passage, *mark));
        let Some(mark) = mark else { continue };
        let stood = random.bool();
        let again = if stood { passage.as_str() } else { "Nothing more." };
        let old = format!("{one}\n\n{passage}\n\n{two}\n\n{again}");
        let new = format!("UPDATED\n\n{one}\n\n{passage}\n\n{two}\n\n{passage}");
        let at = one.len() + 2;
        let wanted = anchor(&old, Span::new(at + mark.start, at + mark.end));
        let index = WordIndex::new(&new);
        *told.entry(find(&index, &wanted).0).or_default() += 1;
    }
    told
}

/// Returns true if everything recorded of a mark lies inside the passage.
fn is_inner(passage: &str, mark: Span) -> bool {
    let made = anchor(passage, mark);
    let is_full = |side: &str| side.chars().count() == CONTEXT_CHARS;
    is_full(&made.prefix) && is_full(&made.suffix)
}

fn only_ambiguous(told: &HashMap<AnchorState, usize>) -> bool {
    told.len() == 1 && told.contains_key(&AnchorState::Ambiguous)
}

#[test]
fn a3_two_equal_places_are_told_and_not_chosen_between() {
    let told = told_of_two_places(trials(400, 20_000), ours);
    assert!(only_ambiguous(&told), "{told:?}");
}

#[test]
fn a3_the_check_catches_the_nearest_place() {
    assert!(!only_ambiguous(&told_of_two_places(40, nearest_words)));
}

#[test]
fn a3_both_places_are_listed() {
    let passage =
        "Nobody in the harbour had expected that the ferry would sail before noon that day.";
    let new = format!("News. One. {passage} And later once more: One. {passage} And then silence.");
    let old = format!("One. {passage} And so on.");
    let start = old.find("the ferry").unwrap();
    let wanted = anchor(&old, Span::new(start, start + "the ferry would sail".len()));
    let index = WordIndex::new(&new);
    assert_eq!(index.reanchor(&wanted).0, AnchorState::Ambiguous);
    let places: Vec<Span> = index.places_of(&wanted).iter().map(|place| place.span).collect();
    assert_eq!(places.len(), 2);
    assert!(places.iter().all(|place| place.of(&new) == "the ferry would sail"));
}

/// Steps of finding marks at even distances in a changed text, by what the text is like.
fn steps(text: &str, n_marks: usize, find: Find) -> usize {
    let new = format!("UPDATED on Tuesday\n\n{}", text.replace("tur", "tvr"));
    let index = WordIndex::new(&new);
    for nth in 0..n_marks {
        let start = text.floor_char_boundary(text.len() / n_marks * nth);
        let end = text.floor_char_boundary((start + 90).min(text.len()));
        find(&index, &anchor(text, Span::new(start, end)));
    }
    index.steps.get() + n_marks
}

/// Returns the growth of the steps when text and marks grow fourfold.
fn growth(text_of: fn(usize) -> String, find: Find) -> f64 {
    let (small, large) = (text_of(8), text_of(32));
    steps(&large, 160, find) as f64 / steps(&small, 40, find) as f64
}

/// Texts of so many KB: of made articles, of one word, of one sentence, of one line without words.
const TEXTS: [fn(usize) -> String; 4] = [
    |kb| {
        let random = &mut Rng::with_seed(5);
        let articles: Vec<String> = (0..kb).map(|_| made(random)).collect();
        articles.join("\n\n")
    },
    |kb| "turo ".repeat(kb * 200),
    |kb| "Did you return on Tuesday? ".repeat(kb * 40),
    |kb| "-".repeat(kb * 1000),
];

#[test]
fn a5_work_grows_with_the_text_and_not_with_its_square() {
    for (nth, text_of) in TEXTS.into_iter().enumerate() {
        let growth = growth(text_of, ours);
        assert!(growth < 6.0, "text {nth}: fourfold text is {growth:.1} times the work");
    }
}

#[test]
fn a5_the_check_catches_reading_the_whole_text_for_every_mark() {
    let reads_all: Find = |index, wanted| {
        index.spend(index.text().len());
        nearest_words(index, wanted)
    };
    assert!(TEXTS.into_iter().any(|text_of| growth(text_of, reads_all) >= 6.0));
}
