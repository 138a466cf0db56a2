"""Batches (angkatan), who is in them, class sessions, attendance and deadlines."""
