/* How the open chat looks; the bell's sheet, which stands before this one, sets the colours.
   Lengths are pixels, because a host page may redefine rem; directions are logical, so that
   right-to-left needs no second sheet. */

export const STYLE = `
.panel{position:fixed;inset:auto 20px 94px auto;width:396px;max-width:calc(100vw - 32px);height:680px;max-height:calc(100vh - 114px);max-height:calc(100dvh - 114px);display:flex;flex-direction:column;
background:var(--ground);border:1px solid var(--edge);border-radius:20px;box-shadow:var(--shadow);overflow:hidden;animation:rise .22s cubic-bezier(.2,.8,.2,1)}
:host([position=left]) .panel{inset:auto auto 94px 20px}
.panel:focus-visible{outline:none}
header{display:flex;align-items:center;gap:12px;padding:16px 12px 14px 18px;padding-inline:18px 12px;border-bottom:1px solid var(--edge);background:linear-gradient(color-mix(in srgb,var(--brand) 12%,var(--ground)),var(--ground))}
.titles{flex:1;min-width:0}
h2{font-size:16px;font-weight:650;line-height:1.25;letter-spacing:-.01em;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow-wrap:anywhere}
[dir=rtl] h2{text-align:right}
.status{font-size:13px;line-height:1.4;color:var(--faint);display:flex;align-items:center;gap:6px}
.status::before{content:"";flex:none;width:8px;height:8px;border-radius:4px;background:#2e9e5b}
.status.off::before{background:#d98a00}
.closer,.tool{flex:none;width:40px;height:40px;border-radius:12px;display:grid;place-items:center;color:var(--faint)}
.closer:hover,.tool:hover,.tool[aria-expanded=true]{background:var(--soft);color:var(--ink)}
.avatar{display:grid;place-items:center;flex:none;width:22px;height:22px;border-radius:7px;background:var(--brand);color:var(--on-brand);font-size:12px;font-weight:650;line-height:1;border:1px solid transparent}
.avatar.staff{border-radius:50%;background:var(--ink);color:var(--ground)}
.avatar svg{width:14px;height:14px}
.avatar:has(canvas){background:none}
.avatar canvas{width:100%;height:100%;object-fit:contain;border-radius:inherit}
.face .avatar{width:42px;height:42px;border-radius:13px;font-size:19px}
.face .avatar.staff{border-radius:50%}
.face .avatar svg{width:22px;height:22px}
.alarm:not(:empty){padding:8px 18px;background:var(--alarm-ground);color:var(--alarm);font-size:13px;line-height:1.4}

.alarm.calm{background:var(--soft)!important;color:var(--ink)!important}
.middle{flex:1;min-height:0;position:relative;display:flex}
.middle::after{content:"";position:absolute;inset:auto 0 0;height:14px;background:linear-gradient(transparent,var(--ground));pointer-events:none}
.log{flex:1;min-width:0;overflow-y:auto;overscroll-behavior:contain;padding:18px;scroll-padding:14px;scrollbar-width:thin;scrollbar-color:var(--edge-strong) transparent}
.log:focus-visible{outline-offset:-3px;border-radius:6px}
.rows{display:flex;flex-direction:column;gap:4px}
.note,.day{align-self:center;text-align:center;max-width:34em;color:var(--faint);font-size:13px;line-height:1.45;padding:4px 12px 10px;text-wrap:balance;overflow-wrap:anywhere}
.day{font-size:12px;font-weight:600;padding-top:14px}
.message{display:flex;flex-direction:column;align-items:flex-start;max-width:100%}
.message.first:not(:first-child){margin-top:10px}
.mine{align-items:flex-end}
.who{display:flex;align-items:center;gap:8px;font-size:13px;font-weight:600;color:var(--faint);margin-bottom:5px}
.message.staff .who{color:var(--ink)}
.bubble{max-width:min(88%,62ch);padding:9px 14px;border-radius:18px;border:1px solid transparent;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere;overflow:hidden;unicode-bidi:plaintext;text-align:start}
.theirs .bubble{border-end-start-radius:6px}
.theirs:not(.first) .bubble{border-start-start-radius:6px}
.mine .bubble{background:var(--brand);color:var(--on-brand);border-color:color-mix(in srgb,var(--on-brand) 22%,var(--brand));border-end-end-radius:6px}
.mine:not(.first) .bubble{border-start-end-radius:6px}
.message.staff .bubble{background:color-mix(in srgb,var(--brand) 10%,var(--ground));border-color:color-mix(in srgb,var(--brand) 30%,var(--ground))}
.live .bubble,.arrives{animation:appear .2s ease}
a{color:var(--link);text-underline-offset:2px;border-radius:3px}
.fate{display:flex;align-items:center;gap:4px;min-height:26px;font-size:12px;line-height:1.4;color:var(--faint);padding:3px 6px 0}
.fate.failed{color:var(--bad);font-weight:600}
.retry{min-height:28px;padding:2px 10px;margin-top:4px;border-radius:14px;border-color:var(--edge-strong);font-size:13px;font-weight:600}
.retry:hover{background:var(--soft)}
.dots{display:inline-flex;gap:5px;align-items:center;height:1.5em;vertical-align:bottom}
.dots i{width:7px;height:7px;border-radius:4px;background:var(--faint);animation:dot 1.2s infinite ease-in-out}
.dots i:nth-child(2){animation-delay:.15s}
.dots i:nth-child(3){animation-delay:.3s}

.sources{display:flex;flex-direction:column;align-items:flex-start;gap:5px;margin-top:6px;max-width:88%;font-size:13px;line-height:1.4}
details{max-width:100%;border:1px solid var(--edge);border-radius:12px;overflow:hidden}
details[open]{width:100%}
summary,.sources>a,.cited{display:flex;align-items:center;gap:6px;min-height:28px;padding:4px 10px 4px 8px;padding-inline:8px 10px;max-width:100%;color:var(--faint);font-weight:550;list-style:none;cursor:pointer;text-decoration:none}
.sources>a,.cited{border:1px solid var(--edge);border-radius:12px}
.cited{cursor:default}
summary::-webkit-details-marker{display:none}
summary:hover,.sources>a:hover{color:var(--ink);background:var(--soft)}
summary:focus-visible{outline-offset:-2px;border-radius:11px}
summary svg,.sources a svg,.cited svg{width:16px;height:16px}
.title{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.page{flex:none;font-weight:400}
.page::before{content:"· "}
blockquote{margin:2px 12px 8px;padding-inline-start:10px;border-inline-start:3px solid var(--brand);white-space:pre-wrap;overflow-wrap:anywhere;max-height:180px;overflow-y:auto}
details>a{display:inline-flex;align-items:center;gap:4px;min-height:28px;margin:0 12px 6px;font-weight:600}

.chips{display:flex;flex-wrap:wrap;gap:8px;margin-top:12px}
.chips:empty{display:none}
.chip{min-height:36px;padding:6px 14px;border-radius:18px;border-color:color-mix(in srgb,var(--link) 55%,var(--ground));color:var(--link);font-size:14px;font-weight:550;line-height:1.35;text-align:start;overflow-wrap:anywhere}
.chip:hover{background:color-mix(in srgb,var(--brand) 10%,var(--ground));border-color:var(--link)}
.latest{position:absolute;inset:auto 50% 10px auto;translate:50% 0;width:36px;height:36px;border-radius:18px;background:var(--ground);border-color:var(--edge);box-shadow:0 2px 10px rgb(16 20 24/.18);display:grid;place-items:center}

.composer .tool{width:36px;height:36px;border-radius:18px}
.menus{position:relative;flex:none;margin-inline-end:-10px}
.composer .menus{margin:0}
header .menus svg{stroke-width:3}
.menu svg{stroke-width:1.8!important}
.menu{position:absolute;z-index:2;inset-inline-end:0;top:calc(100% + 4px);width:max-content;max-width:min(300px,80vw);padding:6px;border:1px solid var(--edge);border-radius:14px;background:var(--ground);box-shadow:var(--shadow);animation:appear .12s ease}
.composer .menu{inset:auto auto calc(100% + 10px) auto;inset-inline:-6px auto}
.menu>*{display:flex;align-items:center;gap:10px;width:100%;min-height:40px;padding:6px 12px 6px 10px;padding-inline:10px 12px;border-radius:9px;font-size:14px;line-height:1.35;text-align:start;text-decoration:none;color:var(--ink);overflow-wrap:anywhere}
.menu>:hover,.menu>:focus-visible{background:var(--soft)}
.menu>:focus-visible{outline-offset:-2px}
.menu svg{width:18px;height:18px;color:var(--faint)}

.sheet{position:relative;margin:0 12px 10px;padding:14px 16px 16px;max-height:70%;overflow:auto;border:1px solid var(--edge);border-radius:18px;background:var(--soft);animation:appear .15s ease}
.sheet>.tool{position:absolute;inset-inline-end:6px;top:6px}
.form{display:flex;flex-direction:column;gap:12px}
.asked{width:100%;max-width:420px;margin-top:6px;padding:14px 16px;border:1px solid var(--edge);border-radius:16px}
h3{margin:0;font-size:15px;font-weight:650;line-height:1.35;padding-inline-end:36px}
.field{display:flex;flex-direction:column;gap:4px}
.field label,legend{font-size:13px;font-weight:600;padding:0}
.form :is(input:not([type=radio],[type=checkbox]),select,textarea){width:100%;min-height:40px;padding:7px 11px;border:1px solid var(--edge-strong);border-radius:10px;background:var(--ground);color:var(--ink);font-size:16px;line-height:1.5}
.form textarea{resize:vertical}
.form [aria-invalid=true]{border-color:var(--bad)!important}
fieldset{margin:0;padding:0;border:0;min-width:0;display:flex;flex-wrap:wrap;gap:6px 14px}
legend{margin-bottom:4px}
fieldset label{display:flex;align-items:center;gap:7px;min-height:28px;cursor:pointer}
fieldset input{width:18px;height:18px;margin:0;flex:none;accent-color:var(--link)}
.rating{gap:2px}
.rating label{position:relative;width:38px;min-height:38px;justify-content:center;border-radius:10px;font-size:26px;line-height:1;color:var(--link)}
.rating input{position:absolute;inset:0;width:100%;height:100%;opacity:0;cursor:pointer}
.rating label:has(:checked)~label{color:var(--edge-strong)}
.rating:not(:has(:checked)) label{color:var(--edge-strong)}
.rating label:has(:focus-visible){outline:2px solid var(--link)}
.wrong{color:var(--bad);font-size:13px;line-height:1.4;flex-basis:100%}
.wrong:empty{display:none}
.go{align-self:flex-start;min-height:40px;padding:6px 18px;border-radius:20px;background:var(--brand);color:var(--on-brand);font-weight:650}
.go:disabled{opacity:.6;cursor:default}
.recording{display:flex;align-items:center;gap:12px;min-height:40px;padding-inline-end:36px}
.recording svg{color:var(--bad);animation:beat .8s infinite alternate}
.recording .go{margin-inline-start:auto}
.clock{font-variant-numeric:tabular-nums}

.file{display:flex;flex-direction:column;gap:4px;max-width:88%}
.attached{display:flex;align-items:center;gap:9px;min-height:44px;max-width:100%;padding:8px 14px;border:1px solid var(--edge-strong);border-radius:16px;background:var(--ground);text-align:start;overflow-wrap:anywhere;overflow:hidden}
.attached:hover{background:var(--soft)}
.attached:has(canvas){padding:0}
.attached[aria-busy=true]{opacity:.6}
canvas{display:block;max-width:min(100%,260px);height:auto;max-height:300px;object-fit:cover}
progress{width:100%;height:4px;accent-color:var(--link)}
.card{display:flex;flex-direction:column;gap:4px;width:100%;max-width:340px;margin-top:6px;padding:12px 16px;border:1px solid var(--edge);border-radius:16px;font-size:14px;overflow-wrap:anywhere}
.card-head{display:flex;justify-content:space-between;gap:12px;font-weight:650;font-size:15px}
.card a{display:flex;align-items:center;gap:7px;min-height:28px;align-self:flex-start;font-weight:550}
.card a svg{width:17px;height:17px}
.mini{display:grid;place-items:center;width:26px;height:26px;border-radius:8px;color:var(--faint)}
.mini svg{width:15px;height:15px}
.mini:hover{background:var(--soft);color:var(--ink)}
.wait{font-size:12px;color:var(--faint);flex:1}

.composer{display:flex;align-items:flex-end;gap:6px;margin:0 12px;padding:5px;border:1px solid var(--edge-strong);border-radius:24px;background:var(--ground)}
.composer>:first-child[hidden]~textarea{padding-inline-start:9px}
.composer:focus-within{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
.composer textarea{flex:1;min-width:0;resize:none;border:0;background:none;padding:6px 0;font-size:16px;line-height:24px;field-sizing:content;max-height:156px;scrollbar-width:thin}
.composer textarea:focus-visible{outline:none}
.composer textarea::placeholder{color:var(--faint);opacity:1}
.sender{flex:none;width:36px;height:36px;border-radius:18px;background:var(--brand);color:var(--on-brand);display:grid;place-items:center;transition:opacity .15s}
.sender:disabled{background:var(--soft);color:var(--faint);cursor:default}
footer{display:flex;align-items:center;justify-content:space-between;gap:8px;padding:4px 14px 10px;min-height:44px}
.person{display:flex;align-items:center;gap:6px;min-height:30px;padding:2px 10px 2px 8px;padding-inline:8px 10px;border-radius:10px;font-size:13px;font-weight:600;color:var(--link)}
.person:hover{background:var(--soft)}
.person svg{width:17px;height:17px}
.count{font-size:12px;color:var(--faint);text-align:end}
.count.over{color:var(--bad);font-weight:600}

:host([page]) .panel{inset:0;margin:0 auto;width:100%;max-width:none;height:auto;max-height:none;border:0;border-radius:0;box-shadow:none;animation:none}
:host([page]) :is(header,.alarm:not(:empty)){padding-inline:max(18px,50% - 360px)}
:host([page]) .log{padding-inline:max(18px,50% - 360px)}
:host([page]) :is(.composer,.sheet){margin-inline:max(12px,50% - 366px)}
:host([page]) footer{padding-inline:max(14px,50% - 366px)}
@media (max-width:480px),(max-height:420px){
.panel{inset:0!important;width:100%;max-width:none;height:100vh;height:100dvh;max-height:none;border:0;border-radius:0;padding-bottom:env(safe-area-inset-bottom)}
:host([open]) .launcher{display:none}
}
@media (forced-colors:active){.sender,.chip,.bubble,.avatar,.go,.latest,.menu{border-color:CanvasText}.status::before{forced-color-adjust:none}}
@keyframes rise{from{opacity:0;transform:translateY(12px) scale(.98)}}
@keyframes dot{0%,60%,100%{opacity:.35;transform:none}30%{opacity:1;transform:translateY(-3px)}}
`;
