"""Configuration: what is in force, who said so, and errors that name the nearest valid name."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

import pytest
from click.testing import CliRunner

import cleaner
from cleaner import Block, Document, Pipeline, Role
from cleaner.cli.config import command as config_command
from cleaner.config import Config, find_config, read_config
from cleaner.document import ConfigError
from cleaner.registry import Function, find
from cleaner.stages.rules import Rules, Site


@dataclass(frozen=True)
class Redact:
    """A stage as another package would write it."""

    words: tuple[str, ...] = ()
    mark: Literal["*", "_"] = "*"
    times: int = 1

    name: ClassVar[str] = "redact"

    def __call__(self, document: Document) -> Document:
        text = document.text
        for word in self.words:
            text = text.replace(word, self.mark * self.times)
        return document.replace(text=text)


def shout(document: Document) -> Document:
    """A stage that is a plain function."""
    return document.replace(text=document.text + "!")


HERE = __name__
REDACT = f"{HERE}:Redact"


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str, name: str = "cleaner.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_an_empty_file_is_the_default(write) -> None:
    assert Pipeline(read_config(write("")).build()) == Pipeline.default()


def test_a_table_holds_the_options_of_a_stage(write) -> None:
    path = write(f'stages = ["decode", "{REDACT}"]\n["{REDACT}"]\nwords = ["张三"]\ntimes = 2\n')
    pipeline = Pipeline.from_config(path)
    assert pipeline("张三在此".encode()).text == "**在此"


def test_pyproject_holds_it_in_its_own_table(write) -> None:
    path = write('[project]\nname = "x"\n[tool.cleaner.rules]\ndrop = ["re:^广告"]\n', "pyproject.toml")
    assert read_config(path).options["rules", "drop"].value == ("re:^广告",)


def test_a_byte_order_mark_is_no_mistake(write) -> None:
    assert read_config(write('\ufeff[rules]\ndrop = ["re:^广告"]\n')).options["rules", "drop"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('stages = ["decode", "simplfy"]', ["'simplfy'", "did you mean 'simplify'"]),
        ("[simplfy]\nto = 'keep'", ["'simplfy'", "did you mean 'simplify'"]),
        ("[rules]\nkep = []", ["'rules'", "'kep'", "did you mean 'keep'"]),
        ("[[site]]\nmatch = '*.example.cn'\nkepp = []", ["'kepp'", "did you mean 'keep'"]),
        ("[[site]]\nkeep = []", ["match"]),
        ("[rules]\nkeep = 3", ["rules.keep", "3"]),
        ("[rules]\nkeep = ['re:(']", ["'re:('", "regular expression"]),
        ("[rules]\nkeep = ['css:p[']", ["'css:p['", "CSS"]),
        ("[rules]\nkeep = ['^本文']", ["'^本文'", "'re:'"]),
        (f"stages = ['{REDACT}']\n['{REDACT}']\nmark = '*_'", ["mark", "There are: *, _"]),
        ("stages = 'decode'", ["stages"]),
        ("rules = 3", ["rules", "3"]),
        ("[rules\nkeep = []", ["TOML", "line 1"]),
        ("tool = 3", ["tool", "3"]),
        ("[tool]\ncleaner = 3", ["tool", "cleaner"]),
        ("[select]\nweights = 'nowhere.npz'", ["select", "no weights at nowhere.npz"]),
        ("[simplify]\nprotect = ['@nowhere.txt']", ["simplify", "nowhere.txt"]),
        ("stages = ['nowhere:at_all']", ["nowhere:at_all", "cannot be imported"]),
    ],
)
def test_errors_name_the_file_the_mistake_and_the_remedy(write, text: str, told: list[str]) -> None:
    path = write(text)
    with pytest.raises(ConfigError) as error:
        read_config(path)
    assert all(word in str(error.value) for word in [str(path), *told]), str(error.value)


def test_a_file_in_another_charset_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "cleaner.toml"
    path.write_bytes('[rules]\ndrop = ["re:^广告"]'.encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8"):
        read_config(path)
    with pytest.raises(ConfigError, match="No such file"):
        read_config(tmp_path / "missing.toml")


@pytest.mark.parametrize(
    ("assignment", "value"),
    [
        ('rules.drop=["re:^广告", "re:^推广"]', ("re:^广告", "re:^推广")),
        ("rules.drop=re:^a=b", ("re:^a=b",)),
        (f"{REDACT}.times=3", 3),
        (f"{REDACT}.words=2021", ("2021",)),
        (f"{REDACT}.mark=_", "_"),
    ],
)
def test_set_takes_toml_or_a_plain_word(assignment: str, value: object) -> None:
    config = Config().with_options([assignment])
    assert [setting.value for setting in config.options.values()] == [value]


@pytest.mark.parametrize(
    "assignment", ["rules", "drop=1", "rules.drp=x", "ruls.drop=x", f"{REDACT}.times=many"]
)
def test_set_rejects_what_it_does_not_know(assignment: str) -> None:
    with pytest.raises(ConfigError):
        Config().with_options([assignment])


def test_the_command_line_wins_over_the_file_and_the_file_over_the_default(write) -> None:
    config = read_config(write("[rules]\nkeep = ['re:a']\ndrop = ['re:b']\n")).with_options(
        ["rules.drop=re:c"]
    )
    origins = {
        (s, o): (v.value, v.origin.rpartition("/")[2]) for s, o, v in config.settings() if s == "rules"
    }
    assert origins["rules", "keep"] == (("re:a",), "cleaner.toml")
    assert origins["rules", "drop"] == (("re:c",), "command line")
    assert origins["rules", "sites"] == ((), "default")


def test_show_prints_a_configuration_that_means_the_same(write) -> None:
    path = write(
        "stages = ['decode', 'parse', 'rules', 'layout']\n[rules]\nkeep = ['re:\\d\"']\n"
        "[[site]]\nmatch = '*.example.cn'\ndrop = ['re:^本文来源']\n"
    )
    shown = CliRunner().invoke(config_command, ["show", "--config", str(path)])
    assert shown.exit_code == 0, shown.output
    assert f"# {path}" in shown.stdout
    assert "# default" in shown.stdout
    assert tomllib.loads(shown.stdout)
    again = write(shown.stdout, "again.toml")
    assert read_config(again).build() == read_config(path).build()


def test_show_says_what_is_wrong_with_status_2() -> None:
    shown = CliRunner().invoke(config_command, ["show", "--set", "rules.kep=x"])
    assert shown.exit_code == 2
    assert "did you mean 'keep'" in shown.stderr


def test_the_file_of_a_folder_is_found(write, tmp_path: Path) -> None:
    assert find_config(tmp_path) is None
    write("[project]\nname = 'x'\n", "pyproject.toml")
    assert find_config(tmp_path) is None
    (tmp_path / "pyproject.toml").write_bytes('description = "中文"'.encode("gb18030"))
    assert find_config(tmp_path) is None
    pyproject = write("[tool.cleaner.rules]\nkeep = []\n", "pyproject.toml")
    assert find_config(tmp_path) == pyproject
    assert find_config(tmp_path) != write("", "cleaner.toml")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A package `acme` that offers the stage `redact`, as an installer leaves it."""
    metadata = tmp_path / "packages" / "acme-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        f"[cleaner.stages]\nredact = {REDACT}\nbroken = acme.no:Stage\n"
    )
    monkeypatch.syspath_prepend(str(metadata.parent))


@pytest.mark.usefixtures("installed")
def test_an_entry_point_of_a_package_is_a_stage(write) -> None:
    assert find("redact") is find("acme:redact") is Redact
    config = read_config(write("stages = ['decode', 'acme:redact']\n['acme:redact']\nwords = ['张三']\n"))
    assert Pipeline(config.build())("张三".encode()).text == "*"
    with pytest.raises(ConfigError, match="did you mean 'redact'"):
        find("redct")
    with pytest.raises(ConfigError, match="cannot be imported"):
        find("broken")


def test_any_function_is_a_stage(write) -> None:
    config = read_config(write(f"stages = ['decode', '{HERE}:shout']"))
    pipeline = Pipeline(config.build())
    assert pipeline("好".encode()).text == "好!"
    assert pipeline.fingerprint != Pipeline.default().fingerprint
    assert Pipeline((shout,)) == Pipeline((Function("shout", shout),))
    assert Pipeline((shout,)).run("好", trace=True).trace[0].stage == "shout"


def test_what_is_no_callable_is_no_stage() -> None:
    with pytest.raises(ConfigError, match="no stage"):
        Pipeline((3,))


PAGE = """<html><body><div class="nav"><p>首页</p></div><div id="article"><p>正文第一段。</p>
<p>本文来源：某某网</p><div class="share"><p>分享</p></div></div></body></html>"""


def pages(keep: tuple[str, ...] = (), drop: tuple[str, ...] = (), **document: object) -> list[str]:
    """The texts that stay when everything was rejected before the rules for `*.example.cn`."""
    from cleaner.stages.parse import Parse

    rules = Rules(sites=(Site("*.example.cn", keep, drop),))
    read = Parse()(Document(PAGE, **{"id": "https://news.example.cn/1.html", **document}))
    rejected = tuple(block.as_role(Role.BOILERPLATE, "test") for block in read.blocks)
    return [block.text for block in rules(read.replace(blocks=rejected)).blocks if block.kept]


def test_css_keeps_what_stands_in_an_element() -> None:
    assert pages(keep=("css:#article",)) == ["正文第一段。", "本文来源：某某网", "分享"]
    assert pages(keep=("css:#article > p",)) == ["正文第一段。", "本文来源：某某网"]
    assert pages(keep=("css:#article p:not(.share p)",)) == ["正文第一段。", "本文来源：某某网"]


def test_drop_wins_over_keep() -> None:
    assert pages(keep=("css:#article",), drop=("re:^本文来源", "css:.share")) == ["正文第一段。"]


@pytest.mark.parametrize(
    ("document", "applies"),
    [
        ({"id": "https://example.cn/a"}, True),
        ({"id": "https://news.example.cn:8080/a"}, True),
        ({"id": "crawl/www.example.cn/2003/1.html"}, True),
        ({"id": "record-7", "metadata": {"url": "http://www.example.cn/"}}, True),
        ({"id": "1.html", "metadata": {"origin": "/data/www.example.cn/1.html"}}, True),
        ({"id": "https://example.cn.evil.com/"}, False),
        ({"id": "notexample.cn/1.html"}, False),
        ({"id": "http://[broken"}, False),
        ({"id": ""}, False),
    ],
)
def test_a_domain_is_found_in_addresses_and_folders(document: dict, applies: bool) -> None:
    assert (pages(keep=("css:#article > p",), **document) != []) is applies


def test_a_folder_is_a_site_too() -> None:
    rules = Rules(sites=(Site("old/2003/", drop=("re:.",)),))
    for id, kept in (("/data/old/2003/a.txt", False), ("old/2003/b/c.txt", False), ("old/2004/a.txt", True)):
        assert rules(Document("文", id=id, blocks=(Block("文"),))).blocks[0].kept is kept


def test_rules_say_why_and_do_nothing_without_a_match() -> None:
    document = Document("好", blocks=(Block("好"), Block("广告词")))
    assert Rules()(document) is document
    assert Rules(drop=("re:^推广",))(document) is document
    ruled = Rules(drop=("re:^广告",))(document)
    assert "re:^广告" in ruled.blocks[1].reason
    assert Rules(drop=("re:^广告",))(ruled) is ruled
    assert "rules" in Rules(drop=("re:.",))(document).metadata["reason"]


@pytest.mark.parametrize("given", ["www.example.cn", "www.example.cn/2003", "www.example.cn/2003/a.txt"])
def test_a_run_and_explain_know_where_a_file_lies(given: str, tmp_path: Path, write) -> None:
    path = tmp_path / "www.example.cn" / "2003" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text(
        "某某小学举行运动会\n昨天上午，同学们在操场上你追我赶。\n责任编辑：张三\n", encoding="utf-8"
    )
    config = write("[[site]]\nmatch = '*.example.cn'\nkeep = ['re:^责任编辑']\n[[site]]\nmatch = '2003/'\n"
                   "drop = ['re:^某某']\n")  # fmt: skip
    command = [sys.executable, "-m", "cleaner"]
    run = [*command, str(tmp_path / given), "-o", str(tmp_path / "out"), "--config", str(config), "--quiet"]
    subprocess.run(run, check=True)
    (out,) = (tmp_path / "out").rglob("a.txt")
    assert out.read_text(encoding="utf-8") == "昨天上午，同学们在操场上你追我赶。\n责任编辑：张三\n"
    explain = [*command, "explain", "a.txt", "--config", str(config)]
    shown = subprocess.run(explain, cwd=path.parent, capture_output=True, check=True).stdout.decode()
    assert "kept by the rule 're:^责任编辑'" in shown


def test_weights_are_read_when_the_stage_is_made(tmp_path: Path) -> None:
    weights = tmp_path / "own.npz"
    weights.write_bytes((Path(cleaner.__file__).parent / "stages/select/model/page.npz").read_bytes())
    pipeline = Pipeline(Config().with_options([f"select.weights={weights}"]).build())
    page = f"<html><body><p>{'江边的集市散了，人们收起摊子。' * 9}</p></body></html>"
    before = pipeline.fingerprint, pipeline(page).text
    weights.unlink()
    assert (pipeline.fingerprint, pipeline(page).text) == before


def test_other_weights_are_another_pipeline(tmp_path: Path) -> None:
    weights = tmp_path / "own.npz"
    prints = set()
    for content in (b"one", b"two"):
        weights.write_bytes(content)
        prints.add(Pipeline(Config().with_options([f"select.weights={weights}"]).build()).fingerprint)
    assert len(prints) == 2
