"""PDF for archives, with its fonts inside."""

from geo_app.papers.paper import PaperFormat
from geo_app.papers.typeset import pdf_of

FORMAT = PaperFormat("pdf", "PDF", "PDF", ".pdf", "application/pdf", pdf_of)
