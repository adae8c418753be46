"""The staff's own words in documents and letters: at their beginning, and at their end.

In French and in English, with named fields that the books fill in. A document keeps the words that
it was issued with, as the rest of its content.
"""
