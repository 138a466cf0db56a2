"""A made-up city to show the product with: invented people in Palembang's real offices, their posts, photos and verdicts.

Everything is written through the services, with the people who would have done it and moments before the present, so each
number on each page can be traced. The same seed draws the same city every time.
"""
