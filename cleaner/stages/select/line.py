"""What a single line looks like: its cue, whether it is prose, complete, a teaser."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from cleaner.document import Block, Role
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.cues.kinds import SURE, Cue
from cleaner.text.characters import HAN, SENTENCE_ENDS

_STOP = re.compile(rf"[{SENTENCE_ENDS}]|[.…]{{2,}}")
_COMMAS = re.compile(r"[，,、：:]")
_CLOSED = re.compile(
    rf"[{SENTENCE_ENDS}：:…”’」』~～][)）”’」』\]】]*\s*$|[.．]{{3,}}\s*$|[。！？!?][)）][”」]?\s*$"
)
_CLOSERS = frozenset(f"{SENTENCE_ENDS}：:…”’」』~～.．)）】]")
_CUTS = frozenset(".…⋯]】»>")
"""The last characters of lines that `_CLOSED` and `_CUT` can match."""
_BULLETS = ("- ", "* ", "· ", "・", "•")
_FULL_STOPS = frozenset("。！？”")
_CUT = re.compile(r"(?:\.{2,}|…|⋯|\[详细\]|【详细】|\[全文\]|«全文»|»|>>)\s*$")

OWNER = re.compile(
    r"(?:[网報报]|网站|在线|频道|集团|公司|政府|委员会|[局院校厅]|大学|学院|中学|小学|医院|论坛|中心|首页|专题|"
    r"直播|资讯|视角|观察|要闻|新闻|动态|公告|通知公告|信息公开|专栏|栏目|正文)$"
)
"""The end of a line that names a site, an office, a section."""
SIGNED = re.compile(
    r"[\d〇零一二三四五六七八九十○]{2,4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日\s*$"
)
"""A date that closes a letter or a notice."""

COUNTERSIGNED = re.compile(
    r"\s*(?:代|见习)?(?:书\s*[记記]\s*[员員]|法官助理|速[录錄][员員]|[记記][录錄]人|抄送|附[：:]).{1,60}"
)
"""A line that follows the date of a judgment or a notice."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """The evidence of a line.

    - `cue`: what its words say;
    - `size`: the number of its characters;
    - `prose`: whether it reads like a sentence;
    - `complete`: whether it also ends like one;
    - `teaser`: whether it was cut off with dots;
    - `listed`: whether it begins with a bullet.
    """

    cue: Cue | None
    size: int
    prose: bool
    complete: bool
    teaser: bool
    listed: bool = False

    @property
    def sure(self) -> bool:
        """Whether its words leave no doubt."""
        return self.cue is not None and self.cue.strength == SURE

    @property
    def plain(self) -> bool:
        """Neither a sentence nor boilerplate: a heading, a list item, verse, a name."""
        return self.cue is None and not self.prose


def line_of(text: str) -> Line:
    """The evidence of one line.

    >>> line_of("他走了,没有回头。").prose, line_of("相关阅读").prose
    (True, False)
    """
    return _remembered(text) if len(text) <= _MAX_REMEMBERED else _line_of(text)


def _line_of(text: str) -> Line:
    known = cue(text)
    size = len(text)
    if known is not None and known.strength == SURE:
        return Line(known, size, False, False, False)
    if size >= 8 and text[-1] in _FULL_STOPS and text[0] not in "-*·・•":  # the common case, and a cheap one
        return Line(known, size, True, True, False)
    last = text.rstrip()[-1:]
    complete = last in _CLOSERS and _CLOSED.search(text, max(0, size - 8)) is not None
    teaser = size >= 12 and last in _CUTS and _CUT.search(text, max(0, size - 8)) is not None
    prose = size >= 6 and (
        (complete and size >= 8)
        or (size >= 16 and _STOP.search(text, 0, size - 1) is not None)
        or (size >= 24 and _COMMAS.search(text) is not None)
        or size >= 60
    )
    return Line(known, size, prose, complete and prose and not teaser, teaser, text.startswith(_BULLETS))


_remembered = lru_cache(2048)(_line_of)
"""Passes, title and model ask about the same lines, and so does each turn until nothing changes."""
_MAX_REMEMBERED = 1000
"""Maximum length of such a line, characters; bounds the memory that old ones take."""

_FIELD = re.compile(f"\\s*[{HAN}]{{2,6}}\\s*[:：]\\s*\\S")
"""The start of a field: a label and something behind it."""
_DATED = re.compile(r"\s*\w{0,4}(?:时间|日期)\s*[:：]")
"""The start of a field that holds a date."""
_MAX_FIELD = 40
"""Maximum length of a field, characters; what a speaker says is longer."""
_MIN_FIELDS = 4
"""Minimum number of fields in a record."""
_FORMULA = re.compile(r"\$[^$\n]+\$[,.，。;；]?")


def evidence_of(block: Block, look: Callable[[str], Line] = line_of) -> Line:
    r"""The evidence of a block; code, formulas and the rows of a table give no cues.

    `look` is `line_of`, or the same with a memory.

    >>> evidence_of(Block("来源\t新华社", tag="tr", unit=1)).cue is None
    True
    """
    if block.is_code:
        return Line(None, len(block.text), True, True, False)
    if (block.tag == "tr" and block.unit) or _FORMULA.fullmatch(block.text):
        line = look(block.text)
        return Line(None, line.size, line.prose, line.complete, False)
    return look(block.text)


def is_field(text: str) -> bool:
    """Whether a line is a field: a label and something behind it.

    >>> is_field("联系人：韦老师"), is_field("我们回来了。")
    (True, False)
    """
    return len(text) <= _MAX_FIELD and _FIELD.match(text) is not None


def evidence_of_all(blocks: Sequence[Block], look: Callable[[Block], Line] = evidence_of) -> list[Line]:
    """The evidence of all blocks in a row; the dates of a record give no cues.

    A record is a run of lines such as `歌手：某` of which most are labelled otherwise than source, date and
    author are: of a song, a film, a tender.

    >>> song = [Block(text) for text in ("歌名：灯塔", "歌手：某甲", "专辑：七号", "时间：2013年5月17日")]
    >>> [line.cue for line in evidence_of_all(song)]
    [None, None, None, None]
    """
    lines = [look(block) for block in blocks]
    start = 0
    for end in range(len(blocks) + 1):
        if end < len(blocks) and is_field(blocks[end].text):
            continue
        run = range(start, end)
        cues = sum(lines[position].cue is not None for position in run)
        if len(run) >= _MIN_FIELDS and 2 * cues <= len(run):
            for position in run:
                line = lines[position]
                if _DATED.match(blocks[position].text):
                    lines[position] = Line(None, line.size, line.prose, line.complete, line.teaser)
        start = end + 1
    return lines


def reject(blocks: list[Block], at: Sequence[int], role: Role, reason: str) -> None:
    """Gives the blocks that are still kept a role and the reason for it, in place."""
    for i in at:
        if blocks[i].kept:
            blocks[i] = blocks[i].as_role(role, reason)
