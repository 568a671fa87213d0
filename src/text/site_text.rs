//! Lines of the site: which lines are site chrome, and which of them surely state nothing of the article.
//!
//! The word lists are in [`super::page_words`]. Articles about newsletters and ad blockers have the same
//! words, so a line with a figure, a verb or a quotation beside its cue is in doubt.

use super::{
    line_shape::{ends_sentence, is_call_to_action},
    page_words::{
        Cue,
        CuePosition::{Inside, Start, Whole},
        INVITATIONS, LINKS, NOTICES, SUBJECTS, WEAK, fold,
    },
    statement::{has_figure, has_quotation, may_state},
};

/// A line of the site that is surely no statement of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteLine {
    /// Asks the reader to comment, subscribe or share, or tells about that.
    Invitation,
    /// Leads to other pages, or is a notice of the site.
    Navigation,
}

/// Returns `true` if the line is site chrome, for example "Leave a Comment".
pub(super) fn is_chrome(words: &str) -> bool {
    if words.len() > 700 {
        return false;
    }
    if !words.contains(char::is_alphanumeric) {
        return true;
    }
    cue_of(words).is_some_and(|(_, doubt)| !(doubt && ends_sentence(words)))
}

/// Returns the kind of a line that is surely of the site; `None` for every doubt.
pub(super) fn site_line(words: &str) -> Option<SiteLine> {
    if words.len() > 700 {
        return None;
    }
    if !words.contains(char::is_alphanumeric) {
        return Some(SiteLine::Navigation);
    }
    cue_of(words).filter(|(_, doubt)| !doubt).map(|(line, _)| line)
}

/// Returns the first cue of a line with its kind, and `true` if the line may state something all the same.
fn cue_of(words: &str) -> Option<(SiteLine, bool)> {
    let line = fold(words);
    let n_words = line.split_whitespace().count();
    let whole = line.trim_matches(|c: char| !c.is_alphabetic());
    let fits = |(cue, place, longest): &&Cue| {
        n_words <= *longest
            && match place {
                Whole => whole == *cue,
                Start => line.starts_with(cue),
                Inside => line.contains(cue),
            }
    };
    let invitations = INVITATIONS.iter().map(|cue| (cue, SiteLine::Invitation));
    let others = LINKS.iter().chain(NOTICES).map(|cue| (cue, SiteLine::Navigation));
    let found = invitations.chain(others).filter(|(cue, _)| fits(cue));
    let found = found.map(|((cue, place, _), kind)| {
        let rest = line.strip_prefix(cue).unwrap_or_default().trim_start();
        let is_doubtful = match place {
            Whole => false,
            Start => WEAK.contains(cue) && !rest.starts_with(':') && may_state(rest),
            Inside => {
                SUBJECTS.contains(cue)
                    && (has_figure(words) || has_quotation(words) || !addresses_reader(&line))
            }
        };
        (kind, is_doubtful)
    });
    // A cue that leaves no doubt decides.
    found.min_by_key(|(_, is_doubtful)| *is_doubtful)
}

/// Returns `true` if a folded line speaks to the reader or about the site.
fn addresses_reader(line: &str) -> bool {
    let words = line.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty());
    line.contains("this site")
        || line.contains("this website")
        || words.any(|word| ["you", "your", "we", "our", "us", "please"].contains(&word))
}

/// Returns `true` if a line announces links to other articles, for example "You may also like".
pub(super) fn announces_links(words: &str) -> bool {
    let line = fold(words);
    let line = line.trim_matches(|c: char| !c.is_alphabetic());
    [
        "you may also", "you might also", "recommended", "related", "read more", "read next",
        "read also", "more from", "more stories", "most read", "most popular", "trending",
        "latest news", "editor's picks",
    ]
    .iter()
    .any(|cue| line.starts_with(cue))
        && line.split_whitespace().count() <= 5
}

/// Returns `true` if a sentence asks the reader of the page to comment, subscribe or look at the site.
pub(super) fn is_invitation(words: &str) -> bool {
    if words.len() > 300 || has_figure(words) || has_quotation(words) {
        return false;
    }
    let line = fold(words);
    let opens = [
        "what are your thoughts", "what do you think", "have your say", "share your ",
        "let us know", "leave a comment", "leave a reply", "tell us what you think",
        "join the discussion", "join the conversation", "sign up for our", "subscribe",
        "follow us", "read how we", "learn how your comment",
    ]
    .iter()
    .any(|cue| line.starts_with(cue));
    let page = [
        "comments", "comment", "newsletter", "inbox", "website", "podcast", "app", "tuned",
        "guide", "article", "articles", "subscription",
    ];
    let mut all = line.split(|c: char| !c.is_alphanumeric());
    opens || is_call_to_action(words) && all.any(|word| page.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_told_by_words_and_length() {
        for yes in [
            "You may also like",
            "Comments (12)",
            "This site uses Akismet to reduce spam.",
            "SHARE",
            "© 2026 The Daily Lantern",
            "* * *",
            "The views expressed in this article are the author’s own.",
        ] {
            assert!(is_chrome(yes), "{yes}");
        }
        for no in [
            "Shares fell on Monday.",
            "Subscribe to a theory and you will find proof of it everywhere, the philosopher said.",
            "Related crimes rose by a third last year.",
            "Comments by the minister angered farmers.",
        ] {
            assert!(!is_chrome(no), "{no}");
        }
    }

    #[test]
    fn facts_with_the_words_of_a_site_are_no_site_text() {
        for no in [
            "Sponsored content rose 12 percent.",
            "Ad blockers cost publishers 3 billion euros in 2024.",
            "Akismet blocked 5 million comments, the company said.",
            "Read more books than last year, said the survey.",
            "Privacy policy changes angered users.",
            "The paper put “our newsletter” on the front page.",
        ] {
            assert!(!is_chrome(no), "{no}");
            assert_eq!(site_line(no), None, "{no}");
        }
    }

    #[test]
    fn invitations_are_told_from_the_other_lines_of_a_site() {
        for line in [
            "Leave a Comment",
            "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
            "Please turn off your ad blocker to read on.",
            "Sign up for our newsletter",
        ] {
            assert_eq!(site_line(line), Some(SiteLine::Invitation), "{line}");
        }
        for line in ["ADVERTISEMENT", "Related: Storm damage in five charts", "© 2026 The Quay"] {
            assert_eq!(site_line(line), Some(SiteLine::Navigation), "{line}");
        }
        assert!(is_invitation("What are your thoughts on the new fees?"));
        assert!(!is_invitation("What are the new fees?"));
        assert!(!is_invitation("Comments by the minister angered farmers."));
    }
}
