"""The world, out: briefs, documents, batch and command line."""
