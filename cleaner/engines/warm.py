"""Importing this module loads what the default pipeline needs, tables included.

The server that worker processes are forked from imports it, so that a worker starts in
milliseconds and all of them share the memory of the tables.
"""

import contextlib

from cleaner.pipeline import Pipeline

SAMPLE = "<html><body><h1>開會</h1><p>報告完成了各項議程，代表們認真履職，大會勝利閉幕。</p></body></html>"

with contextlib.suppress(Exception):  # whatever it is, the documents will tell
    Pipeline.default().run(SAMPLE.encode())
    Pipeline.default().run("今天下午，代表们认真审议了政府工作报告。\n会议由市长主持。")
