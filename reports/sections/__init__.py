"""One file a section of the weekly report; see reports/section.py for what a section declares."""
