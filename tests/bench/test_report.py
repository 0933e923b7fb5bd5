import json

from tests.bench.report import show, summary

ROUNDS = [{"ours": 2.0, "theirs": 4.0}, {"ours": 3.0, "theirs": 4.0}, {"ours": 9.0, "theirs": 6.0}]


def test_the_ratio_is_the_median_of_the_rounds_ratios() -> None:
    figures = summary("ours", ROUNDS)
    assert figures["theirs"] == {"median": 4.0, "min": 4.0, "max": 6.0, "ratio": 0.75}
    assert figures["ours"] == {"median": 3.0, "min": 2.0, "max": 9.0, "ratio": 1.0}


def test_a_table_for_people_and_json_for_programs() -> None:
    table = show("Fast?", "ms", "ours", ROUNDS, as_json=False)
    assert "Fast?\n3 rounds, ms" in table
    assert "theirs     4.000     4.000     6.000  0.75" in table
    report = json.loads(show("Fast?", "ms", "ours", ROUNDS, as_json=True))
    assert report["rounds"] == ROUNDS and report["summary"] == summary("ours", ROUNDS)
