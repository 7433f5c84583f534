"""What happens on the disk: locks, scratch copies, replacing a file in one step."""
