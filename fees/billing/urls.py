"""Addresses of bills, billing runs and lines of service."""

from django.urls import path

from fees.billing import pages, running, views

urlpatterns = [
    path("bills/", views.BillList.as_view(), name="bills"),
    path("bills/new/", pages.bill_new, name="bill_new"),
    path("bills/<key:pk>/", views.bill, name="bill"),
    path("bills/<key:pk>/print/", views.bill_print, name="bill_print"),
    path("bills/<key:pk>/papers/<key:paper_id>/", views.bill_paper, name="bill_paper"),
    path("bills/<key:pk>/reverse/", views.reversal_ask, name="reversal_ask"),
    path("reversals/<key:pk>/approve/", views.reversal_approve, name="reversal_approve"),
    path("reversals/<key:pk>/refuse/", views.reversal_refuse, name="reversal_refuse"),
    path("runs/", running.RunList.as_view(), name="runs"),
    path("runs/new/", running.run_new, name="run_new"),
    path("runs/<key:pk>/", running.run, name="run"),
    path("runs/<key:pk>/start/", running.run_start, name="run_start"),
    path("runs/<key:pk>/drop/", running.run_drop, name="run_drop"),
    path("runs/<key:pk>/print/", running.run_print, name="run_print"),
    path("runs/<key:pk>/papers/", running.run_papers, name="run_papers"),
    path("lines/", pages.LineList.as_view(), name="lines"),
    path("lines/new/", pages.line_new, name="line_new"),
    path("lines/amounts/", pages.line_amounts, name="line_amounts"),
    path("lines/amounts/template/", pages.amounts_template, name="amounts_template"),
    path("lines/<key:pk>/end/", pages.line_end, name="line_end"),
    path("stops/", pages.stops, name="stops"),
    path("stops/<key:pk>/approve/", pages.stop_approve, name="stop_approve"),
]
