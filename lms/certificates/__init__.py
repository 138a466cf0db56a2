"""Who has earned a certificate, its number, its frozen facts, its print, its verification."""
