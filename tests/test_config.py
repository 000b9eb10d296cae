"""Configuration: values, their origins, and helpful errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import REDACT

from cleaner import Pipeline
from cleaner.config import Config, find_config, read_config
from cleaner.document import ConfigError


def test_an_empty_file_is_the_default(write) -> None:
    assert Pipeline(read_config(write("")).build()) == Pipeline.default()


def test_a_table_holds_the_options_of_a_stage(write) -> None:
    path = write(f'stages = ["decode", "{REDACT}"]\n["{REDACT}"]\nwords = ["张三"]\ntimes = 2\n')
    pipeline = Pipeline.from_config(path)
    assert pipeline("张三在此".encode()).text == "**在此"


def test_another_stage_goes_by_its_own_name_too(write) -> None:
    path = write(f'stages = ["decode", "{REDACT}"]\n[redact]\nwords = ["张三"]\n')
    config = read_config(path).with_options(["redact.times=2"])
    assert Pipeline(config.build())("张三在此".encode()).text == "**在此"
    with pytest.raises(ConfigError, match="no table 'redact'"):
        read_config(write("[redact]\nwords = []\n"))


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
        ("[[site]]\nmatch = '*'\nkeep = ['^本文']", ["rules.sites", "'^本文'", "'re:'"]),
        ("[[site]]\nmatch = '*'\ndrop = ['re:(']", ["rules.sites", "'re:('", "regular expression"]),
        ("[[site]]\nmatch = '*'\ndrop = 're:^广告'", ["rules.sites.drop = 're:^广告'", "a list of strings"]),
        ("[[site]]\nmatch = ' '", ["rules.sites", "match of a site is empty"]),
        ("[site]\nmatch = '*'", ["write [[site]]"]),
        ("[rules]\nkeep = 3", ["rules.keep", "3"]),
        ("[rules]\nkeep = ['re:(']", ["'re:('", "regular expression"]),
        ("[rules]\nkeep = ['css:p[']", ["'css:p['", "CSS"]),
        ("[rules]\nkeep = ['^本文']", ["'^本文'", "'re:'"]),
        (f"stages = ['{REDACT}']\n['{REDACT}']\nmark = '*_'", ["mark", "There are: *, _"]),
        ("stages = 'decode'", ["stages"]),
        ("rules = 3", ["rules", "3"]),
        ("[rules\nkeep = []", ["TOML", "line 1"]),
        ("[rules]\nkeep = ['re:a']\n[rules]\nkeep = ['re:b']", ["Write [rules] once", "['re:A', 're:B']"]),
        ("[tool.cleaner.rules]\n[tool.cleaner.rules]", ["Write [tool.cleaner.rules] once"]),
        ("[rules]\nkeep = ['re:a']\nkeep = ['re:b']", ["twice", "['re:A', 're:B']"]),
        ("[site]\nmatch = '*'\n[site]\nmatch = 'b.cn'", ["Write [[site]], once for each site"]),
        ("[[rules]]\nkeep = ['re:a']", ["write [rules], once"]),
        ('[rules]\nkeep = ["re:\\d"]', ["single quotation marks"]),
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


def test_the_file_of_a_folder_is_found(write, tmp_path: Path) -> None:
    assert find_config(tmp_path) is None
    write("[project]\nname = 'x'\n", "pyproject.toml")
    assert find_config(tmp_path) is None
    (tmp_path / "pyproject.toml").write_bytes('description = "中文"'.encode("gb18030"))
    assert find_config(tmp_path) is None
    pyproject = write("[tool.cleaner.rules]\nkeep = []\n", "pyproject.toml")
    assert find_config(tmp_path) == pyproject
    assert find_config(tmp_path) != write("", "cleaner.toml")
