"""Fixtures of the views: a server, a browser."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from helpers import Client, Start


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Start a server; all are stopped in the end."""
    servers = []

    def start_server(service: Any) -> Client:
        import uvicorn

        from cleaner.views.serve.app import application

        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(application(service), log_level="warning", lifespan="off", ws="none")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        servers.append((server, thread))
        return Client(listening.getsockname()[1])

    yield start_server
    for server, _ in servers:
        server.should_exit = True
    for _, thread in servers:
        thread.join(20)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Headless Chromium (Debian packages `chromium` and `chromium-driver`), of the width of a desk."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and chromedriver):
        pytest.skip("chromium and chromium-driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (
        "--headless", "--no-sandbox", "--force-prefers-reduced-motion", "--lang=en", "--no-first-run",
        "--disable-gpu", "--disable-quic", "--disable-sync", "--disable-background-networking",
        "--disable-component-update", "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path_factory.mktemp('browser')}",
    ):  # fmt: skip
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=chromedriver))
    driver.implicitly_wait(0)
    yield driver
    driver.quit()
