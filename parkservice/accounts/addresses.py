"""The network address of a request, believed from a forwarding header only when our own proxy wrote it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 - reads requests


def client_network(request: HttpRequest) -> str | None:
    """Return what counts as one sender: the address, in IPv6 the /64 that one household or machine has to itself."""
    known = client_address(request)
    address = ipaddress.ip_address(known) if known else None
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return known


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the client (reliability, fault 25).

    X-Forwarded-For is read from the right, past the proxies named in PARKSERVICE_TRUSTED_PROXIES; what stands left of
    the first unknown address was written by the client and is not believed. None when no valid address is known.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while hops and address in settings.TRUSTED_PROXIES:
        address = hops.pop()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None
