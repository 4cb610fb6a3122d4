"""Studies of a folder of letters: agreement, calibration, comparison, fairness, description, samples for raters.

Each study is a function that returns a `lorscore.research.study.tables.Study`; ``lorscore.research.study.output``
writes it into a folder with a manifest. The libraries behind them come with the extra ``study``.
"""
