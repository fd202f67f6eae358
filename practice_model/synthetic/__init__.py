"""The synthetic practice: a seeded generator whose totals are fixed and whose patients are not."""
