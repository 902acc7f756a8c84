"""The addresses of the duty pages."""

urlpatterns: list[object] = []
