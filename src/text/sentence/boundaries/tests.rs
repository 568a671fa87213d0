//! Sentence boundaries, marked inside the strings.

use proptest::prelude::*;

use crate::text::{Markup, outline};

/// The sentences of the text are those in double square brackets.
fn check(marked: &str) {
    let text = marked.replace("[[", "").replace("]]", "");
    let mut shown = text.clone();
    // Text below it keeps a line from being read as a headline.
    let page = format!("{text}\nIt rained.");
    let outline = outline(&page, Markup::Plain);
    for sentence in outline.sentences.iter().rev() {
        if sentence.span.end <= text.len() {
            shown.insert_str(sentence.span.end, "]]");
            shown.insert_str(sentence.span.start, "[[");
        }
    }
    assert_eq!(shown, marked);
}

#[test]
fn titles_and_names_do_not_end_sentences() {
    check("[[Dr. Ann Lee met Gov. J. K. Rowe and Lt. Col. Pat Moss.]] [[They ate.]]");
    check("[[St. Louis lies on the river.]] [[Mt. Hood does not.]]");
    check("[[Apple Inc. grew.]] [[So did Smith & Co. of Leeds.]]");
    check("[[Smith vs. Jones began.]] [[It ended.]]");
    check("[[She lives on Main St.]] [[The owner left for Ft. Lauderdale, Fla., in May.]]");
    check("[[Lee spoke to John F. Kennedy Jr. on Monday.]] [[He left.]]");
    check("[[He holds a M.A. in Law and a Ph.D. from Leeds.]] [[She does not.]]");
    check("[[The Rev. Al Moss and Sgt. Pat Rowe sang.]]");
}

#[test]
fn states_and_initials_end_sentences_only_before_a_new_one() {
    check("[[The U.S. Treasury said so.]] [[He lives in the U.S.]] [[The weather is good.]]");
    check("[[He works in Washington, D.C.]] [[She works in the U.K. as well.]]");
    check("[[In the U.S. he is known.]]");
}

#[test]
fn numbers_dates_and_times_stay_whole() {
    check("[[Prices rose 3.5% to $50 million (Dec 4).]] [[They fell again.]]");
    check("[[It cost $1.5 bn.]] [[In 2020. ]]".trim_end().replace(" ]]", "]]").as_str());
    check("[[It began on Jan. 5, 2020, at 5 p.m. Monday.]] [[It ended at 6 p.m.]] [[All left.]]");
    check("[[It was 10 a.m. ET when it began.]] [[She is No. 5 on the list.]]");
    check("[[See Fig. 3 and Vol. 2 for more.]] [[It took approx. 5 days.]]");
    check("[[Am 5. Mai kam er.]] [[Am 6. Mai ging er.]]");
    check("[[Use it (e.g., daily), i.e. often.]] [[Do not wait.]]");
}

#[test]
fn ellipses_end_sentences_before_a_capital_only() {
    check("[[Well … maybe.]] [[He paused ... and left.]]");
    check("[[“Hmm...” he said.]]");
}

#[test]
fn quotations_are_cut_inside() {
    check(
        "[[“It rained.]] [[We left,” says Dr. Lee, a farmer.]] [[“The road was gone.]] [[We walked.”]]",
    );
    check("[[\"It rained.]] [[We left,\" she said.]]");
    check("[[‘It rained.]] [[We left,’ she said.]]");
    check("[[He said: “We won.]] [[They lost.”]] [[Then he left.]]");
    check("[[„Es regnet.]] [[Wir gehen“, sagte er.]]");
    check("[[«Je pars.]] [[Tu viens», dit-il.]] [[« Je pars. »]] [[Il part.]]");
    check("[[“He told me ‘go home.]] [[Go now.’ and I went.]] [[It hurt,” she said.]]");
    check("[[“Mr. Lee went to the U.S. Senate.]] [[He lost 3.5 percent,” she said.]]");
}

#[test]
fn a_closing_mark_stays_with_its_sentence() {
    check("[[He said “no.”]] [[She said “yes.”]] [[“Never,” they said.]]");
    check("[[He left.”]] [[“She stayed.]]");
    check("[[**He left.**]] [[*She stayed.*]]");
    check("[[He said it.[1]]] [[She denied it.[2][3]]] [[Then all left.]]");
}

#[test]
fn a_question_inside_marks_goes_on_before_its_speaker() {
    check("[[“Why?” he asked.]] [[“Stop!” she cried.]]");
    check("[[“Why?” Ann Lee asked.]] [[“Stop!” Sgt. Moss told them.]]");
    check("[[“Why now?”]] [[He left the room.]]");
    check("[[He asked “Why?” and left.]] [[She shouted “Stop!” as he ran.]]");
    check("[[“Why?” – the word hung in the air.]]");
}

#[test]
fn a_quotation_that_goes_on_begins_a_sentence() {
    check("[[“No,” said John Kennedy Jr.]] [[“Never.”]]");
    check("[[“No,” said Malcolm X.]] [[“Never.”]]");
    check("[[The U.S. “Global Fund” paid.]]");
    check("[[“We left the U.S.”]] [[Nobody answered.]] [[The “U.S.” Treasury paid.]]");
}

#[test]
fn short_answers_and_chants() {
    check("[[“No.]] [[We stay,” she said.]] [[Is it No. 5?]] [[No.]] [[It is No. 6.]]");
    check("[[They chanted “Out! Out! Out!” until dawn.]]");
    check("[[“I never will. ...]] [[It’s wrong,” he said.]]");
}

#[test]
fn brackets_hold_sentences_or_parts_of_one() {
    check("[[They left.]] [[(He was wrong about it.]] [[She knew.)]] [[All slept.]]");
    check("[[It fell (see p. 4. It is long) again.]] [[Then it rose.]]");
    check("[[The group (FTO).]] [[The next (contract killings).]] [[End.]]");
}

#[test]
fn addresses_stay_whole() {
    check(
        "[[Visit www.example.com.]] [[Write to a.lee@example.com.]] [[Read https://example.org/A.Html?q=1.]] [[Go.]]",
    );
    check("[[They use Node.js and read example.Com/Page daily.]]");
}

#[test]
fn slips_of_the_typist_still_end_sentences() {
    check("[[They came from Brazil.]] [[in exchange for money, they worked.]]");
    check("[[This was the end.]][[The next began.]]");
    check("[[The iPhone sold well.]] [[eBay did not.]]");
}

#[test]
fn other_marks_end_sentences_too() {
    check("[[EE. UU. ganó 5 mill.]] [[La Dra. Ruiz no.]] [[¿Y él?]]");
    check("[[Das kostet ca. 5 Mio. Euro, z. B. hier.]] [[Er zahlt.]]");
    check("[[¿Por qué?]] [[No sé.]] [[¡Hola!]] [[Adiós.]]");
    check("[[Is this it?!]] [[Yes!!]] [[No.]]");
    check("[[What is Yahoo! worth?]]");
    check("[[雨が降った。]][[彼は去った。]]");
}

#[test]
fn labels_are_cut_off_only_when_they_ask() {
    check("[[Did you know?]] [[The sea is salty.]]");
    check("[[Pro Tip: Bring a coat.]] [[It rains.]]");
    check("[[Q. Who came?]]");
}

#[test]
fn line_breaks_inside_a_paragraph_are_blanks() {
    let text = "The ferry left the harbour at dawn with forty people aboard, most of them\n\
                fishermen. It came back at noon with all of them and with a crate of the\n\
                best mackerel. Nobody asked where they had been or what they had seen in\n\
                the fog.\n\nAnother day began.";
    let outline = outline(text, Markup::Plain);
    let firsts: Vec<_> = outline
        .sentences
        .iter()
        .filter_map(|sentence| sentence.span.of(text).split_whitespace().next())
        .collect();
    assert_eq!(firsts, ["The", "It", "Nobody", "Another"]);
    assert_eq!(outline.blocks.len(), 2);
}

#[test]
fn long_blocks_are_cut_like_short_ones() {
    let one = "“It rained,” said Dr. Lee. “We left the U.S. The road was gone.” They ate. ";
    let text = one.repeat(400);
    let outline = outline(&text, Markup::Plain);
    assert_eq!(outline.sentences.len(), 4 * 400);
    let cut: Vec<_> = outline.sentences[..4].iter().map(|s| s.span.of(&text)).collect();
    for chunk in outline.sentences.chunks(4) {
        let words: Vec<_> = chunk.iter().map(|s| s.span.of(&text)).collect();
        assert_eq!(words, cut);
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    let start = std::time::Instant::now();
    for unit in ["a", "(", "“", "a.", ". ", "'", "a ( ", "\u{301}", "\0", "[1]", "' "] {
        let text = unit.repeat(300_000 / unit.len());
        let outline = outline(&text, Markup::Plain);
        assert!(!outline.sentences.is_empty(), "{unit:?}");
    }
    // Without optimisation this takes a few seconds; quadratic, it would take minutes.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn blocks_and_sentences_hold_every_word(
        text in "([A-Za-zé.?!,:;“”\"'‘’«»()•\\-–*0-9 \\n\\r>#_漢。\u{301}\u{93e}\u{600}\0]|🇩|🇪|👩|\u{200d}|Dr\\. |Q: |\\. |\n\n|\n- ){0,80}|\\PC{0,40}",
    ) {
        for markup in [Markup::Plain, Markup::Markdown] {
            let outline = outline(&text, markup);
            let mut held = vec![false; text.len()];
            let mut end = 0;
            for block in &outline.blocks {
                let marker = block.marker.unwrap_or(block.span);
                prop_assert!(end <= marker.start.min(block.span.start));
                prop_assert!(block.marker.is_none_or(|marker| marker.end <= block.span.start));
                prop_assert_eq!(block.span.trim(&text), block.span);
                prop_assert_eq!(block.span.whole(&text), block.span);
                prop_assert!(!block.span.is_empty());
                let label = block.run_in.unwrap_or(block.span);
                prop_assert!(block.span.contains(label) && label.get(&text).is_some());
                held[marker.range()].fill(true);
                end = block.span.end;
            }
            end = 0;
            for sentence in &outline.sentences {
                let span = sentence.span;
                prop_assert!(end <= span.start && !span.is_empty());
                prop_assert_eq!(span.trim(&text), span);
                prop_assert_eq!(span.whole(&text), span, "{:?}", span.of(&text));
                prop_assert!(outline.blocks[sentence.block].span.contains(span));
                held[span.range()].fill(true);
                end = span.end;
            }
            for (at, c) in text.char_indices() {
                let free = c.is_whitespace() || (markup == Markup::Markdown && c == '>');
                prop_assert!(held[at] || free, "{:?} at {} is nowhere", c, at);
            }
        }
    }
}
