"""Counts in words, for what a page says of itself: such a count is no figure of the brief."""

SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(count: int) -> str:
    """A count under a thousand in words; 0 is "no".

    >>> in_words(0), in_words(7), in_words(43), in_words(112)
    ('no', 'seven', 'forty-three', 'one hundred twelve')
    """
    if not 0 <= count < 1000:  # noqa: PLR2004
        raise ValueError(f"must lie from 0 to 999, not {count}")
    hundreds, rest = divmod(count, 100)
    head = f"{SMALL[hundreds]} hundred" if hundreds else ""
    if not rest and head:
        return head
    if rest < len(SMALL):
        tail = SMALL[rest]
    else:
        tens, ones = divmod(rest, 10)
        tail = TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else "")
    return f"{head} {tail}".strip()
