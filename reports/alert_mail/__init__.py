"""The parts of an alert's mail: what is asked of the warehouse, and how each answer is said."""
