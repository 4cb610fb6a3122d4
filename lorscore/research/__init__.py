"""Agreement, calibration, comparison, fairness, training and fitting; nothing below imports it."""
