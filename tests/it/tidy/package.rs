//! The parts of the package: explained dependencies, public crates, no trace of a workplace.

use super::Finding;

/// The dependencies that no decision mentions as `` `name` ``.
pub(super) fn unexplained_dependencies(manifest: &str, decisions: &str) -> Vec<Finding> {
    dependencies(manifest)
        .into_iter()
        .filter(|(_, name)| !decisions.contains(&format!("`{name}`")))
        .map(|(line, name)| {
            let advice =
                format!("say why `{name}` is there in docs/decisions (0002 has the table)");
            Finding::new(line, advice)
        })
        .collect()
}

/// Line and name of each dependency, of whatever kind and target.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_table = false;
    for (index, line) in manifest.lines().enumerate() {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.split(']').next().unwrap_or_default();
            in_table = header.ends_with("dependencies");
            let single =
                header.rsplit_once('.').filter(|(table, _)| table.ends_with("dependencies"));
            found.extend(single.map(|(_, name)| (index + 1, name)));
        } else if in_table && line.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
            found.push((index + 1, name));
        }
    }
    found
}

/// `Cargo.lock` names the public registry only: anyone can build what was tested.
pub(super) fn crate_sources(_path: &str, text: &str) -> Vec<Finding> {
    const PUBLIC: &str = "\"registry+https://github.com/rust-lang/crates.io-index\"";
    text.lines()
        .enumerate()
        .filter_map(|(index, line)| Some((index, line.strip_prefix("source = ")?)))
        .filter(|(_, source)| *source != PUBLIC)
        .map(|(index, source)| Finding::new(index + 1, format!("{source} is not public")))
        .collect()
}

/// No absolute path of the machine where a file was written, no host of a crate mirror.
pub(super) fn workplace_traces(_path: &str, text: &str) -> Vec<Finding> {
    // Cut in two, so that this file keeps the rule that it states.
    const FOLDERS: [&str; 3] =
        [concat!("/wo", "rk/"), concat!("/tmp/", "wt"), concat!("/ro", "ot/")];
    const HOSTS: [&str; 5] = [
        concat!("sparse", "+http"),
        concat!("index.", "crates.io"),
        concat!("static.", "crates.io"),
        concat!("artif", "actory"),
        concat!("replace", "-with"),
    ];
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let folder = FOLDERS.iter().find(|folder| names_absolute(line, folder));
        let host = HOSTS.iter().find(|host| line.contains(*host));
        for trace in folder.into_iter().chain(host) {
            found.push(Finding::new(index + 1, format!("take out `{trace}`: others have none")));
        }
    }
    found
}

/// Returns true if the folder stands in the line as the beginning of a path, not inside a longer path.
fn names_absolute(line: &str, folder: &str) -> bool {
    let inside_path = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')');
    line.match_indices(folder).any(|(at, _)| !line[..at].ends_with(inside_path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_reason_is_told() {
        let manifest = "[package]\nname = \"x\"\n\n[dependencies]\n# a = 1\nron = \"0.12\"\n\
                        sha2.version = \"0.10\"\n[dev-dependencies]\nproptest = \"1\"\n\
                        [target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n\
                        [dependencies.regex]\nversion = \"1\"\n[lints.rust]\nunsafe_code = \"x\"\n";
        let names: Vec<_> = dependencies(manifest).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["ron", "sha2", "proptest", "libc", "regex"]);

        let decisions = "We use `ron`, `sha2`, `libc` and `regex`, but why proptest?";
        let lines: Vec<_> =
            unexplained_dependencies(manifest, decisions).iter().map(|f| f.line).collect();
        assert_eq!(lines, [9]);
    }

    #[test]
    fn a_crate_from_elsewhere_is_told() {
        let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert_eq!(crate_sources("Cargo.lock", public), []);
        let git = format!("{public}source = \"git+https://example.org/x\"\n");
        assert_eq!(crate_sources("Cargo.lock", &git).len(), 1);
    }

    #[test]
    fn a_trace_of_the_workplace_is_told() {
        let told = |line: &str| workplace_traces("README.md", line).len();
        assert_eq!(told(concat!("see /wo", "rk/main")), 1);
        assert_eq!(told(concat!("`/tmp/", "wt/a`")), 1);
        assert_eq!(told(concat!("cd /ro", "ot/x")), 1);
        assert_eq!(told(concat!("https://index.", "crates.io/ro/n")), 1);
        assert_eq!(told("docs/work/plan.md and ../shared/corpus"), 0);
        assert_eq!(told("https://crates.io/crates/ron"), 0);
    }
}
