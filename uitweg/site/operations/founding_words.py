"""What `./run init` and `./run confirm` say, in the language of `UITWEG_LANGUAGE`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FoundingWords:
    """Sentences of both; `made` and `confirmed` have placeholders that `founding.py` fills in."""

    say_who: str
    has_members: str
    ask_name: str
    ask_login: str
    wrong_login: str
    confirmed: str
    nothing_to_confirm: str
    made: str


DUTCH = FoundingWords(
    say_who="Geef --name en --login, of start dit waar het je iets kan vragen.",
    has_members="Deze installatie heeft al leden; een teamleider nodigt de anderen uit.",
    ask_name="Naam van het eerste lid, een teamleider: ",
    ask_login="Inlognaam (bijvoorbeeld fatima): ",
    wrong_login="Een inlognaam is 2 tot 40 tekens: a-z, 0-9, - en _.",
    confirmed="Bevestigd: {name}. Het staat in het logboek.",
    nothing_to_confirm="Bij deze inlognaam valt niets te bevestigen.",
    made="""\
De teamsleutel: {fingerprint}

HERSTELBLAD. Print dit of schrijf het over, en leg het in een kluis. Het staat hier één keer.
Wie deze 24 woorden heeft en kan inloggen, haalt de teamsleutel terug.

{sheet}

Eerste lid: {name}, teamleider
  inlognaam:  {login}
  wachtzin:   {phrase}
  telefoon:   {totp}
Schrijf de wachtzin op tot je hem kent. Open een app voor inlogcodes op je telefoon
en scan dit vierkant, of typ de letters achter ‘telefoon’ over.

{qr}
Hierna:
  1. Leg het herstelblad weg en maak dit scherm leeg.
  2. Zet het nummer van jullie eigen zorgcoördinator in UITWEG_COORDINATOR
     (nu staat op de site {number}), en start de drie delen naast elkaar:
     {start}
  3. Open {staff_url}/ en log in met inlognaam, wachtzin en de code op je telefoon.
  4. Nodig bij Leden een zorgcoördinator uit: alleen die opent een casus.
  5. Heeft je collega meegedaan? Geef dan bij Leden de sleutel.
  6. Zie je zelf dat deze collega iemand anders is dan het eerste lid? Zeg het hier, één keer:
     {command} confirm INLOGNAAM    Daarna zijn jullie met twee mensen, en laten die anderen toe.
  7. Schrijf zelf een proefmelding op {public_url}/schrijven/ en antwoord erop.
Tot dat gedaan is, staat op Nu wat de volgende stap is.
""",
)

ENGLISH = FoundingWords(
    say_who="Say --name and --login, or run this where it can ask.",
    has_members="This installation has members already; a lead invites the others.",
    ask_name="Name of the first member, a lead: ",
    ask_login="Login name (such as fatima): ",
    wrong_login="A login name is 2 to 40 of a-z, 0-9, - and _.",
    confirmed="Confirmed: {name}. It is in the audit log.",
    nothing_to_confirm="There is nothing to confirm for this login name.",
    made="""\
The team's key: {fingerprint}

RECOVERY SHEET. Print or copy this and keep it in a safe; it is shown only now.
Whoever has these 24 words and can log in gets the team's key back.

{sheet}

First member: {name}, lead (teamleider)
  login:      {login}
  passphrase: {phrase}
  phone code: {totp}
Write the passphrase down until you know it. Open an authenticator app on your phone
and scan this square, or type the letters after 'phone code'.

{qr}
Next:
  1. Put the recovery sheet away and clear this screen.
  2. Put the number of your own coordinator in UITWEG_COORDINATOR
     (the site shows {number} now), and start the three parts beside each other:
     {start}
  3. Open {staff_url}/ and log in with login name, passphrase and the code on your phone.
  4. At Leden, invite a care coordinator (zorgcoördinator): only they open a case.
  5. When your colleague has joined, give them the key, also at Leden.
  6. Do you see yourself that this colleague is not the first member? Say so here, once:
     {command} confirm LOGIN    From then on you are two people, who admit others.
  7. Write a report of your own at {public_url}/schrijven/ and answer it.
Until that is done, the page Nu says what the next step is.
""",
)

WORDS = {"nl": DUTCH, "en": ENGLISH}
