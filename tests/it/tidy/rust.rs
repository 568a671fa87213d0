//! As much of the Rust language as the rules read: tokens, what is only for tests, and paths.
//!
//! Comments and literals are dropped before anything is looked for, so prose about files is not
//! taken for their use. Macros are read as if they were ordinary code.

/// One word, `::`, or any other single character that is not white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) line: usize,
    pub(super) text: &'a str,
}

impl Token<'_> {
    fn is_word(&self) -> bool {
        self.text.starts_with(is_word_char)
    }
}

/// A path as the code names it, with groups of a `use` spread out: `["crate", "text", "Span"]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NamedPath<'a> {
    pub(super) line: usize,
    pub(super) segments: Vec<&'a str>,
}

/// All tokens of a text, without comments and literals.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let skipped = opaque_len(rest);
        let len = skipped.unwrap_or_else(|| token_len(rest, first));
        let (text, tail) = rest.split_at(len);
        if skipped.is_none() && !first.is_whitespace() {
            found.push(Token { line, text });
        }
        line += text.matches('\n').count();
        rest = tail;
    }
    found
}

/// The tokens of what is compiled into the program: items under `#[cfg(test)]` are left out.
pub(super) fn production<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    const TEST_ONLY: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..]
            .iter()
            .map(|token| token.text)
            .take(TEST_ONLY.len())
            .eq(TEST_ONLY)
        {
            at = item_end(tokens, at + TEST_ONLY.len());
        } else {
            kept.push(tokens[at]);
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

/// All paths of two or more segments, and whatever a `use` names.
pub(super) fn paths<'a>(tokens: &[Token<'a>]) -> Vec<NamedPath<'a>> {
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

fn begins_path(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].is_word() && tokens.get(at + 1).is_some_and(|next| next.text == "::")
}

/// Reads one path or use tree from `at` on, adds its leaves to `found`, and tells where it ends.
fn spread<'a>(
    tokens: &[Token<'a>],
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
            found.push(NamedPath {
                line: head.line,
                segments: prefix.clone(),
            });
        }
        return at;
    }
    prefix.push(head.text);
    at += 1;
    if tokens.get(at).is_some_and(|token| token.text == "::") {
        at = spread(tokens, at, prefix, found);
    } else {
        found.push(NamedPath {
            line: head.line,
            segments: prefix.clone(),
        });
    }
    prefix.pop();
    at
}

/// Reads the leaves of a group up to its closing brace.
fn spread_group<'a>(
    tokens: &[Token<'a>],
    mut at: usize,
    prefix: &mut Vec<&'a str>,
    found: &mut Vec<NamedPath<'a>>,
) -> usize {
    while tokens.get(at).is_some_and(|token| token.text != "}") {
        at = spread(tokens, at, prefix, found);
        // A rename (`as name`) and the comma belong to no leaf.
        while tokens
            .get(at)
            .is_some_and(|token| !matches!(token.text, "," | "}"))
        {
            at += 1;
        }
        at += usize::from(tokens.get(at).is_some_and(|token| token.text == ","));
    }
    at + 1
}

/// The token after the item that begins at `at`: after its `;` or after its braces.
fn item_end(tokens: &[Token<'_>], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.text {
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

fn is_word_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn token_len(rest: &str, first: char) -> usize {
    if is_word_char(first) {
        rest.find(|c| !is_word_char(c)).unwrap_or(rest.len())
    } else if rest.starts_with("::") {
        2
    } else {
        first.len_utf8()
    }
}

/// The length of the comment or literal that `rest` begins with.
fn opaque_len(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment_len(rest));
    }
    if let Some(body) = rest.strip_prefix('"') {
        return Some(1 + escaped_len(body, '"'));
    }
    raw_string_len(rest).or_else(|| char_literal_len(rest))
}

/// Block comments nest.
fn block_comment_len(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let tail = &rest.as_bytes()[at..];
        if tail.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The length up to and with the closing quote, over escaped characters.
fn escaped_len(body: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        if !escaped && c == quote {
            return at + c.len_utf8();
        }
        escaped = !escaped && c == '\\';
    }
    body.len()
}

fn raw_string_len(rest: &str) -> Option<usize> {
    let body = ["r", "br", "cr"]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))?;
    let n_hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body[n_hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(n_hashes));
    let open_len = rest.len() - inside.len();
    Some(
        inside
            .find(&close)
            .map_or(rest.len(), |at| open_len + at + close.len()),
    )
}

/// Tells `'a'` and `'\n'` from the lifetime `'a`.
fn char_literal_len(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    if first == '\\' {
        return Some(1 + escaped_len(inside, '\''));
    }
    let after = 1 + first.len_utf8();
    rest[after..].starts_with('\'').then_some(after + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_tokens(text: &str, expected: &str) {
        let found: Vec<_> = tokens(text).iter().map(|token| token.text).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[track_caller]
    fn check_paths(text: &str, expected: &[&str]) {
        let tokens = tokens(text);
        let found: Vec<_> = paths(&tokens)
            .into_iter()
            .map(|path| path.segments.join("::"))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn comments_and_literals_are_not_tokens() {
        check_tokens("a // std::fs\nb", "a b");
        check_tokens("a /* one /* two */ three */ b", "a b");
        check_tokens(r#"a "std::fs \" still" b"#, "a b");
        check_tokens(r##"a r#"one " two"# b"##, "a b");
        check_tokens(r"a '\'' b 'c' d", "a b d");
        check_tokens("&'a str", "& ' a str");
    }

    #[test]
    fn an_unclosed_literal_ends_with_the_text() {
        check_tokens("a \"b", "a");
        check_tokens("a r#\"b", "a");
        check_tokens("a /* b", "a");
        check_tokens("a '", "a '");
    }

    #[test]
    fn a_token_knows_its_line() {
        let lines: Vec<_> = tokens("a\n/* x\n */ b \"\n\" c")
            .iter()
            .map(|t| t.line)
            .collect();
        assert_eq!(lines, [1, 3, 4]);
    }

    #[test]
    fn what_is_only_for_tests_is_left_out() {
        let check = |text: &str, expected: &str| {
            let all = tokens(text);
            let kept: Vec<_> = production(&all).iter().map(|token| token.text).collect();
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
        check_paths("use a::{", &[]);
    }
}
