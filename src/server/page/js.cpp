#include "server/page/page.hpp"

namespace workchat::server {

const std::string_view page_js = R"js('use strict';
const byId = (id) => document.getElementById(id);
const room = 'general';
let socket = null;
let own = null;
let roomName = '';
let seen = { epoch: '', after: 0 };
let wait = 500;

function alertText(text) {
  byId('alert').textContent = text;
  byId('alert').hidden = !text;
}

function add(text, name, kind) {
  const list = byId('messages');
  const item = document.createElement('li');
  if (name) item.append(Object.assign(document.createElement('b'), { textContent: name }));
  item.append(text);
  if (kind) item.className = kind;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  list.append(item);
  while (list.children.length > 500) list.firstChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function show(message) {
  if (!message.deleted) add(message.text, message.user.name, message.user.id === own ? 'own' : '');
}

function showState(name, online) {
  byId('state').textContent = name + ' · ' + online;
}

function came(frame, sign) {
  if (frame.user) add(sign + ' ' + frame.user.name, '', 'notice');
  showState(roomName, frame.online);
}

// The token is renewed before it runs out, and the socket goes on.
async function renew() {
  const old = sessionStorage.getItem('token');
  const answer = await fetch('/auth/refresh', { method: 'POST', headers: { Authorization: 'Bearer ' + old } });
  if (!answer.ok) return;
  const token = (await answer.json()).access_token;
  sessionStorage.setItem('token', token);
  socket.send(JSON.stringify({ type: 'auth', token }));
}

const on = {
  welcome(frame) { own = frame.user.id; byId('state').textContent = frame.motd || ''; },
  joined(frame) {
    wait = 500;
    roomName = frame.room.name;
    showState(roomName, frame.room.online);
    if (!frame.recovered) byId('messages').replaceChildren();
    for (const message of frame.messages || []) show(message);
    if (!frame.recovered) seen = { epoch: frame.epoch, after: frame.head };
  },
  message: show,
  notice(frame) { add(frame.text, '', 'notice'); },
  join(frame) { came(frame, '→'); },
  leave(frame) { came(frame, '←'); },
  auth_expiring: renew,
  error(frame) { alertText(frame.message || frame.code); },
};

function connect(token) {
  const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';
  socket = new WebSocket(scheme + location.host + '/ws?token=' + encodeURIComponent(token), 'workchat.v1');
  socket.onopen = () => {
    const join = { type: 'join', room };
    if (seen.epoch) Object.assign(join, seen);
    socket.send(JSON.stringify(join));
  };
  socket.onmessage = (event) => {
    const frame = JSON.parse(event.data);
    if (frame.room === room && frame.seq) seen.after = Math.max(seen.after, frame.seq);
    if (on[frame.type]) on[frame.type](frame);
  };
  socket.onclose = (event) => {
    byId('state').textContent = '…';
    if (event.code >= 4500) return signOut();
    setTimeout(reconnect, wait + Math.random() * wait);
    wait = Math.min(wait * 2, 15000);
  };
}

// A browser cannot see why an upgrade failed: ask.
async function reconnect() {
  const token = sessionStorage.getItem('token');
  const answer = await fetch('/auth/me', { headers: { Authorization: 'Bearer ' + token } }).catch(() => null);
  if (answer && answer.status === 401) return signOut();
  connect(token);
}

function signOut() {
  sessionStorage.removeItem('token');
  byId('chat-area').hidden = true;
  byId('login').hidden = false;
}

function enter(token) {
  alertText('');
  byId('login').hidden = true;
  byId('chat-area').hidden = false;
  connect(token);
  byId('text').focus();
}

byId('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const answer = await fetch('/auth/guest', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: byId('name').value.trim() }),
    });
    const body = await answer.json();
    if (!answer.ok) return alertText(body.error.message || body.error.code);
    sessionStorage.setItem('token', body.access_token);
    enter(body.access_token);
  } catch (problem) {
    alertText(String(problem));
  }
});

byId('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('text').value;
  if (!text.trim() || !socket || socket.readyState !== WebSocket.OPEN) return;
  alertText('');
  socket.send(JSON.stringify({ type: 'message', room, text, client_id: crypto.randomUUID ? crypto.randomUUID()
    : String(Date.now()) + Math.random() }));
  byId('text').value = '';
});

if (sessionStorage.getItem('token')) enter(sessionStorage.getItem('token'));
)js";

}  // namespace workchat::server
