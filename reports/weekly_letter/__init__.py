"""The parts of the weekly mail: topics, alerts, what is missing, where evidence stands, what is enclosed."""
