"""Documents as PDF: each a frozen dataclass of what it says and a function that draws it to bytes.

Nothing here queries: all that is shown is computed before drawing, so the figures are tested
without a PDF, and the same content gives the same bytes.
"""

# Before any module of ReportLab that takes its font for good when it is imported.
import fundtracker.documents.typefaces  # noqa: F401
