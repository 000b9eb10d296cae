"""Builds `characters.tsv`, the table behind `cleaner.text.plausibility`.

Run it with `python -m cleaner.text.build`.

Sources, both of them installed with the `train` extra and neither of them copied into the project:

* the word frequencies of jieba 0.42 (`dict.txt`, MIT licence): 349,000 words with counts;
* the conversion tables of OpenCC (Apache-2.0), which give the Traditional spelling of each word
  in the standard, the Taiwanese and the Hong Kong norm.

A character's probability is the mean of its share in the words as they are and in their three
Traditional spellings, so text in either script loses at most one bit. Only the surprisal in whole
bits is kept: a line of the table is a number of bits and the characters that have it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from importlib import resources
from math import log2
from pathlib import Path

HAN_SHARE = 0.8
"""Of the characters of running Chinese text; the rest is punctuation, digits, letters."""
UNDERCOUNTED = {"的": 0.04, "了": 0.011} | dict.fromkeys("嘅係咗喺佢哋唔冇嚟啲噉咁嗰嘢", 0.0005)
"""Particles that the word list undercounts by far, and those of written Cantonese, which it hardly has,
with their share, by order of magnitude, of the Han characters of running text."""
RAREST = 23
"""Bits. Characters rarer than that are left to the default of unlisted Han characters."""


def character_counts() -> Counter[str]:
    import jieba
    from opencc import OpenCC

    words: dict[str, int] = {}
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        words[word] = words.get(word, 0) + int(frequency)
    spellings = "\n".join(words)
    counts: Counter[str] = Counter()
    for norm, weight in (("", 3), ("s2t", 1), ("s2tw", 1), ("s2hk", 1)):
        spelt = OpenCC(norm).convert(spellings) if norm else spellings
        for word, count in zip(spelt.split("\n"), words.values(), strict=True):
            for character in word:
                if "\u3400" <= character <= "\u9fff" or character == "〇":
                    counts[character] += weight * count
    return counts


def table() -> str:
    counts = character_counts()
    total = sum(counts.values())
    shares = {character: count / total for character, count in counts.items()} | UNDERCOUNTED
    levels = defaultdict(list)
    for character, share in shares.items():
        bits = round(-log2(HAN_SHARE * share))
        if bits < RAREST:
            levels[bits].append(character)
    return "".join(f"{bits}\t{''.join(sorted(levels[bits]))}\n" for bits in sorted(levels))


if __name__ == "__main__":
    target = Path(str(resources.files("cleaner.text") / "characters.tsv"))
    target.write_text(table(), encoding="utf-8")
    print(f"{target}: {target.stat().st_size} bytes")
