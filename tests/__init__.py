"""What Uitweg promises, as tests: rules, pages, journeys, and the house itself."""
