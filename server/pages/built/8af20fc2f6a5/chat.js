"use strict";
window[Symbol.for("concierge:8af20fc2f6a5")]?.(({ PATHS, fill, h, icon, put }) => {
const STYLE=`
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
class Memory{
constructor({key,local,tab}){
Object.assign(this,{key,local,tab,newest:0});
}
get conversation(){
const kept=this.local.get(this.key);
return kept?.id&&kept.token?kept:null;
}
keep(conversation){
this.local.set(this.key,{id:conversation.id,token:conversation.token,at:Date.now()});
}
forget(id){
if(this.conversation?.id===id)this.local.remove(this.key);
}
get config(){
return this.local.get(this.key + ":config");
}
set config(config){
this.local.set(this.key + ":config",config);
}
get queue(){
const prefix=this.key + ":out:";
return this.local
.keys()
.filter((key)=>key.startsWith(prefix))
.map((key)=>this.local.get(key))
.filter((entry)=>entry?.client_id&&typeof entry.text==="string")
.sort((one,other)=>one.at - other.at);
}
moment(){
return(this.newest=Math.max(Date.now(),this.newest + 1));
}
enqueue(text){
const entry={client_id:uuid(),text,at:this.moment()};
this.put(entry);
return entry;
}
put(entry){
this.local.set(`${this.key}:out:${entry.client_id}`,entry);
}
drop(clientId){
this.local.remove(`${this.key}:out:${clientId}`);
}
watch(changed){
const heard=(event)=>event.key?.startsWith(this.key)&&changed(event.key);
addEventListener("storage",heard);
return()=>removeEventListener("storage",heard);
}
}
function uuid(){
if(crypto.randomUUID)return crypto.randomUUID();
const bytes=crypto.getRandomValues(new Uint8Array(16));
bytes[6]=(bytes[6]&15)|64;
bytes[8]=(bytes[8]&63)|128;
const hex=[...bytes].map((byte)=>byte.toString(16).padStart(2,"0")).join("");
return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/,"$1-$2-$3-$4-");
}
const PATIENCE=15e3;
const FIRST=6e3;
const SILENCE=40e3;
class Refused extends Error{
constructor(status,problem,retryAfter){
super(problem?.detail||problem?.title||`HTTP ${status}`);
this.status=status;
this.code=problem?.code;
this.detail=problem?.detail;
this.retryAfter=retryAfter;
}
get lost(){
return this.status===401||this.status===404||this.status===409||this.status===410;
}
get final(){
return this.status>=400&&this.status<500&&![408,425,429].includes(this.status);
}
}
async function refusal(response){
const problem=await response.json().catch(()=>null);
const header=response.headers.get("Retry-After");
const seconds=/^\d+$/.test(header||"")?+header:(Date.parse(header)- Date.now())/ 1e3;
return new Refused(response.status,problem,seconds>0?Math.min(seconds,3600):0);
}
const pause=(tries,retryAfter)=>
Math.max((retryAfter||0)*1e3,Math.min(500*2**tries,30e3)*(0.5 + Math.random()/ 2));
class Wire{
constructor(origin){
this.origin=origin;
}
async call(path,{token,body,blob}={}){
const stop=new AbortController();
const timer=setTimeout(()=>stop.abort(),PATIENCE);
const headers={Accept:"application/json"};
if(token)headers.Authorization="Bearer " + token;
if(body)headers["Content-Type"]="application/json";
try{
const response=await fetch(this.origin + path,{
method:body?"POST":"GET",headers,body:body&&JSON.stringify(body),
credentials:"omit",cache:"no-store",signal:stop.signal,
});
if(!response.ok)throw await refusal(response);
if(response.status===204)return null;
return await(blob?response.blob():response.json());
}catch(error){
throw error instanceof Refused?error:new Refused(0);
}finally{
clearTimeout(timer);
}
}
async follow({id,token},lastEventId,stop,heard){
const headers={Accept:"text/event-stream",Authorization:"Bearer " + token};
if(lastEventId)headers["Last-Event-ID"]=lastEventId;
let timer;
let held=false;
const listen=(patience=SILENCE)=>{
clearTimeout(timer);
timer=setTimeout(()=>{
held=patience===FIRST;
stop.abort();
},patience);
};
listen(FIRST);
try{
const response=await fetch(`${this.origin}/v1/conversations/${encodeURIComponent(id)}/events`,{
headers,credentials:"omit",cache:"no-store",signal:stop.signal,
});
if(!response.ok)throw await refusal(response);
const reader=response.body.getReader();
const decoder=new TextDecoder();
const parser=new EventParser();
for(let part,first=true;!(part=await reader.read()).done;first=false){
listen();
if(first)heard(null);
parser.feed(decoder.decode(part.value,{stream:true})).forEach(heard);
}
}catch(error){
const refused=error instanceof Refused?error:new Refused(0);
refused.held=held;
throw refused;
}finally{
clearTimeout(timer);
}
}
}
class EventParser{
constructor(){
this.rest="";
this.event={name:"message",data:[],id:null};
}
feed(text){
const events=[];
const lines=(this.rest + text).split(/\r\n|\n|\r(?!$)/);
this.rest=lines.pop();
for(const line of lines){
if(!line){
const{name,data,id}=this.event;
if(data.length)events.push({name,data:data.join("\n"),id});
this.event={name:"message",data:[],id:null};
continue;
}
const[,field,value]=line.match(/^([^:]*):? ?(.*)$/s);
if(field==="event")this.event.name=value;
else if(field==="data")this.event.data.push(value);
else if(field==="id"&&!value.includes("\0"))this.event.id=value;
}
return events;
}
}
const text=(value)=>(typeof value==="string"?value:"");
const list=(value)=>(Array.isArray(value)?value:[]);
class Thread{
constructor(){
this.clear();
}
clear(){
this.items=new Map();
this.finished=new Set();
this.live=null;
this.pending=null;
this.staff=null;
this.typing=null;
this.closed=false;
this.readSeq=0;
}
get messages(){
return[...this.items.values()].sort(
(one,other)=>(one.seq??Infinity)-(other.seq??Infinity)||one.at - other.at||0,
);
}
queued({client_id,text,at,kind,progress,file},state){
const key="c:" + client_id;
if(this.items.get(key)?.state==="sent")return;
this.items.set(key,{key,author:"guest",client_id,text,at,state,kind,progress,file});
}
unqueued(client_id){
const key="c:" + client_id;
if(this.items.get(key)?.state!=="sent")this.items.delete(key);
}
stored(message){
const id=message.id??message.message_id;
const mine=message.author==="guest"&&message.client_id;
const key=mine?"c:" + message.client_id:"m:" + id;
const isNew=!this.items.has(key);
const before=this.items.get(key);
this.items.set(key,{
key,id,seq:message.seq,author:text(message.author),name:text(message.author_name),
text:text(message.text),at:Date.parse(message.at)||before?.at||Date.now(),
client_id:message.client_id,citations:list(message.citations),
replies:list(message.quick_replies).filter(text),outcome:message.outcome,state:"sent",
kind:text(message.kind),form:Array.isArray(message.form?.fields)?message.form:null,
cards:list(message.cards).filter((card)=>card&&typeof card==="object"),
});
if(mine&&before?.state!=="sent"&&message.kind&&!this.staff)this.pending=true;
return isNew;
}
load(snapshot){
const fresh=list(snapshot.messages).filter((message)=>this.stored(message));
this.closed=snapshot.status==="closed";
this.staff=snapshot.speaker==="staff"?this.#lastStaffName()||true:null;
const last=this.messages.filter((message)=>message.state==="sent").pop();
this.pending=snapshot.pending===true||(!this.staff&&last?.author==="guest"&&!!last.kind)||null;
this.live=null;
this.readSeq=snapshot.read_seq||0;
return fresh.map((message)=>this.items.get("m:" + message.id)).filter(Boolean);
}
#lastStaffName(){
return this.messages.filter((message)=>message.author==="staff").pop()?.name;
}
lineBroke(){
this.live=null;
}
hear(name,data){
const answers=data.in_reply_to??null;
switch(name){
case "message.accepted":
this.closed=false;
this.stored({...data,author:"guest"});
return null;
case "reply.started":
if(!this.finished.has(answers))this.live={answers,text:""};
return null;
case "reply.delta":
if(answers!==null&&this.finished.has(answers))return null;
this.live={answers,text:(this.live?.text??"")+ text(data.text)};
return null;
case "reply.pending":
this.live=null;
this.pending=answers??true;
return null;
case "reply.completed":
case "message.posted":
return this.#finish(name,data,answers);
case "staff.joined":
this.staff=text(data.name)||true;
this.live=this.pending=null;
return null;
case "staff.typing":
this.typing=text(data.name)||true;
return null;
case "message.read":
this.readSeq=Math.max(this.readSeq,Number(data.seq)||0);
return null;
case "staff.left":
this.staff=null;
return null;
case "conversation.closed":
this.closed=true;
this.live=this.pending=this.staff=null;
return null;
}
return null;
}
#finish(name,data,answers){
if(answers!==null)this.finished.add(answers);
if(data.author==="staff")this.typing=null;
if(name==="reply.completed"||data.author==="staff")this.live=this.pending=null;
const fallback=name==="reply.completed"?"concierge":"system";
const message={...data,author:data.author||fallback};
return this.stored(message)?this.items.get("m:" + data.message_id)??null:null;
}
}
const LARGE=1.5e6;
const LONGEST_SIDE=2048;
const SHOWN=480;
async function smaller(file){
if(!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type)||(file.size<LARGE&&!file.type.includes("hei")))return file;
try{
const picture=await createImageBitmap(file);
const canvas=drawn(picture,LONGEST_SIDE);
return(await new Promise((done)=>canvas.toBlob(done,"image/jpeg",0.86)))||file;
}catch{
return file;
}
}
function drawn(picture,longest){
const share=Math.min(1,longest / Math.max(picture.width,picture.height));
const canvas=h("canvas",{width:Math.max(1,Math.round(picture.width*share)),height:Math.max(1,Math.round(picture.height*share))});
canvas.getContext("2d").drawImage(picture,0,0,canvas.width,canvas.height);
return canvas;
}
function upload(wire,{id,token},{client_id,text,file},progress){
return new Promise((resolve,reject)=>{
const request=new XMLHttpRequest();
const asked=new URLSearchParams({client_id,name:text});
request.open("POST",`${wire.origin}/v1/conversations/${encodeURIComponent(id)}/files?${asked}`);
request.setRequestHeader("Authorization","Bearer " + token);
request.upload.onprogress=(event)=>event.lengthComputable&&progress(event.loaded / event.total);
request.onerror=request.ontimeout=()=>reject(new Refused(0));
request.timeout=180e3;
request.onload=()=>{
let answer=null;
try{
answer=JSON.parse(request.responseText);
}catch{}
if(request.status===202&&answer)resolve(answer);
else reject(new Refused(request.status,answer));
};
request.send(file);
});
}
const kept=new Map();
const keepFile=(message,blob)=>kept.set(message,blob);
async function fetched(desk,message){
if(!message.id)return message.file;
if(!kept.has(message.id))kept.set(message.id,await desk.errands.fetchFile(message.id));
return kept.get(message.id);
}
function fileOf(message,desk,words,act){
const{kind,text,progress,state}=message;
const name=h("bdi",{class:"name"},kind==="voice"?words.voice_note:text);
const save=async()=>{
const blob=await fetched(desk,message);
const link=h("a",{href:URL.createObjectURL(blob),download:text});
link.click();
setTimeout(()=>URL.revokeObjectURL(link.href),10e3);
};
const trying=(what)=>async(event)=>{
const button=event.currentTarget;
button.setAttribute("aria-busy","true");
await what(button).catch(()=>act.alarm(words.failed));
button.removeAttribute("aria-busy");
};
const bar=state==="sending"&&progress<1&&h("progress",{max:"1",value:String(progress??0),"aria-label":words.sending});
const button=h("button",{type:"button",class:"attached " + kind,"aria-label":kind==="voice"?`${words.play} ${words.voice_note}`:`${words.save} ${text}`,onclick:trying(kind==="voice"?async()=>play(await fetched(desk,message)):save)},icon(kind==="voice"?"play":kind==="photo"?"photo":"page"),name);
if(kind==="photo")show(button,desk,message,text);
return h("div",{class:"file"},button,bar);
}
async function show(button,desk,message,text){
try{
const canvas=drawn(await createImageBitmap(await fetched(desk,message)),SHOWN);
canvas.setAttribute("role","img");
canvas.setAttribute("aria-label",text);
button.replaceChildren(canvas);
desk.changed();
}catch{
}
}
let playing;
async function play(blob){
const again=playing?.blob===blob;
playing?.source.stop();
playing=null;
if(again)return;
const context=new AudioContext();
const source=context.createBufferSource();
source.buffer=await context.decodeAudioData(await blob.arrayBuffer());
source.connect(context.destination);
source.onended=()=>{
context.close();
if(playing?.source===source)playing=null;
};
source.start();
playing={blob,source};
}
const TYPED=3e3;
class Errands{
constructor(desk){
Object.assign(this,{desk,uploads:new Map(),read:0,typedAt:0});
}
async attach(file,kind,name=file.name||kind){
const entry={client_id:uuid(),text:name,at:this.desk.memory.moment(),kind,file:await smaller(file),progress:0};
this.uploads.set(entry.client_id,entry);
await this.#upload(entry);
}
async #upload(entry){
const show=(state)=>{
this.desk.thread.queued(entry,state);
this.desk.changed();
};
show("sending");
try{
const conversation=await this.#conversation();
const got=await upload(this.desk.wire,conversation,entry,(share)=>{
entry.progress=share;
show("sending");
});
this.uploads.delete(entry.client_id);
keepFile(got.message_id,entry.file);
this.desk.thread.stored({...entry,...got,text:got.name,at:new Date(entry.at).toISOString(),author:"guest"});
this.desk.changed();
}catch(refused){
entry.refusal=refused.detail;
show("failed");
if(refused.detail)this.desk.changed(null,"refused",{detail:refused.detail});
}
}
fetchFile(messageId){
return this.#ask(`/files/${messageId}`,{blob:true});
}
async tell(path,body){
await this.#conversation();
return this.#ask(path,{body});
}
#conversation(){
const{memory}=this.desk;
return memory.conversation||this.desk.alone(()=>memory.conversation||this.desk.begin());
}
#ask(path,how){
const{id,token}=this.desk.memory.conversation;
return this.desk.wire.call(`/v1/conversations/${encodeURIComponent(id)}${path}`,{token,...how});
}
identify(token){
this.pass=token;
if(this.desk.memory.conversation)return this.shows();
}
shows(){
const token=this.pass;
this.pass=null;
return token&&this.tell("/identity",{token}).catch((refused)=>console.warn("Concierge: " + refused.message));
}
typing(){
if(!this.desk.thread.staff||Date.now()- this.typedAt<TYPED)return;
this.typedAt=Date.now();
this.tell("/typing",{}).catch(()=>{});
}
looks(){
const last=this.desk.thread.messages.findLast((message)=>message.author==="staff");
if(!last?.seq||last.seq<=this.read||document.visibilityState!=="visible")return;
this.read=last.seq;
this.tell("/read",{seq:last.seq}).catch(()=>{});
}
retry(clientId){
const entry=this.uploads.get(clientId);
if(entry)this.#upload(entry);
return!!entry;
}
}
const RECENT=60*60e3;
const HIDDEN=60e3;
const TYPING=5e3;
const ASK_SOON=2e3;
const ASK_LATER=15e3;
const LATER=120e3;
const LINE=1e3;
class Desk{
constructor(origin,language,memory,changed){
Object.assign(this,{language,memory,changed});
this.wire=new Wire(origin);
this.thread=new Thread();
this.config=memory.config;
this.online=true;
this.fresh=false;
this.asleep=false;
this.tries={send:0,listen:0};
this.waits=new Map();
this.held=0;
this.errands=new Errands(this);
}
start(){
this.stopped=false;
this.#showQueue();
this.stops=[this.memory.watch((key)=>this.#otherTab(key))];
const on=(target,name,act)=>{
target.addEventListener(name,act);
this.stops.push(()=>target.removeEventListener(name,act));
};
on(window,"online",()=>this.#redial());
on(window,"offline",()=>this.#reached(false));
on(window,"pageshow",(event)=>event.persisted&&this.#redial());
on(document,"visibilitychange",()=>this.#looked());
this.#configure();
if(this.memory.queue.length)this.#send();
const kept=this.memory.conversation;
if(kept&&Date.now()- kept.at<RECENT)this.#listen();
}
stop(){
this.stopped=true;
this.stops.forEach((stop)=>stop());
this.#hangUp();
this.hurry();
}
open(){
this.#listen();
}
say(text){
const entry=this.memory.enqueue(text);
this.thread.queued(entry,"sending");
this.fresh=false;
this.changed();
this.#send();
}
retry(clientId){
if(this.errands.retry(clientId))return;
const entry=this.memory.queue.find((kept)=>kept.client_id===clientId);
if(entry)this.memory.put({...entry,failed:false});
this.hurry();
this.#send();
}
hurry(){
this.tries={send:0,listen:0};
for(const wake of[...this.waits.values()])wake();
}
async #configure(){
for(let tries=0;!this.stopped;tries++){
try{
this.config=await this.wire.call(`/v1/config?${new URLSearchParams({ locale: this.language, page: location.pathname })}`);
this.memory.config=this.config;
this.changed();
return;
}catch(refused){
if(refused.final)return;
if(tries===1&&refused.status===0)this.#explain();
await this.#wait("config",pause(tries,refused.retryAfter));
}
}
}
#explain(){
if(location.origin!==this.wire.origin)
console.warn(`Concierge: no answer from ${this.wire.origin}. If it is running, it may not know this website: add ${location.origin} to server.origins.`);
}
async #send(){
this.again=true;
if(this.sending)return;
this.sending=true;
while(this.again&&!this.stopped){
this.again=false;
try{
await this.alone(()=>this.#sendAll());
this.tries.send=0;
}catch(refused){
if(!(refused instanceof Refused))throw refused;
this.#showQueue("waiting");
this.#reached(refused.status!==0);
await this.#wait("send",pause(this.tries.send++,refused.retryAfter));
this.again=true;
}
}
this.sending=false;
}
alone(act){
return navigator.locks?navigator.locks.request(this.memory.key,act):act();
}
async #sendAll(){
const tried=new Set();
for(let entry;(entry=this.memory.queue.find((kept)=>!kept.failed));){
let conversation=this.memory.conversation;
try{
if(conversation)this.#listen();
else conversation=await this.begin();
const{client_id,text}=entry;
const path=`/v1/conversations/${encodeURIComponent(conversation.id)}/messages`;
const got=await this.wire.call(path,{token:conversation.token,body:{client_id,text}});
this.#acknowledged(entry,got);
}catch(refused){
if(refused.lost&&!tried.has(entry.client_id)){
tried.add(entry.client_id);
this.#lost(conversation?.id);
}else if(refused.final){
this.memory.put({...entry,failed:true});
this.#showQueue();
}else throw refused;
}
}
}
#acknowledged(entry,{message_id,seq}){
this.memory.drop(entry.client_id);
if(this.memory.conversation)this.memory.keep(this.memory.conversation);
const known=this.thread.items.get("c:" + entry.client_id);
if(known?.state!=="sent"){
const at=new Date(entry.at).toISOString();
this.thread.stored({...entry,message_id,seq,at,author:"guest"});
}
this.#reached(true);
}
async begin(){
const page=location.href.split("#")[0].slice(0,2000);
const place=(location.pathname==="/chat"&&new URLSearchParams(location.search).get("place")?.slice(0,80))||"";
const made=await this.wire.call("/v1/conversations",{body:{locale:this.language,page,place}});
this.memory.keep(made);
this.errands.shows();
this.known=made.id;
this.lastEventId="0";
const opened=this.#wait("line",LINE);
this.#listen();
this.waits.get("listen")?.();
await opened;
return made;
}
#lost(id){
this.memory.forget(id);
this.#leave();
this.fresh=true;
this.changed();
}
#leave(){
this.known=null;
this.thread.clear();
this.#hangUp();
this.#showQueue();
}
#showQueue(state="sending"){
for(const entry of this.memory.queue)this.thread.queued(entry,entry.failed?"failed":state);
this.changed();
}
async #listen(){
if(this.listening||this.asleep||this.stopped)return;
this.listening=true;
for(let conversation;(conversation=this.memory.conversation)&&!this.asleep&&!this.stopped;){
try{
if(this.held>1){
await this.#poll(conversation);
continue;
}
await this.#hearFrom(conversation);
this.lineBroke();
await this.#wait("listen",pause(this.tries.listen++));
}catch(refused){
if(!(refused instanceof Refused))throw refused;
this.lineBroke();
if(refused.lost){
this.#lost(conversation.id);
break;
}
if(this.asleep||this.stopped)break;
if(refused.held){
this.held++;
continue;
}
if(refused.final)this.known=null;
this.#reached(refused.status!==0);
await this.#wait("listen",pause(this.tries.listen++,refused.retryAfter));
}
}
this.listening=false;
}
lineBroke(){
this.thread.lineBroke();
this.changed();
}
async #hearFrom(conversation){
this.line=new AbortController();
const stop=this.line;
if(this.known!==conversation.id)await this.#readAll(conversation,stop);
await this.wire.follow(conversation,this.lastEventId,stop,(event)=>{
if(!stop.signal.aborted)this.#heard(event);
});
}
async #readAll(conversation,stop,line=""){
const snapshot=await this.wire.call("/v1/conversations/" + encodeURIComponent(conversation.id)+ line,conversation);
if(stop?.signal.aborted)throw new Refused(0);
const fresh=this.thread.load(snapshot);
for(const message of snapshot.messages||[])if(message.client_id)this.memory.drop(message.client_id);
this.known=conversation.id;
this.lastEventId=snapshot.last_event_id;
this.#reached(true);
return fresh;
}
async #poll(conversation){
this.waits.get("line")?.();
const fresh=await this.#readAll(conversation,null,"?line=polling");
this.tries.listen=0;
for(const message of fresh)this.changed(message,"polled",message);
const last=this.thread.messages.at(-1);
await this.#wait("listen",last&&Date.now()- last.at<LATER?ASK_SOON:ASK_LATER);
}
#heard(event){
if(!event){
this.held=0;
this.waits.get("line")?.();
return this.#reached(true);
}
this.tries.listen=0;
let data;
try{
data=JSON.parse(event.data);
}catch{
return;
}
if(!data||typeof data!=="object")return;
const finished=this.thread.hear(event.name,data);
if(event.id)this.lastEventId=event.id;
if(event.name==="message.accepted"&&data.client_id)this.memory.drop(data.client_id);
if(event.name==="staff.typing"){
clearTimeout(this.typist);
this.typist=setTimeout(()=>{
this.thread.typing=null;
this.changed();
},TYPING);
}
this.changed(finished,event.name,data);
}
#redial(){
this.#hangUp();
this.hurry();
}
#hangUp(){
this.line?.abort();
}
#reached(online){
this.online=online;
this.changed();
}
#otherTab(key){
const conversation=this.memory.conversation;
if(this.known&&conversation?.id!==this.known)this.#leave();
this.#showQueue();
if(conversation)this.#listen();
if(this.memory.queue.length)this.#send();
}
#looked(){
clearTimeout(this.hiding);
if(document.visibilityState==="visible"){
if(this.asleep){
this.asleep=false;
this.#listen();
}
this.hurry();
}else this.hiding=setTimeout(()=>this.#sleep(),HIDDEN);
}
#sleep(){
if(this.memory.queue.length||this.thread.live){
this.hiding=setTimeout(()=>this.#sleep(),HIDDEN);
return;
}
this.asleep=true;
this.#hangUp();
this.waits.get("listen")?.();
}
#wait(what,milliseconds){
return new Promise((resolve)=>{
const done=()=>{
clearTimeout(timer);
this.waits.delete(what);
resolve();
};
const timer=setTimeout(done,milliseconds);
this.waits.set(what,done);
});
}
}
Object.assign(PATHS,{
send:"M12 19V5M5.5 11.5L12 5l6.5 6.5",
person:"M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
page:"M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12h5M10 15.5h5",
out:"M9 6h9v9M18 6L7 17",
more:"M5.5 12h.01M12 12h.01M18.5 12h.01",
plus:"M12 5v14M5 12h14",
copy:"M9 9h11v11H9zM15 9V4H4v11h5",
aloud:"M4 9.5v5h3.5l5 4v-13l-5 4zM16 9a4.2 4.2 0 010 6M18.5 6.5a8 8 0 010 11",
save:"M12 4v11M7 10.5l5 5 5-5M5 20h14",
mail:"M3.5 6h17v12h-17zM4 7l8 6 8-6",
star:"M12 3.5l2.6 5.6 6 .7-4.5 4.2 1.2 6-5.3-3-5.3 3 1.2-6L3.4 9.8l6-.7z",
sound:"M6 16.5V11a6 6 0 0112 0v5.5l1.5 1.5h-15zM10 20.5h4",
call:"M5 4h4l1.8 4.5-2.3 1.6a12 12 0 005.4 5.4l1.6-2.3L20 15v4a1.5 1.5 0 01-1.6 1.5A15.5 15.5 0 013.5 5.6 1.5 1.5 0 015 4z",
place:"M12 21s7-6.3 7-11.5A7 7 0 005 9.5C5 14.7 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z",
photo:"M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5h.01",
voice:"M12 15a3.5 3.5 0 003.5-3.5v-4a3.5 3.5 0 00-7 0v4A3.5 3.5 0 0012 15zM5.5 11.5a6.5 6.5 0 0013 0M12 18v3",
words:"M5 6h14M5 12h14M5 18h8",
back:"M19 8v6a3 3 0 01-3 3H6M10 12.5L5.5 17l4.5 4.5",
play:"M8 5.5v13l11-6.5z",
});
function safeAddress(address,base){
try{
const url=new URL(address,base);
return["http:","https:","mailto:","tel:"].includes(url.protocol)?url.href:null;
}catch{
return null;
}
}
const ADDRESS=/https?:\/\/[^\s<>"'“”«»]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|\+\d[\d ()./-]{6,20}\d/g;
const CLOSING=".,;:!?)]}";
function withLinks(text){
const nodes=[];
let end=0;
for(const found of text.matchAll(ADDRESS)){
let shown=found[0];
while(CLOSING.includes(shown.at(-1)))shown=shown.slice(0,-1);
const href=shown.includes("://")?shown:shown[0]==="+"?"tel:" + shown.replace(/[^+\d]/g,""):"mailto:" + shown;
if(!safeAddress(href))continue;
nodes.push(text.slice(end,found.index),link(href,shown));
end=found.index + shown.length;
}
nodes.push(text.slice(end));
return nodes;
}
const link=(href,...children)=>
h("a",{href,target:"_blank",rel:"noopener noreferrer nofollow",dir:"auto"},...children);
function reconcile(parent,wanted){
const old=new Map([...parent.children].map((node)=>[node.key,node]));
let place=parent.firstChild;
for(const[key,signature,make]of wanted){
let node=old.get(key);
if(node&&node.signature!==signature){
const fresh=make();
node.replaceWith(fresh);
if(place===node)place=fresh;
node=fresh;
}
node||=make();
node.key=key;
node.signature=signature;
old.delete(key);
if(node===place)place=place.nextSibling;
else parent.insertBefore(node,place);
}
old.forEach((node)=>node.remove());
}
const NATIVE={text:"text",date:"date",time:"time",number:"text",phone:"tel",email:"email"};
const COMPLETE={name:"name",email:"email",phone:"tel"};
const MANY=6;
let made=0;
function formOf({title,submit,fields},words,language,send){
const asked=fields.filter((field)=>field&&field.name&&field.label).slice(0,30).map((field)=>question(field,words,language));
const trouble=h("p",{class:"wrong",role:"alert"});
const button=h("button",{type:"submit",class:"go"},submit||words.send);
const root=h("form",{class:"form",novalidate:true,"aria-label":title||false},title&&h("h3",{dir:"auto"},title),...asked.map((one)=>one.node),trouble,button);
root.addEventListener("submit",async(event)=>{
event.preventDefault();
event.stopPropagation();
const wrong=asked.filter((one)=>!one.check());
if(wrong.length)return wrong[0].focus();
button.disabled=true;
put(trouble,"");
const values=Object.fromEntries(asked.map((one)=>[one.name,one.value()]));
const told=asked.filter((one)=>one.told()).map((one)=>`${one.label}: ${one.told()}`).join("\n");
try{
await send(values,told);
}catch(refused){
put(trouble,refused?.detail||words.failed);
}
button.disabled=false;
});
return root;
}
function question(field,words,language){
const id=`f${++made}`;
const{name,type="text"}=field;
const label=String(field.label);
const wrong=h("p",{class:"wrong",id:`${id}-wrong`,role:"alert"});
const options=type==="yesno"?[words.yes,words.no]:type==="rating"?["1","2","3","4","5"]:(Array.isArray(field.options)?field.options:[]).map(String);
const picks=["yesno","rating","multi"].includes(type)||(type==="choice"&&options.length<=MANY);
const attributes={id,name,"aria-describedby":`${id}-wrong`,"aria-required":field.required?"true":false};
let node,value,first;
if(picks){
const kind=type==="multi"?"checkbox":"radio";
const boxes=options.map((option)=>h("input",{type:kind,name:`${id}-${name}`,value:option,"aria-describedby":`${id}-wrong`,"aria-label":type==="rating"?fill(words.stars,{n:option}):false}));
node=h("fieldset",{class:type},h("legend",{dir:"auto"},label),...boxes.map((box,at)=>h("label",{dir:"auto"},box,type==="rating"?h("span",{"aria-hidden":"true"},"★"):options[at])),wrong);
value=()=>boxes.filter((box)=>box.checked).map((box)=>box.value);
first=boxes[0];
}else{
if(type==="choice")first=h("select",attributes,h("option",{value:""},words.choose),...options.map((option)=>h("option",{value:option},option)));
else if(type==="long")first=h("textarea",{...attributes,rows:"3",dir:"auto",maxlength:"2000"});
else first=h("input",{...attributes,type:NATIVE[type]||"text",dir:"auto",maxlength:"200",autocomplete:COMPLETE[name]||"off",inputmode:type==="number"?"decimal":false,min:field.min??false,max:field.max??false});
if(field.value)first.value=field.value;
node=h("div",{class:"field"},h("label",{for:id,dir:"auto"},label),first,wrong);
value=()=>[first.value.trim()].filter(Boolean);
}
const check=()=>{
const complaint=complaintOf(field,type,value(),words,language,first);
put(wrong,complaint);
first.setAttribute("aria-invalid",String(!!complaint));
return!complaint;
};
node.addEventListener("change",()=>wrong.textContent&&check());
return{
name,label,node,check,
value:()=>(type==="multi"?value():value()[0]??""),
told:()=>value().map((one)=>spelled(one,type,language)).join(", "),
focus:()=>first.focus(),
};
}
function complaintOf({required,min,max},type,values,words,language,input){
if(input.validity?.badInput)return words.not_date;
if(!values.length)return required?words.needed:"";
const[value]=values;
if(type==="email"&&!/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value))return words.not_email;
if(type==="phone"&&!/^\+?[\d\s()./-]{5,25}$/.test(value))return words.not_phone;
const number=type==="number"?numberIn(value):null;
if(Number.isNaN(number))return words.not_number;
const measure=number??value;
const bound=(limit)=>(number===null?spelled(String(limit),type,language):limit);
if(min!==undefined&&["number","date","time"].includes(type)&&measure<min)return fill(words.at_least,{n:bound(min)});
if(max!==undefined&&["number","date","time"].includes(type)&&measure>max)return fill(words.at_most,{n:bound(max)});
return "";
}
const numberIn=(value)=>(/^-?\d+([.,]\d+)?$/.test(value)?Number(value.replace(",",".")):NaN);
function spelled(value,type,language){
if(type!=="date")return value;
const at=new Date(value + "T12:00:00");
return isNaN(at)?value:new Intl.DateTimeFormat(language,{weekday:"long",day:"numeric",month:"long",year:"numeric"}).format(at);
}
const canRecord=()=>!!(window.MediaRecorder&&navigator.mediaDevices?.getUserMedia);
const LONGEST_NOTE=120;
async function record(tick){
const stream=await navigator.mediaDevices.getUserMedia({audio:true});
const recorder=new MediaRecorder(stream);
const pieces=[];
recorder.ondataavailable=(event)=>pieces.push(event.data);
const ended=new Promise((done)=>(recorder.onstop=done));
recorder.start();
let seconds=0;
const timer=setInterval(()=>(++seconds>=LONGEST_NOTE?end():tick(seconds)),1e3);
const end=()=>{
clearInterval(timer);
if(recorder.state!=="inactive")recorder.stop();
stream.getTracks().forEach((track)=>track.stop());
};
return{
cancel:end,
stop:async()=>{
end();
await ended;
return new Blob(pieces,{type:recorder.mimeType});
},
};
}
const Recognition=window.SpeechRecognition||window.webkitSpeechRecognition;
const canDictate=()=>!!Recognition;
function dictate(language,heard,ended){
const listener=new Recognition();
listener.lang=language;
listener.interimResults=true;
listener.onresult=(event)=>heard([...event.results].map((result)=>result[0].transcript).join(""));
listener.onend=ended;
listener.start();
return()=>listener.stop();
}
const canSpeak=()=>!!window.speechSynthesis&&!!window.SpeechSynthesisUtterance;
function speak(text,language){
const busy=speechSynthesis.speaking;
speechSynthesis.cancel();
if(busy)return;
const said=new SpeechSynthesisUtterance(text);
said.lang=language;
speechSynthesis.speak(said);
}
function rows(desk,words,view,act){
const{config,thread}=desk;
const messages=thread.messages;
const wanted=[];
const spoken=JSON.stringify([config?.business,config?.texts]);
const add=(key,make,...signs)=>wanted.push([key,spoken + JSON.stringify(signs),make]);
const greeting=config?.greeting;
if(config&&speaksItself(config))add("disclosure",()=>h("p",{class:"note",dir:"auto"},words.disclosure),words.disclosure);
if(desk.fresh)add("fresh",()=>h("p",{class:"note",dir:"auto"},words.fresh));
if(greeting&&messages[0]?.text!==greeting)
add("greeting",()=>bubble({author:"concierge",text:greeting},{first:true,last:true},desk,words,view,act),greeting);
messages.forEach((message,at)=>{
const[before,after]=[messages[at - 1],messages[at + 1]];
if(before&&day(before.at)!==day(message.at))
add("day:" + message.key,()=>h("p",{class:"day"},dayName(message.at,view.language)),day(message.at));
const place={first:!together(before,message),last:!together(message,after)};
place.quiet=message.state==="sent"&&(!place.last||(message.author==="guest"&&after));
if(message.author==="guest"&&message.state==="sent"&&message.seq<=thread.readSeq)place.read=true;
place.newest=!after;
add(message.key,()=>bubble(message,place,desk,words,view,act),signOf(message),place);
});
const writer={author:"concierge"};
const begins=!together(messages.at(-1),{...messages.at(-1),...writer});
if(thread.live)add("live",()=>writing(words,begins&&who(writer,desk,words)),thread.live.answers);
if(thread.typing)add("typing",()=>writing(words,who({author:"staff",name:thread.typing===true?"":thread.typing},desk,words),"staff"));
if(thread.pending)add("pending",()=>h("p",{class:"note",dir:"auto"},words.pending));
if(thread.closed)add("closed",()=>h("div",{class:"note"},h("p",{dir:"auto"},words.closed),h("button",{type:"button",class:"retry",onclick:()=>act.sheets.rate()},words.rate)));
return wanted;
}
const signs=new WeakMap();
function signOf(message){
if(!signs.has(message))signs.set(message,JSON.stringify({...message,progress:Math.round(message.progress*20)}));
return signs.get(message);
}
function replies({config,thread}){
if(thread.live)return[];
const last=thread.messages.at(-1);
const offered=last?(last.author==="guest"?[]:last.replies):config?.quick_replies;
return(Array.isArray(offered)?offered:[]).filter((reply)=>typeof reply==="string"&&reply).slice(0,8);
}
const speaksItself=(config)=>config.automatic!==false&&!config.paused;
const speaker=({author,name},words)=>
author==="guest"?words.you:author==="staff"?name||words.colleague:author==="concierge"?words.automatic:"";
function bubble(message,place,desk,words,view,act){
const{author,text,state,kind,form}=message;
const mine=author==="guest";
if(author==="system")return h("p",{class:"note",dir:"auto"},...withLinks(text));
const named=place.first&&!mine;
return h(
"div",
{class:["message",mine?"mine":"theirs",author,place.first&&"first",place.last&&"last",state==="sending"&&"arrives"].filter(Boolean).join(" "),"data-id":message.id??message.client_id},
named?who(message,desk,words):h("span",{class:"sr"},speaker(message,words)+ ": "),
FILES.includes(kind)?fileOf(message,desk,words,act):h("div",{class:"bubble",dir:"auto"},...(mine?[text]:withLinks(text))),
...(message.cards||[]).slice(0,6).map((one)=>card(one,desk,words)),
sources(message,desk,words),
form&&place.newest&&h("div",{class:"asked"},formOf(form,words,view.language,(values,told)=>act.say(told))),
!place.quiet&&message.at&&fate(message,place,words,view,act),
state==="failed"&&h("button",{type:"button",class:"retry",onclick:()=>desk.retry(message.client_id)},words.retry),
);
}
const who=(message,desk,words)=>h("div",{class:"who"},avatar(message,desk),h("bdi",null,speaker(message,words)));
const initial=(name)=>[...String(name||"").trim()][0]?.toLocaleUpperCase()??"";
function avatar({author,name},desk){
const{config}=desk;
const face=h("span",{class:"avatar " + author,"aria-hidden":"true"},author==="staff"?initial(name)||icon("person"):initial(config?.business?.name)||icon("chat"));
if(author!=="staff"&&config?.logo)logoOf(desk.wire,config.logo).then((picture)=>face.replaceChildren(drawn(picture,128)),()=>{});
return face;
}
const logos=new Map();
function logoOf(wire,address){
if(!logos.has(address))logos.set(address,wire.call(address,{blob:true}).then(createImageBitmap));
return logos.get(address);
}
const FILES=["photo","voice","file"];
function fate({author,state,at,text},{read},words,view,act){
const time=new Intl.DateTimeFormat(view.language,{hour:"numeric",minute:"2-digit"}).format(at);
const word=author==="guest"&&words[read?"read":state];
const tool=(name,label,does)=>h("button",{type:"button",class:"mini","aria-label":label,title:label,onclick:does},icon(name));
return h(
"div",{class:"fate " +(state||"")},
h("time",{datetime:new Date(at).toISOString()},word?`${word} · ${time}`:time),
author!=="guest"&&navigator.clipboard&&tool("copy",words.copy,()=>act.copy(text)),
author!=="guest"&&canSpeak()&&tool("aloud",words.aloud,()=>act.speak(text)),
);
}
function card({title,text,url,price,place,phone}={},desk,words){
const links=[
[place&&MAP + encodeURIComponent(place),"place",words.map],
[phone&&"tel:" + String(phone).replace(/[^+\d]/g,""),"call",phone],
[url,"out",words.more],
].map(([address,name,label])=>[address&&safeAddress(String(address),desk.wire.origin),name,label]);
return h(
"div",{class:"card"},
h("p",{class:"card-head"},h("bdi",null,String(title??"")),price&&h("b",{dir:"auto"},String(price))),
text&&h("p",{dir:"auto"},String(text)),place&&h("p",{dir:"auto"},String(place)),
...links.filter(([address])=>address).map(([address,name,label])=>link(address,icon(name),String(label))),
);
}
const MAP="https://www.openstreetmap.org/search?query=";
function sources({citations=[]},desk,words){
const cited=citations.filter((citation)=>citation&&typeof citation==="object");
if(!cited.length)return null;
return h("div",{class:"sources",role:"group","aria-label":words.sources},...cited.slice(0,5).map((citation)=>source(citation,desk,words)));
}
function source({title,url,page,quote},desk,words){
const address=url?safeAddress(url,desk.wire.origin):null;
const name=String(title||hostOf(address)||words.sources);
const place=page?fill(words.page,{n:page}):"";
const label=[icon("page"),h("bdi",{class:"title"},name),place&&h("span",{class:"page"},place)];
if(!quote)return address?link(address,...label):h("span",{class:"cited"},...label);
return h(
"details",null,
h("summary",null,...label),
h("blockquote",{dir:"auto"},String(quote)),
address&&link(address,words.source,h("span",{class:"sr"}," " + name),icon("out")),
);
}
const hostOf=(address)=>(address?new URL(address).hostname:"");
const writing=(words,named,author="concierge live")=>
h("div",{class:"message theirs " + author},named,
h("div",{class:"bubble",dir:"auto"},h("span",{class:"dots",role:"img","aria-label":words.writing},h("i"),h("i"),h("i")),h("span",{class:"words"})));
const day=(at)=>new Date(at).toDateString();
function dayName(at,language){
const days=Math.round((new Date(at).setHours(12,0,0,0)- new Date().setHours(12,0,0,0))/ 864e5);
if(days===0||days===-1)return new Intl.RelativeTimeFormat(language,{numeric:"auto"}).format(days,"day");
return new Intl.DateTimeFormat(language,{weekday:"long",day:"numeric",month:"long"}).format(at);
}
const together=(one,other)=>
one&&other&&one.author===other.author&&one.name===other.name&&Math.abs(other.at - one.at)<5*60e3&&day(one.at)===day(other.at);
function menuOf(sign,items){
const list=h("div",{class:"menu",hidden:true,role:"group"});
const button=h("button",{type:"button",class:"tool","aria-expanded":"false",onclick:()=>fold(!list.hidden)},icon(sign));
const root=h("div",{class:"menus"},button,list);
function fold(close,back){
if(list.hidden===close)return;
list.hidden=close;
button.setAttribute("aria-expanded",String(!close));
if(!close){
list.replaceChildren(...items().filter(Boolean).map(item));
list.firstChild?.focus();
}else if(back)button.focus();
}
function item([words,act,name]){
const inside=[icon(name),h("span",{dir:"auto"},words)];
if(typeof act==="string")return h("a",{href:act,target:act.startsWith("http")?"_blank":false,rel:"noopener noreferrer",onclick:()=>fold(true)},...inside);
return h("button",{type:"button",onclick:()=>(fold(true,true),act())},...inside);
}
root.addEventListener("focusout",(event)=>event.relatedTarget&&!root.contains(event.relatedTarget)&&fold(true));
root.addEventListener("keydown",(event)=>{
if(event.key==="Escape"&&!list.hidden){
event.stopPropagation();
fold(true,true);
}
const step={ArrowDown:"nextElementSibling",ArrowUp:"previousElementSibling"}[event.key];
if(step&&list.contains(event.target)){
event.preventDefault();
event.target[step]?.focus();
}
});
const name=(words)=>{
button.setAttribute("aria-label",words);
list.setAttribute("aria-label",words);
};
return{root,name,fold};
}
class Notice{
constructor(memory){
this.memory=memory;
this.missed=0;
this.looked=()=>document.visibilityState==="visible"&&this.clear();
}
get on(){
return!!this.memory.local.get(this.memory.key + ":sound");
}
toggle(){
if(this.on)this.memory.local.remove(this.memory.key + ":sound");
else{
this.memory.local.set(this.memory.key + ":sound",true);
this.#ring();
}
}
give(){
if(!this.on)return;
this.#ring();
if(document.visibilityState==="visible")return;
if(!this.missed++)document.addEventListener("visibilitychange",this.looked);
document.title=`(${this.missed}) ` + this.#plain();
}
clear(){
document.removeEventListener("visibilitychange",this.looked);
if(this.missed)document.title=this.#plain();
this.missed=0;
}
#plain(){
return document.title.replace(/^\(\d+\) /,"");
}
#ring(){
try{
const sound=(this.sound||=new AudioContext());
const loud=sound.createGain();
loud.connect(sound.destination);
loud.gain.setValueAtTime(0.08,sound.currentTime);
loud.gain.exponentialRampToValueAtTime(0.0001,sound.currentTime + 0.5);
for(const[tone,after]of[[660,0],[880,0.12]]){
const voice=sound.createOscillator();
voice.frequency.value=tone;
voice.connect(loud);
voice.start(sound.currentTime + after);
voice.stop(sound.currentTime + 0.5);
}
}catch{}
}
}
class Sheets{
constructor(panel){
this.panel=panel;
this.place=h("div",{class:"sheet",hidden:true,role:"group"});
}
close(){
if(this.place.hidden)return false;
this.place.hidden=true;
this.place.replaceChildren();
this.ending?.();
this.ending=null;
this.panel.field.focus({preventScroll:true});
return true;
}
additions(){
const{words,desk,chooser}=this.panel;
const files=desk.config?.upload_mb>0;
return[
files&&[words.add_photo,()=>this.#choose("image/*"),"photo"],
files&&[words.add_file,()=>this.#choose(""),"page"],
files&&canRecord()&&[words.add_voice,()=>this.#record(),"voice"],
canDictate()&&[words.dictate,()=>this.#dictate(),"words"],
].filter(Boolean);
}
#choose(accept){
this.panel.chooser.accept=accept;
this.panel.chooser.click();
}
async #record(){
const{panel}=this;
const{words}=panel;
const clock=h("span",{class:"clock",role:"timer"},"0:00");
let recording;
try{
recording=await record((seconds)=>put(clock,`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`));
}catch{
return panel.warn(words.no_microphone);
}
const send=async()=>{
this.ending=null;
const note=await recording.stop();
this.close();
panel.atEnd=true;
panel.desk.errands.attach(note,"voice",words.voice_note);
};
this.#open(
words.add_voice,
h("div",{class:"recording"},icon("voice"),clock,h("button",{type:"button",class:"go",onclick:send},words.send)),
()=>recording.cancel(),
);
}
#dictate(){
const{field,view,words}=this.panel;
const before=field.value&&field.value.trimEnd()+ " ";
const heard=(text)=>{
field.value=before + text;
field.dispatchEvent(new Event("input"));
};
const stop=dictate(view.language,heard,()=>this.close());
this.#open(words.dictate,h("div",{class:"recording"},icon("voice"),h("span",null,words.listening),h("button",{type:"button",class:"go",onclick:()=>this.close()},words.done)),stop);
}
menu(){
const{words,desk,notice,person}=this.panel;
const{phone,email,address,transcripts}=desk.config||{};
const said=desk.thread.messages.length>0;
return[
phone&&[fill(words.call,{n:phone}),"tel:" + phone.replace(/[^+\d]/g,""),"call"],
[words.call_back,()=>this.#callBack(),"back"],
email&&[email,"mailto:" + email,"mail"],
address&&[words.map,MAP + encodeURIComponent(address),"place"],
said&&[words.rate,()=>this.rate(),"star"],
said&&[words.save_copy,()=>this.#save(),"save"],
said&&transcripts&&[words.mail_copy,()=>this.#mail(),"mail"],
[notice.on?words.notice_off:words.notice_on,()=>notice.toggle(),"sound"],
];
}
#callBack(){
const{words,desk}=this.panel;
const fields=[
{name:"name",label:words.your_name,type:"text",required:true},
{name:"phone",label:words.your_phone,type:"phone",required:true},
{name:"when",label:words.best_time,type:"text"},
];
const client_id=uuid();
this.#form({title:words.call_back,fields},async({name,phone},told)=>{
const text=`${words.call_back_message}\n${told}`;
const got=await desk.errands.tell("/contact",{client_id,name,phone,call_back:true,text});
if(got)desk.thread.stored({...got,client_id,text,at:new Date().toISOString(),author:"guest",kind:"call_back"});
desk.open();
desk.changed();
});
}
rate(){
const{words,desk}=this.panel;
const fields=[
{name:"score",label:words.rate_question,type:"rating",required:true},
{name:"comment",label:words.rate_comment,type:"long"},
];
this.#form({title:words.rate,fields},({score,comment})=>desk.errands.tell("/rating",{score:Number(score),comment}),words.thanks);
}
#mail(){
const{words,desk}=this.panel;
const fields=[{name:"email",label:words.your_email,type:"email",required:true}];
this.#form({title:words.mail_copy,fields},(values)=>desk.errands.tell("/transcript",values),words.on_its_way);
}
#save(){
const{desk,words,view,heading}=this.panel;
const time=new Intl.DateTimeFormat(view.language,{dateStyle:"medium",timeStyle:"short"});
const name=({author,name})=>({guest:words.you,staff:name||words.colleague,concierge:heading.textContent})[author]||"";
const told=desk.thread.messages.map((message)=>`${time.format(message.at)}  ${name(message)}\n${message.text}\n`);
const file=new Blob(["\ufeff",told.join("\n")],{type:"text/plain;charset=utf-8"});
const link=h("a",{href:URL.createObjectURL(file),download:`${heading.textContent}.txt`});
link.click();
setTimeout(()=>URL.revokeObjectURL(link.href),10e3);
}
#form(asked,send,thanks){
const form=formOf(asked,this.panel.words,this.panel.view.language,async(values,told)=>{
await send(values,told);
this.close();
if(thanks)this.panel.warn(thanks,true);
});
this.#open(asked.title,form);
form.querySelector("input, textarea, select").focus();
}
#open(name,node,ending){
this.close();
this.ending=ending;
const closer=h("button",{type:"button",class:"tool","aria-label":this.panel.words.cancel,onclick:()=>this.close()},icon("close"));
this.place.setAttribute("aria-label",name);
this.place.replaceChildren(closer,node);
this.place.hidden=false;
(node.querySelector("button, input")||closer).focus();
}
}
const LONGEST=4000;
const NEAR_LONGEST=3600;
class Panel{
constructor(bell,spoken){
this.bell=bell;
this.view=bell.view;
this.memory=new Memory(bell);
this.spoken=this.words=spoken;
const style=new CSSStyleSheet();
style.replaceSync(STYLE);
bell.shadowRoot.adoptedStyleSheets.splice(1,0,style);
this.notice=new Notice(this.memory);
this.sheets=new Sheets(this);
this.#build();
this.parts=[this.panel,this.news];
this.desk=new Desk(this.view.origin,this.view.language,this.memory,(...news)=>this.#changed(...news));
}
start(){
this.desk.start();
this.#input();
const{page,language}=this.view;
if(page&&!document.documentElement.lang)document.documentElement.lang=language;
this.#draw();
}
stop(){
this.desk.stop();
}
show(quietly){
this.panel.hidden=false;
this.desk.open();
this.#draw();
this.#toEnd();
this.focus(quietly);
}
hide(){
this.panel.hidden=true;
this.sheets.close();
}
focus(quietly){
if(!quietly)(matchMedia("(pointer: coarse)").matches?this.panel:this.field).focus({preventScroll:true});
}
say(text){
this.atEnd=true;
this.desk.say(text);
}
async copy(text){
await navigator.clipboard.writeText(text).catch(()=>{});
this.#announce(this.words.copied);
}
speak(text){
speak(text,this.view.language);
}
warn(text,calm){
this.warning=text;
this.alarm.classList.toggle("calm",!!calm);
clearTimeout(this.warned);
this.warned=setTimeout(()=>this.warn(""),text?8e3:0);
put(this.alarm,text||(this.desk.online?"":this.words.offline));
}
#build(){
const{view}=this;
this.heading=h("h2",{id:"title",dir:"auto"});
this.status=h("p",{class:"status"});
this.face=h("div",{class:"face"});
this.closer=h("button",{type:"button",class:"closer",onclick:()=>this.bell.hide()},icon("down"));
this.alarm=h("p",{class:"alarm",role:"status",dir:"auto"});
this.rows=h("div",{class:"rows"});
this.chips=h("div",{class:"chips",role:"group"});
this.log=h("div",{class:"log",role:"log","aria-live":"off",tabindex:"0",onscroll:()=>this.#scrolled()},this.rows,this.chips);
this.latest=h("button",{type:"button",class:"latest",hidden:true,onclick:()=>this.#toEnd(true)},icon("down"));
this.field=h("textarea",{rows:"1",dir:"auto",enterkeyhint:"send","aria-describedby":"count",oninput:()=>this.#input(),onkeydown:(event)=>this.#key(event)});
this.sender=h("button",{type:"submit",class:"sender"},icon("send"));
this.chooser=h("input",{type:"file",hidden:true,multiple:true,tabindex:"-1",onchange:()=>this.#chosen([...this.chooser.files])});
this.adder=menuOf("plus",()=>this.sheets.additions());
this.form=h("form",{class:"composer",onsubmit:(event)=>this.#submit(event)},this.adder.root,this.chooser,this.field,this.sender);
this.person=h("button",{type:"button",class:"person",onclick:()=>this.#say(this.words.person_message)});
this.wait=h("span",{class:"wait"});
this.menu=menuOf("more",()=>this.sheets.menu());
this.count=h("span",{class:"count",id:"count"});
this.panel=h(
"section",
{class:"panel",id:"panel",role:view.page?"main":"dialog","aria-labelledby":"title",tabindex:"-1",hidden:!view.page},
h("header",null,this.face,h("div",{class:"titles"},this.heading,this.status),this.menu.root,!view.page&&this.closer),
this.alarm,h("div",{class:"middle"},this.log,this.latest),this.sheets.place,this.form,
h("footer",null,this.person,this.wait,this.count),
);
this.news=h("div",{class:"sr","aria-live":"polite"});
this.panel.addEventListener("dragover",(event)=>event.preventDefault());
this.panel.addEventListener("drop",(event)=>(event.preventDefault(),this.#chosen([...event.dataTransfer.files])));
this.field.addEventListener("paste",(event)=>{
const files=[...event.clipboardData.files];
if(files.length)(event.preventDefault(),this.#chosen(files));
});
this.rows.addEventListener("toggle",(event)=>event.target.open&&this.#unfolded(event.target),true);
this.field.value=this.memory.tab.get(this.memory.key + ":draft")||"";
for(const name of["keydown","keypress","keyup"])this.panel.addEventListener(name,(event)=>this.#typed(event));
}
#changed(finished,event,data){
if(finished&&finished.author!=="guest"){
const name=speaker(finished,this.words);
this.#announce(name?`${name}: ${finished.text}`:finished.text);
if(this.panel.hidden||document.visibilityState!=="visible"){
if(this.panel.hidden)this.bell.count(this.bell.unread + 1);
this.notice.give();
}
this.bell.tell("message",{author:finished.author,name:finished.name,text:finished.text,at:new Date(finished.at)});
}else if(event==="reply.pending")this.#announce(this.words.pending);
else if(event==="staff.joined")this.#announce(fill(this.words.joined,{name:data.name||this.words.colleague}));
else if(event==="staff.left")this.#announce(fill(this.words.left,{name:data.name||this.words.colleague}));
else if(event==="refused")this.warn(data.detail);
if(this.due)return;
this.due=true;
queueMicrotask(()=>{
this.due=false;
this.#draw();
});
}
#draw(){
const{config,thread}=this.desk;
const words=(this.words=reworded(this.spoken,config?.texts));
this.bell.paint(this.view.colour||config?.colour);
this.#name();
if(this.panel.hidden)return;
const atEnd=this.atEnd??true;
reconcile(this.rows,rows(this.desk,words,this.view,this));
this.desk.errands.looks();
const live=this.rows.querySelector(".live");
if(live){
live.querySelector(".dots").hidden=!!thread.live.text;
put(live.querySelector(".words"),thread.live.text);
}
const offered=replies(this.desk);
reconcile(this.chips,offered.map((reply)=>[reply,reply,()=>h("button",{type:"button",class:"chip",dir:"auto",onclick:()=>this.#say(reply)},reply)]));
if(atEnd)this.#toEnd();
else this.#scrolled();
}
#name(){
const{words,desk,view}=this;
const{config,thread}=desk;
const name=config?.business?.name||words.chat;
put(this.heading,name);
if(view.page)document.title=name;
const staff=thread.staff&&(thread.staff===true?words.colleague:thread.staff);
put(this.status,staff?fill(words.here,{name:staff}):!config||speaksItself(config)?words.automatic:words.team);
this.status.classList.toggle("off",!desk.online);
const shown=JSON.stringify([staff,name,config?.logo]);
if(shown!==this.shown)this.face.replaceChildren(avatar(staff?{author:"staff",name:staff}:{author:"concierge"},desk));
this.shown=shown;
put(this.alarm,this.warning||(desk.online?"":words.offline));
const minutes=!thread.staff&&config?.person?.minutes;
put(this.wait,minutes?fill(minutes>90?words.wait_hours:words.wait,{n:minutes>90?Math.round(minutes / 60):minutes}):"");
this.menu.name(words.menu);
this.adder.name(words.add);
this.adder.root.hidden=!this.sheets.additions().length;
for(const[element,label]of[[this.closer,words.close],[this.log,words.log],[this.chips,words.suggestions],[this.latest,words.latest],[this.field,words.placeholder],[this.sender,words.send]])element.setAttribute("aria-label",label);
this.field.placeholder=words.placeholder;
if(this.person.textContent!==words.person)this.person.replaceChildren(icon("person"),words.person);
}
#announce(text){
const line=h("p",{dir:"auto"},text);
this.news.append(line);
setTimeout(()=>line.remove(),10e3);
}
#scrolled(){
const{scrollHeight,scrollTop,clientHeight}=this.log;
this.atEnd=scrollHeight - scrollTop - clientHeight<60;
this.latest.hidden=this.atEnd;
}
#unfolded(source){
if(this.rows.lastElementChild.contains(source))this.#toEnd();
else source.scrollIntoView({block:"nearest"});
}
#toEnd(focus){
this.log.scrollTop=this.log.scrollHeight;
this.atEnd=true;
this.latest.hidden=true;
if(focus)this.field.focus();
}
#input(){
const{field,words}=this;
this.memory.tab.set(this.memory.key + ":draft",field.value);
const length=[...field.value.trim()].length;
const over=length - LONGEST;
const near=length>NEAR_LONGEST;
put(this.count,over>0?fill(words.too_long,{n:over}):near?fill(words.left_over,{n:-over}):"");
this.count.classList.toggle("over",over>0);
field.setAttribute("aria-invalid",String(over>0));
this.sender.disabled=!length||over>0;
if(length)this.desk?.errands.typing();
field.rows=1;
while(field.rows<6&&field.scrollHeight>field.clientHeight)field.rows++;
}
#chosen(files){
const{upload_mb}=this.desk.config||{};
this.chooser.value="";
if(!upload_mb)return;
this.atEnd=true;
for(const file of files.slice(0,10)){
if(file.size>upload_mb*1e6&&!file.type.startsWith("image/"))this.warn(fill(this.words.too_large,{n:upload_mb}));
else this.desk.errands.attach(file,file.type.startsWith("image/")?"photo":"file");
}
}
#key(event){
if(event.key!=="Enter"||event.shiftKey||event.isComposing)return;
event.preventDefault();
this.form.requestSubmit();
}
#typed(event){
if(event.type==="keydown"&&event.key==="Escape")this.#escape(event);
event.stopPropagation();
}
#escape(event){
if(event.key!=="Escape"||event.isComposing)return;
if(!this.sheets.close())this.bell.hide();
}
#submit(event){
event.preventDefault();
const text=this.field.value.trim();
if(!text||this.sender.disabled)return;
this.field.value="";
this.#input();
this.#say(text);
}
#say(text){
this.say(text);
if(!matchMedia("(pointer: coarse)").matches)this.field.focus({preventScroll:true});
}
}
function reworded(words,own){
const changed=Object.entries(own||{}).filter(([key,text])=>key in words&&typeof text==="string");
return changed.length?{...words,...Object.fromEntries(changed)}:words;
}
return Panel;
});
