"""Tools that know no feature: database, errors, clock, storage, jobs, images, markup, languages, the web gate."""
