"""One file a notebook: the record of a scenario and the functions that compose it."""
