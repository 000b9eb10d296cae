"""Traditional to Simplified: OpenCC's `t2s`, and before it what `t2s` leaves or gets wrong.

Everything here takes text that is known to be Traditional; `language.scripts` knows which text is. Lines are
converted independently of each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Literal

from cleaner.text.traditional import simplified_forms, variants

Converter = Callable[[str], str]
Dictionary = Literal["t2s", "tw2sp", "hk2sp"]

# Words that keep a character which t2s changes, in Simplified. First what t2s keeps in Traditional words only
# (畢昇 but not 毕昇): a text that mixes the scripts has both. Then era names and names that it does not know.
KEPT = """
毕昇 张昇 陈昇 蒋昇 龚昇 乌昇 卢象昇 王彦昇 吴育昇 陈志昇 申昇勋 温昇豪 韩昇延 阎鹤昇 杨联陞
乾县 乾佑县 乾安县 乾安镇 乾清宫 乾纲 乾闼婆 目乾连 萧乾 张法乾 旋乾转坤 颠乾倒坤
吴祕 祕琼 东氾 氾国 氾胜之 芸薹 幺麽 笃麽 麽些族 变徵之声 变徵之音 蒐猎 蒐狝
乾德 乾宁 乾符 乾祐 乾兴 乾统 乾贞 乾亨 乾封元年 乾封二年 乾封年间 乾化元年 乾化二年 乾化年间
李乾顺 徐乾学 乾陀罗 文徵明 宏碁 吕公著 嗰
"""

# The character, what it becomes, where. The first pattern of a character that matches counts; where none
# does, t2s has the say.
RULES: list[tuple[str, str, str]] = [
    # The particle is 着 in Simplified; 著 stays in words of writing and of fame (现代汉语词典; OpenCC, 著 in
    # TWVariantsRevPhrases). First verbs that end like such a word, then verbs before the beginning of one.
    (
        "著",
        "着",
        "(?<=[談谈議议討讨爭争評评辯辩推][論论])著|(?<=翻[譯译])著(?![稱称作名])|(?<=[彰突凸][顯显])著|(?<=[標标][誌志])著",
    ),
    ("著", "着", "(?<=[配結结混組组融契綜综整符聯联閉闭糅]合)著|(?<=合)著(?=[眼雙双手掌拍音十])"),
    ("著", "着", "(?<=大)著(?=[膽胆嗓肚眼步聲声])|(?<=[編编])著(?=[辮辫花草竹繩绳織织])"),
    (
        "著",
        "着",
        "(?<=[隨随跟沿趁憑凭藉借味徵征懷怀執执附固膠胶黏粘依看笑哭接拿穿抱唱哼念喊朝順顺活說说讀读聽听坐站躺住走跑"
        "拖帶带指想忙急牽牵拉推背掛挂舉举擁拥追望盯守護护繞绕愛爱扛夾夹翻頂顶捧提戴靠倚伴陪騎骑])"
        "著(?!名[的於于作家人學学詩诗畫画])|著(?=名[為为叫])",
    ),
    (
        "著",
        "着",
        r"(?!(?<=[由)）〕\]】》]..)著(?:[,，。、；\s]|\Z)|(?<=[由)）〕\]】》]...)著(?:[,，。、；\s]|\Z))"
        "(?<![名原巨專专論论譯译編编合顯显卓昭土拙遺遗新舊旧大所共撰鉅钜 \u3000])(?<!明[較较])"
        "著(?![作名述者稱称錄录書书譯译文有《〈]|成[《〈書书]|[論论][述文]|[於于][\\d一竹史世書书]"
        "|[,，、;；/]\\S{1,8}[譯译編编繪绘校注])",
    ),
    ("著", "着", "(?<=存在)著|(?<=[在存])著(?=有)|(?<=[寫写印刻])著(?=名字|[書书]名|作者)"),
    # A machine writes 瞭 for every 了; it means "to look out" in a few words only.
    ("瞭", "了", "(?<=[明簡简])瞭|瞭(?=望[遠远][鏡镜])|瞭(?![望哨敵敌])"),
    # 復 and 複 written 覆, by machines and in Hong Kong; not in 顛覆, 傾覆, 覆蓋.
    ("覆", "复", "(?<=[恢康修往收光平繁反報报])覆"),
    (
        "覆",
        "复",
        "(?<![顛颠傾倾翻])覆(?=[雜杂興兴製制習习查印述議议賽赛甦蘇苏工職职診诊讀读活數数仇學学檢检試试核審审選选本])",
    ),
    # 借, except where 藉 is read jí or means "to comfort, to pad".
    ("藉", "借", "(?<![慰狼枕蘊蕴醞酝藉踐践躪凌])藉(?![藉田甚由])"),
    # Taiwan sinks with 沈 at times; t2s knows many words of it but not these.
    ("沈", "沉", "(?<=[消昏低])沈|(?<=石)沈(?=大海)|(?<=下)沈(?=[沒没了至到的,，。])"),
    ("沈", "沉", "沈(?=[入穩稳著着潛潜屍尸緩缓])"),
    # Dictionary words that t2s finds across the border of two words: 變徵|收, 主角徵|選.
    ("徵", "征", "徵(?=[收集求召稅税兵詢询用信婚才聘選选稿地兆象狀状候]|[調调](?!式)|文(?!明))"),
    # More of what machines write that know one Traditional character for each Simplified one.
    ("乾", "干", "(?<=[若主骨])乾"),
    ("俱", "具", "(?<=[工傢家器文道玩面用餐茶農农炊模寢寝])俱(?![樂乐])|俱(?=[備备體体])"),
    ("像", "象", "(?<=[形氣气現现抽印景跡迹])像|(?<=[對对])像(?![我你他她它這这那])"),
    ("鍊", "链", "(?<=[業业應应物金超])鍊|鍊(?=[接路式])"),
    ("彷", "仿", "(?<=模)彷|彷(?=[製制造照效真古])"),
    ("讎", "仇", "(?<=[復复報报冤世血])讎|讎(?=[家傢敵敌人恨殺杀])"),
    ("甦", "苏", "(?<=江)甦|甦(?=[州俄聯联格軾轼])"),
    ("甯", "宁", "(?<=[南西遼辽濟济])甯|甯(?=[波夏靜静願愿可])"),
    # Money is 账 in Simplified, cloth 帐.
    (
        "帳",
        "账",
        "(?<=[算結结記记付轉转賴赖對对進进入出欠還还查呆壞坏買买總总報报賒赊混爛烂銷销])帳(?![篷幕])",
    ),
    ("帳", "账", "帳(?=[戶户號号單单目本簿款冊册面務务])"),
    ("畫", "划", "(?<=[規规企策謀谋擘區区])畫(?!面)|(?<![動动漫圖图繪绘油國国])畫(?=分[為为成開开])"),
    ("甚", "什", "甚(?=[麼么麽])"),
    # "Only", but for the god of the earth and the transcriptions of Jeta and asaṃkhya.
    ("祇", "只", "(?<![神地靈灵僧人皇])祇(?![園园樹树陀洹夜])"),
    ("祗", "只", "(?<![神地])祗(?=[是有能會会要好得可須须因為为])"),
    # Units by the Mainland's list of 1977, as t2s has it for 英哩 and 海哩.
    ("呎", "尺", "(?<=英)呎"),
    ("吋", "寸", "(?<=英)吋"),
    ("浬", "里", "(?<=海)浬"),
    ("觔", "筋", "觔(?=斗)"),
    ("觔", "斤", "觔"),
]

# The same for 於, which is too frequent to ask about each: 由於單|位, 位於倫|敦.
_FOR_YU = re.compile(
    "於(?=[倫伦則则單单坦敖琳]|[潛潜](?![縣县])|穆(?![清穆])|[戲戏][劇剧曲院碼码]|清言|其一|惟一|世成|竹屋)"
)

_PARTICLE_WINDOW = 200  # characters each way in which the author's own 着 is looked for
_NONCHARACTERS = range(0xFDD0, 0xFDF0)  # Unicode promises never to assign these


def simplified(text: str, dictionary: Dictionary = "t2s", protect: Iterable[str] = ()) -> str:
    """Traditional text in Simplified characters, with `tw2sp` and `hk2sp` in Mainland words as well.

    `protect` are words that come out as they are written here, whichever script they were in.

    >>> simplified("她睡著了，顯著的進步。"), simplified("共同緻富，隻爭朝夕，為瞭明天")
    ('她睡着了，显著的进步。', '共同致富，只争朝夕，为了明天')
    >>> simplified("滑鼠和軟體", "tw2sp"), simplified("乾安縣的乾部", protect=["乾安县"])
    ('鼠标和软件', '乾安县的干部')
    """
    words = tuple(protect)
    if not words:
        return _simplified(text, dictionary)
    parts, end = [], 0
    for match in _protected(words).finditer(text):
        word = words[int((match.lastgroup or "w0")[1:])]
        parts += [_simplified(text[end : match.start()], dictionary), word]
        end = match.end()
    return "".join([*parts, _simplified(text[end:], dictionary)])


def _simplified(text: str, dictionary: Dictionary) -> str:
    standard, rules = variants(), _rules()
    held: dict[str, str] = {}
    two_ways = "着" in text and dictionary == "t2s"

    def decided(match: re.Match[str]) -> str:
        character = match[0]
        for pattern, becomes in _compiled(character) if character in rules else ():
            if pattern.match(text, match.start()):
                if becomes == character:
                    return hold(character)
                if two_ways and becomes == "着" and _author_distinguishes(text, match.start()):
                    break
                return becomes
        # the regional dictionaries take 著 for a variant of 着 wherever they do not know better
        if character == "著" and dictionary != "t2s":
            return hold(character)
        return standard.get(character, character)

    def hold(character: str) -> str:
        """What comes through t2s in its place, unless that is in the text already."""
        if character not in held:
            place = _placeholders()[character]
            held[character] = character if place in text else place
        return held[character]

    text = _opencc(dictionary)(_FOR_YU.sub("于", _decide().sub(decided, text)))
    for character, place in held.items():
        text = text.replace(place, character)
    return text


def _author_distinguishes(text: str, position: int) -> bool:
    """Whether the same line has at least as many 着 as 著: then its 著 are meant (as in Hong Kong)."""
    before = text[max(0, position - _PARTICLE_WINDOW) : position].rpartition("\n")[2]
    after = text[position : position + _PARTICLE_WINDOW].partition("\n")[0]
    return (before + after).count("着") >= (before + after).count("著")


@lru_cache(maxsize=4)
def _opencc(dictionary: Dictionary) -> Converter:
    import opencc

    convert: Converter = opencc.OpenCC(dictionary).convert

    def careful(text: str) -> str:
        try:
            return convert(text)
        except UnicodeEncodeError:  # a lone surrogate
            return "".join(part if i % 2 else convert(part) for i, part in enumerate(_SURROGATES.split(text)))

    return careful


_SURROGATES = re.compile("([\ud800-\udfff]+)")


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[tuple[str, str]]]:
    """The rules by the character they decide about: first the words that keep it, then RULES."""
    rows: dict[str, list[tuple[str, str]]] = {}
    changes = simplified_forms() | variants()
    for word in KEPT.split():
        for i, character in enumerate(word):
            if character in changes:
                rows.setdefault(character, []).append((_around(word, i), character))
    for character, becomes, pattern in RULES:
        rows.setdefault(character, []).append((pattern, becomes))
    return rows


@cache
def _compiled(character: str) -> list[tuple[re.Pattern[str], str]]:
    """Its rules, compiled when a text has it."""
    return [(re.compile(pattern), becomes) for pattern, becomes in _rules()[character]]


@lru_cache(maxsize=1)
def _decide() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_rules() | variants())}]")


@lru_cache(maxsize=1)
def _placeholders() -> dict[str, str]:
    """A character that t2s does not know for each one that is to come through it unchanged."""
    kept = sorted({c for c, row in _rules().items() if any(becomes == c for _, becomes in row)} | {"著"})
    return dict(zip(kept, map(chr, _NONCHARACTERS), strict=False))


@lru_cache(maxsize=16)
def _protected(words: tuple[str, ...]) -> re.Pattern[str]:
    """One group for each word, in either script."""
    longest = sorted(range(len(words)), key=lambda i: -len(words[i]))
    groups = {i: f"(?P<w{i}>{''.join(map(_either, words[i]))})" for i in longest if words[i]}
    return re.compile("|".join(groups.values()) or "(?!)")


def _around(word: str, i: int) -> str:
    """A pattern for the character at `i` where it stands in the word, whichever script the rest is in."""
    before, after = "".join(map(_either, word[:i])), "".join(map(_either, word[i + 1 :]))
    return f"(?<={before}){word[i]}(?={after})" if before else f"{word[i]}(?={after})"


def _either(character: str) -> str:
    """A pattern for the character or one that is simplified to it; a Traditional one stands for itself."""
    if character in simplified_forms():
        return character
    forms = character + "".join(_traditional_forms().get(character, ()))
    return f"[{re.escape(forms)}]"


@lru_cache(maxsize=1)
def _traditional_forms() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    for old, new in simplified_forms().items():
        forms.setdefault(new, []).append(old)
    return forms
