"""Quizzes: attempts, scored by the server."""
