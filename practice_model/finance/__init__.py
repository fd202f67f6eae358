"""Money over time: present value, loans, returns, depreciation and tax, leasing, capital value."""
