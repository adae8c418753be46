"""Pictures of money: one geometry each, two painters.

A picture's module (``stages``, ``flow``, ``path``, ``progress``) turns a small frozen dataclass of
labels and cents into a ``Picture``: plain shapes in user units, y downwards. ``svg`` paints it for
pages, ``pdf`` for documents; neither computes anything. Every picture comes with the ``ChartTable``
that says the same in figures.
"""
