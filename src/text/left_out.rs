//! Stretches of a text that are not part of its article, each with the reason.
//!
//! Only pages of HTML and documents have such stretches. They have no blocks and no sentences, so nothing searches, counts or
//! exports them. The reader shows a line with their number of words in their place.

use super::{Span, count};

/// The reason why words of a page are not part of its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LeftOutReason {
    /// Navigation, page headers and page footers.
    Navigation,
    /// A list or box of links.
    Links,
    /// Related articles, comments, invitations and advertisements, by the names of their boxes.
    Related,
    /// A question for consent.
    Consent,
    /// A form.
    Form,
    /// Text outside the article.
    Outside,
    /// Words that the page hides.
    Hidden,
    /// Struck-out words.
    Struck,
    /// Buttons, fields and menus.
    Control,
    /// Drawings and formulas.
    Drawing,
    /// Frames, sound and video.
    Media,
    /// Headers, footers and numbers of pages.
    PageHead,
    /// Words that a tracked change has deleted.
    Deleted,
    /// Remarks of editors beside the text.
    Comment,
}

impl LeftOutReason {
    /// Returns the word on the screen and in files.
    pub fn name(self) -> &'static str {
        match self {
            LeftOutReason::Navigation => "navigation",
            LeftOutReason::Links => "links",
            LeftOutReason::Related => "related",
            LeftOutReason::Consent => "consent",
            LeftOutReason::Form => "form",
            LeftOutReason::Outside => "outside",
            LeftOutReason::Hidden => "hidden",
            LeftOutReason::Struck => "struck",
            LeftOutReason::Control => "control",
            LeftOutReason::Drawing => "drawing",
            LeftOutReason::Media => "media",
            LeftOutReason::PageHead => "page head",
            LeftOutReason::Deleted => "deleted",
            LeftOutReason::Comment => "comment",
        }
    }
}

/// A block that is not part of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The words, in bytes of the text.
    pub span: Span,
    /// The reason.
    pub reason: LeftOutReason,
    /// Number of words.
    pub n_words: usize,
}

impl LeftOut {
    /// Returns the words of a line for neighbouring stretches, for example "5 words left out: links, related".
    pub fn summary(stretches: &[LeftOut]) -> String {
        let n_words = stretches.iter().map(|stretch| stretch.n_words).sum();
        let mut reasons: Vec<&str> =
            stretches.iter().map(|stretch| stretch.reason.name()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        format!("{} left out: {}", count(n_words, "word"), reasons.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_counts_words_and_names_each_reason_once() {
        let stretch = |reason, n_words| LeftOut { span: Span::new(0, 1), reason, n_words };
        let all = [
            stretch(LeftOutReason::Related, 2),
            stretch(LeftOutReason::Links, 2),
            stretch(LeftOutReason::Related, 1),
        ];
        assert_eq!(LeftOut::summary(&all), "5 words left out: links, related");
        assert_eq!(LeftOut::summary(&all[2..]), "1 word left out: related");
    }
}
