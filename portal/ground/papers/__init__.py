"""One description of a report, written as XLSX, PDF, DOCX or CSV. Each writer leaves a whole file or none."""
