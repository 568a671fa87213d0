#!/usr/bin/env bash
# Tries every measured promise as often as a release asks, and prints what docs/reliability.md wants: one line
# for each promise with the tests, how often they tried, how long that took and how it ended.
#
#   tests/release.sh [--share N%|release|every] [--fuzz MINUTES] [--mutants] [ID...]
#
# Without an ID all promises are tried: S1, m3, ... The share is of the release (the default). --fuzz runs each
# fuzz target for so many minutes, which needs nightly Rust and cargo-fuzz; --mutants changes the code that the
# promises rest on and counts what the tests notice, which needs cargo-mutants. What is not there is said.
# The status is 1 when a promise was broken.
set -uo pipefail
cd "$(dirname "$0")/.."

share=release fuzz=0 mutants=no ids=()
while [ $# -gt 0 ]; do
    case $1 in
        --share) share=${2:?--share wants release, every or N%}; shift ;;
        --fuzz) fuzz=${2:?--fuzz wants minutes}; shift ;;
        --mutants) mutants=yes ;;
        -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
        -*) echo "$1 is not known: see $0 --help" >&2; exit 2 ;;
        *) ids+=("$(echo "$1" | tr '[:upper:]' '[:lower:]')") ;;
    esac
    shift
done
if [ "$share" = every ]; then trials=; else trials=$share; fi

cargo test --profile trials --locked --no-run --lib --bins --test it || exit 2
run() { COPYDESK_TRIALS=$trials cargo test --profile trials --locked --quiet --lib --bins --test it -- "$@" 2>&1; }

# The ids of the promises are those of the tests: module::s1_what_is_promised.
known=$(cargo test --profile trials --locked --quiet --lib --bins --test it -- --list 2>/dev/null |
    grep -oE '::[a-z][0-9]+_' | tr -d ':_' | sort -uV)
[ ${#ids[@]} -gt 0 ] || mapfile -t ids <<<"$known"

broken=0
echo
echo "| id | tests | tried | seconds | result ($(date -u +%F), share: $share) |"
echo "|---|---|---|---|---|"
for id in "${ids[@]}"; do
    if ! grep -qx "$id" <<<"$known"; then
        echo "| ${id^^} | 0 | - | - | no test has this id |"
        broken=1
        continue
    fi
    began=$SECONDS
    if told=$(run "::${id}_" --test-threads=1 --show-output); then result=kept; else result=BROKEN broken=1; fi
    count() { grep -oE "[0-9]+ $1;" <<<"$told" | awk '{n += $1} END {print n + 0}'; }
    tests=$(($(count passed) + $(count failed)))
    tried=$(grep -oE 'tried [0-9]+ of [0-9]+' <<<"$told" | sed 's/^tried //' | paste -sd, | sed 's/,/, /g')
    echo "| ${id^^} | $tests | ${tried:-all there is} | $((SECONDS - began)) | $result |"
    if [ $result = BROKEN ]; then grep -E 'panicked|^test .*FAILED|^error' <<<"$told" | head -20 >&2; fi
done

if [ "$fuzz" -gt 0 ]; then
    echo
    if cargo +nightly fuzz --version >/dev/null 2>&1; then
        echo "| fuzz target | minutes | runs | result |"
        echo "|---|---|---|---|"
        for target in fuzz/targets/*.rs; do
            name=$(basename "$target" .rs)
            if told=$(cargo +nightly fuzz run "$name" -- -max_total_time=$((fuzz * 60)) -timeout=30 2>&1); then
                result="nothing found"
            else
                result="FOUND: see fuzz/artifacts/$name" broken=1
            fi
            runs=$(grep -aoE 'Done [0-9]+ runs' <<<"$told" | tail -1 | awk '{print $2}')
            echo "| $name | $fuzz | ${runs:-unknown} | $result |"
        done
    else
        echo "not fuzzed: cargo-fuzz or nightly Rust is not on this machine"
    fi
fi

# Mutants of the files of an area: first with the area's own tests, then those that these do not notice with all
# tests of the library. What stays is either in docs/reliability.md or new, and to be looked at.
mutate() {
    local area=$1 out=target/mutants/$1 globs=() filter
    shift
    for glob in "$@"; do globs+=(-f "$glob"); done
    rm -rf "$out"
    mkdir -p "$out"
    for filter in "$area::" ""; do
        cargo mutants --iterate --minimum-test-timeout 60 -o "$out" "${globs[@]}" -- --lib ${filter:+"$filter"}
    done
}

if [ $mutants = yes ]; then
    echo
    if cargo mutants --version >/dev/null 2>&1; then
        mutate store 'src/store/**'
        mutate text src/text/fold.rs src/text/visible.rs 'src/text/visible/**'
        mutate annotation src/annotation/anchor.rs 'src/annotation/anchor/**'
    else
        echo "no mutants: cargo-mutants is not on this machine"
    fi
fi
exit $broken
