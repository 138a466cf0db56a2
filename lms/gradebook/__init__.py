"""Results, append-only; the final score and the predikat are derived from them."""
