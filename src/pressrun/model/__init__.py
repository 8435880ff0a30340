"""The words of the trade as frozen values. No input, no output, no clock."""
