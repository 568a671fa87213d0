//! Properties of every page, however broken.

use proptest::prelude::*;

use super::*;

/// Pieces of pages, among them all that the rendering treats in its own way.
const PIECES: &[&str] = &[
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<table>", "<tr>", "<td>",
    "</table>", "<ul>", "<li>", "</ul>", "<ol start=3>", "<br>", "<q>", "</q>", "<sup>", "</sup>",
    "<a href=x>", "</a>", "<time>", "</time>", "<del>", "</del>", "<svg>", "</svg>", "<button>",
    "</button>", "<select>", "<template>", "</template>", "<h1>", "</h1>", "<x-y>", "</x-y>",
    "<ruby>", "<rt>", "</ruby>", "<script>", "</script>", "<pre>", "</pre>", "<p hidden>", "<!--",
    "-->", "<math>", "</math>", "<frameset>", "<article>", "</article>", "<blockquote>",
    "</blockquote>", "word ", "two words.", "10", " ", "\n", "&amp;", "&#8203;", "é", "漢字", "<",
    ">", "\"", "\0",
];

fn pages() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES), 0..60)
        .prop_map(|pieces| pieces.concat())
}

/// Letters without the marks that reading adds: figures of lists, quotation marks, brackets, cell borders.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

/// Returns `true` if all letters of `part` occur in `whole` in that order; tables move text, so counts decide.
fn is_made_of(part: &[char], whole: &[char]) -> bool {
    let count = |chars: &[char]| {
        let mut counts = std::collections::BTreeMap::new();
        for c in chars {
            *counts.entry(*c).or_insert(0_usize) += 1;
        }
        counts
    };
    let whole = count(whole);
    count(part).iter().all(|(c, n)| whole.get(c).is_some_and(|has| has >= n))
}

proptest! {
    #[test]
    fn blocks_are_in_order_on_borders_and_cover_the_text(source in pages()) {
        let page = read_page(&source);
        let mut at = 0;
        for block in &page.blocks {
            let start = block.marker.map_or(block.span.start, |marker| marker.start);
            prop_assert_eq!(page.text[at..start].trim(), "");
            prop_assert!(!block.span.of(&page.text).trim().is_empty());
            at = block.span.end;
        }
        prop_assert_eq!(page.text[at..].trim(), "");
        prop_assert!(page.article.end <= page.blocks.len());
        prop_assert!(page.blocks.is_empty() || page.blocks.iter().any(|block| block.left_out.is_none()));
    }

    #[test]
    fn letters_of_the_text_are_letters_of_the_page(source in pages()) {
        let page = read_page(&source);
        prop_assert!(is_made_of(&letters(&page.text), &letters(&source)), "{}", page.text);
    }

    #[test]
    fn any_characters_are_read_the_same_twice(source in "\\PC{0,200}") {
        prop_assert_eq!(read_page(&source).text, read_page(&source).text);
    }
}

#[test]
fn an_invented_letter_is_noticed() {
    assert!(is_made_of(&['a'], &['b', 'a']));
    assert!(!is_made_of(&['a', 'a'], &['b', 'a']));
}
