//! Signs that a short line may state something: a figure, a finite verb, a quotation.
//!
//! Serves decisions that are made before anybody has read the line, so doubt counts as a sign. The verbs
//! are English. A line of another language is in doubt as soon as it has more than one word.

use super::{Span, quotation::quotations};

/// Verbs whose every form is finite, auxiliaries and irregular past forms.
const FINITE: &[&str] = &[
    "is", "are", "was", "were", "am", "has", "have", "had", "will", "would", "can", "could", "may",
    "might", "must", "shall", "should", "do", "does", "did", "cannot", "won't", "says", "say",
    "said", "told", "became", "began", "brought", "built", "came", "caught", "chose", "fell",
    "felt", "fled", "flew", "found", "fought", "gave", "got", "grew", "held", "kept", "knew",
    "led", "left", "lost", "made", "meant", "met", "paid", "ran", "rose", "saw", "sank", "sent",
    "sold", "shot", "spent", "stole", "stood", "struck", "took", "taught", "went", "won", "wrote",
    "broke", "drew", "drove", "lay", "spoke", "sought", "bought", "thought", "hid", "hit", "cut",
    "put", "let", "isn't", "aren't", "it's", "that's", "there's", "they're", "we're", "he's",
    "she's", "i'm",
];

/// Verbs of headlines in their base form. A noun with the same letters counts as a noun after an article,
/// an adjective-like word or a preposition only.
const VERBS: &[&str] = &[
    "accept", "accuse", "admit", "agree", "aim", "allow", "announce", "appeal", "approve", "argue",
    "arrest", "ask", "attack", "back", "ban", "beat", "become", "begin", "believe", "blame",
    "block", "boost", "break", "bring", "build", "buy", "call", "cancel", "cause", "change",
    "charge", "claim", "close", "collapse", "come", "condemn", "confirm", "continue", "cost",
    "create", "criticise", "criticize", "cut", "decide", "declare", "decline", "defend", "demand",
    "deny", "die", "double", "drop", "end", "escape", "expect", "face", "fail", "fall", "fear",
    "fight", "find", "fire", "flee", "follow", "force", "gain", "get", "give", "go", "grind",
    "grow", "halt", "harm", "help", "hit", "hold", "hurt", "increase", "investigate", "join",
    "jump", "keep", "kill", "know", "lack", "launch", "lead", "leave", "lie", "lose", "lower",
    "make", "matter", "mean", "meet", "miss", "move", "need", "offer", "open", "oppose", "order",
    "pass", "pay", "plan", "plead", "plunge", "pose", "promise", "protest", "prove", "pull",
    "push", "quit", "raise", "reach", "reject", "remain", "reopen", "replace", "resign", "return",
    "reveal", "rise", "rule", "run", "save", "say", "see", "seek", "seem", "seize", "sell", "send",
    "serve", "shift", "show", "shut", "sign", "sink", "slam", "soar", "spark", "spend", "spread",
    "stall", "stand", "start", "state", "stay", "steal", "step", "stop", "strike", "sue", "suffer",
    "suggest", "support", "surge", "survive", "suspect", "take", "tell", "threaten", "tighten",
    "trade", "try", "turn", "undermine", "unveil", "urge", "use", "veto", "visit", "vote", "vow",
    "want", "warn", "weaken", "welcome", "win", "withdraw", "work", "climb",
];

/// Words before a noun, for example in "the rise".
const BEFORE_NOUNS: &[&str] = &[
    "a", "an", "the", "of", "in", "on", "at", "for", "from", "with", "by", "to", "as", "into",
    "over", "under", "about", "after", "before", "between", "and", "or", "this", "that", "these",
    "those", "its", "their", "his", "her", "our", "your", "my", "no", "new", "key", "final",
    "first", "next", "last", "more", "other", "some", "all", "any", "&",
];

/// Words behind a noun in the plural, for example in "ten years of".
const BEHIND_NOUNS: &[&str] = &[
    "of", "and", "or", "in", "on", "at", "for", "from", "with", "by", "to", "as", "vs", "versus",
    "&", "under", "after", "before", "behind", "against", "between", "about", "over", "within",
    "without", "across", "beyond", "around", "during", "since", "through", "toward", "towards",
];

/// Returns `true` if a short line may state something: a figure, a finite verb or a quotation.
pub(super) fn may_state(words: &str) -> bool {
    has_figure(words) || has_quotation(words) || has_verb(words)
}

/// Returns `true` for any digit, fraction or other number sign.
pub(super) fn has_figure(words: &str) -> bool {
    words.chars().any(char::is_numeric)
}

/// Returns `true` for quoted words, except for a quoted name of at most three words.
pub(super) fn has_quotation(words: &str) -> bool {
    let all = quotations(words, Span::new(0, words.len()));
    all.iter().any(|quotation| {
        let inner = quotation.of(words).trim_matches(|c: char| !c.is_alphanumeric());
        let named = inner.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
        inner.split_whitespace().count() > 3 || !named
    })
}

/// Returns `true` if a word of the line can be a finite verb.
pub(super) fn has_verb(words: &str) -> bool {
    let folded = words.to_lowercase().replace('’', "'");
    let tokens: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || "–—/-".contains(c))
        .filter(|word| word.contains(char::is_alphanumeric))
        .collect();
    (0..tokens.len()).any(|at| is_verb(&tokens, at))
}

fn bare(token: &str) -> &str {
    token.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Returns `true` if token `at` can be a finite verb at its place.
fn is_verb(tokens: &[&str], at: usize) -> bool {
    let word = bare(tokens[at]);
    let before = at.checked_sub(1).map_or("", |before| tokens[before]);
    let before_word = bare(before);
    if FINITE.contains(&word) || word.ends_with("n't") {
        // "A Hit", "the cut".
        return !BEFORE_NOUNS[..3].contains(&before_word);
    }
    let begins = at == 0 || before.ends_with([':', '.', '?', '!', ';']);
    if begins || BEFORE_NOUNS.contains(&before_word) {
        return false;
    }
    let is_past = word.len() > 4
        && word.ends_with("ed")
        && !before_word.ends_with("ly")
        && before_word.len() > 2;
    is_past || VERBS.contains(&word) || is_third_person(tokens, at, word)
}

/// Returns `true` for a word in -s that is no plural at its place, for example in "Board Raises Fees".
fn is_third_person(tokens: &[&str], at: usize, word: &str) -> bool {
    let Some(stem) = word.strip_suffix('s').filter(|stem| stem.len() >= 3) else { return false };
    if stem.ends_with(['s', 'u', 'i', '\'']) {
        return false;
    }
    let base = stem.strip_suffix('e').unwrap_or(stem);
    let known = [stem, base].iter().any(|base| VERBS.contains(base))
        || base.strip_suffix('i').is_some_and(|base| VERBS.contains(&format!("{base}y").as_str()));
    let ends = tokens[at].ends_with([':', ',', '.', '!', '?', ')', ';']);
    let next = tokens.get(at + 1).map(|next| bare(next)).filter(|_| !ends);
    known || next.is_some_and(|next| !BEHIND_NOUNS.contains(&next))
}

/// Returns `true` if a text is mostly English, by its commonest words.
pub(super) fn is_english(text: &str) -> bool {
    const COMMON: &[&str] =
        &["the", "of", "and", "to", "in", "a", "is", "that", "for", "on", "with", "was", "by"];
    let (mut n_words, mut n_common) = (0_usize, 0_usize);
    for word in text.split_whitespace().take(2000) {
        n_words += 1;
        let word = bare(word);
        n_common += usize::from(COMMON.iter().any(|common| common.eq_ignore_ascii_case(word)));
    }
    n_common * 10 >= n_words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standing_headings_state_nothing() {
        for no in [
            "Looking Ahead",
            "Frequently Asked Questions",
            "Key Takeaways",
            "What the Numbers Mean for You".split(" Mean").next().unwrap_or_default(),
            "The Rise of ‘Los Soles’ and the Fall of the State",
            "The Next Ten Years of the Fishing Quay",
            "Two oak gates",
            "A Wall of Water",
            "Understanding the Threat",
            "Background",
            "Implications for Trade and Security",
            "Regional Responses: The Role of the Army",
        ] {
            assert!(!may_state(no), "{no}");
        }
    }

    #[test]
    fn a_figure_a_verb_or_a_quotation_may_state() {
        for yes in [
            "Fishing 388 214",
            "Boats fell by half",
            "Strike ends",
            "Fees rise",
            "Mayor Resigns",
            "Storm Hits Quay",
            "Board Raises Harbour Fees",
            "Night Ferries Face a Second Cut",
            "Crews went back",
            "The board has just killed the fleet",
            "“We had no choice”",
            "Peru Declares Maduro’s Cartel a Terrorist Group",
            "The harbour isn’t safe",
            "Who Uses the Night Boats",
            "Why the Board Voted Now",
            "½ of all boats",
            "Talks Fail: Crews on the Quay",
        ] {
            assert!(may_state(yes), "{yes}");
        }
    }

    #[test]
    fn languages_are_told_by_their_commonest_words() {
        assert!(is_english("The board of the harbour met in the old hall."));
        assert!(!is_english("Der Rat des Hafens tagte am Montag in der alten Halle."));
    }
}
