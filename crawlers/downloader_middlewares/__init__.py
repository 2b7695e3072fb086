"""What every answer goes through between the network and the spider."""
