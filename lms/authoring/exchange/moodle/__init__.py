"""Moodle XML: the questions of a file, and back."""
