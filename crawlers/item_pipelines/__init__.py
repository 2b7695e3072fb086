"""What every harvest goes through between the spider and the disk."""
