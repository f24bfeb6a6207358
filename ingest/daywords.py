"""Names of days, months and the little words of opening hours, in seven languages."""

from __future__ import annotations

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_DAY_NAMES = (
    "mon monday mondays montag montags lun lunes lunedì lunedi lundi lundis"
    " maandag maandags segunda segundas",
    "tue tues tuesday tuesdays dienstag dienstags mar martes martedì martedi mardi mardis"
    " dinsdag dinsdags terça terças terca",
    "wed weds wednesday wednesdays mittwoch mittwochs mié mie miércoles miercoles mer mercoledì"
    " mercoledi mercredi mercredis"
    " woensdag woensdags quarta quartas",
    "thu thur thurs thursday thursdays donnerstag donnerstags jue jueves gio giovedì giovedi jeu"
    " jeudi jeudis"
    " donderdag donderdags quinta quintas",
    "fri friday fridays freitag freitags vie viernes ven venerdì venerdi vendredi vendredis"
    " vrijdag vrijdags sexta sextas",
    "sat saturday saturdays samstag samstags sonnabend sonnabends sáb sab sábado sábados sabado"
    " sabados sabato sam samedi samedis"
    " zaterdag zaterdags",
    "sun sunday sundays sonntag sonntags sonn dom domingo domingos domenica domeniche dim dimanche"
    " dimanches"
    " zondag zondags",
)
DAY_WORDS = {name: day for day, names in enumerate(_DAY_NAMES) for name in names.split()}
SHORT_DAYS = {
    "Mo": 0,
    "Tu": 1,
    "Di": 1,
    "Mi": 2,
    "Th": 3,
    "Do": 3,
    "Fr": 4,
    "Sa": 5,
    "Su": 6,
    "So": 6,
    "Ma": 0,
    "Wo": 2,
    "Vr": 4,
    "Za": 5,
    "Zo": 6,
}
"""Only as they are capitalised: "so", "do" and "di" are common words."""

_MONTH_NAMES = (
    "jan january januar jänner enero ene gennaio gen janvier janv januari janeiro",
    "feb february februar febrero febbraio février fevrier févr februari fevereiro",
    "mar march märz maerz marzo mars maart março",
    "apr april abril abr aprile avril avr",
    "may mai mayo maggio mag mei maio",
    "jun june juni junio giugno giu juin junho",
    "jul july juli julio luglio lug juillet juil julho",
    "aug august agosto ago août aout augustus",
    "sep sept september septiembre settembre set septembre setembro",
    "oct okt october oktober octubre ottobre ott octobre outubro",
    "nov november noviembre novembre novembro",
    "dec dez december dezember diciembre dic dicembre décembre decembre déc dezembro",
)
MONTH_WORDS = {name: month for month, names in enumerate(_MONTH_NAMES) for name in names.split()}

EVERY_DAY = (
    "7 days a week", "seven days a week", "every day", "daily", "täglich", "jeden tag",
    "todos los días", "todos los dias", "cada día", "diariamente", "a diario", "tutti i giorni",
    "ogni giorno", "tous les jours", "7j/7", "7/7", "todos os dias", "diariamente", "dagelijks",
    "elke dag", "iedere dag",
)  # fmt: skip
WEEKDAYS = ("weekdays", "weekday", "wochentags", "dias úteis", "doordeweeks", "werkdagen")
WEEKEND = (
    "weekends", "weekend", "week-end", "wochenende", "am wochenende", "fin de semana",
    "fines de semana", "fine settimana", "week-ends", "fim de semana", "fins de semana",
    "het weekend",
)  # fmt: skip
HOLIDAYS = (
    "public holidays", "bank holidays", "holidays", "feiertage", "feiertags", "feiertagen",
    "an feiertagen", "festivos", "festivi", "jours fériés", "jours feries", "feriados",
    "feestdagen",
)  # fmt: skip
CLOSED = _words(
    "closed geschlossen ruhetag ruhetage cerrado cerrados chiuso chiusi riposo fermé fermée",
    "fechado fechada fechados encerrado encerrada gesloten",
)
RANGE = _words(
    "- – — − to till until thru through bis a al alle au à hasta fino jusqu'à até às tot",
)
AND = _words(
    ", & + / ; | • · und and y e ed et sowie u en",
)
OPEN_END = _words(
    "from ab von desde dalle dès from: vanaf",
)
FILLER = _words(
    "uhr h hs hrs hours ore horas heures o'clock open geöffnet abierto aperto ouvert le la las los",
    "el de del du des dalle dal von jeweils immer on am an",
    "im in der den the i il nur only hour : . ( )",
    "uur van op geopend aberto aberta abertos das da os as dos",
    "we are wir haben durchgehend giorno di giorni",
)
UNCERTAIN = _words(
    "first second third fourth last every other alternate if unless weather except",
    "ersten zweiten dritten letzten jeden jeder wetter außer wenn",
    "primer primero segundo último si salvo excepto primo prima ultimo se tranne",
    "premier première dernier si sauf",
)
"""Words that make a day no ordinary day of the week."""
TITLES = _words(
    "opening openings hours hour times time open öffnungszeiten öffnungszeit unsere geöffnet",
    "sprechzeiten bürozeiten horario horarios de apertura atención orari orario di d'apertura",
    "horário horários abertura funcionamento openingstijden openingsuren",
    "heures horaires d'ouverture our business visit the we are when and of location contact",
    "kontakt contatti contacto menu menù menü speisekarte carta home welcome willkommen preise",
)
"""Words of a heading that only say "opening hours"; what is left names the subject."""
