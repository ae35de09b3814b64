"""Reading the duty board as a person does: through the page of their desk."""

from django.test import Client
from django.urls import reverse

from parkservice.accounts.models import User
from parkservice.home.board import Tile
from parkservice.home.desks import Desk


def desk(client: Client, user: User) -> Desk:
    """The person's desk as the page shows it, at this moment."""
    client.force_login(user)
    response = client.get(reverse("home:desk"))
    assert response.status_code == 200
    shown: Desk = response.context["desk"]
    page = response.content.decode()
    for tile in shown.tiles:
        assert str(tile.duty.title) in page
        assert tile.status.figure in page
        assert tile.status.sentence in page
    return shown


def tile(client: Client, user: User, duty: str) -> Tile:
    """One duty of a person as their desk shows it."""
    return next(each for each in desk(client, user).tiles if each.duty.id == duty)


def reads(client: Client, user: User, duty: str) -> tuple[str, str]:
    """State and figure of one duty."""
    status = tile(client, user, duty).status
    return status.state, status.figure
