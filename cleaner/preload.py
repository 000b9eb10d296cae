"""Load all that the default pipeline needs, by importing this module.

The server from which worker processes are forked imports it. Workers then start in milliseconds and
share the memory of tables, weights and compiled patterns. These are loaded when first used, so samples
are cleaned that use them: charsets, repair, scripts, selection in pages and in text. What takes long to
load and only few documents need is left to the worker that meets one: trafilatura, for pages that are not
Chinese, and ftfy.
"""

import contextlib
import gc
import os

from cleaner.pipeline import Pipeline

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy loads faster, and every core has a worker already
TRADITIONAL = "報告完成了各項議程，代表們認真履職，大會在熱烈的氣氛中勝利閉幕，記者從會上瞭解到有關情況。"
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
"""Lines around an article: patterns are compiled when the first such line comes."""


def page(sentence: str, charset: str) -> bytes:
    """A page with a menu, a heading and paragraphs, all made of one sentence."""
    paragraphs = "".join(f"<p>{sentence}{number}</p>" for number in range(6))
    links = "".join(f"<li><a href='/{number}'>{sentence[:6]}</a></li>" for number in range(8))
    head = f"<head><meta charset='{charset}'><title>{sentence[:9]}</title></head>"
    text = f"<html>{head}<body><ul>{links}</ul><h1>{sentence[:9]}</h1>{paragraphs}</body></html>"
    return text.encode(charset, "replace")


BIG5_AS_GBK = TRADITIONAL.encode("big5", "replace").decode("gb18030", "replace")
LINES_AROUND = AROUND.split("\n")
SAMPLES = (
    page(TRADITIONAL, "utf-8"),
    page(SIMPLIFIED, "gb18030"),
    page(TRADITIONAL, "big5"),
    "\n".join([SIMPLIFIED, *LINES_AROUND, TRADITIONAL] * 2).encode(),
    "".join(f"<p>{line}</p>" for line in (*LINES_AROUND, *[SIMPLIFIED] * 5)).encode(),
    "The café was â€œclosedâ€\x9d, they said; naÃ¯ve visitors went on to the cafÃ© behind it.".encode(),
    "\n".join([SIMPLIFIED] * 4).replace("，", ",").encode("gb18030"),  # folded punctuation
    SIMPLIFIED.encode().decode("latin-1").encode(),  # UTF-8 read as Latin-1
    SIMPLIFIED.encode("gb18030").decode("latin-1").encode(),  # GBK read as Latin-1
    "\n".join([BIG5_AS_GBK] * 3).encode(),
)
gc.disable()  # nothing that is loaded becomes garbage
pipeline = Pipeline.default()
for sample in SAMPLES:
    with contextlib.suppress(Exception):  # whatever fails here fails again, visibly, on a document
        pipeline.run(sample)
gc.enable()
gc.freeze()  # no collection in a worker visits the tables, which would copy their shared pages
