"""Pictures of the web client for people to look at; in the folder WORKCHAT_SCREENSHOTS, where it is set."""
import contextlib
import json
import os
import pathlib
import subprocess
import time

import pytest

from chat import PATIENCE, person
from chat.rest import quoted
from chat.server import ROOT, Server

FOLDER = ROOT / "tests" / "e2e"
ROOMS = 190
PEOPLE = 120
TOURS = ["desktop-light-en", "phone-dark-es", "tablet-light-pt", "desktop-dark-pt", "phone-light-en", "tablet-dark-es", "owner"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE = """Claro, sería algo así:

```ts
export async function desplegar(entorno: "pruebas" | "producción"): Promise<void> {
  await ejecutar(`npm run build -- --mode ${entorno} --outDir dist/con/un/camino/largo/que/no/cabe/en/un/teléfono`);
}
```

| Entorno | Rama | Quién |
|---|---|---|
| pruebas | `develop` | cualquiera |
| producción | `main` | **Ana** y Beto |

> Nunca los viernes.

- [ ] avisar antes
- [x] copiar la base"""

TALK = [
    ("Ana-Belén", "Buenos días, equipo ☀️ ¿Cómo va la entrega?"),
    ("Beto", "Bien, aunque el módulo de facturación todavía falla con los importes negativos."),
    ("Beto", "Lo estoy mirando."),
    ("Conceição", "Bom dia! Ontem à noite publiquei a nova versão do formulário; alguém pode testar no celular?"),
    ("Dan-the-Man", "On it 👀 — the https://example.com/a/very/long/address/that/nobody/would/ever/want/to/read/"
                    "but-everybody-pastes?with=parameters&and=more page looks good on my phone."),
    ("Ana-Belén", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsversammlungsprotokoll"),
    ("Ana-Belén", "👩🏽‍💻👨‍👩‍👧‍👦🏳️‍🌈🇦🇷🇧🇷 🎉🎉🎉"),
    ("Yasmin", "مرحبا بالجميع، هل الاجتماع في الساعة 10:30 غدًا؟ (room B-12)"),
    ("Noa", "שלום לכולם, אני מצטרפת מאוחר יותר"),
    ("Wolfgang-Amadeus-Theophilus-32ch", "Ich habe den längsten Namen, den der Server erlaubt."),
    ("Beto", "@Ana-Belén mira esto: *urgente* o **muy urgente**, pero no `rm -rf /`", "markdown"),
    ("Ana-Belén", CODE, "markdown"),
    ("Conceição", "Perfeito, obrigada! 💚"),
    ("Beto", "Entonces mañana a primera hora ejecuto `npm run build` y os cuento.", "markdown"),
]


def talk(server, owner):
    """Rooms, and what is said in one of them. Returns the people in it, the owner first."""
    topic = "Todo lo que se ve: páginas, dibujos, tipografía y alguna que otra discusión"
    owner.make_room(name="Diseño", id="diseno", topic=topic)
    owner.make_room(name="Vacía", id="vacia")
    owner.make_room(name="Todos los que somos", id="todos")
    owner.make_room(name="Junta directiva", password="secreta", topic="Con contraseña")
    owner.make_room(name="Avisos", kind="announcement", topic="Léelos")
    people = {owner.name: owner}
    for who, text, *format in TALK:
        if who not in people:
            people[who] = person.Person(server, person.Rest(server).post("/auth/guest", {"name": who}))
        people[who].join("diseno")
        message = people[who].say("diseno", text, **({"format": format[0]} if format else {}))
    reply = people["Ana-Belén"].say("diseno", "¡Gracias, Beto! No olvides avisar a soporte.", reply_to=message["seq"])
    for who, emoji in [("Beto", "👍"), ("Conceição", "👍"), ("Noa", "❤️"), ("Yasmin", "🎉")]:
        people[who].put(f"/rooms/diseno/messages/{reply['seq']}/reactions/{quoted(emoji)}")
    return people


def crowd(server):
    """So many people in a room that it does not name them."""
    for number in range(PEOPLE):
        each = person.guest(server, "vecina")
        each.join("todos")
        yield each


def login_of(owner):
    """As the client keeps it."""
    hour_ms = 3_600_000
    expires_at = int(time.time() * 1000) + hour_ms
    return json.dumps({"user": owner.user, "token": owner.token, "expiresAt": expires_at, "ttlMs": hour_ms})


@pytest.fixture(scope="module")
def login(tmp_path_factory):
    """Of the owner of all rooms, and the server's address; people are in them meanwhile."""
    server = Server(tmp_path_factory.mktemp("data")).start()
    owner = person.Person(server, person.signed_in(person.Rest(server).post(
        "/auth/register", {"username": "Ana-Belén", "password": person.PASSWORD, "display_name": "Ana Belén Gutiérrez"}), 201))
    people = talk(server, owner)
    for number in range(ROOMS):
        end = " con un nombre que no se acaba nunca" if number % 9 == 0 else ""
        owner.make_room(name=f"Proyecto {number:03}{end}")
    with contextlib.ExitStack() as sockets:
        for each in [*people.values()][1:6]:
            sockets.callback(each.enter("diseno").close)
        for each in crowd(server):
            sockets.callback(each.enter("todos").close)
        yield f"http://{server.address}:{server.port}", login_of(owner)
    server.end()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = os.environ.get("WORKCHAT_SCREENSHOTS")
    folder = pathlib.Path(folder).absolute() if folder else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("tour", TOURS)
def test_pictures_are_taken_and_everything_fits_its_screen(login, chromium, pictures, tmp_path, tour):
    url, owner = login
    played = subprocess.run(["node", "web_network/pictures.mjs", url, tmp_path, chromium, pictures, tour, owner], cwd=FOLDER,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=10 * PATIENCE)
    assert played.returncode == 0, played.stdout
