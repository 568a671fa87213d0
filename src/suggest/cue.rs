//! The words that attribute, and the words that only look like names. English.

use std::{collections::HashMap, sync::LazyLock};

/// Defines the lists of words, and a function per list that returns true for its words.
macro_rules! word_lists {
    ($($(#[$about:meta])* $list:ident $is_in:ident $words:literal;)*) => {
        #[derive(Clone, Copy)]
        enum List { $($list,)* }

        /// The words of each list.
        const LISTS: &[(List, &str)] = &[$((List::$list, $words),)*];

        $($(#[$about])* pub(super) fn $is_in(word: &str) -> bool { is_in(word, List::$list) })*
    };
}

word_lists! {
    /// Verbs that take any clause, for example "says the plan failed".
    Free is_free "\
        say says said explain explains explained argue argues argued warn warns warned insist \
        insists insisted assert asserts asserted allege alleges alleged contend contends \
        contended believe believes believed caution cautions cautioned stress stresses stressed \
        tell tells told";
    /// Verbs that attribute only before `that`, a question word or a quotation, or after a quotation.
    Strict is_strict "\
        acknowledge acknowledges acknowledged add adds added admit admits admitted agree agrees \
        agreed announce announces announced ask asks asked boast boasts boasted claim claims \
        claimed comment comments commented complain complains complained concede concedes \
        conceded conclude concludes concluded confirm confirms confirmed continue continues \
        continued declare declares declared deny denies denied emphasise emphasised emphasises \
        emphasize emphasized emphasizes estimate estimates estimated find finds found hint hints \
        hinted joke jokes joked lament laments lamented maintain maintains maintained mention \
        mentions mentioned note notes noted observe observes observed predict predicts predicted \
        promise promises promised recall recalls recalled remark remarks remarked remember \
        remembers remembered repeat repeats repeated reply replies replied report reports \
        reported respond responds responded reveal reveals revealed state states stated suggest \
        suggests suggested testify testifies testified think thinks thought vow vows vowed wonder \
        wonders wondered write writes wrote";
    /// Verbs with a person as object, for example "accused the regime of enabling it".
    Blaming is_blaming "accuse accuses accused blame blames blamed";
    /// Verbs of documents, for example "a study found".
    Showing shows "\
        find finds found highlight highlights highlighted indicate indicates indicated reveal \
        reveals revealed show shows showed suggest suggests suggested warn warns warned say says \
        said estimate estimates estimated conclude concludes concluded note notes noted put puts";
    /// Documents that speak for their authors.
    Documents is_document "\
        analysis article assessment briefing editorial investigation letter paper poll report \
        statement study survey";
    /// Nouns of saying after a possessive, for example "Carvajal’s startling claims".
    Sayings is_saying "\
        accusation accusations allegation allegations argument assertion assertions claim claims \
        comments remarks revelation revelations statement statements testimony warning warnings";
    /// Words between a subject and its verb, for example "she also said".
    Between is_adverb "\
        also again always even further had has have himself herself just later now often once \
        still then would";
    /// Titles before the name of a person.
    Titles is_title "\
        ambassador bishop captain capt chancellor col colonel congressman congresswoman dame dr \
        father gen general gov governor judge justice lady lieutenant lord lt mayor minister mr \
        mrs ms mx president prof professor rabbi rep representative rev reverend sen senator \
        sergeant sgt sheriff sir sister";
    /// Words of institutions. A name with such a word is no person, and can continue with "of …" and
    /// "for …".
    Institutions is_institution "\
        academy administration agency alliance assembly association authority bank board bureau \
        cartel center centre chamber church college command commission committee company \
        conference congress corporation council court department embassy federation forum \
        foundation fund government group house initiative institute institution league ministry \
        museum network observatory office organisation organization parliament party police port \
        programme program project school senate service society station trust union university \
        watch";
    /// Small words inside the names of people, for example "Hugo de la Cruz".
    Particles is_particle "al bin da de del den der di do dos du el ibn la las le los van von y";
    /// Small words inside the names of institutions, for example "Ministry of Health".
    Links is_link "and for of on the";
    /// Words that begin sentences, are no names and end a noun phrase.
    Function is_function "\
        a about above across after again against all although among an and another any are around \
        as at because been before behind below between both but by can could despite did do does \
        during each either even every finally first for from furthermore had has have he her here \
        his how however i if in including indeed instead into is it its just last later likewise \
        many may meanwhile might more moreover most much must my nevertheless no not now of on \
        once one only or other our out over per perhaps said says she should similarly since so \
        some still such than that the their then there these they this those though through thus \
        to today tomorrow two under unlike until up upon was we were what when where whether \
        which while whilst who whom whose why will with within without would yes yesterday yet \
        you your";
    /// Groups without a name.
    Nobody is_nobody "\
        activists analysts authorities campaigners commentators critics diplomats economists \
        everybody everyone experts historians insiders investigators lawmakers lawyers leaders \
        ministers nobody observers officials opponents parliamentarians people police politicians \
        prosecutors reports researchers residents scientists somebody someone sources students \
        supporters witnesses workers";
    /// Days and months. They have a capital, and are no names.
    Dates is_date "\
        monday tuesday wednesday thursday friday saturday sunday january february march april \
        june july august september october november december";
    /// Prepositions. A name after a preposition is no subject.
    BeforeObject comes_before_object "\
        about across after against among around at before behind between by during for from in \
        including inside into like near of on onto outside over than through to toward towards \
        under upon with within without";
    /// First words of a description after a name, for example "a pilot".
    Describing describes "\
        a an the who whose one former formerly currently now then head chief director professor \
        president founder co-founder author senior lead deputy associate assistant chair chairman \
        chairwoman editor analyst researcher expert minister mayor secretary executive vice \
        spokesman spokeswoman spokesperson commander leader member co-author";
    /// First words of the clause after a free verb, beside names and figures.
    Clause begins_clause "\
        a all an any both each every he her his how i if in it its many most much my no nobody \
        not nothing our she some such that the their there these they this those we what when \
        where whether which who why you your";
    /// First words after a strict verb.
    Content begins_content "how that what whether why";
}

/// The lists of each word, as one bit per list.
static CLASSES: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut classes = HashMap::new();
    for (list, words) in LISTS {
        for word in words.split_whitespace() {
            *classes.entry(word).or_default() |= 1 << *list as u32;
        }
    }
    classes
});

fn is_in(word: &str, list: List) -> bool {
    CLASSES.get(word).is_some_and(|classes| classes >> list as u32 & 1 == 1)
}

/// The words that a verb needs after it to attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Any clause.
    Free,
    /// `that`, a question word or a quotation.
    Strict,
    /// A person.
    Blaming,
}

/// Returns the frame of a verb of saying, for example [`Frame::Free`] for `says`.
pub(super) fn frame(word: &str) -> Option<Frame> {
    if is_free(word) {
        Some(Frame::Free)
    } else if is_strict(word) {
        Some(Frame::Strict)
    } else {
        is_blaming(word).then_some(Frame::Blaming)
    }
}

/// Returns true if a word may stand between a subject and its verb, for example `also` or `quickly`.
pub(super) fn stands_between(word: &str) -> bool {
    is_adverb(word) || (word.len() > 4 && word.ends_with("ly"))
}
