"""What keeps the press going: the alarm that wakes its tick."""
