//! Names of articles as shown: distinct, and to be typed back.
//!
//! Two names may differ only in characters without a shape, or in the composition of their accents. The
//! screen would show both names alike, so one of them is spelled, for example `cafe<U+0301>.txt` beside
//! `café.txt`. All other names are shown by [`visible`] alone.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::{UnicodeNormalization as _, char::canonical_combining_class};

use crate::text::visible;

/// Returns the shown names of all names that would be shown like another name, by their place in
/// `names`.
pub(crate) fn distinct_names(names: &[&str]) -> BTreeMap<usize, String> {
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        alike.entry(look(name)).or_default().push(at);
    }
    let mut shown = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (common, group) in &alike {
        // The name that needs no spelling keeps its look.
        let first = group.iter().copied().min_by_key(|at| (names[*at] != *common, *at));
        for at in group.iter().copied().filter(|at| Some(*at) != first) {
            let spelled = [with_marks_spelled(names[at]), all_spelled(names[at])];
            let mut is_free = |name: &String| {
                let look = look(name);
                !alike.contains_key(&look) && taken.insert(look)
            };
            let numbered = (2_usize..).map(|n| format!("{}~{n}", all_spelled(names[at])));
            let free = spelled.into_iter().chain(numbered).find(|name| is_free(name));
            shown.extend(free.map(|name| (at, name)));
        }
    }
    shown
}

/// Returns the look of a name on the screen.
fn look(name: &str) -> String {
    if name.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return name.to_owned();
    }
    visible(&name.nfc().collect::<String>()).into_owned()
}

fn with_marks_spelled(name: &str) -> String {
    spelled(name, |c| {
        canonical_combining_class(c) != 0 || visible(c.encode_utf8(&mut [0; 4])) != c.to_string()
    })
}

/// Spells everything that is not ASCII, and the sign that begins a spelling.
fn all_spelled(name: &str) -> String {
    spelled(name, |c| c == '<' || !matches!(c, ' '..='~'))
}

fn spelled(name: &str, is_odd: impl Fn(char) -> bool) -> String {
    let spell = |c: char| match is_odd(c) {
        true => format!("<U+{:04X}>", u32::from(c)),
        false => c.to_string(),
    };
    name.chars().map(spell).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(names: &[&str], shown: &[(usize, &str)]) {
        let shown = shown.iter().map(|(at, name)| (*at, (*name).to_owned()));
        assert_eq!(distinct_names(names), shown.collect(), "{names:?}");
    }

    #[test]
    fn only_names_that_look_alike_are_spelled() {
        check(&["a.txt", "A.txt", "é.txt", "b\u{202e}.txt"], &[]);
        let (nfc, nfd) = ("caf\u{e9}.txt", "cafe\u{301}.txt");
        check(&[nfd, nfc], &[(0, "cafe<U+0301>.txt")]);
        check(&["a b", "a\u{a0}b", "a␣b"], &[(1, "a<U+00A0>b")]);
        let (hidden, literal) = ("a\u{202e}", "a<U+202E>");
        check(&[hidden, literal], &[(0, "a<U+202E>~2")]);
        check(&["x\u{2009}y", "x\u{a0}y"], &[(1, "x<U+00A0>y")]);
        check(&[nfd, nfc, "cafe<U+0301>.txt"], &[(0, "cafe<U+0301>.txt~2")]);
    }

    proptest! {
        #[test]
        fn shown_names_are_distinct(names in prop::collection::btree_set("[ae␣<U+0301>\u{301}\u{e9}\u{a0}\u{2009}\u{202e}]{1,4}", 2..8)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let spelled = distinct_names(&names);
            let name = |at: usize| spelled.get(&at).map_or(names[at], String::as_str);
            let shown: BTreeSet<String> = (0..names.len()).map(|at| look(name(at))).collect();
            prop_assert_eq!(shown.len(), names.len(), "{:?} {:?}", names, spelled);
        }
    }
}
