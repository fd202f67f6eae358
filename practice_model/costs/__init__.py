"""What care costs: resources, the minutes that services take, the cost of a case."""
