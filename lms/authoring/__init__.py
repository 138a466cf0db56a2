"""Course packs as their authors work on them: proposed, previewed, and exchanged with other systems."""
