//! `export --format passim` and `import --format passim`: the way to another engine and back.
//!
//! The round trip through the real program is run on request: it needs Java, Spark and minutes.

use std::{env, process::Command};

use super::CliDesk;

const PASSAGE: &str = "fog closed the narrow harbour entrance during the stormy winter night while \
                       nobody knew when the ferries would sail again and three captains waited";

/// A folder with one passage in two of three articles, the words around it different.
fn desk() -> CliDesk {
    let desk = CliDesk::new();
    desk.write("news/a.txt", format!("“Früh” it began: {PASSAGE}. Then the moon rose.\n"));
    desk.write("news/b/c.txt", format!("Reports say that {PASSAGE}, or so they say 👍.\n"));
    desk.write("news/d.txt", "Nothing here is like anything there.\n");
    desk
}

/// A line as passim writes it, for the passage in an article.
fn member(desk: &CliDesk, article: &str) -> String {
    let text = desk.read(&format!("news/{article}"));
    let byte = text.find(PASSAGE).unwrap();
    let begin = text[..byte].chars().count();
    let end = begin + PASSAGE.chars().count();
    // Its column of words begins one character early, since that of Spark counts from 1.
    let text: String = text.chars().skip(begin - 1).take(end - begin).collect();
    let text = serde_json::to_string(&text).unwrap();
    format!(
        r#"{{"uid":-7148569436472236994,"cluster":7,"begin":{begin},"end":{end},"boiler":false,"src":[{{"uid":8036110239541373027,"begin":24,"end":160}}],"size":2,"pboiler":0.0,"id":"{article}","series":"{article}","text":{text}}}"#
    )
}

#[test]
fn articles_go_out_one_a_line() {
    let desk = desk();
    let out = desk.done(&["export", "news", "--format", "passim"]);
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = lines.iter().filter_map(|line| line["id"].as_str()).collect();
    assert_eq!(ids, ["a.txt", "b/c.txt", "d.txt"]);
    assert_eq!(lines[0]["text"], desk.read("news/a.txt"));
    assert_eq!(lines[0]["series"], "a.txt");
    desk.done(&["export", "news", "--format", "passim", "-o", "in.json"]);
    assert_eq!(desk.read("in.json"), out);
}

#[test]
fn clusters_come_in_as_repeats_and_stay() {
    let desk = desk();
    // The files that two workers of Spark leave behind, sums of their bytes among them.
    for (number, article) in ["a.txt", "b/c.txt"].into_iter().enumerate() {
        let name = format!("part-0000{number}-6f1c4a3e-c000.json");
        desk.write(&format!("out.json/{name}"), member(&desk, article) + "\n");
        desk.write(&format!("out.json/.{name}.crc"), b"crc\0\0\0\x02\0\xff\xfe");
    }
    desk.write("out.json/_SUCCESS", "");
    desk.write("out.json/._SUCCESS.crc", b"crc\0\0\0\x02\0");
    let told = desk.done(&["import", "out.json", "news", "--format", "passim"]);
    assert!(told.starts_with("1 cluster with 2 members taken in"), "{told}");
    let found = passim_clusters(&desk);
    assert_eq!(found, [PASSAGE, PASSAGE]);
    // A text that changed is no longer the one that passim saw.
    desk.write("news/a.txt", "Something else.\n");
    assert!(passim_clusters(&desk).is_empty());
}

/// An import of an earlier version counted the carriage returns of the files.
#[test]
fn clusters_that_counted_carriage_returns_stay_on_every_machine() {
    let desk = desk();
    desk.write("news/annotations/t/.keep", "");
    let member = |article: &str| {
        let carried = desk.read(&format!("news/{article}")).replace('\n', "\r\n");
        let byte = carried.find(PASSAGE).unwrap();
        let begin = carried[..byte].chars().count();
        let digest = copydesk::corpus::Digest::of(&carried);
        let end = begin + PASSAGE.chars().count();
        format!(
            "{{\"cluster\":7,\"id\":\"{article}\",\"begin\":{begin},\"end\":{end},\"text_sha256\":\"{digest}\"}}\n"
        )
    };
    for article in ["a.txt", "b/c.txt"] {
        let text = desk.read(&format!("news/{article}"));
        desk.write(&format!("news/{article}"), format!("One.\nTwo.\n\n{text}"));
    }
    desk.write("news/annotations/passim.jsonl", member("a.txt") + &member("b/c.txt"));
    assert_eq!(passim_clusters(&desk), [PASSAGE, PASSAGE], "with LF");
    for article in ["a.txt", "b/c.txt"] {
        let text = desk.read(&format!("news/{article}"));
        desk.write(&format!("news/{article}"), text.replace('\n', "\r\n"));
    }
    assert_eq!(passim_clusters(&desk), [PASSAGE, PASSAGE], "with CR LF");
}

/// The texts of the occurrences of clusters that have no bits, which are those of passim.
fn passim_clusters(desk: &CliDesk) -> Vec<String> {
    let ran = desk.copydesk(&["repeats", "news", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let clusters = report["clusters"].as_array().unwrap();
    let foreign = clusters.iter().filter(|one| one["score_bits"] == 0.0);
    let places = foreign.flat_map(|one| one["occurrences"].as_array().unwrap());
    places.map(|place| place["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn lines_without_a_cluster_are_reported_and_change_nothing() {
    let desk = desk();
    let line = member(&desk, "a.txt");
    let far = line.replace("\"end\":", "\"end\":9");
    let other = line.replace("a.txt", "elsewhere.txt");
    // The places of version 1 are numbers of words.
    let words = line.replace("\"begin\":17", "\"begin\":4");
    assert_ne!(words, line);
    desk.write("bad.json", [line.as_str(), "no json", &far, &other, &words].join("\n"));
    let ran = desk.copydesk(&["import", "bad.json", "news", "--format", "passim"]);
    assert_eq!(ran.status, 1, "a cluster of one article is none");
    assert!(ran.told.contains("line 2: no member of a cluster"), "{}", ran.told);
    assert!(ran.told.contains("3 members fit no article here"), "{}", ran.told);
    let ran = desk.copydesk(&["import", "nowhere.json", "news", "--format", "passim"]);
    assert_eq!(ran.status, 2);
}

/// Runs passim itself. `COPYDESK_PASSIM` names its program.
///
/// passim comes from its repository (`pip install git+https://github.com/dasmiq/passim.git`, with Java 8,
/// 11 or 17); the package of this name on PyPI is another program.
#[test]
#[ignore = "needs passim: COPYDESK_PASSIM names its program"]
fn the_round_trip_through_passim_finds_the_passage() {
    let passim = env::var_os("COPYDESK_PASSIM").expect("COPYDESK_PASSIM names passim's program");
    let desk = desk();
    desk.done(&["export", "news", "--format", "passim", "-o", "in.json"]);
    let mut command = Command::new(passim);
    command.args(["-n", "5", "-m", "3", "-a", "20"]);
    let ran = command.arg(desk.path("in.json")).arg(desk.path("passim")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    desk.done(&["import", "passim/out.json", "news", "--format", "passim"]);
    let found = passim_clusters(&desk);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|words| words.contains("the narrow harbour entrance")), "{found:?}");
}
