"""Which park a public page speaks of: `/p/<park>/…`, or the short address of the default park (design section 5)."""

from django.http import Http404

from parkservice.parks.models import Park


def park_from(slug: str | None = None) -> Park:
    """Return the park of a public address. Raises Http404 for an unknown one and before the first park."""
    park = Park.objects.active().filter(slug=slug).first() if slug else Park.objects.get_default()
    if park is None:
        raise Http404
    return park
