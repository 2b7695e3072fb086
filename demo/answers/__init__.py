"""The addresses, one file a platform: each answer is made from what was asked and the network, as of an instant."""
