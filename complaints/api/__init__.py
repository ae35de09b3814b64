"""Complaints, visits and calls for programs: the same rows, fields and rules as on the pages."""
