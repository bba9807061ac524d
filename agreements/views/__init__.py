"""The pages: each parses what was asked, asks one selector, and renders."""
