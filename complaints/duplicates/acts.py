"""The act that joins two complaints about one matter."""

from django.utils.translation import gettext_lazy

from complaints.casework.acting import Act, register
from complaints.duplicates.forms import MergeForm

register(
    Act(
        "merge",
        gettext_lazy("Merge it into an earlier one"),
        gettext_lazy("The same matter was told before; the answer then goes to both."),
        "swap",
        MergeForm,
        gettext_lazy("Merge complaint"),
        place=116,
        when=lambda m: "merge" in m.ready and not m.complaint.held,
        quiet=True,
    ),
)
