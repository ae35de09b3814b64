"""Addresses of the phrase book, the ready texts and the courtesy rules."""

from django.urls import path

from parkservice.messaging.wordbook import views

urlpatterns = [
    path("words/", views.phrases, name="phrases"),
    path("words/phrases/new/", views.phrase_new, name="phrase_new"),
    path("words/phrases/<key:pk>/", views.phrase_edit, name="phrase_edit"),
    path("words/phrases/buttons/", views.phrase_buttons, name="phrase_buttons"),
    path("words/texts/links/", views.text_links, name="text_links"),
    path("words/texts/", views.texts, name="texts"),
    path("words/texts/new/", views.text_new, name="text_new"),
    path("words/texts/<key:pk>/", views.text_edit, name="text_edit"),
    path("words/mine/", views.my_texts, name="my_texts"),
    path("words/check/<str:key>/<key:pk>/", views.check, name="check"),
    path("words/courtesy/", views.courtesy_levels, name="courtesy_levels"),
    path("words/courtesy/propose/", views.levels_propose, name="levels_propose"),
    path("words/courtesy/<key:pk>/release/", views.levels_release, name="levels_release"),
    path("words/courtesy/<key:pk>/refuse/", views.levels_refuse, name="levels_refuse"),
]
