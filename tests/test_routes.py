"""Default deny, proven: every route for every role. Nobody gets a page that is not theirs, and nothing without its token."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lms.kit.web import PUBLIC
from lms.people.actor import Actor
from tests.browser import Browser
from tests.people import Cast
from tests.scene import Scene, play

EVERYONE = frozenset({"ratna", "budi", "wahyu", "sari", "hendra", "yanti", "admin", "auditor", "stranger", "nobody"})
OF_BATCH_1 = frozenset({"ratna", "budi", "sari", "yanti", "admin", "auditor"})
RATNA_AND_HER_TRAINER = frozenset({"ratna", "sari"})
OFFICE = frozenset({"admin", "auditor"})


@dataclass(frozen=True, slots=True)
class Place:
    """What a part of an address stands for here, and who at most may get a page with it in the address."""

    value: Callable[[Cast, Scene], object]
    insiders: frozenset[str]


# By the name in the rule, or by endpoint and name where one name means several things.
PLACES = {
    "batch_id": Place(lambda cast, scene: cast.batch1, OF_BATCH_1),
    "session_id": Place(lambda cast, scene: scene.session, OF_BATCH_1),
    "enrolment_id": Place(lambda cast, scene: cast.enrolment(cast.ratna), OF_BATCH_1),
    "person_id": Place(lambda cast, scene: cast.ratna.id, frozenset({"admin", "sari"})),
    "post_id": Place(lambda cast, scene: scene.post, RATNA_AND_HER_TRAINER),
    "photo_id": Place(lambda cast, scene: scene.photo, RATNA_AND_HER_TRAINER),
    "revision_id": Place(lambda cast, scene: scene.revision, frozenset({"sari"})),
    "attempt_id": Place(lambda cast, scene: scene.attempt, frozenset({"ratna"})),
    "certificate_id": Place(lambda cast, scene: scene.certificate, OFFICE | {"ratna"}),
    "certificates.run:run_id": Place(lambda cast, scene: scene.issue_run, OFFICE),
    "certificates.cancel_run:run_id": Place(lambda cast, scene: scene.issue_run, OFFICE),
    "certificates.resume_run:run_id": Place(lambda cast, scene: scene.issue_run, OFFICE),
    "certificates.emblem:digest": Place(lambda cast, scene: scene.emblem, OFFICE),
    "certificates.print_run:run_id": Place(lambda cast, scene: scene.print_run, OFFICE),
    "certificates.print_file:run_id": Place(lambda cast, scene: scene.print_run, OFFICE),
    "certificates.signing_run:run_id": Place(lambda cast, scene: scene.signing_run, OFFICE),
    "certificates.signing_file:run_id": Place(lambda cast, scene: scene.signing_run, OFFICE),
    "certificates.stop_signing:run_id": Place(lambda cast, scene: scene.signing_run, OFFICE),
    "certificates.resume_signing:run_id": Place(lambda cast, scene: scene.signing_run, OFFICE),
    "certificates.hand_over:run_id": Place(lambda cast, scene: scene.print_run, OFFICE),
    "certificates.cancel_print_run:run_id": Place(lambda cast, scene: scene.print_run, OFFICE),
    "certificates.continue_print_run:run_id": Place(lambda cast, scene: scene.print_run, OFFICE),
    "certificates.badge_status:number": Place(lambda cast, scene: 1, EVERYONE),
    "certificates.verify:code": Place(lambda cast, scene: scene.code, EVERYONE),
    "grading.confirm:code": Place(lambda cast, scene: "J3", EVERYONE),
    "people.welcome:token": Place(lambda cast, scene: scene.welcome, EVERYONE),
    "people.end_device:key": Place(lambda cast, scene: "0" * 16, EVERYONE),
    "posts.arrange:act": Place(lambda cast, scene: "earlier", EVERYONE),
    "posts.photo:size": Place(lambda cast, scene: "small", EVERYONE),
    "authoring.bank_file:name": Place(lambda cast, scene: "gift", EVERYONE),
    "authoring.pack:edition": Place(lambda cast, scene: scene.pack, EVERYONE),
    "authoring.task:slug": Place(lambda cast, scene: scene.activity, EVERYONE),
    "edition_id": Place(lambda cast, scene: scene.edition, EVERYONE),
    "catalog.image:name": Place(lambda cast, scene: scene.picture, EVERYONE),
    "module": Place(lambda cast, scene: scene.module, EVERYONE),
    "lesson": Place(lambda cast, scene: scene.lesson, EVERYONE),
    "posts.task:slug": Place(lambda cast, scene: scene.activity, EVERYONE),
    "posts.start:slug": Place(lambda cast, scene: scene.activity, EVERYONE),
    "slug": Place(lambda cast, scene: scene.quiz, EVERYONE),
}


@pytest.fixture
def scene(app_context: None, cast: Cast) -> Scene:
    return play(cast)


def place(rule: Rule, name: str) -> Place:
    found = PLACES.get(f"{rule.endpoint}:{name}") or PLACES.get(name)
    assert found, f"{rule}: say in PLACES of {__name__} what <{name}> stands for and who may get a page with it"
    return found


@dataclass(frozen=True, slots=True)
class Door:
    """One route with one method, opened with addresses of Ratna's things."""

    rule: Rule
    method: str
    url: str
    permission: object
    insiders: frozenset[str]

    def admits(self, login: str, actor: Actor | None) -> bool:
        """Whether this person's role opens the route at all."""
        return self.permission == PUBLIC or (actor is not None and actor.may(self.permission))

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def doors(app: Flask, cast: Cast, scene: Scene) -> Iterator[Door]:
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        places = {name: place(rule, name) for name in rule.arguments}
        values = {name: place.value(cast, scene) for name, place in places.items()}
        insiders = EVERYONE.intersection(*(place.insiders for place in places.values()))
        permission = app.view_functions[rule.endpoint].permission
        for method in sorted(rule.methods & {"GET", "POST"}):
            url = adapter.build(rule.endpoint, values, method=method)
            yield Door(rule, method, url, permission, insiders)


def people_of(
    cast: Cast, as_: Callable[[str], Browser], client: FlaskClient
) -> dict[str, tuple[Actor | None, Browser]]:
    """Everybody with their browser, and nobody: the browser that is not signed in."""
    return {"nobody": (None, client)} | {name: (actor, as_(name)) for name, actor in cast.everyone().items()}


def test_nobody_gets_what_is_not_theirs(
    app: Flask, cast: Cast, scene: Scene, as_: Callable[[str], Browser], client: Browser
) -> None:
    """Without a sign-in only the way to it, without the permission 403, in somebody else's things 404; never a page."""
    wrong = []
    for door in doors(app, cast, scene):
        for login, (actor, browser) in people_of(cast, as_, client).items():
            if door.admits(login, actor) and login in door.insiders:
                continue
            answer = browser.open(door.url, method=door.method)
            if actor is None:
                refused = answer.status_code == 401 or answer.headers.get("Location", "").startswith("/sign-in")
            else:
                refused = answer.status_code == (404 if door.admits(login, actor) else 403)
            if not refused:
                wrong.append(f"{door} for {login}: {answer.status_code}")
    assert not wrong, "a row is opened by open_*(by, id) of its service, which raises NotFound:\n" + "\n".join(wrong)


def test_every_page_opens_for_somebody(
    app: Flask, cast: Cast, scene: Scene, as_: Callable[[str], Browser], client: Browser
) -> None:
    """Otherwise the test above would prove nothing; and no page breaks for those who may open it."""
    everybody = people_of(cast, as_, client)
    broken, closed = [], []
    for door in doors(app, cast, scene):
        if door.method != "GET":
            continue
        admitted = [login for login in door.insiders if door.admits(login, everybody[login][0])]
        answers = {login: everybody[login][1].get(door.url).status_code for login in sorted(admitted)}
        broken += [f"{door} for {login}: {status}" for login, status in answers.items() if status >= 500]
        if not any(status < 400 for status in answers.values()):
            closed.append(f"{door}: {answers}")
    assert not broken, "\n".join(broken)
    assert not closed, "nobody can open these:\n" + "\n".join(closed)


def doors_for_forms(app: Flask, cast: Cast, scene: Scene) -> Iterator[tuple[Door, str]]:
    """Every route that takes a form, with somebody who may send one there."""
    for door in doors(app, cast, scene):
        if door.method == "POST":
            everyone = cast.everyone().items()
            yield door, next(name for name, actor in everyone if door.admits(name, actor) and name in door.insiders)


def test_every_post_needs_its_token(app: Flask, cast: Cast, scene: Scene, as_: Callable[[str], Browser]) -> None:
    """A form from elsewhere, or an old one, changes nothing and is offered again (400)."""
    accepted = []
    for door, login in doors_for_forms(app, cast, scene):
        answer = as_(login).open(door.url, method="POST", data={"csrf_token": "forged"})
        if answer.status_code != 400:
            accepted.append(f"{door} by {login}: {answer.status_code}")
    assert not accepted, "the gate of kit.web refuses POST without a token for every view:\n" + "\n".join(accepted)


def test_every_post_refuses_another_site(app: Flask, cast: Cast, scene: Scene, as_: Callable[[str], Browser]) -> None:
    accepted = []
    for door, login in doors_for_forms(app, cast, scene):
        answer = as_(login).open(door.url, method="POST", headers={"Sec-Fetch-Site": "cross-site"})
        if answer.status_code != 403:
            accepted.append(f"{door} by {login}: {answer.status_code}")
    assert not accepted, "\n".join(accepted)


def test_what_does_not_exist_looks_like_what_is_not_yours(
    app: Flask, cast: Cast, scene: Scene, as_: Callable[[str], Browser]
) -> None:
    """Every address with the number of a row that is not there: 404 for whoever may open such pages, never a crash."""
    wrong = []
    for rule in app.url_map.iter_rules():
        numbers = [name for name, converter in rule._converters.items() if converter.regex == r"\d+"]
        if not numbers or "GET" not in rule.methods:
            continue
        values = {name: place(rule, name).value(cast, scene) for name in rule.arguments} | dict.fromkeys(
            numbers, 999_999
        )
        url = app.url_map.bind("localhost").build(rule.endpoint, values, method="GET")
        for login, actor in cast.everyone().items():
            permission = app.view_functions[rule.endpoint].permission
            expected = 404 if permission == PUBLIC or actor.may(permission) else 403
            status = as_(login).get(url).status_code
            if status != expected:
                wrong.append(f"{url} for {login}: {status}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def test_a_view_nobody_decided_about_stops_the_start(app: Flask) -> None:
    """The control: the gate is closed because the start refuses, not because somebody remembered."""
    from lms.kit.web import refuse_unstamped

    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/forgotten", "forgotten", lambda: "")
    with pytest.raises(RuntimeError, match="forgotten"):
        refuse_unstamped(bare)
