"""The paragraphs that come along, in French and in English."""
