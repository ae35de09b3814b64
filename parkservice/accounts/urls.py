"""Addresses of accounts, people and rights; the demo's sign-in exists in demo mode only."""

from django.conf import settings
from django.urls import path

from parkservice.accounts import pages, views
from parkservice.accounts.saved import views as saved
from parkservice.accounts.tokens import views as tokens

app_name = "accounts"
urlpatterns = [
    path("me/", pages.profile, name="profile"),
    path("me/second-factor/", pages.second_factor, name="second_factor"),
    path("rights/", pages.rights_table, name="rights"),
    path("park/", pages.switch_park, name="switch_park"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<key:pk>/withdraw/", tokens.withdraw, name="token_withdraw"),
    path("views/new/", saved.view_new, name="view_new"),
    path("views/<key:pk>/", saved.view_edit, name="view_edit"),
    path("views/<key:pk>/remove/", saved.view_remove, name="view_remove"),
    path("people/", views.people, name="people"),
    path("people/new/", views.new_person, name="new_person"),
    path("people/<key:pk>/", views.person, name="person"),
    path("people/<key:pk>/details/", views.change_person, name="change_person"),
    path("people/<key:pk>/postings/", views.propose, name="propose"),
    path("people/<key:pk>/stand-in/", views.stand_in, name="stand_in"),
    path("people/<key:pk>/link/", views.sign_in_link, name="sign_in_link"),
    path("people/<key:pk>/second-factor/", views.reset_second_factor, name="reset_second_factor"),
    path("people/<key:pk>/off/", views.switch_off, name="switch_off"),
    path("people/<key:pk>/on/", views.switch_on, name="switch_on"),
    path("people/postings/<key:pk>/grant/", views.grant, name="grant"),
    path("people/postings/<key:pk>/refuse/", views.refuse, name="refuse"),
    path("people/postings/<key:pk>/end/", views.end, name="end"),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("demo/sign-in/", pages.demo_sign_in, name="demo_sign_in"))
