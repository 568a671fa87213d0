//! The rules of rendered text, each with the text that a reader without the rule would give.

use super::*;

#[test]
fn white_space_collapses_over_inline_borders_and_a_fixed_blank_stays() {
    check("The <b>crane </b> <i> stays</i>\n here.", "The crane stays here.");
    check("12\u{a0}cranes", "12\u{a0}cranes");
    check(
        "break<wbr>water, break&shy;water, break&#8203;water",
        "breakwater, breakwater, breakwater",
    );
}

#[test]
fn only_the_inside_of_an_element_can_go() {
    for element in [
        "<svg><title>icon</title><path d='M0'/></svg>",
        "<button>Share</button>",
        "<iframe>f</iframe>",
        "<math><mi>x</mi></math>",
        "<script>1</script>",
        "<style>p{}</style>",
        "<noscript>n</noscript>",
        "<select><option>o</select>",
        "<textarea>t</textarea>",
        "<input value=v>",
        "<object>o</object>",
        "<video>v</video>",
        "<template>t</template>",
        "<img alt=a>",
        "<picture><img></picture>",
        "<canvas>c</canvas>",
    ] {
        check(
            &format!("Holt said the {element}storm took the wall."),
            "Holt said the storm took the wall.",
        );
    }
}

#[test]
fn inline_unknown_and_custom_elements_keep_their_words() {
    for name in [
        "time", "mark", "abbr", "nobr", "x-num", "label", "ins", "foo", "font", "data", "output",
        "ruby",
    ] {
        check(
            &format!("The hall had <{name}>forty</{name}> stalls."),
            "The hall had forty stalls.",
        );
    }
}

#[test]
fn custom_elements_alone_are_blocks() {
    assert_eq!(
        between("<x-a>One line.</x-a><x-b>Two lines.</x-b>"),
        ["[p] One line.", "[p] Two lines."]
    );
    assert_eq!(
        between("<div>The <x-a>one</x-a> and <x-b>two</x-b>.</div>"),
        ["[p] The one and two."]
    );
}

#[test]
fn omissions_name_their_reason() {
    assert_eq!(omitted("<p>A <button>Share this</button> b.</p>"), ["control: Share this"]);
    assert_eq!(omitted("<p>A <del>21</del> 12.</p>"), ["struck: 21"]);
    assert_eq!(omitted("<p hidden>Not shown.</p>"), ["hidden: Not shown."]);
    assert_eq!(omitted("<p>A <svg><text>ICON</text></svg>.</p>"), ["drawing: ICON"]);
    assert!(omitted("<p>A <input> <select></select>.</p>").is_empty());
}

#[test]
fn struck_words_go_without_a_double_blank() {
    check("It rises by <del>21</del> <ins>12</ins> percent.", "It rises by 12 percent.");
    check("From <s>May</s> June, <strike>Reed</strike> Holt.", "From June, Holt.");
    check("<span style='text-decoration: Line-Through'>Tom</span> Petra.", "Petra.");
    check("<span style='text-decoration: underline'>Tom</span> Petra.", "Tom Petra.");
}

#[test]
fn hidden_words_are_those_that_the_page_itself_hides() {
    for hidden in [
        "<p hidden>No.</p>",
        "<p style='display:none'>No.</p>",
        "<p style='color:red;DISPLAY : none!important'>No.</p>",
        "<dialog>No.</dialog>",
        "<p style='visibility:hidden'>No.</p>",
        "<template><p>No.</p></template>",
    ] {
        assert!(between(hidden).is_empty(), "{hidden}");
    }
    for shown in [
        "<p hidden=until-found>Yes.</p>",
        "<dialog open>Yes.</dialog>",
        "<details><p>Yes.</p></details>",
        "<x-y><template shadowrootmode=open><p>Yes.</p></template></x-y>",
        "<p aria-hidden=true>Yes.</p>",
    ] {
        assert_eq!(between(shown), ["[p] Yes."], "{shown}");
    }
}

#[test]
fn one_break_is_a_blank_and_two_end_the_block() {
    check(
        "Holt told reporters<br>that the sea<br/>does not wait.",
        "Holt told reporters that the sea does not wait.",
    );
    assert_eq!(between("<p>One line.<br> <br>Two lines.</p>"), ["[p] One line.", "[p] Two lines."]);
    assert_eq!(between("<pre>a  b\n c<br>d</pre>"), ["[pre] a  b\n c\nd"]);
}

#[test]
fn loose_text_beside_blocks_is_text() {
    let expected = ["[p] Before.", "[p] Inside.", "[p] After."];
    assert_eq!(between("<div>Before.<p>Inside.</p>After.</div>"), expected);
    assert_eq!(between("<p>a<p>b"), ["[p] a", "[p] b"]);
}

#[test]
fn quotations_have_their_marks() {
    check("<q>We <q>mended</q> it</q>, she said.", "“We ‘mended’ it”, she said.");
}

#[test]
fn raised_and_lowered_figures_are_no_plain_figures() {
    check(
        "10<sup>6</sup> tonnes of CO<sub>2</sub> at 10<sup>-3</sup>",
        "10⁶ tonnes of CO₂ at 10⁻³",
    );
    check("the 1<sup>st</sup> and note<sup>[2]</sup>", "the 1st and note[2]");
}

#[test]
fn readings_stand_in_brackets() {
    check("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字", "漢(kan)字");
}

#[test]
fn links_and_dates_side_by_side_are_parted_and_spans_are_not() {
    let links = "See the <a href=/a>port</a><a href=/b>authority</a> of the old town.";
    check(links, "See the port authority of the old town.");
    check("<time>7 May</time><time>21:10</time> was the time.", "7 May 21:10 was the time.");
    check("<span>T</span><span>he</span> port.", "The port.");
    check(
        "All of the old <a href=/a>port</a>s <a href=/b>close</a>.",
        "All of the old ports close.",
    );
}

#[test]
fn lists_have_the_figures_of_their_attributes() {
    let list = "<ol start=3><li>Stalls close<li value=7>Keys handed in<li><p>Boats leave</ol><ul><li>Nets</ul>";
    let expected =
        ["[li] 3. Stalls close", "[li] 7. Keys handed in", "[li] 8. Boats leave", "[li] - Nets"];
    assert_eq!(between(list), expected);
    let list = "<ol reversed type=a><li>Last<li>First</ol>";
    assert_eq!(between(list), ["[li] b. Last", "[li] a. First"]);
}

#[test]
fn rows_of_short_cells_are_rows_and_layout_is_paragraphs() {
    let table = "<table><caption>Let</caption><tr><th>Year<th>Stalls<tr><td>2016<td>31</table>";
    assert_eq!(between(table), ["[caption] Let", "[row] Year | Stalls", "[row] 2016 | 31"]);
    let table = "<table><tr><td><p>The hall is closed.</p><td><p>The quay is open.</p></table>";
    assert_eq!(between(table), ["[p] The hall is closed.", "[p] The quay is open."]);
    assert_eq!(between("<table><tr><td>a<td><td>b</table>"), ["[row] a | | b"]);
}

#[test]
fn kinds_come_from_the_elements() {
    let parts = "<h2>Who pays</h2><blockquote><p>We pay.</p>— Holt</blockquote><figure><img><figcaption>The \
        hall</figcaption></figure><p class=byline>By <a href=/i>Ida</a></p><div><time>7 May</time></div>";
    let expected = [
        "[h2] Who pays", "[quote] We pay.", "[quote] — Holt", "[caption] The hall",
        "[byline] By Ida", "[time] 7 May",
    ];
    assert_eq!(between(parts), expected);
}

#[test]
fn misnested_markup_gives_the_text_of_a_browser() {
    assert_eq!(between("<b><p>One <i>two</b> three</p></i>"), ["[p] One two three"]);
    // Text in a table stands before the table.
    assert_eq!(between("<table>out<tr><td>in</td></tr></table>"), ["[p] out", "[p] in"]);
}
