"""Rival versions are kept with who asserts and who denies, and what lies outside the statements is only background."""

import re

import pytest

from agreements.choices import Direction, Reliability, Stance


@pytest.mark.parametrize(
    ("key", "asserting", "denying"),
    [
        pytest.param(
            "2022-03-27-pull-back-from-parukh-announced", {"russia"}, {"azerbaijan", "armenia"}, id="pull-back in 2022"
        ),
        pytest.param("2022-03-26-breach-at-parukh-stated-by-russia", {"russia"}, {"azerbaijan"}, id="breach in 2022"),
        pytest.param("2023-03-05-azerbaijani-soldiers-fired-first", {"russia"}, {"azerbaijan"}, id="5 March, one way"),
        pytest.param("2023-03-05-fire-from-stopped-vehicle", {"azerbaijan"}, {"armenia"}, id="5 March, the other way"),
        pytest.param("2022-12-12-closure-begins", {"armenia", "russia"}, {"azerbaijan"}, id="closure of the corridor"),
        pytest.param("2023-09-20-no-army-since-august-2021", {"armenia"}, {"azerbaijan"}, id="forces gone"),
        pytest.param(
            "2023-09-27-armenian-forces-said-never-to-have-left", {"azerbaijan"}, {"armenia"}, id="forces never gone"
        ),
    ],
)
def test_rival_versions_are_one_piece_of_evidence_with_who_asserts_and_who_denies(evidence, key, asserting, denying):
    said = {
        stance: {one.claimant for one in evidence[key].citations if one.stance is stance and one.claimant}
        for stance in Stance
    }
    assert asserting <= said[Stance.ASSERTS]
    assert denying <= said[Stance.DENIES]


def test_the_numbers_of_14_december_2020_are_kept_as_each_source_prints_them(evidence):
    figures = evidence["2020-12-14-exchange-of-captives"].figures
    values = {
        name: {int(one.value) for one in figures if one.indicator == name}
        for name in {one.indicator for one in figures}
    }
    assert values["captives-handed-to-armenia"] == {44}
    assert values["captives-handed-to-azerbaijan"] == {12, 14}


@pytest.mark.parametrize(
    "key",
    [
        "2021-12-04-ten-captives-to-armenia",
        "2021-12-19-ten-captives-to-armenia",
        "2022-10-04-seventeen-captives-to-armenia",
    ],
)
def test_captives_of_the_state_border_are_background_with_the_reason(evidence, key):
    links = evidence[key].links
    assert {link.direction for link in links} == {Direction.CONTEXT}
    assert all("state border" in link.note for link in links)


def test_later_instruments_are_background(evidence):
    later = [key for key in evidence if re.search("sochi-statement|prague|brussels|washington|tripp", key)]
    assert len(later) >= 5
    assert {link.direction for key in later for link in evidence[key].links} == {Direction.CONTEXT}


@pytest.mark.parametrize(
    ("reference", "actors"),
    [("2020-11-10/9.a", {"azerbaijan", "armenia", "russia"}), ("2020-11-10/9", {"azerbaijan", "armenia", "russia"})],
)
def test_whether_later_instruments_perform_or_replace_point_9_is_kept_as_readings(seeds, reference, actors):
    later = {
        reading.actor for reading in seeds.section("readings") if reading.ref == reference and "202" in reading.key
    }
    assert actors <= later


def test_what_rests_on_low_grade_aggregators_alone_says_so(seeds, evidence):
    reliability = {one.slug: one.reliability for one in seeds.section("publishers")}
    source = {one.key: one for one in seeds.section("sources")}
    low = [
        piece
        for piece in evidence.values()
        if all(reliability[source[said.source].publisher] is Reliability.D for said in piece.citations)
    ]
    assert low
    assert [piece.key for piece in low if not piece.note] == []


def test_every_verdict_of_the_full_record_gives_its_reasons_and_limits(seeds):
    """Two to five sentences; an abbreviation with a full stop may look like one more."""
    full = [one for one in seeds.section("assessments") if one.method_version == "1.1"]
    sentences = {one.key: len(re.findall(r"[.?!][\"”]?(?:\s|$)", one.rationale)) for one in full}
    assert {key: count for key, count in sentences.items() if not 2 <= count <= 6} == {}
    assert [one.key for one in full if not one.limits] == []
