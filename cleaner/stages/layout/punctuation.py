"""Full-width punctuation that a store folded to ASCII, restored where the context is Chinese.

A store that folds U+FF01–FF5E turns `，：；！？（）` into `,:;!?()` and leaves `。、“”《》` alone. The
marks of one line are decided by what stands on both sides of them: Chinese on either side restores
a mark, digits or Latin letters on both sides keep it. `％` stays ASCII: `5%` is the usual form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.text.characters import HAN

_CJK = "\u2e80-\u2fff\u3001-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FULL = str.maketrans(",:;!?()", "，：；！？（）")

# what shows that a text was folded
_FULL_MARK = re.compile("[，：；！？（）]")
# each begins with the mark itself, which is what makes the search quick
_TIGHT = re.compile(f"[,;!?](?<=[{HAN}”》」』】].)(?=[^\\s!-~]|$)", re.MULTILINE)
_LOOSE = re.compile(f"[,;!?] (?<=[{HAN}”》」』】]..)")
_COMMA_INSIDE = re.compile(f",(?<=[{HAN}0-9%”》」』】].)[{HAN}“《「]")

# what decides about one mark
_MARK = re.compile("[,:;!?()]")
_CHINESE = re.compile(f"[{_CJK}（）]")
_LETTER = re.compile("[A-Za-z]")
_AFTER_CHINESE = re.compile(f"(?<=[{_CJK}（）])[,:;!?](?![()])")
_DATED = re.compile(f"[0-9]{{1,6}}[{HAN}]")
_CLOSING_QUOTES = ("”", "’", '"')
_ASIDE = """,:;!?，：；！？()%"'“”‘’… —"""
"""Between a mark and what it belongs to there may be other marks, quotes and spaces."""
_CLUSTER = re.compile(f"[{_ASIDE}]+")
_CLUSTER_MARK = re.compile("[,:;!?]")
_LATIN_END = re.compile(
    rf"[{HAN}）][ ]?(?:[\w.+%/-]+(?:[ ][\w.+%/-]+)?|[“‘《]\w[\w .+%/-]{{0,30}}[”’》])$", re.ASCII
)
"""A Latin word or two, or a quotation, at the end of a Chinese sentence."""
_BRACKET = re.compile("[()]")
_PROTECTED = re.compile(
    r"""
    (?:https?|ftp)://[\x21-\x7e]*[\w/#=&-] | \bwww\.[\x21-\x7e]*[\w/#=&-]   # addresses
    | \]\([^()\s]*\)                                                        # target of a Markdown link
    | `[^`\n]+`                                                             # code
    | &\#?\w{1,31};                                                         # entities
    | [:;=]'?-[()DPp](?!\w)                                                 # :-)
    | \([\^><*=;@~≧⊙TQo-][_.^▽ω﹏□o-]+[^()\s]{0,3}\)                       # (^_^)
    """,
    re.VERBOSE | re.ASCII,
)
_CODE = re.compile(
    r"""
    ^\s*(?:\#include|import\s|from\s\S{1,80}\s+import|def\s|class\s|return\b|if\s*\(|else\b|for\s*\(|while\s*\(
        |function\b|var\s|let\s|const\s|public\s|private\s|static\s|SELECT\s|INSERT\s|//|/\*|\#!|\$\s|<\?|@\w+)
    | [A-Za-z_][\w.]{0,60}\(["'\w] | [{};]\s*$ | (?<!:)//\s | \w\s=\s[^;]{1,200};
    | ["'\w]\s*(?:=>|==|!=|:=|\+=|&&|\|\|)\s*["'\w] | </?\w{1,20}[^>]{0,200}>
    """,
    re.VERBOSE | re.ASCII,
)


def unfold_punctuation(lines: Sequence[str]) -> list[str]:
    """The lines of one document with folded punctuation made full-width again.

    All lines are restored when no full-width mark is left in the document and ASCII marks stand in
    Chinese text beside `。` or `、`, set tight as a fold leaves them and not `, ` as people type
    them; otherwise only those lines that show as much themselves. Every character keeps its place,
    and restoring again changes nothing.

    >>> unfold_punctuation(["蒸汽时代(上)", "增长3.9%,比例3:2,见http://a.cn/?b=1,好吗?是的。", "a,b = f(x)"])
    ['蒸汽时代（上）', '增长3.9%，比例3:2，见http://a.cn/?b=1，好吗？是的。', 'a,b = f(x)']
    """
    text = "\n".join(lines)
    if not _TIGHT.search(text):
        return list(lines)
    if ("。" in text or "、" in text) and not _FULL_MARK.search(text):
        return [restore_line(line) for line in lines] if _is_folded_document(text) else list(lines)
    return [restore_line(line) if _is_folded(line) else line for line in lines]


def _is_folded_document(text: str) -> bool:
    tight = len(_TIGHT.findall(text))
    return tight > len(_LOOSE.findall(text)) and (tight >= 3 or bool(_COMMA_INSIDE.search(text)))


def _is_folded(line: str) -> bool:
    return bool(("。" in line or "、" in line) and _COMMA_INSIDE.search(line) and not _FULL_MARK.search(line))


def restore_line(line: str) -> str:
    """One line with the marks in Chinese context made full-width, whether or not it was folded."""
    if not _MARK.search(line) or _is_foreign(line):
        return line
    if "`" not in line and "](" not in line:  # the plain case, quick
        line = _AFTER_CHINESE.sub(_widen, line)
        if not _MARK.search(line):
            return line
    characters = list(line)
    protected = [match.span() for match in _PROTECTED.finditer(line)]
    for start, end in protected:  # out of sight, as Latin text
        characters[start:end] = "x" * (end - start)
    if "(" in characters or ")" in characters:
        _restore_brackets("".join(characters), characters)
    shown = "".join(characters)
    for match in _CLUSTER.finditer(shown):
        _restore_cluster(shown, match.start(), match.end(), characters)
    for start, end in protected:
        characters[start:end] = line[start:end]
    return "".join(characters)


def _widen(match: re.Match[str]) -> str:
    return match.group().translate(_FULL)


def _is_foreign(line: str) -> bool:
    """Whether a line is code, or foreign text that quotes some Chinese."""
    words = _PROTECTED.sub("", line) if "/" in line else line
    latin = len(_LETTER.findall(words))
    if latin < 3:
        return False
    chinese = len(_CHINESE.findall(line))
    return latin > 4 * chinese or (2 * latin > chinese and bool(_CODE.search(line)))


def _restore_brackets(line: str, characters: list[str]) -> None:
    """Both of a pair together: for Chinese before or inside it, or behind it at a line's start."""
    opened: list[tuple[int, int]] = []  # place, Chinese characters before it
    unmatched: list[int] = []
    chinese = end = 0
    for match in _BRACKET.finditer(line):
        place = match.start()
        chinese += len(_CHINESE.findall(line, end, place))
        end = place + 1
        if line[place] == "(":
            opened.append((place, chinese))
        elif not opened:
            unmatched.append(place)
        else:
            start, before = opened.pop()
            left = _side(characters, start - 1, -1) if start and line[start - 1] != " " else "edge"
            at_start = left == "edge" and _side(characters, end, 1) == "chinese"
            if chinese > before or left == "chinese" or at_start:
                characters[start], characters[place] = "（", "）"
    unmatched += [place for place, _ in opened]
    for place in unmatched:
        inward = -1 if line[place] == ")" else 1
        smiley = place and line[place - 1] in ":;="
        if not smiley and _side(characters, place + inward, inward) == "chinese":
            characters[place] = line[place].translate(_FULL)


def _restore_cluster(line: str, start: int, end: int, characters: list[str]) -> None:
    """Marks that touch one another, with the quotes and spaces between them, share their sides."""
    left, right = _side(line, start - 1, -1), _side(line, end, 1)
    if left == "latin" and _LETTER.match(line, start - 1) and _DATED.match(line, end):
        right = "chinese"
    if left != "chinese" and right != "chinese" and not (right == "edge" and left == "latin"):
        return
    for match in _CLUSTER_MARK.finditer(line, start, end):
        mark, place = match.group(), match.start()
        quoted = left == "latin" and line[place + 1 : place + 2] in _CLOSING_QUOTES
        if left == "chinese":
            wanted = not (mark in ":;" and line[place + 1 : place + 2] in ("(", ")"))  # :) and :(
        elif right == "chinese" and not quoted:
            wanted = not (mark == ":" and line[place + 1 : place + 2] == " ")  # key: value
        else:
            wanted = bool(_LATIN_END.search(line, max(0, place - 40), place))
        if wanted:
            characters[place] = mark.translate(_FULL)


def _side(characters: Sequence[str], place: int, step: int) -> str:
    """What stands on one side: "chinese", "latin" or the "edge" of the line, marks and quotes aside."""
    for _ in range(12):
        if not 0 <= place < len(characters):
            return "edge"
        if characters[place] not in _ASIDE:
            return "chinese" if _CHINESE.match(characters[place]) else "latin"
        place += step
    return "edge"
