/* The colours, and how the bell looks. Colours fall back to the light set in browsers without
   light-dark(). */

export const BELL_STYLE = `
:host{
all:initial!important;display:block!important;position:fixed!important;z-index:2147483000!important;
inset:auto 0 0 auto!important;width:0!important;height:0!important;color-scheme:light dark!important;
--brand:#1f5f5b;--on-brand:#fff;--brand-text:#1f5f5b;--brand-text-dark:#7cc4bd;
--link:var(--brand-text);--ground:#fff;--soft:#f3f4f6;--ink:#1b1f26;--faint:#626a76;--edge:#e3e6ea;--edge-strong:#868e99;--alarm:#8a4b00;--alarm-ground:#fff4e0;--bad:#b3261e;
--shadow:0 1px 2px rgb(16 20 24/.06),0 12px 40px rgb(16 20 24/.18);
}
@supports (color:light-dark(#000,#fff)){:host{
--link:light-dark(var(--brand-text),var(--brand-text-dark));--ground:light-dark(#fff,#17191e);--soft:light-dark(#f3f4f6,#23262d);--ink:light-dark(#1b1f26,#eceef1);--faint:light-dark(#626a76,#a3abb7);
--edge:light-dark(#e3e6ea,#30343c);--edge-strong:light-dark(#868e99,#737b87);--alarm:light-dark(#8a4b00,#ffcf8a);--alarm-ground:light-dark(#fff4e0,#3a2c14);--bad:light-dark(#b3261e,#ffb4ab);
}}
:host([theme=light]){color-scheme:light!important}
:host([theme=dark]){color-scheme:dark!important}
:host([position=left]){inset:auto auto 0 0!important}
:host([page]){inset:0!important;width:auto!important;height:auto!important}
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
.root{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif;color:var(--ink);-webkit-text-size-adjust:100%;text-align:start}
button,textarea,input,select{font:inherit;color:inherit;margin:0}
button{cursor:pointer;border:1px solid transparent;background:none;padding:0;-webkit-tap-highlight-color:transparent}
h2,p,blockquote{margin:0;font:inherit}
svg{width:20px;height:20px;flex:none;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round;display:block}
:focus{outline:none}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

.launcher{position:fixed;inset:auto 20px 20px auto;min-width:60px;height:60px;border-radius:30px;background:var(--brand);color:var(--on-brand);border-color:color-mix(in srgb,var(--on-brand) 22%,var(--brand));display:flex;align-items:center;justify-content:center;gap:10px;padding:0;font-weight:650;
box-shadow:0 1px 2px rgb(16 20 24/.2),0 8px 24px rgb(16 20 24/.24);transition:transform .18s ease,box-shadow .18s ease;animation:appear .2s ease}
.launcher svg{width:28px;height:28px}
.launcher:hover{transform:translateY(-2px);box-shadow:0 2px 4px rgb(16 20 24/.2),0 12px 30px rgb(16 20 24/.28)}
.launcher:focus-visible{outline-color:var(--link);outline-offset:3px}
.when-open,:host([open]) .when-closed{display:none}
:host([open]) .when-open{display:block}
.badge{position:absolute;inset:-4px -4px auto auto;min-width:22px;height:22px;border-radius:11px;padding:0 6px;background:#c62828;color:#fff;font-size:12px;font-weight:700;line-height:20px;text-align:center;border:1px solid #fff}
:host([position=left]) .launcher{inset:auto auto 20px 20px}
.launcher.worded{padding:0 22px 0 18px}
.launcher[aria-busy=true] svg{animation:beat 1s infinite alternate}
.teaser{position:fixed;inset:auto 20px 94px auto;max-width:min(300px,calc(100vw - 40px));display:flex;align-items:flex-start;background:var(--ground);border:1px solid var(--edge);border-radius:18px;border-end-end-radius:6px;box-shadow:var(--shadow);animation:appear .25s ease}
:host([position=left]) .teaser{inset:auto auto 94px 20px}
.teaser button{min-height:44px;border-radius:17px;text-align:start;overflow-wrap:anywhere}
.teaser button:first-child{flex:1;padding:10px 4px 10px 16px;padding-inline:16px 4px}
.teaser button+button{flex:none;width:40px;display:grid;place-items:center;color:var(--faint)}
.teaser svg{width:16px;height:16px}
@media (forced-colors:active){.launcher,.badge,.teaser{border-color:CanvasText}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation:none!important;transition:none!important}}
@media print{:host(:not([page])){display:none!important}}
@keyframes appear{from{opacity:0;transform:translateY(6px)}}
@keyframes beat{to{opacity:.4}}
`;
