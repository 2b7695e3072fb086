"""What a new platform starts from (`python -m crawlers.template NAME`)."""
