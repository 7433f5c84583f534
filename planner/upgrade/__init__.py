"""Plans of an earlier template become plans of today's: read by what they say, mapped, written anew."""
