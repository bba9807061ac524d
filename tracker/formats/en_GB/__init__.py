"""British English, with ISO days."""
