"""What a person sees, looked at through a real browser."""
