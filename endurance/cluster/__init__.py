"""Three machines as network and mount namespaces of this one, with deploy/cluster as it stands."""
