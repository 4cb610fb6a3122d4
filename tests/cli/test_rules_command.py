"""``lorscore rules``: a rule is shown whole, as a rule file has it."""

from __future__ import annotations

import pytest

from lorscore.cli import main
from lorscore.guide.rules import parse, shipped


def test_a_rule_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "img.english-shown"]) == 0
    out = capsys.readouterr().out
    assert "  shown: by behaviour\n" in out
    assert '    [{LOWER = "english"}, {LOWER = {NOT_IN = ["."]}, OP = "*"}, {LOWER = "native"}' in out
    assert main(["rules", "show", "comparative.top-percent"]) == 0
    assert "  criterion: comparative\n  strength: strong\n" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["comparative.than-usual", "doubt.early", "inflated.cosmic"])
def test_shown_patterns_are_those_of_the_rule(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    rule = next(r for r in shipped() if r.id == name)
    main(["rules", "show", name])
    shown = capsys.readouterr().out.split("  patterns:\n")[1].split("  finds:\n")[0]
    text = f"""
        [[rule]]
        id = "again"
        kind = "custom"
        explain = "Why."
        source = "own"
        hits = ["It is [so]."]
        misses = ["It is."]
        patterns = [{", ".join(shown.splitlines())}]
    """
    assert parse(text, "again.toml")[0].patterns == rule.patterns


def test_a_rule_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "comparative.percent"]) == 2
    assert "There is no rule 'comparative.percent'." in capsys.readouterr().err
