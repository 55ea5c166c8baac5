"""Everything that shows what Tandem does; the folders mirror the packages."""
