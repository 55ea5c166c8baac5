"""Taking events in: from what a partner reported to what is on disk and answered, many at a time.

``intake`` is the use case and its retries, ``batch`` the events of one commit, ``enrolment`` what becomes of
members, ``purchases`` and ``shared`` read what returns and limits need.
"""
