"""Negotiation arithmetic: where we walk away, whether there is room, what to ask and to trade."""
