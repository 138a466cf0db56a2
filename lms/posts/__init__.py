"""Posts: a trainee's draft, its revisions and photos, until it is passed."""
