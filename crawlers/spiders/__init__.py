"""One spider a platform, named after it. A file here is all the registration there is."""
