"""Question banks as other systems write them: GIFT, Moodle XML and our CSV template, read and written. Pure."""
