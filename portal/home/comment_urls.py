"""Addresses of comments and of the moderation desk."""

from django.urls import path

from .views import bans, comments, moderation, moderation_figures, pictures, words

DESK = "desk/moderation/"

urlpatterns = [
    path("comments/<str:label>/<str:key>/", comments.thread_part, name="thread_part"),
    path("comments/<str:label>/<str:key>/write/", comments.write_comment, name="write_comment"),
    path("comments/<str:label>/<str:key>/close/", moderation.close_thread, name="close_thread"),
    path("comment/<str:public_id>/<str:act>/", comments.comment_act, name="comment_act"),
    path("me/comments/", comments.my_comments, name="my_comments"),
    path("me/bans/<str:public_id>/appeal/", comments.appeal_ban, name="appeal_ban"),
    path(DESK, moderation.moderation_queue, name="moderation_queue"),
    path(DESK + "many/", moderation.decide_many, name="decide_many"),
    path(DESK + "comments/", moderation.comment_list, name="comment_list"),
    path(DESK + "comments/<str:public_id>/", moderation.moderated_comment, name="moderated_comment"),
    path(DESK + "comments/<str:public_id>/ban/", bans.give_ban, name="give_ban"),
    path(DESK + "comments/<str:public_id>/<str:act>/", moderation.decide_comment, name="decide_comment"),
    path(DESK + "pictures/", pictures.picture_list, name="picture_list"),
    path(DESK + "pictures/<str:public_id>/", pictures.moderated_picture, name="moderated_picture"),
    path(DESK + "pictures/<str:public_id>/<str:act>/", pictures.decide_picture, name="decide_picture"),
    path(DESK + "bans/", bans.ban_list, name="ban_list"),
    path(DESK + "bans/<str:public_id>/", bans.ban_detail, name="ban_detail"),
    path(DESK + "bans/<str:public_id>/<str:act>/", bans.ban_act, name="ban_act"),
    path(DESK + "words/", words.word_list, name="word_list"),
    path(DESK + "words/<str:public_id>/", words.word_detail, name="word_detail"),
    path(DESK + "words/<str:public_id>/end/", words.word_end, name="word_end"),
    path(DESK + "figures/", moderation_figures.moderation_figures, name="moderation_figures"),
]
