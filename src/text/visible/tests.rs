//! Tests of the filter: single rules, and every code point against the tables of `regex`.

use proptest::prelude::*;

use super::*;
use crate::testing::{objection, trials};

/// The symbols of a text joined by `|`, escaped ones in brackets.
fn drawn(text: &str) -> String {
    let symbols = glyphs(text, Span::new(0, text.len())).map(|glyph| match glyph.form {
        GlyphForm::Spelled => format!("[{}]", glyph.symbol),
        GlyphForm::Itself | GlyphForm::Blank => glyph.symbol.into_owned(),
    });
    symbols.collect::<Vec<_>>().join("|")
}

fn check(text: &str, expected: &str) {
    assert_eq!(drawn(text), expected, "{text:?}");
}

fn cols(text: &str) -> Vec<usize> {
    glyphs(text, Span::new(0, text.len())).map(|glyph| glyph.cols).collect()
}

#[test]
fn plain_text_is_drawn_as_it_is() {
    check("It’s é—", "I|t|’|s| |é|—");
    check("e\u{301}a", "e\u{301}|a");
    check("漢字", "漢|字");
    check("", "");
}

#[test]
fn escape_sequences_are_spelled() {
    check("\u{1b}[2J", "[␛]|[|2|J");
    check("\u{7f}\0\u{9b}", "[␡]|[␀]|[<U+009B>]");
    check("a\u{202e}b", "a|[<U+202E>]|b");
    check("\u{feff}\u{200b}", "[<U+FEFF>]|[<U+200B>]");
    check("\u{e0041}x\u{e000}", "[<U+E0041>]|x|[<U+E000>]");
    check("soft\u{ad}ly", "s|o|f|t|[¬]|l|y");
}

#[test]
fn line_breaks_and_tabs_have_their_own_forms() {
    check("a\nb\r\nc\td\re", "a| |b| |c|[    ]|d|[␍]|e");
    assert_eq!(visible("a\nb\r\nc\td\re"), "a␤b␤c d␍e");
    assert_eq!(visible("\u{2028}"), "<U+2028>");
}

#[test]
fn joiners_stay_where_they_work() {
    check("👩\u{200d}🚀", "👩\u{200d}🚀");
    check("می\u{200c}خواهم", "م|ی\u{200c}|خ|و|ا|ه|م");
    check("a\u{200d}b", "[a<U+200D>]|b");
    check("👩\u{200d}", "[👩<U+200D>]");
    check("क\u{94d}\u{200d}ष", "क\u{94d}\u{200d}ष");
    check("क\u{94d}\u{200d}\u{200d}ष", "[क\u{94d}\u{200d}<U+200D>ष]");
}

#[test]
fn variation_selectors_stay_on_emoji_and_ideographs() {
    check("❤\u{fe0f}", "❤\u{fe0f}");
    check("1\u{fe0f}\u{20e3}", "1\u{fe0f}\u{20e3}");
    check("葛\u{e0100}", "葛\u{e0100}");
    check("a\u{fe0f}", "[a<U+FE0F>]");
    check("❤\u{fe0f}\u{fe0f}", "[❤\u{fe0f}<U+FE0F>]");
}

#[test]
fn marks_have_an_end() {
    let eight = "\u{301}".repeat(8);
    check(&format!("a{eight}"), &format!("a{eight}"));
    check(&format!("a{}", "\u{301}".repeat(100_000)), &format!("[a{eight}<+99992>]"));
    check("\u{301}", "[◌\u{301}]");
    let first = "\u{1100}".repeat(16);
    check(&"\u{1100}".repeat(20), &format!("[{first}<+4>]"));
    let smuggled: String = "\u{fe01}".repeat(50);
    check(&format!("x{smuggled}"), "[x<U+FE01><U+FE01><U+FE01><U+FE01><+46>]");
}

#[test]
fn odd_widths_are_those_of_the_symbol() {
    assert_eq!(cols("a漢🇩🇪각"), [1, 2, 2, 2]);
    assert_eq!(cols("👩\u{200d}❤\u{fe0f}\u{200d}👨"), [2]);
    assert_eq!(cols("🇩 1\u{fe0f}\u{20e3}"), [1, 1, 2]);
    assert_eq!(cols("स\u{94d}त\u{94d}र"), [3]);
    assert_eq!(cols("ｶﾞ"), [3]);
    check("ﾊﾟ", "[ﾊ\u{309c}]");
    assert_eq!(cols("\u{1161}"), [8]);
    assert_eq!(cols("\u{202e}\t"), [8, 4]);
}

#[test]
fn a_span_that_does_not_fit_draws_nothing() {
    assert_eq!(glyphs("aé", Span::new(0, 2)).count(), 0);
    assert_eq!(glyphs("aé", Span::new(2, 9)).count(), 0);
}

#[test]
fn what_has_a_shape_and_leaves_its_neighbours_alone_is_drawable() {
    let is_drawable = |text: &str| drawable(text).all(|(_, is_fine)| is_fine);
    assert!(is_drawable("aé漢“\u{301}"));
    for c in ["\u{1b}", "\u{9b}", "\n", "\u{200d}", "\u{202e}", "\u{e000}"] {
        assert!(!is_drawable(c), "{c:?}");
    }
    assert!(is_drawable(&format!("a{}", "\u{301}".repeat(8))));
    assert!(!is_drawable(&format!("a{}", "\u{301}".repeat(9))));
}

#[test]
fn nothing_changes_nothing_is_copied() {
    assert!(matches!(visible("Müller’s 漢字 👍🏽.txt"), Cow::Borrowed(_)));
    assert!(matches!(visible("a\u{200b}"), Cow::Owned(_)));
}

#[test]
fn plain_characters_need_no_tables() {
    for c in '\0'..=char::MAX {
        let pair = format!("{c}a");
        let Some((len, cols)) = spell::plain_at_start(&pair) else {
            continue;
        };
        assert_eq!(len, cluster_len(&pair), "{c:?}");
        assert_eq!(cluster_len(&format!("a{c}")), 1, "{c:?}");
        assert_eq!(
            draw(Span::new(0, len), &pair[..len], GlyphTarget::Text),
            plain(Span::new(0, len), &pair[..len], cols)
        );
    }
}

/// The first of many texts that the judge of the tests objects to, with what the filter makes of it.
fn objection_to<'a>(
    texts: impl Iterator<Item = String> + 'a,
    filter: fn(&str) -> String,
) -> Option<String> {
    let texts: Vec<String> = texts.map(|text| filter(&text)).collect();
    // All at once, since judging one by one would take minutes; one by one only to name the culprit.
    objection(&texts.join("|"))?;
    texts.into_iter().find(|text| objection(text).is_some())
}

fn as_name(text: &str) -> String {
    visible(text).into_owned()
}

fn as_text(text: &str) -> String {
    let symbols = glyphs(text, Span::new(0, text.len())).map(|glyph| glyph.symbol);
    symbols.collect::<Vec<_>>().join("|")
}

#[test]
fn t1_every_code_point_is_safe_by_every_way_and_in_every_company() {
    let companies: [fn(char) -> String; 6] = [
        |c| format!("a{c}b"),
        |c| format!("{c}"),
        |c| format!("漢{c}"),
        |c| format!("ক{c}ষ"),
        |c| format!("❤{c}❤"),
        |c| format!("\u{e0041}{c}"),
    ];
    for company in companies.into_iter().take(trials(1, 6)) {
        for filter in [as_name, as_text] {
            let all = ('\0'..=char::MAX).map(company);
            assert_eq!(objection_to(all, filter), None);
        }
    }
}

#[test]
fn t1_the_check_catches_a_filter_that_knows_control_characters_only() {
    let naive = |text: &str| text.replace(char::is_control, "?");
    let all = ('\0'..=char::MAX).map(|c| format!("a{c}b"));
    assert!(objection_to(all, naive).is_some());
}

proptest! {
    #[test]
    fn glyphs_cover_the_text_and_have_columns(text in "(\\PC|[\0-\u{ff}]|[\u{300}-\u{36f}\u{200b}-\u{200f}\u{fe0f}👩❤🇩가क्]){0,60}") {
        let mut at = 0;
        for glyph in glyphs(&text, Span::new(0, text.len())) {
            prop_assert_eq!(glyph.span.start, at);
            prop_assert!(glyph.cols >= 1, "{:?}", glyph);
            prop_assert_eq!(glyph.cols, spell::cols(&glyph.symbol));
            prop_assert!(!glyph.symbol.chars().any(char::is_control));
            at = glyph.span.end;
        }
        prop_assert_eq!(at, text.len());
    }

    #[test]
    fn visible_is_idempotent(text in "(\\PC|[\0-\u{ff}]){0,60}") {
        let once = visible(&text).into_owned();
        prop_assert_eq!(visible(&once), once.as_str());
    }
}

/// Returns whether Unicode calls a character a blank or says that the character draws nothing. The
/// classes come from the tables of `regex`; the last characters are blanks without such a class.
fn is_unseen(c: char) -> bool {
    static UNSEEN: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
        let classes = r"[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Z}]";
        regex::Regex::new(classes).unwrap()
    });
    let blanks = ['\u{2800}', '\u{1107f}', '\u{13441}', '\u{13442}', '\u{16fe4}', '\u{1d159}'];
    c != ' ' && (UNSEEN.is_match(c.encode_utf8(&mut [0; 4])) || blanks.contains(&c))
}

/// Returns the unseen characters that a filter leaves in place between two letters.
fn left_unseen(filter: fn(&str) -> String, company: fn(char) -> String) -> Vec<char> {
    let all = ('\0'..=char::MAX).filter(|c| is_unseen(*c));
    all.filter(|c| filter(&company(*c)).contains(*c)).collect()
}

#[test]
fn t1_nothing_unseen_stays_in_any_company_that_has_no_use_for_it() {
    let companies: [fn(char) -> String; 5] = [
        |c| format!("a{c}b"),
        |c| format!("{c}"),
        |c| format!(" {c} "),
        |c| format!("{c}{c}"),
        |c| format!("─{c}☙"),
    ];
    for company in companies {
        for filter in [as_name, as_text] {
            assert_eq!(left_unseen(filter, company), Vec::<char>::new());
        }
    }
    let knows_format_only = |text: &str| text.replace(['\u{200b}', '\u{ad}', '\u{feff}'], "?");
    let missed = left_unseen(knows_format_only, |c| format!("a{c}b"));
    assert!(missed.contains(&'\u{a0}') && missed.contains(&'\u{3164}'), "the check can fail");
}

#[test]
fn blanks_keep_their_width_and_are_quiet() {
    let blanks = "\u{a0}\u{1680}\u{2000}\u{2007}\u{2009}\u{200a}\u{202f}\u{205f}\u{2800}\u{3000}";
    for glyph in glyphs(blanks, Span::new(0, blanks.len())) {
        let wide = glyph.span.of(blanks) == "\u{3000}";
        let drawn = if wide { ("␣ ", 2) } else { ("␣", 1) };
        assert_eq!((&*glyph.symbol, glyph.cols, glyph.form), (drawn.0, drawn.1, GlyphForm::Blank));
    }
    assert_eq!(visible("100\u{202f}000\u{a0}€ «\u{a0}oui\u{a0}»"), "100␣000␣€ «␣oui␣»");
    assert_eq!(visible("\u{a0}\u{301}"), "␣\u{301}");
    for loud in ["\u{200b}", "\u{85}", "\u{2028}", "\u{3164}", "\u{13441}", "\u{1b}"] {
        let all: Vec<_> = glyphs(loud, Span::new(0, loud.len())).map(|one| one.form).collect();
        assert_eq!(all, [GlyphForm::Spelled], "{loud:?}");
    }
}

#[test]
fn a_copy_keeps_blanks_and_spells_what_hides() {
    assert_eq!(without_hidden("100\u{202f}000\u{a0}€\u{3000}é"), "100\u{202f}000\u{a0}€\u{3000}é");
    assert_eq!(without_hidden("a\u{200b}\u{a0}b\u{1b}"), "a<U+200B>\u{a0}b␛");
    assert!(matches!(without_hidden("l’été\u{a0}!"), Cow::Borrowed(_)));
}

#[test]
fn a_selector_stays_only_on_a_character_with_two_forms() {
    let emoji = regex::Regex::new(r"^\p{Emoji}$").unwrap();
    for c in '\0'..=char::MAX {
        let kept = visible(&format!("{c}\u{fe0f}")).contains('\u{fe0f}');
        assert!(!kept || emoji.is_match(c.encode_utf8(&mut [0; 4])), "{c:?}");
    }
    for kept in ["❤\u{fe0f}", "✔\u{fe0e}", "🏳\u{fe0f}\u{200d}🌈", "☎\u{fe0e}", "#\u{fe0f}\u{20e3}"]
    {
        assert_eq!(visible(kept), kept);
    }
}
