"""What a youngster gets to see of the own case: one member chooses, another reads, it leaves."""
