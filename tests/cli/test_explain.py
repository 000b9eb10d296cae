"""`cleaner explain`: on a terminal, as JSON, as a page."""

from __future__ import annotations

import gzip
import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import WITH_TESTS, run_cleaner

from cleaner.cli.explain import command


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "页.html"
    path.write_text(
        "<html><body><h1>题目</h1><p>正文一段，很长很长。\x1b[31m</p></body></html>", encoding="utf-8"
    )
    return path


def test_the_terminal_shows_blocks_and_no_control_characters(page: Path) -> None:
    shown = CliRunner().invoke(command, [str(page), "--stages", "parse,layout"])
    assert shown.exit_code == 0, shown.output
    assert "题目" in shown.stdout
    assert "\x1b" not in shown.stdout


def test_a_terminal_strikes_what_is_left_out(page: Path) -> None:
    drop = ["--set", "rules.drop=re:正文", "--stages", "parse,rules,layout"]
    coloured = CliRunner().invoke(command, [str(page), *drop], env={"FORCE_COLOR": "1", "TERM": "xterm"})
    assert "\x1b[2;9m正文一段" in coloured.stdout
    assert "题目" in coloured.stdout
    assert "\x1b[31m" not in coloured.stdout  # comes from the document
    plain = CliRunner().invoke(command, [str(page), *drop], env={"FORCE_COLOR": ""})
    assert "- boilerplate   正文一段" in plain.stdout


def test_json_holds_everything(page: Path) -> None:
    shown = CliRunner().invoke(command, [str(page), "--json"])
    told = json.loads(shown.stdout)
    assert told["id"] == str(page)
    assert {"status", "text", "title", "metadata", "blocks", "changes", "characters"} <= set(told)
    assert any("题目" in block["text"] for block in told["blocks"])


def test_standard_input_is_a_document_too() -> None:
    assert "好" in CliRunner().invoke(command, [], input="好".encode()).stdout


def test_html_is_written_to_a_file(page: Path, tmp_path: Path) -> None:
    out = tmp_path / "why.html"
    assert CliRunner().invoke(command, [str(page), "--html", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_document_that_fails_has_status_1_and_a_file_that_is_missing_2(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    shown = CliRunner().invoke(command, [str(picture)])
    assert (shown.exit_code, "PNG" in shown.stdout) == (1, True)
    assert CliRunner().invoke(command, [str(tmp_path / "none")]).exit_code == 2


def test_a_page_that_cannot_be_written_is_told(page: Path, tmp_path: Path) -> None:
    shown = CliRunner().invoke(command, [str(page), "--html", str(tmp_path / "none" / "why.html")])
    assert (shown.exit_code, "cannot be written: No such file" in shown.output) == (2, True)


def test_it_speaks_the_language_of_the_locale_or_of_the_option(page: Path) -> None:
    drop = [str(page), "--set", "rules.drop=re:正文"]
    chinese = CliRunner().invoke(command, drop, env={"LC_ALL": "zh_CN.UTF-8"}).stdout
    assert "成功" in chinese
    assert "按规则 're:正文' 删去" in chinese
    english = CliRunner().invoke(command, [*drop, "--lang", "en"], env={"LC_ALL": "zh_CN.UTF-8"}).stdout
    assert "left out by the rule 're:正文'" in english


def test_json_is_the_same_in_every_language(page: Path) -> None:
    shown = [
        CliRunner().invoke(command, [str(page), "--json", "--lang", name]).stdout for name in ("en", "zh")
    ]
    assert shown[0] == shown[1]


def test_what_is_told_to_change_a_decision_changes_it(tmp_path: Path) -> None:
    source = tmp_path / "news.txt"
    source.write_text(
        "大會閉幕(上)\n來源：某某日報 2021-01-01 09:00\n代表們認真履職，大會圓滿完成各項議程。\n"
        "相關閱讀\n· \"會議\"'一'\n",
        encoding="utf-8",
    )
    blocks = json.loads(CliRunner().invoke(command, [str(source), "--json"]).stdout)["blocks"]
    assert {block["kept"] for block in blocks} == {True, False}
    for number, block in enumerate(blocks):
        (tmp_path / "cleaner.toml").write_text(block["to_change"], encoding="utf-8")
        options = ["--json", "--config", str(tmp_path / "cleaner.toml")]
        changed = json.loads(CliRunner().invoke(command, [str(source), *options]).stdout)["blocks"]
        assert changed[number]["kept"] is not block["kept"]
        assert changed[number]["to_change"] == ""


@pytest.mark.slow
def test_limits_hold_for_a_single_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("HANG", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"x" * (2 << 20))
    limited = ("--stages", "poison:Poison", "--timeout", 1)
    for verb in ((), ("explain",)):
        done = run_cleaner(*verb, tmp_path / "a.txt", *limited, environment=WITH_TESTS)
        assert done.returncode == 1
        assert b"timed out" in done.stdout + done.stderr
        done = run_cleaner(*verb, tmp_path / "b.txt", "--max-size", 1)
        assert done.returncode in (1, 2)
        assert b"--max-size" in done.stderr


def test_the_page_does_not_replace_the_document(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>正文。</p>", encoding="utf-8")
    (tmp_path / "b.html").symlink_to("a.html")
    before = (tmp_path / "a.html").read_bytes()
    for name in ("a.html", "b.html"):
        done = run_cleaner("explain", tmp_path / "a.html", "--html", tmp_path / name)
        assert done.returncode == 2
        assert (tmp_path / "a.html").read_bytes() == before


def records(folder: Path, name: str = "docs.jsonl", count: int = 8) -> Path:
    """A file of records with a page each, the numbers of which are their ids."""
    lines = [
        {"nr": n, "html": f"<p>第{n}篇的正文，写在这里。</p>", "url": f"https://a.cn/{n}"}
        for n in range(count)
    ]
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


FIELDS = ("--text-field", "html", "--id-field", "nr")


@pytest.mark.parametrize("name", ["docs.jsonl", "docs.jsonl.gz", "-"])
def test_a_record_is_chosen_by_its_id(tmp_path: Path, name: str) -> None:
    path = records(tmp_path, "docs.jsonl" if name == "-" else name)
    given = ["-", "--jsonl"] if name == "-" else [str(path)]
    shown = CliRunner().invoke(command, [*given, *FIELDS, "--id", "6", "--json"], input=path.read_bytes())
    told = json.loads(shown.stdout)
    assert (told["id"], told["text"]) == ("6", "第6篇的正文，写在这里。")
    assert told["metadata"]["url"] == "https://a.cn/6"


@pytest.mark.parametrize("wanted", ["2", "docs.jsonl/2"])
def test_a_record_with_an_id_is_chosen_by_its_number_too(tmp_path: Path, wanted: str) -> None:
    lines = [json.dumps({"id": name, "text": f"{name}的正文，写在这里。"}) for name in ("甲", "乙", "1")]
    path = tmp_path / "docs.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    shown = CliRunner().invoke(command, [str(path), "--id", wanted, "--json"])
    assert json.loads(shown.stdout)["text"] == "乙的正文，写在这里。"
    shown = CliRunner().invoke(command, [str(path), "--id", "1", "--json"])
    assert json.loads(shown.stdout)["text"] == "1的正文，写在这里。"


def test_a_member_of_an_archive_or_folder_is_chosen_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in "ab":
        (tmp_path / "in" / f"{name}.txt").write_text(f"文件{name}的正文。", encoding="utf-8")
    with tarfile.open(tmp_path / "all.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "in", "in")
    for given, name in (("all.tar.gz", "in/b.txt"), ("in", "b.txt")):
        shown = CliRunner().invoke(command, [str(tmp_path / given), "--id", name, "--json"])
        assert json.loads(shown.stdout)["text"] == "文件b的正文。"


def test_what_holds_several_documents_asks_for_a_choice(tmp_path: Path) -> None:
    path = records(tmp_path)
    several = CliRunner().invoke(command, [str(path), *FIELDS])
    assert (several.exit_code, several.stdout) == (2, "")
    assert "choose one with --id: 0, 1, 2, 3, 4, …\n" in several.stderr
    wrong = CliRunner().invoke(command, [str(path), *FIELDS, "--id", "9"])
    assert (wrong.exit_code, "no document '9' (there: 0, 1, 2, 3, 4, …)" in wrong.stderr) == (2, True)
    unnamed = CliRunner().invoke(command, [str(path), "--id", "6"])
    assert (unnamed.exit_code, "no field 'text'" in unnamed.stderr) == (2, True)
    only = CliRunner().invoke(command, [str(records(tmp_path, count=1)), *FIELDS])
    assert "第0篇" in only.stdout


def test_piped_records_are_noticed(tmp_path: Path) -> None:
    shown = CliRunner().invoke(command, [], input=records(tmp_path).read_bytes())
    assert "--jsonl reads a field of each" in shown.stderr
    assert not CliRunner().invoke(command, [], input="正文一段。".encode()).stderr


def test_a_damaged_container_is_told(tmp_path: Path) -> None:
    path = records(tmp_path, "docs.jsonl.gz", 3000)
    path.write_bytes(path.read_bytes()[:4000])
    shown = CliRunner().invoke(command, [str(path), *FIELDS, "--id", "2999"])
    assert (shown.exit_code, "docs.jsonl.gz/after-" in shown.stderr) == (2, True)


def test_an_address_lets_rules_for_sites_be_tried(page: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[[site]]\nmatch = '*.example.cn'\ndrop = ['re:正文一段']\n", encoding="utf-8")
    given = [str(page), "--config", str(rules)]
    assert "left out by the rule" not in CliRunner().invoke(command, given).stdout
    shown = CliRunner().invoke(command, [*given, "--url", "https://news.example.cn/1"]).stdout
    assert "left out by the rule 're:正文一段'" in shown
