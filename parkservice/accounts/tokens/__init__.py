"""Tokens for programs: each acts with exactly the rights of one posting of its holder."""
