"""What a line of publication data says: `来源:新华网 作者:张三 2012-03-04 10:20`.

Only labelled or unmistakable values are taken: a field that is absent is better than a wrong one.
Lines are read through a copy of the same length in which Traditional label characters and full-width
punctuation are folded, so that each pattern is written once; values are cut from the line itself.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cleaner.text.dates import Order, find_date
from cleaner.text.words import words

_LONGEST = 300  # no line of publication data is longer; of a paragraph only the start is looked at
_FOLD = str.maketrans(
    "來處轉載發佈報記時間圖攝譯閱讀點擊評論瀏覽體級關鍵訂複製審責編輯聯絡網無員創資訊聞內見習實導綜電"
    "視臺雜誌線戶華週參與號說錄東廣長陽門漢濟貴蘭寧銀義蓮園紐約頓倫雲慶瀋爾濱薩薦羅對條氣詳統頻壇專欄"
    "協學會歡標題謝現當頁開獎辦試動註冊張貼禮國鍾稱終"
    "︰﹕∶：（）／╱，［］〔〕｜　",
    "来处转载发布报记时间图摄译阅读点击评论浏览体级关键订复制审责编辑联络网无员创资讯闻内见习实导综电"
    "视台杂志线户华周参与号说录东广长阳门汉济贵兰宁银义莲园纽约顿伦云庆沈尔滨萨荐罗对条气详统频坛专栏"
    "协学会欢标题谢现当页开奖办试动注册张贴礼国钟称终"
    "::::()//,[][]| ",
)
_LABELS = re.compile(
    r"(?P<source>(?:文章|信息|资讯|新闻|消息|稿件|内容|原文)?(?<!资料|图片|数据|图文|视频)(?:来源|稿源|出处)\s?:"
    r"|(?<![一-鿿])(?:转载?自|摘自)\s?:)"
    r"|(?P<author>(?:原文|文章|本文)?作\s{0,4}者\s?[:/]|撰[文稿]人?\s?[:/]|(?<![一-鿿])文\s?[/:]|(?:发[布表]|投稿)[人者]\s?:)"
    r"|(?P<other>(?:责任)?编[辑审]?\s?[:/]|(?:(?!作者|来源|稿源|出处|责任|编辑|时间|日期|发布|发表)[一-鿿]){2,6}\s?:"
    r"|(?:发[布表稿]|更新)?(?:时间|日期)\s?:)"
)
# Where a value ends although no label says so: brackets, credits, and controls or counters on the line.
_TAIL = re.compile(
    r"[|/()\[\]【】<>;；•●◎\t]|(?:图|摄|译|编辑|责编)\s?[/:]|我来说两句|我要|参与互动|网友|查看|点击|字[号体级]|打印|列印|举报|暂无"
    r"|[收珍]藏|分享|评论|浏览|阅读|复制|转发|推荐|关注|关键|订阅|人气|发[布表]于|责任编辑|校对|审核|\d+[条次]|[大中小]\s[大中小]"
)
_URL = re.compile(
    r"(?:https?://|www\.)[\w./-]*|\b[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|hk|tw|gov)\b(?:\.[a-z]{2})?", re.A
)
_NOBODY = re.compile(
    r"未知|佚名|不[详明]|匿名|无|网[络路](?:整理|转载)?|互联网|本[站网]|转载(?:文章)?|原创|整理|管理员|系统|编辑部?|小编"
    r"|admin\w*|none|null|unknown|n/?a|name|author|webmaster|[-\d\W_]*",
    re.I,
)
# Places of datelines, which stand between a reporter's name and the day: `記者王小明台北11日電`.
_PLACES = (
    "北京|上海|天津|重庆|广州|深圳|广[东西]|香港|澳门|南京|杭州|武汉|成都|西安|沈阳|长[春沙]|哈尔滨|济南|太原|合肥|福州|南昌|昆明"
    "|贵阳|海口|兰州|西宁|银川|拉萨|南宁|台[北中南东]|新北|高雄|桃园|新竹|基隆|嘉义|彰化|屏东|花莲|宜兰|苗栗|南投|云林|澎湖|金门"
    "|东京|纽约|华盛顿|伦敦|巴黎"
)
_REPORTER = re.compile(
    r"(?:记者|撰稿)\s?:?\s{0,3}(?P<names>[一-鿿]{2,3}(?:[ 、][一-鿿]{2,3}){0,4}?)"
    r"(?=\s*(?:$|[)】/╱│|\]]|(?:实习)?(?:通讯员|记者)|摄|图|文|报导|报道|综合)|\s+[一-鿿]{2,6}\s?:"
    rf"|(?:\s+[一-鿿]{{2,4}}|{_PLACES})\s?(?:报导|报道|\d{{1,2}}\s?[日月]))"
)
_OUTLET = re.compile(
    r"[\w·—-]{0,14}(?:网|报|电视台?|台|通讯社|中央社|新华社|中新社|周刊|杂志|在线|客户端)|\w{2,4}新闻"
)
# A person's name that the page's style sheet keeps apart from the paper's (`全景网王小明`): the commonest
# hundred surnames, which nine tenths of all Chinese bear.
_GLUED = re.compile(
    rf"(?<=[网網报報社])(?<!互联网)(?<!互聯網)[{''.join(words('surnames')[:100])}][一-鿿]{{1,2}}$"
)
_TELLING = re.compile(r"源|出处|作\s{0,4}者|[转载摘]自|记者|[撰投]|文\s?[/:]|发[布表][人者]")
_OFFICE = re.compile(r"\S{0,10}(?:记者|编辑|作者|通讯员)[:\s]*")
_EDITOR = re.compile(r"(?:编[辑审]?|责编|校对)\s?[:/]")
_FRAMES = "《》「」『』“”\"' 　:：,，.、。-—_=/／*·>»"


def fold(text: str) -> str:
    """The text with the Traditional characters of labels, and full-width punctuation, as their Simplified
    and half-width forms: of the same length, for patterns to look at.

    >>> fold("發佈時間：")
    '发布时间:'
    """
    return text.translate(_FOLD)


def from_line(text: str, order: Order = "") -> dict[str, str]:
    """The fields `source`, `author` and `date` (ISO 8601) that a line of publication data holds.

    Editors are no authors; `未知`, `本站`, `网络` and their like are nobody. `order` is as for
    `find_date`.

    >>> from_line("来源：新华网 作者：张三 2012-03-04 10:20 【字号 大 中 小】")
    {'date': '2012-03-04T10:20', 'source': '新华网', 'author': '张三'}
    >>> from_line("記者王小明／台北報導")
    {'author': '王小明'}
    >>> from_line("责任编辑:李四 来源:未知")
    {}
    """
    line = text[:_LONGEST]
    fields: dict[str, str] = {}
    found = find_date(line, order)
    if found:
        fields["date"] = found.iso
        line = f"{line[: found.start]}\t{line[found.end :]}"
    line = _URL.sub(" ", line)
    folded = fold(line)
    if not found and not _TELLING.search(folded):
        return {}
    labels = list(_LABELS.finditer(folded))
    if labels and labels[0].start() and _hanzi(folded[labels[0].start() - 1]):
        del labels[0]  # the end of a longer word: 资金来源
    ends = [*(label.start() for label in labels[1:]), len(line)]
    for label, end in zip(labels, ends, strict=False):
        kind = str(label.lastgroup)
        if kind != "other" and kind not in fields:
            value = _value(line[label.end() : end])
            if value := _outlet(value) if kind == "source" else persons(value):
                fields[kind] = value
    if "author" not in fields and (reporter := _REPORTER.search(folded)):
        fields["author"] = persons(line[slice(*reporter.span("names"))])
    if "source" not in fields and found and not any(label.lastgroup == "source" for label in labels):
        free = slice(labels[0].start() if labels else None)
        words = zip(re.split(r"[\s|/╱]", line[free]), re.split(r"[\s|/╱]", folded[free]), strict=False)
        if len(outlets := {word for word, plain in words if _OUTLET.fullmatch(plain)}) == 1:
            fields["source"] = outlets.pop()
    return {kind: value for kind, value in fields.items() if value}


def is_editor_line(text: str) -> bool:
    """Whether a line names an editor (`责任编辑:`, `編輯／`), whose name is not the author's.

    >>> is_editor_line("【责任编辑：李四】"), is_editor_line("编辑部的故事")
    (True, False)
    """
    return bool(_EDITOR.search(fold(text[:_LONGEST])))


def is_nobody(name: str) -> bool:
    """Whether a value stands for no author or source at all: `佚名`, `网络`, `admin`, empty."""
    return bool(_NOBODY.fullmatch(fold(name)))


def persons(value: str) -> str:
    """One or more names of persons, with a single space between them; empty for what is no person.

    >>> persons("本报记者 王小明、李四"), persons("江边日报"), persons("佚名")
    ('王小明 李四', '', '')
    """
    office = _OFFICE.match(fold(value))
    words = re.split(r"[\s、,，]+", value[office.end() if office else 0 :].strip(_FRAMES))
    if len(words) == 2 and all(len(word) == 1 and _hanzi(word) for word in words):
        words = ["".join(words)]  # 林 宇
    value = " ".join(words).strip(_FRAMES)
    wrong = _OUTLET.fullmatch(fold(value)) or re.search(r"[。！？!?:：@=\ufffd]|\.com|\d日", value)
    return value if 2 <= len(value) <= 30 and not is_nobody(value) and not wrong else ""


def _value(text: str) -> str:
    text = text.lstrip()
    tail = _TAIL.search(fold(text))
    return (text[: tail.start()] if tail else text).strip(_FRAMES)


def _outlet(value: str) -> str:
    """The name of a paper or site: one word, or words that are not all hanzi (`UDN 聯合新聞網`)."""
    words = value.split()
    kept = words[:1]
    for before, word in pairwise(words):
        if _hanzi(before[-1]) and _hanzi(word[0]):
            break
        kept.append(word)
    value = re.sub("[《》]", "", " ".join(kept)).strip(_FRAMES)
    if not _OUTLET.fullmatch(fold(value)):
        value = _GLUED.sub("", value)
    sound = 2 <= len(value) <= 30 and not is_nobody(value) and not re.search("[。！？!?=\ufffd]", value)
    return value if sound else ""


def _hanzi(char: str) -> bool:
    return "一" <= char <= "鿿"
