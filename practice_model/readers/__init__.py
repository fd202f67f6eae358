"""The world, in: the only place that opens files."""
