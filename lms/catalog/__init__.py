"""Course packs: read once at the start into frozen objects, or refused with every error at once."""
