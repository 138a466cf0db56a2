"""Lesson pages and progress."""
