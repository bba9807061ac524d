"""Small invented seed folders: one whole agreement as plain values, to be changed by a case and written as YAML."""

import copy
import re
from collections.abc import Mapping
from functools import reduce
from operator import getitem
from pathlib import Path

import yaml

FERRY = """
actors:
- {slug: northferry, name: Northferry, other_names: [Kingdom of Northferry], kind: state}
- {slug: southferry, name: Southferry, kind: state}
names:
- {slug: ferry-island, label: Ferry Island, kind: place, usages: [
    {actor: northferry, wording: Long Island}, {actor: southferry, wording: Isle of Eels}]}
publishers:
- {slug: ferry-gazette, name: Gazette, kind: state, country: NO, affiliated_actor: northferry, reliability: B}
- {slug: ferry-courier, name: Courier, kind: private}
sources:
- {key: ferry-treaty, publisher: ferry-gazette, title: Treaty, published: 1999-05, accessed_on: 2000-01-01,
   language: en, url: "https://ferry.example/treaty"}
- {key: ferry-report, publisher: ferry-courier, title: Landing rebuilt, published: 1999-06-02, language: nb}
agreements:
- {slug: 1999-ferry, title: Ferry Treaty, aliases: [Treaty of the Landing], signed_on: 1999-05-01, pax_id: 7,
   covered_until: 2000-03-31,
   in_force_at: "1999-05-02T00:00:00+02:00", time_zone: Europe/Oslo, parties: [southferry, northferry]}
clauses:
- {ref: 1999-ferry/1, heading: The landing}
- {ref: 1999-ferry/1.a, heading: Rebuilding, duty: Northferry rebuilds it., obligation: result, topic: infrastructure,
   roles: [{actor: northferry, role: obliged, basis: stated}, {actor: southferry, role: beneficiary, basis: inferred}],
   links: [{to: 1999-ferry/2, kind: depends_on}],
   texts: [{language: nb, kind: official, text: An invented wording., source: ferry-treaty}], deadlines: [
    {key: rebuilt, label: Landing rebuilt, kind: fixed, due_on: 1999-06-01, time_zone: Europe/Oslo, changes: [
      {due_on: 1999-07-01, agreed_on: 1999-05, agreed_by: [southferry, northferry], source: ferry-report}]},
    {key: opened, label: Landing opened, kind: relative, anchor: 1999-ferry/1.a#rebuilt, offset: P1M, inclusive: no}]}
- {ref: 1999-ferry/2, heading: Term, duty: The treaty renews itself., obligation: procedural, topic: other, deadlines: [
    {key: term, label: End of the term, kind: renewal, offset: P5Y, notice: P6M}]}
readings:
- {key: southferry-on-1a, ref: 1999-ferry/1.a, actor: southferry, text: Rebuilt means in stone., source: ferry-treaty}
- {key: northferry-on-all, ref: 1999-ferry, actor: northferry, text: A declaration., source: ferry-treaty}
indicators:
- {slug: ferry-piles, name: Piles driven, unit: piles, kind: cumulative}
evidence:
- key: 1999-ferry-landing
  occurred: 1999-05-30/1999-06-01
  summary: The Courier reports the landing rebuilt; Southferry denies it.
  entered_by: editor
  entered_at: "1999-06-03T12:00:00Z"
  citations:
  - {source: ferry-report, locator: lines 1-4, claimant: northferry, relayed_through: [Wire], credibility: 2}
  - {source: ferry-treaty, stance: denies, claimant: southferry}
  links:
  - {to: 1999-ferry/1.a, direction: supports, party: northferry, meets: 1999-ferry/1.a#rebuilt}
  - {to: 1999-ferry/2, direction: context}
  figures: [{indicator: ferry-piles, value: "1400.50", as_printed: some 1.400, qualifier: about, flag: garbled,
             proposed_value: 140, source: ferry-report}]
- {key: 1999-ferry-quiet, occurred: 1999-06, summary: Nothing moved., citations: [{source: ferry-report}],
   entered_by: editor, entered_at: "1999-07-03T12:00:00Z"}
assessments:
- {key: 1999-ferry-1a, ref: 1999-ferry/1.a, party: northferry, effective_on: 1999-06-01, performance: fulfilled,
   confidence: low, rationale: One report against one denial., method_version: 1, proposed_by: editor,
   approved_by: reviewer, decided_at: "1999-06-04T12:00:00Z", cites: [1999-ferry-quiet, 1999-ferry-landing]}
"""

Sections = dict[str, list[dict]]


def ferry(word: str = "ferry") -> Sections:
    """Return the Ferry Treaty anew; another `word` makes another agreement that shares nothing with it but people."""
    return yaml.load(FERRY.replace("ferry", word), Loader=yaml.BaseLoader)


def at(sections: Sections, key_path: str) -> object:
    """Return the value at a key path such as `evidence[0].links[0].to`, the sections themselves where it is empty."""
    parts = re.findall(r"[^.\[\]]+", key_path)
    return reduce(getitem, (int(part) if part.isdigit() else part for part in parts), sections)


def changed(sections: Sections, changes: Mapping[str, object]) -> Sections:
    """Return the sections with values put at key paths, or added to a list."""
    sections = copy.deepcopy(sections)
    for key_path, value in changes.items():
        above, last = re.fullmatch(r"(.*?)[.\[]?(\w+)\]?", key_path).groups()
        place = at(sections, above)
        if isinstance(place, dict):
            place[last] = value
        else:
            place[int(last) : int(last) + 1] = [value]
    return sections


def write_seeds(folder: Path, sections: Sections, names: Mapping[str, str] | None = None) -> Path:
    """Write a file for each section, named after it or as `names` says; return the folder."""
    for section, rows in sections.items():
        text = yaml.dump({section: rows}, sort_keys=False, allow_unicode=True, width=1000)
        (folder / f"{(names or {}).get(section, section)}.yaml").write_text(text, encoding="utf-8")
    return folder
