"""Addresses of links and images, which a page may tell in relation to its own."""

from __future__ import annotations

from urllib.parse import urljoin


def absolute(address: str, base: str) -> str:
    """An address as seen from the one of its page, or of another base; itself if either cannot be read.

    >>> absolute("../img/1.jpg", "https://a.cn/news/2021/2.html"), absolute("1.jpg", "")
    ('https://a.cn/news/img/1.jpg', '1.jpg')
    """
    try:
        return urljoin(base, address)
    except ValueError:
        return address
