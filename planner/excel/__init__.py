"""What a running Excel is asked, on either platform. xlwings is imported here alone, and only when needed."""
