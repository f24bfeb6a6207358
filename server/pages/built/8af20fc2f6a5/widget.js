// The concierge's widget. Embed it with one line, anywhere in the page:
//   <script src="https://HOST/widget.js" async></script>
// It keeps its place in localStorage under "concierge:1:<HOST's origin>" and sets no cookie.
((HOUSE) => {
"use strict";
const BELL={
en:{open:"Open chat",close:"Close chat",unread:"New messages: {n}",dismiss:"Dismiss",unreachable:"No connection. Please try again."},
es:{open:"Abrir el chat",close:"Cerrar el chat",unread:"Mensajes nuevos: {n}",dismiss:"Descartar",unreachable:"Sin conexión. Inténtalo de nuevo."},
fr:{open:"Ouvrir le chat",close:"Fermer le chat",unread:"Nouveaux messages : {n}",dismiss:"Masquer",unreachable:"Pas de connexion. Veuillez réessayer."},
de:{open:"Chat öffnen",close:"Chat schließen",unread:"Neue Nachrichten: {n}",dismiss:"Ausblenden",unreachable:"Keine Verbindung. Bitte noch einmal versuchen."},
it:{open:"Apri la chat",close:"Chiudi la chat",unread:"Nuovi messaggi: {n}",dismiss:"Nascondi",unreachable:"Nessuna connessione. Riprova."},
pt:{open:"Abrir o chat",close:"Fechar o chat",unread:"Novas mensagens: {n}",dismiss:"Dispensar",unreachable:"Sem ligação. Tente de novo."},
nl:{open:"Chat openen",close:"Chat sluiten",unread:"Nieuwe berichten: {n}",dismiss:"Verbergen",unreachable:"Geen verbinding. Probeer het opnieuw."},
he:{open:"פתיחת הצ׳אט",close:"סגירת הצ׳אט",unread:"הודעות חדשות: {n}",dismiss:"הסתרה",unreachable:"אין חיבור. אפשר לנסות שוב."},
};
function pickLanguage(wishes){
const codes=wishes.map((wish)=>String(wish||"").toLowerCase().split(/[-_]/)[0]);
return codes.map((code)=>(code==="iw"?"he":code)).find((code)=>code in BELL)||"en";
}
const isRtl=(language)=>language==="he";
const fill=(text,values)=>text.replace(/\{(\w+)\}/g,(all,key)=>(key in values?values[key]:all));
const BELL_STYLE=`
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
const channel=(value)=>(value<=0.03928?value / 12.92:((value + 0.055)/ 1.055)**2.4);
const rgb=(hex)=>[1,3,5].map((at)=>parseInt(hex.slice(at,at + 2),16));
const luminance=(hex)=>{
const[r,g,b]=rgb(hex).map((value)=>channel(value / 255));
return 0.2126*r + 0.7152*g + 0.0722*b;
};
const contrast=(one,other)=>{
const[dark,light]=[luminance(one),luminance(other)].sort((a,b)=>a - b);
return(light + 0.05)/(dark + 0.05);
};
const mixed=(hex,other,share)=>
"#" + rgb(hex).map((value,at)=>Math.round(value +(rgb(other)[at]- value)*share).toString(16).padStart(2,"0")).join("");
const readable=(hex,ground)=>{
const towards=luminance(ground)>0.4?"#000000":"#ffffff";
let share=0;
while(share<1&&contrast(mixed(hex,towards,share),ground)<4.5)share +=0.05;
return mixed(hex,towards,share);
};
const LIGHT="#e2e5e9";
const DARK="#2d3038";
const brandRules=(hex)=>{
if(!/^#[0-9a-f]{6}$/i.test(hex||""))return "";
const ink=contrast(hex,"#ffffff")>=4.5?"#ffffff":contrast(hex,"#101418")>=4.5?"#101418":"#000000";
return `:host{--brand:${hex};--on-brand:${ink};--brand-text:${readable(hex, LIGHT)};--brand-text-dark:${readable(hex, DARK)}}`;
};
class Shelf{
constructor(kind){
this.spare=new Map();
try{
this.real=window[kind];
}catch{
this.real=null;
}
}
get(key){
if(this.spare.has(key))return this.spare.get(key);
try{
return JSON.parse(this.real?.getItem(key)??"null");
}catch{
return null;
}
}
set(key,value){
try{
this.real.setItem(key,JSON.stringify(value));
this.spare.delete(key);
}catch{
this.spare.set(key,value);
}
}
remove(key){
this.spare.delete(key);
try{
this.real?.removeItem(key);
}catch{}
}
keys(){
let kept=[];
try{
kept=Object.keys(this.real??{});
}catch{}
return[...new Set([...kept,...this.spare.keys()])];
}
}
function h(tag,properties,...children){
const element=document.createElement(tag);
for(const[name,value]of Object.entries(properties||{})){
if(name.startsWith("on"))element.addEventListener(name.slice(2),value);
else if(value!==null&&value!==undefined&&value!==false)element.setAttribute(name,value===true?"":value);
}
element.append(...children.filter((child)=>child!==null&&child!==undefined&&child!==false));
return element;
}
const PATHS={
chat:"M12 3.5c-5 0-9 3.5-9 7.9 0 2.4 1.2 4.5 3.1 6l-.5 3.1 3.4-1.6c.95.25 1.95.4 3 .4 5 0 9-3.5 9-7.9s-4-7.9-9-7.9zM8 11.4h.01M12 11.4h.01M16 11.4h.01",
down:"M6 9.5l6 6 6-6",
close:"M6.5 6.5l11 11M17.5 6.5l-11 11",
};
function icon(name){
const space="http://www.w3.org/2000/svg";
const svg=document.createElementNS(space,"svg");
svg.setAttribute("viewBox","0 0 24 24");
svg.setAttribute("aria-hidden","true");
const path=document.createElementNS(space,"path");
path.setAttribute("d",PATHS[name]);
svg.append(path);
return svg;
}
function put(element,text){
if(element.textContent!==text)element.textContent=text;
}
const kit={fill,h,icon,PATHS,put};
const ARRIVALS=Symbol.for("concierge:8af20fc2f6a5");
async function load({base,language}){
const words=fetch(`${base}words-${language}.json`,{credentials:"omit"}).then((response)=>(response.ok?response.json():Promise.reject(response.status)));
return Promise.all([arrival(base),words]);
}
function arrival(base){
return new Promise((resolve,reject)=>{
window[ARRIVALS]=(build)=>resolve(build(kit));
const address=base + "chat.js";
const script=document.createElement("script");
script.crossOrigin="anonymous";
script.integrity="sha384-6hCBcK9l6F96jxk533qFJTU/olL9jBGlemwvd8CRE6hvn2IrcX5mrstl60wRh9X8";
script.onerror=()=>(script.remove(),reject(new Error("the chat did not load")));
script.onload=()=>script.remove();
try{
script.src=trusted(address);
}catch{
import(address).catch(reject);
return;
}
document.head.append(script);
});
}
let policy;
function trusted(address){
if(!window.trustedTypes)return address;
policy||=trustedTypes.createPolicy("concierge",{createScriptURL:(url)=>url});
return policy.createScriptURL(address);
}
const LATELY=60*60e3;
class ConciergeWidget extends HTMLElement{
setUp(view){
this.view=view;
this.key="concierge:1:" + view.origin;
this.local=new Shelf("localStorage");
this.tab=new Shelf("sessionStorage");
this.words=BELL[view.language];
this.unread=0;
this.listeners=new Map();
const root=this.attachShadow({mode:"open"});
this.brand=new CSSStyleSheet();
root.adoptedStyleSheets=[new CSSStyleSheet(),this.brand];
root.adoptedStyleSheets[0].replaceSync(BELL_STYLE);
for(const name of["position","theme"])if(view[name])this.setAttribute(name,view[name]);
if(view.page)this.setAttribute("page","");
this.#build(root);
this.paint(view.colour||this.local.get(this.key + ":config")?.colour);
}
connectedCallback(){
this.place=document.body;
const{page,open}=this.view;
if(!page&&this.showPopover){
this.popover="manual";
try{
this.showPopover();
}catch{
}
}
this.chat?.start();
if(page||open||this.tab.get(this.key + ":open"))this.show({quietly:!page});
else if(this.#isRecent())this.summon().catch(()=>{});
this.#greet();
this.draw();
}
disconnectedCallback(){
this.chat?.stop();
clearTimeout(this.greeting);
setTimeout(()=>!this.gone&&!this.isConnected&&document.body!==this.place&&document.body?.append(this));
}
destroy(){
this.gone=true;
this.listeners.clear();
this.remove();
}
summon(){
this.arriving||=load(this.view).then(
([Panel,words])=>{
if(this.gone)return null;
this.chat=new Panel(this,{...this.words,...words});
this.root.prepend(...this.chat.parts);
this.chat.start();
return this.chat;
},
(error)=>{
this.arriving=null;
throw error;
},
);
return this.arriving;
}
get isOpen(){
return this.hasAttribute("open");
}
async show({quietly=false}={}){
if(this.isOpen&&this.chat)return this.chat.focus(quietly);
this.toggleAttribute("open",true);
this.tab.set(this.key + ":open",true);
this.local.set(this.key + ":greeted",true);
this.tease("");
this.launcher.setAttribute("aria-busy","true");
try{
const chat=await this.summon();
if(!this.isOpen||!chat)return;
this.count(0);
chat.show(quietly);
this.tell("open");
}catch{
this.hide();
this.tease(this.words.unreachable);
}finally{
this.launcher.removeAttribute("aria-busy");
this.draw();
}
}
hide(){
if(this.view.page||!this.isOpen)return;
this.toggleAttribute("open",false);
this.tab.remove(this.key + ":open");
this.chat?.hide();
this.draw();
this.launcher.focus({preventScroll:true});
this.tell("close");
}
toggle(){
return this.isOpen?this.hide():this.show();
}
on(name,act){
this.listeners.set(name,[...(this.listeners.get(name)||[]),act]);
}
off(name,act){
this.listeners.set(name,(this.listeners.get(name)||[]).filter((kept)=>act&&kept!==act));
}
tell(name,detail){
for(const act of this.listeners.get(name)||[]){
try{
act(detail);
}catch(error){
setTimeout(()=>{
throw error;
});
}
}
}
#build(root){
const{view}=this;
this.badge=h("span",{class:"badge",hidden:true,"aria-hidden":"true"});
this.launcher=h(
"button",
{type:"button",class:view.launcher?"launcher worded":"launcher","aria-expanded":"false",onclick:()=>this.toggle()},
h("span",{class:"when-closed"},icon("chat")),h("span",{class:"when-open"},icon("down")),view.launcher&&h("span",{dir:"auto"},view.launcher),this.badge,
);
this.teaser=h("div",{class:"teaser",hidden:true,role:"status"});
this.root=h("div",{class:"root",lang:view.language,dir:isRtl(view.language)?"rtl":"ltr"},!view.page&&this.teaser,!view.page&&this.launcher);
if(!this.hasAttribute("position")&&this.root.dir==="rtl")this.setAttribute("position","left");
root.append(this.root);
}
paint(colour){
const rules=brandRules(colour)+ fontRules(this.view.font);
if(rules!==this.rules)this.brand.replaceSync((this.rules=rules));
}
draw(){
const{words,unread,isOpen,view}=this;
this.launcher.setAttribute("aria-expanded",String(isOpen));
const label=isOpen?words.close:[view.launcher||words.open,unread&&fill(words.unread,{n:unread})].filter(Boolean).join(", ");
this.launcher.setAttribute("aria-label",label);
this.badge.hidden=!unread;
put(this.badge,unread>9?"9+":String(unread));
}
count(unread){
if(this.unread===unread)return;
this.unread=unread;
this.draw();
this.tell("unread",unread);
}
#isRecent(){
return Date.now()-(this.local.get(this.key)?.at??0)<LATELY;
}
#greet(){
const{proactive,page}=this.view;
if(!proactive?.text||page||this.isOpen||this.local.get(this.key + ":greeted"))return;
this.greeting=setTimeout(()=>{
if(this.isOpen||this.local.get(this.key + ":greeted"))return;
this.tease(proactive.text);
this.tell("greeting",proactive.text);
},(proactive.after??8)*1e3);
}
tease(text){
this.teaser.hidden=!text;
if(!text)return this.teaser.replaceChildren();
const dismiss=()=>{
this.local.set(this.key + ":greeted",true);
this.tease("");
this.launcher.focus({preventScroll:true});
};
this.teaser.replaceChildren(
h("button",{type:"button",dir:"auto",onclick:()=>this.show()},text),
h("button",{type:"button","aria-label":this.words.dismiss,onclick:dismiss},icon("close")),
);
}
}
function fontRules(font){
if(font==="inherit")return ":host{font-family:inherit!important}.root{font-family:inherit}";
return /^[\w ,'"-]{1,200}$/.test(font||"")?`.root{font-family:${font},sans-serif}`:"";
}
const TAG="concierge-widget";
const NAMES=["position","theme","colour","launcher","font"];
function start(script,house){
if(document.querySelector(TAG))return;
if(!customElements.get(TAG))customElements.define(TAG,ConciergeWidget);
const{lang,mode,open}=script.dataset;
const origin=script.src.replace(/\/widget(\/\w+\/widget)?\.js.*/,"");
const widget=document.createElement(TAG);
const wishes=Object.fromEntries(NAMES.map((name)=>[name,script.dataset[name]??house[name]]));
const language=pickLanguage([lang,document.documentElement.lang,...navigator.languages]);
widget.setUp({
...wishes,origin,language,base:`${origin}/widget/8af20fc2f6a5/`,proactive:wanted(house.proactive),
page:mode==="page",open:open!==undefined&&open!=="false",
});
const api={
open:()=>widget.show(),
close:()=>widget.hide(),
toggle:()=>widget.toggle(),
send:(text)=>widget.summon().then((chat)=>chat.say(String(text))),
identify:(token)=>widget.summon().then((chat)=>chat.desk.errands.identify(String(token))),
on:(name,act)=>widget.on(name,act),
off:(name,act)=>widget.off(name,act),
destroy:()=>{
widget.destroy();
if(window.Concierge===api)delete window.Concierge;
},
};
window.Concierge=api;
document.body.append(widget);
dispatchEvent(new CustomEvent("concierge:ready"));
}
function wanted(proactive){
const matches=(pattern)=>
new RegExp("^" + pattern.split("*").map((part)=>part.replace(/[.+?^${}()|[\]\\]/g,"\\$&")).join(".*")+ "$").test(location.pathname);
return!proactive?.pages?.length||proactive.pages.some(matches)?proactive:null;
}
const script=document.currentScript||document.querySelector('script[src*="/widget.js"]');
if(script&&document.body)start(script,HOUSE);
else if(script)addEventListener("DOMContentLoaded",()=>start(script,HOUSE),{once:true});
})({});
