"""What points buy: the catalogue, redemptions from asking to fulfilment, vouchers."""
