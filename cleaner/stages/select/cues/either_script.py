"""Patterns that match Simplified and Traditional text alike, without converting the text."""

from __future__ import annotations

import re

_SIMPLIFIED = (
    "来责辑编审对浏览阅读点击评论热门关闻页转载权声记员讯时间发图摄标签类栏录号微众维扫链网备频题专经听观视线"
    "华报导总划统监制终复举违诊疗议参构资风险请与联删户验证寻订购顶级贴楼帖该积们这还没账设为书内续继错误简"
    "体写闭邮机电话传处术办单据库条则节张组个无余输长学习数应实乐汇见乌荐询区钟赞宾业务违员创务东韩亚图从"
)
_TRADITIONAL = (
    "來責輯編審對瀏覽閱讀點擊評論熱門關聞頁轉載權聲記員訊時間發圖攝標籤類欄錄號微眾維掃鏈網備頻題專經聽觀視線"
    "華報導總劃統監製終復舉違診療議參構資風險請與聯刪戶驗證尋訂購頂級貼樓帖該積們這還沒帳設為書內續繼錯誤簡"
    "體寫閉郵機電話傳處術辦單據庫條則節張組個無餘輸長學習數應實樂匯見烏薦詢區鐘讚賓業務違員創務東韓亞圖從"
)
_FORMS = {s: s + t for s, t in zip(_SIMPLIFIED, _TRADITIONAL, strict=True) if s != t} | {
    full: chr(ord(full) - 0xFEE0) + full for full in "：（）！？，；"
}


def both(pattern: str) -> str:
    """The pattern with `来` standing for `來` too, and `：` for the colon of either width.

    >>> both("来源：")
    '[来來]源[:：]'
    """
    out: list[str] = []
    inside = escaped = False
    for char in pattern:
        if not escaped and char in "[]":
            inside = char == "["
        forms = _FORMS.get(char, char)
        out.append(forms if inside or len(forms) == 1 else f"[{forms}]")
        escaped = char == "\\" and not escaped
    return "".join(out)


def any_of(words: str) -> re.Pattern[str]:
    """A fast search for any word of a list, in either script.

    >>> bool(any_of("来源 更新").search("文章來源"))
    True
    """
    simplified = words.split()
    traditional = [word.translate(_TO_TRADITIONAL) for word in simplified]
    return re.compile("|".join(map(re.escape, dict.fromkeys(simplified + traditional))))


_TO_TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)
