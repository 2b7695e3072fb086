"""The longer queries of sections, one file a section: what a section asks is read apart from how it is told."""
