"""The frame and the parts of every page. Nothing here knows a business object.

Pages extend `base_app.html` (signed in) or `base_public.html` and fill the blocks title and main. Parts are included
with `only`; each file in templates/ui/ opens with its inputs:

    alert      tone text lead url link css role        board, seg   counts
    checks     title checks                            chips        chips label
    columns    chart (ui.charts.Columns)               courtesy     url target findings
    doneline   lines                                   due          due (ui.due)
    duty       tone state clause title figure text…    empty        icon title text url link add
    facts      facts                                   head         title line back_url back
    hints      findings                                menu         label icon items css
    options    options (answer of a picker)            photos       files empty
    problem    icon title text url link number         progress     label done total unit
    stat       label figure small url tone icon        steps, way   steps
    tabs       tabs label id                           timeline     entries empty

Tags and filters are listed in templatetags/ui.py, the list page in lists.py, forms in forms.py, the side and the
quick-record menu in nav.py, time limits in due.py, exports in export.py. /ui/components/ shows each part once.

Behaviour by attribute, no script of one's own: data-confirm (+ -title, -yes) asks before a click goes on; data-draft
on a form keeps what is typed on the device; data-photos, data-courtesy and data-picker come with their partials;
data-key="x" makes a key lead to an element; data-autosubmit sends a select's form.
"""
