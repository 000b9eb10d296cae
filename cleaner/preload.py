"""Importing this module loads what the default pipeline needs, tables included.

The server that worker processes are forked from imports it, so that a worker starts in
milliseconds and all of them share the memory of the tables. The samples lead through the parts of
the pipeline that load something: charsets, repair, script, the selector for pages and for text.
"""

import contextlib
import gc
from importlib import import_module

from cleaner.pipeline import Pipeline

SENTENCE = "報告完成了各項議程，代表們認真履職，大會在熱烈的氣氛中勝利閉幕，記者從會上瞭解到有關情況。"
SIMPLIFIED = "今天下午，代表们认真审议了政府工作报告，会议由市长主持，记者从会上了解到有关情况。"
AROUND = """首页 > 新闻中心 > 国内新闻
来源:新华网 作者:张三 发布时间:2012-03-04 10:20 浏览次数:123次
字号:大 中 小 打印 关闭 分享到微信 微博 收藏 举报
核心提示:代表们认真审议了政府工作报告。
图说:会议现场。记者 李四 摄 img_0012.jpg
责任编辑:王五 校对:赵六 一审:钱七 终审:孙八
上一篇:没有了 下一篇:春天来了 1 2 3 下一页 尾页 展开全文
相关阅读 推荐新闻 热门排行 最新评论 网友评论 我要评论 登录 注册
本文来源于网络，版权归原作者所有，如有侵权请联系我们删除。免责声明:本站不承担任何责任。
扫一扫关注微信公众号 下载客户端APP 联系我们 关于我们 友情链接 京ICP备12345678号 京公网安备11010102000001号
本帖最后由 张三 于 2012-3-4 10:20 编辑 楼主 发表于 1楼 回复 顶 沙发
标签:教育 会议 Copyright © 2012 All Rights Reserved 求收藏 本章完 最新网址 ......"""
"""What stands around articles: the rules for such lines are compiled when the first one comes."""
ENGLISH = "The committee met on Tuesday and discussed the report, which was accepted by all of its members."


def page(sentence: str, charset: str) -> bytes:
    paragraphs = "".join(f"<p>{sentence}{number}</p>" for number in range(6))
    links = "".join(f"<li><a href='/{number}'>{sentence[:6]}</a></li>" for number in range(8))
    head = f"<head><meta charset='{charset}'><title>{sentence[:9]}</title></head>"
    text = f"<html>{head}<body><ul>{links}</ul><h1>{sentence[:9]}</h1>{paragraphs}</body></html>"
    return text.encode(charset, "replace")


for sample in (
    page(SENTENCE, "utf-8"),
    page(SIMPLIFIED, "gb18030"),
    page(SENTENCE, "big5"),
    page(ENGLISH, "windows-1252"),
    "\n".join([SIMPLIFIED, *AROUND.split("\n"), SENTENCE] * 2).encode(),
    "".join(f"<p>{line}</p>" for line in (*AROUND.split("\n"), *[SIMPLIFIED] * 5)).encode(),
    "The café was â€œclosedâ€\x9d, they said; naÃ¯ve visitors went on to the cafÃ© behind it.".encode(),
    "\n".join([SIMPLIFIED] * 4).replace("，", ",").encode("gb18030"),
    SIMPLIFIED.encode().decode("latin-1").encode(),
    SIMPLIFIED.encode("gb18030").decode("latin-1").encode(),
    "\n".join([SENTENCE.encode("big5", "replace").decode("gb18030", "replace")] * 3).encode(),
):
    with contextlib.suppress(Exception):  # whatever it is, the documents will tell
        Pipeline.default().run(sample)
for module in ("ftfy", "numpy.ma"):  # what only a rare document asks for, and waits long for
    with contextlib.suppress(ImportError):
        import_module(module)
gc.collect()
gc.freeze()  # the tables stay shared: no collection in a worker goes through them, or copies their pages
