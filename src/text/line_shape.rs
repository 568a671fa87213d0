//! Shapes of lines by their own words: heading, byline, breadcrumb, label, lead-in.

use super::{
    Span,
    dates::{date, is_day_or_month},
    page_words::{is_label_word, is_role},
};

/// Verbs, which a label never has. For example "One thing is clear: …" is a sentence.
const VERBS: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may",
    "should", "must", "do", "does", "did", "said", "says", "say", "asked", "asks", "wrote",
    "writes", "added", "adds", "told", "tells", "warned", "warns", "put", "concluded", "reads",
    "read", "i", "we", "he", "she", "they", "it", "you",
];

/// Verbs that ask a reader to do something, in the imperative.
const CALLS: &[&str] = &[
    "see", "share", "read", "click", "subscribe", "sign", "follow", "let", "tell", "join",
    "download", "contact", "check", "learn", "leave", "visit", "stay", "explore", "watch",
    "listen", "support", "donate", "send", "write", "email", "call", "comment", "register",
    "discover", "find", "get", "try", "drop", "browse", "bookmark", "like", "vote", "take", "have",
];

/// Words of a page about itself and its reader.
const PAGE: &[&str] = &[
    "our", "us", "your", "comments", "comment", "below", "newsletter", "here", "link", "page",
    "website", "site", "podcast", "app", "tuned", "story", "article", "articles", "guide",
];

/// Nouns before a list, for example in "three reasons:".
const LISTED: &[&str] = &[
    "factors", "ways", "steps", "reasons", "things", "points", "questions", "measures", "options",
    "examples", "items", "features", "elements", "categories", "areas", "components", "benefits",
    "tips", "trends", "facts", "topics", "issues", "goals", "aims", "principles", "conditions",
    "recommendations", "findings", "takeaways", "highlights", "details", "sources", "articles",
    "stories", "following", "include", "includes", "including", "included", "are", "were",
    "follows", "as", "below", "like",
];

/// Returns `true` if the line can be a heading: short, with the start of a heading, without the end
/// of a sentence.
pub(super) fn is_heading(words: &str) -> bool {
    let starts = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    words.len() <= 200
        && !starts.is_empty()
        && !starts.starts_with(char::is_lowercase)
        && !ends_sentence(words)
        && !last_mark(words).is_some_and(|c| ",;:–—-".contains(c))
        && words.split_whitespace().count() <= 20
}

/// Returns `true` if the line is a single short question or exclamation, as some headings are.
pub(super) fn is_short_question(words: &str) -> bool {
    words.len() <= 200
        && last_mark(words) == Some('?')
        && words.matches(['?', '.', '!']).count() == 1
        && words.split_whitespace().count() <= 25
}

/// "Home » World » …": short parts with arrows between.
pub(super) fn is_breadcrumb(words: &str) -> bool {
    if words.len() > 400 || ends_sentence(words) && !words.contains('»') {
        return false;
    }
    let parts: Vec<&str> = [" » ", " › ", " > ", " → ", " / "]
        .into_iter()
        .find(|arrow| words.contains(arrow))
        .map(|arrow| words.split(arrow).collect())
        .unwrap_or_default();
    let is_short = |part: &&str| (1..=4).contains(&part.split_whitespace().count());
    let home = parts.first().is_some_and(|part| {
        ["home", "news", "start", "startseite", "inicio", "accueil"]
            .contains(&part.trim().to_lowercase().as_str())
    });
    let Some((_, trail)) = parts.split_last() else {
        return false;
    };
    trail.iter().all(is_short) && (home || trail.len() >= 2)
}

/// "by James Carter …", "Written by …", "Ann Lee, Staff Writer".
pub(super) fn is_byline(words: &str) -> bool {
    if words.len() > 200 {
        return false;
    }
    let lower = words.to_lowercase();
    let lead = [
        "by ", "by: ", "written by ", "reported by ", "story by ", "text by ", "words by ",
        "posted by ", "published by ", "author: ", "von ", "por ", "par ",
    ]
    .into_iter()
    .find(|lead| lower.starts_with(lead) && words.is_char_boundary(lead.len()));
    let names: Vec<&str> = words[lead.map_or(0, str::len)..].split_whitespace().collect();
    let is_name = |word: &&str| word.trim_start_matches('(').starts_with(char::is_uppercase);
    let n_names = names.iter().filter(|word| is_name(word)).count();
    let first = names.first();
    let starts = first.is_some_and(|word| is_name(word) && !is_day_or_month(word));
    let ends = last_mark(words).is_some_and(char::is_alphanumeric)
        || names.last().is_some_and(|word| word.len() <= 4);
    let role = names.iter().any(|word| is_role(word));
    match lead {
        Some(_) => starts && ends && names.len() <= 14 && n_names * 2 >= names.len(),
        None => {
            let parted = words.contains([',', '|', '•']);
            let roles_only = names.iter().all(|word| is_name(word) || is_role(word));
            role && parted && starts && ends && names.len() <= 9 && roles_only
        }
    }
}

/// A line that only says when: "Published: Jan. 5, 2024, 3:10 p.m. ET".
pub(super) fn is_date_line(words: &str) -> bool {
    if words.len() > 120 || words.split_whitespace().count() > 16 {
        return false;
    }
    let Some(found) = date(words, Span::new(0, words.len())) else {
        return false;
    };
    let lead = words[..found.start].to_lowercase();
    let is_known = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.is_empty()
            || word.bytes().any(|b| b.is_ascii_digit())
            || is_day_or_month(word)
            || [
                "published", "updated", "posted", "modified", "created", "last", "first", "on",
                "at", "date", "am", "pm", "a.m", "p.m",
            ]
            .contains(&word)
    };
    let rest = words[found.end..].split_whitespace().count();
    lead.split_whitespace().all(is_known) && rest <= 10 && !words.ends_with('?')
}

/// Returns the length in bytes of the run-in label of a block, for example of "Pro Tip:".
///
/// In a list item any title before a colon is a label. Elsewhere a label must be short and in
/// capitals, or a known call-out, because sentences have colons too.
pub(super) fn label(words: &str, place: LabelPlace) -> Option<usize> {
    let head = &words[..words.floor_char_boundary(100)];
    let colon = head.match_indices(':').map(|(at, _)| at + 1).find(|&end| {
        let rest = &words[end..];
        rest.starts_with(|c: char| c.is_whitespace() || c == '*' || c == '_')
    })?;
    let rest = words[colon..].trim_start_matches(['*', '_']);
    let end = words.len() - rest.len();
    let label = words[..colon - 1].trim_matches(['*', '_']);
    let named: Vec<&str> = label.split_whitespace().collect();
    let is_clean = !label.contains(['.', '!', '?', ';']) && !rest.trim().is_empty();
    let is_verb = |word: &&str| VERBS.contains(&word.to_lowercase().as_str());
    let capital = label.trim_start_matches(['“', '"', '‘']);
    if !is_clean || !capital.starts_with(char::is_uppercase) || named.iter().any(is_verb) {
        return None;
    }
    let titled = is_title_case(&named);
    let fits = match place {
        LabelPlace::Item => named.len() <= if titled { 12 } else { 6 },
        LabelPlace::Paragraph => {
            let known = named.iter().any(|word| is_label_word(word));
            named.len() <= 4 && (titled || known)
        }
    };
    fits.then_some(end)
}

/// The position of a label.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelPlace {
    /// At the start of a list item.
    Item,
    /// At the start of a paragraph.
    Paragraph,
}

/// "Did you know?" at the start of the words: its length in bytes.
pub(super) fn question_label(words: &str) -> Option<usize> {
    let head = &words[..words.floor_char_boundary(40)];
    let end = head.find('?')? + 1;
    let label = head[..end].trim_start_matches(['*', '_']).to_lowercase();
    let known = ["did you ", "do you know", "have you heard", "you know what"]
        .iter()
        .any(|start| label.starts_with(start));
    (known && label.split_whitespace().count() <= 4).then_some(end)
}

/// Returns the length in bytes of "Q:", "Q1." or "A:" at the start of the words, with its meaning.
pub(super) fn question_mark(words: &str) -> Option<(usize, QuestionRole)> {
    let start = words.len() - words.trim_start_matches(['*', '_']).len();
    let rest = &words[start..];
    let (asks, len) = [
        ("Question", QuestionRole::Question),
        ("Answer", QuestionRole::Answer),
        ("Q", QuestionRole::Question),
        ("A", QuestionRole::Answer),
    ]
    .into_iter()
    .find(|(name, _)| rest.starts_with(name))
    .map(|(name, asks)| (asks, name.len()))?;
    let figures = rest[len..].bytes().take_while(u8::is_ascii_digit).count();
    let mark = rest[len + figures..].chars().next()?;
    let fits = mark == ':' || mark == ')' || (mark == '.' && asks == QuestionRole::Question);
    let after = rest[len + figures + mark.len_utf8()..].trim_start_matches(['*', '_']);
    let blank = after.starts_with(char::is_whitespace);
    (fits && blank && figures <= 3).then_some((words.len() - after.len(), asks))
}

/// The meaning of a label in a part with questions and answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum QuestionRole {
    /// "Q:".
    Question,
    /// "A:".
    Answer,
}

/// Returns `true` if a line or sentence before a colon says nothing by itself: "Here is what we
/// know:", "… on several factors, including:". A line with a statement is a claim.
pub(super) fn is_lead_in(words: &str) -> bool {
    let Some(body) = words.trim_end_matches(['*', '_', ' ']).strip_suffix(':') else {
        return false;
    };
    if body.contains([';', '“', '"']) || body.len() > 300 {
        return false;
    }
    let folded = body.to_lowercase().replace('’', "'");
    let all: Vec<&str> = folded.split_whitespace().collect();
    let first = all.first().copied().unwrap_or_default();
    let last = all.last().copied().unwrap_or_default();
    let announces = ["here", "here's", "these", "below", "among", "key", "see", "what"];
    let relative = all.iter().any(|word| matches!(*word, "that" | "which" | "who" | "because"));
    folded.contains("the following")
        || first.starts_with("here")
        || LISTED.contains(&last) && !relative
        || all.len() <= 4
        || announces.contains(&first) && all.len() <= 12
}

/// Returns `true` if all meaningful words begin with a capital.
fn is_title_case(words: &[&str]) -> bool {
    let is_small = |word: &str| word.chars().count() <= 3 || word == "with" || word == "from";
    let capital = |word: &str| {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        !word.starts_with(char::is_lowercase)
    };
    words.iter().all(|word| capital(word) || is_small(word))
        && words.iter().any(|word| capital(word))
}

/// Returns `true` for a name, a verb and a role: "Martin Verrier is a visiting fellow at …".
pub(super) fn is_biography(words: &str) -> bool {
    if words.len() > 1200 {
        return false;
    }
    let mut parts = words.split_whitespace();
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && !word.ends_with(',');
    let n_names = parts.by_ref().take_while(|word| is_name(word)).count();
    // `take_while` has consumed the word after the name, so the word is found again by number.
    let verb = words.split_whitespace().nth(n_names).unwrap_or_default();
    let first = words.split_whitespace().next().unwrap_or_default();
    let is_verb = [
        "is", "was", "has", "writes", "covers", "reports", "works", "serves", "teaches", "studies",
        "leads",
    ]
    .contains(&verb);
    let opens = ["The", "A", "An", "This", "That", "It", "He", "She"].contains(&first);
    (2..=5).contains(&n_names) && is_verb && !opens && words.split_whitespace().any(is_role)
}

/// Returns `true` if the words end like a sentence, apart from closing quotes and brackets.
pub(super) fn ends_sentence(words: &str) -> bool {
    last_mark(words).is_some_and(|c| ".!?…。！？।؟".contains(c))
}

/// The last char that is no closing mark, bracket, emphasis or footnote number.
pub(super) fn last_mark(words: &str) -> Option<char> {
    let is_close = |c: char| c.is_whitespace() || "”’\"'»“‘)]*_¹²³".contains(c);
    words.trim_end_matches(is_close).chars().next_back()
}

/// Returns `true` if the words ask the reader of the page to act on the page: "See our guide …".
pub(super) fn is_call_to_action(words: &str) -> bool {
    if words.len() > 400 {
        return false;
    }
    let folded = words.to_lowercase();
    let mut all = folded
        .split(|c: char| !(c.is_alphanumeric() || c == '’' || c == '\''))
        .filter(|word| !word.is_empty());
    let Some(first) = all.next().and_then(|word| match word {
        "please" => all.next(),
        word => Some(word),
    }) else {
        return false;
    };
    CALLS.contains(&first)
        && folded.split_whitespace().count() <= 30
        && all.any(|word| PAGE.contains(&word))
        && !folded.contains(['“', '”', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_have_names() {
        for yes in [
            "by James Carter Senior News Editor",
            "By Ann Lee and José Ruiz",
            "Written by Ann Lee",
            "By ANN LEE | Jan 5, 2024",
            "Ann Lee, Staff Writer",
        ] {
            assert!(is_byline(yes), "{yes}");
        }
        for no in [
            "By the numbers",
            "By Friday the harbour was closed and all ferries had left for the islands.",
            "By labeling the group, the state sends a message.",
            "Ann Lee, who left, came back",
            "by",
        ] {
            assert!(!is_byline(no), "{no}");
        }
    }

    #[test]
    fn labels_are_short_and_carry_no_verb() {
        let paragraph =
            |words: &str| label(words, LabelPlace::Paragraph).map(|end| words[..end].to_owned());
        assert_eq!(paragraph("Pro Tip: Eat.").as_deref(), Some("Pro Tip:"));
        assert_eq!(paragraph("The key takeaway: Eat.").as_deref(), Some("The key takeaway:"));
        assert_eq!(paragraph("**Pro Tip:** Eat.").as_deref(), Some("**Pro Tip:**"));
        assert_eq!(paragraph("One thing is clear: they left."), None);
        assert_eq!(paragraph("He said: they left."), None);
        assert_eq!(paragraph("It opens at 10:30 today."), None);
        assert_eq!(paragraph("Key takeaways:"), None);
    }

    #[test]
    fn lead_ins_say_nothing() {
        for yes in [
            "Here are some key steps the city can take:",
            "The plan depends on several factors, including:",
            "Key findings:",
            "The report makes the following points:",
        ] {
            assert!(is_lead_in(yes), "{yes}");
        }
        for no in [
            "The case isn’t an anomaly; it’s one of several trends:",
            "The crisis points to trends that will shape the coast for years to come:",
            "The mayor left early:x",
        ] {
            assert!(!is_lead_in(no), "{no}");
        }
    }

    #[test]
    fn breadcrumbs_have_short_parts() {
        assert!(is_breadcrumb("Home » world » A Very Long Title of an Article vs. Another"));
        assert!(is_breadcrumb("News > Europe > Harbour"));
        assert!(!is_breadcrumb("Profit > loss"));
        assert!(!is_breadcrumb("He said »no« and left"));
    }
}
