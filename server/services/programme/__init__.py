"""The programme as people change it: edited piece by piece, compared, reviewed, published."""
