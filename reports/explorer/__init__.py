"""Pages on which an analyst picks theme, words, platform and days, and looks at the published warehouse live.

One module a view (volume, sentiment, evidence, search): what it asks and how it shows the answer. Everything here is
pure: a connection and what was asked in, a page out. The server around it stands in the roof.
"""
