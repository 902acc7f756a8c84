"""Error messages that forms of several parts share."""

TOO_LONG = "Dit is te lang. Kijk of je iets dubbel hebt geplakt."
UNSTORABLE = "Hier staat een teken dat we niet kunnen bewaren. Typ het opnieuw."
