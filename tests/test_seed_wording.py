"""How the record is worded: short files, and loaded words only where somebody else says them."""

import re

from tests.seed_documents import SEEDS, own_texts

LOADED = re.compile(
    r"\b(?:occup\w*|liberat\w*|separatis\w*|regimes?|aggress\w*|ethnic cleansing|[\w-]*terroris\w*"
    r"|puppets?|blockad\w*|genocid\w*|so-called|martyr\w*|inva[ds]\w*|enem(?:y|ies)|juntas?|militants?|bandit\w*)\b",
    re.IGNORECASE,
)
ATTRIBUTED = {
    ("2023-03-28-us-calls-to-reopen-corridor", "blockade"): "said to be RFE/RL's term",
    ("2020-11-10-6c-2023-03-28", "blockade"): "what Azerbaijan's president denied",
    ("2020-11-10-6g-2023-03-28", "blockade"): "what Azerbaijan denied",
    ("6d-armenia-2023", "blockade"): "said to be the Armenian ministry's word",
    ("6g-azerbaijan-2023-vehicles", "blockade"): "what Azerbaijan's president denied",
    ("1-azerbaijan-2023", "counter-terrorism"): "how Azerbaijan described its operation",
    ("8a-azerbaijan-2021", "counter-terrorism"): "how Azerbaijan's Foreign Ministry described its operation",
}
"""Loaded words that stand once outside quotation marks because the sentence says whose they are."""


def test_seed_files_are_short_and_say_what_they_hold():
    files = {path.relative_to(SEEDS): path.read_text(encoding="utf-8").splitlines() for path in SEEDS.rglob("*.yaml")}
    assert [str(path) for path, lines in files.items() if len(lines) > 200 or not lines[0].startswith("# ")] == []


def test_loaded_words_stand_in_quotation_marks_or_are_attributed(seeds):
    found = [
        (key, word.lower())
        for _, key, text in own_texts(seeds)
        for word in LOADED.findall(re.sub(r'["“][^"“”]*["”]', " … ", text))
    ]
    assert sorted(found) == sorted(ATTRIBUTED)
