"""What the targets of the Makefile call: start, back up, restore, take pictures."""
