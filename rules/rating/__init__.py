"""Facts to decision, K1 to K12: base, bonuses, discounts, lanes, caps, budgets, and why not.

``rate`` decides, ``rerate`` decides over what remains of a purchase, ``trace`` tells a decision in full.
"""
