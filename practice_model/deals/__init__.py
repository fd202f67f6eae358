"""Deals: what is on the table, one file a deal; a deal imports no other deal."""
