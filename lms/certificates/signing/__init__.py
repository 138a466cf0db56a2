"""Seals and electronic signatures: making them, looking at them, and the acts around certificates that wait for one.

`seal` holds the institution's key, `inspect` judges a PDF in a child process, `bsre` speaks to the signing service of BSrE;
`service` and `returning` act.
"""
