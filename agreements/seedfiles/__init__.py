"""Seed files: YAML in folders, read into checked objects; every problem is reported with file, line and mend."""

from agreements.seedfiles.checking import check_seeds
from agreements.seedfiles.folders import DEFAULTED, SeedSet, read_seeds
from agreements.seedfiles.reading import Problem, SeedError
from agreements.seedfiles.references import IDENTIFIERS, Known, parent_reference

__all__ = [
    "DEFAULTED",
    "IDENTIFIERS",
    "Known",
    "Problem",
    "SeedError",
    "SeedSet",
    "check_seeds",
    "parent_reference",
    "read_seeds",
]
