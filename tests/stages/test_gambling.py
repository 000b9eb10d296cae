"""Names of gambling sites injected into text."""

from __future__ import annotations

import pytest

import cleaner


@pytest.mark.parametrize("line", ["my-app: started", "mobile_App download:", "xy|app:"])
def test_the_beginning_of_a_log_line_is_no_spam_title(line: str) -> None:
    text = f"{line} 1\n{line} 2\n{line} 3"
    assert cleaner.repair(text) == text


@pytest.mark.parametrize("title", ["某某体育_app:", "某某娱乐城app下载-APP入口："])
def test_the_name_of_a_gambling_site_goes(title: str) -> None:
    assert (
        cleaner.repair(f"{title}关于开展评议的方案\n现印发给你们。") == "关于开展评议的方案\n现印发给你们。"
    )
