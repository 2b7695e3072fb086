"""Drops of feeling planted in labelled posts and in a home's own past: what ours and simpler rules make of them."""
