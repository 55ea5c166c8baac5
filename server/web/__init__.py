"""What every page needs, whoever shows it: language, formats, safe headers, forms, and the running services."""
