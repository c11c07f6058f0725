"""Layers: one file a kind, the operation with its derivative first, then the layer."""
