//! Numbers with their nouns in messages, for example "1 article" and "2 articles".
//!
//! Every message with a number calls [`count`] or [`agree`], so the rule for plurals stands in one
//! place.

/// Returns `n` and the noun, with the noun in the plural unless `n` is 1.
///
/// `noun` is an English noun in the singular. Only the last word of a longer noun changes.
///
/// ```
/// use copydesk::text::count;
///
/// assert_eq!(count(0, "article"), "0 articles");
/// assert_eq!(count(1, "saved search"), "1 saved search");
/// assert_eq!(count(2, "saved search"), "2 saved searches");
/// assert_eq!(count(3, "copy"), "3 copies");
/// ```
pub fn count(n: usize, noun: &str) -> String {
    format!("{n} {}", agree(n, noun, &plural(noun)))
}

/// Returns `one` if `n` is 1, else `many`: for example `agree(n, "is", "are")`.
pub fn agree<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

/// Returns the regular plural: `-ies` after a consonant and `y`, `-es` after a hiss, else `-s`.
fn plural(noun: &str) -> String {
    let is_vowel = |letter: char| "aeiou".contains(letter);
    if let Some(stem) = noun.strip_suffix('y')
        && !stem.ends_with(is_vowel)
    {
        return format!("{stem}ies");
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    format!("{noun}{}", if hisses { "es" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_takes_the_singular() {
        for (noun, many) in [
            ("key", "keys"),
            ("entry", "entries"),
            ("match", "matches"),
            ("bus", "buses"),
            ("box", "boxes"),
        ] {
            assert_eq!(count(0, noun), format!("0 {many}"));
            assert_eq!(count(1, noun), format!("1 {noun}"));
            assert_eq!(count(21, noun), format!("21 {many}"));
        }
    }

    #[test]
    fn a_verb_agrees_with_the_number() {
        assert_eq!([0, 1, 2].map(|n| agree(n, "is", "are")), ["are", "is", "are"]);
    }
}
