/* Fetches the chat, when somebody opens it: a script of this very version, whose hash is known, so
   that nobody between the house and the guest can change a byte of it. */

const ARRIVALS = Symbol.for("concierge:VERSION");

/* Resolves to what makes the panel, and to the words of the guest's language. */
export async function load({ base, language }) {
  const words = fetch(`${base}words-${language}.json`, { credentials: "omit" }).then((response) => (response.ok ? response.json() : Promise.reject(response.status)));
  return Promise.all([arrival(base), words]);
}

function arrival(base) {
  return new Promise((resolve, reject) => {
    window[ARRIVALS] = (build) => resolve(build(kit));
    const address = base + "chat.js";
    const script = document.createElement("script");
    script.crossOrigin = "anonymous";
    script.integrity = "CHAT-INTEGRITY";
    script.onerror = () => (script.remove(), reject(new Error("the chat did not load")));
    script.onload = () => script.remove();
    try {
      script.src = trusted(address);
    } catch {
      // A page that trusts no policy of ours still lets a script it allows import another.
      import(address).catch(reject);
      return;
    }
    document.head.append(script);
  });
}

let policy;
/* Where a page demands Trusted Types, addresses of scripts come from a policy. */
function trusted(address) {
  if (!window.trustedTypes) return address;
  policy ||= trustedTypes.createPolicy("concierge", { createScriptURL: (url) => url });
  return policy.createScriptURL(address);
}
