"""Evidence of competencies, append-only; the level is derived, a trainer confirms it."""
