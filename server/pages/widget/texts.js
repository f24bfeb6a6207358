/* What the widget itself says, in eight languages. The business's own words come from the server;
   its `texts` may replace any line here. {name} and {n} are filled in by `fill`. */

const WORDS = {
  en: {
    open: "Open chat", close: "Close chat", chat: "Chat",
    automatic: "Automatic assistant", team: "Our team",
    disclosure: "You are writing with an automatic assistant. You can ask for a person at any time.",
    placeholder: "Write a message", send: "Send",
    person: "Talk to a person", person_message: "I would like to talk to a person, please.",
    you: "You", log: "Messages", suggestions: "Suggestions",
    sending: "Sending", sent: "Sent", waiting: "Waiting for connection", failed: "Not sent", retry: "Try again",
    writing: "Writing a reply", pending: "A colleague is looking at this and will answer you here.",
    joined: "{name} has joined", left: "{name} has left", here: "{name} is here for you",
    closed: "This conversation has ended. Write to us any time to take it up again.",
    fresh: "Your earlier conversation is no longer available, so this is a new one.",
    offline: "No connection. What you write is kept and sent later.",
    source: "Open source", page: "p. {n}", sources: "Sources", too_long: "Characters over the limit: {n}", left_over: "Characters left: {n}",
    latest: "Latest messages", unread: "New messages: {n}", colleague: "A colleague",
  },
  es: {
    open: "Abrir el chat", close: "Cerrar el chat", chat: "Chat",
    automatic: "Asistente automático", team: "Nuestro equipo",
    disclosure: "Estás escribiendo con un asistente automático. Puedes pedir hablar con una persona en cualquier momento.",
    placeholder: "Escribe un mensaje", send: "Enviar",
    person: "Hablar con una persona", person_message: "Quisiera hablar con una persona, por favor.",
    you: "Tú", log: "Mensajes", suggestions: "Sugerencias",
    sending: "Enviando", sent: "Enviado", waiting: "Esperando conexión", failed: "No enviado", retry: "Reintentar",
    writing: "Escribiendo una respuesta", pending: "Alguien de nuestro equipo lo está mirando y te responderá aquí.",
    joined: "{name} ya está en el chat", left: "{name} ha salido", here: "{name} está contigo",
    closed: "Esta conversación ha terminado. Escríbenos cuando quieras para retomarla.",
    fresh: "Tu conversación anterior ya no está disponible; esta es una nueva.",
    offline: "Sin conexión. Lo que escribas se guarda y se enviará después.",
    source: "Abrir la fuente", page: "pág. {n}", sources: "Fuentes", too_long: "Caracteres de más: {n}", left_over: "Caracteres restantes: {n}",
    latest: "Últimos mensajes", unread: "Mensajes nuevos: {n}", colleague: "Alguien del equipo",
  },
  fr: {
    open: "Ouvrir le chat", close: "Fermer le chat", chat: "Chat",
    automatic: "Assistant automatique", team: "Notre équipe",
    disclosure: "Vous écrivez à un assistant automatique. Vous pouvez demander une personne à tout moment.",
    placeholder: "Écrivez un message", send: "Envoyer",
    person: "Parler à une personne", person_message: "Je voudrais parler à une personne, s’il vous plaît.",
    you: "Vous", log: "Messages", suggestions: "Suggestions",
    sending: "Envoi en cours", sent: "Envoyé", waiting: "En attente de connexion", failed: "Non envoyé", retry: "Réessayer",
    writing: "Rédaction d’une réponse", pending: "Un membre de l’équipe regarde votre question et vous répondra ici.",
    joined: "{name} a rejoint la conversation", left: "{name} a quitté la conversation", here: "{name} est là pour vous",
    closed: "Cette conversation est terminée. Écrivez-nous quand vous voulez pour la reprendre.",
    fresh: "Votre conversation précédente n’est plus disponible ; en voici une nouvelle.",
    offline: "Pas de connexion. Vos messages sont conservés et envoyés plus tard.",
    source: "Ouvrir la source", page: "p. {n}", sources: "Sources", too_long: "Caractères en trop : {n}", left_over: "Caractères restants : {n}",
    latest: "Derniers messages", unread: "Nouveaux messages : {n}", colleague: "Un membre de l’équipe",
  },
  de: {
    open: "Chat öffnen", close: "Chat schließen", chat: "Chat",
    automatic: "Automatischer Assistent", team: "Unser Team",
    disclosure: "Sie schreiben mit einem automatischen Assistenten. Sie können jederzeit nach einem Menschen fragen.",
    placeholder: "Nachricht schreiben", send: "Senden",
    person: "Mit einem Menschen sprechen", person_message: "Ich möchte bitte mit einem Menschen sprechen.",
    you: "Sie", log: "Nachrichten", suggestions: "Vorschläge",
    sending: "Wird gesendet", sent: "Gesendet", waiting: "Wartet auf Verbindung", failed: "Nicht gesendet", retry: "Erneut versuchen",
    writing: "Antwort wird geschrieben", pending: "Jemand aus dem Team sieht sich das an und antwortet Ihnen hier.",
    joined: "{name} ist jetzt dabei", left: "{name} hat das Gespräch verlassen", here: "{name} ist für Sie da",
    closed: "Dieses Gespräch ist beendet. Schreiben Sie uns jederzeit, um es wieder aufzunehmen.",
    fresh: "Ihr früheres Gespräch ist nicht mehr verfügbar; dies ist ein neues.",
    offline: "Keine Verbindung. Was Sie schreiben, bleibt erhalten und wird später gesendet.",
    source: "Quelle öffnen", page: "S. {n}", sources: "Quellen", too_long: "Zeichen zu viel: {n}", left_over: "Zeichen übrig: {n}",
    latest: "Neueste Nachrichten", unread: "Neue Nachrichten: {n}", colleague: "Jemand aus dem Team",
  },
  it: {
    open: "Apri la chat", close: "Chiudi la chat", chat: "Chat",
    automatic: "Assistente automatico", team: "Il nostro team",
    disclosure: "Stai scrivendo a un assistente automatico. Puoi chiedere di una persona in qualsiasi momento.",
    placeholder: "Scrivi un messaggio", send: "Invia",
    person: "Parla con una persona", person_message: "Vorrei parlare con una persona, per favore.",
    you: "Tu", log: "Messaggi", suggestions: "Suggerimenti",
    sending: "Invio in corso", sent: "Inviato", waiting: "In attesa di connessione", failed: "Non inviato", retry: "Riprova",
    writing: "Sta scrivendo una risposta", pending: "Una persona del nostro team sta guardando e ti risponderà qui.",
    joined: "{name} è in chat", left: "{name} non è più in chat", here: "{name} è qui per te",
    closed: "Questa conversazione è terminata. Scrivici quando vuoi per riprenderla.",
    fresh: "La conversazione precedente non è più disponibile; questa è nuova.",
    offline: "Nessuna connessione. Ciò che scrivi viene conservato e inviato dopo.",
    source: "Apri la fonte", page: "pag. {n}", sources: "Fonti", too_long: "Caratteri in eccesso: {n}", left_over: "Caratteri rimasti: {n}",
    latest: "Ultimi messaggi", unread: "Nuovi messaggi: {n}", colleague: "Una persona del team",
  },
  pt: {
    open: "Abrir o chat", close: "Fechar o chat", chat: "Chat",
    automatic: "Assistente automático", team: "A nossa equipa",
    disclosure: "Está a escrever com um assistente automático. Pode pedir para falar com uma pessoa a qualquer momento.",
    placeholder: "Escreva uma mensagem", send: "Enviar",
    person: "Falar com uma pessoa", person_message: "Gostaria de falar com uma pessoa, por favor.",
    you: "Você", log: "Mensagens", suggestions: "Sugestões",
    sending: "A enviar", sent: "Enviada", waiting: "À espera de ligação", failed: "Não enviada", retry: "Tentar de novo",
    writing: "A escrever uma resposta", pending: "Alguém da nossa equipa está a ver a sua pergunta e vai responder aqui.",
    joined: "{name} entrou na conversa", left: "{name} saiu da conversa", here: "{name} está aqui para ajudar",
    closed: "Esta conversa terminou. Escreva-nos quando quiser para a retomar.",
    fresh: "A sua conversa anterior já não está disponível; esta é uma nova.",
    offline: "Sem ligação. O que escrever fica guardado e é enviado depois.",
    source: "Abrir a fonte", page: "pág. {n}", sources: "Fontes", too_long: "Caracteres a mais: {n}", left_over: "Caracteres restantes: {n}",
    latest: "Últimas mensagens", unread: "Novas mensagens: {n}", colleague: "Alguém da equipa",
  },
  nl: {
    open: "Chat openen", close: "Chat sluiten", chat: "Chat",
    automatic: "Automatische assistent", team: "Ons team",
    disclosure: "U schrijft met een automatische assistent. U kunt op elk moment naar een medewerker vragen.",
    placeholder: "Schrijf een bericht", send: "Versturen",
    person: "Met een medewerker praten", person_message: "Ik wil graag met een medewerker praten.",
    you: "U", log: "Berichten", suggestions: "Suggesties",
    sending: "Wordt verstuurd", sent: "Verstuurd", waiting: "Wacht op verbinding", failed: "Niet verstuurd", retry: "Opnieuw proberen",
    writing: "Schrijft een antwoord", pending: "Een collega bekijkt uw vraag en antwoordt u hier.",
    joined: "{name} doet nu mee", left: "{name} heeft het gesprek verlaten", here: "{name} is er voor u",
    closed: "Dit gesprek is afgelopen. Schrijf ons gerust om het weer op te pakken.",
    fresh: "Uw eerdere gesprek is niet meer beschikbaar; dit is een nieuw gesprek.",
    offline: "Geen verbinding. Wat u schrijft, blijft bewaard en wordt later verstuurd.",
    source: "Bron openen", page: "p. {n}", sources: "Bronnen", too_long: "Tekens te veel: {n}", left_over: "Tekens over: {n}",
    latest: "Nieuwste berichten", unread: "Nieuwe berichten: {n}", colleague: "Een collega",
  },
  he: {
    open: "פתיחת הצ׳אט", close: "סגירת הצ׳אט", chat: "צ׳אט",
    automatic: "עוזר אוטומטי", team: "הצוות שלנו",
    disclosure: "ההתכתבות היא עם עוזר אוטומטי. אפשר לבקש לדבר עם נציג אנושי בכל רגע.",
    placeholder: "כתיבת הודעה", send: "שליחה",
    person: "לדבר עם נציג אנושי", person_message: "אני רוצה לדבר עם נציג אנושי, בבקשה.",
    you: "את/ה", log: "הודעות", suggestions: "הצעות",
    sending: "בשליחה", sent: "נשלחה", waiting: "ממתינה לחיבור", failed: "לא נשלחה", retry: "ניסיון נוסף",
    writing: "תשובה נכתבת", pending: "אחד מאנשי הצוות בודק את הפנייה וישיב כאן.",
    joined: "{name} בשיחה", left: "{name} כבר לא בשיחה", here: "{name} כאן בשבילך",
    closed: "השיחה הסתיימה. אפשר לכתוב לנו בכל עת כדי להמשיך אותה.",
    fresh: "השיחה הקודמת כבר אינה זמינה, ולכן נפתחה שיחה חדשה.",
    offline: "אין חיבור. מה שייכתב יישמר ויישלח אחר כך.",
    source: "פתיחת המקור", page: "עמ׳ {n}", sources: "מקורות", too_long: "תווים עודפים: {n}", left_over: "תווים שנותרו: {n}",
    latest: "ההודעות האחרונות", unread: "הודעות חדשות: {n}", colleague: "איש צוות",
  },
};

/* The first wish we can fulfil, as a two-letter code; English when there is none. */
export function pickLanguage(wishes) {
  const codes = wishes.map((wish) => String(wish || "").toLowerCase().split(/[-_]/)[0]);
  return codes.map((code) => (code === "iw" ? "he" : code)).find((code) => code in WORDS) || "en";
}

export const wordsIn = (language, own) => {
  const words = { ...WORDS[language] };
  for (const [key, text] of Object.entries(own || {})) if (key in words && typeof text === "string") words[key] = text;
  return words;
};

export const isRtl = (language) => language === "he";

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
