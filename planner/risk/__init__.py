"""Risk: uncertain inputs, draws that anybody can make again from their numbers, and what comes of them."""
