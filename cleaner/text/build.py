"""Build `characters.tsv`, the table behind `cleaner.text.plausibility`.

Run it with `python -m cleaner.text.build`.

The extra `train` installs both sources; neither is copied into the project:

* the word frequencies of jieba 0.42 (`dict.txt`, MIT licence): 349,000 words with counts;
* the conversion tables of OpenCC (Apache-2.0), which give the Traditional spelling of each word in
  the standard, the Taiwanese and the Hong Kong norm.

A character's probability is the mean of its shares in the words as they are (half the weight) and in
their three Traditional spellings, so text in either script loses at most one bit. Only whole bits are
kept: a line of the table is a number of bits and the characters that have it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from importlib import resources
from math import log2
from pathlib import Path

from cleaner.text.characters import is_han

HAN_SHARE = 0.8
"""Share of Han in the characters of running text; the rest is punctuation, digits and letters."""
UNDERCOUNTED = {"的": 0.04, "了": 0.011} | dict.fromkeys("嘅係咗喺佢哋唔冇嚟啲噉咁嗰嘢", 0.0005)
"""Shares in the Han of running text, by order of magnitude, that the word list gets far too low.

These are particles, and characters of written Cantonese, which the list hardly has.
"""
RAREST = 23
"""Maximum surprisal listed, bits (exclusive); rarer characters get that of unlisted Han."""
NORMS = {"": 3, "s2t": 1, "s2tw": 1, "s2hk": 1}
"""Spellings to count, as configurations of OpenCC (empty: Simplified), with their weights."""


def character_counts() -> Counter[str]:
    """Count Han characters in the words of jieba, in all spellings, by frequency and weight."""
    import jieba
    from opencc import OpenCC

    frequencies = _word_frequencies(Path(jieba.__file__).parent / "dict.txt")
    words = "\n".join(frequencies)
    counts: Counter[str] = Counter()
    for norm, weight in NORMS.items():
        spelt = OpenCC(norm).convert(words) if norm else words
        for word, frequency in zip(spelt.split("\n"), frequencies.values(), strict=True):
            for character in word:
                if is_han(character) or character == "〇":
                    counts[character] += weight * frequency
    return counts


def table() -> str:
    """The text of `characters.tsv`: lines of bits, a tab, and the characters that have them."""
    counts = character_counts()
    total = sum(counts.values())
    shares = {character: count / total for character, count in counts.items()} | UNDERCOUNTED
    levels = defaultdict(list)
    for character, share in shares.items():
        bits = round(-log2(HAN_SHARE * share))
        if bits < RAREST:
            levels[bits].append(character)
    return "".join(f"{bits}\t{''.join(sorted(levels[bits]))}\n" for bits in sorted(levels))


def _word_frequencies(path: Path) -> dict[str, int]:
    frequencies: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        frequencies[word] = frequencies.get(word, 0) + int(frequency)
    return frequencies


if __name__ == "__main__":
    target = Path(str(resources.files("cleaner.text") / "characters.tsv"))
    target.write_text(table(), encoding="utf-8")
    print(f"{target}: {target.stat().st_size} bytes")
