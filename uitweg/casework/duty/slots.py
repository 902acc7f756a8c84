"""What duty shows on every staff page."""

from uitweg.platform.ui.slots import fill

fill("staff.header", "duty/in_header.html")
fill("staff.danger", "duty/pages_for_reader.html")
