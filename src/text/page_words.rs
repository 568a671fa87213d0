//! Word lists that identify lines of a page: site chrome, picture credits, roles of authors.
//!
//! Data with the few functions that read the lists. Every entry of site chrome has a position in
//! the line and a maximum length, because the same words stand in articles *about* newsletters.

/// The position of a cue in its line.
#[derive(Clone, Copy)]
pub(super) enum CuePosition {
    /// The line is the cue, a number or colon aside.
    Whole,
    /// At the start of the line.
    Start,
    /// Anywhere in the line.
    Inside,
}

use CuePosition::{Inside, Start, Whole};

/// A cue of site chrome: its words, its position, and the maximum number of words in the line.
pub(super) type Cue = (&'static str, CuePosition, usize);

/// Comments, subscriptions, sharing, ad blockers: lines that ask the reader for something, with the notices
/// about them.
pub(super) const INVITATIONS: &[Cue] = &[
    ("leave a comment", Start, 8),
    ("leave a reply", Start, 8),
    ("post a comment", Start, 8),
    ("add a comment", Start, 8),
    ("view comments", Start, 6),
    ("show comments", Start, 6),
    ("comments", Whole, 3),
    ("no comments", Whole, 4),
    ("comments are closed", Start, 8),
    ("join the conversation", Start, 10),
    ("akismet", Inside, 30),
    ("comment data is processed", Inside, 20),
    ("email address will not be published", Inside, 20),
    ("required fields are marked", Start, 10),
    ("save my name, email", Start, 30),
    ("notify me of", Start, 16),
    ("be the first to comment", Start, 10),
    ("adblock", Inside, 30),
    ("ad blocker", Inside, 30),
    ("share this", Start, 10),
    ("share on", Start, 10),
    ("share", Whole, 2),
    ("share via", Start, 8),
    ("share article", Start, 6),
    ("click to share", Start, 14),
    ("like this", Whole, 4),
    ("copy link", Start, 5),
    ("print this", Start, 5),
    ("follow us", Start, 20),
    ("sign up for our", Start, 30),
    ("sign up to our", Start, 30),
    ("sign up for the newsletter", Start, 20),
    ("subscribe", Whole, 3),
    ("subscribe now", Start, 20),
    ("subscribe to our", Start, 30),
    ("subscribe for", Start, 20),
    ("get our newsletter", Start, 20),
    ("our newsletter", Inside, 20),
    ("your inbox", Inside, 25),
    ("newsletter", Whole, 3),
    ("already a subscriber", Start, 8),
    ("log in to", Start, 10),
    ("support our journalism", Inside, 25),
    ("download our app", Start, 15),
];

/// Links to further articles.
pub(super) const LINKS: &[Cue] = &[
    ("you may also like", Start, 8),
    ("you might also like", Start, 8),
    ("you may also be interested", Start, 10),
    ("recommended for you", Start, 6),
    ("recommended", Whole, 3),
    ("related", Whole, 2),
    ("related articles", Start, 5),
    ("related stories", Start, 5),
    ("related posts", Start, 5),
    ("related news", Start, 5),
    ("related content", Start, 5),
    ("related topics", Start, 5),
    ("related:", Start, 25),
    ("read more", Start, 25),
    ("read also", Start, 25),
    ("also read", Start, 25),
    ("read next", Start, 25),
    ("see also", Start, 25),
    ("more from", Start, 8),
    ("more on this", Start, 8),
    ("more stories", Start, 6),
    ("most read", Whole, 4),
    ("most popular", Whole, 4),
    ("trending now", Whole, 4),
    ("latest news", Whole, 3),
    ("editor's picks", Whole, 4),
    ("previous article", Start, 20),
    ("next article", Start, 20),
    ("previous post", Start, 20),
    ("next post", Start, 20),
    ("tags:", Start, 40),
    ("topics:", Start, 40),
    ("filed under", Start, 30),
    ("posted in", Start, 12),
];

/// Advertising, law and technique of the site.
pub(super) const NOTICES: &[Cue] = &[
    ("advertisement", Whole, 4),
    ("advertising", Whole, 3),
    ("sponsored", Whole, 3),
    ("sponsored content", Start, 6),
    ("story continues below", Start, 8),
    ("article continues below", Start, 8),
    ("article continues after", Start, 8),
    ("this site uses", Start, 30),
    ("this website uses", Start, 30),
    ("we use cookies", Inside, 40),
    ("accept cookies", Start, 8),
    ("accept all cookies", Start, 8),
    ("privacy policy", Start, 12),
    ("terms of use", Start, 12),
    ("terms of service", Start, 12),
    ("terms and conditions", Start, 12),
    ("cookie policy", Start, 8),
    ("all rights reserved", Inside, 40),
    ("©", Start, 30),
    ("copyright ©", Start, 30),
    ("(c) 20", Start, 30),
    ("skip to", Start, 5),
    ("loading", Whole, 2),
    ("toggle navigation", Start, 4),
    ("enable javascript", Inside, 20),
    ("please enable", Start, 20),
    ("please support us by", Start, 30),
    ("back to top", Start, 4),
    ("disclaimer:", Start, 80),
    ("disclaimer", Whole, 2),
    ("views expressed in this", Inside, 80),
    ("opinions expressed in this", Inside, 80),
    ("views and opinions expressed", Inside, 80),
    ("opinions expressed are", Inside, 80),
    ("views expressed are", Inside, 80),
    ("do not necessarily reflect", Inside, 80),
    ("does not necessarily reflect", Inside, 80),
    ("this article was originally published", Start, 40),
    ("this article originally appeared", Start, 40),
    ("this article first appeared", Start, 40),
    ("this story was originally published", Start, 40),
    ("this article is republished", Start, 40),
    ("about the author", Whole, 6),
    ("table of contents", Whole, 5),
    ("minute read", Inside, 6),
    ("min read", Inside, 6),
];

/// Cues at the start of a line that running text may begin with too, for example "Sponsored content rose".
pub(super) const WEAK: &[&str] = &[
    "leave a comment", "leave a reply", "post a comment", "add a comment", "view comments",
    "show comments", "join the conversation", "sponsored content", "you may also like",
    "you might also like", "recommended for you", "related articles", "related stories",
    "related posts", "related news", "related content", "related topics", "read more", "read also",
    "also read", "read next", "see also", "more from", "more on this", "more stories",
    "previous article", "next article", "previous post", "next post", "filed under", "posted in",
    "share this", "share on", "share via", "share article", "copy link", "print this", "follow us",
    "privacy policy", "terms of use", "terms of service", "terms and conditions", "cookie policy",
    "accept cookies", "accept all cookies", "skip to", "toggle navigation", "back to top",
    "subscribe for", "log in to", "this site uses", "this website uses",
];

/// Cues inside a line that articles about the subject have too, for example "Ad blockers cost sites 5 %".
pub(super) const SUBJECTS: &[&str] = &[
    "akismet",
    "adblock",
    "ad blocker",
    "your inbox",
    "our newsletter",
    "support our journalism",
    "we use cookies",
    "enable javascript",
    "comment data is processed",
];

/// Credits of pictures, which stand at the start of their line.
const CREDITS: &[&str] = &[
    "photo:", "photo by", "photo credit", "photos:", "photos by", "photograph:", "photograph by",
    "image:", "image by", "image credit", "image courtesy", "main image", "featured image",
    "cover image", "picture:", "picture by", "illustration:", "illustration by", "graphic:",
    "video:", "credit:", "caption:", "foto:", "file photo", "file -", "file –", "file —", "(photo",
    "[photo", "(image", "getty images",
];

/// Agencies that stand at the end of a caption.
const AGENCIES: &[&str] = &[
    "/ap)", "/ap", "ap photo", "/reuters", "/afp", "getty images", "/getty", "/epa",
    "shutterstock", "via ap)", "unsplash",
];

/// Roles of authors: words of a byline or of a note about the author.
const ROLES: &[&str] = &[
    "editor", "reporter", "correspondent", "writer", "journalist", "contributor", "columnist",
    "staff", "author", "fellow", "professor", "lecturer", "researcher", "analyst", "freelance",
    "director", "producer", "photographer", "blogger", "historian", "scholar", "candidate",
    "bureau", "desk",
];

/// Words that make a short label a call-out even without capitals.
const LABELS: &[&str] = &[
    "tip", "takeaway", "takeaways", "insight", "fact", "facts", "note", "point", "warning",
    "reminder", "update", "background", "context", "line", "matters", "verdict", "summary",
    "conclusion", "caveat", "example", "quote", "stat", "trivia", "correction",
];

/// Returns `true` if the line is the caption or credit of a picture.
pub(super) fn is_caption(words: &str) -> bool {
    if words.len() > 700 {
        return false;
    }
    let line = fold(words);
    let tail = line.trim_end_matches(['.', ' ']);
    CREDITS.iter().any(|cue| line.starts_with(cue))
        || AGENCIES.iter().any(|agency| tail.ends_with(agency))
        || line.starts_with("photo") && line.contains("credit:")
}

/// Returns `true` if a caption only credits its picture, for example "Photo by Ann Lee".
pub(super) fn is_credit(words: &str) -> bool {
    let line = fold(words);
    words.split_whitespace().count() <= 10
        && !words.ends_with('.')
        && CREDITS.iter().any(|cue| line.starts_with(cue))
}

/// Returns `true` if `word` is the role of an author, for example "reporters".
pub(super) fn is_role(word: &str) -> bool {
    let word = fold(word);
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    ROLES.iter().any(|role| {
        word == *role || word.strip_suffix('s').is_some_and(|singular| singular == *role)
    })
}

/// Returns `true` if a label in sentence case with this word announces a call-out, for example
/// "tip".
pub(super) fn is_label_word(word: &str) -> bool {
    let word = fold(word);
    LABELS.contains(&word.trim_matches(|c: char| !c.is_alphabetic()))
}

/// Lower case with straight apostrophes.
pub(super) fn fold(words: &str) -> String {
    words.to_lowercase().replace(['’', '‘'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_begin_or_end_with_a_credit() {
        assert!(is_caption("Photo by Ann Lee"));
        assert!(is_caption("Main image Credit: Harbour Weekly"));
        assert!(is_caption("A ferry leaves the harbour at dawn. (Ann Lee/AP)"));
        assert!(!is_caption("The photo shows a ferry."));
    }
}
