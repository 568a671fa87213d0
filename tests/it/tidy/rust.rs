//! The part of the Rust language that the rules read: tokens, test code, and paths.
//!
//! `proc-macro2` cuts a text into tokens. Comments are dropped, so prose about files is not taken for
//! their use. Macros are read as ordinary code.

use std::str::FromStr;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// One word, literal, `::`, bracket, or any other sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) is_literal: bool,
}

impl Token {
    fn new(line: usize, text: impl Into<String>) -> Self {
        Self { line, text: text.into(), is_literal: false }
    }

    fn is_word(&self) -> bool {
        !self.is_literal && self.text.starts_with(|c: char| c == '_' || c.is_alphanumeric())
    }
}

/// A path as the code names it, with groups of a `use` spread out: `["crate", "text", "Span"]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NamedPath<'a> {
    pub(super) line: usize,
    pub(super) segments: Vec<&'a str>,
}

/// Returns all tokens of a text, without comments.
///
/// # Panics
///
/// Panics if the text is not Rust, for example at a bracket that nothing closes.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let stream = TokenStream::from_str(text).expect("a Rust file can be cut into tokens");
    let mut found = Vec::new();
    flatten(stream, &mut found);
    found
}

fn flatten(stream: TokenStream, found: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                found.push(Token::new(line, open));
                flatten(group.stream(), found);
                found.push(Token::new(group.span_close().start().line, close));
            }
            TokenTree::Punct(sign) => {
                let next = |tree: &TokenTree| matches!(tree, TokenTree::Punct(next) if next.as_char() == ':');
                let is_path = sign.as_char() == ':'
                    && sign.spacing() == Spacing::Joint
                    && trees.next_if(next).is_some();
                let text = if is_path { "::".to_owned() } else { sign.to_string() };
                found.push(Token::new(line, text));
            }
            TokenTree::Ident(word) => found.push(Token::new(line, word.to_string())),
            TokenTree::Literal(literal) => {
                found.push(Token { is_literal: true, ..Token::new(line, literal.to_string()) });
            }
        }
    }
}

/// Returns the tokens of code that is compiled into the program, without items under `#[cfg(test)]`.
pub(super) fn production(tokens: &[Token]) -> Vec<Token> {
    const TEST_ONLY: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let words = tokens[at..].iter().map(|token| token.text.as_str());
        if words.take(TEST_ONLY.len()).eq(TEST_ONLY) {
            at = item_end(tokens, at + TEST_ONLY.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Returns whether a whole file is for tests: below `tests/`, a bench, `tests.rs` beside the code, or
/// in `src/testing/`.
pub(super) fn is_test_file(path: &str) -> bool {
    !path.starts_with("src/")
        || path.starts_with("src/testing")
        || path.ends_with("/tests.rs")
        || path.contains("/tests/")
}

/// Returns all paths of two or more segments, and all paths of a `use`.
pub(super) fn paths(tokens: &[Token]) -> Vec<NamedPath<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].text == "use" {
            at = spread(tokens, at + 1, &mut Vec::new(), &mut found);
        } else if begins_path(tokens, at) {
            at = spread(tokens, at, &mut Vec::new(), &mut found);
        } else {
            at += 1;
        }
    }
    found
}

fn begins_path(tokens: &[Token], at: usize) -> bool {
    tokens[at].is_word() && tokens.get(at + 1).is_some_and(|next| next.text == "::")
}

/// Reads one path or use tree from `at` on, adds its leaves to `found`, and tells where it ends.
fn spread<'a>(
    tokens: &'a [Token],
    mut at: usize,
    prefix: &mut Vec<&'a str>,
    found: &mut Vec<NamedPath<'a>>,
) -> usize {
    if tokens.get(at).is_some_and(|token| token.text == "::") {
        at += 1;
    }
    let Some(head) = tokens.get(at) else {
        return at;
    };
    if head.text == "{" {
        return spread_group(tokens, at + 1, prefix, found);
    }
    if !head.is_word() && head.text != "*" {
        // `Vec::<u8>`: the path ends before the arguments.
        if !prefix.is_empty() {
            found.push(NamedPath { line: head.line, segments: prefix.clone() });
        }
        return at;
    }
    prefix.push(&head.text);
    at += 1;
    if tokens.get(at).is_some_and(|token| token.text == "::") {
        at = spread(tokens, at, prefix, found);
    } else {
        found.push(NamedPath { line: head.line, segments: prefix.clone() });
    }
    prefix.pop();
    at
}

/// Reads the leaves of a group up to its closing brace.
fn spread_group<'a>(
    tokens: &'a [Token],
    mut at: usize,
    prefix: &mut Vec<&'a str>,
    found: &mut Vec<NamedPath<'a>>,
) -> usize {
    while tokens.get(at).is_some_and(|token| token.text != "}") {
        at = spread(tokens, at, prefix, found);
        // A rename (`as name`) and the comma belong to no leaf.
        while tokens.get(at).is_some_and(|token| !matches!(token.text.as_str(), "," | "}")) {
            at += 1;
        }
        at += usize::from(tokens.get(at).is_some_and(|token| token.text == ","));
    }
    at + 1
}

/// Returns the token after the item that begins at `at`: after its `;` or after its braces.
fn item_end(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            ";" if depth == 0 => return at,
            _ => {}
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_tokens(text: &str, expected: &str) {
        let found: Vec<_> = tokens(text).iter().map(|token| token.text.clone()).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[track_caller]
    fn check_paths(text: &str, expected: &[&str]) {
        let tokens = tokens(text);
        let found: Vec<_> =
            paths(&tokens).into_iter().map(|path| path.segments.join("::")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn comments_are_not_tokens() {
        check_tokens("a // std::fs\nb", "a b");
        check_tokens("a /* one /* two */ three */ b", "a b");
        check_tokens("a::b : c", "a :: b : c");
        check_tokens("a (b[c]) { }", "a ( b [ c ] ) { }");
    }

    #[test]
    fn a_literal_is_no_path() {
        check_paths(r##"a("std::fs", r#"std::fs"#, 'c')"##, &[]);
    }

    #[test]
    fn a_token_knows_its_line() {
        let lines: Vec<_> = tokens("a\n/* x\n */ b\nc").iter().map(|t| t.line).collect();
        assert_eq!(lines, [1, 3, 4]);
    }

    #[test]
    fn what_is_only_for_tests_is_left_out() {
        let check = |text: &str, expected: &str| {
            let all = tokens(text);
            let kept: Vec<_> = production(&all).iter().map(|token| token.text.clone()).collect();
            assert_eq!(kept.join(" "), expected, "{text}");
        };
        check("a #[cfg(test)] mod tests { fn b() {} } c", "a c");
        check("a #[cfg(test)] #[allow(x)] mod tests; c", "a c");
        check("a #[cfg(test)] fn b(x: [u8; 4]) { y } c", "a c");
        check("#[cfg(unix)] mod b;", "# [ cfg ( unix ) ] mod b ;");
    }

    #[test]
    fn paths_are_spread_over_groups() {
        check_paths("use crate::text::Span;", &["crate::text::Span"]);
        check_paths(
            "use crate::{text::{self, Span as S}, corpus};",
            &["crate::text::self", "crate::text::Span", "crate::corpus"],
        );
        check_paths("use {std::fs, super::Label};", &["std::fs", "super::Label"]);
        check_paths("use proptest::prelude::*;", &["proptest::prelude::*"]);
        check_paths("use ::std::fs;", &["std::fs"]);
    }

    #[test]
    fn paths_in_expressions_are_seen() {
        check_paths(
            "let x = crate::find::rank(y); Vec::<u8>::new()",
            &["crate::find::rank", "Vec"],
        );
        check_paths("if std::fs::exists(p) {}", &["std::fs::exists"]);
        check_paths("pub(crate) fn f() {}", &[]);
        check_paths("fn f<'a>() -> impl Sized + use<'a> {}", &[]);
        check_paths("a::b * c", &["a::b"]);
    }
}
