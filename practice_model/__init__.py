"""Cost and revenue models that prepare a medical practice for its negotiations."""

__version__ = "0.4.0"
