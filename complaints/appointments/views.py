"""Appointments of today and the days to come (M9)."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints.appointments import services
from complaints.appointments.forms import AppointmentForm, CallOffForm
from complaints.appointments.models import Appointment
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation

#: Days back in which an appointment without a record is still shown.
BACK = 14
ROWS = 100


@allow("contacts.record")
@require_http_methods(["GET", "HEAD", "POST"])
def appointments(request: PersonRequest) -> HttpResponse:
    """What is agreed: open ones first by time, and a form for the next."""
    park, user = request.park, request.user
    form = AppointmentForm(request.POST if request.method == "POST" else None, park=park, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            services.make_appointment(park=park, actor=user, plan=form.plan(), form_id=form.cleaned_data["form_id"])
        except RuleViolation as refusal:
            form.add_error("at", str(refusal))
        else:
            messages.success(request, _("Agreed. The colleague has been told."))
            return redirect("complaints:appointments")
    return _page(request, form)


def _page(request: PersonRequest, form: AppointmentForm, bad: tuple[int, CallOffForm] | None = None) -> HttpResponse:
    since = clock.combine(clock.today() - timedelta(days=BACK))
    seen = Appointment.objects.visible_to(request.user).filter(park=request.park, at__gte=since)
    rows = list(seen.select_related("host", "unit", "contact").order_by("at", "id")[:ROWS])
    bound = dict([bad]) if bad else {}
    context = {
        "waiting": [
            (row, bound.get(row.pk) or CallOffForm(auto_id=f"off{row.pk}-%s"))
            for row in rows
            if row.contact_id is None and row.cancelled_at is None
        ],
        "past": [row for row in reversed(rows) if row.contact_id is not None or row.cancelled_at is not None],
        "form": form,
    }
    status = 422 if form.is_bound or bad else 200
    return render(request, "complaints/appointments/list.html", context, status=status)


@allow("contacts.record")
@require_POST
def call_off(request: PersonRequest, pk: int) -> HttpResponse:
    """Call an appointment off."""
    row = get_object_or_404(Appointment.objects.visible_to(request.user).select_related("park"), pk=pk)
    enter_park(request, row.park)
    form = CallOffForm(request.POST, auto_id=f"off{pk}-%s")
    if not form.is_valid():
        return _page(request, AppointmentForm(park=row.park, user=request.user), (pk, form))
    try:
        services.call_off(appointment_id=pk, actor=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Called off. Please tell the visitor."))
    return redirect("complaints:appointments")
