"""What use cases give back: plain values, without files and without printing."""
