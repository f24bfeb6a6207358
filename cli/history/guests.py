"""Who writes in a made-up month, and in which words: names that are plainly examples."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """What guests and staff say besides the questions. `{guest}`, `{staff}` and `{word}` are
    filled in; nothing here states a fact of a business."""

    firsts: tuple[str, ...]
    surname: str
    hello: str
    thanks: str
    person: str
    help: str
    upset: str
    checked: tuple[str, ...]
    here: str
    liked: str
    disliked: str


TONGUES = {
    "en": Tongue(
        ("Alice", "Ben", "Chloe", "Daniel", "Ella", "Frank", "Grace", "Harry", "Isla", "Jack"),
        "Example",
        "Hello!",
        "Great, thank you!",
        "Can I talk to a person, please?",
        "Help, {word}!",
        "{word}! I have been waiting all day.",
        (
            "Hello {guest}, {staff} here. I have looked into it and sent you the details by mail.",
            "Hello {guest}, this is {staff}. I have asked my colleague, who will call you today.",
            "Hello {guest}, {staff} speaking. We have noted it and will see to it.",
        ),
        "Hello {guest}, {staff} here. How can I help?",
        "Quick and clear.",
        "I had to wait too long.",
    ),
    "de": Tongue(
        ("Anna", "Bernd", "Carla", "Dirk", "Eva", "Felix", "Greta", "Hans"),
        "Beispiel",
        "Guten Tag!",
        "Super, vielen Dank!",
        "Kann ich bitte mit einem Menschen sprechen?",
        "Hilfe, {word}!",
        "{word}! Ich warte seit heute früh.",
        (
            "Guten Tag {guest}, hier ist {staff}. Ich habe nachgesehen und Ihnen alles gemailt.",
            "Guten Tag {guest}, {staff} hier. Eine Kollegin meldet sich heute noch bei Ihnen.",
            "Guten Tag {guest}, wir haben es notiert und kümmern uns darum. {staff}",
        ),
        "Guten Tag {guest}, hier ist {staff}. Wie kann ich helfen?",
        "Schnell und klar.",
        "Ich musste zu lange warten.",
    ),
    "fr": Tongue(
        ("Adèle", "Bruno", "Claire", "Denis", "Élise", "Fabien", "Gisèle", "Hugo"),
        "Exemple",
        "Bonjour !",
        "Parfait, merci beaucoup !",
        "Puis-je parler à une personne, s'il vous plaît ?",
        "Au secours, {word} !",
        "{word} ! J'attends depuis ce matin.",
        (
            "Bonjour {guest}, ici {staff}. J'ai vérifié et je vous ai tout envoyé par e-mail.",
            "Bonjour {guest}, {staff} à l'appareil. Un collègue vous rappelle aujourd'hui.",
            "Bonjour {guest}, c'est noté, nous nous en occupons. {staff}",
        ),
        "Bonjour {guest}, ici {staff}. Comment puis-je vous aider ?",
        "Rapide et clair.",
        "J'ai attendu trop longtemps.",
    ),
    "es": Tongue(
        ("Ana", "Bruno", "Carmen", "Diego", "Elena", "Félix", "Gloria", "Hugo"),
        "Ejemplo",
        "¡Hola!",
        "Perfecto, ¡muchas gracias!",
        "¿Puedo hablar con una persona, por favor?",
        "¡Socorro, {word}!",
        "¡{word}! Llevo esperando todo el día.",
        (
            "Hola, {guest}, soy {staff}. Lo he mirado y le he enviado los detalles por correo.",
            "Hola, {guest}, soy {staff}. Una compañera le llamará hoy mismo.",
            "Hola, {guest}, lo hemos anotado y nos ocupamos de ello. {staff}",
        ),
        "Hola, {guest}, soy {staff}. ¿En qué puedo ayudarle?",
        "Rápido y claro.",
        "Tuve que esperar demasiado.",
    ),
    "it": Tongue(
        ("Alba", "Bruno", "Carla", "Dario", "Elisa", "Fabio", "Gaia", "Ivo"),
        "Esempio",
        "Buongiorno!",
        "Perfetto, grazie mille!",
        "Posso parlare con una persona, per favore?",
        "Aiuto, {word}!",
        "{word}! Aspetto da stamattina.",
        (
            "Buongiorno {guest}, sono {staff}. Ho controllato e le ho scritto tutto per e-mail.",
            "Buongiorno {guest}, sono {staff}. Una collega la richiama oggi stesso.",
            "Buongiorno {guest}, abbiamo preso nota e ce ne occupiamo. {staff}",
        ),
        "Buongiorno {guest}, sono {staff}. Come posso aiutarla?",
        "Veloce e chiaro.",
        "Ho aspettato troppo.",
    ),
    "pt": Tongue(
        ("Ana", "Bento", "Clara", "Duarte", "Eva", "Filipe", "Inês", "João"),
        "Exemplo",
        "Olá!",
        "Perfeito, muito obrigado!",
        "Posso falar com uma pessoa, por favor?",
        "Socorro, {word}!",
        "{word}! Estou à espera desde manhã.",
        (
            "Olá, {guest}, fala {staff}. Já verifiquei e enviei-lhe tudo por e-mail.",
            "Olá, {guest}, fala {staff}. Uma colega liga-lhe ainda hoje.",
            "Olá, {guest}, ficou anotado e vamos tratar disso. {staff}",
        ),
        "Olá, {guest}, fala {staff}. Em que posso ajudar?",
        "Rápido e claro.",
        "Tive de esperar demasiado.",
    ),
    "nl": Tongue(
        ("Anouk", "Bram", "Carlijn", "Daan", "Eva", "Floor", "Gijs", "Hanna"),
        "Voorbeeld",
        "Goedendag!",
        "Prima, hartelijk dank!",
        "Kan ik alstublieft met een mens spreken?",
        "Help, {word}!",
        "{word}! Ik wacht al de hele dag.",
        (
            "Dag {guest}, met {staff}. Ik heb het nagekeken en u alles gemaild.",
            "Dag {guest}, met {staff}. Een collega belt u vandaag nog terug.",
            "Dag {guest}, we hebben het genoteerd en zorgen ervoor. {staff}",
        ),
        "Dag {guest}, met {staff}. Waarmee kan ik helpen?",
        "Snel en duidelijk.",
        "Ik moest te lang wachten.",
    ),
    "he": Tongue(
        ("אבי", "ברכה", "גיל", "דנה", "הילה", "ורד", "זיו", "חן"),
        "דוגמה",
        "שלום!",
        "מצוין, תודה רבה!",
        "אפשר לדבר עם בן אדם, בבקשה?",
        "הצילו, {word}!",
        "{word}! אני מחכה מהבוקר.",
        (
            "שלום {guest}, כאן {staff}. בדקתי ושלחתי לך את הפרטים בדוא״ל.",
            "שלום {guest}, כאן {staff}. עמיתה שלי תתקשר אליך עוד היום.",
            "שלום {guest}, רשמנו ואנחנו מטפלים בזה. {staff}",
        ),
        "שלום {guest}, כאן {staff}. במה אפשר לעזור?",
        "מהיר וברור.",
        "חיכיתי יותר מדי.",
    ),
}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who does not exist. The telephone number is of a range kept for fiction."""

    name: str
    email: str
    phone: str
    lang: str

    @property
    def first(self) -> str:
        return self.name.split()[0]


def someone(number: int, lang: str, chance: random.Random) -> Guest:
    tongue = TONGUES.get(lang, TONGUES["en"])
    return Guest(
        name=f"{chance.choice(tongue.firsts)} {tongue.surname}",
        email=f"guest{number}@guests.example",
        phone=f"+44 7700 900{number % 1000:03d}",
        lang=lang if lang in TONGUES else "en",
    )
