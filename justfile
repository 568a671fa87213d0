# What there is to run. `just check` is what CI runs.

# Lists the recipes.
default:
    @just --list

# Everything that CI checks.
check:
    .ci/run

# Formats the code.
fmt:
    cargo fmt --all

# Runs the benches; the figures are for this machine only.
bench *ARGS:
    cargo bench --locked -p copydesk-benches {{ ARGS }}

# Tries every promise as often as a release asks (`just release --share 10% S2 M1` for less).
release *ARGS:
    tests/release.sh {{ ARGS }}

# Builds the library's documentation and fails on a broken link.
docs:
    RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --locked

# Licences, sources and banned crates (needs cargo-deny).
deny:
    cargo deny check bans licenses sources

# Spelling (needs typos).
spelling:
    typos
