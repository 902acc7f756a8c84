"""Addresses of the channel on the staff door: each room has its own."""

from uitweg.channel.answers import urls as answers
from uitweg.channel.attachments import urls as attachments

urlpatterns = [*answers.urlpatterns, *attachments.urlpatterns]
