"""Measuring at a hundred thousand pieces of evidence: `python -m tests.benchmarks`."""
