"""Enforcement: who is inspected by whom, drawn at random so that anybody can check it."""
