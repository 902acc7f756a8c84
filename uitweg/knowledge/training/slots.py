"""What training tells its own pages: which addresses there are."""

from uitweg.knowledge.training.public_views.everything import training_pages
from uitweg.knowledge.training.public_views.published import addresses

addresses.register(training_pages)
