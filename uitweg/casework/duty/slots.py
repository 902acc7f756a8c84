"""What duty shows on every staff page."""

from uitweg.platform.ui.slots import fill

fill("staff.header", "rota/in_header.html")
fill("staff.danger", "callouts/for_reader.html")
