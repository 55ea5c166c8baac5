"""Where marketers write campaigns: list, gallery, editor, tries, examples and what-ifs."""
