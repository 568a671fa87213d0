#!/usr/bin/env python3
"""Makes assets/background/english.txt: how common the words of English prose are.

    learn.py FOLDER... > assets/background/english.txt

Reads every .html file below the folders, keeps the text of paragraphs and list items without code, and
counts words and pairs of words. See docs/decisions/0009-repeats.md for the folders that were used. The same
files give the same bytes. Standard library only.
"""
import collections
import html.parser
import math
import os
import re
import sys
import unicodedata

WORDS, PAIRS, LEAST = 12_000, 20_000, 4
KEEP = {"p", "li", "h1", "h2", "h3", "dd", "td"}
DROP = {"code", "pre", "script", "style", "nav", "svg", "button"}


class Prose(html.parser.HTMLParser):
    """Collects the words of kept elements; a dropped element leaves a break."""

    def __init__(self):
        super().__init__()
        self.kept, self.dropped, self.parts = 0, 0, []

    def handle_starttag(self, tag, attrs):
        if tag in DROP:
            self.dropped += 1
            self.parts.append(" . ")
        elif tag in KEEP:
            self.kept += 1
            self.parts.append(" . ")

    def handle_endtag(self, tag):
        if tag in DROP:
            self.dropped = max(0, self.dropped - 1)
        elif tag in KEEP:
            self.kept = max(0, self.kept - 1)
            self.parts.append(" . ")

    def handle_data(self, data):
        if self.kept and not self.dropped:
            self.parts.append(data)


def fold(word):
    plain = unicodedata.normalize("NFKD", word.replace("’", "").replace("'", "")).lower()
    return "".join(c for c in plain if not unicodedata.combining(c))


def sentences(folders):
    seen = set()
    for folder in folders:
        for root, dirs, files in os.walk(folder):
            dirs.sort()
            for name in sorted(files):
                if not name.endswith(".html") or name == "print.html":
                    continue
                prose = Prose()
                prose.feed(open(os.path.join(root, name), encoding="utf8", errors="replace").read())
                for sentence in re.split(r"[.!?;:()\n\"“”]+\s", "".join(prose.parts)):
                    words = [fold(w) for w in re.findall(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’]*", sentence)]
                    # Generated pages say the same things a thousand times.
                    key = tuple(words)
                    if len(words) > 3 and key not in seen:
                        seen.add(key)
                        yield words


def half_bits(chance):
    return min(60, round(-2 * math.log2(chance)))


def main():
    words, pairs = collections.Counter(), collections.Counter()
    for sentence in sentences(sys.argv[1:]):
        words.update(sentence)
        pairs.update(zip(sentence, sentence[1:]))
    total = sum(words.values())
    print(f"words read: {total}", file=sys.stderr)
    kept = {w: n for w, n in words.items() if n >= LEAST}
    kept = dict(sorted(kept.items(), key=lambda item: (-item[1], item[0]))[:WORDS])
    gain = lambda pair: pairs[pair] * math.log2(pairs[pair] * total / words[pair[0]] / words[pair[1]])
    known = [p for p, n in pairs.items() if n >= LEAST and p[0] in kept and p[1] in kept and gain(p) > 0]
    known = sorted(known, key=lambda pair: (-gain(pair), pair))[:PAIRS]
    after = collections.defaultdict(list)
    for one, other in known:
        # Eight unseen pairs are added, so that a rare word does not seem sure of what follows it.
        after[one].append(f"{other}:{half_bits(pairs[one, other] / (words[one] + 8))}")
    print("# Common English words in half bits, with what often follows them.")
    for word in sorted(kept):
        print(" ".join([word, str(half_bits(words[word] / total)), *sorted(after[word])]))


if __name__ == "__main__":
    main()
