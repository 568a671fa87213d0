//! Judges a box by its element, role and class words.
//!
//! Words match at the start of a part of a name: `related` matches `relatedPosts` and `story_related`, but
//! not `correlated`. A good name such as `article__content` beats a bad one such as `sidebar-grid`.

use super::{block::ContainerHints, elements::LeftOutReason, tree::Element};

/// Beginnings of words for boxes around an article: other articles, comments, invitations, advertisements.
const RELATED: &[&str] = &[
    "relate", "recirc", "recommend", "readmore", "readnext", "morefrom", "moreon", "moretop",
    "mostread", "mostpop", "popular", "trending", "outbrain", "taboola", "zergnet", "revcontent",
    "teaser", "promo", "share", "sharing", "social", "addthis", "addtoany", "sharedaddy", "jp",
    "follow", "comment", "disqus", "respond", "reply", "sidebar", "rail", "widget", "newsletter",
    "subscri", "signup", "register", "advert", "adsby", "adslot", "adunit", "adcontainer",
    "adwrapper", "banner", "sponsor", "dfp", "breadcrumb", "pagination", "pager", "paginat",
    "toolbar", "tools", "taglist", "tagcloud", "hashtags", "upsell", "donat", "copyright",
    "disclaimer", "skip", "print", "hidden", "srOnly", "screen", "alsolike", "youmay", "inread",
    "nextarticle", "prevarticle", "otherarticles", "feedback", "rating", "shop", "ticker",
];

/// Names of menus and page frames.
const NAVIGATION: &[&str] =
    &["nav", "navbar", "navigation", "menu", "footer", "masthead", "topbar", "sitemap", "submenu"];

/// Names of consent layers.
const CONSENT: &[&str] =
    &["consent", "cookie", "gdpr", "ccpa", "onetrust", "didomi", "cmp", "usercentrics", "privacy"];

/// Single words, which match as a whole only.
const WHOLE: &[&str] = &["ad", "ads", "tags", "tag", "more", "meta", "login", "skip"];

/// First and second halves of names for the body of an article.
const BODY_FIRST: &[&str] =
    &["article", "story", "entry", "post", "news", "page", "content", "main", "text"];
const BODY_SECOND: &[&str] = &["body", "content", "text", "copy", "main", "inner", "fulltext"];

/// Returns the judgement on a box from its element alone.
pub(super) fn hints(element: &Element) -> ContainerHints {
    let name = &*element.name;
    let mut hints = ContainerHints {
        is_frame: matches!(name, "html" | "body"),
        is_article: matches!(name, "article" | "main"),
        ..ContainerHints::default()
    };
    let role = element.attribute("role").unwrap_or_default();
    hints.is_body = hints.is_article
        || role == "main"
        || element.attribute("itemprop").is_some_and(|value| value.contains("articleBody"));
    hints.bad = match (name, role) {
        ("nav" | "footer", _) | (_, "navigation" | "contentinfo") => {
            Some(LeftOutReason::Navigation)
        }
        ("form" | "search", _) | (_, "search") => Some(LeftOutReason::Form),
        (_, "dialog" | "alertdialog") => Some(LeftOutReason::Consent),
        (_, "complementary") => Some(LeftOutReason::Related),
        ("aside", _) => Some(LeftOutReason::Related),
        _ => None,
    };
    // A quotation of a post is called "social", a picture "share".
    let is_content = matches!(name, "blockquote" | "figure" | "figcaption" | "p" | "h1" | "table");
    if hints.is_frame || is_content {
        return hints;
    }
    let named = NameJudgement::of(element);
    hints.is_body |= named.is_body;
    if named.is_body {
        hints.bad = None;
    } else if hints.bad.is_none() || named.bad == Some(LeftOutReason::Consent) {
        hints.bad = named.bad.or(hints.bad);
    }
    hints
}

/// Returns `true` if an element calls itself a caption or the credit of a picture.
pub(super) fn is_caption(element: &Element) -> bool {
    has_class_word(element, &["caption", "imagecredit", "photocredit", "legend"])
}

/// Returns `true` if an element calls itself a line of authors.
pub(super) fn is_byline(element: &Element) -> bool {
    element.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("author"))
        || element.attribute("itemprop").is_some_and(|value| value == "author")
        || has_class_word(element, &["byline", "author"])
}

fn has_class_word(element: &Element, words: &[&str]) -> bool {
    let names = element.attribute("class").unwrap_or_default();
    names
        .split_ascii_whitespace()
        .any(|name| parts(name).any(|part| starts_with_one_of(part, words)))
}

/// The judgement of the names in `class` and `id`.
#[derive(Default)]
struct NameJudgement {
    bad: Option<LeftOutReason>,
    is_body: bool,
}

impl NameJudgement {
    fn of(element: &Element) -> NameJudgement {
        let mut judgement = NameJudgement::default();
        for attribute in ["class", "id"] {
            let names = element.attribute(attribute).unwrap_or_default();
            for name in names.split_ascii_whitespace() {
                judgement.add(name);
            }
        }
        judgement
    }

    fn add(&mut self, name: &str) {
        let mut before = None;
        let mut bad = None;
        let mut is_body = false;
        for part in parts(name) {
            is_body |= before.is_some_and(|first| is_one_of(first, BODY_FIRST))
                && is_one_of(part, BODY_SECOND)
                || part.eq_ignore_ascii_case("articlebody");
            bad = bad.or_else(|| reason_of(part));
            before = Some(part);
        }
        // `article-body-ads` is no body.
        self.is_body |= is_body && bad.is_none();
        if self.bad.is_none() || bad == Some(LeftOutReason::Consent) {
            self.bad = bad.or(self.bad);
        }
    }
}

fn reason_of(part: &str) -> Option<LeftOutReason> {
    if starts_with_one_of(part, CONSENT) {
        Some(LeftOutReason::Consent)
    } else if starts_with_one_of(part, RELATED) || is_one_of(part, WHOLE) {
        Some(LeftOutReason::Related)
    } else if is_one_of(part, NAVIGATION) {
        Some(LeftOutReason::Navigation)
    } else {
        None
    }
}

/// The parts of a name, cut at signs and before a capital after a small letter.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_alphanumeric())?;
        rest = &rest[start..];
        let mut was_small = false;
        let end = rest.find(|c: char| {
            let cuts = !c.is_ascii_alphanumeric() || c.is_ascii_uppercase() && was_small;
            was_small = c.is_ascii_lowercase() || c.is_ascii_digit();
            cuts
        });
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(part)
    })
}

fn is_one_of(part: &str, words: &[&str]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(part))
}

fn starts_with_one_of(part: &str, words: &[&str]) -> bool {
    let bytes = part.as_bytes();
    words.iter().any(|word| {
        bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use html5ever::{LocalName, tendril::StrTendril};

    use super::*;
    use crate::corpus::page::tree::ElementLanguage;

    fn element(name: &str, class: &str) -> Element {
        let attributes = vec![(LocalName::from("class"), StrTendril::from(class))];
        Element { name: LocalName::from(name), language: ElementLanguage::Html, attributes }
    }

    fn check(name: &str, class: &str, bad: Option<LeftOutReason>) {
        assert_eq!(hints(&element(name, class)).bad, bad, "{name} {class}");
    }

    #[test]
    fn words_match_at_the_start_of_a_part() {
        for class in
            ["related", "storyRelated", "x relatedPosts", "a-share-b", "top_comments", "ad"]
        {
            check("div", class, Some(LeftOutReason::Related));
        }
        for class in ["correlated", "unshared", "adapted", "headline", "load", "salad", ""] {
            check("div", class, None);
        }
        check("div", "cookie-layer sidebar", Some(LeftOutReason::Consent));
        check("nav", "", Some(LeftOutReason::Navigation));
        check("body", "cookie-layer", None);
    }

    #[test]
    fn the_body_of_an_article_beats_a_bad_name() {
        check("div", "sidebar-grid article__content", None);
        assert!(hints(&element("div", "articleBody")).is_body);
        assert!(!hints(&element("div", "article-body-ads")).is_body);
        assert!(!hints(&element("div", "comment-content")).is_body);
        check("div", "comment-content", Some(LeftOutReason::Related));
    }
}
