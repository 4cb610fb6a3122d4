"""Why a sentence did or did not fire."""

from __future__ import annotations

import math

import pytest

import lorscore
from lorscore.extract import why as module
from lorscore.extract.classify import sentence_model
from lorscore.extract.judge import mix
from lorscore.extract.why import why

TEXT = "She is in the top 5 percent of our students. She called the family twice. They were relieved. Nobody is better."


def test_the_reasons_add_up_to_what_the_models_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REASONS", 1000)
    monkeypatch.setattr(module, "_LEAST", 0.0)
    model, heard = sentence_model(), mix().heard
    compared = 0
    for one in why(lorscore.pipeline()(TEXT), 0, len(TEXT)):
        for j, judged in enumerate(one.judged):
            if 0.05 < judged.probability < 0.95:  # probabilities are kept with four places
                constant = heard[judged.label].intercept + heard[judged.label].model * float(model.intercepts[j])
                odds = math.log(judged.probability / (1 - judged.probability))
                assert constant + sum(weight for _, weight in judged.reasons) == pytest.approx(odds, abs=0.02)
                compared += 1
    assert compared > 5


def test_only_an_example_after_an_example_goes_on() -> None:
    going = [
        (k, judged.label)
        for k, one in enumerate(why(lorscore.pipeline()(TEXT), 0, len(TEXT)))
        for judged in one.judged
        if "the story goes on" in dict(judged.reasons)
    ]
    assert {label for _, label in going} == {"example"}
    assert (0, "example") not in going
    assert (2, "example") in going


def test_a_rule_held_back_says_why() -> None:
    text = "The patient was kind."
    told = why(lorscore.pipeline()(text), 0, len(text))[0]
    assert "generic.trait" not in [rule for rule, _ in told.matched]
    reason = {rule: reason for rule, _, reason in told.held_back}["generic.trait"]
    assert reason == "the clause is about patient, the rule asks for applicant or applicant_thing"
