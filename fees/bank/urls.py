"""Addresses of the bank's lines and statements."""

from django.urls import path

from fees.bank import lists, pages, views

urlpatterns = [
    path("bank/", lists.LineList.as_view(), name="bank_lines"),
    path("bank/confirm/", views.confirm, name="bank_confirm"),
    path("bank/payers/", views.payers, name="bank_payers"),
    path("bank/accounts/new/", views.account_new, name="bank_account_new"),
    path("bank/accounts/<key:pk>/", views.account, name="bank_account"),
    path("bank/import/", views.statement_new, name="bank_import"),
    path("bank/files/<key:pk>/", views.statement, name="bank_statement"),
    path("bank/files/<key:pk>/columns/", views.statement_columns, name="bank_statement_columns"),
    path("bank/files/<key:pk>/confirm/", views.statement_confirm, name="bank_statement_confirm"),
    path("bank/files/<key:pk>/drop/", views.statement_drop, name="bank_statement_drop"),
    path("bank/<key:pk>/", pages.PAGES.record(), name="bank_line"),
    *(path(f"bank/<key:pk>/{name}/", pages.PAGES.act(name), name=f"bank_line_{name}") for name in pages.ACTS),
]
