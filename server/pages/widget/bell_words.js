/* What the bell says, in eight languages, and which of them a guest reads. {n} is filled in. */

export const BELL = {
  en: { open: "Open chat", close: "Close chat", unread: "New messages: {n}", dismiss: "Dismiss", unreachable: "No connection. Please try again." },
  es: { open: "Abrir el chat", close: "Cerrar el chat", unread: "Mensajes nuevos: {n}", dismiss: "Descartar", unreachable: "Sin conexión. Inténtalo de nuevo." },
  fr: { open: "Ouvrir le chat", close: "Fermer le chat", unread: "Nouveaux messages : {n}", dismiss: "Masquer", unreachable: "Pas de connexion. Veuillez réessayer." },
  de: { open: "Chat öffnen", close: "Chat schließen", unread: "Neue Nachrichten: {n}", dismiss: "Ausblenden", unreachable: "Keine Verbindung. Bitte noch einmal versuchen." },
  it: { open: "Apri la chat", close: "Chiudi la chat", unread: "Nuovi messaggi: {n}", dismiss: "Nascondi", unreachable: "Nessuna connessione. Riprova." },
  pt: { open: "Abrir o chat", close: "Fechar o chat", unread: "Novas mensagens: {n}", dismiss: "Dispensar", unreachable: "Sem ligação. Tente de novo." },
  nl: { open: "Chat openen", close: "Chat sluiten", unread: "Nieuwe berichten: {n}", dismiss: "Verbergen", unreachable: "Geen verbinding. Probeer het opnieuw." },
  he: { open: "פתיחת הצ׳אט", close: "סגירת הצ׳אט", unread: "הודעות חדשות: {n}", dismiss: "הסתרה", unreachable: "אין חיבור. אפשר לנסות שוב." },
};

/* The first wish we can fulfil, as a two-letter code; English when there is none. */
export function pickLanguage(wishes) {
  const codes = wishes.map((wish) => String(wish || "").toLowerCase().split(/[-_]/)[0]);
  return codes.map((code) => (code === "iw" ? "he" : code)).find((code) => code in BELL) || "en";
}

export const isRtl = (language) => language === "he";

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
