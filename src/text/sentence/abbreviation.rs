//! Abbreviations that the segmenter does not know: data, each list with its rule.
//!
//! The segmenter brings about 260 English abbreviations. The lists hold only the abbreviations that
//! the segmenter gets wrong in news. All words are in lower case and without the last full stop.

/// Titles and the like: a name follows, so the sentence never ends here.
const BEFORE_NAME: &[&str] = &[
    "amb", "atty", "capt", "cllr", "col", "dr", "dra", "ft", "gen", "gov", "hon", "insp", "lt",
    "maj", "mlle", "mme", "mr", "mrs", "ms", "msgr", "mx", "prof", "pte", "rep", "rev", "sen",
    "sgt", "sra", "srta", "st", "ste", "supt", "ud", "vs",
];

/// German units and the like: a noun follows, and nouns have capitals there.
const BEFORE_NOUN: &[&str] = &["mio", "bzw", "sog"];

/// Words that begin a sentence far more often than a name.
const STARTERS: &[&str] = &[
    "The", "A", "An", "It", "He", "She", "They", "We", "I", "In", "On", "At", "But", "And", "His",
    "Her", "Their", "This", "That", "There", "When", "After",
];

/// Words that go on with a number or in lower case; before a capital the segmenter decides.
const BEFORE_DETAIL: &[&str] = &[
    "abs", "al", "approx", "apt", "art", "av", "avg", "ca", "cap", "cca", "cf", "ch", "co", "corp",
    "dept", "ed", "eds", "esp", "est", "etc", "excl", "ext", "fig", "figs", "fl", "gal", "hr",
    "hrs", "ibid", "inc", "incl", "jr", "kg", "lb", "lbs", "ltd", "max", "mil", "min", "misc",
    "nr", "nos", "núm", "op", "oz", "pág", "para", "pp", "pt", "pts", "resp", "sec", "sect", "sq",
    "sr", "str", "tel", "tsp", "usw", "ver", "vol", "vols",
];

/// Months and weekdays in the three-letter style, and the full names that stand after "5 p.m.".
const DAYS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue",
    "tues", "wed", "thu", "thurs", "fri", "sat", "sun", "january", "february", "march", "april",
    "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb",
    "mar", "apr", "aug", "sept", "oct", "nov", "dec",
];

/// Time zones, which stand after "5 p.m." as well.
const ZONES: &[&str] = &[
    "et", "est", "edt", "ct", "cst", "cdt", "mt", "mst", "mdt", "pt", "pst", "pdt", "gmt", "utc",
    "bst", "cet", "cest", "ist", "jst", "aest", "eastern", "central", "mountain", "pacific",
];

/// Months in languages that write a day as "5. Mai".
const ORDINAL_MONTHS: &[&str] = &[
    "januar", "jänner", "februar", "märz", "april", "mai", "juni", "juli", "august", "september",
    "oktober", "november", "dezember", "desember", "december", "oktober", "maj",
];

/// Verbs by which a speaker is named after “Why?”.
const SPEECH: &[&str] = &[
    "asked", "asks", "said", "says", "wrote", "writes", "wondered", "wonders", "replied",
    "replies", "shouted", "shouts", "cried", "added", "adds", "exclaimed", "yelled", "tweeted",
    "told", "quipped", "joked", "inquired", "demanded", "posted", "responded", "answered",
    "recalled", "called", "chanted", "screamed", "declared",
];

/// Returns `true` if a full stop after `word` can't end a sentence before `next`, for example `Dr.`
/// before a name.
pub(super) fn goes_on(word: &str, next: &str) -> bool {
    let folded = word.to_lowercase();
    let known = |list: &[&str]| list.contains(&folded.as_str());
    let first = next.chars().next();
    let is_detail = first.is_some_and(|c| c.is_lowercase() || c.is_numeric());
    let follower = first_word(next).to_lowercase();
    if known(BEFORE_NAME) {
        // "Main St. The owner left": a street, not a saint.
        let street = matches!(word, "St" | "Ft") && STARTERS.contains(&first_word(next));
        return !street && (word.starts_with(char::is_uppercase) || word == "vs");
    }
    if known(BEFORE_NOUN) || is_doubled(word) && (is_detail || is_doubled(first_word(next))) {
        return true;
    }
    if matches!(folded.as_str(), "a.m" | "p.m" | "am" | "pm") {
        return is_day_or_zone(first_word(next), &follower);
    }
    let is_ordinal = word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    if is_ordinal && ORDINAL_MONTHS.contains(&follower.as_str()) {
        return true;
    }
    is_detail && (known(BEFORE_DETAIL) || is_initials(word, first))
}

/// Returns `true` for a title before a name: no sentence begins after a title, not even a
/// quotation.
pub(super) fn is_title(word: &str) -> bool {
    BEFORE_NAME.contains(&word.to_lowercase().as_str())
}

/// Returns `true` if `next` names the speaker of the quotation before: "Smith asked", "the Rev. Al
/// said".
pub(super) fn is_speech_tag(next: &str) -> bool {
    let mut words = next.split_whitespace().take(6);
    let Some(first) = words.next() else {
        return false;
    };
    if is_speech(first) {
        return true;
    }
    let is_pronoun = ["He", "She", "They", "We", "I", "It", "You", "The"].contains(&first);
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && !word.ends_with(':');
    !is_pronoun && is_name(first) && words.find(|word| !is_name(word)).is_some_and(is_speech)
}

fn is_speech(word: &str) -> bool {
    SPEECH.contains(&word.trim_end_matches([',', '.', ':']))
}

/// Returns `true` if the words after "p.m." still tell the time. "May" and "Central" count only
/// when no other reading is possible.
fn is_day_or_zone(word: &str, folded: &str) -> bool {
    if ZONES.contains(&folded) {
        return word.chars().all(char::is_uppercase) || folded.len() > 4;
    }
    DAYS.contains(&folded)
}

/// "U.S", "e.g", "J": letters with full stops between, or one letter. Before a word in lower case
/// they never end a sentence; before a number only the single letters go on.
fn is_initials(word: &str, next: Option<char>) -> bool {
    let single = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2);
    single || dotted && next.is_some_and(char::is_lowercase)
}

/// "EE" of "EE. UU.": Spanish doubles the letter for a plural.
fn is_doubled(word: &str) -> bool {
    matches!(word.as_bytes(), [a, b] if a == b && a.is_ascii_uppercase())
}

/// The letters at the start of `text`.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic());
    &text[..end.unwrap_or(text.len())]
}
