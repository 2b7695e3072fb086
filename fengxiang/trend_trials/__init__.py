"""Detectors of rising topics tried against each other on rises planted in real streams (docs/evaluating-trends.md)."""
