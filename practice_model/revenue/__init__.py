"""What payers pay: Medicare, contracts, offers."""
