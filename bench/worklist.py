def figures(city, *, small):
    return []
